/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/mps-report-print.h"

#include <glib/gi18n-lib.h>

typedef struct {
  MpsReportHold *report;
  MpsReportPrintedFunc printed;
  GObject *object;
} Printing;

static void
clear (gpointer data)
{
  mps_report_free (((MpsReportHold *)data)->report);
}

/**
 * mps_report_hold_new:
 * @report: (transfer full): a report
 *
 * Returns: (transfer full): the first hold on it; g_rc_box_acquire() gives more
 */
MpsReportHold *
mps_report_hold_new (MpsReport *report)
{
  MpsReportHold *hold = g_rc_box_new (MpsReportHold);

  hold->report = report;
  return hold;
}

/**
 * mps_report_hold_release:
 * @hold: (transfer full): a hold; the last one frees the report
 */
void
mps_report_hold_release (MpsReportHold *hold)
{
  g_rc_box_release_full (hold, clear);
}

static void
printing_free (gpointer data, GClosure *closure)
{
  Printing *printing = data;

  mps_report_hold_release (printing->report);
  g_object_unref (printing->object);
  g_free (printing);
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, Printing *printing)
{
  mps_report_draw_page (
      printing->report->report, (guint)page, gtk_print_context_get_cairo_context (context));
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, Printing *printing)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  printing->printed (printing->object, error);
}

/**
 * mps_report_print:
 * @report: what to print; held until it is done
 * @parent: window to stand over
 * @printed: called when it is printed, cancelled or failed
 * @object: handed to @printed; held until then
 *
 * Opens the print dialog. Pages are drawn in points on A4 without the printer's margins, because
 * the report has its own.
 */
void
mps_report_print (MpsReportHold *report,
                  GtkWindow *parent,
                  MpsReportPrintedFunc printed,
                  GObject *object)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  GtkPaperSize *a4 = gtk_paper_size_new (GTK_PAPER_NAME_A4);
  g_autoptr (GError) error = NULL;
  Printing *printing = g_new0 (Printing, 1);

  printing->report = g_rc_box_acquire (report);
  printing->printed = printed;
  printing->object = g_object_ref (object);
  gtk_page_setup_set_paper_size_and_default_margins (setup, a4);
  gtk_paper_size_free (a4);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (operation, (int)mps_report_get_n_pages (report->report));
  /* The name that a printer's queue shows; it holds no patient data. */
  gtk_print_operation_set_job_name (operation, _ ("ManPaSik report"));
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), printing);
  g_signal_connect_data (operation, "done", G_CALLBACK (on_done), printing, printing_free, 0);
  gtk_print_operation_set_allow_async (operation, TRUE);
  if (gtk_print_operation_run (
          operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error) ==
      GTK_PRINT_OPERATION_RESULT_ERROR)
    printed (object, error);
}
