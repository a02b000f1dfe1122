/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-private.h"

#include "app/report/mps-report-text-private.h"

#define LABEL_WIDTH 112.0
#define ROW_SIZE 8.5
#define NOTICE_PAD 8.0

static MpsTextStyle
make_label_style (MpsDraw *draw)
{
  return (
      MpsTextStyle){ .size = ROW_SIZE, .colour = draw->palette->dim, .max_width = LABEL_WIDTH - 8 };
}

static MpsTextStyle
make_value_style (MpsDraw *draw)
{
  return (MpsTextStyle){ .size = ROW_SIZE,
                         .colour = draw->palette->text,
                         .max_width = MPS_REPORT_CONTENT - LABEL_WIDTH };
}

static double
measure_row (MpsDraw *draw, const MpsReportBlock *block)
{
  MpsTextStyle label = make_label_style (draw), value = make_value_style (draw);
  return MAX (mps_draw_measure_paragraph (draw, &label, block->label),
              mps_draw_measure_paragraph (draw, &value, block->value)) +
         5;
}

static void
draw_row (MpsDraw *draw, const MpsReportBlock *block)
{
  MpsTextStyle label = make_label_style (draw), value = make_value_style (draw);
  double right = MPS_REPORT_WIDTH - MPS_REPORT_MARGIN, bottom = block->y + block->height;
  mps_draw_paragraph (draw, &label, MPS_REPORT_MARGIN, block->y + 2, block->label);
  mps_draw_paragraph (draw, &value, MPS_REPORT_MARGIN + LABEL_WIDTH, block->y + 2, block->value);
  mps_draw_set_colour (draw, draw->palette->grid);
  mps_draw_line (draw, MPS_REPORT_MARGIN, bottom, right, bottom, 0.4);
}

static void
draw_heading (MpsDraw *draw, const MpsReportBlock *block)
{
  double right = MPS_REPORT_WIDTH - MPS_REPORT_MARGIN, bottom = block->y + block->height - 4;
  MpsTextStyle style = {
    .size = 11, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->text, .y_anchor = 1
  };
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, bottom - 2, block->label);
  mps_draw_set_colour (draw, draw->palette->dim);
  mps_draw_line (draw, MPS_REPORT_MARGIN, bottom, right, bottom, 0.75);
}

static MpsTextStyle
make_notice_style (MpsDraw *draw, MpsWeight weight)
{
  return (MpsTextStyle){ .size = weight == MPS_WEIGHT_BOLD ? 11 : 8.5,
                         .weight = weight,
                         .colour = draw->palette->text,
                         .max_width = MPS_REPORT_CONTENT - 2 * NOTICE_PAD - 4 };
}

static double
measure_notice (MpsDraw *draw, const MpsReportBlock *block)
{
  MpsTextStyle title = make_notice_style (draw, MPS_WEIGHT_BOLD);
  MpsTextStyle text = make_notice_style (draw, MPS_WEIGHT_REGULAR);
  return mps_draw_measure_paragraph (draw, &title, block->label) +
         mps_draw_measure_paragraph (draw, &text, block->value) + 2 * NOTICE_PAD + 8;
}

static void
draw_notice (MpsDraw *draw, const MpsReportBlock *block)
{
  MpsTextStyle title = make_notice_style (draw, MPS_WEIGHT_BOLD);
  MpsTextStyle text = make_notice_style (draw, MPS_WEIGHT_REGULAR);
  double x = MPS_REPORT_MARGIN, height = block->height - 8;
  double first = mps_draw_measure_paragraph (draw, &title, block->label);
  mps_draw_set_colour (draw, mps_colour_fade (draw->palette->attention, 0.1));
  mps_draw_fill (draw, x, block->y, MPS_REPORT_CONTENT, height);
  mps_draw_set_colour (draw, draw->palette->attention);
  mps_draw_fill (draw, x, block->y, 4, height);
  title.colour = draw->palette->attention;
  mps_draw_paragraph (draw, &title, x + NOTICE_PAD + 4, block->y + NOTICE_PAD, block->label);
  mps_draw_paragraph (draw, &text, x + NOTICE_PAD + 4, block->y + NOTICE_PAD + first, block->value);
}

/**
 * mps_report_measure_block:
 * @report: a report
 * @draw: to measure text with
 * @block: one of its blocks
 *
 * Returns: the height that it needs, points
 */
double
mps_report_measure_block (MpsReport *report, MpsDraw *draw, const MpsReportBlock *block)
{
  switch (block->kind) {
  case MPS_REPORT_PATIENT:
    return mps_report_measure_patient (report, draw);
  case MPS_REPORT_NOTICE:
    return measure_notice (draw, block);
  case MPS_REPORT_INVALID:
    return mps_report_measure_invalid (report, draw);
  case MPS_REPORT_HEADING:
    return 32;
  case MPS_REPORT_RESULT:
    return mps_report_measure_result (report, draw, report->items->pdata[block->item]);
  case MPS_REPORT_ROW:
    return measure_row (draw, block);
  case MPS_REPORT_LINE:
  default:
    return 20;
  }
}

/**
 * mps_report_draw_block:
 * @report: a report that is laid out
 * @draw: the page of the block
 * @block: one of its blocks
 */
void
mps_report_draw_block (MpsReport *report, MpsDraw *draw, const MpsReportBlock *block)
{
  MpsTextStyle style = { .size = 10, .colour = draw->palette->text };
  switch (block->kind) {
  case MPS_REPORT_PATIENT:
    mps_report_draw_patient (report, draw, block->y);
    break;
  case MPS_REPORT_NOTICE:
    draw_notice (draw, block);
    break;
  case MPS_REPORT_INVALID:
    mps_report_draw_invalid (report, draw, block->y);
    break;
  case MPS_REPORT_HEADING:
    draw_heading (draw, block);
    break;
  case MPS_REPORT_RESULT:
    mps_report_draw_result (report, draw, report->items->pdata[block->item], block->y);
    break;
  case MPS_REPORT_ROW:
    draw_row (draw, block);
    break;
  case MPS_REPORT_LINE:
  default:
    mps_draw_text (draw, &style, MPS_REPORT_MARGIN, block->y + 3, block->label);
    break;
  }
}
