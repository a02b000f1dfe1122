/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-health-private.h"

#include <string.h>

/* A channel may stand at a rail in one scan of twenty. */
#define RAIL_SHARE 20

static inline gint32
is_at_rail (gint32 count)
{
  return count >= MPS_COUNT_RAIL || count <= -MPS_COUNT_RAIL ? 1 : 0;
}

/**
 * mps_health_add:
 * @health: a run's, zeroed before the first scan
 * @scan: its next scan
 */
void
mps_health_add (MpsHealth *health, const MpsScan *scan)
{
  if (health->scans == 0) {
    memcpy (health->det_first, scan->det, sizeof health->det_first);
    memcpy (health->ref_first, scan->ref, sizeof health->ref_first);
  }
  health->scans++;

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    gint32 det = is_at_rail (scan->det[c]), ref = is_at_rail (scan->ref[c]);

    health->det_rail[c] += det;
    health->ref_rail[c] += ref;
    health->at_rail[c] = det | ref;
    health->det_changed[c] |= scan->det[c] ^ health->det_first[c];
    health->ref_changed[c] |= scan->ref[c] ^ health->ref_first[c];
  }
}

/**
 * mps_health_is_usable:
 * @health: a run's
 * @channel: 0…87
 *
 * Returns: whether neither count of the channel is at a rail in over 5 % of the scans and both
 *   change at all (measurement rules §1)
 */
gboolean
mps_health_is_usable (const MpsHealth *health, guint channel)
{
  return (gint64)health->det_rail[channel] * RAIL_SHARE <= health->scans &&
         (gint64)health->ref_rail[channel] * RAIL_SHARE <= health->scans &&
         health->det_changed[channel] != 0 && health->ref_changed[channel] != 0;
}
