/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/frame-times.h"
#include "tests/ui/ui-fixture.h"
#include "ui/measure/mps-measure-page.h"

#include <sys/resource.h>

/* The window while a run of 1000 scans a second is live: how long each frame takes to draw, and how
   late the main loop answers. */

#define RUN_SCANS 12000

static double
cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
is_checked (gpointer page)
{
  MpsMeasurement *measurement = mps_measure_page_get_measurement (page);

  return mps_measurement_get_state (measurement) == MPS_MEASUREMENT_TAG_CHECKED;
}

static gboolean
is_live (gpointer page)
{
  MpsMeasurement *measurement = mps_measure_page_get_measurement (page);

  return mps_measurement_get_state (measurement) > MPS_MEASUREMENT_CONNECTING;
}

int
main (int argc, char **argv)
{
  UiFixture fixture = { 0 };
  MpsMeasurementPlan plan;
  MpsMeasurePage *page = NULL;
  MpsMeasurement *measurement = NULL;
  double begun_cpu_s = 0;
  gint64 begun_us = 0;

  ui_test_init (&argc, &argv);
  ui_fixture_set_up (&fixture, NULL);
  ui_fixture_open_first_chart (&fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.measure", NULL);
  page = MPS_MEASURE_PAGE (mps_window_get_page (fixture.window));
  mps_measurement_plan_init (&plan);
  plan.rate_hz = 1000;
  g_assert_true (mps_measurement_plan_set_total (&plan, RUN_SCANS, NULL));
  mps_measure_page_set_plan (page, &plan);
  mps_measure_page_confirm_patient (page);
  measurement = mps_measure_page_get_measurement (page);
  g_assert_true (ui_wait (is_checked, page));
  ui_spin (500);
  mps_measure_page_start (page);
  g_assert_true (ui_wait (is_live, page));

  frame_times_begin (GTK_WIDGET (fixture.window));
  begun_us = g_get_monotonic_time ();
  begun_cpu_s = cpu_s ();
  while (mps_measurement_get_state (measurement) < MPS_MEASUREMENT_COMPUTING)
    g_main_context_iteration (NULL, TRUE);
  g_print ("live at 1000 scans a second for %.1f s: %.0f %% of a core, window and virtual reader\n",
           (double)(g_get_monotonic_time () - begun_us) / 1e6,
           (cpu_s () - begun_cpu_s) / ((double)(g_get_monotonic_time () - begun_us) / 1e6) * 100);
  frame_times_end (GTK_WIDGET (fixture.window));
  ui_spin (2000);
  ui_fixture_tear_down (&fixture, NULL);
  return 0;
}
