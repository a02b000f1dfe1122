/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-quantity.h"

G_BEGIN_DECLS

/**
 * MpsChangeState:
 * @MPS_CHANGE_UNKNOWN: it cannot be said: no data for this code, other units, a limit ("< 5"), or a
 *   value of zero
 * @MPS_CHANGE_NONE: below every reference change value: no real change
 * @MPS_CHANGE_UNSURE: beyond some sources' value and not beyond others'
 * @MPS_CHANGE_ROSE: beyond every source's value, upwards
 * @MPS_CHANGE_FELL: likewise, downwards
 */
typedef enum {
  MPS_CHANGE_UNKNOWN,
  MPS_CHANGE_NONE,
  MPS_CHANGE_UNSURE,
  MPS_CHANGE_ROSE,
  MPS_CHANGE_FELL,
} MpsChangeState;

/**
 * MpsChange:
 * @state: what can be said
 * @percent: change from the value before, in percent of it; meaningless where unknown
 * @least_percent: smallest reference change value of the sources
 * @most_percent: largest one
 * @n_sources: number of sources that were asked
 */
typedef struct {
  MpsChangeState state;
  double percent;
  double least_percent;
  double most_percent;
  guint n_sources;
} MpsChange;

/**
 * MpsChangeSource:
 * @cva_percent: analytical imprecision that was used
 * @cvi_percent: within-subject variation
 * @rcv_percent: reference change value from both
 * @source: where @cvi_percent comes from
 * @as_of: its date
 */
typedef struct {
  double cva_percent;
  double cvi_percent;
  double rcv_percent;
  char *source;
  char *as_of;
} MpsChangeSource;

void mps_change_source_free (MpsChangeSource *source);
double mps_change_rcv_percent (double cva_percent, double cvi_percent);
GPtrArray *mps_change_list_sources (const char *loinc, const char *language)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_change_judge (const char *loinc,
                       const MpsQuantity *before,
                       const MpsQuantity *after,
                       MpsChange *change);

G_END_DECLS
