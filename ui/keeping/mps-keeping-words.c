/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/keeping/mps-keeping-words.h"

#include "app/session/mps-words.h"
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

#define DAY_HOURS 24
#define WEEK_HOURS 168

static const struct {
  const char *what;
  const char *next;
} failures[MPS_N_BACKUP_FAILURES] = {
  [MPS_BACKUP_NO_FAILURE] = { "", "" },
  [MPS_BACKUP_NO_PLACE] = { N_ ("The last backup failed: its folder or drive is not there"),
                            N_ ("Attach the drive, or choose another folder.") },
  [MPS_BACKUP_FULL] = { N_ ("The last backup failed: there is no room"),
                        N_ ("Free space on the drive, or choose another folder.") },
  [MPS_BACKUP_NOT_WRITABLE] = { N_ ("The last backup failed: nothing may be written there"),
                                N_ ("Choose another folder, or ask who looks after this "
                                    "computer.") },
  [MPS_BACKUP_NOT_RESTORED] = { N_ ("The last backup failed: it could not be restored"),
                                N_ ("The drive may be wearing out: choose a folder on another "
                                    "one.") },
  [MPS_BACKUP_RECORDS_DAMAGED] = { N_ ("The records have faults; older backups are kept"),
                                   N_ ("Choose “Check all records” in the menu, and call "
                                       "support.") },
  [MPS_BACKUP_OTHER] = { N_ ("The last backup failed"),
                         N_ ("Back up now, and read what the task list says.") },
};

static char *
dup_last_good (const MpsBackupState *state)
{
  g_autofree char *when = mps_format_when (state->last_good_us);
  g_autofree char *count = mps_words_dup_count (state->last_good_records);

  if (state->last_good_us == 0)
    return g_strdup (_ ("No backup was made yet"));

  /* TRANSLATORS: %1$s is a time, as in "3 hours ago", %2$s a number of records */
  return g_strdup_printf (_ ("The last good backup: %1$s, %2$s records"), when, count);
}

static void
say_overdue (MpsKeepingSentence *sentence, const MpsBackupState *state)
{
  g_autofree char *last = dup_last_good (state);

  sentence->meaning = MPS_MEANING_CRITICAL;
  if (state->last_good_us == 0)
    sentence->what = g_steal_pointer (&last);
  else
    /* TRANSLATORS: %s is a sentence: "The last good backup: …" */
    sentence->what = g_strdup_printf (_ ("A backup is overdue. %s"), last);
  sentence->why = state->last_good_us == 0
                      ? _ ("If this computer is lost, so are all records.")
                      : _ ("If this computer is lost, so is what was written since.");
  if (state->plan.folder == NULL)
    sentence->next = _ ("Choose a folder, best on a drive that is kept somewhere else.");
  else if (state->failure != MPS_BACKUP_NO_FAILURE)
    sentence->next = _ (failures[state->failure].next);
  else
    sentence->next = _ ("Back up now.");
}

/**
 * mps_keeping_sentence_init:
 * @sentence: (out): what a person reads
 * @state: how the records are kept
 *
 * The worst comes first.
 */
void
mps_keeping_sentence_init (MpsKeepingSentence *sentence, const MpsBackupState *state)
{
  *sentence = (MpsKeepingSentence){ .meaning = MPS_MEANING_NORMAL };
  if (state->overdue) {
    say_overdue (sentence, state);
  } else if (state->failure != MPS_BACKUP_NO_FAILURE) {
    sentence->meaning = MPS_MEANING_ATTENTION;
    sentence->what = g_strdup (_ (failures[state->failure].what));
    sentence->next = _ (failures[state->failure].next);
  } else if (state->plan.folder == NULL) {
    sentence->meaning = MPS_MEANING_ATTENTION;
    sentence->what = g_strdup (_ ("No backup is made by itself"));
    sentence->next = _ ("Choose a folder, best on a drive that is kept somewhere else.");
  } else if (!state->there) {
    sentence->meaning = MPS_MEANING_ATTENTION;
    sentence->what = g_strdup (_ ("The folder or drive for backups is not there"));
    sentence->next = _ (failures[MPS_BACKUP_NO_PLACE].next);
  } else if (state->same_disk) {
    sentence->meaning = MPS_MEANING_ATTENTION;
    sentence->what = dup_last_good (state);
    sentence->why =
        _ ("The folder is on the same disk as the records: with the disk both are lost.");
    sentence->next = _ ("Choose a folder on another drive.");
  } else {
    sentence->what = dup_last_good (state);
    sentence->why = _ ("It was restored as a test.");
  }
}

/**
 * mps_keeping_sentence_clear:
 * @sentence: what a person reads, which is emptied
 */
void
mps_keeping_sentence_clear (MpsKeepingSentence *sentence)
{
  g_clear_pointer (&sentence->what, g_free);
}

/**
 * mps_keeping_dup_clock:
 * @behind_us: by how much the clock is behind what was written last
 *
 * Returns: (transfer full): a sentence
 */
char *
mps_keeping_dup_clock (gint64 behind_us)
{
  g_autofree char *span = mps_format_duration ((double)behind_us / G_USEC_PER_SEC);

  /* TRANSLATORS: %s is a span of time, as in "3 min" */
  return g_strdup_printf (_ ("This computer's clock is %s behind what was written last"), span);
}

/**
 * mps_keeping_dup_every:
 * @hours: how often
 *
 * Returns: (transfer full): the same in words
 */
char *
mps_keeping_dup_every (guint hours)
{
  if (hours == DAY_HOURS)
    return g_strdup (_ ("Every day"));
  if (hours == WEEK_HOURS)
    return g_strdup (_ ("Every week"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Every hour", "Every %u hours", hours),
                          hours);
}

/**
 * mps_keeping_dup_keep:
 * @n: how many
 *
 * Returns: (transfer full): the same in words
 */
char *
mps_keeping_dup_keep (guint n)
{
  /* TRANSLATORS: how many backups are kept */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The last %u", "The last %u", n), n);
}
