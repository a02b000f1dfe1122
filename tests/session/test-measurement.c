/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/runs/mps-recompute.h"
#include "app/clinic/runs/mps-run-review.h"
#include "app/session/measurement/mps-fhir-read.h"
#include "app/session/measurement/mps-run-reasons.h"
#include "tests/session/fixture.h"

#include <math.h>
#include <string.h>

/* Short enough to be cut at every one of its scans. */
#define SHORT_RUN 40

static void
count_live (MpsMeasurement *measurement, gpointer data)
{
  (*(guint *)data)++;
}

static void
note_state (MpsMeasurement *measurement, gpointer data)
{
  GString *seen = data;
  const char *state = mps_measurement_state_to_string (mps_measurement_get_state (measurement));

  if (!g_str_has_suffix (seen->str, state))
    g_string_append_printf (seen, " %s", state);
}

static void
test_complete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) measurement = fixture_check (fixture);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  MpsMeasurementPlan plan;
  MpsLiveTrace trace;
  const MpsRun *run;
  guint live = 0;
  guint uses = 0;

  g_signal_connect (measurement, "changed", G_CALLBACK (note_state), seen);
  g_signal_connect (measurement, "live", G_CALLBACK (count_live), &live);
  quick_plan_init (&plan, 400);
  g_assert_true (measure_start (measurement, &plan, NULL, &error));
  g_assert_no_error (error);
  measure_until_end (measurement);

  g_assert_cmpstr (seen->str, ==, " connecting baseline exposure recovery computing review");
  assert_whole_or_invalid (fixture, measurement);
  run = mps_measurement_peek_run (measurement);
  g_assert_cmpuint (run->n_scans, ==, 400);
  g_assert_cmpuint (run->uses_burnt, ==, 1);
  g_assert_cmpuint (mps_measurement_peek_cartridge (measurement)->uses_burnt, ==, 1);
  g_assert_true (
      mps_store_get_highest_uses (fixture_store (fixture), run->cartridge_id, &uses, &error));
  g_assert_cmpuint (uses, ==, 1);
  g_assert_cmpuint (live, >, 0);
  g_assert_cmpuint (mps_measurement_peek_live (measurement)->scans, ==, 400);
  mps_measurement_get_trace (measurement, &trace);
  g_assert_cmpuint (trace.n, ==, 400);
  g_assert_cmpfloat (mps_measurement_get_progress (measurement), ==, 1.0);
}

static void
test_programmes (Fixture *fixture, gconstpointer data)
{
  static const guint dimensions[] = { 0, 448, 896, 1792 };

  for (int i = MPS_PROGRAMME_STANDARD; i <= MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE; i++) {
    g_autoptr (MpsMeasurement) measurement = fixture_check (fixture);
    g_autoptr (GError) error = NULL;
    MpsMeasurementPlan plan;

    mps_measurement_plan_init (&plan);
    plan.programme = (MpsProgramme)i;
    plan.rate_hz = 100;
    g_assert_true (mps_measurement_plan_set_total (&plan, 160, &error));
    g_assert_true (measure_start (measurement, &plan, NULL, &error));
    g_assert_no_error (error);
    measure_until_end (measurement);
    assert_whole_or_invalid (fixture, measurement);
    g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_REVIEW);
    g_assert_nonnull (
        mps_run_peek_fingerprint (mps_measurement_peek_run (measurement), dimensions[i]));
  }
}

/* Whatever the moment at which the cable goes: all or nothing. */
static void
test_unplug_everywhere (Fixture *fixture, gconstpointer data)
{
  gboolean replug = GPOINTER_TO_INT (data);
  guint complete = 0;

  for (gint64 at = 0; at < SHORT_RUN; at++) {
    g_auto (MpsVirtualConfig) config = { 0 };
    g_autoptr (MpsMeasurement) measurement = NULL;

    quick_config_init (&config);
    config.unplug_at_scan = at;
    config.replug_after_ms = replug ? 20 : -1;
    config.speed = 1000;
    fixture_use (fixture, &config);
    measurement = fixture_measure (fixture, SHORT_RUN);
    assert_whole_or_invalid (fixture, measurement);
    if (mps_measurement_get_state (measurement) == MPS_MEASUREMENT_REVIEW)
      complete++;
    else
      g_assert_cmpstr (mps_measurement_peek_invalid_reason (measurement), ==, MPS_REASON_GONE);
  }

  /* The reader keeps the run through a disconnect, so nothing is lost when it comes back. */
  if (replug)
    g_assert_cmpuint (complete, ==, SHORT_RUN);
}

/* Without replug each of these waits out the 30 s: only some scans in the default run. */
static void
test_unplug_for_good (Fixture *fixture, gconstpointer data)
{
  static const gint64 moments[] = { 0, 9, 10, 29, 39 };
  guint n = G_N_ELEMENTS (moments);
  gboolean lost = FALSE;

  if (!g_test_slow ()) {
    n = 1;
  }
  for (guint i = 0; i < n; i++) {
    g_auto (MpsVirtualConfig) config = { 0 };
    g_autoptr (MpsMeasurement) measurement = fixture_check (fixture);
    g_autoptr (GError) error = NULL;
    MpsMeasurementPlan plan;
    double left = -1;

    quick_config_init (&config);
    config.unplug_at_scan = n == 1 ? 15 : moments[i];
    fixture_use (fixture, &config);
    quick_plan_init (&plan, SHORT_RUN);
    g_assert_true (measure_start (measurement, &plan, NULL, &error));
    while (mps_measurement_get_state (measurement) != MPS_MEASUREMENT_INVALID) {
      g_main_context_iteration (NULL, TRUE);
      lost |= mps_measurement_is_link_lost (measurement, &left);
    }
    g_assert_true (lost);
    g_assert_cmpfloat (left, <=, 30.0);
    assert_whole_or_invalid (fixture, measurement);
    g_assert_cmpstr (mps_measurement_peek_invalid_reason (measurement), ==, MPS_REASON_GONE);
  }
}

/* The cable is out for good and the person gives up: the wait ends at once. */
static void
test_cancel_while_unplugged (Fixture *fixture, gconstpointer data)
{
  for (gint64 at = 0; at < SHORT_RUN; at++) {
    g_auto (MpsVirtualConfig) config = { 0 };
    g_autoptr (MpsMeasurement) measurement = NULL;
    g_autoptr (GError) error = NULL;
    MpsMeasurementPlan plan;

    quick_config_init (&config);
    config.unplug_at_scan = at;
    config.speed = 1000;
    fixture_use (fixture, &config);
    measurement = fixture_check (fixture);
    quick_plan_init (&plan, SHORT_RUN);
    g_assert_true (measure_start (measurement, &plan, NULL, &error));
    g_assert_no_error (error);
    while (!mps_measurement_is_link_lost (measurement, NULL) &&
           mps_measurement_get_state (measurement) < MPS_MEASUREMENT_COMPUTING)
      g_main_context_iteration (NULL, TRUE);
    mps_measurement_cancel (measurement);
    measure_until_end (measurement);
    assert_whole_or_invalid (fixture, measurement);
  }
}

static void
test_disturbed (Fixture *fixture, gconstpointer data)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsMeasurement) measurement = NULL;
  const MpsRun *run;

  quick_config_init (&config);
  config.spike_rate = 0.01;
  config.drop_rate = 0.1;
  config.bad_crc_rate = 0.05;
  fixture_use (fixture, &config);
  measurement = fixture_measure (fixture, 400);
  assert_whole_or_invalid (fixture, measurement);
  g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_REVIEW);
  run = mps_measurement_peek_run (measurement);
  g_assert_cmpuint (run->resent, >, 0);
  g_assert_cmpuint (run->replaced, >, 0);
}

static void
test_invalid_reasons (Fixture *fixture, gconstpointer data)
{
  static const struct {
    gint64 remove_at;
    gint64 fault_at;
    const char *reason;
  } cases[] = {
    { 20, -1, MPS_REASON_CARTRIDGE_REMOVED },
    { -1, 20, MPS_REASON_READER_FAULT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (MpsVirtualConfig) config = { 0 };
    g_autoptr (MpsMeasurement) measurement = NULL;

    quick_config_init (&config);
    config.remove_cartridge_at_scan = cases[i].remove_at;
    config.fault_at_scan = cases[i].fault_at;
    fixture_use (fixture, &config);
    measurement = fixture_measure (fixture, SHORT_RUN);
    assert_whole_or_invalid (fixture, measurement);
    g_assert_cmpstr (mps_measurement_peek_invalid_reason (measurement), ==, cases[i].reason);
  }
}

/* Cancelling */

static void
cancel_at (MpsMeasurement *measurement, gpointer data)
{
  if (mps_measurement_get_state (measurement) == (MpsMeasurementState)GPOINTER_TO_INT (data))
    mps_measurement_cancel (measurement);
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) ready =
      mps_measurement_new (fixture->session, fixture->readers, fixture->patient);
  g_autoptr (MpsMeasurement) checked = fixture_check (fixture);
  g_autoptr (GError) error = NULL;

  mps_measurement_cancel (ready);
  g_assert_cmpint (mps_measurement_get_state (ready), ==, MPS_MEASUREMENT_INVALID);
  g_assert_cmpstr (mps_measurement_peek_invalid_reason (ready), ==, MPS_REASON_CANCELLED);
  g_assert_false (measure_check_tag (ready, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
  g_clear_error (&error);

  mps_measurement_cancel (checked);
  g_assert_cmpint (mps_measurement_get_state (checked), ==, MPS_MEASUREMENT_INVALID);
  g_assert_false (measure_start (checked, NULL, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
}

static void
test_cancel_during (Fixture *fixture, gconstpointer data)
{
  for (int state = MPS_MEASUREMENT_CONNECTING; state <= MPS_MEASUREMENT_COMPUTING; state++) {
    g_autoptr (MpsMeasurement) measurement = fixture_check (fixture);
    g_autoptr (GError) error = NULL;
    MpsMeasurementPlan plan;

    g_test_message ("%s", mps_measurement_state_to_string ((MpsMeasurementState)state));
    g_signal_connect (measurement, "changed", G_CALLBACK (cancel_at), GINT_TO_POINTER (state));
    quick_plan_init (&plan, 400);
    plan.rate_hz = 20;
    if (!measure_start (measurement, &plan, NULL, &error)) {
      /* Cancelled before the reader was told to start: no run was begun. */
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_null (mps_measurement_peek_run (measurement));
      g_assert_cmpstr (mps_measurement_peek_invalid_reason (measurement), ==, MPS_REASON_CANCELLED);
      continue;
    }
    measure_until_end (measurement);
    assert_whole_or_invalid (fixture, measurement);
    if (mps_measurement_get_state (measurement) == MPS_MEASUREMENT_INVALID)
      g_assert_cmpstr (mps_measurement_peek_invalid_reason (measurement), ==, MPS_REASON_CANCELLED);
    else
      /* Computing was quicker than the message that it began. */
      g_assert_cmpint (state, ==, MPS_MEASUREMENT_COMPUTING);
  }
}

static void
test_cancel_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) measurement = fixture_measure (fixture, SHORT_RUN);

  mps_measurement_cancel (measurement);
  g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_REVIEW);
  assert_whole_or_invalid (fixture, measurement);
}

/* Deciding */

static char *
dup_status (Fixture *fixture, const char *type, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_store_get (fixture_store (fixture), type, id, 0, &error);
  g_autoptr (JsonObject) object = NULL;

  g_assert_no_error (error);
  object = mps_fhir_dup_object (resource);
  return g_strdup (mps_fhir_peek_string (object, "status"));
}

static void
assert_statuses (Fixture *fixture, MpsMeasurement *measurement, const char *status)
{
  GPtrArray *ids = mps_measurement_peek_observation_ids (measurement);
  g_autofree char *report =
      dup_status (fixture, "DiagnosticReport", mps_measurement_peek_report_id (measurement));

  g_assert_cmpstr (report, ==, status);
  for (guint i = 0; i < ids->len; i++) {
    g_autofree char *observation = dup_status (fixture, "Observation", g_ptr_array_index (ids, i));

    g_assert_cmpstr (observation, ==, status);
  }
}

static void
test_accept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) measurement = fixture_measure (fixture, SHORT_RUN);
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GError) error = NULL;

  assert_statuses (fixture, measurement, "preliminary");
  mps_measurement_accept_async (measurement, NULL, keep_result, &kept);
  result = wait_result (&kept);
  g_assert_true (mps_measurement_accept_finish (measurement, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_SAVED);
  assert_statuses (fixture, measurement, "final");

  mps_measurement_reject_async (measurement, "too late", NULL, keep_result, &kept);
  again = wait_result (&kept);
  g_assert_false (mps_measurement_reject_finish (measurement, again, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
}

static void
test_reject (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) measurement = fixture_measure (fixture, SHORT_RUN);
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mps_measurement_reject_async (measurement, "hemolysed", NULL, keep_result, &kept);
  result = wait_result (&kept);
  g_assert_true (mps_measurement_reject_finish (measurement, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_INVALID);
  g_assert_cmpstr (mps_measurement_peek_invalid_reason (measurement), ==, MPS_REASON_REJECTED);
  assert_statuses (fixture, measurement, "entered-in-error");
}

/* Refusals */

static void
test_unknown_patient (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) measurement =
      mps_measurement_new (fixture->session, fixture->readers, "nobody");
  g_autoptr (GError) error = NULL;

  g_assert_false (measure_check_tag (measurement, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_READY);
}

/* A run bound to one patient cannot be written from another's chart. */
static void
test_wrong_patient (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) measurement = fixture_measure (fixture, SHORT_RUN);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "wrong chart");
  g_autoptr (MpsRun) foreign = NULL;
  g_autoptr (MpsResource) observation = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (mps_measurement_peek_patient_id (measurement), ==, fixture->patient);
  observation =
      mps_store_get (fixture_store (fixture),
                     "Observation",
                     g_ptr_array_index (mps_measurement_peek_observation_ids (measurement), 0),
                     0,
                     &error);
  g_assert_no_error (error);
  mps_store_batch_bind_patient (batch, fixture->other);
  mps_store_batch_put (batch, observation, MPS_VERSION_ANY);
  g_assert_false (mps_store_commit (fixture_store (fixture), batch, NULL, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
}

static void
test_two_readers (Fixture *fixture, gconstpointer data)
{
  g_auto (MpsVirtualConfig) second = { 0 };
  g_autoptr (MpsMeasurement) measurement = fixture_check (fixture);
  g_autoptr (GError) error = NULL;
  MpsMeasurementPlan plan;

  quick_config_init (&second);
  g_free (second.serial);
  second.serial = g_strdup ("MPS-0000BEEF");
  mps_readers_add_virtual (fixture->readers, &second);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->readers)), ==, 2);

  quick_plan_init (&plan, SHORT_RUN);
  g_assert_false (measure_start (measurement, &plan, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_CHOOSE_READER);
  g_clear_error (&error);
  g_assert_cmpint (mps_measurement_get_state (measurement), ==, MPS_MEASUREMENT_TAG_CHECKED);
  g_assert_false (measure_start (measurement, &plan, "MPS-0000DEAD", &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_NO_READER);
  g_clear_error (&error);

  mps_readers_choose (fixture->readers, "MPS-0000BEEF");
  g_assert_true (measure_start (measurement, &plan, NULL, &error));
  g_assert_no_error (error);
  measure_until_end (measurement);
  assert_whole_or_invalid (fixture, measurement);
  g_assert_cmpstr (mps_measurement_peek_run (measurement)->reader_serial, ==, "MPS-0000BEEF");
}

static void
test_busy_reader (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) first = fixture_check (fixture);
  g_autoptr (MpsMeasurement) second = fixture_check (fixture);
  g_autoptr (GError) error = NULL;
  MpsMeasurementPlan plan;

  quick_plan_init (&plan, 400);
  plan.rate_hz = 20;
  g_assert_true (measure_start (first, &plan, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (measure_start (second, &plan, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_BUSY);
  measure_until_end (first);
  assert_whole_or_invalid (fixture, first);
}

static void
test_other_version (Fixture *fixture, gconstpointer data)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsMeasurement) measurement = fixture_check (fixture);
  g_autoptr (MpsReaderItem) item = NULL;
  g_autoptr (GError) error = NULL;
  MpsMeasurementPlan plan;

  quick_config_init (&config);
  config.protocol_version = 2;
  fixture_use (fixture, &config);
  item = g_list_model_get_item (G_LIST_MODEL (fixture->readers), 0);
  g_assert_cmpint (mps_reader_item_get_state (item), ==, MPS_READER_ITEM_REFUSED);
  g_assert_cmpstr (mps_reader_item_peek_problem (item), !=, "");
  quick_plan_init (&plan, SHORT_RUN);
  g_assert_false (measure_start (measurement, &plan, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
}

/* Tags */

static void
test_spent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) measurement = NULL;
  MpsTagRefusal refusal = MPS_TAG_ACCEPTED;
  g_autoptr (GError) error = NULL;
  g_auto (MpsVirtualConfig) config = { 0 };

  quick_config_init (&config);
  config.speed = 1000;
  fixture_use (fixture, &config);
  for (guint i = 0; i < 32; i++) {
    g_autoptr (MpsMeasurement) use = fixture_measure (fixture, 8);

    assert_whole_or_invalid (fixture, use);
    g_assert_cmpuint (mps_measurement_peek_run (use)->uses_burnt, ==, i + 1);
  }

  measurement = mps_measurement_new (fixture->session, fixture->readers, fixture->patient);
  g_assert_false (measure_check_tag (measurement, &refusal, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
  g_assert_cmpint (refusal, ==, MPS_TAG_REFUSED_SPENT);
  g_clear_error (&error);
  mps_measurement_replace_virtual_cartridge (measurement);
  g_assert_true (measure_check_tag (measurement, &refusal, &error));
  g_assert_no_error (error);
  g_assert_cmpint (refusal, ==, MPS_TAG_ACCEPTED);
}

static void
test_rolled_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = mps_session_dup_virtual_tag_path (fixture->session);
  g_autofree char *before = NULL;
  gsize size;
  g_autoptr (MpsMeasurement) used = NULL;
  g_autoptr (MpsMeasurement) measurement = NULL;
  MpsTagRefusal refusal = MPS_TAG_ACCEPTED;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &before, &size, &error));
  used = fixture_measure (fixture, SHORT_RUN);
  assert_whole_or_invalid (fixture, used);
  g_assert_true (g_file_set_contents (path, before, (gssize)size, &error));

  measurement = mps_measurement_new (fixture->session, fixture->readers, fixture->patient);
  g_assert_false (measure_check_tag (measurement, &refusal, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
  g_assert_cmpint (refusal, ==, MPS_TAG_REFUSED_ROLLED_BACK);
}

static void
test_altered_tag (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = mps_session_dup_virtual_tag_path (fixture->session);
  g_autofree char *memory = NULL;
  gsize size;
  g_autoptr (MpsMeasurement) measurement = NULL;
  MpsTagRefusal refusal = MPS_TAG_ACCEPTED;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &memory, &size, &error));
  /* Inside the cartridge's UUID: still well-formed, no longer what was signed. */
  memory[58] = (char)(memory[58] ^ 1);
  g_assert_true (g_file_set_contents (path, memory, (gssize)size, &error));
  measurement = mps_measurement_new (fixture->session, fixture->readers, fixture->patient);
  g_assert_false (measure_check_tag (measurement, &refusal, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
  g_assert_cmpint (refusal, ==, MPS_TAG_REFUSED_SIGNATURE);
}

/* A tag whose uses cannot be written: it reads like the one it wraps. */
#define TYPE_STUCK_TAG (stuck_tag_get_type ())
G_DECLARE_FINAL_TYPE (StuckTag, stuck_tag, STUCK, TAG, MpsTag)

struct _StuckTag {
  MpsTag parent_instance;
  MpsTag *inner;
};

G_DEFINE_FINAL_TYPE (StuckTag, stuck_tag, MPS_TYPE_TAG)

static GBytes *
stuck_tag_select (MpsTag *tag, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  return mps_tag_select (STUCK_TAG (tag)->inner, timeout_ms, cancellable, error);
}

static gboolean
stuck_tag_read_pages (MpsTag *tag,
                      guint first,
                      guint n_pages,
                      guint8 *buffer,
                      GCancellable *cancellable,
                      GError **error)
{
  return mps_tag_read_pages (STUCK_TAG (tag)->inner, first, n_pages, buffer, cancellable, error);
}

static gboolean
stuck_tag_write_page (MpsTag *tag,
                      guint page,
                      const guint8 bytes[MPS_TAG_PAGE_SIZE],
                      GCancellable *cancellable,
                      GError **error)
{
  return TRUE;
}

static void
stuck_tag_finalize (GObject *object)
{
  g_clear_object (&STUCK_TAG (object)->inner);
  G_OBJECT_CLASS (stuck_tag_parent_class)->finalize (object);
}

static void
stuck_tag_class_init (StuckTagClass *klass)
{
  MpsTagClass *tag_class = MPS_TAG_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = stuck_tag_finalize;
  tag_class->select = stuck_tag_select;
  tag_class->read_pages = stuck_tag_read_pages;
  tag_class->write_page = stuck_tag_write_page;
}

static void
stuck_tag_init (StuckTag *self)
{
}

static void
test_use_not_recorded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = mps_session_dup_virtual_tag_path (fixture->session);
  g_autoptr (StuckTag) tag = g_object_new (TYPE_STUCK_TAG, NULL);
  g_autoptr (MpsMeasurement) measurement =
      mps_measurement_new (fixture->session, fixture->readers, fixture->patient);
  g_autoptr (GError) error = NULL;
  MpsMeasurementPlan plan;

  tag->inner = mps_virtual_tag_new_for_file (path, &error);
  g_assert_no_error (error);
  mps_measurement_set_tag (measurement, MPS_TAG (tag));
  g_assert_true (measure_check_tag (measurement, NULL, &error));
  quick_plan_init (&plan, SHORT_RUN);
  g_assert_true (measure_start (measurement, &plan, NULL, &error));
  g_assert_no_error (error);
  measure_until_end (measurement);
  assert_whole_or_invalid (fixture, measurement);
  g_assert_cmpstr (
      mps_measurement_peek_invalid_reason (measurement), ==, MPS_REASON_USE_NOT_RECORDED);
}

/* What is said of a run */

static void
test_review (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) first = fixture_measure (fixture, SHORT_RUN);
  g_autoptr (MpsMeasurement) second = NULL;
  g_autoptr (MpsRunReview) review = NULL;
  g_autoptr (MpsRunReview) korean = NULL;
  g_autoptr (GError) error = NULL;
  const MpsReviewResult *result;
  const MpsResult *before;

  second = fixture_measure (fixture, SHORT_RUN);
  review =
      mps_run_review_load (fixture->session, mps_measurement_peek_run (second)->id, "en", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (review->results->len, ==, mps_measurement_peek_run (second)->results->len);
  result = g_ptr_array_index (review->results, 0);
  before = g_ptr_array_index (mps_measurement_peek_run (first)->results, 0);
  g_assert_cmpstr (result->result->code, ==, before->code);
  g_assert_true (result->has_previous);
  g_assert_cmpfloat (result->previous.value, ==, before->quantity.value);
  g_assert_cmpstr (result->name, !=, "");
  g_assert_cmpstr (result->observation_id,
                   ==,
                   g_ptr_array_index (mps_measurement_peek_observation_ids (second), 0));
  g_assert_nonnull (review->cartridge);
  g_assert_false (review->reviewed);
  g_assert_true (g_str_has_prefix (review->qc, "Could not check"));
  g_assert_cmpuint (review->explanations->len, >, 10);

  korean =
      mps_run_review_load (fixture->session, mps_measurement_peek_run (second)->id, "ko", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (korean->qc, "확인 불가"));
}

static void
test_review_of_invalid (Fixture *fixture, gconstpointer data)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsMeasurement) measurement = NULL;
  g_autoptr (MpsRunReview) review = NULL;
  g_autoptr (GError) error = NULL;

  quick_config_init (&config);
  config.fault_at_scan = 20;
  fixture_use (fixture, &config);
  measurement = fixture_measure (fixture, SHORT_RUN);
  review = mps_run_review_load (
      fixture->session, mps_measurement_peek_run (measurement)->id, "en", &error);
  g_assert_no_error (error);
  g_assert_cmpint (review->run->status, ==, MPS_RUN_INVALID);
  g_assert_cmpuint (review->results->len, ==, 0);
}

static void
test_recompute (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) a = fixture_measure (fixture, SHORT_RUN);
  g_autoptr (MpsMeasurement) b = fixture_measure (fixture, 80);
  g_autoptr (MpsRecomputeReport) report = NULL;
  g_autoptr (GError) error = NULL;

  assert_whole_or_invalid (fixture, a);
  assert_whole_or_invalid (fixture, b);
  report = mps_recompute_runs (fixture->session, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->runs, ==, 2);
  g_assert_cmpuint (report->identical, ==, 2);
  g_assert_cmpuint (report->differences->len, ==, 0);
}

/* The store's own door does not let a finished run be changed, so a copy with one altered bit is
 * put in as another run. */
static void
test_recompute_altered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsMeasurement) measurement = fixture_measure (fixture, SHORT_RUN);
  const char *id = mps_measurement_peek_run (measurement)->id;
  g_autoptr (MpsStoreBatch) begin = mps_store_batch_new ("tester", "altered copy");
  g_autoptr (MpsStoreBatch) end = mps_store_batch_new ("tester", "altered copy");
  g_autofree char *copy_id = g_uuid_string_random ();
  const char *ids[] = { copy_id, NULL };
  g_autoptr (MpsRun) run = NULL;
  g_autoptr (MpsRun) open = NULL;
  g_autoptr (MpsRecomputeReport) report = NULL;
  g_autoptr (GError) error = NULL;
  MpsRecomputeDifference *difference;
  MpsResult *result;

  run = mps_store_load_run (fixture_store (fixture), id, TRUE, &error);
  g_assert_no_error (error);
  g_free (run->id);
  run->id = g_strdup (copy_id);
  open = mps_run_copy (run);
  open->status = MPS_RUN_IN_PROGRESS;
  g_ptr_array_set_size (open->results, 0);
  g_ptr_array_set_size (open->fingerprints, 0);
  mps_store_batch_bind_patient (begin, fixture->patient);
  mps_store_batch_put_run (begin, open);
  mps_store_batch_append_scans (
      begin, copy_id, (const MpsScan *)(void *)run->scans->data, run->scans->len);
  g_assert_true (mps_store_commit (fixture_store (fixture), begin, NULL, NULL, &error));
  g_assert_no_error (error);

  result = g_ptr_array_index (run->results, 1);
  result->quantity.value = nextafter (result->quantity.value, INFINITY);
  mps_store_batch_bind_patient (end, fixture->patient);
  mps_store_batch_put_run (end, run);
  g_assert_true (mps_store_commit (fixture_store (fixture), end, NULL, NULL, &error));
  g_assert_no_error (error);

  report = mps_recompute_runs (fixture->session, ids, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->runs, ==, 1);
  g_assert_cmpuint (report->identical, ==, 0);
  g_assert_cmpuint (report->differences->len, ==, 1);
  difference = g_ptr_array_index (report->differences, 0);
  g_assert_cmpstr (difference->run, ==, copy_id);
  g_test_message ("%s", difference->first);
  g_assert_nonnull (strstr (difference->first, result->code));
}

static void
test_clock_set (Fixture *fixture, gconstpointer data)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsMeasurement) measurement = NULL;
  gint64 off;

  quick_config_init (&config);
  config.clock_error_ms = 3600 * 1000;
  fixture_use (fixture, &config);
  measurement = fixture_measure (fixture, SHORT_RUN);
  assert_whole_or_invalid (fixture, measurement);
  off = mps_measurement_peek_run (measurement)->started_us - g_get_real_time ();
  g_assert_cmpint (ABS (off), <, 600 * G_USEC_PER_SEC);
}

#define ADD(name, function, data)                                                                  \
  g_test_add (                                                                                     \
      "/session/measurement/" name, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("complete", test_complete, NULL);
  ADD ("programmes", test_programmes, NULL);
  ADD ("unplug-everywhere-replug", test_unplug_everywhere, GINT_TO_POINTER (TRUE));
  ADD ("unplug-everywhere-cancel", test_cancel_while_unplugged, NULL);
  ADD ("unplug-for-good", test_unplug_for_good, NULL);
  ADD ("disturbed", test_disturbed, NULL);
  ADD ("invalid-reasons", test_invalid_reasons, NULL);
  ADD ("cancel-before", test_cancel_before, NULL);
  ADD ("cancel-during", test_cancel_during, NULL);
  ADD ("cancel-after", test_cancel_after, NULL);
  ADD ("accept", test_accept, NULL);
  ADD ("reject", test_reject, NULL);
  ADD ("unknown-patient", test_unknown_patient, NULL);
  ADD ("wrong-patient", test_wrong_patient, NULL);
  ADD ("two-readers", test_two_readers, NULL);
  ADD ("busy-reader", test_busy_reader, NULL);
  ADD ("other-version", test_other_version, NULL);
  ADD ("spent", test_spent, NULL);
  ADD ("rolled-back", test_rolled_back, NULL);
  ADD ("altered-tag", test_altered_tag, NULL);
  ADD ("use-not-recorded", test_use_not_recorded, NULL);
  ADD ("review", test_review, NULL);
  ADD ("review-of-invalid", test_review_of_invalid, NULL);
  ADD ("recompute", test_recompute, NULL);
  ADD ("recompute-altered", test_recompute_altered, NULL);
  ADD ("clock-set", test_clock_set, NULL);
  return g_test_run ();
}
