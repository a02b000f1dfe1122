/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-drafts.h"
#include "app/session/people/mps-accounts.h"
#include "tests/clinic/clinic-fixture.h"
#include "tests/session/people-fixture.h"

#include <string.h>

#define N_TEXTS 25

/* What was typed and not saved when it locks comes back to the byte, and to nobody else; meanwhile
 * nothing of it can be read on the disk. */

typedef struct {
  People people;
  MpsChart *chart;
  char *text;
  gint64 caret;
  gint64 anchor;
  guint saved;
} Desk;

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *desk = data;
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_chart_save_draft_finish (MPS_CHART (source), result, &error));
  g_assert_no_error (error);
  desk->saved++;
}

/* As the page of a note does when the window has its pages go. */
static void
keep (Desk *desk)
{
  g_assert_false (mps_session_is_locked (desk->people.session));
  mps_chart_save_draft_async (
      desk->chart, "note", desk->text, desk->caret, desk->anchor, NULL, on_saved, desk);
}

/* The window waits for its pages; where it runs out of patience, what was begun is written still.
 */
static void
keep_and_lock (Desk *desk)
{
  keep (desk);
  mps_session_lock (desk->people.session);
  mps_session_wait_until_closed (desk->people.session);
}

static MpsChart *
open_as_who_works (People *people)
{
  Fixture fixture = { .session = people->session };
  MpsChart *chart = open_chart (&fixture, "p1");

  settle_chart (chart);
  return chart;
}

static void
set_up (Desk *desk, gconstpointer data)
{
  people_set_up (&desk->people, NULL);
  desk->chart = open_as_who_works (&desk->people);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  settle_chart (desk->chart);
  g_clear_object (&desk->chart);
  g_clear_pointer (&desk->text, g_free);
  people_tear_down (&desk->people, NULL);
}

static char *
dup_text (guint i)
{
  static const char *const pieces[] = {
    "혈압 조절됨",
    "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",
    "ㄱㅁㅅ",
    "  \t",
    "\n",
    "\r\n",
    "\xf0\x9f\xa9\xba",
    "\"{}\\",
    "%s%n",
    "e\xcc\x81",
    "\xe2\x80\x8b\xe2\x80\xae",
    "SECRETWORDS",
  };
  g_autoptr (GString) text = g_string_new ("SECRETWORDS ");

  for (guint k = 0; k < i * 40; k++)
    g_string_append (text, pieces[g_test_rand_int_range (0, (gint32)G_N_ELEMENTS (pieces))]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_in_files (const char *folder, const char *words)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (!found && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      found = is_in_files (path, words);
    else if (g_file_get_contents (path, &bytes, &size, NULL))
      found = memmem (bytes, size, words, strlen (words)) != NULL;
  }
  return found;
}

static MpsDraft *
load (MpsChart *chart, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_load_draft_async (chart, "note", NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_chart_load_draft_finish (chart, result, error);
}

static void
check_draft (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsDraft) draft = load (desk->chart, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (draft->text, strlen (draft->text), desk->text, strlen (desk->text));
  g_assert_cmpint (draft->caret, ==, desk->caret);
  g_assert_cmpint (draft->anchor, ==, desk->anchor);
}

static void
type (Desk *desk, guint i)
{
  gint32 length;

  g_free (desk->text);
  desk->text = dup_text (i);
  length = (gint32)g_utf8_strlen (desk->text, -1);
  desk->caret = g_test_rand_int_range (0, length + 1);
  desk->anchor = g_test_rand_int_range (0, length + 1);
}

static void
test_lock (Desk *desk, gconstpointer data)
{
  for (guint i = 0; i < N_TEXTS; i++) {
    type (desk, i);
    keep_and_lock (desk);
    while (desk->saved < i + 1)
      g_main_context_iteration (NULL, TRUE);
    g_assert_false (is_in_files (desk->people.folder, "SECRETWORDS"));
    people_unlock (&desk->people, NULL);
    check_draft (desk);
  }
  g_test_message ("%d drafts came back to the byte", N_TEXTS);
}

/* Typed while it is locked, by a page that did not notice. */
static void
test_too_late (Desk *desk, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  type (desk, 1);
  keep_and_lock (desk);
  mps_chart_save_draft_async (desk->chart, "note", "late", 0, 0, NULL, keep_result, &result);
  result = wait_result (&result);
  g_assert_false (mps_chart_save_draft_finish (desk->chart, result, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_LOCKED);
  people_unlock (&desk->people, NULL);
  check_draft (desk);
}

static void
test_another_person (Desk *desk, gconstpointer data)
{
  People *people = &desk->people;
  g_autoptr (MpsSecret) pin = mps_secret_new ("246813", -1);
  g_autoptr (GError) error = NULL;

  people_unlock (people, "lee");
  g_assert_true (mps_accounts_set_pin (people->session, people->password, pin, &error));
  people_unlock (people, "kim");
  type (desk, 5);
  for (guint i = 0; i < 2; i++) {
    guint before = desk->saved;
    g_autoptr (GAsyncResult) result = NULL;

    /* By PIN, then by password after a lock. */
    if (i == 0) {
      keep (desk);
      mps_session_switch_by_pin_async (people->session, "lee", pin, NULL, keep_result, &result);
      result = wait_result (&result);
      g_assert_true (mps_session_switch_finish (people->session, result, &error));
    } else {
      keep_and_lock (desk);
      people_unlock (people, "lee");
    }
    while (desk->saved == before)
      g_main_context_iteration (NULL, TRUE);
    g_assert_cmpstr (mps_session_peek_user (people->session), ==, "lee");
    g_assert_null (load (desk->chart, &error));
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
    g_clear_error (&error);
    people_unlock (people, "kim");
    check_draft (desk);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/lock/draft", Desk, NULL, set_up, test_lock, tear_down);
  g_test_add ("/lock/too-late", Desk, NULL, set_up, test_too_late, tear_down);
  g_test_add ("/lock/another-person", Desk, NULL, set_up, test_another_person, tear_down);
  return g_test_run ();
}
