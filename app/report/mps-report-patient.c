/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-private.h"

#include "app/report/mps-report-text-private.h"

#define PAD 12.0
#define N_FACTS 5

static MpsTextStyle
make_name_style (MpsDraw *draw)
{
  return (MpsTextStyle){ .size = 17,
                         .weight = MPS_WEIGHT_BOLD,
                         .colour = draw->palette->text,
                         .max_width = MPS_REPORT_CONTENT - 2 * PAD };
}

static char *
dup_name (const MpsReport *report)
{
  const MpsPatient *patient = report->patient;
  g_autofree char *name = *patient->name != '\0'
                              ? g_strdup (patient->name)
                              : mps_report_text (report->language, "no-name", NULL);
  if (!patient->deceased)
    return g_steal_pointer (&name);

  g_autofree char *deceased = mps_report_text (report->language, "deceased", NULL);
  return g_strdup_printf ("%s (%s)", name, deceased);
}

static char *
dup_sex (const MpsReport *report)
{
  static const char *const known[] = { "male", "female", "other", NULL };
  const char *gender = report->patient->gender;
  return mps_report_text (
      report->language, g_strv_contains (known, gender) ? gender : "unknown", NULL);
}

/* The age on the day of the measurement; of small children in months. */
static char *
dup_age (const MpsReport *report)
{
  guint years, months;
  g_autoptr (GDateTime) started = mps_report_dup_local (report, report->run->started_us);
  if (!mps_patient_get_age (report->patient, started, &years, &months))
    return mps_report_text (report->language, "unknown", NULL);

  gboolean small = years < 2;
  g_autofree char *number = g_strdup_printf ("%u", small ? years * 12 + months : years);
  return mps_report_text (report->language, small ? "age-months" : "age-years", number, NULL);
}

static char *
dup_or_unknown (const MpsReport *report, char *text)
{
  if (*text != '\0')
    return text;

  g_free (text);
  return mps_report_text (report->language, "unknown", NULL);
}

static char *
dup_fact (const MpsReport *report, guint i)
{
  const MpsPatient *patient = report->patient;
  g_autoptr (GDateTime) started = mps_report_dup_local (report, report->run->started_us);
  switch (i) {
  case 0:
    return dup_or_unknown (report, mps_report_text_date (report->language, patient->birth_date));
  case 1:
    return dup_age (report);
  case 2:
    return dup_sex (report);
  case 3:
    return dup_or_unknown (report, g_strdup (patient->chart_number));
  default:
    return mps_report_text_time (report->language, started);
  }
}

/**
 * mps_report_measure_patient:
 * @report: a report
 * @draw: to measure text with
 *
 * Returns: height of the patient's block
 */
double
mps_report_measure_patient (MpsReport *report, MpsDraw *draw)
{
  MpsTextStyle style = make_name_style (draw);
  g_autofree char *name = dup_name (report);
  return mps_draw_measure_paragraph (draw, &style, name) + 2 * PAD + 40;
}

/**
 * mps_report_draw_patient:
 * @report: a report
 * @draw: a page
 * @y: top of the block
 *
 * The whole name, however long, and what tells two people of one name apart.
 */
void
mps_report_draw_patient (MpsReport *report, MpsDraw *draw, double y)
{
  static const char *const keys[N_FACTS] = {
    "birth-date", "age", "sex", "chart-number", "measured"
  };
  static const double shares[N_FACTS] = { 0.22, 0.14, 0.14, 0.22, 0.28 };
  MpsTextStyle style = make_name_style (draw);
  double room = MPS_REPORT_CONTENT - 2 * PAD, x = MPS_REPORT_MARGIN + PAD;
  double height = mps_report_measure_patient (report, draw) - 8;
  g_autofree char *name = dup_name (report);
  mps_draw_rounded (draw, MPS_REPORT_MARGIN, y, MPS_REPORT_CONTENT, height, 6);
  mps_draw_set_colour (draw, mps_colour_fade (draw->palette->grid, 0.28));
  cairo_fill (draw->cr);
  mps_draw_paragraph (draw, &style, x, y + PAD - 2, name);

  double facts = y + height - PAD - 24;
  for (guint i = 0; i < N_FACTS; i++) {
    MpsTextStyle label = { .size = 7.5, .colour = draw->palette->dim };
    MpsTextStyle value = { .size = 10.5, .colour = draw->palette->text };
    g_autofree char *title = mps_report_text (report->language, keys[i], NULL);
    g_autofree char *fact = dup_fact (report, i);
    double width = room * shares[i] - 8;
    value.size = mps_draw_fit_size (draw, &value, fact, width, 0);
    mps_draw_text (draw, &label, x, facts, title);
    value.y_anchor = 1;
    mps_draw_text (draw, &value, x, facts + 27, fact);
    x += room * shares[i];
  }
}

static MpsTextStyle
make_why_style (MpsDraw *draw)
{
  return (MpsTextStyle){ .size = 12,
                         .colour = draw->palette->text,
                         .max_width = MPS_REPORT_CONTENT - 72 };
}

static char *
dup_why (const MpsReport *report)
{
  gboolean invalid = report->run->status == MPS_RUN_INVALID;
  g_autofree char *label = mps_report_text (report->language, "invalid-why", NULL);
  g_autofree char *reason =
      mps_report_text_reason (report->language, invalid ? report->run->reason : NULL);
  return g_strdup_printf ("%s: %s", label, reason);
}

/**
 * mps_report_measure_invalid:
 * @report: a report
 * @draw: to measure text with
 *
 * Returns: height of the block that stands in place of results
 */
double
mps_report_measure_invalid (MpsReport *report, MpsDraw *draw)
{
  MpsTextStyle style = make_why_style (draw);
  g_autofree char *why = dup_why (report);
  g_autofree char *next = mps_report_text (report->language, "invalid-next", NULL);
  return 150 + mps_draw_measure_paragraph (draw, &style, why) +
         mps_draw_measure_paragraph (draw, &style, next);
}

/**
 * mps_report_draw_invalid:
 * @report: a report
 * @draw: a page
 * @y: top of the block
 *
 * Says in both languages that there is no result, and why.
 */
void
mps_report_draw_invalid (MpsReport *report, MpsDraw *draw, double y)
{
  MpsTextStyle style = {
    .size = 34, .weight = MPS_WEIGHT_BOLD, .colour = draw->palette->critical, .x_anchor = 0.5
  };
  double middle = MPS_REPORT_WIDTH / 2, left = MPS_REPORT_MARGIN + 36;
  double top = y + 8, height = mps_report_measure_invalid (report, draw) - 16;
  g_autofree char *title = mps_report_text (report->language, "invalid", NULL);
  g_autofree char *other = mps_report_text (report->language, "invalid-other", NULL);
  g_autofree char *why = dup_why (report);
  g_autofree char *next = mps_report_text (report->language, "invalid-next", NULL);
  mps_draw_set_colour (draw, mps_colour_fade (draw->palette->critical, 0.14));
  mps_draw_hatch (draw, MPS_REPORT_MARGIN, top, MPS_REPORT_CONTENT, 14, 8);
  mps_draw_hatch (draw, MPS_REPORT_MARGIN, top + height - 14, MPS_REPORT_CONTENT, 14, 8);
  cairo_rectangle (draw->cr, MPS_REPORT_MARGIN, top, MPS_REPORT_CONTENT, height);
  mps_draw_set_colour (draw, draw->palette->critical);
  cairo_set_line_width (draw->cr, 2.5);
  cairo_stroke (draw->cr);

  style.size = mps_draw_fit_size (draw, &style, title, MPS_REPORT_CONTENT - 40, 0);
  mps_draw_text (draw, &style, middle, top + 18, title);
  style.size = 15;
  mps_draw_text (draw, &style, middle, top + 70, other);
  style = make_why_style (draw);
  style.weight = MPS_WEIGHT_BOLD;
  mps_draw_paragraph (draw, &style, left, top + 104, why);
  double below = mps_draw_measure_paragraph (draw, &style, why);
  style.weight = MPS_WEIGHT_REGULAR;
  mps_draw_paragraph (draw, &style, left, top + 108 + below, next);
}
