/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-fixture.h"
#include "ui/measure/mps-measure-page.h"

#include <sys/resource.h>

/* The window while a run of 1000 scans a second is live: how long each frame takes to draw, and how
   late the main loop answers. */

#define RUN_SCANS 12000

static GArray *frames_us;
static GArray *late_us;
static gint64 frame_begun_us;
static gint64 tick_due_us;

static void
on_before (void)
{
  frame_begun_us = g_get_monotonic_time ();
}

static void
on_after (void)
{
  gint64 taken_us = g_get_monotonic_time () - frame_begun_us;

  g_array_append_val (frames_us, taken_us);
}

static gboolean
on_tick (gpointer data)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 late = MAX (now_us - tick_due_us, 0);

  g_array_append_val (late_us, late);
  tick_due_us = now_us + 5000;
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *)a;
  gint64 second = *(const gint64 *)b;

  return (first > second) - (first < second);
}

static void
print (const char *what, GArray *values)
{
  const double shares[] = { 0.5, 0.95, 0.99, 1.0 };

  g_array_sort (values, compare);
  g_print ("%s: %u", what, values->len);
  for (gsize i = 0; i < G_N_ELEMENTS (shares) && values->len > 0; i++) {
    guint at = MIN ((guint)(shares[i] * values->len), values->len - 1);

    g_print (", p%.0f %.1f ms", shares[i] * 100, (double)g_array_index (values, gint64, at) / 1000);
  }
  g_print ("\n");
}

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
  GdkFrameClock *clock = NULL;
  double begun_cpu_s = 0;
  gint64 begun_us = 0;
  guint tick = 0;

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

  frames_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  late_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture.window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before), NULL);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after), NULL);
  tick_due_us = g_get_monotonic_time () + 5000;
  tick = g_timeout_add (5, on_tick, NULL);
  begun_us = g_get_monotonic_time ();
  begun_cpu_s = cpu_s ();
  while (mps_measurement_get_state (measurement) < MPS_MEASUREMENT_COMPUTING)
    g_main_context_iteration (NULL, TRUE);
  g_print ("live at 1000 scans a second for %.1f s: %.0f %% of a core, window and virtual reader\n",
           (double)(g_get_monotonic_time () - begun_us) / 1e6,
           (cpu_s () - begun_cpu_s) / ((double)(g_get_monotonic_time () - begun_us) / 1e6) * 100);
  g_source_remove (tick);
  g_signal_handlers_disconnect_by_func (clock, on_before, NULL);
  g_signal_handlers_disconnect_by_func (clock, on_after, NULL);
  print ("frames drawn (goal p99 33 ms)", frames_us);
  print ("main loop late by", late_us);
  g_array_unref (frames_us);
  g_array_unref (late_us);
  ui_spin (2000);
  ui_fixture_tear_down (&fixture, NULL);
  return 0;
}
