/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-concentration.h"

#include "app/engine/mps-curve.h"
#include "app/engine/mps-engine.h"

#include <math.h>

#define REFERENCE_TEMPERATURE_C 25.0

/* How well the mean temperature is known. */
#define TEMPERATURE_UNCERTAINTY_C 0.5

#define COVERAGE_FACTOR 2

/*
 * MpsGroup: the steady states of an analyte's usable channels, brought to 25 °C.
 * @n: usable channels
 * @y: their mean, V
 * @variance: (n − 1), V²; 0 of a single channel
 */
typedef struct {
  guint n;
  double y;
  double variance;
} MpsGroup;

static MpsGroup
collect_group (const MpsConcentrationInput *input, const MpsAnalyte *analyte, double term)
{
  const double *steady = input->block->feature[MPS_FEATURE_STEADY];
  guint first = analyte->first_channel, end = first + analyte->n_channels;
  MpsGroup group = { 0 };
  double sum = 0, squares = 0;

  for (guint c = first; c < end; c++) {
    if (!input->usable[c])
      continue;
    sum += steady[c] / term;
    group.n++;
  }
  if (group.n == 0)
    return group;

  group.y = sum / group.n;
  for (guint c = first; c < end; c++) {
    double deviation = steady[c] / term - group.y;

    if (input->usable[c])
      squares += deviation * deviation;
  }
  if (group.n > 1)
    group.variance = squares / (group.n - 1);
  return group;
}

/* x may come from pow(), so it is compared with the limits as 12 significant digits. */
static double
round_to_compare (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  return g_ascii_strtod (g_ascii_formatd (digits, sizeof digits, "%.11e", value), NULL);
}

static void
set_limit (MpsResult *result, MpsComparator comparator, double limit)
{
  result->has_value = TRUE;
  result->quantity.comparator = comparator;
  result->quantity.value = limit;
}

/*
 * U = 2·|dx/dy|·√(s²/n + (y·k/(1 + k·(T − 25))·0.5 °C)²) (measurement rules §4). The tag does not
 * carry the lot curve's covariance, so its term is absent. One channel has no s, so no U.
 */
static void
set_uncertainty (MpsResult *result, const MpsAnalyte *analyte, const MpsGroup *group, double term)
{
  double slope = mps_curve_slope (analyte->curve, analyte->parameters, result->quantity.value);
  double thermal = group->y * analyte->temperature_coefficient / term * TEMPERATURE_UNCERTAINTY_C;
  double expanded =
      COVERAGE_FACTOR * fabs (1 / slope) * sqrt (group->variance / group->n + thermal * thermal);

  if (group->n < 2 || !isfinite (expanded))
    return;

  result->quantity.has_uncertainty = TRUE;
  result->quantity.expanded_uncertainty = expanded;
}

static void
set_value (
    MpsResult *result, const MpsAnalyte *analyte, const MpsGroup *group, double term, double x)
{
  double compared = round_to_compare (x);

  if (compared < round_to_compare (analyte->low)) {
    set_limit (result, MPS_COMPARATOR_LESS, analyte->low);
    return;
  }
  if (compared > round_to_compare (analyte->high)) {
    set_limit (result, MPS_COMPARATOR_GREATER, analyte->high);
    return;
  }

  result->has_value = TRUE;
  /* A negative zero would not come back from the store with its sign. */
  result->quantity.value = x + 0.0;
  set_uncertainty (result, analyte, group, term);
}

static void
convert_group (MpsResult *result, const MpsAnalyte *analyte, const MpsGroup *group, double term)
{
  double x;

  switch (mps_curve_inverse (analyte->curve, analyte->parameters, group->y, &x)) {
  case MPS_INVERSE_BEYOND_LOW:
    mps_result_add_flag (result, MPS_FLAG_BEYOND_ASYMPTOTE);
    set_limit (result, MPS_COMPARATOR_LESS, analyte->low);
    return;
  case MPS_INVERSE_BELOW:
    set_limit (result, MPS_COMPARATOR_LESS, analyte->low);
    return;
  case MPS_INVERSE_BEYOND_HIGH:
    mps_result_add_flag (result, MPS_FLAG_BEYOND_ASYMPTOTE);
    set_limit (result, MPS_COMPARATOR_GREATER, analyte->high);
    return;
  case MPS_INVERSE_ABOVE:
    set_limit (result, MPS_COMPARATOR_GREATER, analyte->high);
    return;
  case MPS_INVERSE_OK:
  default:
    set_value (result, analyte, group, term, x);
    return;
  }
}

/**
 * mps_concentration_new:
 * @input: a run that is not invalid
 * @analyte: what the tag says of one analyte, checked
 *
 * y is the mean steady state over the group's usable channels, brought to 25 °C by
 * y/(1 + k·(T − 25)); x = f⁻¹(y). Outside the tag's range the limit is given with a comparator,
 * never an extrapolated number (measurement rules §4).
 *
 * Returns: (transfer full): the result, also when there is no value
 */
MpsResult *
mps_concentration_new (const MpsConcentrationInput *input, const MpsAnalyte *analyte)
{
  MpsResult *result = mps_result_new (analyte->code, analyte->unit);
  double celsius = REFERENCE_TEMPERATURE_C;
  gboolean known = mps_readings_mean (&input->block->climate.temperature, &celsius);
  double term = 1 + analyte->temperature_coefficient * (celsius - REFERENCE_TEMPERATURE_C);
  MpsGroup group = collect_group (input, analyte, term);

  if (group.n > 0 && term > 0)
    convert_group (result, analyte, &group, term);

  if (input->temperature_out_of_range)
    mps_result_add_flag (result, MPS_FLAG_TEMPERATURE_OUT_OF_RANGE);
  if (!known)
    mps_result_add_flag (result, MPS_FLAG_TEMPERATURE_UNKNOWN);
  if (group.n == 0)
    mps_result_add_flag (result, MPS_FLAG_NO_USABLE_CHANNEL);
  else if (!(term > 0))
    mps_result_add_flag (result, MPS_FLAG_TEMPERATURE_TERM);

  return result;
}
