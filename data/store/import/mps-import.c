/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/import/mps-store-import.h"

#include "data/store/import/mps-import-report-private.h"
#include "data/store/record/mps-write-private.h"

/* Entries in one transaction: enough that the disk's flush costs nothing, few enough that others
 * write in between and that a cancel is heard. */
#define CHUNK 1000

/* What one transaction did, or would have done. */
typedef struct {
  GHashTable *versions; /* "Type/id" → version that was written */
  GHashTable *patients; /* whose */
} Tally;

static void
tally_clear (Tally *tally)
{
  g_clear_pointer (&tally->versions, g_hash_table_unref);
  g_clear_pointer (&tally->patients, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tally, tally_clear)

static void
tally_init (Tally *tally)
{
  tally->versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tally->patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* What is done with a transaction that everything went well in. */
typedef enum {
  KEEP,
  TAKE_BACK,
} Ending;

typedef struct {
  MpsStore *store;
  const char *who;
  const char *why;
  Ending ending;
  GCancellable *cancellable;
} Import;

typedef struct {
  Tally *tally;
  Ending ending;
} Last;

/* Not an error: how a trial ends. */
static GQuark
get_taken_back (void)
{
  return g_quark_from_static_string ("mps-import-taken-back");
}

static gboolean
note_patient (MpsWriteContext *context, const MpsResource *record, Tally *tally, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db, "SELECT patient FROM record WHERE type = ?1 AND id = ?2", error);
  MpsDbStep step;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, mps_resource_peek_type (record));
  mps_statement_bind_text (statement, 2, mps_resource_peek_id (record));
  step = mps_db_step (context->db, statement, error);
  if (step == MPS_DB_ROW && sqlite3_column_type (statement, 0) != SQLITE_NULL)
    g_hash_table_add (tally->patients, mps_statement_dup_text (statement, 0));
  return step != MPS_DB_ERROR;
}

/* The last step of each transaction: what was written is counted inside it, and a trial, which has
 * come as far as the real thing would, is taken back. */
static gboolean
end_transaction (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const Last *last = data;

  g_hash_table_remove_all (last->tally->versions);
  g_hash_table_remove_all (last->tally->patients);
  for (guint i = 0; i < context->written->len; i++) {
    const MpsResource *record = g_ptr_array_index (context->written, i);
    char *reference =
        g_strconcat (mps_resource_peek_type (record), "/", mps_resource_peek_id (record), NULL);

    g_hash_table_insert (last->tally->versions,
                         reference,
                         GSIZE_TO_POINTER ((gsize)mps_resource_get_version (record)));
    if (!note_patient (context, record, last->tally, error))
      return FALSE;
  }
  if (last->ending == KEEP)
    return TRUE;

  g_set_error_literal (error, get_taken_back (), 0, "import: it was a trial");
  return FALSE;
}

static void
add_all (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, g_strdup (key), value);
}

static gboolean
store_entries (
    const Import *import, GPtrArray *entries, guint first, guint end, Tally *sum, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (import->who, import->why);
  g_autoptr (GError) commit_error = NULL;
  g_auto (Tally) tally = { NULL };
  Last last = { &tally, import->ending };

  for (guint i = first; i < end; i++) {
    const MpsImportEntry *entry = g_ptr_array_index (entries, i);
    g_autoptr (MpsResource) resource = NULL;

    if (entry->reason != NULL || entry->first != NULL)
      continue;
    resource = mps_resource_new_checked (entry->type, entry->id, 0, entry->json);
    mps_store_batch_import (batch, resource);
  }
  if (batch->writes->len == 0)
    return TRUE;

  tally_init (&tally);
  mps_store_batch_call (batch, end_transaction, &last, NULL);
  if (!mps_store_commit (import->store, batch, NULL, import->cancellable, &commit_error) &&
      commit_error->domain != get_taken_back ()) {
    g_propagate_error (error, g_steal_pointer (&commit_error));
    return FALSE;
  }

  add_all (sum->versions, tally.versions);
  add_all (sum->patients, tally.patients);
  return TRUE;
}

/* What is wrong with a record, not with the disk or another program. */
static gboolean
is_about_the_record (const GError *error)
{
  return g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT) ||
         g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED) ||
         g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_FAILED);
}

/* Stores a chunk; where one entry spoils it, each by itself, so that its neighbours are stored. */
static gboolean
store_chunk (
    const Import *import, GPtrArray *entries, guint first, guint end, Tally *tally, GError **error)
{
  g_autoptr (GError) chunk_error = NULL;

  if (store_entries (import, entries, first, end, tally, &chunk_error))
    return TRUE;
  if (!is_about_the_record (chunk_error)) {
    g_propagate_error (error, g_steal_pointer (&chunk_error));
    return FALSE;
  }

  for (guint i = first; i < end; i++) {
    g_autoptr (GError) entry_error = NULL;

    if (store_entries (import, entries, i, i + 1, tally, &entry_error))
      continue;
    if (!is_about_the_record (entry_error)) {
      g_propagate_error (error, g_steal_pointer (&entry_error));
      return FALSE;
    }
    mps_import_entry_reject (g_ptr_array_index (entries, i), entry_error->message);
  }
  return TRUE;
}

static void
report_taken (MpsImportReport *report, const MpsImportEntry *entry, const Tally *tally)
{
  MpsImportKind *kind = mps_import_report_get_kind (report, entry->type);
  g_autofree char *reference = g_strconcat (entry->type, "/", entry->id, NULL);
  gsize version = entry->first != NULL
                      ? 0
                      : GPOINTER_TO_SIZE (g_hash_table_lookup (tally->versions, reference));

  report->accepted++;
  if (version == 0)
    kind->same++;
  else if (version == 1)
    kind->added++;
  else
    kind->changed++;
}

static void
report_chunk (
    MpsImportReport *report, GPtrArray *entries, guint first, guint end, const Tally *tally)
{
  for (guint i = first; i < end; i++) {
    const MpsImportEntry *entry = g_ptr_array_index (entries, i);
    const char *reason =
        entry->reason == NULL && entry->first != NULL ? entry->first->reason : entry->reason;

    if (reason != NULL)
      mps_import_report_reject (report, entry, reason);
    else
      report_taken (report, entry, tally);
  }
  add_all (report->patients, tally->patients);
}

static gboolean
store_all (const Import *import,
           GPtrArray *entries,
           MpsImportReport *report,
           MpsProgressFunc progress,
           gpointer progress_data,
           GError **error)
{
  for (guint first = 0; first < entries->len; first += CHUNK) {
    guint end = MIN (first + CHUNK, entries->len);
    g_auto (Tally) tally = { NULL };

    tally_init (&tally);
    if (!store_chunk (import, entries, first, end, &tally, error)) {
      if (import->ending == TAKE_BACK)
        return FALSE;
      g_prefix_error (error,
                      "import: %" G_GUINT64_FORMAT " of %u entries are stored, and importing the "
                      "file again adds the rest: ",
                      report->accepted,
                      entries->len);
      return FALSE;
    }
    report_chunk (report, entries, first, end, &tally);
    if (progress != NULL)
      progress (end, entries->len, progress_data);
  }

  return TRUE;
}

static MpsImportReport *
run (const Import *import,
     GBytes *data,
     MpsProgressFunc progress,
     gpointer progress_data,
     GError **error)
{
  g_autoptr (GPtrArray) entries = mps_import_split (data, import->cancellable, error);
  g_autoptr (MpsImportReport) report = mps_import_report_new ();

  if (entries == NULL)
    return NULL;

  mps_import_identify (entries);
  mps_import_resolve (entries);
  if (!mps_import_check (entries, import->cancellable, error) ||
      !store_all (import, entries, report, progress, progress_data, error))
    return NULL;

  return g_steal_pointer (&report);
}

/**
 * mps_store_import:
 * @self: a store
 * @data: a Bundle, a resource, or resources line by line (NDJSON)
 * @who: the person, for the audit record
 * @why: what for
 * @progress: (nullable) (scope call): called after every transaction, in this thread
 * @progress_data: for @progress
 * @cancellable: (nullable): ends the import; what was stored until then stays
 * @error: return location
 *
 * Takes in records of another system. References between the entries of a bundle become
 * references between the records; entries without an id get one, the same when the file is imported
 * again; a record that is stored already gets a new version only if it says something new. An entry
 * that is no valid R4 resource is left out with its reason, the others are stored.
 *
 * Blocks. Fails with %MPS_STORE_ERROR_INPUT, and nothing written, where the file is damaged or of
 * another version of FHIR; otherwise as mps_store_commit().
 *
 * Returns: (transfer full): what was stored and what was not
 */
MpsImportReport *
mps_store_import (MpsStore *self,
                  GBytes *data,
                  const char *who,
                  const char *why,
                  MpsProgressFunc progress,
                  gpointer progress_data,
                  GCancellable *cancellable,
                  GError **error)
{
  const Import import = { self, who, why, KEEP, cancellable };

  return run (&import, data, progress, progress_data, error);
}

/**
 * mps_store_try_import:
 * @self: a store
 * @data: as for mps_store_import()
 * @who: as for mps_store_import()
 * @why: as for mps_store_import()
 * @progress: (nullable) (scope call): called after every transaction, in this thread
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * mps_store_import() as far as it goes without leaving anything: every step is the same, and each
 * transaction is taken back where it would be committed. Others write in between, as they would in
 * an import.
 *
 * Blocks. Errors as of mps_store_import(); nothing is ever written.
 *
 * Returns: (transfer full): what would be stored and what would not
 */
MpsImportReport *
mps_store_try_import (MpsStore *self,
                      GBytes *data,
                      const char *who,
                      const char *why,
                      MpsProgressFunc progress,
                      gpointer progress_data,
                      GCancellable *cancellable,
                      GError **error)
{
  const Import import = { self, who, why, TAKE_BACK, cancellable };

  return run (&import, data, progress, progress_data, error);
}
