/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-draw-private.h"

#include <qrencode.h>

/* White around the code that readers need (ISO/IEC 18004), in modules. */
#define QUIET 4

/**
 * mps_paint_code:
 * @cr: where to draw
 * @x: left edge
 * @y: top edge
 * @size: width and height, the white around it included
 * @text: what the code says
 *
 * Draws a text as a QR code, black on white whatever the palette, since readers need it. Whole
 * rectangles a row, so that no hairline of white stands between modules.
 *
 * Returns: whether the text fits a code; otherwise nothing is drawn
 */
gboolean
mps_paint_code (cairo_t *cr, double x, double y, double size, const char *text)
{
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  if (code == NULL)
    return FALSE;

  double module = size / (code->width + 2 * QUIET);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, size, size);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (int row = 0; row < code->width; row++) {
    const unsigned char *line = code->data + row * code->width;
    for (int from = 0, to; from < code->width; from = to) {
      for (to = from; to < code->width && (line[to] & 1) == (line[from] & 1);)
        to++;
      if (line[from] & 1)
        cairo_rectangle (
            cr, (from + QUIET) * module, (row + QUIET) * module, (to - from) * module, module);
    }
  }
  cairo_fill (cr);
  cairo_restore (cr);
  QRcode_free (code);
  return TRUE;
}
