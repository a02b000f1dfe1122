/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/import/mps-store-import.h"

#include "data/store/import/mps-import.h"
#include "data/store/record/mps-batch-private.h"

/* Entries in one transaction: enough that the disk's flush costs nothing, few enough that others
 * write in between and that a cancel is heard. */
#define CHUNK 1000

static void
rejection_free (MpsImportRejection *rejection)
{
  g_free (rejection->type);
  g_free (rejection->id);
  g_free (rejection->reason);
  g_free (rejection);
}

/**
 * mps_import_report_free:
 * @report: (transfer full) (nullable): a report
 */
void
mps_import_report_free (MpsImportReport *report)
{
  if (report == NULL)
    return;

  g_ptr_array_unref (report->rejected);
  g_free (report);
}

static MpsImportReport *
report_new (void)
{
  MpsImportReport *report = g_new0 (MpsImportReport, 1);

  report->rejected = g_ptr_array_new_with_free_func ((GDestroyNotify)rejection_free);
  return report;
}

static void
report_rejection (MpsImportReport *report, const MpsImportEntry *entry)
{
  MpsImportRejection *rejection = g_new0 (MpsImportRejection, 1);

  rejection->index = entry->index;
  rejection->type = g_strdup (entry->type);
  rejection->id = g_strdup (entry->id);
  rejection->reason = g_strdup (entry->reason);
  g_ptr_array_add (report->rejected, rejection);
}

typedef struct {
  MpsStore *store;
  const char *who;
  const char *why;
  GCancellable *cancellable;
} Import;

static gboolean
store_entries (const Import *import, GPtrArray *entries, guint first, guint end, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (import->who, import->why);

  for (guint i = first; i < end; i++) {
    const MpsImportEntry *entry = g_ptr_array_index (entries, i);
    g_autoptr (MpsResource) resource = NULL;

    if (entry->reason != NULL)
      continue;
    resource = mps_resource_new_checked (entry->type, entry->id, 0, entry->json);
    mps_store_batch_import (batch, resource);
  }

  return batch->writes->len == 0 ||
         mps_store_commit (import->store, batch, NULL, import->cancellable, error);
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
store_chunk (const Import *import, GPtrArray *entries, guint first, guint end, GError **error)
{
  g_autoptr (GError) chunk_error = NULL;

  if (store_entries (import, entries, first, end, &chunk_error))
    return TRUE;
  if (!is_about_the_record (chunk_error)) {
    g_propagate_error (error, g_steal_pointer (&chunk_error));
    return FALSE;
  }

  for (guint i = first; i < end; i++) {
    g_autoptr (GError) entry_error = NULL;

    if (store_entries (import, entries, i, i + 1, &entry_error))
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
report_chunk (MpsImportReport *report, GPtrArray *entries, guint first, guint end)
{
  for (guint i = first; i < end; i++) {
    const MpsImportEntry *entry = g_ptr_array_index (entries, i);

    if (entry->reason != NULL)
      report_rejection (report, entry);
    else
      report->accepted++;
  }
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

    if (!store_chunk (import, entries, first, end, error)) {
      g_prefix_error (error,
                      "import: %" G_GUINT64_FORMAT " of %u entries are stored, and importing the "
                      "file again adds the rest: ",
                      report->accepted,
                      entries->len);
      return FALSE;
    }
    report_chunk (report, entries, first, end);
    if (progress != NULL)
      progress (end, entries->len, progress_data);
  }

  return TRUE;
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
  const Import import = { self, who, why, cancellable };
  g_autoptr (GPtrArray) entries = mps_import_split (data, cancellable, error);
  g_autoptr (MpsImportReport) report = report_new ();

  if (entries == NULL)
    return NULL;

  mps_import_identify (entries);
  mps_import_resolve (entries);
  if (!mps_import_check (entries, cancellable, error) ||
      !store_all (&import, entries, report, progress, progress_data, error))
    return NULL;

  return g_steal_pointer (&report);
}
