/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-pdf-page.h"

#include <poppler.h>

/** MAX_HEIGHT_PX: a page that would be taller is drawn smaller, so that none can take all memory */
#define MAX_HEIGHT_PX 8000

static cairo_surface_t *
draw (PopplerPage *page, guint width_px)
{
  double width_pt = 0;
  double height_pt = 0;
  double scale = 0;
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;

  poppler_page_get_size (page, &width_pt, &height_pt);
  if (!(width_pt > 0) || !(height_pt > 0))
    return NULL;
  scale = MIN (width_px / width_pt, MAX_HEIGHT_PX / height_pt);
  surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, MAX (1, (int)(width_pt * scale)), MAX (1, (int)(height_pt * scale)));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  poppler_page_render (page, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return surface;
  cairo_surface_destroy (surface);
  return NULL;
}

/**
 * mps_pdf_page_draw:
 * @bytes: a PDF
 * @page: which page, from 0
 * @width_px: how wide it is drawn, px
 * @n_pages: (out): how many pages it has
 * @error: %G_IO_ERROR_INVALID_DATA: it is no PDF, is damaged or locked, or has no such page
 *
 * Draws one page of a document on white. Blocks while it does; any thread, each with its own call.
 *
 * Returns: (transfer full): an ARGB32 image
 */
cairo_surface_t *
mps_pdf_page_draw (GBytes *bytes, guint page, guint width_px, guint *n_pages, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GObject) document = NULL;
  g_autoptr (GObject) sheet = NULL;
  cairo_surface_t *surface = NULL;
  guint n = 0;

  document = (GObject *)poppler_document_new_from_bytes (bytes, NULL, &why);
  if (document == NULL) {
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "pdf: it cannot be read: %s", why->message);
    return NULL;
  }
  n = (guint)MAX (0, poppler_document_get_n_pages (POPPLER_DOCUMENT (document)));
  if (page < n)
    sheet = (GObject *)poppler_document_get_page (POPPLER_DOCUMENT (document), (int)page);
  if (sheet != NULL)
    surface = draw (POPPLER_PAGE (sheet), width_px);
  if (surface == NULL) {
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "pdf: page %u of %u is missing", page + 1, n);
    return NULL;
  }
  *n_pages = n;
  return surface;
}
