/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement.h"

static const struct {
  MpsMeasurementState from;
  MpsMeasurementState to;
} allowed[] = {
  { MPS_MEASUREMENT_READY, MPS_MEASUREMENT_TAG_CHECKED },
  { MPS_MEASUREMENT_TAG_CHECKED, MPS_MEASUREMENT_READY },
  { MPS_MEASUREMENT_TAG_CHECKED, MPS_MEASUREMENT_TAG_CHECKED },
  { MPS_MEASUREMENT_TAG_CHECKED, MPS_MEASUREMENT_CONNECTING },
  { MPS_MEASUREMENT_CONNECTING, MPS_MEASUREMENT_BASELINE },
  { MPS_MEASUREMENT_BASELINE, MPS_MEASUREMENT_EXPOSURE },
  { MPS_MEASUREMENT_EXPOSURE, MPS_MEASUREMENT_RECOVERY },
  { MPS_MEASUREMENT_RECOVERY, MPS_MEASUREMENT_BASELINE },
  { MPS_MEASUREMENT_RECOVERY, MPS_MEASUREMENT_COMPUTING },
  { MPS_MEASUREMENT_COMPUTING, MPS_MEASUREMENT_REVIEW },
  { MPS_MEASUREMENT_REVIEW, MPS_MEASUREMENT_SAVED },
};

/* Written out again from the page, so that a changed table is noticed. */
static gboolean
is_allowed (MpsMeasurementState from, MpsMeasurementState to)
{
  if (to == MPS_MEASUREMENT_INVALID)
    return from != MPS_MEASUREMENT_SAVED && from != MPS_MEASUREMENT_INVALID;
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++) {
    if (allowed[i].from == from && allowed[i].to == to)
      return TRUE;
  }

  return FALSE;
}

static void
test_edges (void)
{
  for (int from = MPS_MEASUREMENT_READY; from <= MPS_MEASUREMENT_INVALID; from++) {
    for (int to = MPS_MEASUREMENT_READY; to <= MPS_MEASUREMENT_INVALID; to++) {
      g_test_message ("%s to %s",
                      mps_measurement_state_to_string ((MpsMeasurementState)from),
                      mps_measurement_state_to_string ((MpsMeasurementState)to));
      g_assert_cmpint (
          mps_measurement_state_may_follow ((MpsMeasurementState)from, (MpsMeasurementState)to),
          ==,
          is_allowed ((MpsMeasurementState)from, (MpsMeasurementState)to));
    }
  }
}

static void
test_plan (void)
{
  static const struct {
    MpsProgramme programme;
    guint32 total;
    guint32 baseline, exposure, recovery;
  } good[] = {
    { MPS_PROGRAMME_STANDARD, 8, 2, 4, 2 },
    { MPS_PROGRAMME_STANDARD, 40, 10, 20, 10 },
    { MPS_PROGRAMME_STANDARD, 43, 10, 23, 10 },
    { MPS_PROGRAMME_TWO_LEVEL, 80, 10, 20, 10 },
    { MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE, 160, 10, 20, 10 },
    { MPS_PROGRAMME_STANDARD, 1000000, 250000, 500000, 250000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    MpsMeasurementPlan plan;
    g_autoptr (GError) error = NULL;

    mps_measurement_plan_init (&plan);
    plan.programme = good[i].programme;
    g_assert_true (mps_measurement_plan_set_total (&plan, good[i].total, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (plan.baseline_scans, ==, good[i].baseline);
    g_assert_cmpuint (plan.exposure_scans, ==, good[i].exposure);
    g_assert_cmpuint (plan.recovery_scans, ==, good[i].recovery);
  }
}

static void
test_plan_refused (void)
{
  static const struct {
    MpsProgramme programme;
    guint32 total;
  } bad[] = {
    { MPS_PROGRAMME_STANDARD, 0 },
    { MPS_PROGRAMME_STANDARD, 7 },
    { MPS_PROGRAMME_STANDARD, 1000001 },
    { MPS_PROGRAMME_TWO_LEVEL, 81 },
    { MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE, 30 },
    { MPS_PROGRAMME_STANDARD, G_MAXUINT32 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    MpsMeasurementPlan plan;
    MpsMeasurementPlan before;
    g_autoptr (GError) error = NULL;

    mps_measurement_plan_init (&plan);
    plan.programme = bad[i].programme;
    before = plan;
    g_assert_false (mps_measurement_plan_set_total (&plan, bad[i].total, &error));
    g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
    g_assert_cmpmem (&plan, sizeof plan, &before, sizeof before);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/states/edges", test_edges);
  g_test_add_func ("/session/plan/shared-out", test_plan);
  g_test_add_func ("/session/plan/refused", test_plan_refused);
  return g_test_run ();
}
