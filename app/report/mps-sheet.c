/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-sheet.h"

#include "app/report/mps-pdf-private.h"
#include "app/report/mps-report-private.h"
#include "app/report/mps-report-text-private.h"

#include <string.h>

#define RIGHT (MPS_REPORT_WIDTH - MPS_REPORT_MARGIN)
#define ROW 21.0
#define CODE_SIZE 190.0
#define GROUP 8

static void
draw_heading (const MpsSheet *sheet, MpsDraw *draw, double y, const char *key)
{
  MpsTextStyle style = { .size = 12, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->text };
  g_autofree char *text = mps_report_text (sheet->language, key, NULL);
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, y, text);
  mps_draw_set_colour (draw, draw->palette->grid);
  mps_draw_line (draw, MPS_REPORT_MARGIN, y + 20, RIGHT, y + 20, 0.75);
}

static void
draw_head (const MpsSheet *sheet, MpsDraw *draw)
{
  MpsTextStyle style = {
    .size = 22, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->text, .y_anchor = 1
  };
  g_autofree char *title = mps_report_text (sheet->language, "sheet-title", NULL);
  g_autofree char *day = mps_report_text_date (sheet->language, sheet->day);
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, 84, title);
  style.size = 14;
  style.x_anchor = 1;
  mps_draw_text (draw, &style, RIGHT, 82, day);
  if (sheet->clinic != NULL && *sheet->clinic != '\0') {
    style.size = 11;
    style.max_width = MPS_REPORT_CONTENT;
    mps_draw_text (draw, &style, RIGHT, 56, sheet->clinic);
  }
  mps_draw_set_colour (draw, draw->palette->text);
  mps_draw_line (draw, MPS_REPORT_MARGIN, 90, RIGHT, 90, 1.5);
}

static double
draw_counts (const MpsSheet *sheet, MpsDraw *draw, double y)
{
  static const char *const keys[MPS_N_SHEET_COUNTS] = {
    "sheet-people", "sheet-charts",  "sheet-patients",    "sheet-created", "sheet-changed",
    "sheet-runs",   "sheet-refused", "sheet-break-glass", "sheet-exports", "sheet-entries",
  };
  MpsTextStyle label = { .size = 11, .colour = draw->palette->text };
  MpsTextStyle value = {
    .size = 12, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->text, .x_anchor = 1
  };
  draw_heading (sheet, draw, y, "sheet-counts");
  y += 28;
  for (guint i = 0; i < MPS_N_SHEET_COUNTS; i++) {
    g_autofree char *text = mps_report_text (sheet->language, keys[i], NULL);
    g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, sheet->counts[i]);
    if (i % 2 == 1) {
      mps_draw_set_colour (draw, mps_colour_fade (draw->palette->grid, 0.28));
      mps_draw_fill (draw, MPS_REPORT_MARGIN, y - 2, MPS_REPORT_CONTENT, ROW);
    }
    mps_draw_text (draw, &label, MPS_REPORT_MARGIN + 6, y, text);
    mps_draw_text (draw, &value, RIGHT - 6, y, number);
    y += ROW;
  }
  return y;
}

/* The hash in groups that a person can compare, beside its code. */
static void
draw_hash (const MpsSheet *sheet, MpsDraw *draw, double x, double y)
{
  enum { COLUMNS = 2 };
  MpsTextStyle style = { .size = 15, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->text };
  for (gsize i = 0; i * GROUP < strlen (sheet->head); i++) {
    g_autofree char *group = g_strndup (sheet->head + i * GROUP, GROUP);
    mps_draw_text (
        draw, &style, x + (double)(i % COLUMNS) * 110, y + (double)(i / COLUMNS) * 22, group);
  }
}

static void
draw_chain (const MpsSheet *sheet, MpsDraw *draw, double y)
{
  const double x = MPS_REPORT_MARGIN + CODE_SIZE + 24;
  MpsTextStyle style = { .size = 10,
                         .colour = draw->palette->text,
                         .max_width = MPS_REPORT_CONTENT - CODE_SIZE - 24 };
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, sheet->head_seq);
  g_autofree char *broken = g_strdup_printf ("%" G_GUINT64_FORMAT, sheet->first_broken);
  g_autofree char *when = mps_report_text_time (sheet->language, sheet->printed);
  g_autofree char *value =
      mps_report_text (sheet->language, "sheet-chain-value", number, when, NULL);
  g_autofree char *why = mps_report_text (sheet->language, "sheet-why", NULL);
  g_autofree char *state =
      sheet->first_broken == 0
          ? mps_report_text (sheet->language, "sheet-verified", NULL)
          : mps_report_text (sheet->language, "sheet-not-verified", broken, NULL);
  draw_heading (sheet, draw, y, "sheet-chain");
  y += 30;
  mps_paint_code (draw->cr, MPS_REPORT_MARGIN, y, CODE_SIZE, sheet->code);
  mps_draw_text (draw, &style, x, y + 4, value);
  draw_hash (sheet, draw, x, y + 26);
  mps_draw_paragraph (draw, &style, x, y + 124, why);

  style.max_width = MPS_REPORT_CONTENT;
  style.size = 11;
  style.weight = MPS_WEIGHT_BOLD;
  style.colour = sheet->first_broken == 0 ? draw->palette->text : draw->palette->critical;
  mps_draw_paragraph (draw, &style, MPS_REPORT_MARGIN, y + CODE_SIZE + 12, state);
}

static void
draw_foot (const MpsSheet *sheet, MpsDraw *draw)
{
  const double line = MPS_REPORT_HEIGHT - 96;
  MpsTextStyle style = { .size = 9, .colour = draw->palette->dim };
  g_autofree char *when = mps_report_text_time (sheet->language, sheet->printed);
  const char *by = sheet->printed_by != NULL ? sheet->printed_by : "";
  g_autofree char *printed = mps_report_text (
      sheet->language, *by != '\0' ? "printed" : "printed-unknown", when, by, NULL);
  g_autofree char *checked = mps_report_text (sheet->language, "sheet-checked", NULL);
  g_autofree char *signature = mps_report_text (sheet->language, "sheet-signature", NULL);
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, line - 30, checked);
  mps_draw_set_colour (draw, draw->palette->text);
  mps_draw_line (draw, MPS_REPORT_MARGIN, line, RIGHT, line, 0.75);
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, line + 4, signature);
  style.size = 7.5;
  style.max_width = MPS_REPORT_CONTENT;
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, MPS_REPORT_HEIGHT - 44, printed);
}

/**
 * mps_sheet_draw:
 * @sheet: what to say
 * @cr: where to draw: 0, 0 is the corner of an A4 page, the unit is a point
 *
 * Draws the page, white paper included.
 */
void
mps_sheet_draw (const MpsSheet *sheet, cairo_t *cr)
{
  MpsPalette palette;
  MpsDraw draw;
  mps_palette_init_for_paper (&palette);
  mps_draw_init (&draw, cr, &palette, MPS_MEDIUM_PAPER);
  mps_draw_set_colour (&draw, palette.surface);
  mps_draw_fill (&draw, 0, 0, MPS_REPORT_WIDTH, MPS_REPORT_HEIGHT);
  draw_head (sheet, &draw);
  draw_chain (sheet, &draw, draw_counts (sheet, &draw, 112) + 24);
  draw_foot (sheet, &draw);
  mps_draw_clear (&draw);
}

static void
draw_page (gpointer sheet, guint page, cairo_t *cr)
{
  mps_sheet_draw (sheet, cr);
}

/**
 * mps_sheet_write_pdf:
 * @sheet: what to say
 * @path: file to write; what was there is replaced only by a whole new file
 * @error: return location
 *
 * Blocks.
 *
 * Returns: whether the file was written; otherwise an error of %G_FILE_ERROR or %G_IO_ERROR
 */
gboolean
mps_sheet_write_pdf (const MpsSheet *sheet, const char *path, GError **error)
{
  g_autofree char *title = mps_report_text (sheet->language, "sheet-title", NULL);
  const MpsPdf pdf = {
    .title = title,
    .made = sheet->printed,
    .n_pages = 1,
    .draw = draw_page,
    .data = (gpointer)sheet,
  };

  return mps_pdf_write (&pdf, path, error);
}
