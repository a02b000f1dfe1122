/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-preedit.h"

#include <glib/gi18n-lib.h>

/* What the window does with a session: patients, charts, measurements, reports, tasks. */

static void
on_chart_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsChart) chart = mps_chart_open_finish (result, &error);
  g_autofree char *within = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->chart_page == NULL)
    return;
  if (g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_RESTRICTED) &&
      mps_window_offer_glass (self, self->wanted_patient))
    return;
  if (chart == NULL) {
    mps_chart_page_show_error (self->chart_page, error);
    return;
  }
  within = g_steal_pointer (&self->within);
  g_set_object (&self->chart, chart);
  mps_chart_page_set_chart (self->chart_page, chart);
  mps_window_watch_glass (self);
  if (self->wanted_id != NULL)
    mps_chart_page_show_record (self->chart_page, self->wanted_type, self->wanted_id);
  if (within != NULL)
    mps_page_go_to (MPS_PAGE (self->chart_page), within);
  if (self->measure_page != NULL && !mps_measure_page_is_bound (self->measure_page))
    mps_measure_page_set_chart (self->measure_page, chart);
  mps_window_update_actions (self);
}

static void
on_chart_back (MpsWindow *self)
{
  mps_window_show_page (self, "patients");
  mps_patients_page_focus_list (self->patients_page);
}

static void
on_chart_report (MpsWindow *self, const char *type, const char *id)
{
  mps_window_show_report (self, type, id, "chart");
}

static void
ensure_chart_page (MpsWindow *self)
{
  if (self->chart_page != NULL)
    return;
  self->chart_page = g_object_new (MPS_TYPE_CHART_PAGE, NULL);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->chart_page), "chart");
  g_signal_connect_object (
      self->chart_page, "back", G_CALLBACK (on_chart_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->chart_page, "measure", G_CALLBACK (mps_window_measure_chart), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->chart_page, "merge", G_CALLBACK (mps_window_merge), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->chart_page, "report", G_CALLBACK (on_chart_report), self, G_CONNECT_SWAPPED);
  mps_window_watch_undo (self);
}

/**
 * mps_window_open_chart:
 * @self: the window, with a session
 * @patient_id: FHIR id of the patient
 *
 * Opens a chart in place of the one that was open; not while a syllable is being composed.
 */
void
mps_window_open_chart (MpsWindow *self, const char *patient_id)
{
  if (mps_preedit_is_open ())
    return;
  g_clear_pointer (&self->wanted_type, g_free);
  g_clear_pointer (&self->wanted_id, g_free);
  ensure_chart_page (self);
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->within, g_free);
  g_free (self->wanted_patient);
  self->wanted_patient = g_strdup (patient_id);
  mps_glass_bar_set_end (self->glass_bar, 0);
  self->opening = g_cancellable_new ();
  g_clear_object (&self->chart);
  mps_chart_page_show_opening (self->chart_page);
  mps_window_show_page (self, "chart");
  mps_chart_open_async (
      self->session, patient_id, self->opening, on_chart_opened, g_object_ref (self));
}

/**
 * mps_window_open_record:
 * @self: the window, with a session
 * @patient_id: FHIR id of the patient
 * @type: resource type
 * @id: its id
 *
 * Opens a chart, as mps_window_open_chart() does, at one of its records.
 */
void
mps_window_open_record (MpsWindow *self, const char *patient_id, const char *type, const char *id)
{
  if (mps_preedit_is_open ())
    return;
  mps_window_open_chart (self, patient_id);
  self->wanted_type = g_strdup (type);
  self->wanted_id = g_strdup (id);
}

/**
 * mps_window_measure_chart:
 * @self: the window, with a session
 *
 * F2: goes to the measurement, with the patient whose chart is open where none is bound to it yet.
 */
void
mps_window_measure_chart (MpsWindow *self)
{
  MpsMeasurePage *page = mps_window_ensure_measure_page (self);
  MpsMeasurement *measurement = mps_measure_page_get_measurement (page);
  gboolean ended =
      measurement != NULL && (mps_measurement_get_state (measurement) == MPS_MEASUREMENT_SAVED ||
                              mps_measurement_get_state (measurement) == MPS_MEASUREMENT_INVALID);

  if (self->chart != NULL && (mps_measure_page_get_chart (page) != self->chart || ended))
    mps_measure_page_set_chart (page, self->chart);
  mps_window_show_page (self, "measure");
}

static void
on_report_back (MpsWindow *self)
{
  mps_window_show_page (self, self->report_from);
}

/**
 * mps_window_show_report:
 * @self: the window, with a session
 * @type: "Run", "DiagnosticReport" or "Observation"
 * @id: its id
 * @from: page to go back to
 *
 * Shows the report of the run that made a record.
 */
void
mps_window_show_report (MpsWindow *self, const char *type, const char *id, const char *from)
{
  if (self->report_page == NULL) {
    self->report_page = g_object_new (MPS_TYPE_REPORT_PAGE, NULL);
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->report_page), "report");
    g_signal_connect_object (
        self->report_page, "back", G_CALLBACK (on_report_back), self, G_CONNECT_SWAPPED);
  }
  self->report_from = from;
  mps_report_page_show_record (self->report_page, self->session, type, id);
  mps_window_show_page (self, "report");
}

static void
on_measured_chart (MpsWindow *self)
{
  MpsChart *chart = mps_measure_page_get_chart (self->measure_page);

  if (chart != NULL)
    mps_window_open_chart (self, mps_chart_peek_patient (chart)->id);
}

static void
on_measure_report (MpsWindow *self, const char *run_id)
{
  mps_window_show_report (self, "Run", run_id, "measure");
}

static void
on_find_patient (MpsWindow *self)
{
  mps_window_show_page (self, "patients");
  mps_window_focus_find (self);
}

/**
 * mps_window_connect_pages:
 * @self: the window, with a measure page
 *
 * Ties what the measure page asks for to the rest of the window.
 */
void
mps_window_connect_pages (MpsWindow *self)
{
  MpsMeasurePage *page = self->measure_page;

  g_signal_connect_object (
      page, "find-patient", G_CALLBACK (on_find_patient), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      page, "open-chart", G_CALLBACK (on_measured_chart), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "report", G_CALLBACK (on_measure_report), self, G_CONNECT_SWAPPED);
  if (self->chart != NULL)
    mps_measure_page_set_chart (page, self->chart);
}

static void
on_task_finished (MpsWindow *self)
{
  if (self->patients_page != NULL)
    mps_patients_page_reload (self->patients_page);
  if (self->chart != NULL)
    mps_chart_reload (self->chart);
}

/**
 * mps_window_set_session:
 * @self: the window
 * @session: who is at work on which profile
 *
 * Fills the window for who works.
 */
void
mps_window_set_session (MpsWindow *self, MpsSession *session)
{
  self->session = g_object_ref (session);
  self->readers = mps_readers_new (session);
  self->tasks = mps_tasks_new (session);
  mps_window_watch_keeping (self);
  mps_reader_button_set_readers (self->reader_button, self->readers);
  mps_tasks_button_set_tasks (self->tasks_button, self->tasks);
  g_signal_connect_object (
      self->tasks_button, "finished", G_CALLBACK (on_task_finished), self, G_CONNECT_SWAPPED);
  if (mps_session_is_demo (session))
    gtk_window_set_title (GTK_WINDOW (self), _ ("ManPaSik Workstation – demonstration"));
  mps_window_init_lock (self);
  mps_window_fill (self);
}
