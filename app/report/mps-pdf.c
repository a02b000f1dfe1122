/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-pdf-private.h"

#include "app/report/mps-report.h"

#include <cairo-pdf.h>

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
set_metadata (const MpsPdf *pdf, cairo_surface_t *surface)
{
  g_autofree char *made = g_date_time_format_iso8601 (pdf->made);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, pdf->title);
  cairo_pdf_surface_set_metadata (
      surface, CAIRO_PDF_METADATA_CREATOR, "ManPaSik Workstation " MPS_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
}

static cairo_status_t
draw_pages (const MpsPdf *pdf, GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      append_bytes, bytes, MPS_REPORT_WIDTH, MPS_REPORT_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  set_metadata (pdf, surface);
  for (guint page = 0; page < pdf->n_pages; page++) {
    pdf->draw (pdf->data, page, cr);
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
 * mps_pdf_dup_bytes:
 * @pdf: what to write
 * @error: return location
 *
 * The file carries its fonts.
 *
 * Returns: (transfer full): the file's bytes; otherwise an error of %G_IO_ERROR
 */
GBytes *
mps_pdf_dup_bytes (const MpsPdf *pdf, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_status_t status = draw_pages (pdf, bytes);
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
 * mps_pdf_write:
 * @pdf: what to write
 * @path: file to write; what was there is replaced only by a whole new file
 * @error: return location
 *
 * The file carries its fonts and may be read by its owner alone. Blocks.
 *
 * Returns: whether the file was written; otherwise an error of %G_FILE_ERROR or %G_IO_ERROR
 */
gboolean
mps_pdf_write (const MpsPdf *pdf, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = mps_pdf_dup_bytes (pdf, error);

  return bytes != NULL && mps_report_write_bytes (bytes, path, error);
}
