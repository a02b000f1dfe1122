/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/audit/mps-audit.h"

#include "data/store/mps-store-private.h"

#include <sodium.h>
#include <string.h>

#define HEX_SIZE (2 * MPS_DIGEST_SIZE + 1)
#define COLUMN_HASH 8

/* What is known while the chain is walked. */
typedef struct {
  MpsAuditVerdict *verdict;
  guint8 previous[MPS_DIGEST_SIZE];
  guint8 known[MPS_DIGEST_SIZE];
  gboolean known_seen;
  guint64 known_seq;
} Walk;

/**
 * mps_audit_verdict_free:
 * @verdict: (transfer full) (nullable): a verdict
 */
void
mps_audit_verdict_free (MpsAuditVerdict *verdict)
{
  if (verdict == NULL)
    return;

  g_free (verdict->head);
  g_free (verdict);
}

/**
 * mps_audit_break_to_string:
 * @how: how a chain is broken
 *
 * Returns: (transfer none): one word for it, for programs
 */
const char *
mps_audit_break_to_string (MpsAuditBreak how)
{
  switch (how) {
  case MPS_AUDIT_ALTERED:
    return "altered";
  case MPS_AUDIT_MISSING:
    return "missing";
  case MPS_AUDIT_OUT_OF_ORDER:
    return "out-of-order";
  case MPS_AUDIT_TAIL_CUT:
    return "tail-cut";
  case MPS_AUDIT_INTACT:
  default:
    return "intact";
  }
}

/* An entry of the first layout has nothing in the columns that its hash does not cover. */
static gboolean
is_well_formed (MpsStatement *statement, const MpsAuditEntry *entry)
{
  if (sqlite3_column_bytes (statement, COLUMN_HASH) != MPS_DIGEST_SIZE)
    return FALSE;
  if (entry->format == 1)
    return *entry->who_id == '\0' && entry->outcome == 0 && *entry->workstation == '\0' &&
           *entry->program == '\0';
  return entry->format == MPS_AUDIT_FORMAT;
}

static gboolean
has_hash (MpsStatement *statement, const MpsAuditEntry *entry, const guint8 *previous)
{
  guint8 hash[MPS_DIGEST_SIZE];

  mps_audit_hash (entry, previous, hash);
  return sodium_memcmp (sqlite3_column_blob (statement, COLUMN_HASH), hash, MPS_DIGEST_SIZE) == 0;
}

/* Whether the row, which does not belong where it is, is whole and belongs elsewhere: its hash must
 * come out with the number of another place and with the hash of an entry that is near that place
 * now. More than the neighbours is not tried: then it counts as altered, which it is as well. */
static gboolean
belongs_elsewhere (
    MpsDb *db, MpsStatement *row, MpsAuditEntry entry, gboolean *elsewhere, GError **error)
{
  enum { NEAR_BEFORE = 1, NEAR_AFTER = 2 };
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, "SELECT seq, hash FROM audit", error);
  MpsDbStep step = MPS_DB_ERROR;
  const gint64 here = entry.seq;

  *elsewhere = FALSE;
  if (statement == NULL)
    return FALSE;

  while (!*elsewhere && (step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    gint64 seq = sqlite3_column_int64 (statement, 0);

    if (sqlite3_column_bytes (statement, 1) != MPS_DIGEST_SIZE)
      continue;
    for (gint64 place = seq - NEAR_AFTER; place <= seq + NEAR_BEFORE && !*elsewhere; place++) {
      entry.seq = place;
      *elsewhere = place != here && has_hash (row, &entry, sqlite3_column_blob (statement, 1));
    }
  }
  return *elsewhere || step == MPS_DB_DONE;
}

static gboolean
judge (MpsDb *db, Walk *walk, MpsStatement *statement, GError **error)
{
  MpsAuditVerdict *verdict = walk->verdict;
  const guint64 expected = verdict->entries;
  gboolean elsewhere = FALSE;
  MpsAuditEntry entry;

  mps_audit_read_entry (statement, &entry);
  if (is_well_formed (statement, &entry) && entry.seq == (gint64)expected &&
      has_hash (statement, &entry, walk->previous)) {
    memcpy (walk->previous, sqlite3_column_blob (statement, COLUMN_HASH), MPS_DIGEST_SIZE);
    if (sodium_memcmp (walk->previous, walk->known, MPS_DIGEST_SIZE) == 0)
      walk->known_seen = TRUE;
    return TRUE;
  }

  verdict->first_broken = expected;
  verdict->how = MPS_AUDIT_ALTERED;
  if (entry.seq != (gint64)expected)
    verdict->how = MPS_AUDIT_MISSING;
  else if (!is_well_formed (statement, &entry))
    return TRUE;
  else if (!belongs_elsewhere (db, statement, entry, &elsewhere, error))
    return FALSE;
  if (elsewhere)
    verdict->how = MPS_AUDIT_OUT_OF_ORDER;
  return TRUE;
}

static gboolean
walk_chain (MpsDb *db, Walk *walk, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db, "SELECT " MPS_AUDIT_COLUMNS " FROM audit ORDER BY seq", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    walk->verdict->entries++;
    if (walk->verdict->first_broken == 0 && !judge (db, walk, statement, error))
      return FALSE;
  }
  return step == MPS_DB_DONE;
}

/* SQLite itself remembers the highest number that an entry ever had; and who has a printed head
 * knows that an entry had it. */
static gboolean
look_for_cut_tail (MpsDb *db, Walk *walk, gboolean has_known, GError **error)
{
  MpsAuditVerdict *verdict = walk->verdict;
  gint64 highest = 0;

  if (verdict->first_broken != 0)
    return TRUE;
  if (!mps_db_query_int64 (
          db,
          "SELECT coalesce ((SELECT max (seq) FROM sqlite_sequence WHERE name = 'audit'), 0)",
          &highest,
          error))
    return FALSE;

  if (highest > (gint64)verdict->entries || (has_known && !walk->known_seen)) {
    verdict->first_broken = verdict->entries + 1;
    verdict->how = MPS_AUDIT_TAIL_CUT;
  }
  return TRUE;
}

static gboolean
parse_known (const char *text, Walk *walk, GError **error)
{
  size_t length = 0;

  if (text == NULL)
    return TRUE;
  if (strlen (text) == 2 * MPS_DIGEST_SIZE &&
      sodium_hex2bin (walk->known, MPS_DIGEST_SIZE, text, strlen (text), NULL, &length, NULL) ==
          0 &&
      length == MPS_DIGEST_SIZE) {
    /* Nothing was done yet when this head was printed. */
    walk->known_seen = sodium_is_zero (walk->known, MPS_DIGEST_SIZE) == 1;
    return TRUE;
  }

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_INPUT,
                       "audit: a head of the chain has 64 hexadecimal digits");
  return FALSE;
}

/**
 * mps_audit_examine:
 * @db: a connection
 * @known_head: (nullable): the chain's head as it was noted elsewhere, hexadecimal
 * @error: return location
 *
 * Reads the whole chain once and names the first place where it is broken, and how. A tail that was
 * cut together with what SQLite itself remembers of it shows only by @known_head; then the first
 * entry that is known to be missing is named, though more may be.
 *
 * Fails with %MPS_STORE_ERROR_INPUT where @known_head is no head, and with those of the database.
 *
 * Returns: (transfer full): the verdict, or %NULL where the chain could not be read
 */
MpsAuditVerdict *
mps_audit_examine (MpsDb *db, const char *known_head, GError **error)
{
  g_autoptr (MpsAuditVerdict) verdict = g_new0 (MpsAuditVerdict, 1);
  Walk walk = { .verdict = verdict };

  if (!parse_known (known_head, &walk, error) || !walk_chain (db, &walk, error) ||
      !look_for_cut_tail (db, &walk, known_head != NULL, error))
    return NULL;

  verdict->head = g_malloc (HEX_SIZE);
  sodium_bin2hex (verdict->head, HEX_SIZE, walk.previous, MPS_DIGEST_SIZE);
  return g_steal_pointer (&verdict);
}

/**
 * mps_audit_verify:
 * @db: a connection
 * @n_entries: (out): entries in the chain
 * @first_broken: (out): place at which the chain first does not fit; 0 where all fits
 * @head: (out) (transfer full): hash of the last entry that fits, hexadecimal
 * @error: return location
 *
 * mps_audit_examine() for who needs no more than that.
 *
 * Returns: whether the chain could be read
 */
gboolean
mps_audit_verify (MpsDb *db, guint64 *n_entries, guint64 *first_broken, char **head, GError **error)
{
  g_autoptr (MpsAuditVerdict) verdict = mps_audit_examine (db, NULL, error);

  if (verdict == NULL)
    return FALSE;

  *n_entries = verdict->entries;
  *first_broken = verdict->first_broken;
  *head = g_steal_pointer (&verdict->head);
  return TRUE;
}

/**
 * mps_store_verify_audit:
 * @self: a store
 * @known_head: (nullable): as in mps_audit_examine()
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * mps_audit_examine() as of one moment; others write meanwhile. Blocks, for long where much was
 * done.
 *
 * Returns: (transfer full): the verdict, or %NULL
 */
MpsAuditVerdict *
mps_store_verify_audit (MpsStore *self,
                        const char *known_head,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  MpsAuditVerdict *verdict;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  if (!mps_db_exec (db, "BEGIN", error))
    return NULL;

  verdict = mps_audit_examine (db, known_head, error);
  mps_db_rollback (db);
  return verdict;
}
