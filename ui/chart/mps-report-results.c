/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-report-results.h"

#include "app/session/measurement/mps-judge.h"
#include "ui/chart/mps-timeline-words.h"
#include "ui/widgets/mps-flag.h"

#include <glib/gi18n-lib.h>

struct _MpsReportResults {
  GtkWidget parent_instance;

  GtkWidget *list;
  GPtrArray *entries;
};

enum {
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsReportResults, mps_report_results, GTK_TYPE_WIDGET)

/* Whoever listens may put other results in the place of these. */
static void
on_activated (MpsReportResults *self, GtkListBoxRow *row)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_ref (self->entries);

  g_signal_emit (self,
                 signals[SIGNAL_OPEN],
                 0,
                 g_ptr_array_index (entries, (guint)gtk_list_box_row_get_index (row)));
}

static void
mps_report_results_dispose (GObject *object)
{
  MpsReportResults *self = MPS_REPORT_RESULTS (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  G_OBJECT_CLASS (mps_report_results_parent_class)->dispose (object);
}

static void
mps_report_results_class_init (MpsReportResultsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_report_results_dispose;
  signals[SIGNAL_OPEN] = g_signal_new ("open",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_POINTER);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
mps_report_results_init (MpsReportResults *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Results of the report"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated), self);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
}

static GtkWidget *
new_label (const char *text, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

/* What the record does not say is judged by the patient's range; what cannot be judged has no
   flag. */
static const char *
add_flag (GtkWidget *box, const MpsTimelineEntry *entry, const MpsPatient *patient)
{
  MpsInterpretation interpretation = MPS_INTERPRETATION_UNKNOWN;
  GtkWidget *flag = NULL;

  if (!mps_timeline_entry_get_interpretation (entry, &interpretation))
    interpretation = mps_judge_entry (entry, patient);
  if (interpretation == MPS_INTERPRETATION_UNKNOWN || mps_timeline_entry_is_withdrawn (entry))
    return "";
  flag = mps_flag_new ();
  gtk_widget_set_valign (flag, GTK_ALIGN_CENTER);
  mps_flag_set (MPS_FLAG (flag),
                mps_meaning_for_interpretation (interpretation),
                mps_interpretation_peek_icon (interpretation),
                mps_interpretation_peek_word (interpretation));
  gtk_box_append (GTK_BOX (box), flag);
  return mps_interpretation_peek_word (interpretation);
}

static GtkWidget *
new_row (const MpsTimelineEntry *entry, const MpsPatient *patient)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *title = mps_timeline_entry_dup_title (entry);
  g_autofree char *value = mps_timeline_entry_dup_value (entry);
  GtkWidget *name = new_label (title, 0);
  GtkWidget *number = new_label (value, 1);
  g_autofree char *label = NULL;

  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (number, "tabular");
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 12);
  if (mps_timeline_entry_is_withdrawn (entry))
    gtk_widget_add_css_class (box, "withdrawn");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), number);
  label = g_strdup_printf ("%s: %s %s", title, value, add_flag (box, entry, patient));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, g_strchomp (label), -1);
  return row;
}

/**
 * mps_report_results_set:
 * @self: the list
 * @entries: (nullable) (element-type MpsTimelineEntry): what it shows
 * @patient: whose; by their ranges is judged what the record leaves open
 *
 * Without entries the list is not there.
 */
void
mps_report_results_set (MpsReportResults *self, GPtrArray *entries, const MpsPatient *patient)
{
  GtkListBox *list = GTK_LIST_BOX (self->list);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (list, child);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = entries != NULL ? g_ptr_array_ref (entries) : NULL;
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    gtk_list_box_append (list, new_row (g_ptr_array_index (entries, i), patient));
  gtk_widget_set_visible (GTK_WIDGET (self), entries != NULL && entries->len > 0);
}
