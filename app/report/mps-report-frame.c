/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-private.h"

#include "app/report/mps-report-text-private.h"

/* What stands on every page: whose it is, what it is, and where it belongs. */

#define TOP_FIRST 104.0
#define TOP_NEXT 88.0
#define FOOT 56.0

/**
 * mps_report_get_top:
 * @page: from 0
 *
 * Returns: where the blocks of that page begin
 */
double
mps_report_get_top (guint page)
{
  return page == 0 ? TOP_FIRST : TOP_NEXT;
}

/**
 * mps_report_get_bottom:
 *
 * Returns: where the blocks of a page end
 */
double
mps_report_get_bottom (void)
{
  return MPS_REPORT_HEIGHT - FOOT - 8;
}

static char *
dup_birth (const MpsReport *report)
{
  g_autofree char *unknown = mps_report_text (report->language, "unknown", NULL);
  g_autofree char *label = mps_report_text (report->language, "birth-date", NULL);
  g_autofree char *birth = mps_report_text_date (report->language, report->patient->birth_date);
  return g_strdup_printf ("  ·  %s %s", label, *birth != '\0' ? birth : unknown);
}

/* Whose page it is: name, birth date, chart number. Where they have no room the chart number loses
 * its end first, as it may be another system's long key; then the name; never the birth date. */
static void
draw_patient_line (MpsReport *report, MpsDraw *draw, MpsTextStyle style, double y, double room)
{
  double birth_width, name_width, height, rest;
  g_autofree char *no_name = mps_report_text (report->language, "no-name", NULL);
  const char *name = *report->patient->name != '\0' ? report->patient->name : no_name;
  g_autofree char *birth = dup_birth (report);
  g_autofree char *chart = g_strconcat ("  ·  ", report->patient->chart_number, NULL);
  style.max_width = 0;
  mps_draw_measure (draw, &style, birth, &birth_width, &height);
  mps_draw_measure (draw, &style, name, &name_width, &height);
  name_width = MIN (name_width, room - birth_width);
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN + name_width, y, birth);
  style.max_width = name_width + 1;
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, y, name);

  rest = room - name_width - birth_width;
  if (*report->patient->chart_number == '\0' || rest < 48)
    return;
  style.max_width = rest;
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN + name_width + birth_width, y, chart);
}

static void
draw_state (MpsReport *report, MpsDraw *draw, double y)
{
  MpsTextStyle style = { .size = 9, .weight = MPS_WEIGHT_BOLD, .x_anchor = 1 };
  const char *key = NULL;
  if (!mps_report_has_results (report))
    key = "invalid";
  else if (!report->reviewed)
    key = "preliminary";
  if (key == NULL)
    return;

  style.colour =
      mps_report_has_results (report) ? draw->palette->attention : draw->palette->critical;
  g_autofree char *text = mps_report_text (report->language, key, NULL);
  mps_draw_text (draw, &style, MPS_REPORT_WIDTH - MPS_REPORT_MARGIN, y, text);
}

static void
draw_first_head (MpsReport *report, MpsDraw *draw)
{
  double right = MPS_REPORT_WIDTH - MPS_REPORT_MARGIN;
  MpsTextStyle style = {
    .size = 22, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->text, .y_anchor = 1
  };
  g_autofree char *title = mps_report_text (report->language, "title", NULL);
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, 84, title);
  style.size = 11;
  style.x_anchor = 1;
  if (*report->clinic != '\0') {
    style.size = mps_draw_fit_size (draw, &style, report->clinic, MPS_REPORT_CONTENT / 2, 0);
    mps_draw_text (draw, &style, right, 80, report->clinic);
  }
  draw_state (report, draw, 48);
  mps_draw_set_colour (draw, draw->palette->text);
  mps_draw_line (draw, MPS_REPORT_MARGIN, 90, right, 90, 1.5);
}

static void
draw_next_head (MpsReport *report, MpsDraw *draw)
{
  double right = MPS_REPORT_WIDTH - MPS_REPORT_MARGIN;
  MpsTextStyle style = { .size = 9, .colour = draw->palette->dim };
  g_autofree char *title = mps_report_text (report->language, "title", NULL);
  g_autofree char *continued = mps_report_text (report->language, "continued", title, NULL);
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, 40, continued);
  draw_state (report, draw, 40);
  style.size = 11;
  style.weight = MPS_WEIGHT_BOLD;
  style.colour = draw->palette->text;
  draw_patient_line (report, draw, style, 53, MPS_REPORT_CONTENT);
  mps_draw_set_colour (draw, draw->palette->text);
  mps_draw_line (draw, MPS_REPORT_MARGIN, 76, right, 76, 1);
}

static void
draw_foot (MpsReport *report, MpsDraw *draw, guint page)
{
  double y = MPS_REPORT_HEIGHT - FOOT, right = MPS_REPORT_WIDTH - MPS_REPORT_MARGIN;
  const char *language = report->language;
  MpsTextStyle style = { .size = 7.5, .colour = draw->palette->dim };
  g_autofree char *when = mps_report_text_time (language, report->printed);
  g_autofree char *printed =
      mps_report_text (language,
                       *report->printed_by != '\0' ? "printed" : "printed-unknown",
                       when,
                       report->printed_by,
                       NULL);
  g_autofree char *run = mps_report_text (language, "footer", report->run->id, NULL);
  g_autofree char *number = g_strdup_printf ("%u", page + 1);
  g_autofree char *total = g_strdup_printf ("%u", report->n_pages);
  g_autofree char *pages = mps_report_text (language, "page", number, total, NULL);
  mps_draw_set_colour (draw, draw->palette->grid);
  mps_draw_line (draw, MPS_REPORT_MARGIN, y, right, y, 0.75);
  draw_patient_line (report, draw, style, y + 5, MPS_REPORT_CONTENT - 80);
  style.max_width = MPS_REPORT_CONTENT - 80;
  g_autofree char *line = g_strconcat (run, "  ·  ", printed, NULL);
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, y + 17, line);
  style.max_width = 0;
  style.x_anchor = 1;
  style.size = 9;
  style.colour = draw->palette->text;
  mps_draw_text (draw, &style, right, y + 8, pages);
}

/* Light letters across the whole page: whatever is cut out or copied of it, it stays invalid. */
static void
draw_watermark (MpsReport *report, MpsDraw *draw)
{
  MpsTextStyle style = { .size = 58,
                         .weight = MPS_WEIGHT_BOLD,
                         .colour = mps_colour_fade (draw->palette->critical, 0.07),
                         .x_anchor = 0.5,
                         .y_anchor = 0.5 };
  cairo_save (draw->cr);
  cairo_translate (draw->cr, MPS_REPORT_WIDTH / 2, MPS_REPORT_HEIGHT / 2);
  cairo_rotate (draw->cr, -0.6);
  for (int i = -3; i <= 3; i++)
    mps_draw_text (draw, &style, 0, i * 130.0, "무효  INVALID  무효  INVALID");
  cairo_restore (draw->cr);
}

/**
 * mps_report_draw_frame:
 * @report: a report that is laid out
 * @draw: the page
 * @page: from 0
 */
void
mps_report_draw_frame (MpsReport *report, MpsDraw *draw, guint page)
{
  if (!mps_report_has_results (report))
    draw_watermark (report, draw);
  if (page == 0)
    draw_first_head (report, draw);
  else
    draw_next_head (report, draw);
  draw_foot (report, draw, page);
}
