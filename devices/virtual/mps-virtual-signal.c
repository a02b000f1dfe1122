/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-signal.h"

#include "devices/virtual/mps-virtual-chemistry.h"
#include "devices/virtual/mps-virtual-random-private.h"

#include <math.h>

/* Places in the seed's stream; every use of chance has its own. */
enum {
  PLACE_AIR = 0x1000,
  PLACE_PHASE = 0x1100,
  PLACE_GAIN = 0x1200,
  PLACE_OFFSET = 0x1300,
  PLACE_ALPHA = 0x1400,
  PLACE_REFERENCE = 0x1500,
  PLACE_STILL = 0x1600,
  PLACE_SHUFFLE = 0x1700,
  PLACE_NOISE = 0x100000,
};

/* A converter of ±1.26 V over 24 bits. */
#define GAIN_V_PER_COUNT 1.5e-7
#define COMMON_MODE_V 0.2
#define BLANK_SWING_V 0.1
#define LEVEL_FACTOR 1.5
#define TEMPERATURE_STEP_C 6.0
#define RISE_MAX_S 2.5
#define RISE_SHARE 0.08
#define FALL_MAX_S 4.0
#define FALL_SHARE 0.15
#define FALL_REST 0.08
#define SLOW_FACTOR 3.0
/* 2026-01-05T00:00:00Z: when the reader left the factory */
#define CALIBRATED_S 1767571200u

#define NORMAL_BITS 12
#define NORMAL_SIZE (1 << NORMAL_BITS)

typedef enum {
  ELECTRODE_GOOD,
  ELECTRODE_SLOW,
  ELECTRODE_DEAD,
} Electrode;

struct _MpsVirtualSignal {
  guint64 noise_seed;
  double noise_counts;
  guint32 spike_below;
  MpsCalibration truth;
  double reference[MPS_CHANNELS];
  double still_v[MPS_CHANNELS];
  double response_v[MPS_CHANNELS];
  double temperature_coefficient[MPS_CHANNELS];
  Electrode electrode[MPS_CHANNELS];
  double drift_phase[3];
  double temperature_c;
  double humidity_percent;
  double pressure_pa;
};

/* Where a scan stands in its run. */
typedef struct {
  MpsPhase phase;
  guint level;
  guint step;
  guint32 position;
} Place;

static double normal_table[NORMAL_SIZE];

/* The middle of each of NORMAL_SIZE equal slices of the normal distribution, found by halving. */
static gpointer
fill_normal_table (gpointer data)
{
  for (guint i = 0; i < NORMAL_SIZE / 2; i++) {
    double tail = (i + 0.5) / NORMAL_SIZE;
    double low = -8, high = 0;

    for (guint round = 0; round < 60; round++) {
      double middle = (low + high) / 2;

      if (0.5 * erfc (-middle * (G_SQRT2 / 2)) < tail)
        low = middle;
      else
        high = middle;
    }
    normal_table[i] = low;
    normal_table[NORMAL_SIZE - 1 - i] = -low;
  }
  return NULL;
}

static void
choose_electrodes (MpsVirtualSignal *signal, const MpsVirtualConfig *config)
{
  guint order[MPS_CHANNELS];

  for (guint c = 0; c < MPS_CHANNELS; c++)
    order[c] = c;
  for (guint c = MPS_CHANNELS - 1; c > 0; c--) {
    guint other = (guint)(mps_virtual_hash (config->seed, PLACE_SHUFFLE + c) % (c + 1));
    guint kept = order[c];

    order[c] = order[other];
    order[other] = kept;
  }
  for (guint i = 0; i < config->slow_channels; i++)
    signal->electrode[order[i]] = ELECTRODE_SLOW;
  for (guint i = 0; i < config->dead_channels; i++)
    signal->electrode[order[config->slow_channels + i]] = ELECTRODE_DEAD;
}

static void
choose_channels (MpsVirtualSignal *signal, guint64 seed)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    MpsChannelCalibration *truth = &signal->truth.channel[c];

    truth->gain =
        (float)(GAIN_V_PER_COUNT * mps_virtual_between (seed, PLACE_GAIN + c, 0.99, 1.01));
    truth->offset = (float)mps_virtual_between (seed, PLACE_OFFSET + c, -500, 500);
    truth->alpha = (float)mps_virtual_between (seed, PLACE_ALPHA + c, 0.935, 0.965);
    signal->reference[c] = mps_virtual_between (seed, PLACE_REFERENCE + c, 0.9, 1.1);
    signal->still_v[c] = mps_virtual_between (seed, PLACE_STILL + c, -0.001, 0.001);
  }
}

/**
 * mps_virtual_signal_new:
 * @config: a configuration that was checked
 *
 * Returns: (transfer full): the electrodes that the seed gives
 */
MpsVirtualSignal *
mps_virtual_signal_new (const MpsVirtualConfig *config)
{
  static GOnce once = G_ONCE_INIT;
  MpsVirtualSignal *signal = g_new0 (MpsVirtualSignal, 1);
  guint64 seed = config->seed;

  g_once (&once, fill_normal_table, NULL);
  signal->noise_seed = mps_virtual_hash (seed, PLACE_NOISE);
  signal->noise_counts = config->noise_counts;
  signal->spike_below = (guint32)(config->spike_rate * G_MAXUINT32);
  signal->temperature_c = mps_virtual_between (seed, PLACE_AIR, 23, 26);
  signal->humidity_percent = mps_virtual_between (seed, PLACE_AIR + 1, 38, 52);
  signal->pressure_pa = mps_virtual_between (seed, PLACE_AIR + 2, 100600, 102000);
  for (guint i = 0; i < G_N_ELEMENTS (signal->drift_phase); i++)
    signal->drift_phase[i] = mps_virtual_between (seed, PLACE_PHASE + i, 0, 2 * G_PI);
  choose_channels (signal, seed);
  choose_electrodes (signal, config);
  mps_virtual_chemistry_get_responses (
      seed, config->dose, signal->response_v, signal->temperature_coefficient);
  return signal;
}

/**
 * mps_virtual_signal_free:
 * @signal: (transfer full) (nullable): electrodes
 */
void
mps_virtual_signal_free (MpsVirtualSignal *signal)
{
  g_free (signal);
}

/**
 * mps_virtual_signal_get_calibration:
 * @signal: electrodes
 * @calibrated: whether the block has a date and the right alphas; else 0 and 0.95
 * @calibration: (out caller-allocates): the block that the reader left the factory with
 */
void
mps_virtual_signal_get_calibration (const MpsVirtualSignal *signal,
                                    gboolean calibrated,
                                    MpsCalibration *calibration)
{
  *calibration = signal->truth;
  calibration->made_s = calibrated ? CALIBRATED_S : 0;
  for (guint c = 0; !calibrated && c < MPS_CHANNELS; c++)
    calibration->channel[c].alpha = 0.95f;
}

static Place
find_place (const MpsReaderStart *plan, guint32 index)
{
  guint32 block_scans = plan->baseline_scans + plan->exposure_scans + plan->recovery_scans;
  guint32 block = index / block_scans;
  guint32 position = index % block_scans;
  Place place = { .level = block & 1, .step = (block >> 1) & 1, .position = position };

  if (position < plan->baseline_scans) {
    place.phase = MPS_PHASE_BASELINE;
  } else if (position - plan->baseline_scans < plan->exposure_scans) {
    place.phase = MPS_PHASE_EXPOSURE;
    place.position -= plan->baseline_scans;
  } else {
    place.phase = MPS_PHASE_RECOVERY;
    place.position -= plan->baseline_scans + plan->exposure_scans;
  }
  return place;
}

/* Share of the steady response. The time constants shrink with short phases, so that the last fifth
 * of any exposure has settled. */
static double
response_share (const MpsReaderStart *plan, const Place *place, double factor)
{
  double since_s = (place->position + 0.5) / plan->rate_hz;
  double exposure_s = (double)plan->exposure_scans / plan->rate_hz;
  double recovery_s = (double)plan->recovery_scans / plan->rate_hz;
  double rise_s = factor * MIN (RISE_MAX_S, RISE_SHARE * exposure_s);
  double fall_s = factor * MIN (FALL_MAX_S, FALL_SHARE * recovery_s);

  switch (place->phase) {
  case MPS_PHASE_EXPOSURE:
    return 1 - exp (-since_s / rise_s);
  case MPS_PHASE_RECOVERY:
    return (1 - exp (-exposure_s / rise_s)) *
           (FALL_REST + (1 - FALL_REST) * exp (-since_s / fall_s));
  case MPS_PHASE_BASELINE:
  default:
    return 0;
  }
}

/* What both electrodes of every pair see: slow drift, and in a blank the swing that shows alpha. */
static double
common_mode (const MpsVirtualSignal *signal, const MpsReaderStart *plan, double time_s)
{
  static const double swing_v[] = { 0.004, 0.002, 0.0004 };
  static const double period_s[] = { 97, 31, 1.7 };
  double v = COMMON_MODE_V;

  for (guint i = 0; i < G_N_ELEMENTS (swing_v); i++)
    v += swing_v[i] * sin (2 * G_PI * time_s / period_s[i] + signal->drift_phase[i]);
  if (plan->programme == MPS_PROGRAMME_BLANK) {
    double run_s = (double)plan->baseline_scans / plan->rate_hz;

    v += BLANK_SWING_V * sin (2 * G_PI * time_s / CLAMP (run_s / 8, 0.01, 2));
  }
  return v;
}

static gint32
to_count (double counts, guint8 *flags)
{
  if (counts >= MPS_COUNT_RAIL || counts <= -(MPS_COUNT_RAIL + 1)) {
    *flags |= MPS_SCAN_SATURATED;
    return counts > 0 ? MPS_COUNT_RAIL : -(MPS_COUNT_RAIL + 1);
  }
  return (gint32)floor (counts + 0.5);
}

/* Contact bounce: one point jumps by thousands of counts, either way. */
static double
spike_counts (guint64 hash)
{
  guint64 again = mps_virtual_hash (hash, 1);
  double size = 5000 + (double)(again % 45000);

  return again >> 63 ? size : -size;
}

static void
fill_counts (const MpsVirtualSignal *signal,
             double common_v,
             double temperature_c,
             const double share[3],
             MpsScan *scan)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    const MpsChannelCalibration *truth = &signal->truth.channel[c];
    guint64 hash = mps_virtual_hash (signal->noise_seed, (guint64)scan->index * MPS_CHANNELS + c);
    double det_noise = signal->noise_counts * normal_table[hash % NORMAL_SIZE];
    double ref_noise = signal->noise_counts * normal_table[(hash >> NORMAL_BITS) % NORMAL_SIZE];
    double ref_v = common_v * signal->reference[c];
    double warmth = 1 + signal->temperature_coefficient[c] * (temperature_c - 25);
    double det_v = (double)truth->alpha * ref_v + signal->still_v[c] +
                   signal->response_v[c] * warmth * share[signal->electrode[c]];

    if (signal->electrode[c] == ELECTRODE_DEAD) {
      scan->det[c] = scan->ref[c] = (gint32)truth->offset;
      continue;
    }
    if ((guint32)(hash >> 32) < signal->spike_below)
      det_noise += spike_counts (hash);
    scan->det[c] =
        to_count (det_v / (double)truth->gain + (double)truth->offset + det_noise, &scan->flags);
    scan->ref[c] =
        to_count (ref_v / (double)truth->gain + (double)truth->offset + ref_noise, &scan->flags);
  }
}

/**
 * mps_virtual_signal_make_scan:
 * @signal: electrodes
 * @plan: the run, valid
 * @index: which scan of it
 * @scan: (out caller-allocates): the scan
 */
void
mps_virtual_signal_make_scan (const MpsVirtualSignal *signal,
                              const MpsReaderStart *plan,
                              guint32 index,
                              MpsScan *scan)
{
  Place place = find_place (plan, index);
  double time_s = (double)index / plan->rate_hz;
  double temperature_c = signal->temperature_c + 0.05 * sin (2 * G_PI * time_s / 600) +
                         place.step * TEMPERATURE_STEP_C;
  double level = place.level == 1 ? LEVEL_FACTOR : 1;
  double share[3] = { 0 };

  share[ELECTRODE_GOOD] = level * response_share (plan, &place, 1);
  share[ELECTRODE_SLOW] = level * response_share (plan, &place, SLOW_FACTOR);

  scan->index = index;
  scan->time_us = (guint64)index * G_USEC_PER_SEC / plan->rate_hz;
  scan->phase = (guint8)place.phase;
  scan->level = (guint8)place.level;
  scan->step = (guint8)place.step;
  scan->flags = 0;
  scan->temperature_centi_c = (gint16)floor (temperature_c * 100 + 0.5);
  scan->humidity_centi_percent =
      (guint16)(signal->humidity_percent * 100 + 20 * sin (2 * G_PI * time_s / 431));
  scan->pressure_pa = (guint32)(signal->pressure_pa + 8 * sin (2 * G_PI * time_s / 311));
  fill_counts (signal, common_mode (signal, plan, time_s), temperature_c, share, scan);
}
