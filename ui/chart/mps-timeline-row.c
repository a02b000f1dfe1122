/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-timeline-row.h"

#include "ui/chart/mps-timeline-words.h"
#include "ui/widgets/mps-format.h"

struct _MpsTimelineRow {
  GtkBox parent_instance;

  GtkWidget *kind;
  GtkWidget *title;
  GtkWidget *flag;
  GtkWidget *value;
  GtkWidget *when;
  const char *flag_class;
};

G_DEFINE_FINAL_TYPE (MpsTimelineRow, mps_timeline_row, GTK_TYPE_BOX)

static void
mps_timeline_row_class_init (MpsTimelineRowClass *klass)
{
}

static GtkWidget *
new_label (const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static void
mps_timeline_row_init (MpsTimelineRow *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->kind = gtk_image_new ();
  self->title = new_label (NULL);
  self->flag = gtk_image_new ();
  self->value = new_label ("tabular");
  self->when = new_label ("tabular");
  gtk_widget_add_css_class (self->kind, "dim");
  gtk_widget_add_css_class (self->value, "dim");
  gtk_widget_add_css_class (self->when, "dim");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_hexpand (self->value, TRUE);
  gtk_box_append (GTK_BOX (below), self->flag);
  gtk_box_append (GTK_BOX (below), self->value);
  gtk_box_append (GTK_BOX (below), self->when);
  gtk_box_append (GTK_BOX (texts), self->title);
  gtk_box_append (GTK_BOX (texts), below);
  gtk_box_append (GTK_BOX (self), self->kind);
  gtk_box_append (GTK_BOX (self), texts);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 6);
  gtk_widget_set_margin_start (GTK_WIDGET (self), 6);
  gtk_widget_set_margin_end (GTK_WIDGET (self), 6);
}

/**
 * mps_timeline_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
mps_timeline_row_new (void)
{
  return g_object_new (MPS_TYPE_TIMELINE_ROW, NULL);
}

static void
set_flag (MpsTimelineRow *self, const MpsTimelineEntry *entry)
{
  MpsInterpretation interpretation = MPS_INTERPRETATION_UNKNOWN;
  gboolean known = mps_timeline_entry_get_interpretation (entry, &interpretation);

  if (self->flag_class != NULL)
    gtk_widget_remove_css_class (self->flag, self->flag_class);
  self->flag_class = NULL;
  gtk_widget_set_visible (self->flag, known);
  if (mps_timeline_entry_is_withdrawn (entry))
    gtk_widget_add_css_class (GTK_WIDGET (self), "withdrawn");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "withdrawn");
  if (!known)
    return;
  self->flag_class = mps_meaning_peek_css_class (mps_meaning_for_interpretation (interpretation));
  gtk_widget_add_css_class (self->flag, self->flag_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->flag),
                                mps_interpretation_peek_icon (interpretation));
  gtk_widget_set_tooltip_text (self->flag, mps_interpretation_peek_word (interpretation));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->flag),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  mps_interpretation_peek_word (interpretation),
                                  -1);
}

/**
 * mps_timeline_row_set_entry:
 * @self: a row
 * @entry: what it shows
 */
void
mps_timeline_row_set_entry (MpsTimelineRow *self, const MpsTimelineEntry *entry)
{
  g_autofree char *title = mps_timeline_entry_dup_title (entry);
  g_autofree char *value = mps_timeline_entry_dup_value (entry);
  g_autofree char *when = mps_format_when (entry->when_us);
  g_autofree char *full = mps_format_when_full (entry->when_us);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->kind), mps_timeline_kind_peek_icon (entry->kind));
  gtk_widget_set_tooltip_text (self->kind, mps_timeline_kind_peek_word (entry->kind));
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_widget_set_tooltip_text (self->title, title);
  gtk_widget_set_tooltip_text (self->value, value);
  gtk_label_set_text (GTK_LABEL (self->value), value);
  gtk_label_set_text (GTK_LABEL (self->when), when);
  gtk_widget_set_tooltip_text (self->when, full);
  set_flag (self, entry);
}
