/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-backup-run.h"
#include "app/clinic/keeping/mps-keeper.h"
#include "app/clinic/keeping/mps-keeping-policy.h"
#include "tests/clinic/clinic-fixture.h"

#include <glib/gstdio.h>

#define HOUR_US (3600 * (gint64)G_USEC_PER_SEC)

/* Folder for backups beside the profile. */
static char *
make_place (Fixture *fixture, const char *name)
{
  char *folder = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  return folder;
}

static void
plan (Fixture *fixture, char *folder, guint every_hours, guint keep)
{
  const MpsBackupPlan wanted = { folder, every_hours, keep };
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_backup_plan_set (fixture->session, &wanted, &error));
  g_assert_no_error (error);
}

static MpsBackupState *
load (Fixture *fixture, gint64 ahead_us)
{
  g_autoptr (GError) error = NULL;
  MpsBackupState *state =
      mps_backup_state_load (fixture->session, g_get_real_time () + ahead_us, &error);

  g_assert_no_error (error);
  return state;
}

static gboolean
run (Fixture *fixture, MpsBackupWhen when, MpsBackupReport **report, GError **error)
{
  return mps_backup_run (fixture->session, when, report, NULL, NULL, NULL, error);
}

static guint
count_files (const char *folder, const char *suffix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, suffix);
  return n;
}

static void
test_not_planned (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsBackupState) state = load (fixture, 0);
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (state->plan.folder);
  g_assert_cmpuint (state->plan.every_hours, ==, mps_keeping_policy_get ()->every_hours);
  g_assert_false (state->due);
  g_assert_true (state->overdue);
  g_assert_true (run (fixture, MPS_BACKUP_WHEN_DUE, &report, &error));
  g_assert_null (report);
  g_assert_false (run (fixture, MPS_BACKUP_NOW, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
}

static void
test_plans_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (fixture->profile, "backups", NULL);
  g_autofree char *missing = g_build_filename (fixture->folder, "none", NULL);
  char relative[] = "backups";
  const MpsBackupPlan plans[] = {
    { fixture->folder, 0, 5 },  { fixture->folder, 10000, 5 },
    { fixture->folder, 24, 1 }, { fixture->folder, 24, 9999 },
    { inside, 24, 5 },          { fixture->profile, 24, 5 },
    { relative, 24, 5 },        { missing, 24, 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (mps_backup_plan_set (fixture->session, &plans[i], &error));
    g_assert_nonnull (error);
  }
}

static void
test_made_when_due (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_place (fixture, "drive");
  g_autofree char *proof = g_build_filename (fixture->profile, "backups", "proof", NULL);
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (MpsBackupState) state = NULL;
  g_autoptr (GError) error = NULL;

  plan (fixture, folder, 24, 3);
  state = load (fixture, 0);
  g_assert_true (state->there);
  g_assert_true (state->same_disk);
  g_assert_true (state->due);
  g_assert_true (run (fixture, MPS_BACKUP_WHEN_DUE, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report->records, >, 0);
  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpuint (count_files (folder, ".backup"), ==, 1);
  g_assert_false (g_file_test (proof, G_FILE_TEST_EXISTS));

  mps_backup_state_free (g_steal_pointer (&state));
  state = load (fixture, 0);
  g_assert_false (state->due);
  g_assert_false (state->overdue);
  g_assert_cmpuint (state->kept, ==, 1);
  g_assert_cmpuint (state->last_good_records, ==, report->records);
  g_assert_cmpint (state->failure, ==, MPS_BACKUP_NO_FAILURE);

  /* Not again before its time. */
  mps_backup_report_free (g_steal_pointer (&report));
  g_assert_true (run (fixture, MPS_BACKUP_WHEN_DUE, &report, &error));
  g_assert_null (report);
  g_assert_cmpuint (count_files (folder, ".backup"), ==, 1);
}

static void
assert_at (Fixture *fixture, gint64 ahead_us, gboolean due, gboolean overdue)
{
  g_autoptr (MpsBackupState) state = load (fixture, ahead_us);

  g_assert_cmpint (state->due, ==, due);
  g_assert_cmpint (state->overdue, ==, overdue);
}

static void
test_due_and_overdue (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_place (fixture, "drive");
  g_autoptr (GError) error = NULL;

  plan (fixture, folder, 24, 3);
  g_assert_true (run (fixture, MPS_BACKUP_NOW, NULL, &error));
  assert_at (fixture, 23 * HOUR_US, FALSE, FALSE);
  assert_at (fixture, 25 * HOUR_US, TRUE, FALSE);
  assert_at (fixture, 49 * HOUR_US, TRUE, TRUE);
  /* What was made in a time that has not come yet says nothing. */
  assert_at (fixture, -HOUR_US, TRUE, TRUE);
}

static void
test_keeps_the_newest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_place (fixture, "drive");
  g_autofree char *other = g_build_filename (folder, "manpasik-00000000-x.backup", NULL);
  g_autofree char *letter = g_build_filename (folder, "letter.txt", NULL);
  g_autoptr (MpsBackupState) state = NULL;

  plan (fixture, folder, 24, 2);
  g_assert_true (g_file_set_contents (other, "x", 1, NULL));
  g_assert_true (g_file_set_contents (letter, "x", 1, NULL));
  for (guint i = 0; i < 4; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (run (fixture, MPS_BACKUP_NOW, NULL, &error));
    g_assert_no_error (error);
    /* Names tell seconds apart. */
    g_usleep (1100 * 1000);
  }
  state = load (fixture, 0);
  g_assert_cmpuint (state->kept, ==, 2);
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (letter, G_FILE_TEST_EXISTS));
}

static void
assert_failed (Fixture *fixture, MpsBackupFailure failure)
{
  g_autoptr (MpsBackupState) state = load (fixture, 0);

  g_assert_cmpint (state->failure, ==, failure);
  /* Not at once again, but soon. */
  g_assert_false (state->due);
  assert_at (fixture, mps_keeping_policy_get ()->retry_minutes * HOUR_US / 60 + 1, TRUE, TRUE);
}

/* The drive is taken off: its folder stays behind, empty, on the disk of the records. */
static void
test_drive_is_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_place (fixture, "drive");
  g_autofree char *aside = g_build_filename (fixture->folder, "taken off", NULL);
  g_autoptr (MpsBackupState) state = NULL;
  g_autoptr (GError) error = NULL;

  plan (fixture, folder, 24, 3);
  g_assert_cmpint (g_rename (folder, aside), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_false (run (fixture, MPS_BACKUP_WHEN_DUE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (count_files (folder, ""), ==, 0);
  assert_failed (fixture, MPS_BACKUP_NO_PLACE);
  state = load (fixture, 0);
  g_assert_false (state->there);

  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_rename (aside, folder), ==, 0);
  g_clear_error (&error);
  g_assert_true (run (fixture, MPS_BACKUP_NOW, NULL, &error));
  g_assert_no_error (error);
  assert_at (fixture, 0, FALSE, FALSE);
}

/* Damaged between being written and being tried out, as by a bad drive: the store's own function
 * says no, whatever the byte. */
static void
test_proof (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "one.backup", NULL);
  MpsStore *store = fixture_store (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackupReport) made = mps_store_back_up (store, path, NULL, NULL, NULL, &error);
  g_autoptr (MpsBackupReport) proof =
      mps_store_prove_backup (store, path, NULL, NULL, NULL, &error);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_no_error (error);
  g_assert_cmpuint (proof->records, ==, made->records);
  g_assert_cmpstr (proof->head, ==, made->head);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (guint i = 1; i < 8; i++) {
    gsize at = size * i / 8;

    content[at] ^= 4;
    g_assert_true (g_file_set_contents (path, content, (gssize)size, NULL));
    g_assert_null (mps_store_prove_backup (store, path, NULL, NULL, NULL, &error));
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_CORRUPT);
    g_clear_error (&error);
    content[at] ^= 4;
  }
}

static void
on_changed (gboolean *changed)
{
  *changed = TRUE;
}

/* The window's part: a backup that is due is made without anybody asking. */
static void
test_keeper (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_place (fixture, "drive");
  g_autoptr (MpsTasks) tasks = mps_tasks_new (fixture->session);
  g_autoptr (MpsKeeper) keeper = NULL;
  gboolean changed = FALSE;
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  plan (fixture, folder, 24, 3);
  keeper = mps_keeper_new (fixture->session, tasks);
  g_signal_connect_swapped (keeper, "changed", G_CALLBACK (on_changed), &changed);
  while (mps_keeper_peek_state (keeper) == NULL ||
         mps_keeper_peek_state (keeper)->last_good_us == 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_true (changed);
  g_assert_false (mps_keeper_is_working (keeper));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tasks)), ==, 1);
  g_assert_cmpuint (count_files (folder, ".backup"), ==, 1);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/backup/not-planned", test_not_planned);
  ADD ("/backup/plans-refused", test_plans_refused);
  ADD ("/backup/made-when-due", test_made_when_due);
  ADD ("/backup/due-and-overdue", test_due_and_overdue);
  ADD ("/backup/keeps-the-newest", test_keeps_the_newest);
  ADD ("/backup/drive-is-gone", test_drive_is_gone);
  ADD ("/backup/proof", test_proof);
  ADD ("/backup/keeper", test_keeper);
  return g_test_run ();
}
