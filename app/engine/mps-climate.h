/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-scan.h"

G_BEGIN_DECLS

/* MpsReadings: one kind of reading over a block, summed in the whole units of the wire. */
typedef struct {
  gint64 sum;
  guint32 n;
} MpsReadings;

/*
 * MpsClimate: temperature, humidity and pressure of a block. Absent readings are left out.
 * @temperature: 0.01 °C
 * @humidity: 0.01 %
 * @pressure: Pa
 */
typedef struct {
  MpsReadings temperature;
  MpsReadings humidity;
  MpsReadings pressure;
} MpsClimate;

void mps_climate_add (MpsClimate *climate, const MpsScan *scan);
gboolean mps_readings_mean (const MpsReadings *readings, double *mean);

G_END_DECLS
