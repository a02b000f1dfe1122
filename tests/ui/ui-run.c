/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-run.h"

#include "ui/widgets/mps-page.h"

void
ui_press_primary (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
}

gboolean
ui_can_press (gpointer data)
{
  UiFixture *fixture = data;
  GtkWidget *primary = mps_page_get_primary (MPS_PAGE (mps_window_get_page (fixture->window)));

  return gtk_widget_get_mapped (primary) && gtk_widget_is_sensitive (primary);
}

MpsMeasurementState
ui_run_get_state (MpsMeasurePage *page)
{
  return mps_measurement_get_state (mps_measure_page_get_measurement (page));
}

/* A reader that is quick, and that is unplugged at a scan where one is given. */
void
ui_run_set_up_reader (UiFixture *fixture, gint64 unplug_at_scan)
{
  g_auto (MpsVirtualConfig) config = { 0 };

  mps_virtual_config_init (&config);
  config.speed = 20;
  config.unplug_at_scan = unplug_at_scan;
  config.replug_after_ms = unplug_at_scan >= 0 ? 50 : -1;
  if (unplug_at_scan >= 0)
    config.remove_cartridge_at_scan = unplug_at_scan;
  mps_readers_set_virtual_config (mps_window_get_readers (fixture->window), &config);
}

/* Up to the patient's step, with a short run to come. */
MpsMeasurePage *
ui_run_open_page (UiFixture *fixture, guint32 n_scans)
{
  MpsMeasurementPlan plan;
  GtkWidget *page = NULL;

  mps_measurement_plan_init (&plan);
  g_assert_true (mps_measurement_plan_set_total (&plan, n_scans, NULL));
  ui_fixture_open_first_chart (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.measure", NULL);
  page = mps_window_get_page (fixture->window);
  g_assert_true (MPS_IS_MEASURE_PAGE (page));
  mps_measure_page_set_plan (MPS_MEASURE_PAGE (page), &plan);
  g_assert_null (mps_measure_page_get_measurement (MPS_MEASURE_PAGE (page)));
  return MPS_MEASURE_PAGE (page);
}

/* Up to the started run, as a person does it: chart, F2, this is the patient, start. */
MpsMeasurePage *
ui_run_start (UiFixture *fixture, guint32 n_scans, gint64 unplug_at_scan)
{
  MpsMeasurePage *page = NULL;

  ui_run_set_up_reader (fixture, unplug_at_scan);
  page = ui_run_open_page (fixture, n_scans);
  ui_press_primary (fixture);
  g_assert_true (ui_wait (ui_can_press, fixture));
  g_assert_cmpint (ui_run_get_state (page), ==, MPS_MEASUREMENT_TAG_CHECKED);
  ui_press_primary (fixture);
  return page;
}

static gboolean
is_reviewed (gpointer page)
{
  return ui_run_get_state (page) >= MPS_MEASUREMENT_REVIEW;
}

static gboolean
is_saved (gpointer page)
{
  return ui_run_get_state (page) == MPS_MEASUREMENT_SAVED;
}

/* A whole run, accepted. */
MpsMeasurePage *
ui_run_finish (UiFixture *fixture)
{
  MpsMeasurePage *page = ui_run_start (fixture, UI_RUN_SHORT, -1);

  g_assert_true (ui_wait (is_reviewed, page));
  g_assert_cmpint (ui_run_get_state (page), ==, MPS_MEASUREMENT_REVIEW);
  g_assert_true (ui_wait (ui_can_press, fixture));
  ui_press_primary (fixture);
  g_assert_true (ui_wait (is_saved, page));
  return page;
}
