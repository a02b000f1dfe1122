/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-range-bar.h"

#include "app/report/mps-paint.h"
#include "ui/widgets/mps-theme.h"

#include <glib/gi18n-lib.h>

struct _MpsRangeBar {
  GtkWidget parent_instance;

  MpsReferenceRange range;
  MpsQuantity quantity;
  MpsInterpretation interpretation;
};

G_DEFINE_FINAL_TYPE (MpsRangeBar, mps_range_bar, GTK_TYPE_WIDGET)

static void
mps_range_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MpsRangeBar *self = MPS_RANGE_BAR (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  MpsPalette palette;
  MpsRangeBarView view = {
    .range = &self->range,
    .quantity = &self->quantity,
    .interpretation = self->interpretation,
  };

  mps_theme_init_palette (widget, &palette);
  mps_paint_range_bar (cr, width, height, &palette, &view);
  cairo_destroy (cr);
}

static void
mps_range_bar_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  gboolean wide = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = wide ? 240 : 60;
  *natural = wide ? 480 : 60;
}

static void
mps_range_bar_class_init (MpsRangeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = mps_range_bar_snapshot;
  widget_class->measure = mps_range_bar_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mps_range_bar_init (MpsRangeBar *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Where the value lies in the reference range"),
                                  -1);
}

/**
 * mps_range_bar_set:
 * @self: a bar
 * @range: limits, in the unit of @quantity; copied, its texts are static
 * @quantity: the value; copied
 * @interpretation: where it lies
 */
void
mps_range_bar_set (MpsRangeBar *self,
                   const MpsReferenceRange *range,
                   const MpsQuantity *quantity,
                   MpsInterpretation interpretation)
{
  self->range = *range;
  self->quantity = *quantity;
  self->interpretation = interpretation;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
