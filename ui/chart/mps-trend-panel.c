/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-trend-panel.h"

#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-meaning.h"
#include "ui/widgets/mps-trend-chart.h"

#include <glib/gi18n-lib.h>

/** MAX_TABLE_ROWS: rows of the table, newest first; a chart of more is read with the arrow keys */
#define MAX_TABLE_ROWS 200

struct _MpsTrendPanel {
  GtkWidget parent_instance;

  GtkStack *stack;
  MpsTrendChart *chart;
  GtkWidget *change;
  GtkImage *change_icon;
  GtkLabel *change_text;
  GtkLabel *reading;
  GtkListBox *table;
};

G_DEFINE_FINAL_TYPE (MpsTrendPanel, mps_trend_panel, GTK_TYPE_WIDGET)

static void
mps_trend_panel_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_trend_panel_parent_class)->dispose (object);
}

static void
mps_trend_panel_class_init (MpsTrendPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_TREND_CHART);
  G_OBJECT_CLASS (klass)->dispose = mps_trend_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/trend-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsTrendPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsTrendPanel, chart);
  gtk_widget_class_bind_template_child (widget_class, MpsTrendPanel, change);
  gtk_widget_class_bind_template_child (widget_class, MpsTrendPanel, change_icon);
  gtk_widget_class_bind_template_child (widget_class, MpsTrendPanel, change_text);
  gtk_widget_class_bind_template_child (widget_class, MpsTrendPanel, reading);
  gtk_widget_class_bind_template_child (widget_class, MpsTrendPanel, table);
}

static void
mps_trend_panel_init (MpsTrendPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property (self->chart, "reading", self->reading, "label", G_BINDING_SYNC_CREATE);
}

static GtkWidget *
new_table_row (const MpsTrendPoint *point, const char *unit, const MpsTrendSeries *series)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();
  /* Without a range that is known there is nothing to say, and least of all "normal". */
  gboolean known = point->interpretation != MPS_INTERPRETATION_UNKNOWN;
  MpsMeaning meaning = mps_meaning_for_interpretation (point->interpretation);
  g_autofree char *when = mps_format_when_full (point->when_us);
  g_autofree char *number = mps_number_format (point->value, 4);
  g_autofree char *display = mps_unit_display (unit);
  g_autofree char *value =
      g_strdup_printf ("%s%s%s%s %s",
                       series != NULL ? series->names[MIN (point->series, 1)] : "",
                       series != NULL ? " " : "",
                       mps_comparator_to_string (point->comparator),
                       number,
                       display);
  GtkWidget *labels[3] = {
    gtk_label_new (when),
    gtk_label_new (value),
    gtk_label_new (known ? mps_interpretation_peek_word (point->interpretation) : NULL),
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    gtk_widget_add_css_class (labels[i], "tabular");
    gtk_label_set_xalign (GTK_LABEL (labels[i]), i == 1 ? 1.0f : 0.0f);
    gtk_label_set_wrap (GTK_LABEL (labels[i]), TRUE);
    gtk_widget_set_hexpand (labels[i], TRUE);
    gtk_box_append (GTK_BOX (box), labels[i]);
  }
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (labels[2], mps_meaning_peek_css_class (meaning));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, when, -1);
  return row;
}

/**
 * mps_trend_panel_set:
 * @self: a panel
 * @points: (element-type MpsTrendPoint): oldest first
 * @title: what was measured
 * @unit: UCUM unit of all points
 * @range: (nullable): reference band; of the first series, where there are two
 * @series: (nullable): names of two series and the band of the second; %NULL: there is one
 */
void
mps_trend_panel_set (MpsTrendPanel *self,
                     GArray *points,
                     const char *title,
                     const char *unit,
                     const MpsReferenceRange *range,
                     const MpsTrendSeries *series)
{
  GtkWidget *child = NULL;
  guint n = MIN (points->len, MAX_TABLE_ROWS);

  mps_trend_chart_set (self->chart, points, title, unit, range);
  if (series != NULL)
    mps_trend_chart_set_series (self->chart, series);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))) != NULL)
    gtk_list_box_remove (self->table, child);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (
        self->table,
        new_table_row (&g_array_index (points, MpsTrendPoint, points->len - 1 - i), unit, series));
}

static char *
dup_change_words (const MpsChange *change)
{
  switch (change->state) {
  case MPS_CHANGE_NONE:
    return g_strdup_printf (_ ("No real change (within error): %+.1f %%; up to %.1f %% is chance"),
                            change->percent,
                            change->least_percent);
  case MPS_CHANGE_UNSURE:
    return g_strdup_printf (
        _ ("Change not certain: %+.1f %%; chance reaches to %.1f or %.1f %%, by source"),
        change->percent,
        change->least_percent,
        change->most_percent);
  case MPS_CHANGE_ROSE:
    return g_strdup_printf (_ ("Real rise: %+.1f %%, more than the %.1f %% that chance explains"),
                            change->percent,
                            change->most_percent);
  case MPS_CHANGE_FELL:
    return g_strdup_printf (_ ("Real fall: %+.1f %%, more than the %.1f %% that chance explains"),
                            change->percent,
                            change->most_percent);
  case MPS_CHANGE_UNKNOWN:
  default:
    return g_strdup (_ ("Whether the change is real cannot be judged"));
  }
}

static const char *
peek_change_icon (MpsChangeState state)
{
  switch (state) {
  case MPS_CHANGE_NONE:
    return "emblem-ok-symbolic";
  case MPS_CHANGE_ROSE:
    return "go-up-symbolic";
  case MPS_CHANGE_FELL:
    return "go-down-symbolic";
  case MPS_CHANGE_UNSURE:
  case MPS_CHANGE_UNKNOWN:
  default:
    return "dialog-question-symbolic";
  }
}

static const char *
peek_change_class (MpsChangeState state)
{
  switch (state) {
  case MPS_CHANGE_ROSE:
  case MPS_CHANGE_FELL:
    return "clinical-attention";
  case MPS_CHANGE_UNSURE:
  case MPS_CHANGE_UNKNOWN:
    return "clinical-unknown";
  case MPS_CHANGE_NONE:
  default:
    return "dim";
  }
}

/**
 * mps_trend_panel_set_change:
 * @self: a panel
 * @change: (nullable): newest value against the one before it; %NULL: there is only one
 *
 * Says whether the change is a real one, or no more than error and daily variation explain.
 */
void
mps_trend_panel_set_change (MpsTrendPanel *self, const MpsChange *change)
{
  g_autofree char *words = NULL;

  gtk_widget_set_visible (self->change, change != NULL);
  if (change == NULL)
    return;
  words = dup_change_words (change);
  gtk_label_set_text (self->change_text, words);
  gtk_image_set_from_icon_name (self->change_icon, peek_change_icon (change->state));
  gtk_widget_set_css_classes (self->change,
                              (const char *[]){ peek_change_class (change->state), NULL });
}

/* What stands out of two: a real change, then one that nobody knows. */
static const MpsChange *
peek_louder (const MpsChange *first, const MpsChange *second)
{
  gboolean real = first->state == MPS_CHANGE_ROSE || first->state == MPS_CHANGE_FELL;
  gboolean second_real = second->state == MPS_CHANGE_ROSE || second->state == MPS_CHANGE_FELL;

  if (real || second_real)
    return real ? first : second;
  return first->state == MPS_CHANGE_NONE ? second : first;
}

/**
 * mps_trend_panel_set_changes:
 * @self: a panel with two series
 * @series: their names
 * @first: (nullable): newest value of the first against the one before it
 * @second: (nullable): of the second likewise
 *
 * Says of each whether its change is a real one: one may be where the other is not.
 */
void
mps_trend_panel_set_changes (MpsTrendPanel *self,
                             const MpsTrendSeries *series,
                             const MpsChange *first,
                             const MpsChange *second)
{
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  g_autofree char *words = NULL;

  mps_trend_panel_set_change (self,
                              first != NULL && second != NULL ? peek_louder (first, second) : NULL);
  if (first == NULL || second == NULL)
    return;
  one = dup_change_words (first);
  other = dup_change_words (second);
  words = g_strdup_printf ("%s: %s\n%s: %s", series->names[0], one, series->names[1], other);
  gtk_label_set_text (self->change_text, words);
}

/**
 * mps_trend_panel_get_chart:
 * @self: a panel
 *
 * Returns: (transfer none): the chart in it
 */
GtkWidget *
mps_trend_panel_get_chart (MpsTrendPanel *self)
{
  return GTK_WIDGET (self->chart);
}
