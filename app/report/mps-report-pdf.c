/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-private.h"

#include "app/report/mps-pdf-private.h"
#include "app/report/mps-report-text-private.h"

static void
draw_page (gpointer report, guint page, cairo_t *cr)
{
  mps_report_draw_page (report, page, cr);
}

/**
 * mps_report_dup_pdf:
 * @report: a report with a patient and a run
 * @error: return location
 *
 * The file carries its fonts and names nobody in its metadata.
 *
 * Returns: (transfer full): the file's bytes; otherwise an error of %G_IO_ERROR
 */
GBytes *
mps_report_dup_pdf (MpsReport *report, GError **error)
{
  g_autofree char *title = mps_report_text (report->language, "title", NULL);
  const MpsPdf pdf = {
    .title = title,
    .made = report->printed,
    .n_pages = mps_report_get_n_pages (report),
    .draw = draw_page,
    .data = report,
  };

  return mps_pdf_dup_bytes (&pdf, error);
}

/**
 * mps_report_write_bytes:
 * @pdf: what mps_report_dup_pdf() made
 * @path: file to write; what was there is replaced only by a whole new file
 * @error: return location
 *
 * The file may be read by its owner alone. Blocks until it is on the disk. Any thread.
 *
 * Returns: whether the file was written; otherwise an error of %G_FILE_ERROR
 */
gboolean
mps_report_write_bytes (GBytes *pdf, const char *path, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (pdf, &length);

  if (g_file_set_contents_full (path,
                                data,
                                (gssize)length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600,
                                error))
    return TRUE;
  g_prefix_error (error, "report: ");
  return FALSE;
}

/**
 * mps_report_write_pdf:
 * @report: a report with a patient and a run
 * @path: file to write; what was there is replaced only by a whole new file
 * @n_pages: (out) (optional): how many pages it has; untouched on failure
 * @error: return location
 *
 * The file carries its fonts, names nobody in its metadata and may be read by its owner alone.
 * Blocks.
 *
 * Returns: whether the file was written; otherwise an error of %G_FILE_ERROR or %G_IO_ERROR
 */
gboolean
mps_report_write_pdf (MpsReport *report, const char *path, guint *n_pages, GError **error)
{
  g_autoptr (GBytes) pdf = mps_report_dup_pdf (report, error);

  if (pdf == NULL || !mps_report_write_bytes (pdf, path, error))
    return FALSE;
  if (n_pages != NULL)
    *n_pages = report->n_pages;
  return TRUE;
}
