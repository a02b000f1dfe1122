/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"

#include "data/store/audit/mps-audit.h"

#include <sodium.h>

/**
 * mps_audit_record_copy:
 * @record: an entry
 *
 * Returns: (transfer full): the same once more
 */
MpsAuditRecord *
mps_audit_record_copy (const MpsAuditRecord *record)
{
  MpsAuditRecord *copy = g_memdup2 (record, sizeof *record);

  copy->who = g_strdup (record->who);
  copy->who_id = g_strdup (record->who_id);
  copy->patient_id = g_strdup (record->patient_id);
  copy->target = g_strdup (record->target);
  copy->why = g_strdup (record->why);
  copy->workstation = g_strdup (record->workstation);
  copy->program = g_strdup (record->program);
  return copy;
}

/**
 * mps_audit_record_free:
 * @record: (transfer full) (nullable): an entry
 */
void
mps_audit_record_free (MpsAuditRecord *record)
{
  if (record == NULL)
    return;

  g_free (record->who);
  g_free (record->who_id);
  g_free (record->patient_id);
  g_free (record->target);
  g_free (record->why);
  g_free (record->workstation);
  g_free (record->program);
  g_free (record);
}

static MpsAuditRecord *
make_record (const MpsAuditEntry *entry)
{
  MpsAuditRecord *record = g_new0 (MpsAuditRecord, 1);

  record->seq = entry->seq;
  record->time_us = entry->time_us;
  record->who = g_strdup (entry->who);
  record->who_id = g_strdup (entry->who_id);
  record->action = (MpsAuditAction)entry->action;
  record->outcome = (MpsAuditOutcome)entry->outcome;
  record->patient_id = g_strdup (entry->patient);
  record->target = g_strdup (entry->target);
  record->why = g_strdup (entry->why);
  record->workstation = g_strdup (entry->workstation);
  record->program = g_strdup (entry->program);
  return record;
}

#define WHICH " AND seq > ?1 AND seq <= ?2 AND time_us >= ?3 AND time_us < ?4"

static MpsStatement *
prepare_walk (MpsDb *db, const MpsAuditFilter *filter, GError **error)
{
  const char *sql =
      filter->patient_id == NULL
          ? "SELECT " MPS_AUDIT_COLUMNS " FROM audit WHERE true" WHICH " ORDER BY seq"
          : "SELECT " MPS_AUDIT_COLUMNS " FROM audit WHERE patient = ?5" WHICH
            " UNION ALL SELECT " MPS_AUDIT_COLUMNS
            " FROM audit WHERE patient = '' AND target >= 'Export/' AND target < 'Export0'" WHICH
            " ORDER BY seq";
  MpsStatement *statement = mps_db_prepare (db, sql, error);

  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, filter->after);
  sqlite3_bind_int64 (statement, 2, filter->up_to > 0 ? filter->up_to : G_MAXINT64);
  sqlite3_bind_int64 (statement, 3, filter->from_us);
  sqlite3_bind_int64 (statement, 4, filter->to_us > 0 ? filter->to_us : G_MAXINT64);
  if (filter->patient_id != NULL)
    mps_statement_bind_text (statement, 5, filter->patient_id);
  return statement;
}

/**
 * mps_store_walk_audit:
 * @self: a store
 * @filter: which entries
 * @func: (scope call): called for each, in the order of the chain, until it returns %FALSE
 * @data: for @func
 * @cancellable: (nullable): ends the walk
 * @error: return location
 *
 * Reads audit entries one by one, as of one moment. Who reads them puts that on the record itself.
 * Blocks.
 *
 * Returns: whether all that were asked for could be read
 */
gboolean
mps_store_walk_audit (MpsStore *self,
                      const MpsAuditFilter *filter,
                      MpsAuditFunc func,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step = MPS_DB_ERROR;
  gboolean go_on = TRUE;
  MpsDb *db;

  if (loan == NULL)
    return FALSE;

  db = mps_loan_peek_db (loan);
  statement = prepare_walk (db, filter, error);
  if (statement == NULL)
    return FALSE;

  while (go_on && (step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    g_autoptr (MpsAuditRecord) record = NULL;
    MpsAuditEntry entry;

    mps_audit_read_entry (statement, &entry);
    record = make_record (&entry);
    go_on = func (record, data);
  }
  return step != MPS_DB_ERROR;
}

typedef struct {
  GPtrArray *records;
  guint limit;
  gboolean more;
} Page;

static gboolean
add_to_page (const MpsAuditRecord *record, gpointer data)
{
  Page *page = data;

  page->more = page->records->len == page->limit;
  if (!page->more)
    g_ptr_array_add (page->records, mps_audit_record_copy (record));
  return !page->more;
}

/**
 * mps_store_list_audit:
 * @self: a store
 * @filter: which entries; its @after is where the page before ended
 * @limit: most entries
 * @more: (out): whether there are more
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsAuditRecord): entries in the order of the chain
 */
GPtrArray *
mps_store_list_audit (MpsStore *self,
                      const MpsAuditFilter *filter,
                      guint limit,
                      gboolean *more,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_audit_record_free);
  Page page = { .records = records, .limit = limit };

  if (!mps_store_walk_audit (self, filter, add_to_page, &page, cancellable, error))
    return NULL;

  *more = page.more;
  return g_steal_pointer (&records);
}

/**
 * mps_store_get_audit_head:
 * @self: a store
 * @seq: (out): number of the newest entry; 0 where there is none
 * @head: (out) (transfer full): its hash, hexadecimal
 * @error: return location
 *
 * Blocks. Nothing is verified.
 *
 * Returns: whether it could be read
 */
gboolean
mps_store_get_audit_head (MpsStore *self, gint64 *seq, char **head, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  guint8 hash[MPS_DIGEST_SIZE] = { 0 };
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return FALSE;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", error);
  step = statement != NULL ? mps_db_step (db, statement, error) : MPS_DB_ERROR;
  if (step == MPS_DB_ERROR)
    return FALSE;
  if (step == MPS_DB_ROW && sqlite3_column_bytes (statement, 1) != MPS_DIGEST_SIZE) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_CORRUPT,
                         "audit: the newest entry was altered; run audit verify");
    return FALSE;
  }

  if (step == MPS_DB_ROW)
    memcpy (hash, sqlite3_column_blob (statement, 1), MPS_DIGEST_SIZE);
  *seq = step == MPS_DB_ROW ? sqlite3_column_int64 (statement, 0) : 0;
  *head = g_malloc (2 * MPS_DIGEST_SIZE + 1);
  sodium_bin2hex (*head, 2 * MPS_DIGEST_SIZE + 1, hash, MPS_DIGEST_SIZE);
  return TRUE;
}
