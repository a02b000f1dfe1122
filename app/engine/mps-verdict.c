/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-engine-run-private.h"

#define MAX_UNUSABLE 22
#define CONTACT_LOST_SHARE 100 /* one scan in a hundred */

/* Scans that a block needs, by MpsPhase. */
static const guint32 min_scans[] = { 2, 2, 1 };
static const char *const phase_names[] = { "baseline", "exposure", "recovery" };

/* Every text that this file and mps_engine_check_input() can give. */
static const char *const reason_patterns[] = {
  "scan * is missing",
  "scans * to * are missing",
  "scan * came out of order",
  "scan * belongs to no block of the programme",
  "scan * goes back to an earlier phase",
  "scan * is timed before the scan before it",
  "block of level * and temperature step * has * scans, * are needed",
  "* of 88 channels are unusable, 22 may be",
  "* of * scans lost contact, 1 % may",
  "calibration: channel *",
  "tag: analyte *",
};

static char *
describe_gap (guint32 expected, guint32 index)
{
  if (index < expected)
    return g_strdup_printf ("scan %u came out of order", index);
  if (index == expected + 1)
    return g_strdup_printf ("scan %u is missing", expected);

  return g_strdup_printf ("scans %u to %u are missing", expected, index - 1);
}

/**
 * mps_verdict_find_fault:
 * @run: a run without fault so far
 * @scan: its next scan
 *
 * The rules speak of blocks that pass through their phases in time; a run with a lost scan is
 * invalid and says which.
 *
 * Returns: (transfer full) (nullable): why @scan cannot be the next of this run
 */
char *
mps_verdict_find_fault (const MpsEngineRun *run, const MpsScan *scan)
{
  guint block = scan->level + 2u * scan->step;

  if (scan->index != run->health.scans)
    return describe_gap (run->health.scans, scan->index);

  if (scan->phase > MPS_PHASE_RECOVERY || scan->level > 1 || scan->step > 1 ||
      block >= mps_programme_get_n_blocks (run->programme))
    return g_strdup_printf ("scan %u belongs to no block of the programme", scan->index);

  if (run->blocks[block] != NULL && scan->phase < run->blocks[block]->phase)
    return g_strdup_printf ("scan %u goes back to an earlier phase", scan->index);

  if (run->health.scans > 0 && scan->time_us < run->newest.time_us)
    return g_strdup_printf ("scan %u is timed before the scan before it", scan->index);

  return NULL;
}

static char *
find_short_block (const MpsEngineRun *run)
{
  guint n_phases = run->programme == MPS_PROGRAMME_BLANK ? 1 : G_N_ELEMENTS (min_scans);

  for (guint b = 0; b < mps_programme_get_n_blocks (run->programme); b++) {
    for (guint phase = 0; phase < n_phases; phase++) {
      guint32 scans = run->blocks[b] == NULL ? 0 : run->blocks[b]->scans[phase];

      if (scans >= min_scans[phase])
        continue;
      return g_strdup_printf ("block of level %u and temperature step %u has %u %s scans, %u are "
                              "needed",
                              b % 2,
                              b / 2,
                              scans,
                              phase_names[phase],
                              min_scans[phase]);
    }
  }

  return NULL;
}

/**
 * mps_verdict_find_reason:
 * @run: a run whose last scan has come
 * @usable: (array fixed-size=88): its channels
 *
 * A blank has no result that could be wrong: it is only asked for its scans.
 *
 * Returns: (transfer full) (nullable): why it is invalid (measurement rules §1), in fixed English
 */
char *
mps_verdict_find_reason (const MpsEngineRun *run, const gboolean *usable)
{
  char *reason;
  guint unusable = 0;

  if (run->fault != NULL)
    return g_strdup (run->fault);

  reason = find_short_block (run);
  if (reason != NULL || run->programme == MPS_PROGRAMME_BLANK)
    return reason;

  for (guint c = 0; c < MPS_CHANNELS; c++)
    unusable += usable[c] ? 0 : 1;
  if (unusable > MAX_UNUSABLE)
    return g_strdup_printf ("%u of 88 channels are unusable, 22 may be", unusable);

  if ((guint64)run->contact_lost * CONTACT_LOST_SHARE > run->health.scans)
    return g_strdup_printf (
        "%u of %u scans lost contact, 1 %% may", run->contact_lost, run->health.scans);

  return NULL;
}

/**
 * mps_engine_gave_reason:
 * @reason: why a run is invalid
 *
 * Returns: whether the engine said so, from the scans, the calibration and the tag; otherwise
 *   something happened that no computation can find again, like a cable that went
 */
gboolean
mps_engine_gave_reason (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reason_patterns); i++)
    if (g_pattern_match_simple (reason_patterns[i], reason))
      return TRUE;

  return FALSE;
}
