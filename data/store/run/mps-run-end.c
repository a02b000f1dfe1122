/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"

#include "data/store/record/mps-write-private.h"
#include "data/store/run/mps-run-private.h"

#define REASON "the program ended during the run"

typedef struct {
  gint64 key;
  char *id;
  char *patient;
} Abandoned;

static void
abandoned_free (Abandoned *abandoned)
{
  g_free (abandoned->id);
  g_free (abandoned->patient);
  g_free (abandoned);
}

static GPtrArray *
list_abandoned (MpsDb *db, MpsOwner *owner, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify)abandoned_free);
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db, "SELECT key, id, patient, owner FROM run WHERE status = 'in-progress'", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return NULL;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    Abandoned *run = NULL;

    if (mps_owner_is_alive (owner, (const char *)sqlite3_column_text (statement, 3)))
      continue;

    run = g_new0 (Abandoned, 1);
    run->key = sqlite3_column_int64 (statement, 0);
    run->id = mps_statement_dup_text (statement, 1);
    run->patient = mps_statement_dup_text (statement, 2);
    g_ptr_array_add (runs, run);
  }

  return step == MPS_DB_DONE ? g_steal_pointer (&runs) : NULL;
}

static gboolean
mark_invalid (MpsDb *db, gint64 key, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db,
      "UPDATE run SET status = 'invalid', reason = ?2 WHERE key = ?1 AND status = 'in-progress'",
      error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  mps_statement_bind_text (statement, 2, REASON);
  return mps_db_run (db, statement, error);
}

static gboolean
end_run (MpsWriteContext *context, const Abandoned *run, GError **error)
{
  g_autofree char *target = g_strconcat ("Run/", run->id, NULL);
  guint8 digest[MPS_DIGEST_SIZE];

  return mark_invalid (context->db, run->key, error) &&
         mps_run_digest (context->db, run->key, digest, error) &&
         mps_write_audit (context, MPS_AUDIT_UPDATE, run->patient, target, digest, NULL, error) &&
         mps_write_change (context, "Run", run->id, 0, error) &&
         mps_project_run (context->db, run->key, run->patient, context->time_us, error);
}

static gboolean
end_all (MpsDb *db, MpsAuditPlace *place, GPtrArray *runs, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("manpasik", REASON);
  MpsWriteContext context = {
    .db = db, .batch = batch, .place = place, .time_us = g_get_real_time ()
  };

  for (guint i = 0; i < runs->len; i++)
    if (!end_run (&context, g_ptr_array_index (runs, i), error))
      return FALSE;

  return TRUE;
}

/**
 * mps_runs_end_abandoned:
 * @db: the writing connection; the profile is locked, so that no other program does the same
 * @owner: this open store
 * @place: where it is written from
 * @error: return location
 *
 * Makes runs invalid whose program is gone: a run that no one finishes is never left looking as if
 * it were still measured.
 *
 * Returns: whether none is left
 */
gboolean
mps_runs_end_abandoned (MpsDb *db, MpsOwner *owner, MpsAuditPlace *place, GError **error)
{
  g_autoptr (GPtrArray) runs = list_abandoned (db, owner, error);

  if (runs == NULL || runs->len == 0)
    return runs != NULL;
  if (!mps_db_begin (db, error))
    return FALSE;
  if (!end_all (db, place, runs, error)) {
    mps_db_rollback (db);
    return FALSE;
  }

  return mps_db_commit (db, error);
}
