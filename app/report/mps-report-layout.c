/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-private.h"

#include "app/report/mps-report-text-private.h"

/* Blocks flow from page to page; none is ever split. */

/* Something to measure text with, that nothing is drawn on. */
static cairo_t *
create_scratch (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  return cr;
}

static void
measure_blocks (MpsReport *report)
{
  MpsPalette palette;
  cairo_t *cr = create_scratch ();
  MpsDraw draw;
  mps_palette_init_for_paper (&palette);
  mps_draw_init (&draw, cr, &palette, MPS_MEDIUM_PAPER);
  for (guint i = 0; i < report->blocks->len; i++) {
    MpsReportBlock *block = report->blocks->pdata[i];
    block->height = mps_report_measure_block (report, &draw, block);
  }
  mps_draw_clear (&draw);
  cairo_destroy (cr);
}

/* A heading never stands alone at the foot of a page. */
static double
get_height_together (const MpsReport *report, guint i)
{
  const MpsReportBlock *block = report->blocks->pdata[i];
  double height = block->height;
  if (block->kind == MPS_REPORT_HEADING && i + 1 < report->blocks->len)
    height += ((MpsReportBlock *)report->blocks->pdata[i + 1])->height;
  return height;
}

/* A table that goes on says on the new page what it is. */
static void
repeat_heading (MpsReport *report, guint i)
{
  const MpsReportBlock *heading = NULL;
  for (guint before = i; before-- > 0 && heading == NULL;) {
    const MpsReportBlock *block = report->blocks->pdata[before];
    if (block->kind == MPS_REPORT_HEADING)
      heading = block;
  }
  if (heading == NULL)
    return;

  MpsReportBlock *again = g_new0 (MpsReportBlock, 1);
  again->kind = MPS_REPORT_HEADING;
  again->height = heading->height;
  again->label = mps_report_text (report->language,
                                  "continued",
                                  heading->value != NULL ? heading->value : heading->label,
                                  NULL);
  again->value = g_strdup (heading->value != NULL ? heading->value : heading->label);
  g_ptr_array_insert (report->blocks, (int)i, again);
}

static void
place_blocks (MpsReport *report)
{
  guint page = 0;
  gboolean fresh = TRUE;
  double y = mps_report_get_top (0);
  for (guint i = 0; i < report->blocks->len; i++) {
    MpsReportBlock *block = report->blocks->pdata[i];
    if (!fresh && y + get_height_together (report, i) > mps_report_get_bottom ()) {
      page++;
      y = mps_report_get_top (page);
      if (block->kind == MPS_REPORT_ROW)
        repeat_heading (report, i);
      block = report->blocks->pdata[i];
    }
    block->page = page;
    block->y = y;
    y += block->height;
    /* After a repeated heading, which alone has a value, the page is still as good as empty: a
     * block that is too high for it must not ask for another for ever. */
    fresh = block->kind == MPS_REPORT_HEADING && block->value != NULL;
  }
  report->n_pages = page + 1;
}

/**
 * mps_report_ensure_layout:
 * @report: a report
 *
 * Lays the report out unless that was done since it last changed.
 */
void
mps_report_ensure_layout (MpsReport *report)
{
  if (report->n_pages > 0)
    return;

  g_return_if_fail (report->patient != NULL);
  g_return_if_fail (report->run != NULL);
  mps_report_add_blocks (report);
  measure_blocks (report);
  place_blocks (report);
}

/**
 * mps_report_get_n_pages:
 * @report: a report with a patient and a run
 *
 * Returns: how many pages it has, at least 1
 */
guint
mps_report_get_n_pages (MpsReport *report)
{
  mps_report_ensure_layout (report);
  return report->n_pages;
}

/**
 * mps_report_draw_page:
 * @report: a report with a patient and a run
 * @page: which, from 0
 * @cr: where to draw: 0, 0 is the corner of the paper, the unit is a point
 *
 * Draws the page, white paper included.
 */
void
mps_report_draw_page (MpsReport *report, guint page, cairo_t *cr)
{
  MpsPalette palette;
  MpsDraw draw;
  mps_report_ensure_layout (report);
  g_return_if_fail (page < report->n_pages);

  mps_palette_init_for_paper (&palette);
  mps_draw_init (&draw, cr, &palette, MPS_MEDIUM_PAPER);
  mps_draw_set_colour (&draw, palette.surface);
  mps_draw_fill (&draw, 0, 0, MPS_REPORT_WIDTH, MPS_REPORT_HEIGHT);
  mps_report_draw_frame (report, &draw, page);
  for (guint i = 0; i < report->blocks->len; i++) {
    const MpsReportBlock *block = report->blocks->pdata[i];
    if (block->page == page)
      mps_report_draw_block (report, &draw, block);
  }
  mps_draw_clear (&draw);
}
