/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/audit/mps-store-audit.h"
#include "data/store/mps-store-private.h"
#include "data/store/record/mps-write-private.h"

/* Clocks are set right by less than this all the time. */
#define TOLERANCE_US (2 * G_USEC_PER_SEC)

#define TARGET_CLOCK "Keeping/clock"

static gboolean
read_newest (MpsDb *db, gint64 *newest_us, GError **error)
{
  return mps_db_query_int64 (
      db,
      "SELECT coalesce ((SELECT time_us FROM audit ORDER BY seq DESC LIMIT 1), 0)",
      newest_us,
      error);
}

/**
 * mps_clock_note:
 * @context: a batch that begins to be written
 * @error: return location
 *
 * Entries stand in the order in which they were written, whatever the clock says. Where it says an
 * earlier time than the newest entry, that is put on record, once for each time it jumped back.
 *
 * Returns: whether the batch may go on
 */
gboolean
mps_clock_note (MpsWriteContext *context, GError **error)
{
  gint64 newest_us = 0;

  if (!read_newest (context->db, &newest_us, error))
    return FALSE;
  if (newest_us <= context->time_us + TOLERANCE_US)
    return TRUE;

  return mps_write_audit (context, MPS_AUDIT_EXECUTE, NULL, TARGET_CLOCK, NULL, NULL, error);
}

/**
 * mps_store_get_clock_behind:
 * @self: a store
 * @behind_us: (out): by how much this computer's clock is behind the newest entry, µs; 0 where it
 *   is not
 * @error: return location
 *
 * To be told when a profile is opened: what is written with a wrong clock stays so. Blocks.
 *
 * Returns: whether it could be read
 */
gboolean
mps_store_get_clock_behind (MpsStore *self, gint64 *behind_us, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  gint64 newest_us = 0;
  gint64 behind;

  if (loan == NULL || !read_newest (mps_loan_peek_db (loan), &newest_us, error))
    return FALSE;

  behind = newest_us - g_get_real_time ();
  *behind_us = behind > TOLERANCE_US ? behind : 0;
  return TRUE;
}
