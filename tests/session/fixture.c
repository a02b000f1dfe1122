/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/session/fixture.h"

#include <glib/gstdio.h>

#define PROGRAM "test"

static void
open_session (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->session = mps_session_open (fixture->profile, NULL, PROGRAM, NULL, &error);
  g_assert_no_error (error);
  fixture->readers = mps_readers_new (fixture->session);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) patients = NULL;
  g_auto (MpsVirtualConfig) config = { 0 };

  fixture->folder = g_dir_make_tmp ("mps-session-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->profile = g_build_filename (fixture->folder, "profile", NULL);
  g_assert_true (mps_session_init_profile (fixture->profile, "tester", TRUE, PROGRAM, &error));
  g_assert_no_error (error);
  open_session (fixture);

  patients = mps_store_list (fixture_store (fixture), "Patient", NULL, 2, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (patients->len, ==, 2);
  fixture->patient = g_strdup (mps_resource_peek_id (g_ptr_array_index (patients, 0)));
  fixture->other = g_strdup (mps_resource_peek_id (g_ptr_array_index (patients, 1)));

  quick_config_init (&config);
  fixture_use (fixture, &config);
}

void
fixture_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      fixture_remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
close_session (Fixture *fixture)
{
  /* Probes hold the readers until they have answered. */
  for (int i = 0; i < 2000 && G_OBJECT (fixture->readers)->ref_count > 1; i++) {
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_usleep (1000);
  }
  g_assert_finalize_object (fixture->readers);
  g_clear_object (&fixture->session);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  close_session (fixture);
  fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->profile);
  g_free (fixture->patient);
  g_free (fixture->other);
}

/* As after a new start of the program. */
void
fixture_reopen (Fixture *fixture)
{
  g_auto (MpsVirtualConfig) config = { 0 };

  close_session (fixture);
  open_session (fixture);
  quick_config_init (&config);
  fixture_use (fixture, &config);
}

MpsStore *
fixture_store (Fixture *fixture)
{
  return mps_session_peek_store (fixture->session);
}

void
quick_config_init (MpsVirtualConfig *config)
{
  mps_virtual_config_init (config);
  config->speed = 100;
}

void
quick_plan_init (MpsMeasurementPlan *plan, guint32 scans)
{
  g_autoptr (GError) error = NULL;

  mps_measurement_plan_init (plan);
  plan->rate_hz = 100;
  g_assert_true (mps_measurement_plan_set_total (plan, scans, &error));
  g_assert_no_error (error);
}

void
keep_result (GObject *source, GAsyncResult *result, gpointer where)
{
  *(GAsyncResult **)where = g_object_ref (result);
}

GAsyncResult *
wait_result (GAsyncResult **where)
{
  while (*where == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (where);
}

void
fixture_use (Fixture *fixture, const MpsVirtualConfig *config)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mps_readers_set_virtual_config (fixture->readers, config);
  mps_readers_refresh_async (fixture->readers, NULL, keep_result, &kept);
  result = wait_result (&kept);
  g_assert_true (mps_readers_refresh_finish (fixture->readers, result, &error));
  g_assert_no_error (error);
}

gboolean
measure_check_tag (MpsMeasurement *measurement, MpsTagRefusal *refusal, GError **error)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  mps_measurement_check_tag_async (measurement, NULL, keep_result, &kept);
  result = wait_result (&kept);
  return mps_measurement_check_tag_finish (measurement, result, refusal, error);
}

gboolean
measure_start (MpsMeasurement *measurement,
               const MpsMeasurementPlan *plan,
               const char *serial,
               GError **error)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  mps_measurement_start_async (measurement, plan, serial, NULL, keep_result, &kept);
  result = wait_result (&kept);
  return mps_measurement_start_finish (measurement, result, error);
}

void
measure_until_end (MpsMeasurement *measurement)
{
  while (mps_measurement_get_state (measurement) != MPS_MEASUREMENT_REVIEW &&
         mps_measurement_get_state (measurement) != MPS_MEASUREMENT_INVALID)
    g_main_context_iteration (NULL, TRUE);
}

MpsMeasurement *
fixture_check (Fixture *fixture)
{
  MpsMeasurement *measurement =
      mps_measurement_new (fixture->session, fixture->readers, fixture->patient);
  g_autoptr (GError) error = NULL;

  if (!measure_check_tag (measurement, NULL, &error)) {
    /* A demo's cartridge lasts for 32 runs. */
    g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
    g_clear_error (&error);
    mps_measurement_replace_virtual_cartridge (measurement);
    g_assert_true (measure_check_tag (measurement, NULL, &error));
  }
  g_assert_no_error (error);
  g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_TAG_CHECKED);
  return measurement;
}

MpsMeasurement *
fixture_measure (Fixture *fixture, guint32 scans)
{
  MpsMeasurement *measurement = fixture_check (fixture);
  MpsMeasurementPlan plan;
  g_autoptr (GError) error = NULL;

  quick_plan_init (&plan, scans);
  g_assert_true (measure_start (measurement, &plan, NULL, &error));
  g_assert_no_error (error);
  measure_until_end (measurement);
  return measurement;
}

static gboolean
is_stored (Fixture *fixture, const char *type, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_store_get (fixture_store (fixture), type, id, 0, &error);

  if (resource == NULL)
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  return resource != NULL;
}

static void
assert_complete (Fixture *fixture, MpsMeasurement *measurement, const MpsRun *stored)
{
  GPtrArray *ids = mps_measurement_peek_observation_ids (measurement);

  g_assert_cmpint (stored->status, ==, MPS_RUN_COMPLETE);
  g_assert_cmpstr (stored->reason, ==, "");
  g_assert_cmpuint (stored->scans->len, ==, mps_run_get_planned_scans (stored));
  g_assert_cmpuint (stored->results->len, >, 0);
  g_assert_cmpuint (stored->results->len, ==, ids->len);
  g_assert_cmpuint (stored->fingerprints->len, >, 0);
  g_assert_true (is_stored (fixture, "DiagnosticReport", stored->id));
  for (guint i = 0; i < ids->len; i++)
    g_assert_true (is_stored (fixture, "Observation", g_ptr_array_index (ids, i)));
}

static void
assert_invalid (Fixture *fixture, MpsMeasurement *measurement, const MpsRun *stored)
{
  g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_INVALID);
  g_assert_cmpint (stored->status, ==, MPS_RUN_INVALID);
  g_assert_cmpstr (stored->reason, !=, "");
  g_assert_cmpstr (stored->reason, ==, mps_measurement_peek_invalid_reason (measurement));
  g_assert_cmpuint (stored->results->len, ==, 0);
  g_assert_cmpuint (stored->fingerprints->len, ==, 0);
  g_assert_cmpuint (mps_measurement_peek_observation_ids (measurement)->len, ==, 0);
  g_assert_null (mps_measurement_peek_report_id (measurement));
  g_assert_false (is_stored (fixture, "DiagnosticReport", stored->id));
}

void
assert_whole_or_invalid (Fixture *fixture, MpsMeasurement *measurement)
{
  const MpsRun *run = mps_measurement_peek_run (measurement);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsRun) stored = NULL;

  g_assert_nonnull (run);
  stored = mps_store_load_run (fixture_store (fixture), run->id, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stored->patient_id, ==, fixture->patient);
  if (mps_measurement_get_state (measurement) == MPS_MEASUREMENT_REVIEW)
    assert_complete (fixture, measurement, stored);
  else
    assert_invalid (fixture, measurement, stored);
}
