/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-private.h"

#include "app/report/mps-report-text-private.h"

#include <math.h>

/* A result is a card: at the left the value at size with its flag, at the right the range with
 * what belongs to it, below both what else must be known. */

#define PAD 12.0
#define LEFT_WIDTH 214.0
#define BAR_HEIGHT 42.0
#define BAR_INSET 22.0
#define FACT_HEIGHT 13.0
#define BODY_HEIGHT 104.0
#define GAP 8.0

static gboolean
has_value (const MpsReportItem *item)
{
  return item->result->has_value && isfinite (item->result->quantity.value);
}

static MpsTextStyle
make_note_style (MpsDraw *draw)
{
  return (MpsTextStyle){ .size = 8,
                         .colour = draw->palette->text,
                         .max_width = MPS_REPORT_CONTENT - 2 * PAD - 6 };
}

/* What the flags and the comparator mean, in sentences. */
static char *
dup_note (const MpsReport *report, const MpsReportItem *item)
{
  g_autofree char *flags = mps_report_text_flags (report->language, item->result->flag);
  const char *key = NULL;
  if (has_value (item) && item->result->quantity.comparator == MPS_COMPARATOR_LESS)
    key = "below-reportable";
  if (has_value (item) && item->result->quantity.comparator == MPS_COMPARATOR_GREATER)
    key = "above-reportable";
  if (key == NULL)
    return g_steal_pointer (&flags);

  g_autofree char *beyond = mps_report_text (report->language, key, NULL);
  return g_strdup_printf ("%s%s%s", beyond, *flags != '\0' ? " " : "", flags);
}

static char *
dup_source (const MpsReport *report, const MpsReportItem *item)
{
  if (!item->has_range || *item->source == '\0')
    return g_strdup ("");
  if (item->as_of == NULL)
    return mps_report_text (report->language, "source", item->source, NULL);

  g_autofree char *day = mps_report_text_date (report->language, item->as_of);
  return mps_report_text (report->language, "source-dated", item->source, day, NULL);
}

static char *
dup_uncertainty (const MpsReport *report, const MpsReportItem *item)
{
  const MpsQuantity *quantity = &item->result->quantity;
  if (!has_value (item) || !quantity->has_uncertainty ||
      quantity->comparator != MPS_COMPARATOR_NONE || !isfinite (quantity->expanded_uncertainty))
    return mps_report_text (report->language, "uncertainty-unknown", NULL);

  g_autofree char *number = mps_report_text_number (quantity->expanded_uncertainty, 2);
  g_autofree char *unit = mps_unit_display (quantity->unit);
  return mps_report_text (report->language, "uncertainty-value", number, unit, NULL);
}

static char *
dup_previous (const MpsReport *report, const MpsReportItem *item)
{
  if (!item->has_previous)
    return mps_report_text (report->language, "previous-none", NULL);

  g_autoptr (GDateTime) when = mps_report_dup_local (report, item->previous_us);
  g_autofree char *day = mps_report_text_day (report->language, when);
  g_autofree char *value = mps_report_text_quantity (&item->previous);
  return mps_report_text (report->language, "previous-value", value, day, NULL);
}

static double
measure_notes (MpsReport *report, MpsDraw *draw, const MpsReportItem *item)
{
  MpsTextStyle style = make_note_style (draw);
  g_autofree char *note = dup_note (report, item);
  g_autofree char *source = dup_source (report, item);
  double height = 0;
  if (*note != '\0')
    height += mps_draw_measure_paragraph (draw, &style, note) + 3;
  style.size = 7;
  if (*source != '\0')
    height += mps_draw_measure_paragraph (draw, &style, source) + 3;
  return height;
}

/**
 * mps_report_measure_result:
 * @report: a report
 * @draw: to measure text with
 * @item: one of its results
 *
 * Returns: height of its card
 */
double
mps_report_measure_result (MpsReport *report, MpsDraw *draw, const MpsReportItem *item)
{
  return BODY_HEIGHT + 2 * PAD - 8 + measure_notes (report, draw, item) + GAP;
}

/* Without a value nothing may look like one. */
static void
draw_absent (MpsReport *report, MpsDraw *draw, double x, double y)
{
  MpsTextStyle style = {
    .size = 22, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->unknown, .y_anchor = 0.5
  };
  g_autofree char *text = mps_report_text (report->language, "no-result", NULL);
  mps_draw_mark (draw, MPS_INTERPRETATION_UNKNOWN, x + 8, y, 7);
  mps_draw_text (draw, &style, x + 24, y, text);
}

static void
draw_value (MpsDraw *draw, const MpsReportItem *item, double x, double y)
{
  const MpsQuantity *quantity = &item->result->quantity;
  MpsTextStyle style = { .size = 32, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->text };
  g_autofree char *number = mps_report_text_number (quantity->value, 3);
  g_autofree char *unit = mps_unit_display (quantity->unit);
  const char *comparator = mps_comparator_to_string (quantity->comparator);
  g_autofree char *value = g_strconcat (comparator, *comparator != '\0' ? " " : "", number, NULL);
  MpsTextStyle small = { .size = 13, .colour = draw->palette->text, .y_anchor = 1 };
  double width, height, unit_width, unit_height;
  small.size = mps_draw_fit_size (draw, &small, unit, LEFT_WIDTH * 0.45, 0);
  mps_draw_measure (draw, &small, unit, &unit_width, &unit_height);
  style.size = mps_draw_fit_size (draw, &style, value, LEFT_WIDTH - unit_width - 8, 0);
  style.y_anchor = 1;
  mps_draw_measure (draw, &style, value, &width, &height);
  /* Both stand on one base line. */
  double drop = mps_draw_measure_descent (draw, &style, value) -
                mps_draw_measure_descent (draw, &small, unit);
  mps_draw_text (draw, &style, x, y, value);
  mps_draw_text (draw, &small, x + width + 6, y - drop, unit);
}

static void
draw_flag (MpsReport *report, MpsDraw *draw, const MpsReportItem *item, double x, double y)
{
  MpsColour colour = mps_draw_peek_meaning (draw, item->interpretation);
  MpsTextStyle style = {
    .size = 10.5, .weight = MPS_WEIGHT_BOLD, .colour = colour, .y_anchor = 0.5
  };
  double width, height;
  g_autofree char *word =
      mps_report_text (report->language, mps_report_text_key_for (item->interpretation), NULL);
  mps_draw_measure (draw, &style, word, &width, &height);
  mps_draw_rounded (draw, x, y - 10, width + 34, 20, 10);
  mps_draw_set_colour (draw, mps_colour_fade (colour, 0.12));
  cairo_fill_preserve (draw->cr);
  mps_draw_set_colour (draw, colour);
  cairo_set_line_width (draw->cr, 0.8);
  cairo_stroke (draw->cr);
  mps_draw_mark (draw, item->interpretation, x + 14, y, 4.5);
  mps_draw_text (draw, &style, x + 24, y, word);
}

static void
draw_fact (MpsReport *report, MpsDraw *draw, const char *key, const char *value, double x, double y)
{
  double room = MPS_REPORT_CONTENT - LEFT_WIDTH - 3 * PAD - 60;
  MpsTextStyle label = { .size = 8.5, .colour = draw->palette->dim };
  MpsTextStyle style = { .size = 8.5, .colour = draw->palette->text };
  g_autofree char *title = mps_report_text (report->language, key, NULL);
  style.size = mps_draw_fit_size (draw, &style, value, room, 0);
  mps_draw_text (draw, &label, x, y, title);
  mps_draw_text (draw, &style, x + 60, y, value);
}

static void
draw_right (MpsReport *report, MpsDraw *draw, const MpsReportItem *item, double x, double y)
{
  const MpsReferenceRange *range = item->has_range ? &item->range : NULL;
  const MpsQuantity *quantity = has_value (item) ? &item->result->quantity : NULL;
  MpsRangeBarView view = { range, quantity, item->interpretation };
  g_autofree char *reference =
      mps_report_text_range (report->language, range, item->result->quantity.unit);
  g_autofree char *uncertainty = dup_uncertainty (report, item);
  g_autofree char *previous = dup_previous (report, item);
  double width = MPS_REPORT_CONTENT - LEFT_WIDTH - 3 * PAD;
  gboolean bar = range != NULL && (range->has_low || range->has_high);
  if (bar) {
    cairo_save (draw->cr);
    /* The bar itself begins where the facts below it begin. */
    cairo_translate (draw->cr, x - BAR_INSET, y);
    mps_draw_range_bar (draw, width + 2 * BAR_INSET - PAD, BAR_HEIGHT, &view);
    cairo_restore (draw->cr);
  }
  double facts = y + BAR_HEIGHT + 10;
  draw_fact (report, draw, "reference", reference, x, facts);
  draw_fact (report, draw, "uncertainty", uncertainty, x, facts + FACT_HEIGHT);
  draw_fact (report, draw, "previous", previous, x, facts + 2 * FACT_HEIGHT);
}

static void
draw_notes (MpsReport *report, MpsDraw *draw, const MpsReportItem *item, double x, double y)
{
  MpsTextStyle style = make_note_style (draw);
  g_autofree char *note = dup_note (report, item);
  g_autofree char *source = dup_source (report, item);
  style.weight = MPS_WEIGHT_REGULAR;
  if (*note != '\0') {
    mps_draw_paragraph (draw, &style, x, y, note);
    y += mps_draw_measure_paragraph (draw, &style, note) + 3;
  }
  style.size = 7;
  style.colour = draw->palette->dim;
  if (*source != '\0')
    mps_draw_paragraph (draw, &style, x, y, source);
}

/**
 * mps_report_draw_result:
 * @report: a report
 * @draw: a page
 * @item: one of its results
 * @y: top of its card
 */
void
mps_report_draw_result (MpsReport *report, MpsDraw *draw, const MpsReportItem *item, double y)
{
  double height = mps_report_measure_result (report, draw, item) - GAP;
  double left = MPS_REPORT_MARGIN, x = left + PAD + 6, top = y + PAD - 4;
  MpsColour meaning = mps_draw_peek_meaning (
      draw, has_value (item) ? item->interpretation : MPS_INTERPRETATION_UNKNOWN);
  mps_draw_rounded (draw, left, y, MPS_REPORT_CONTENT, height, 6);
  cairo_save (draw->cr);
  cairo_clip_preserve (draw->cr);
  mps_draw_set_colour (draw, draw->palette->grid);
  cairo_set_line_width (draw->cr, 1.6);
  cairo_stroke (draw->cr);
  mps_draw_set_colour (draw, meaning);
  mps_draw_fill (draw, left, y, 6, height);
  cairo_restore (draw->cr);

  MpsTextStyle name = { .size = 12.5, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->text };
  name.size = mps_draw_fit_size (draw, &name, item->name, LEFT_WIDTH, 0);
  mps_draw_text (draw, &name, x, top, item->name);
  MpsTextStyle code = { .size = 7, .colour = draw->palette->dim, .max_width = LEFT_WIDTH };
  if (mps_loinc_is_valid (item->result->code)) {
    g_autofree char *loinc = g_strconcat ("LOINC ", item->result->code, NULL);
    mps_draw_text (draw, &code, x, top + 18, loinc);
  }
  if (has_value (item)) {
    draw_value (draw, item, x, top + 74);
    draw_flag (report, draw, item, x, top + 87);
  } else {
    draw_absent (report, draw, x, top + 56);
  }
  draw_right (report, draw, item, left + LEFT_WIDTH + 2 * PAD, top);
  draw_notes (report, draw, item, x, top + BODY_HEIGHT);
}
