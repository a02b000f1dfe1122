/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-records.h"
#include "app/session/people/mps-accounts.h"
#include "tests/clinic/clinic-fixture.h"
#include "tests/session/people-fixture.h"

#include <string.h>

/* A window and two programs of the command line write into one profile at the same time: into the
 * same chart, and into the same record. Every write that was acknowledged is there, of two edits of
 * one version one is refused as stale, and the audit record is whole. */

#define ROUNDS 6

static const char *program;

typedef struct {
  People people;
  char *secret_path;
  MpsChart *chart;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  people_set_up (&desk->people, NULL);
  desk->secret_path = g_build_filename (desk->people.folder, "secret", NULL);
  g_assert_true (
      g_file_set_contents (desk->secret_path, mps_secret_peek (desk->people.password), -1, &error));
  people_put (&desk->people,
              "{\"resourceType\":\"Condition\",\"id\":\"shared\","
              "\"subject\":{\"reference\":\"Patient/p1\"},\"code\":{\"text\":\"v1\"}}",
              MPS_VERSION_NEW);
  fixture.session = desk->people.session;
  desk->chart = open_chart (&fixture, "p1");
  settle_chart (desk->chart);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  settle_chart (desk->chart);
  g_clear_object (&desk->chart);
  g_free (desk->secret_path);
  people_tear_down (&desk->people, NULL);
}

static GSubprocess *
start_put (Desk *desk, const char *user, const char *name, const char *json)
{
  g_autofree char *path = g_build_filename (desk->people.folder, name, NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_assert_true (g_file_set_contents (path, json, -1, &error));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                              &error,
                              program,
                              "--profile",
                              desk->people.profile,
                              "--user",
                              user,
                              "--password-file",
                              desk->secret_path,
                              "--json",
                              "put",
                              path,
                              NULL);
  g_assert_no_error (error);
  return process;
}

static int
wait_exit (GSubprocess *process, char **said)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, said, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static GSubprocess *
put_value (Desk *desk, const char *user, guint i)
{
  g_autofree char *name = g_strdup_printf ("%s-%u.json", user, i);
  g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Observation\",\"id\":\"%s-%u\","
                                           "\"status\":\"final\",\"code\":{\"text\":\"x\"},"
                                           "\"subject\":{\"reference\":\"Patient/p1\"}}",
                                           user,
                                           i);

  return start_put (desk, user, name, json);
}

static void
save_problem (Desk *desk, guint i)
{
  g_autofree char *name = g_strdup_printf ("problem %u", i);
  g_autoptr (MpsForm) form = fill (MPS_FORM_PROBLEM, "p1", "name", name, NULL);
  g_autoptr (MpsResource) problem = save_one (desk->chart, form);

  g_assert_nonnull (problem);
}

static void
check_whole (Desk *desk)
{
  MpsStore *store = mps_session_peek_store (desk->people.session);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = mps_store_check (store, NULL, &error);
  g_autoptr (MpsAuditVerdict) verdict = mps_store_verify_audit (store, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (check->problems->len, ==, 0);
  g_assert_cmpint (verdict->how, ==, MPS_AUDIT_INTACT);
}

static void
test_same_chart (Desk *desk, gconstpointer data)
{
  Fixture fixture = { .session = desk->people.session };
  guint n = 0;

  for (guint i = 0; i < ROUNDS; i++) {
    g_autoptr (GSubprocess) lee = put_value (desk, "lee", i);
    g_autoptr (GSubprocess) park = put_value (desk, "park", i);

    /* As long as both are at work the window is, too. */
    do {
      save_problem (desk, n++);
    } while (g_subprocess_get_identifier (lee) != NULL && n < (i + 1) * 20);
    g_assert_cmpint (wait_exit (lee, NULL), ==, 0);
    g_assert_cmpint (wait_exit (park, NULL), ==, 0);
  }
  settle_chart (desk->chart);
  g_assert_cmpuint (count_records (&fixture, "Observation", "p1"), ==, 2 * ROUNDS);
  g_assert_cmpuint (count_records (&fixture, "Condition", "p1"), ==, n + 1);
  check_whole (desk);
  g_test_message ("%d writes by two programs and %u by the window, all there", 2 * ROUNDS, n);
}

static char *
dup_edit (const char *who, gint64 version)
{
  return g_strdup_printf ("{\"resourceType\":\"Condition\",\"id\":\"shared\","
                          "\"meta\":{\"versionId\":\"%" G_GINT64_FORMAT "\"},"
                          "\"subject\":{\"reference\":\"Patient/p1\"},"
                          "\"code\":{\"text\":\"by %s after %" G_GINT64_FORMAT "\"}}",
                          version,
                          who,
                          version);
}

static gboolean
edit_in_window (Desk *desk, gint64 version)
{
  g_autofree char *json = dup_edit ("window", version);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, &error);
  g_autoptr (MpsResource) written =
      mps_records_put (desk->people.session, resource, version, "edit", &error);

  if (written == NULL)
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_STALE);
  return written != NULL;
}

static gboolean
ended_well (GSubprocess *process)
{
  g_autofree char *said = NULL;
  int code = wait_exit (process, &said);

  if (code != 0) {
    g_assert_cmpint (code, ==, 3);
    g_assert_nonnull (strstr (said, "\"stale\""));
  }
  return code == 0;
}

/* All three edit the same version: one of them wins, whoever it is. */
static void
test_same_record (Desk *desk, gconstpointer data)
{
  MpsStore *store = mps_session_peek_store (desk->people.session);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  guint window = 0;

  for (gint64 version = 1; version <= ROUNDS; version++) {
    g_autofree char *by_lee = dup_edit ("lee", version);
    g_autofree char *by_park = dup_edit ("park", version);
    g_autoptr (GSubprocess) lee = start_put (desk, "lee", "lee.json", by_lee);
    g_autoptr (GSubprocess) park = start_put (desk, "park", "park.json", by_park);
    guint won = 0;

    g_usleep ((gulong)g_test_rand_int_range (0, 150) * 1000);
    if (edit_in_window (desk, version)) {
      won++;
      window++;
    }
    won += ended_well (lee) ? 1 : 0;
    won += ended_well (park) ? 1 : 0;
    g_assert_cmpuint (won, ==, 1);
  }

  versions = mps_store_history (store, "Condition", "shared", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, ROUNDS + 1);
  for (guint i = 0; i < versions->len; i++)
    g_assert_cmpint (
        mps_resource_get_version (g_ptr_array_index (versions, i)), ==, ROUNDS + 1 - (int)i);
  check_whole (desk);
  g_test_message ("%d versions, each by one of three; %u by the window", ROUNDS, window);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add ("/two-programs/same-chart", Desk, NULL, set_up, test_same_chart, tear_down);
  g_test_add ("/two-programs/same-record", Desk, NULL, set_up, test_same_record, tear_down);
  return g_test_run ();
}
