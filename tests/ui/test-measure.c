/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-fixture.h"
#include "ui/measure/mps-measure-page.h"
#include "ui/measure/mps-measure-step.h"
#include "ui/measure/mps-result-card.h"
#include "ui/widgets/mps-page.h"

#include <glib/gi18n-lib.h>

static MpsMeasurePage *
get_page (UiFixture *fixture)
{
  GtkWidget *page = mps_window_get_page (fixture->window);

  g_assert_true (MPS_IS_MEASURE_PAGE (page));
  return MPS_MEASURE_PAGE (page);
}

static MpsMeasurementState
get_state (MpsMeasurePage *page)
{
  return mps_measurement_get_state (mps_measure_page_get_measurement (page));
}

static void
press_primary (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
}

static gboolean
can_press (gpointer data)
{
  UiFixture *fixture = data;
  GtkWidget *primary = mps_page_get_primary (MPS_PAGE (mps_window_get_page (fixture->window)));

  return gtk_widget_get_mapped (primary) && gtk_widget_is_sensitive (primary);
}

static gboolean
is_measuring (gpointer page)
{
  return get_state (page) > MPS_MEASUREMENT_CONNECTING;
}

static gboolean
is_ended (gpointer page)
{
  return get_state (page) >= MPS_MEASUREMENT_REVIEW;
}

static gboolean
is_saved (gpointer page)
{
  return get_state (page) == MPS_MEASUREMENT_SAVED;
}

static gboolean
has_card (gpointer page)
{
  return ui_find_mapped (GTK_WIDGET (page), MPS_TYPE_RESULT_CARD) != NULL;
}

/* Up to the started run, as a person does it: chart, F2, this is the patient, start. */
static MpsMeasurePage *
start (UiFixture *fixture, gint64 unplug_at_scan)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  MpsMeasurementPlan plan;
  MpsMeasurePage *page = NULL;

  mps_virtual_config_init (&config);
  config.speed = 20;
  config.unplug_at_scan = unplug_at_scan;
  config.replug_after_ms = unplug_at_scan >= 0 ? 50 : -1;
  if (unplug_at_scan >= 0)
    config.remove_cartridge_at_scan = unplug_at_scan;
  mps_readers_set_virtual_config (mps_window_get_readers (fixture->window), &config);
  mps_measurement_plan_init (&plan);
  g_assert_true (mps_measurement_plan_set_total (&plan, 120, NULL));

  ui_fixture_open_first_chart (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.measure", NULL);
  page = get_page (fixture);
  mps_measure_page_set_plan (page, &plan);
  g_assert_null (mps_measure_page_get_measurement (page));
  press_primary (fixture);
  g_assert_true (ui_wait (can_press, fixture));
  g_assert_cmpint (get_state (page), ==, MPS_MEASUREMENT_TAG_CHECKED);
  press_primary (fixture);
  return page;
}

static void
test_whole_run (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = start (fixture, -1);
  GtkWidget *card = NULL;

  g_assert_true (ui_wait (is_measuring, page));
  g_assert_true (mps_measure_page_is_bound (page));
  g_assert_false (can_press (fixture));

  /* It goes on when the page is left, and another chart cannot be measured meanwhile. */
  mps_window_show_section (fixture->window, "devices");
  g_assert_true (ui_wait (is_ended, page));
  g_assert_cmpint (get_state (page), ==, MPS_MEASUREMENT_REVIEW);
  mps_window_show_section (fixture->window, "measure");
  g_assert_true (ui_wait (has_card, page));
  card = ui_find_mapped (GTK_WIDGET (page), MPS_TYPE_RESULT_CARD);
  g_assert_cmpint (mps_result_card_get_look (MPS_RESULT_CARD (card)), !=, MPS_RESULT_LOOK_NONE);
  g_assert_cmpstr (mps_result_card_peek_value (MPS_RESULT_CARD (card)), !=, "");

  g_assert_true (ui_wait (can_press, fixture));
  press_primary (fixture);
  g_assert_true (ui_wait (is_saved, page));
  g_assert_false (mps_measure_page_is_bound (page));
  /* Done: the primary action opens the chart. */
  press_primary (fixture);
  ui_spin (50);
  g_assert_false (MPS_IS_MEASURE_PAGE (mps_window_get_page (fixture->window)));
}

static void
test_invalid_run (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = start (fixture, 60);

  g_assert_true (ui_wait (is_ended, page));
  g_assert_cmpint (get_state (page), ==, MPS_MEASUREMENT_INVALID);
  ui_spin (200);
  /* Words and shape, and no value anywhere. */
  g_assert_nonnull (ui_find_label (GTK_WIDGET (page), _ ("No result")));
  g_assert_null (ui_find_mapped (GTK_WIDGET (page), MPS_TYPE_RESULT_CARD));
  g_assert_false (mps_measure_page_is_bound (page));
  g_assert_true (can_press (fixture));
  press_primary (fixture);
  g_assert_null (mps_measure_page_get_measurement (page));
  g_assert_nonnull (mps_measure_page_get_chart (page));
}

static void
test_cancelled_run (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = start (fixture, -1);

  g_assert_true (ui_wait (is_measuring, page));
  mps_measurement_cancel (mps_measure_page_get_measurement (page));
  g_assert_true (ui_wait (is_ended, page));
  g_assert_cmpint (get_state (page), ==, MPS_MEASUREMENT_INVALID);
}

/* A measurement stays with its patient, whatever chart is opened meanwhile. */
static void
test_bound (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = start (fixture, -1);
  MpsChart *chart = mps_measure_page_get_chart (page);
  g_autofree char *patient =
      g_strdup (mps_measurement_peek_patient_id (mps_measure_page_get_measurement (page)));

  g_assert_true (ui_wait (is_measuring, page));
  mps_measure_page_set_chart (page, NULL);
  g_assert_true (mps_measure_page_get_chart (page) == chart);
  g_assert_cmpstr (
      mps_measurement_peek_patient_id (mps_measure_page_get_measurement (page)), ==, patient);
  mps_measurement_cancel (mps_measure_page_get_measurement (page));
  g_assert_true (ui_wait (is_ended, page));
}

static void
test_steps (void)
{
  g_assert_cmpint (
      mps_measure_step_for_state (MPS_MEASUREMENT_READY), ==, MPS_MEASURE_STEP_CARTRIDGE);
  g_assert_cmpint (
      mps_measure_step_for_state (MPS_MEASUREMENT_COMPUTING), ==, MPS_MEASURE_STEP_MEASURING);
  g_assert_cmpint (
      mps_measure_step_for_state (MPS_MEASUREMENT_INVALID), ==, MPS_MEASURE_STEP_RESULT);
  g_assert_cmpint (mps_measure_step_for_state (MPS_MEASUREMENT_SAVED), ==, MPS_MEASURE_STEP_DONE);
  g_assert_true (mps_measure_step_is_bound (MPS_MEASUREMENT_REVIEW));
  g_assert_true (mps_measure_step_is_bound (MPS_MEASUREMENT_BASELINE));
  g_assert_false (mps_measure_step_is_bound (MPS_MEASUREMENT_INVALID));
  g_assert_false (mps_measure_step_is_bound (MPS_MEASUREMENT_TAG_CHECKED));
}

static void
test_looks (void)
{
  MpsResult result = { .code = (char *)"2339-0", .has_value = TRUE };
  MpsReviewResult review = { .result = &result, .interpretation = MPS_INTERPRETATION_NORMAL };

  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_PLAIN);
  review.interpretation = MPS_INTERPRETATION_UNKNOWN;
  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_UNCHECKED);
  result.quantity.comparator = MPS_COMPARATOR_GREATER;
  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_BEYOND);
  review.interpretation = MPS_INTERPRETATION_CRITICAL_HIGH;
  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_CRITICAL);
  result.has_value = FALSE;
  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_NONE);
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/measure/steps", test_steps);
  g_test_add_func ("/ui/measure/looks", test_looks);
  add ("/ui/measure/whole", test_whole_run);
  add ("/ui/measure/invalid", test_invalid_run);
  add ("/ui/measure/cancelled", test_cancelled_run);
  add ("/ui/measure/bound", test_bound);
  return g_test_run ();
}
