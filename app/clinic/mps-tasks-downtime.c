/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/mps-tasks-downtime.h"

#include "app/clinic/keeping/mps-downtime.h"
#include "app/clinic/mps-task-private.h"
#include "app/session/mps-words.h"

#include <glib/gi18n-lib.h>

typedef struct {
  char *place;
  char *language;
} Where;

static void
where_free (gpointer data)
{
  Where *where = data;

  g_free (where->place);
  g_free (where->language);
  g_free (where);
}

static gboolean
make_kit (MpsSession *session,
          MpsTask *task,
          gpointer data,
          char **outcome,
          GPtrArray **rejections,
          GCancellable *cancellable,
          GError **error)
{
  const Where *where = data;
  const MpsDowntimePlan plan = {
    .place = where->place,
    .language = where->language,
    .program = "manpasik",
    .progress = mps_task_progress,
    .data = task,
  };
  g_autoptr (MpsDowntimeKit) kit = mps_downtime_make (session, &plan, cancellable, error);
  g_autofree char *count = NULL;

  if (kit == NULL)
    return FALSE;

  count = mps_words_dup_count (kit->patients);
  /* TRANSLATORS: %1$s is a number of patients, %2$s a folder */
  *outcome = g_strdup_printf (
      g_dngettext (
          GETTEXT_PACKAGE, "%1$s patient, in %2$s", "%1$s patients, in %2$s", kit->patients),
      count,
      kit->folder);
  return TRUE;
}

/**
 * mps_tasks_make_downtime_kit:
 * @self: the tasks
 * @place: folder in which the kit's own folder is made
 * @language: of the printed sheet, "ko" or "en"
 *
 * Makes what a clinic takes along for a day without this computer; see mps_downtime_make().
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_make_downtime_kit (MpsTasks *self, const char *place, const char *language)
{
  Where *where = g_new0 (Where, 1);

  where->place = g_strdup (place);
  where->language = g_strdup (language);
  return mps_tasks_start (self, _ ("Downtime kit"), make_kit, where, where_free);
}
