/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/mps-run-explain-private.h"
#include "app/engine/mps-curve.h"
#include "app/session/mps-words.h"
#include "devices/reader/mps-reader-message.h"

#include <glib/gi18n-lib.h>
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
add (MpsRunReview *review, const char *label, char *value)
{
  MpsExplanation *explanation = g_new0 (MpsExplanation, 1);

  explanation->label = g_strdup (label);
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
explain_signal (MpsRunReview *review, const MpsAnalyte *analyte)
{
  double celsius = REFERENCE_C;
  gboolean known = get_temperature (review, &celsius);
  double term = 1 + analyte->temperature_coefficient * (celsius - REFERENCE_C);
  double y = 0;
  double s = 0;
  guint n = term > 0 ? get_group (review, analyte, term, &y, &s) : 0;
  g_autofree char *y_text = format_number (y * 1000);
  g_autofree char *s_text = format_number (s * 1000);
  g_autofree char *t_text = mps_number_format (celsius, 4);
  g_autofree char *k_text = format_number (analyte->temperature_coefficient);

  add (review,
       _ ("Channels"),
          g_strdup_printf (_ ("%u to %u, %u of them usable"),
                              analyte->first_channel + 1,
                              analyte->first_channel + analyte->n_channels,
                              n));
  add (review,
       _ ("Temperature"),
          known
          ? g_strdup_printf (_ ("T = %s °C, k = %s per °C about 25 °C"), t_text, k_text)
          : g_strdup_printf (_ ("not measured: T = 25 °C was assumed, k = %s per °C"), k_text));
  if (n > 1)
    /* TRANSLATORS: y: mean signal; s: standard deviation over n channels */
    add (review,
         _ ("Signal"), g_strdup_printf (_ ("y = %s mV, s = %s mV, n = %u"), y_text, s_text, n));
  else if (n == 1)
    add (review, _ ("Signal"), g_strdup_printf (_ ("y = %s mV from one channel"), y_text));
}

static char *
format_uncertainty (const MpsResult *result)
{
  g_autofree char *u = NULL;

  if (!result->has_value || result->quantity.comparator != MPS_COMPARATOR_NONE)
    return g_strdup (_ ("none: outside the range there is only a limit"));
  if (!result->quantity.has_uncertainty)
    return g_strdup (_ ("not known: one channel has no spread"));

  u = mps_number_format (result->quantity.expanded_uncertainty, 3);
  return g_strdup_printf (
      _ ("U = %s %s (k = 2) = 2·|dx/dy|·√(s²/n + temperature term); channels taken as "
                             "independent; the lot curve's own uncertainty is not known and not in it"),
         u,
         result->quantity.unit);
}

static char *
format_range (const MpsReviewResult *result)
{
  const MpsReferenceRange *range = &result->range;
  g_autofree char *low = range->has_low ? mps_number_format (range->low, 4) : g_strdup ("");
  g_autofree char *high = range->has_high ? mps_number_format (range->high, 4) : g_strdup ("");

  if (!result->has_range)
    return g_strdup (_ ("none is on file for this patient and unit"));

  return g_strdup_printf (_ ("%s – %s %s; %s, as of %s"),
                             low,
                             high,
                             result->result->quantity.unit,
                             range->source,
                             range->as_of);
}

static void
explain_result (MpsRunReview *review, const MpsReviewResult *result, const MpsAnalyte *analyte)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  add (review, _ ("Result"), g_strdup_printf ("%s (LOINC %s)", result->name, result->result->code));
  if (analyte == NULL) {
    add (review, _ ("Curve"), g_strdup (_ ("the cartridge's data could not be read again")));
  } else {
    low = mps_number_format (analyte->low, 4);
    high = mps_number_format (analyte->high, 4);
    add (review, _ ("Curve"), mps_curve_format (analyte->curve, analyte->parameters));
    add (review,
         _ ("Reported from"), g_strdup_printf (_ ("%s to %s %s"), low, high, analyte->unit));
    explain_signal (review, analyte);
  }
  add (review, _ ("Uncertainty"), format_uncertainty (result->result));
  if (*result->result->flag != '\0')
    add (review, _ ("Remark"), mps_words_dup_flag (result->result->flag));
  add (review, _ ("Reference range"), format_range (result));
}

static char *
format_calibration (const MpsRun *run)
{
  MpsCalibration calibration;
  gsize size = 0;
  const guint8 *block =
      run->calibration != NULL ? g_bytes_get_data (run->calibration, &size) : NULL;
  g_autoptr (GDateTime) made = NULL;
  g_autofree char *day = NULL;

  if (block == NULL || !mps_calibration_decode (block, size, &calibration))
    return g_strdup (_ ("could not be read"));
  if (calibration.made_s == 0)
    return g_strdup (_ ("never calibrated: alpha 0.95 for every channel"));

  made = g_date_time_new_from_unix_utc (calibration.made_s);
  day = made != NULL ? g_date_time_format (made, "%F") : g_strdup ("?");
  return g_strdup_printf (_ ("of %s (UTC), each channel's own alpha"), day);
}

static void
explain_cartridge (MpsRunReview *review)
{
  const MpsCartridge *cartridge = review->cartridge;
  g_autofree char *expiry = NULL;

  if (cartridge == NULL) {
    add (review, _ ("Cartridge"), g_strdup (_ ("its data could not be read again")));
    return;
  }

  expiry = mps_cartridge_dup_expiry (cartridge);
  add (review,
       _ ("Cartridge"),
          g_strdup_printf (_ ("lot %s, type %u, valid through %s, use %u of %u"),
                              cartridge->lot,
                              cartridge->type,
                              expiry,
                              review->run->uses_burnt,
                              cartridge->uses_allowed));
}

static void
explain_run (MpsRunReview *review)
{
  const MpsRun *run = review->run;

  add (review,
       _ ("Signal correction"),
          g_strdup (_ ("s = (det − offset)·gain − alpha·(ref − offset)·gain; outliers by a Hampel filter of "
                    "15 scans; baseline subtracted; y is the mean of the last fifth of exposure, "
                    "brought to 25 °C by y/(1 + k·(T − 25))")));
  add (review, _ ("Calibration"), format_calibration (run));
  add (review,
       _ ("Reader"),
          g_strdup_printf (
              _ ("%s, firmware %s, %s"), run->reader_serial, run->reader_firmware, run->transport));
  explain_cartridge (review);
  add (review,
       _ ("Scans"),
          g_strdup_printf (_ ("%u at %u per second; %u asked for again; %u points replaced; %u channels not used"),
              run->n_scans,
              run->rate_hz,
              run->resent,
              run->replaced,
              run->unusable->len));
  add (review, _ ("Formulas"), g_strdup_printf (_ ("engine version %s"), run->engine_version));
  add (review, _ ("Run"), g_strdup (run->id));
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
