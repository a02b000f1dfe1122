/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/measure/mps-measure-page.h"

#include "app/clinic/runs/mps-run-review.h"
#include "ui/measure/mps-cartridge-panel.h"
#include "ui/measure/mps-live-panel.h"
#include "ui/measure/mps-measure-step.h"
#include "ui/measure/mps-reject-button.h"
#include "ui/measure/mps-result-panel.h"
#include "ui/measure/mps-step.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-patient-banner.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/** LAYOUT_FRAMES: frames after which a change of what is shown has its size */
#define LAYOUT_FRAMES 2

struct _MpsMeasurePage {
  GtkWidget parent_instance;

  MpsPatientBanner *banner;
  GtkScrolledWindow *scroller;
  GtkWidget *steps;
  MpsStep *step_patient;
  MpsStep *step_cartridge;
  MpsStep *step_measuring;
  MpsStep *step_result;
  MpsStep *step_done;
  GtkLabel *patient_hint;
  GtkLabel *patient_name;
  MpsCartridgePanel *cartridge;
  MpsLivePanel *live;
  MpsResultPanel *result;
  MpsActionBar *actions;
  GtkWidget *cancel;
  GtkWidget *reject;
  GtkWidget *report;
  GtkWidget *again;
  GtkWidget *other;

  MpsSession *session;
  MpsReaders *readers;
  MpsChart *chart;
  MpsMeasurement *measurement;
  MpsMeasurementPlan plan;
  MpsMeasurementState state;
  GCancellable *cancellable;
  gboolean checking;
  gboolean accepted;
  gboolean review_shown;
  gboolean deciding;
  gboolean entering;
  gboolean unseen;
  guint frames;
  guint showing;
};

enum {
  SIGNAL_FIND_PATIENT,
  SIGNAL_OPEN_CHART,
  SIGNAL_REPORT,
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_measure_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_MEASURE_PAGE (page)->actions);
}

static gboolean
mps_measure_page_print (MpsPage *page)
{
  MpsMeasurePage *self = MPS_MEASURE_PAGE (page);
  const MpsRun *run =
      self->measurement != NULL ? mps_measurement_peek_run (self->measurement) : NULL;

  if (run == NULL)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, run->id);
  return TRUE;
}

static void
mps_measure_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_measure_page_get_primary;
  iface->print = mps_measure_page_print;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsMeasurePage,
                               mps_measure_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_measure_page_page_init))

static MpsMeasureStep
get_step (MpsMeasurePage *self)
{
  if (self->measurement == NULL)
    return MPS_MEASURE_STEP_PATIENT;
  return mps_measure_step_for_state (mps_measurement_get_state (self->measurement));
}

static char *
dup_summary (MpsMeasurePage *self, MpsMeasureStep step)
{
  const MpsCartridge *cartridge =
      self->measurement != NULL ? mps_measurement_peek_cartridge (self->measurement) : NULL;

  if (step == MPS_MEASURE_STEP_PATIENT && self->chart != NULL)
    return g_strdup (mps_chart_peek_patient (self->chart)->name);
  if (step == MPS_MEASURE_STEP_CARTRIDGE && cartridge != NULL)
    return mps_cartridge_dup_summary (cartridge);
  if (step == MPS_MEASURE_STEP_MEASURING)
    return g_strdup (_ ("Complete"));
  if (step == MPS_MEASURE_STEP_RESULT)
    return g_strdup (_ ("Accepted"));
  return NULL;
}

static void
show_current (MpsMeasurePage *self)
{
  MpsStep *steps[MPS_MEASURE_N_STEPS] = { self->step_patient,
                                          self->step_cartridge,
                                          self->step_measuring,
                                          self->step_result,
                                          self->step_done };
  GtkWidget *step = GTK_WIDGET (steps[get_step (self)]);
  graphene_rect_t bounds;

  if (self->entering && gtk_widget_get_mapped (step))
    gtk_widget_grab_focus (step);
  self->entering = FALSE;
  /* After the focus: GTK scrolls to the end of a focused step that is taller than the page. */
  if (gtk_widget_compute_bounds (step, self->steps, &bounds))
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller),
                              (double)bounds.origin.y);
}

/* A frame is laid out after its ticks: at the second tick every step has its new size, however long
   that took. A page that nobody sees is not laid out: it waits until it comes into view. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  MpsMeasurePage *self = MPS_MEASURE_PAGE (widget);

  self->unseen = !gtk_widget_get_mapped (widget);
  if (!self->unseen && ++self->frames <= LAYOUT_FRAMES)
    return G_SOURCE_CONTINUE;
  self->showing = 0;
  if (!self->unseen)
    show_current (self);
  return G_SOURCE_REMOVE;
}

/* The step that is current stands at the top once it has its size, so that a result is read from
   its first value, and has the focus, so that it is read out and no key that is still held down can
   press the next button. */
static void
show_current_soon (MpsMeasurePage *self)
{
  self->frames = 0;
  if (self->showing == 0)
    self->showing = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
update_steps (MpsMeasurePage *self)
{
  MpsStep *steps[MPS_MEASURE_N_STEPS] = { self->step_patient,
                                          self->step_cartridge,
                                          self->step_measuring,
                                          self->step_result,
                                          self->step_done };
  MpsMeasureStep current = get_step (self);
  gboolean invalid = self->measurement != NULL && self->state == MPS_MEASUREMENT_INVALID;

  for (guint i = 0; i < MPS_MEASURE_N_STEPS; i++) {
    g_autofree char *summary = i < current ? dup_summary (self, (MpsMeasureStep)i) : NULL;
    gboolean failed = invalid && i == MPS_MEASURE_STEP_MEASURING;

    mps_step_set_state (steps[i],
                        i == current  ? MPS_STEP_CURRENT
                        : i < current ? MPS_STEP_DONE
                                      : MPS_STEP_PENDING,
                        failed ? _ ("Ended without a result") : summary);
  }
  self->entering = TRUE;
  show_current_soon (self);
}

static void
update_patient (MpsMeasurePage *self)
{
  const MpsPatient *patient = self->chart != NULL ? mps_chart_peek_patient (self->chart) : NULL;

  mps_patient_banner_set_chart (self->banner, patient != NULL ? self->chart : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->patient_name), patient != NULL);
  if (patient == NULL) {
    gtk_label_set_text (self->patient_hint, _ ("Find the patient who is to be measured."));
    return;
  }
  gtk_label_set_text (self->patient_hint,
                      _ ("Ask for the name and the birth date. Are they the same as here?"));
  if (*patient->birth_date != '\0') {
    g_autofree char *text = g_strdup_printf ("%s · %s", patient->name, patient->birth_date);

    gtk_label_set_text (self->patient_name, text);
  } else {
    gtk_label_set_text (self->patient_name, patient->name);
  }
}

static const char *
get_start_reason (MpsMeasurePage *self)
{
  if (self->checking)
    return _ ("The cartridge is being read");
  if (mps_measurement_get_state (self->measurement) != MPS_MEASUREMENT_TAG_CHECKED ||
      !self->accepted)
    return _ ("No cartridge that can be used is in the reader");
  return mps_cartridge_panel_peek_reader_reason (self->cartridge);
}

static void
set_primary (MpsMeasurePage *self)
{
  switch (get_step (self)) {
  case MPS_MEASURE_STEP_PATIENT:
    mps_action_bar_set_primary (self->actions,
                                self->chart != NULL ? _ ("This is the _patient")
                                                    : _ ("_Find patient"),
                                NULL);
    return;
  case MPS_MEASURE_STEP_CARTRIDGE:
    mps_action_bar_set_primary (self->actions, _ ("_Start measuring"), get_start_reason (self));
    return;
  case MPS_MEASURE_STEP_MEASURING:
    mps_action_bar_set_primary (
        self->actions, _ ("_Accept the result"), _ ("The measurement is still under way"));
    return;
  case MPS_MEASURE_STEP_RESULT:
    if (self->state == MPS_MEASUREMENT_INVALID)
      mps_action_bar_set_primary (self->actions, _ ("Measure a_gain"), NULL);
    else
      mps_action_bar_set_primary (self->actions,
                                  _ ("_Accept the result"),
                                  self->deciding       ? _ ("The decision is being stored")
                                  : self->review_shown ? NULL
                                                       : _ ("The result is still being read"));
    return;
  case MPS_MEASURE_STEP_DONE:
  default:
    mps_action_bar_set_primary (self->actions, _ ("_Open chart"), NULL);
    return;
  }
}

static void
update (MpsMeasurePage *self)
{
  MpsMeasureStep step = get_step (self);
  gboolean reviewing = self->measurement != NULL && self->state == MPS_MEASUREMENT_REVIEW;
  gboolean done = step == MPS_MEASURE_STEP_DONE;
  gboolean invalid = step == MPS_MEASURE_STEP_RESULT && !reviewing;

  set_primary (self);
  gtk_widget_set_visible (self->cancel, step == MPS_MEASURE_STEP_MEASURING);
  gtk_widget_set_visible (self->reject, reviewing && !self->deciding);
  gtk_widget_set_visible (
      self->report, (done || reviewing) && mps_measurement_peek_run (self->measurement) != NULL);
  gtk_widget_set_visible (self->again, done);
  gtk_widget_set_visible (self->other,
                          done || invalid || step == MPS_MEASURE_STEP_CARTRIDGE ||
                              (step == MPS_MEASURE_STEP_PATIENT && self->chart != NULL));
}

static void
on_review (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsMeasurePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsRunReview) review = mps_run_review_load_finish (result, &error);

  if (self->measurement == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (review == NULL) {
    mps_result_panel_show_error (self->result, error);
    return;
  }
  mps_result_panel_show_review (self->result, review);
  self->review_shown = TRUE;
  show_current_soon (self);
  update (self);
}

static void
enter_result (MpsMeasurePage *self)
{
  const MpsRun *run = mps_measurement_peek_run (self->measurement);

  if (self->state == MPS_MEASUREMENT_INVALID) {
    mps_result_panel_show_invalid (self->result,
                                   mps_measurement_peek_invalid_reason (self->measurement));
    return;
  }
  mps_result_panel_show_loading (self->result);
  mps_run_review_load_async (self->session,
                             run->id,
                             mps_language_peek (),
                             self->cancellable,
                             on_review,
                             g_object_ref (self));
}

static void
on_changed (MpsMeasurePage *self)
{
  MpsMeasurementState state = mps_measurement_get_state (self->measurement);
  gboolean entered = state != self->state;

  self->state = state;
  if (entered && state == MPS_MEASUREMENT_CONNECTING)
    mps_live_panel_set_measurement (self->live, self->measurement);
  if (entered && (state == MPS_MEASUREMENT_REVIEW || state == MPS_MEASUREMENT_INVALID))
    enter_result (self);
  if (entered && (state == MPS_MEASUREMENT_SAVED || state == MPS_MEASUREMENT_INVALID))
    mps_chart_reload (self->chart);
  if (entered)
    update_steps (self);
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_live (MpsMeasurePage *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_tag_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsMeasurePage) self = data;
  g_autoptr (GError) error = NULL;
  MpsTagRefusal refusal = MPS_TAG_ACCEPTED;
  gboolean accepted =
      mps_measurement_check_tag_finish (MPS_MEASUREMENT (source), result, &refusal, &error);

  if (G_OBJECT (self->measurement) != source)
    return;
  self->checking = FALSE;
  self->accepted = accepted;
  if (accepted)
    mps_cartridge_panel_show_cartridge (self->cartridge,
                                        mps_measurement_peek_cartridge (self->measurement));
  else if (refusal != MPS_TAG_ACCEPTED)
    mps_cartridge_panel_show_refusal (self->cartridge, refusal);
  else if (error != NULL)
    mps_cartridge_panel_show_error (self->cartridge, error);
  update (self);
}

static void
check_tag (MpsMeasurePage *self)
{
  self->checking = TRUE;
  self->accepted = FALSE;
  mps_cartridge_panel_show_checking (self->cartridge);
  mps_measurement_check_tag_async (
      self->measurement, self->cancellable, on_tag_checked, g_object_ref (self));
  update (self);
}

static void
on_check (MpsMeasurePage *self)
{
  if (!self->checking)
    check_tag (self);
}

static void
on_replace (MpsMeasurePage *self)
{
  if (self->checking)
    return;
  mps_measurement_replace_virtual_cartridge (self->measurement);
  check_tag (self);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsMeasurePage) self = data;
  g_autoptr (GError) error = NULL;

  if (mps_measurement_start_finish (MPS_MEASUREMENT (source), result, &error) ||
      G_OBJECT (self->measurement) != source)
    return;
  /* Refused before anything began: the cartridge step says why. Later failures make the run
     invalid, and the result step says why. */
  if (get_step (self) == MPS_MEASURE_STEP_CARTRIDGE)
    mps_cartridge_panel_show_error (self->cartridge, error);
  update (self);
}

/**
 * mps_measure_page_start:
 * @self: the page, with an accepted cartridge
 *
 * Starts the measurement on the chosen reader.
 */
void
mps_measure_page_start (MpsMeasurePage *self)
{
  if (get_start_reason (self) != NULL)
    return;
  mps_measurement_start_async (
      self->measurement, &self->plan, NULL, NULL, on_started, g_object_ref (self));
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsMeasurePage) self = data;
  g_autoptr (GError) error = NULL;

  self->deciding = FALSE;
  if (!mps_measurement_accept_finish (MPS_MEASUREMENT (source), result, &error))
    mps_result_panel_show_error (self->result, error);
  update (self);
}

/**
 * mps_measure_page_accept:
 * @self: the page, with a result that is shown
 *
 * Makes the result final.
 */
void
mps_measure_page_accept (MpsMeasurePage *self)
{
  if (self->deciding || !self->review_shown)
    return;
  self->deciding = TRUE;
  mps_measurement_accept_async (self->measurement, NULL, on_accepted, g_object_ref (self));
  update (self);
}

static void
on_rejected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsMeasurePage) self = data;
  g_autoptr (GError) error = NULL;

  self->deciding = FALSE;
  if (!mps_measurement_reject_finish (MPS_MEASUREMENT (source), result, &error))
    mps_result_panel_show_error (self->result, error);
  update (self);
}

static void
on_reject (MpsMeasurePage *self, const char *why)
{
  self->deciding = TRUE;
  mps_measurement_reject_async (self->measurement, why, NULL, on_rejected, g_object_ref (self));
  update (self);
}

static void
on_cancel (MpsMeasurePage *self)
{
  mps_measurement_cancel (self->measurement);
}

static void
forget_measurement (MpsMeasurePage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (self->measurement != NULL)
    g_signal_handlers_disconnect_by_data (self->measurement, self);
  g_clear_object (&self->measurement);
  self->state = MPS_MEASUREMENT_READY;
  self->checking = FALSE;
  self->accepted = FALSE;
  self->review_shown = FALSE;
  self->deciding = FALSE;
}

static void
begin_anew (MpsMeasurePage *self)
{
  forget_measurement (self);
  mps_live_panel_set_measurement (self->live, NULL);
  update_patient (self);
  update_steps (self);
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_again (MpsMeasurePage *self)
{
  begin_anew (self);
}

static void
on_other (MpsMeasurePage *self)
{
  mps_measure_page_set_chart (self, NULL);
  g_signal_emit (self, signals[SIGNAL_FIND_PATIENT], 0);
}

static void
on_report (MpsMeasurePage *self)
{
  mps_measure_page_print (MPS_PAGE (self));
}

/**
 * mps_measure_page_confirm_patient:
 * @self: the page, with a chart
 *
 * The person compared name and birth date: from now on the measurement is bound to this patient.
 */
void
mps_measure_page_confirm_patient (MpsMeasurePage *self)
{
  forget_measurement (self);
  self->measurement =
      mps_measurement_new (self->session, self->readers, mps_chart_peek_patient (self->chart)->id);
  g_signal_connect_swapped (self->measurement, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->measurement, "live", G_CALLBACK (on_live), self);
  update_steps (self);
  check_tag (self);
}

static void
on_primary (MpsMeasurePage *self)
{
  switch (get_step (self)) {
  case MPS_MEASURE_STEP_PATIENT:
    if (self->chart != NULL)
      mps_measure_page_confirm_patient (self);
    else
      g_signal_emit (self, signals[SIGNAL_FIND_PATIENT], 0);
    return;
  case MPS_MEASURE_STEP_CARTRIDGE:
    mps_measure_page_start (self);
    return;
  case MPS_MEASURE_STEP_RESULT:
    if (self->state == MPS_MEASUREMENT_INVALID)
      begin_anew (self);
    else
      mps_measure_page_accept (self);
    return;
  case MPS_MEASURE_STEP_DONE:
    g_signal_emit (self, signals[SIGNAL_OPEN_CHART], 0);
    return;
  case MPS_MEASURE_STEP_MEASURING:
  default:
    return;
  }
}

static void
mps_measure_page_dispose (GObject *object)
{
  MpsMeasurePage *self = MPS_MEASURE_PAGE (object);
  GtkWidget *child = NULL;

  if (self->measurement != NULL)
    g_signal_handlers_disconnect_by_data (self->measurement, self);
  g_cancellable_cancel (self->cancellable);
  if (self->showing != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->showing);
  self->showing = 0;
  self->steps = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->measurement);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chart);
  g_clear_object (&self->readers);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_measure_page_parent_class)->dispose (object);
}

static guint
new_signal (MpsMeasurePageClass *klass, const char *name, guint n_params)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (klass),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n_params,
                       G_TYPE_STRING);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, banner);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, steps);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, step_patient);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, step_cartridge);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, step_measuring);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, step_result);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, step_done);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, patient_hint);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, patient_name);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, cartridge);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, live);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, result);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, actions);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, cancel);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, reject);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, report);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, again);
  gtk_widget_class_bind_template_child (widget_class, MpsMeasurePage, other);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_check);
  gtk_widget_class_bind_template_callback (widget_class, on_replace);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_reject);
  gtk_widget_class_bind_template_callback (widget_class, on_report);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_other);
}

static void
mps_measure_page_map (GtkWidget *widget)
{
  MpsMeasurePage *self = MPS_MEASURE_PAGE (widget);

  GTK_WIDGET_CLASS (mps_measure_page_parent_class)->map (widget);
  if (self->unseen)
    show_current_soon (self);
}

static void
mps_measure_page_class_init (MpsMeasurePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_CARTRIDGE_PANEL);
  g_type_ensure (MPS_TYPE_LIVE_PANEL);
  g_type_ensure (MPS_TYPE_PATIENT_BANNER);
  g_type_ensure (MPS_TYPE_REJECT_BUTTON);
  g_type_ensure (MPS_TYPE_RESULT_PANEL);
  g_type_ensure (MPS_TYPE_STEP);
  G_OBJECT_CLASS (klass)->dispose = mps_measure_page_dispose;
  widget_class->map = mps_measure_page_map;
  signals[SIGNAL_FIND_PATIENT] = new_signal (klass, "find-patient", 0);
  signals[SIGNAL_OPEN_CHART] = new_signal (klass, "open-chart", 0);
  signals[SIGNAL_REPORT] = new_signal (klass, "report", 1);
  signals[SIGNAL_CHANGED] = new_signal (klass, "changed", 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/measure-page.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
}

static void
mps_measure_page_init (MpsMeasurePage *self)
{
  self->cancellable = g_cancellable_new ();
  mps_measurement_plan_init (&self->plan);
  gtk_widget_init_template (GTK_WIDGET (self));
  update_patient (self);
  update_steps (self);
  update (self);
}

/**
 * mps_measure_page_set_session:
 * @self: the page
 * @session: who measures
 * @readers: the attached readers
 */
void
mps_measure_page_set_session (MpsMeasurePage *self, MpsSession *session, MpsReaders *readers)
{
  g_set_object (&self->session, session);
  g_set_object (&self->readers, readers);
  mps_cartridge_panel_set_readers (self->cartridge, readers, mps_session_is_demo (session));
}

/**
 * mps_measure_page_set_chart:
 * @self: the page
 * @chart: whose patient is to be measured
 *
 * Begins with this patient, unless a measurement is bound to another one: that stays.
 */
void
mps_measure_page_set_chart (MpsMeasurePage *self, MpsChart *chart)
{
  if (mps_measure_page_is_bound (self))
    return;
  if (self->chart != NULL)
    g_signal_handlers_disconnect_by_data (self->chart, self);
  g_set_object (&self->chart, chart);
  if (chart != NULL)
    g_signal_connect_object (
        chart, "changed", G_CALLBACK (update_patient), self, G_CONNECT_SWAPPED);
  begin_anew (self);
}

/**
 * mps_measure_page_get_chart:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): whose patient the page is for
 */
MpsChart *
mps_measure_page_get_chart (MpsMeasurePage *self)
{
  return self->chart;
}

/**
 * mps_measure_page_get_measurement:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what is measured
 */
MpsMeasurement *
mps_measure_page_get_measurement (MpsMeasurePage *self)
{
  return self->measurement;
}

/**
 * mps_measure_page_is_bound:
 * @self: the page
 *
 * Returns: whether the reader is at work for a patient or a result waits for a decision
 */
gboolean
mps_measure_page_is_bound (MpsMeasurePage *self)
{
  return self->measurement != NULL &&
         mps_measure_step_is_bound (mps_measurement_get_state (self->measurement));
}

/**
 * mps_measure_page_set_plan:
 * @self: the page
 * @plan: what the next measurement does; copied
 */
void
mps_measure_page_set_plan (MpsMeasurePage *self, const MpsMeasurementPlan *plan)
{
  self->plan = *plan;
}
