/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/mps-report-paper.h"

#include <glib/gi18n-lib.h>

/** PIXELS_PER_POINT: at a zoom of 1 */
#define PIXELS_PER_POINT (96.0 / 72.0)

struct _MpsReportPaper {
  GtkWidget parent_instance;

  MpsReport *report;
  guint page;
  double zoom;
};

G_DEFINE_FINAL_TYPE (MpsReportPaper, mps_report_paper, GTK_TYPE_WIDGET)

static void
mps_report_paper_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MpsReportPaper *self = MPS_REPORT_PAPER (widget);
  double scale = self->zoom * PIXELS_PER_POINT;
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  cairo_scale (cr, scale, scale);
  mps_report_draw_page (self->report, self->page, cr);
  cairo_destroy (cr);
}

static void
mps_report_paper_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  double points = orientation == GTK_ORIENTATION_HORIZONTAL ? MPS_REPORT_WIDTH : MPS_REPORT_HEIGHT;

  *minimum = (int)(points * MPS_REPORT_PAPER (widget)->zoom * PIXELS_PER_POINT + 0.5);
  *natural = *minimum;
}

static void
mps_report_paper_class_init (MpsReportPaperClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = mps_report_paper_snapshot;
  widget_class->measure = mps_report_paper_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mps_report_paper_init (MpsReportPaper *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "report-page");
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * mps_report_paper_new:
 * @report: what it is a page of; must outlive the widget
 * @page: which page, from 0
 * @n_pages: pages in all
 * @zoom: 1 is life-size
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
mps_report_paper_new (MpsReport *report, guint page, guint n_pages, double zoom)
{
  MpsReportPaper *self = g_object_new (MPS_TYPE_REPORT_PAPER, NULL);
  g_autofree char *label = g_strdup_printf (_ ("Page %u of %u"), page + 1, n_pages);

  self->report = report;
  self->page = page;
  self->zoom = zoom;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}
