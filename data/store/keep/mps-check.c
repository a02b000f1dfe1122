/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"

#include "data/store/audit/mps-audit.h"
#include "data/store/keep/mps-store-check.h"
#include "data/store/run/mps-run-private.h"
#include "data/store/run/mps-scan-codec.h"

#include <sodium.h>

/* More of the same kind say nothing new. */
#define PROBLEMS_MAX 20

/* Each question gives one line of text for everything that is wrong. Ids are pseudonyms, not names.
 */
static const char *const questions[] = {
  "SELECT type || '/' || id || ': its newest version is missing' FROM record WHERE NOT EXISTS"
  " (SELECT 1 FROM version WHERE version.record = record.key AND number = record.version)",
  "SELECT type || '/' || id || ': it has versions newer than its newest' FROM record"
  " WHERE record.version < (SELECT max (number) FROM version WHERE version.record = record.key)",
  "SELECT type || '/' || id || ': versions are missing from its history' FROM record"
  " WHERE record.version > (SELECT count(*) FROM version WHERE version.record = record.key)",
  "SELECT type || '/' || id || ': what lists show of it is missing' FROM record"
  " WHERE type <> 'Patient' AND patient IS NOT NULL"
  " AND NOT EXISTS (SELECT 1 FROM timeline WHERE timeline.key = 2 * record.key)",
  "SELECT type || '/' || id || ': what lists show of it is missing' FROM record"
  " WHERE type = 'Patient' AND NOT EXISTS (SELECT 1 FROM patient WHERE patient.key = record.key)",
  "SELECT 'timeline: an entry has no record' FROM timeline WHERE key % 2 = 0"
  " AND NOT EXISTS (SELECT 1 FROM record WHERE record.key = timeline.key / 2)",
  "SELECT 'table ' || \"table\" || ': a row lacks what it refers to'"
  " FROM pragma_foreign_key_check",
  "SELECT 'records.db: ' || integrity_check FROM pragma_integrity_check"
  " WHERE integrity_check <> 'ok'",
  "SELECT 'Run/' || id || ': scans are missing' FROM run WHERE n_scans <>"
  " (SELECT coalesce (sum (count), 0) FROM scan_chunk WHERE scan_chunk.run = run.key)",
  "SELECT 'Run/' || id || ': it is called complete but has not every planned scan' FROM run"
  " WHERE status = 'complete' AND n_scans <> (baseline_scans + exposure_scans + recovery_scans)"
  " * CASE programme WHEN 2 THEN 2 WHEN 3 THEN 4 ELSE 1 END",
};

static gboolean
ask (MpsDb *db, const char *question, GPtrArray *problems, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, question, error);
  MpsDbStep step = MPS_DB_ERROR;
  guint n = 0;

  if (statement == NULL)
    return FALSE;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW && n < PROBLEMS_MAX) {
    g_ptr_array_add (problems, mps_statement_dup_text (statement, 0));
    n++;
  }
  return step != MPS_DB_ERROR;
}

static gboolean
ask_all (MpsDb *db, GPtrArray *problems, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    if (!ask (db, questions[i], problems, error))
      return FALSE;

  return TRUE;
}

/* Each version against the digest in the audit entry that it was written with. */
static gboolean
check_digests (MpsDb *db, GPtrArray *problems, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT json, digest, type, id, number FROM version"
                      " JOIN record ON record.key = version.record"
                      " LEFT JOIN audit ON audit.seq = version.audit",
                      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    guint8 digest[MPS_DIGEST_SIZE];

    crypto_hash_sha256 (digest,
                        sqlite3_column_text (statement, 0),
                        (unsigned long long)sqlite3_column_bytes (statement, 0));
    if (sqlite3_column_bytes (statement, 1) == MPS_DIGEST_SIZE &&
        sodium_memcmp (sqlite3_column_blob (statement, 1), digest, MPS_DIGEST_SIZE) == 0)
      continue;
    if (problems->len < PROBLEMS_MAX)
      g_ptr_array_add (problems,
                       g_strdup_printf ("%s/%s: version %" G_GINT64_FORMAT
                                        " is not what the audit record says was written",
                                        (const char *)sqlite3_column_text (statement, 2),
                                        (const char *)sqlite3_column_text (statement, 3),
                                        (gint64)sqlite3_column_int64 (statement, 4)));
  }
  return step == MPS_DB_DONE;
}

/* What check needs to know of a run. */
typedef struct {
  gint64 key;
  char *id;
  char *patient;
} CheckedRun;

static void
checked_run_free (CheckedRun *run)
{
  g_free (run->id);
  g_free (run->patient);
  g_free (run);
}

static gpointer
read_run (MpsStatement *statement)
{
  CheckedRun *run = g_new0 (CheckedRun, 1);

  run->key = sqlite3_column_int64 (statement, 0);
  run->id = mps_statement_dup_text (statement, 1);
  run->patient = mps_statement_dup_text (statement, 2);
  return run;
}

static GPtrArray *
list_runs (MpsDb *db, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db, "SELECT key, id, patient FROM run WHERE status <> 'in-progress'", error);

  return statement != NULL
             ? mps_db_collect (db, statement, read_run, (GDestroyNotify)checked_run_free, error)
             : NULL;
}

/* Whether the entry that finished the run says that exactly this was stored. */
static gboolean
audit_agrees (
    MpsDb *db, const CheckedRun *run, const guint8 *digest, gboolean *agrees, GError **error)
{
  g_autofree char *target = g_strconcat ("Run/", run->id, NULL);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT digest FROM audit WHERE patient = ?1 AND target = ?2"
                      " AND length (digest) > 0 ORDER BY seq DESC LIMIT 1",
                      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, run->patient);
  mps_statement_bind_text (statement, 2, target);
  step = mps_db_step (db, statement, error);
  *agrees = step == MPS_DB_ROW && sqlite3_column_bytes (statement, 0) == MPS_DIGEST_SIZE &&
            sodium_memcmp (sqlite3_column_blob (statement, 0), digest, MPS_DIGEST_SIZE) == 0;
  return step != MPS_DB_ERROR;
}

/* Whether every chunk of the run can be read back, without a gap. */
static gboolean
scans_are_readable (MpsDb *db, gint64 key, gboolean *readable, GError **error)
{
  g_autoptr (GArray) scans = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db, "SELECT count, data, first FROM scan_chunk WHERE run = ?1 ORDER BY first", error);
  MpsDbStep step = MPS_DB_ERROR;
  gint64 next = 0;

  if (statement == NULL)
    return FALSE;

  *readable = TRUE;
  sqlite3_bind_int64 (statement, 1, key);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    g_autoptr (GBytes) data = mps_statement_dup_bytes (statement, 1);
    gint64 count = sqlite3_column_int64 (statement, 0);

    g_array_set_size (scans, 0);
    if (data == NULL || sqlite3_column_int64 (statement, 2) != next ||
        !mps_scan_codec_decode (data, (gsize)count, scans, NULL) ||
        g_array_index (scans, MpsScan, 0).index != next)
      *readable = FALSE;
    next += count;
  }
  return step == MPS_DB_DONE;
}

static gboolean
check_run (MpsDb *db, const CheckedRun *run, GPtrArray *problems, GError **error)
{
  guint8 digest[MPS_DIGEST_SIZE];
  gboolean agrees = FALSE;
  gboolean readable = FALSE;

  if (!mps_run_digest (db, run->key, digest, error) ||
      !audit_agrees (db, run, digest, &agrees, error) ||
      !scans_are_readable (db, run->key, &readable, error))
    return FALSE;

  if (!readable)
    g_ptr_array_add (problems, g_strdup_printf ("Run/%s: its scans cannot be read", run->id));
  if (!agrees)
    g_ptr_array_add (
        problems,
        g_strdup_printf ("Run/%s: it is not what the audit record says was stored", run->id));
  return TRUE;
}

static gboolean
check_runs (MpsDb *db, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) runs = list_runs (db, error);

  if (runs == NULL)
    return FALSE;

  for (guint i = 0; i < runs->len && problems->len < PROBLEMS_MAX; i++)
    if (!check_run (db, g_ptr_array_index (runs, i), problems, error))
      return FALSE;

  return TRUE;
}

static gboolean
count (MpsDb *db, const char *sql, guint64 *n, GError **error)
{
  gint64 value = 0;

  if (!mps_db_query_int64 (db, sql, &value, error))
    return FALSE;

  *n = (guint64)value;
  return TRUE;
}

static const char *
say_how (MpsAuditBreak how)
{
  switch (how) {
  case MPS_AUDIT_MISSING:
    return "was taken away";
  case MPS_AUDIT_OUT_OF_ORDER:
    return "is one of another place";
  case MPS_AUDIT_TAIL_CUT:
    return "and all after it were taken away";
  case MPS_AUDIT_ALTERED:
  case MPS_AUDIT_INTACT:
  default:
    return "was changed or put in";
  }
}

static gboolean
check_chain (MpsDb *db, MpsStoreCheck *check, GError **error)
{
  g_autoptr (MpsAuditVerdict) verdict = mps_audit_examine (db, NULL, error);

  if (verdict == NULL)
    return FALSE;

  check->audit_entries = verdict->entries;
  check->first_broken = verdict->first_broken;
  check->head = g_steal_pointer (&verdict->head);
  if (verdict->how != MPS_AUDIT_INTACT)
    g_ptr_array_add (check->problems,
                     g_strdup_printf ("audit: entry %" G_GUINT64_FORMAT " %s",
                                      verdict->first_broken,
                                      say_how (verdict->how)));
  return TRUE;
}

/**
 * mps_store_check_new:
 *
 * Returns: (transfer full): the outcome of a check that has not begun
 */
MpsStoreCheck *
mps_store_check_new (void)
{
  MpsStoreCheck *check = g_new0 (MpsStoreCheck, 1);

  check->problems = g_ptr_array_new_with_free_func (g_free);
  return check;
}

/**
 * mps_check_db:
 * @db: a connection, in a transaction where others write
 * @check: filled
 * @error: return location
 *
 * What mps_store_check() does, for any database of this kind.
 *
 * Returns: whether everything could be read
 */
gboolean
mps_check_db (MpsDb *db, MpsStoreCheck *check, GError **error)
{
  return count (db, "SELECT count(*) FROM record", &check->records, error) &&
         count (db, "SELECT count(*) FROM version", &check->versions, error) &&
         count (db, "SELECT count(*) FROM run", &check->runs, error) &&
         check_chain (db, check, error) && ask_all (db, check->problems, error) &&
         check_digests (db, check->problems, error) && check_runs (db, check->problems, error);
}

/**
 * mps_store_check_free:
 * @check: (transfer full) (nullable): the outcome of a check
 */
void
mps_store_check_free (MpsStoreCheck *check)
{
  if (check == NULL)
    return;

  g_free (check->head);
  g_ptr_array_unref (check->problems);
  g_free (check);
}

/**
 * mps_store_check:
 * @self: a store
 * @cancellable: (nullable): ends the check
 * @error: return location
 *
 * Reads everything once, as of one moment: the file's own structure, the chain of the audit record,
 * every version against the digest in its audit entry, that all records have their newest version
 * and their lines in lists, and every scan of every finished run; in a sealed profile also every
 * page, whether it is in use or not, and that no one meddled with the keyring. Blocks, for long
 * where much is stored; others read and write meanwhile.
 *
 * A tail cut off the audit record shows only where a version or a run refers to it; otherwise
 * compare @head with one that was noted elsewhere.
 *
 * Returns: (transfer full): what was found, or %NULL where not everything could be read
 */
MpsStoreCheck *
mps_store_check (MpsStore *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  g_autoptr (MpsStoreCheck) check = mps_store_check_new ();
  gboolean done;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  if (!mps_db_exec (db, "BEGIN", error))
    return NULL;

  done = mps_check_db (db, check, error);
  mps_db_rollback (db);
  g_clear_pointer (&loan, mps_loan_return);
  if (done && mps_store_peek_seal (self) != NULL)
    done = mps_check_seal (self, check, cancellable, error);
  return done ? g_steal_pointer (&check) : NULL;
}
