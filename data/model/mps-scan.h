/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MPS_CHANNELS: Channels of the ManPaSik reader; `det` and `ref` of a scan hold one count each. */
#define MPS_CHANNELS 88

/** MPS_COUNT_RAIL: Smallest magnitude of a count that stands at the converter's rail. */
#define MPS_COUNT_RAIL 8388607

/**
 * MpsPhase:
 * @MPS_PHASE_BASELINE: before the sample reaches the electrodes
 * @MPS_PHASE_EXPOSURE: sample present; a cartridge use is burnt on the first of these
 * @MPS_PHASE_RECOVERY: after the sample was washed away
 *
 * Phase of a scan, with the numbers of the USB protocol.
 */
typedef enum {
  MPS_PHASE_BASELINE = 0,
  MPS_PHASE_EXPOSURE = 1,
  MPS_PHASE_RECOVERY = 2,
} MpsPhase;

/**
 * MpsProgramme:
 * @MPS_PROGRAMME_BLANK: one block of baseline scans, the common mode modulated: calibrates alpha
 * @MPS_PROGRAMME_STANDARD: one block (level 0, temperature step 0): 448 values
 * @MPS_PROGRAMME_TWO_LEVEL: two blocks: 896 values
 * @MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE: four blocks: 1792 values
 *
 * What the reader does during a run, with the numbers of the USB protocol.
 */
typedef enum {
  MPS_PROGRAMME_BLANK = 0,
  MPS_PROGRAMME_STANDARD = 1,
  MPS_PROGRAMME_TWO_LEVEL = 2,
  MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE = 3,
} MpsProgramme;

/** MpsScanFlags: what the reader noticed while it took the scan. */
typedef enum {
  MPS_SCAN_SATURATED = 1 << 0,
  MPS_SCAN_CONTACT_LOST = 1 << 1,
  MPS_SCAN_TEMPERATURE_OUT_OF_RANGE = 1 << 2,
} MpsScanFlags;

/** MPS_SCAN_TEMPERATURE_ABSENT: wire value of #MpsScan.temperature_centi_c without a reading */
#define MPS_SCAN_TEMPERATURE_ABSENT (-32768)
/** MPS_SCAN_HUMIDITY_ABSENT: wire value of #MpsScan.humidity_centi_percent without a reading */
#define MPS_SCAN_HUMIDITY_ABSENT 65535
/** MPS_SCAN_PRESSURE_ABSENT: wire value of #MpsScan.pressure_pa without a reading */
#define MPS_SCAN_PRESSURE_ABSENT 0

/**
 * MpsScan:
 * @index: identity within its run, from 0
 * @time_us: start of sampling, µs since scan 0
 * @phase: a #MpsPhase
 * @level: excitation level, 0 or 1
 * @step: temperature step, 0 or 1
 * @flags: #MpsScanFlags
 * @temperature_centi_c: 0.01 °C; read it with mps_scan_get_temperature()
 * @humidity_centi_percent: 0.01 %; read it with mps_scan_get_humidity()
 * @pressure_pa: Pa; read it with mps_scan_get_pressure()
 * @det: detector counts, signed 24 bit, sign-extended
 * @ref: reference counts, likewise
 *
 * One scan of all channels exactly as the reader sent it: kept whole, so that a result can be
 * recomputed from it for ever.
 */
typedef struct {
  guint32 index;
  guint64 time_us;
  guint8 phase;
  guint8 level;
  guint8 step;
  guint8 flags;
  gint16 temperature_centi_c;
  guint16 humidity_centi_percent;
  guint32 pressure_pa;
  gint32 det[MPS_CHANNELS];
  gint32 ref[MPS_CHANNELS];
} MpsScan;

gboolean mps_scan_get_temperature (const MpsScan *scan, double *celsius) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_scan_get_humidity (const MpsScan *scan, double *percent) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_scan_get_pressure (const MpsScan *scan, double *hectopascal) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_scan_equal (const MpsScan *a, const MpsScan *b);

guint mps_programme_get_n_blocks (MpsProgramme programme);
guint mps_programme_get_dimension (MpsProgramme programme);

G_END_DECLS
