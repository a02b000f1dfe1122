/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-private.h"

#include "app/report/mps-report-text-private.h"

#include <cairo-pdf.h>

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A title is shown by viewers and kept in lists of recent files: it names nobody. */
static void
set_metadata (MpsReport *report, cairo_surface_t *surface)
{
  g_autofree char *title = mps_report_text (report->language, "title", NULL);
  g_autofree char *made = g_date_time_format_iso8601 (report->printed);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (
      surface, CAIRO_PDF_METADATA_CREATOR, "ManPaSik Workstation " MPS_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
}

static cairo_status_t
draw_pages (MpsReport *report, GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      append_bytes, bytes, MPS_REPORT_WIDTH, MPS_REPORT_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  set_metadata (report, surface);
  for (guint page = 0; page < mps_report_get_n_pages (report); page++) {
    mps_report_draw_page (report, page, cr);
    cairo_show_page (cr);
  }
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
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
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_status_t status = draw_pages (report, bytes);

  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_FAILED,
                 "report: the pages could not be drawn: %s",
                 cairo_status_to_string (status));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
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
 *
 * mps_report_dup_pdf() and mps_report_write_bytes() in one. Blocks.
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
