/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/runs/mps-explain-text-private.h"
#include "app/clinic/runs/mps-run-explain-private.h"
#include "app/engine/mps-curve.h"
#include "devices/reader/mps-reader-message.h"

#include <math.h>

/* Where the context values of a 448 fingerprint stand (measurement.md §3). */
#define CONTEXT_TEMPERATURE 440
#define REFERENCE_C 25.0

static void
explanation_free (gpointer data)
{
  MpsExplanation *explanation = data;

  g_free (explanation->label);
  g_free (explanation->value);
  g_free (explanation);
}

/* value: (transfer full) */
static void
add (MpsRunReview *review, const char *key, char *value)
{
  MpsExplanation *explanation = g_new0 (MpsExplanation, 1);

  explanation->label = mps_explain_text (review->language, key, NULL);
  explanation->value = value;
  g_ptr_array_add (review->explanations, explanation);
}

static char *
format_number (double value)
{
  return mps_number_format (value, 6);
}

/* The block's mean temperature as the fingerprint keeps it; without a reading the context value is
 * 0 and every result carries the flag "temperature unknown". */
static gboolean
get_temperature (const MpsRunReview *review, double *celsius)
{
  const MpsFingerprint *fingerprint = NULL;

  for (guint i = 0; i < review->run->fingerprints->len && fingerprint == NULL; i++) {
    fingerprint = g_ptr_array_index (review->run->fingerprints, i);
    if (fingerprint->dimension <= CONTEXT_TEMPERATURE)
      fingerprint = NULL;
  }
  if (fingerprint == NULL || !(fabsf (fingerprint->values[CONTEXT_TEMPERATURE]) > 0))
    return FALSE;

  *celsius = fingerprint->values[CONTEXT_TEMPERATURE];
  return TRUE;
}

static gboolean
is_unusable (const MpsRun *run, guint channel)
{
  for (guint i = 0; i < run->unusable->len; i++) {
    if (g_array_index (run->unusable, guint, i) == channel)
      return TRUE;
  }

  return FALSE;
}

/* Mean and standard deviation of the group's steady states, from the stored fingerprint: shown to
 * explain; the result itself was computed in double from the scans. */
static guint
get_group (const MpsRunReview *review, const MpsAnalyte *analyte, double term, double *y, double *s)
{
  const MpsFingerprint *steady = mps_run_peek_fingerprint (review->run, 88);
  double sum = 0;
  double squares = 0;
  guint n = 0;

  if (steady == NULL)
    return 0;
  for (guint i = 0; i < analyte->n_channels; i++) {
    guint channel = analyte->first_channel + i;

    if (channel >= MPS_CHANNELS || is_unusable (review->run, channel))
      continue;
    sum += steady->values[channel] / term;
    n++;
  }
  if (n == 0)
    return 0;

  *y = sum / n;
  for (guint i = 0; i < analyte->n_channels; i++) {
    guint channel = analyte->first_channel + i;
    double off;

    if (channel >= MPS_CHANNELS || is_unusable (review->run, channel))
      continue;
    off = steady->values[channel] / term - *y;
    squares += off * off;
  }
  *s = n > 1 ? sqrt (squares / (n - 1)) : 0;
  return n;
}

static void
explain_temperature (MpsRunReview *review,
                     const MpsAnalyte *analyte,
                     gboolean known,
                     double celsius)
{
  g_autofree char *k = mps_number_format (analyte->temperature_coefficient, 3);
  g_autofree char *t = mps_number_format (celsius, 4);

  add (review,
       "temperature",
       known ? mps_explain_text (review->language, "temperature-value", t, k, NULL)
             : mps_explain_text (review->language, "temperature-unknown", k, NULL));
}

static void
explain_signal (MpsRunReview *review, const MpsAnalyte *analyte)
{
  double celsius = REFERENCE_C;
  gboolean known = get_temperature (review, &celsius);
  double term = 1 + analyte->temperature_coefficient * (celsius - REFERENCE_C);
  double y = 0;
  double s = 0;
  guint n = term > 0 ? get_group (review, analyte, term, &y, &s) : 0;
  g_autofree char *first = g_strdup_printf ("%u", analyte->first_channel + 1);
  g_autofree char *last = g_strdup_printf ("%u", analyte->first_channel + analyte->n_channels);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *y_text = format_number (y * 1000);
  g_autofree char *s_text = format_number (s * 1000);

  add (review,
       "channels",
       mps_explain_text (review->language, "channels-value", first, last, count, NULL));
  explain_temperature (review, analyte, known, celsius);
  if (n > 1)
    add (review,
         "signal",
         mps_explain_text (review->language, "signal-value", y_text, s_text, count, NULL));
  else if (n == 1)
    add (review, "signal", mps_explain_text (review->language, "signal-single", y_text, NULL));
}

static char *
format_uncertainty (const MpsRunReview *review, const MpsResult *result)
{
  g_autofree char *u = NULL;

  if (!result->has_value)
    return mps_explain_text (review->language, "uncertainty-none", NULL);
  if (result->quantity.comparator != MPS_COMPARATOR_NONE)
    return mps_explain_text (review->language, "uncertainty-limit", NULL);
  if (!result->quantity.has_uncertainty)
    return mps_explain_text (review->language, "uncertainty-unknown", NULL);

  u = mps_number_format (result->quantity.expanded_uncertainty, 3);
  return mps_explain_text (review->language, "uncertainty-value", u, result->quantity.unit, NULL);
}

/* A limit with the figures that it has, and no more. */
static char *
format_limit (double limit)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%.6g", limit);
  return g_strdup (digits);
}

static char *
format_range (const MpsRunReview *review, const MpsReviewResult *result)
{
  const MpsReferenceRange *range = &result->range;
  const char *unit = result->result->quantity.unit;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  g_autofree char *source = NULL;

  if (!result->has_range || (!range->has_low && !range->has_high))
    return mps_explain_text (review->language, "range-none", NULL);

  low = format_limit (range->low);
  high = format_limit (range->high);
  source = mps_reference_range_dup_source (range, review->language);
  if (!range->has_low)
    return mps_explain_text (review->language,
                             range->high_excluded ? "range-under" : "range-below",
                             high,
                             unit,
                             source,
                             range->as_of,
                             NULL);
  if (!range->has_high)
    return mps_explain_text (
        review->language, "range-above", low, unit, source, range->as_of, NULL);
  return mps_explain_text (review->language,
                           range->high_excluded ? "range-value-under" : "range-value",
                           low,
                           high,
                           unit,
                           source,
                           range->as_of,
                           NULL);
}

static void
explain_result (MpsRunReview *review, const MpsReviewResult *result, const MpsAnalyte *analyte)
{
  const char *language = review->language;

  add (review,
       "result",
       mps_explain_text (language, "result-value", result->name, result->result->code, NULL));
  if (analyte == NULL) {
    add (review, "curve", mps_explain_text (language, "curve-unreadable", NULL));
  } else {
    g_autofree char *low = mps_number_format (analyte->low, 4);
    g_autofree char *high = mps_number_format (analyte->high, 4);

    add (review, "curve", mps_curve_format (analyte->curve, analyte->parameters));
    add (review,
         "reported",
         mps_explain_text (language, "reported-value", low, high, analyte->unit, NULL));
    explain_signal (review, analyte);
  }
  add (review, "uncertainty", format_uncertainty (review, result->result));
  add (review, "range", format_range (review, result));
}

static char *
format_calibration (const MpsRunReview *review)
{
  const MpsRun *run = review->run;
  MpsCalibration calibration;
  gsize size = 0;
  const guint8 *block =
      run->calibration != NULL ? g_bytes_get_data (run->calibration, &size) : NULL;
  g_autoptr (GDateTime) made = NULL;
  g_autofree char *day = NULL;

  if (block == NULL || !mps_calibration_decode (block, size, &calibration))
    return mps_explain_text (review->language, "calibration-unreadable", NULL);
  if (calibration.made_s == 0)
    return mps_explain_text (review->language, "calibration-never", run->reader_serial, NULL);

  made = g_date_time_new_from_unix_utc (calibration.made_s);
  day = g_date_time_format (made, "%F");
  return mps_explain_text (review->language, "calibration-value", day, run->reader_serial, NULL);
}

static void
explain_cartridge (MpsRunReview *review)
{
  const MpsCartridge *cartridge = review->cartridge;
  g_autofree char *expiry = NULL;
  g_autofree char *type = NULL;
  g_autofree char *use = NULL;
  g_autofree char *allowed = NULL;

  if (cartridge == NULL) {
    add (review, "cartridge", mps_explain_text (review->language, "curve-unreadable", NULL));
    return;
  }

  expiry = mps_cartridge_dup_expiry (cartridge);
  type = g_strdup_printf ("%u", cartridge->type);
  use = g_strdup_printf ("%u", review->run->uses_burnt);
  allowed = g_strdup_printf ("%u", cartridge->uses_allowed);
  add (review,
       "cartridge",
       mps_explain_text (
           review->language, "cartridge-value", cartridge->lot, type, expiry, use, allowed, NULL));
}

static char *
format_scans (const MpsRunReview *review)
{
  const MpsRun *run = review->run;
  g_autofree char *scans = g_strdup_printf ("%u", run->n_scans);
  g_autofree char *rate = g_strdup_printf ("%u", run->rate_hz);
  g_autofree char *resent = g_strdup_printf ("%u", run->resent);
  g_autofree char *replaced = g_strdup_printf ("%u", run->replaced);
  g_autofree char *unusable = g_strdup_printf ("%u", run->unusable->len);

  return mps_explain_text (
      review->language, "scans-value", scans, rate, resent, replaced, unusable, NULL);
}

static void
explain_run (MpsRunReview *review)
{
  const MpsRun *run = review->run;
  const char *language = review->language;

  add (review, "correction", mps_explain_text (language, "correction-value", NULL));
  add (review, "calibration", format_calibration (review));
  add (review,
       "reader",
       mps_explain_text (language,
                         "reader-value",
                         run->reader_serial,
                         run->reader_firmware,
                         run->transport,
                         NULL));
  explain_cartridge (review);
  add (review, "scans", format_scans (review));
  add (
      review, "formulas", mps_explain_text (language, "formulas-value", run->engine_version, NULL));
  add (review, "run", g_strdup (run->id));
}

static const MpsAnalyte *
find_analyte (const MpsRunReview *review, guint position)
{
  const MpsCartridge *cartridge = review->cartridge;

  return cartridge != NULL && position < cartridge->n_analytes ? &cartridge->analytes[position]
                                                               : NULL;
}

/* Every number explains itself: formula, inputs, unit, calibration, version, source. */
void
mps_run_explain (MpsRunReview *review)
{
  review->explanations = g_ptr_array_new_with_free_func (explanation_free);
  for (guint i = 0; i < review->results->len; i++)
    explain_result (review, g_ptr_array_index (review->results, i), find_analyte (review, i));
  explain_run (review);
}
