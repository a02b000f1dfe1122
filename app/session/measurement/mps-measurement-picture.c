/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement-object-private.h"
#include "app/session/mps-words.h"

/* How long the host waits for the cable to come back (reader-protocol.md). */
#define LINK_TIMEOUT_S 30.0

/**
 * mps_measurement_peek_plan:
 * @self: a measurement
 *
 * Returns: (transfer none): what is measured
 */
const MpsMeasurementPlan *
mps_measurement_peek_plan (MpsMeasurement *self)
{
  return &self->plan;
}

/**
 * mps_measurement_peek_live:
 * @self: a measurement
 *
 * Returns: (transfer none): the newest picture; all zero before the first scan
 */
const MpsEngineLive *
mps_measurement_peek_live (MpsMeasurement *self)
{
  return &self->live;
}

/**
 * mps_measurement_get_trace:
 * @self: a measurement
 * @trace: (out caller-allocates): the trace of the shown analyte's group; valid until the next
 * "live"
 */
void
mps_measurement_get_trace (MpsMeasurement *self, MpsLiveTrace *trace)
{
  const MpsGroupTrace *group = &self->groups[self->shown];

  *trace = (MpsLiveTrace){
    .n = self->seconds->len,
    .seconds = (const double *)(void *)self->seconds->data,
    .median = (const double *)(void *)group->median->data,
    .low = (const double *)(void *)group->low->data,
    .high = (const double *)(void *)group->high->data,
    .phase = (const guint8 *)self->phases->data,
  };
}

/**
 * mps_measurement_show_analyte:
 * @self: a measurement
 * @analyte: whose channel group the trace shall show, counted in tag order
 */
void
mps_measurement_show_analyte (MpsMeasurement *self, guint analyte)
{
  if (analyte < MPS_CARTRIDGE_MAX_ANALYTES)
    self->shown = analyte;
}

static guint64
get_scans_per_block (const MpsMeasurement *self)
{
  return (guint64)self->plan.baseline_scans + self->plan.exposure_scans +
         (guint64)self->plan.recovery_scans;
}

/**
 * mps_measurement_get_phase_remaining_s:
 * @self: a measurement
 *
 * Returns: seconds until the phase under way ends, at the rate that was asked for; 0 when none is
 */
double
mps_measurement_get_phase_remaining_s (MpsMeasurement *self)
{
  guint64 done = self->live.scans % MAX (get_scans_per_block (self), 1);
  guint64 end;

  if (self->live.scans == 0)
    done = 0;
  switch (self->state) {
  case MPS_MEASUREMENT_BASELINE:
    end = self->plan.baseline_scans;
    break;
  case MPS_MEASUREMENT_EXPOSURE:
    end = (guint64)self->plan.baseline_scans + self->plan.exposure_scans;
    break;
  case MPS_MEASUREMENT_RECOVERY:
    end = get_scans_per_block (self);
    break;
  case MPS_MEASUREMENT_READY:
  case MPS_MEASUREMENT_TAG_CHECKED:
  case MPS_MEASUREMENT_CONNECTING:
  case MPS_MEASUREMENT_COMPUTING:
  case MPS_MEASUREMENT_REVIEW:
  case MPS_MEASUREMENT_SAVED:
  case MPS_MEASUREMENT_INVALID:
  default:
    return 0;
  }

  return end > done ? (double)(end - done) / self->plan.rate_hz : 0;
}

/**
 * mps_measurement_get_progress:
 * @self: a measurement
 *
 * Returns: share of the scans that are there, 0…1
 */
double
mps_measurement_get_progress (MpsMeasurement *self)
{
  guint64 total = get_scans_per_block (self) * mps_programme_get_n_blocks (self->plan.programme);

  return total > 0 ? MIN (1.0, (double)self->live.scans / (double)total) : 0;
}

/**
 * mps_measurement_is_link_lost:
 * @self: a measurement
 * @seconds_left: (out) (optional): how long the cable is still waited for; untouched while it is in
 *
 * Returns: whether the reader is unplugged just now
 */
gboolean
mps_measurement_is_link_lost (MpsMeasurement *self, double *seconds_left)
{
  if (!self->link_lost)
    return FALSE;

  if (seconds_left != NULL) {
    double gone_s = (double)(g_get_monotonic_time () - self->link_lost_us) / G_USEC_PER_SEC;

    *seconds_left = MAX (0, LINK_TIMEOUT_S - gone_s);
  }
  return TRUE;
}

/**
 * mps_measurement_dup_feedback:
 * @self: a measurement
 *
 * Returns: (transfer full): what to tell the person at the reader now, translated
 */
char *
mps_measurement_dup_feedback (MpsMeasurement *self)
{
  return mps_words_dup_feedback (&self->live);
}
