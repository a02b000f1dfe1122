/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/measure/mps-live-panel.h"

#include "data/model/mps-analyte-info.h"
#include "ui/measure/mps-measure-step.h"
#include "ui/widgets/mps-channels-strip.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-sentence-box.h"
#include "ui/widgets/mps-signal-chart.h"

#include <glib/gi18n-lib.h>

struct _MpsLivePanel {
  GtkWidget parent_instance;

  GtkLabel *phase;
  GtkLabel *remaining;
  GtkProgressBar *progress;
  MpsSentenceBox *link;
  GtkLabel *feedback;
  MpsChannelsStrip *strip;
  MpsSignalChart *signal;
  GtkLabel *reading;
  GtkDropDown *analytes;

  MpsMeasurement *measurement;
};

G_DEFINE_FINAL_TYPE (MpsLivePanel, mps_live_panel, GTK_TYPE_WIDGET)

static void
update_link (MpsLivePanel *self)
{
  double seconds_left = 0;
  g_autofree char *next = NULL;
  g_autofree char *left = NULL;

  if (!mps_measurement_is_link_lost (self->measurement, &seconds_left)) {
    mps_sentence_box_clear (self->link);
    return;
  }
  left = mps_format_duration (seconds_left);
  /* TRANSLATORS: %s is a duration, such as "12 s" */
  next = g_strdup_printf (_ ("Plug the cable in again within %s; the reader goes on measuring."),
                          left);
  mps_sentence_box_set (self->link,
                        MPS_MEANING_CRITICAL,
                        _ ("The reader is unplugged."),
                        _ ("Without it this measurement becomes invalid and gives no result."),
                        next,
                        NULL);
}

static void
update_live (MpsLivePanel *self)
{
  const MpsCartridge *cartridge = mps_measurement_peek_cartridge (self->measurement);
  guint shown = gtk_drop_down_get_selected (self->analytes);
  guint first = 0;
  guint n = MPS_CHANNELS;

  if (cartridge != NULL && cartridge->n_analytes > 0) {
    shown = shown < cartridge->n_analytes ? shown : 0;
    first = cartridge->analytes[shown].first_channel;
    n = cartridge->analytes[shown].n_channels;
  }
  mps_channels_strip_set_live (
      self->strip, mps_measurement_peek_live (self->measurement), first, n);
}

static void
update (MpsLivePanel *self)
{
  MpsMeasurementState state = mps_measurement_get_state (self->measurement);
  double seconds = mps_measurement_get_phase_remaining_s (self->measurement);
  double fraction = mps_measurement_get_progress (self->measurement);
  gboolean timed = state == MPS_MEASUREMENT_BASELINE || state == MPS_MEASUREMENT_EXPOSURE ||
                   state == MPS_MEASUREMENT_RECOVERY;
  g_autofree char *remaining = timed ? mps_format_duration (seconds) : g_strdup ("");
  g_autofree char *feedback = mps_measurement_dup_feedback (self->measurement);

  gtk_label_set_text (self->phase, mps_measure_phase_peek_word (state));
  gtk_label_set_text (self->remaining, remaining);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  gtk_label_set_text (self->feedback, feedback != NULL ? feedback : "");
  update_link (self);
  update_live (self);
}

static void
on_analyte (MpsLivePanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->analytes);

  if (self->measurement == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  mps_measurement_show_analyte (self->measurement, selected);
  update_live (self);
}

static void
mps_live_panel_dispose (GObject *object)
{
  MpsLivePanel *self = MPS_LIVE_PANEL (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  if (self->measurement != NULL)
    g_signal_handlers_disconnect_by_data (self->measurement, self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->measurement);
  G_OBJECT_CLASS (mps_live_panel_parent_class)->dispose (object);
}

static void
mps_live_panel_class_init (MpsLivePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_CHANNELS_STRIP);
  g_type_ensure (MPS_TYPE_SIGNAL_CHART);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_live_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/live-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, phase);
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, remaining);
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, progress);
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, link);
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, feedback);
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, strip);
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, signal);
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, reading);
  gtk_widget_class_bind_template_child (widget_class, MpsLivePanel, analytes);
  gtk_widget_class_bind_template_callback (widget_class, on_analyte);
}

static void
mps_live_panel_init (MpsLivePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property (self->strip, "reading", self->reading, "label", G_BINDING_SYNC_CREATE);
}

static void
fill_analytes (MpsLivePanel *self)
{
  const MpsCartridge *cartridge = mps_measurement_peek_cartridge (self->measurement);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; cartridge != NULL && i < cartridge->n_analytes; i++) {
    g_autofree char *name =
        mps_analyte_dup_name (cartridge->analytes[i].code, mps_language_peek ());

    gtk_string_list_append (names, name);
  }
  gtk_drop_down_set_model (self->analytes, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->analytes),
                          cartridge != NULL && cartridge->n_analytes > 1);
}

/**
 * mps_live_panel_set_measurement:
 * @self: the panel
 * @measurement: (nullable): what it follows; %NULL: nothing
 */
void
mps_live_panel_set_measurement (MpsLivePanel *self, MpsMeasurement *measurement)
{
  if (self->measurement == measurement)
    return;
  if (self->measurement != NULL)
    g_signal_handlers_disconnect_by_data (self->measurement, self);
  g_set_object (&self->measurement, measurement);
  mps_signal_chart_set_measurement (self->signal, measurement);
  if (measurement == NULL)
    return;
  fill_analytes (self);
  g_signal_connect_swapped (measurement, "live", G_CALLBACK (update), self);
  g_signal_connect_swapped (measurement, "changed", G_CALLBACK (update), self);
  update (self);
}
