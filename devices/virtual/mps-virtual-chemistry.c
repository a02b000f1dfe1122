/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-chemistry.h"

#include "devices/virtual/mps-virtual-random-private.h"

#include <math.h>

/* Places in the seed's stream; every use of chance has its own. */
enum {
  PLACE_DOSES = 0x100,
  PLACE_SPREAD = 0x200,
  PLACE_CROSS = 0x300,
};

/* How much the electrodes of one group differ, as a share of the response. */
#define SPREAD 0.005

/* The virtual cartridge: what its tag says and how the virtual reader answers are this one table,
 * so that a measured dose comes out as itself. Response in V. */
static const MpsAnalyte analytes[MPS_VIRTUAL_N_ANALYTES] = {
  {
      .code = "2339-0",
      .unit = "mg/dL",
      .first_channel = 0,
      .n_channels = 22,
      .curve = MPS_CURVE_4PL,
      .parameters = { 0.002, 1.3, 180, 0.18 },
      .low = 20,
      .high = 600,
      .temperature_coefficient = 0.004,
  },
  {
      .code = "2093-3",
      .unit = "mg/dL",
      .first_channel = 22,
      .n_channels = 22,
      .curve = MPS_CURVE_LINEAR,
      .parameters = { 0.001, 0.0003 },
      .low = 50,
      .high = 500,
      .temperature_coefficient = 0.002,
  },
  {
      .code = "1988-5",
      .unit = "mg/L",
      .first_channel = 44,
      .n_channels = 22,
      .curve = MPS_CURVE_5PL,
      .parameters = { 0.0005, 1.1, 60, 0.2, 1.2 },
      .low = 0.5,
      .high = 200,
      .temperature_coefficient = 0.003,
  },
};

/**
 * mps_virtual_chemistry_peek_analytes:
 *
 * Returns: (transfer none): the %MPS_VIRTUAL_N_ANALYTES analytes of the virtual cartridge
 */
const MpsAnalyte *
mps_virtual_chemistry_peek_analytes (void)
{
  return analytes;
}

/* The tag carries binary32; the reader's response must follow what the host will read from it. */
static double
parameter (const MpsAnalyte *analyte, guint i)
{
  return (double)(float)analyte->parameters[i];
}

/* The forward curves of the tag format. */
static double
response_at (const MpsAnalyte *analyte, double x)
{
  double p0 = parameter (analyte, 0), p1 = parameter (analyte, 1), p2 = parameter (analyte, 2);
  double p3 = parameter (analyte, 3), p4 = parameter (analyte, 4);

  switch (analyte->curve) {
  case MPS_CURVE_QUADRATIC:
    return p0 + p1 * x + p2 * x * x;
  case MPS_CURVE_4PL:
    return p3 + (p0 - p3) / (1 + pow (x / p2, p1));
  case MPS_CURVE_5PL:
    return p3 + (p0 - p3) / pow (1 + pow (x / p2, p1), p4);
  case MPS_CURVE_LINEAR:
  default:
    return p0 + p1 * x;
  }
}

/**
 * mps_virtual_chemistry_get_doses:
 * @seed: seed of the virtual reader
 * @dose: glucose, mg/dL
 * @doses: (out caller-allocates): glucose mg/dL, total cholesterol mg/dL, CRP mg/L
 *
 * What the sample holds. Cholesterol and CRP follow from the seed, within what healthy adults show.
 */
void
mps_virtual_chemistry_get_doses (guint64 seed, double dose, double doses[MPS_VIRTUAL_N_ANALYTES])
{
  doses[0] = dose;
  doses[1] = mps_virtual_between (seed, PLACE_DOSES + 1, 150, 195);
  doses[2] = mps_virtual_between (seed, PLACE_DOSES + 2, 0.8, 3.0);
}

/* Electrodes differ, but the mean of a group is the curve's value. */
static void
fill_group (guint64 seed, const MpsAnalyte *analyte, double y, double *volts)
{
  double sum = 0;

  for (guint i = 0; i < analyte->n_channels; i++) {
    guint c = analyte->first_channel + i;

    volts[c] = mps_virtual_between (seed, PLACE_SPREAD + c, -SPREAD, SPREAD) * 1.7;
    sum += volts[c];
  }
  for (guint i = 0; i < analyte->n_channels; i++) {
    guint c = analyte->first_channel + i;

    volts[c] = y * (1 + volts[c] - sum / analyte->n_channels);
  }
}

/**
 * mps_virtual_chemistry_get_responses:
 * @seed: seed of the virtual reader
 * @dose: glucose, mg/dL
 * @volts: (out caller-allocates): steady response of each channel at 25 °C, level 0
 * @temperature_coefficients: (out caller-allocates): per °C about 25 °C
 *
 * Channels outside the three groups answer to a mixture of all three.
 */
void
mps_virtual_chemistry_get_responses (guint64 seed,
                                     double dose,
                                     double volts[MPS_CHANNELS],
                                     double temperature_coefficients[MPS_CHANNELS])
{
  double doses[MPS_VIRTUAL_N_ANALYTES];
  double y[MPS_VIRTUAL_N_ANALYTES];

  mps_virtual_chemistry_get_doses (seed, dose, doses);
  for (guint a = 0; a < MPS_VIRTUAL_N_ANALYTES; a++)
    y[a] = response_at (&analytes[a], doses[a]);

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    volts[c] = 0;
    temperature_coefficients[c] = 0.003;
    for (guint a = 0; a < MPS_VIRTUAL_N_ANALYTES; a++)
      volts[c] += y[a] * mps_virtual_between (seed, PLACE_CROSS + 4 * c + a, -0.3, 0.6);
  }
  for (guint a = 0; a < MPS_VIRTUAL_N_ANALYTES; a++) {
    fill_group (seed, &analytes[a], y[a], volts);
    for (guint i = 0; i < analytes[a].n_channels; i++)
      temperature_coefficients[analytes[a].first_channel + i] =
          (double)(float)analytes[a].temperature_coefficient;
  }
}
