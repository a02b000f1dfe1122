/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run while it streams: live picture, feedback, reasons, and what a stored run is compared with.
 */
#include "tests/engine/engine-synth.h"

#include <math.h>
#include <string.h>

typedef struct {
  EngineSynth synth;
  MpsCalibration calibration;
  MpsAnalyte analytes[4];
  double noise[MPS_CHANNELS];
  MpsEngineInput input;
  GArray *scans;
} Fixture;

static void
fixture_init (Fixture *self, MpsProgramme programme)
{
  self->synth = (EngineSynth){ 7, programme, { 40, 60, 30 }, 20000, 400 };
  self->scans = engine_synth_make_scans (&self->synth);
  engine_synth_make_calibration (7, &self->calibration);
  self->input = (MpsEngineInput){
    .programme = programme,
    .calibration = &self->calibration,
    .analytes = self->analytes,
    .n_analytes = engine_synth_make_analytes (self->analytes),
    .uses_burnt = 1,
  };
  for (guint c = 0; c < MPS_CHANNELS; c++)
    self->noise[c] = 4e-5;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  fixture_init (self, MPS_PROGRAMME_STANDARD);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_array_unref (self->scans);
}

static MpsScan *
get_scan (Fixture *self, guint index)
{
  return &g_array_index (self->scans, MpsScan, index);
}

static MpsAnalysis *
analyse (Fixture *self)
{
  return mps_engine_analyse (
      &self->input, &g_array_index (self->scans, MpsScan, 0), self->scans->len);
}

static void
assert_reason (Fixture *self, const char *reason)
{
  g_autoptr (MpsAnalysis) analysis = analyse (self);

  g_assert_cmpint (analysis->status, ==, MPS_RUN_INVALID);
  g_assert_cmpstr (analysis->reason, ==, reason);
  g_assert_true (mps_engine_gave_reason (reason));
  g_assert_cmpuint (analysis->results->len, ==, 0);
  g_assert_cmpuint (analysis->fingerprints->len, ==, 0);
}

static void
assert_same (const MpsAnalysis *a, const MpsAnalysis *b)
{
  g_autofree char *difference = mps_engine_find_difference (a, b);

  g_assert_cmpstr (difference, ==, NULL);
}

static void
test_stream_is_batch (void)
{
  static const MpsProgramme programmes[] = { MPS_PROGRAMME_STANDARD,
                                             MPS_PROGRAMME_TWO_LEVEL,
                                             MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE };

  for (guint i = 0; i < G_N_ELEMENTS (programmes); i++) {
    Fixture self;
    g_autoptr (MpsAnalysis) batch = NULL;
    g_autoptr (MpsAnalysis) stream = NULL;
    g_autoptr (MpsAnalysis) again = NULL;
    g_autoptr (MpsEngineRun) run = NULL;

    fixture_init (&self, programmes[i]);
    batch = analyse (&self);
    run = mps_engine_run_new (&self.input);
    for (guint s = 0; s < self.scans->len; s++) {
      /* Looking must not change anything. */
      MpsEngineLive live;
      MpsScan copy = *get_scan (&self, s);

      mps_engine_run_add (run, &copy);
      memset (&copy, 0xff, sizeof copy);
      if (s % 3 == 0)
        mps_engine_run_get_live (run, &live);
    }

    stream = mps_engine_run_finish (run);
    again = mps_engine_run_finish (run);
    g_assert_cmpstr (batch->reason, ==, "");
    g_assert_cmpuint (batch->fingerprints->len, ==, i + 2);
    assert_same (batch, stream);
    assert_same (batch, again);
    tear_down (&self, NULL);
  }
}

static gpointer
analyse_in_thread (gpointer data)
{
  return analyse (data);
}

static void
test_threads (Fixture *self, gconstpointer data)
{
  GThread *threads[4];
  g_autoptr (MpsAnalysis) here = analyse (self);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("analyse", analyse_in_thread, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    g_autoptr (MpsAnalysis) there = g_thread_join (threads[i]);

    assert_same (here, there);
  }
}

/* Blocks are what their labels say, also when the reader changes between them scan by scan. */
static void
test_blocks_go_by_label (void)
{
  Fixture self;
  g_autoptr (MpsAnalysis) apart = NULL;
  g_autoptr (MpsAnalysis) mixed = NULL;
  g_autoptr (GArray) scans = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  guint half;

  fixture_init (&self, MPS_PROGRAMME_TWO_LEVEL);
  half = self.scans->len / 2;
  for (guint i = 0; i < self.scans->len; i++)
    get_scan (&self, i)->time_us = (guint64)(i % half) * 20000;
  for (guint i = 0; i < self.scans->len; i++) {
    MpsScan scan = *get_scan (&self, i % 2 * half + i / 2);

    scan.index = i;
    g_array_append_val (scans, scan);
  }

  /* Side by side the times run on; one after the other they start anew, which is refused. */
  mixed = mps_engine_analyse (&self.input, &g_array_index (scans, MpsScan, 0), scans->len);
  g_assert_cmpstr (mixed->reason, ==, "");
  assert_reason (&self, "scan 130 is timed before the scan before it");
  for (guint i = half; i < self.scans->len; i++)
    get_scan (&self, i)->time_us += (guint64)half * 20000;
  apart = analyse (&self);
  assert_same (apart, mixed);
  tear_down (&self, NULL);
}

static void
test_faults (Fixture *self, gconstpointer data)
{
  MpsScan kept = *get_scan (self, 50);

  get_scan (self, 50)->index = 51;
  assert_reason (self, "scan 50 is missing");
  get_scan (self, 50)->index = 53;
  assert_reason (self, "scans 50 to 52 are missing");
  get_scan (self, 50)->index = 3;
  assert_reason (self, "scan 3 came out of order");
  *get_scan (self, 50) = kept;

  get_scan (self, 50)->phase = 3;
  assert_reason (self, "scan 50 belongs to no block of the programme");
  get_scan (self, 50)->phase = 255;
  assert_reason (self, "scan 50 belongs to no block of the programme");
  *get_scan (self, 50) = kept;
  get_scan (self, 50)->level = 1;
  assert_reason (self, "scan 50 belongs to no block of the programme");
  *get_scan (self, 50) = kept;
  get_scan (self, 50)->step = 255;
  assert_reason (self, "scan 50 belongs to no block of the programme");
  *get_scan (self, 50) = kept;

  get_scan (self, 50)->phase = MPS_PHASE_BASELINE;
  assert_reason (self, "scan 50 goes back to an earlier phase");
  *get_scan (self, 50) = kept;
  get_scan (self, 50)->time_us = 0;
  assert_reason (self, "scan 50 is timed before the scan before it");
}

static void
test_reasons (Fixture *self, gconstpointer data)
{
  guint whole = self->scans->len;

  self->scans->len = 0;
  assert_reason (self,
                 "block of level 0 and temperature step 0 has 0 baseline scans, 2 are needed");
  self->scans->len = 41;
  assert_reason (self,
                 "block of level 0 and temperature step 0 has 1 exposure scans, 2 are needed");
  self->scans->len = 100;
  assert_reason (self,
                 "block of level 0 and temperature step 0 has 0 recovery scans, 1 are needed");
  self->scans->len = whole;

  self->input.programme = MPS_PROGRAMME_TWO_LEVEL;
  assert_reason (self,
                 "block of level 1 and temperature step 0 has 0 baseline scans, 2 are needed");
  self->input.programme = MPS_PROGRAMME_STANDARD;

  get_scan (self, 3)->flags = MPS_SCAN_CONTACT_LOST;
  get_scan (self, 4)->flags = MPS_SCAN_CONTACT_LOST;
  assert_reason (self, "2 of 130 scans lost contact, 1 % may");
  for (guint c = 0; c < 23; c++)
    self->calibration.channel[c].alpha = NAN;
  assert_reason (self, "23 of 88 channels are unusable, 22 may be");
}

static void
test_input_is_checked (Fixture *self, gconstpointer data)
{
  MpsAnalyte kept = self->analytes[1];
  MpsAnalyte bad[7];
  g_autoptr (GError) none = NULL;

  g_assert_true (mps_engine_check_input (&self->input, &none));
  g_assert_no_error (none);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    bad[i] = kept;
  bad[0].n_channels = 0;
  bad[1].first_channel = 67;
  bad[2].first_channel = G_MAXUINT;
  bad[3].low = bad[3].high;
  bad[4].high = NAN;
  bad[5].parameters[1] = bad[5].parameters[2] = 0;
  bad[6].temperature_coefficient = INFINITY;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    self->analytes[1] = bad[i];
    g_assert_false (mps_engine_check_input (&self->input, &error));
    g_assert_error (error, MPS_ENGINE_ERROR, MPS_ENGINE_ERROR_INPUT);
    g_assert_true (g_str_has_prefix (error->message, "tag: analyte 2: "));
    assert_reason (self, error->message);
  }

  self->analytes[1] = kept;
  self->calibration.channel[9].gain = 0;
  assert_reason (self, "calibration: channel 9 has a gain or offset that is not a usable number");
}

static MpsEngineLive
stream_to (Fixture *self, guint n)
{
  g_autoptr (MpsEngineRun) run = mps_engine_run_new (&self->input);
  MpsEngineLive live;

  for (guint i = 0; i < n; i++)
    mps_engine_run_add (run, get_scan (self, i));
  mps_engine_run_get_live (run, &live);
  return live;
}

static void
assert_feedback (Fixture *self, guint n, MpsFeedback feedback, guint channels)
{
  MpsEngineLive live = stream_to (self, n);

  g_assert_cmpstr (mps_feedback_to_string (live.feedback), ==, mps_feedback_to_string (feedback));
  g_assert_cmpuint (live.feedback_channels, ==, channels);
}

static void
test_live (Fixture *self, gconstpointer data)
{
  MpsEngineLive live = stream_to (self, 0);

  g_assert_cmpuint (live.scans, ==, 0);
  g_assert_cmpint (live.feedback, ==, MPS_FEEDBACK_NORMAL);

  self->calibration.channel[5].alpha = NAN;
  for (guint i = 0; i < self->scans->len; i++)
    get_scan (self, i)->det[6] = 1234;
  get_scan (self, 89)->ref[7] = -MPS_COUNT_RAIL;

  live = stream_to (self, 10);
  g_assert_cmpint (live.state[5], ==, MPS_CHANNEL_UNUSABLE);
  g_assert_cmpint (live.state[6], ==, MPS_CHANNEL_GOOD);

  live = stream_to (self, 90);
  g_assert_cmpuint (live.scans, ==, 90);
  g_assert_cmpuint (live.time_us, ==, 89 * 20000);
  g_assert_cmpuint (live.phase, ==, MPS_PHASE_EXPOSURE);
  g_assert_cmpint (live.state[6], ==, MPS_CHANNEL_UNUSABLE);
  g_assert_cmpint (live.state[7], ==, MPS_CHANNEL_SATURATED);
  g_assert_cmpint (live.state[8], ==, MPS_CHANNEL_GOOD);
  /* 150 000 counts of some 3e-7 V are reached 30 scans into the exposure. */
  g_assert_cmpfloat_with_epsilon (live.delta[0], 0.0445, 0.005);
  g_assert_cmpuint (live.replaced, >, 0);

  live = stream_to (self, 30);
  g_assert_cmpfloat_with_epsilon (live.delta[0], 0, 1e-3);
}

static void
test_feedback_contact_and_rails (Fixture *self, gconstpointer data)
{
  assert_feedback (self, 51, MPS_FEEDBACK_NORMAL, 0);

  for (guint c = 0; c < 8; c++)
    get_scan (self, 20 + c)->ref[c] = MPS_COUNT_RAIL;
  assert_feedback (self, 51, MPS_FEEDBACK_NORMAL, 0);
  get_scan (self, 30)->det[8] = -MPS_COUNT_RAIL;
  assert_feedback (self, 50, MPS_FEEDBACK_NORMAL, 0);
  assert_feedback (self, 51, MPS_FEEDBACK_SATURATED, 9);

  get_scan (self, 49)->flags = MPS_SCAN_CONTACT_LOST;
  assert_feedback (self, 51, MPS_FEEDBACK_CONTACT_LOST, 0);
  assert_feedback (self, 101, MPS_FEEDBACK_NORMAL, 0);
}

static void
test_feedback_outliers (Fixture *self, gconstpointer data)
{
  /* Of the first second 43 scans have left the filter: 3 replaced of them are over 5 %. */
  g_array_unref (self->scans);
  self->synth.spike_share = 0;
  self->scans = engine_synth_make_scans (&self->synth);
  for (guint c = 0; c < 9; c++)
    for (guint i = 0; i < 3; i++)
      get_scan (self, 10 + 9 * i)->det[c] += 500000;
  assert_feedback (self, 51, MPS_FEEDBACK_OUTLIER, 9);

  get_scan (self, 10)->det[0] -= 500000;
  get_scan (self, 19)->det[0] -= 500000;
  assert_feedback (self, 51, MPS_FEEDBACK_NORMAL, 0);
}

/* Below 20 scans a second the points of several seconds are looked at. */
static void
test_feedback_outliers_at_a_low_rate (Fixture *self, gconstpointer data)
{
  g_array_unref (self->scans);
  self->synth.spike_share = 0;
  self->synth.interval_us = 100000;
  self->scans = engine_synth_make_scans (&self->synth);
  for (guint c = 0; c < 9; c++) {
    get_scan (self, 8)->det[c] += 500000;
    get_scan (self, 16)->det[c] += 500000;
  }
  assert_feedback (self, 21, MPS_FEEDBACK_NORMAL, 0);
  assert_feedback (self, 31, MPS_FEEDBACK_OUTLIER, 9);
  assert_feedback (self, 41, MPS_FEEDBACK_OUTLIER, 9);
  assert_feedback (self, 61, MPS_FEEDBACK_NORMAL, 0);
}

static void
drift (Fixture *self, guint n_channels)
{
  for (guint i = 30; i < self->scans->len; i++)
    for (guint c = 0; c < n_channels; c++)
      get_scan (self, i)->det[c] += 900;
}

static void
test_feedback_calibration (Fixture *self, gconstpointer data)
{
  MpsEngineLive live;

  drift (self, 9);
  live = stream_to (self, 101);
  g_assert_cmpint (live.feedback, ==, MPS_FEEDBACK_NORMAL);
  g_assert_false (live.calibration_checked);

  self->input.noise = self->noise;
  live = stream_to (self, 47);
  g_assert_false (live.calibration_checked);
  live = stream_to (self, 51);
  g_assert_cmpint (live.feedback, ==, MPS_FEEDBACK_NEEDS_CALIBRATION);
  g_assert_cmpuint (live.feedback_channels, ==, 9);
  g_assert_true (live.calibration_checked);

  /* Eight drift and one is not known: it could be either. */
  self->noise[0] = NAN;
  live = stream_to (self, 51);
  g_assert_cmpint (live.feedback, ==, MPS_FEEDBACK_NORMAL);
  g_assert_false (live.calibration_checked);

  /* Seven drift and one is not known: it is not more than eight either way. */
  self->noise[1] = 1;
  live = stream_to (self, 51);
  g_assert_cmpint (live.feedback, ==, MPS_FEEDBACK_NORMAL);
  g_assert_true (live.calibration_checked);
}

static void
test_calibration_is_checked_per_block (void)
{
  Fixture self;
  MpsEngineLive live;

  fixture_init (&self, MPS_PROGRAMME_TWO_LEVEL);
  self.input.noise = self.noise;
  live = stream_to (&self, 129);
  g_assert_true (live.calibration_checked);
  live = stream_to (&self, 131);
  g_assert_false (live.calibration_checked);
  live = stream_to (&self, 200);
  g_assert_true (live.calibration_checked);
  tear_down (&self, NULL);
}

static MpsRun *
store_analysis (const MpsAnalysis *analysis)
{
  MpsRun *run = mps_run_new ("6e9b5a3c-7a0e-4f6c-9c1b-0d2f2f1f7c11");

  run->status = analysis->status;
  g_free (run->reason);
  run->reason = g_strdup (analysis->reason);
  run->replaced = (guint)analysis->replaced;
  for (guint i = 0; i < analysis->results->len; i++)
    g_ptr_array_add (run->results, mps_result_copy (g_ptr_array_index (analysis->results, i)));
  g_ptr_array_add (run->fingerprints,
                   mps_fingerprint_copy (g_ptr_array_index (analysis->fingerprints, 1)));
  for (guint c = 0; c < MPS_CHANNELS; c++)
    if (!analysis->usable[c])
      g_array_append_val (run->unusable, c);
  return run;
}

static void
assert_named (const MpsAnalysis *analysis, const MpsRun *run, const char *name)
{
  g_autofree char *difference = mps_engine_compare_with_run (analysis, run);

  g_assert_nonnull (difference);
  g_test_message ("%s", difference);
  g_assert_true (g_str_has_prefix (difference, name));
}

static void
test_compare_with_run (Fixture *self, gconstpointer data)
{
  g_autoptr (MpsAnalysis) analysis = NULL;
  g_autoptr (MpsRun) run = NULL;
  MpsResult *result;
  MpsFingerprint *fingerprint;

  self->calibration.channel[3].alpha = NAN;
  analysis = analyse (self);
  run = store_analysis (analysis);
  result = g_ptr_array_index (run->results, 2);
  fingerprint = g_ptr_array_index (run->fingerprints, 0);
  g_assert_cmpstr (mps_engine_compare_with_run (analysis, run), ==, NULL);

  run->replaced++;
  assert_named (analysis, run, "replaced points: ");
  fingerprint->norm = nextafter (fingerprint->norm, 0);
  assert_named (analysis, run, "fingerprint 448 norm: ");
  fingerprint->values[21] = nextafterf (fingerprint->values[21], 0);
  assert_named (analysis, run, "fingerprint 448 value 21: ");
  g_free (result->flag);
  result->flag = g_strdup ("temperature unknown");
  assert_named (analysis, run, "result 1988-5 flag: ");
  result->quantity.expanded_uncertainty = nextafter (result->quantity.expanded_uncertainty, 0);
  assert_named (analysis, run, "result 1988-5 uncertainty: ");
  result->quantity.has_uncertainty = FALSE;
  assert_named (analysis, run, "result 1988-5 has an uncertainty: 0 and 1");
  result->quantity.comparator = MPS_COMPARATOR_LESS;
  assert_named (analysis, run, "result 1988-5 comparator: ");
  result->quantity.value = nextafter (result->quantity.value, 0);
  assert_named (analysis, run, "result 1988-5 value: ");
  g_array_set_size (run->unusable, 0);
  assert_named (analysis, run, "channel 3 is usable: 1 and 0");
  run->status = MPS_RUN_IN_PROGRESS;
  assert_named (analysis, run, "status: ");
}

static void
test_compare_with_less (Fixture *self, gconstpointer data)
{
  g_autoptr (MpsAnalysis) analysis = analyse (self);
  g_autoptr (MpsRun) run = store_analysis (analysis);

  g_ptr_array_set_size (run->fingerprints, 0);
  assert_named (analysis, run, "number of fingerprints: 0 and 2");
  g_ptr_array_set_size (run->results, 3);
  assert_named (analysis, run, "number of results: 3 and 4");
}

/* A cable that went cannot be computed again; such a run must only hold nothing. */
static void
test_compare_with_interrupted (Fixture *self, gconstpointer data)
{
  g_autoptr (MpsAnalysis) analysis = analyse (self);
  g_autoptr (MpsRun) run = store_analysis (analysis);

  run->status = MPS_RUN_INVALID;
  g_free (run->reason);
  run->reason = g_strdup ("the reader was unplugged");
  assert_named (analysis, run, "number of results: 4 and 0");
  g_ptr_array_set_size (run->results, 0);
  assert_named (analysis, run, "number of fingerprints: 1 and 0");
  g_ptr_array_set_size (run->fingerprints, 0);
  g_assert_cmpstr (mps_engine_compare_with_run (analysis, run), ==, NULL);

  g_free (run->reason);
  run->reason = g_strdup ("scan 7 is missing");
  assert_named (analysis, run, "status: “invalid” and “complete”");
}

static void
test_blank_streams (void)
{
  Fixture self;
  g_autoptr (MpsAnalysis) analysis = NULL;

  fixture_init (&self, MPS_PROGRAMME_BLANK);
  self.scans->len = 40;
  analysis = analyse (&self);
  g_assert_cmpstr (analysis->reason, ==, "");
  g_assert_cmpint (analysis->status, ==, MPS_RUN_COMPLETE);
  g_assert_cmpuint (analysis->results->len, ==, 0);
  g_assert_cmpuint (analysis->fingerprints->len, ==, 0);

  self.scans->len = 1;
  assert_reason (&self,
                 "block of level 0 and temperature step 0 has 1 baseline scans, 2 are needed");
  tear_down (&self, NULL);
}

static void
test_blank_of_hardly_any_scans (Fixture *self, gconstpointer data)
{
  MpsBlankAnalysis blank;

  mps_engine_analyse_blank (&self->calibration, NULL, 0, &blank);
  g_assert_cmpuint (blank.n_unusable, ==, MPS_CHANNELS);
  g_assert_false (blank.accepted);
  g_assert_true (isnan (blank.alpha[0]) && isnan (blank.noise[0]) && isnan (blank.alpha_se[0]));

  mps_engine_analyse_blank (&self->calibration, get_scan (self, 0), 1, &blank);
  g_assert_true (isfinite (blank.alpha[0]));
  g_assert_true (isnan (blank.noise[0]));
  g_assert_false (blank.accepted);

  mps_engine_analyse_blank (&self->calibration, get_scan (self, 0), 40, &blank);
  g_assert_cmpuint (blank.n_unusable, <, MPS_CHANNELS);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/run/stream-is-batch", test_stream_is_batch);
  ADD ("/engine/run/threads", test_threads);
  g_test_add_func ("/engine/run/blocks-go-by-label", test_blocks_go_by_label);
  ADD ("/engine/run/faults", test_faults);
  ADD ("/engine/run/reasons", test_reasons);
  ADD ("/engine/run/input-is-checked", test_input_is_checked);
  ADD ("/engine/live/picture", test_live);
  ADD ("/engine/feedback/contact-and-rails", test_feedback_contact_and_rails);
  ADD ("/engine/feedback/outliers", test_feedback_outliers);
  ADD ("/engine/feedback/outliers-at-a-low-rate", test_feedback_outliers_at_a_low_rate);
  ADD ("/engine/feedback/calibration", test_feedback_calibration);
  g_test_add_func ("/engine/feedback/calibration-per-block", test_calibration_is_checked_per_block);
  ADD ("/engine/compare/with-run", test_compare_with_run);
  ADD ("/engine/compare/with-less", test_compare_with_less);
  ADD ("/engine/compare/with-interrupted", test_compare_with_interrupted);
  g_test_add_func ("/engine/blank/streams", test_blank_streams);
  ADD ("/engine/blank/of-hardly-any-scans", test_blank_of_hardly_any_scans);
  return g_test_run ();
}
