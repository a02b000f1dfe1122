/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-files-private.h"
#include "data/store/keep/mps-store-extract.h"
#include "data/store/keep/mps-store-seal.h"
#include "data/store/mps-store-private.h"
#include "data/store/people/mps-store-accounts.h"
#include "data/store/record/mps-store-batch.h"
#include "data/store/record/mps-store-identity.h"
#include "data/store/record/mps-store-records.h"
#include "data/store/record/mps-store-walk.h"

#include <glib/gstdio.h>

/* Records of one transaction. */
#define BATCH 500

/* What signing in needs besides the accounts. */
static const char *const settings[] = { "admin", "demo", "badge-salt" };

typedef struct {
  MpsStore *from;
  MpsStore *to;
  const MpsExtract *extract;
  MpsStoreBatch *batch;
  guint waiting;
  guint64 records;
  GCancellable *cancellable;
} Job;

static MpsStoreBatch *
new_batch (const MpsExtract *extract)
{
  return mps_store_batch_new (extract->who, extract->why);
}

static gboolean
flush (Job *job, GError **error)
{
  gboolean done = mps_store_commit (job->to, job->batch, NULL, job->cancellable, error);

  mps_store_batch_free (job->batch);
  job->batch = new_batch (job->extract);
  job->waiting = 0;
  return done;
}

static gboolean
take_record (const MpsWalkRecord *record, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (record->json, -1, error);

  if (resource == NULL)
    return FALSE;

  mps_store_batch_put (job->batch, resource, MPS_VERSION_ANY);
  job->records++;
  return ++job->waiting < BATCH || flush (job, error);
}

static gboolean
take_chart (Job *job, const char *id, GError **error)
{
  const MpsWalk walk = { .patient_id = id };

  return mps_store_walk_records (job->from, &walk, take_record, job, job->cancellable, error);
}

/* With the charts of those who turned out to be the same person: an allergy may stand there. */
static gboolean
take_patient (Job *job, const char *id, GError **error)
{
  g_auto (GStrv) merged = mps_store_list_merged (job->from, id, error);

  if (merged == NULL || !take_chart (job, id, error))
    return FALSE;
  for (gsize i = 0; merged[i] != NULL; i++)
    if (!take_chart (job, merged[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
take_patients (Job *job, GError **error)
{
  const GPtrArray *ids = job->extract->patient_ids;

  for (guint i = 0; i < ids->len; i++) {
    if (!take_patient (job, g_ptr_array_index (ids, i), error))
      return FALSE;
    if (job->extract->progress != NULL)
      job->extract->progress (i + 1, ids->len, job->extract->data);
  }
  return flush (job, error);
}

static gboolean
take_settings (Job *job, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++) {
    g_autoptr (GError) local_error = NULL;
    g_autofree char *value = mps_store_dup_setting (job->from, settings[i], &local_error);

    if (local_error != NULL) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
    if (value != NULL)
      mps_store_batch_set_setting (job->batch, settings[i], value);
  }
  return TRUE;
}

/* Whoever works in the clinic opens it with the password of every day. */
static gboolean
take_people (Job *job, GError **error)
{
  g_autoptr (GPtrArray) accounts = mps_store_list_accounts (job->from, error);

  if (accounts == NULL || !take_settings (job, error))
    return FALSE;
  for (guint i = 0; i < accounts->len; i++) {
    const MpsStoreAccount *account = g_ptr_array_index (accounts, i);

    if (account->active)
      mps_store_batch_add_account (job->batch, account);
  }
  return flush (job, error);
}

static gboolean
copy_keys (MpsStore *from, const char *directory, GError **error)
{
  g_autofree char *path =
      g_build_filename (mps_store_peek_directory (from), MPS_KEYRING_FILE, NULL);
  g_autofree char *target = g_build_filename (directory, MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load (path, error);
  g_autoptr (MpsKeyring) copy = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (keyring == NULL ||
      !mps_keyring_unlock_with_key (keyring, mps_store_peek_key (from), NULL, error))
    return FALSE;

  bytes = mps_keyring_to_bytes (keyring);
  copy = mps_keyring_new_from_bytes (bytes, error);
  return copy != NULL && mps_keyring_save (copy, target, error);
}

static gboolean
check_whole (Job *job, GError **error)
{
  g_autoptr (MpsStoreCheck) check = mps_store_check (job->to, job->cancellable, error);

  if (check == NULL)
    return FALSE;
  if (check->problems->len == 0 && check->records == job->records)
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_CORRUPT,
               "records: the copy is not whole: %s",
               check->problems->len > 0 ? (const char *)g_ptr_array_index (check->problems, 0)
                                        : "records are missing");
  return FALSE;
}

static gboolean
carry_out (Job *job, GError **error)
{
  return take_people (job, error) && take_patients (job, error) && check_whole (job, error);
}

/**
 * mps_store_extract:
 * @self: a store with sealed files
 * @extract: whose charts, and where to
 * @records: (out): records that were taken
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Makes a small profile of some patients' charts as they are now: sealed with the same key, opened
 * by the same people with the same passwords, on any computer. Earlier versions of the records and
 * raw scans stay behind. The copy is checked. Blocks.
 *
 * Errors: %MPS_STORE_ERROR_REFUSED (a plain profile: nothing readable is ever written),
 * #MpsStoreError, #MpsSealError, %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether it is there, whole
 */
gboolean
mps_store_extract (MpsStore *self,
                   const MpsExtract *extract,
                   guint64 *records,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (MpsStore) to = NULL;
  Job job = { .from = self, .extract = extract, .cancellable = cancellable };
  gboolean done;

  if (mps_store_peek_key (self) == NULL) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_REFUSED,
                         "records: this profile is not sealed, and nothing readable is written; "
                         "seal it first");
    return FALSE;
  }
  if (g_mkdir_with_parents (extract->directory, 0700) != 0)
    return mps_files_set_error ("the folder cannot be made", error);
  if (!copy_keys (self, extract->directory, error))
    return FALSE;

  to = mps_store_open_sealed (extract->directory,
                              mps_store_peek_key (self),
                              MPS_STORE_OPEN_CREATE,
                              extract->program,
                              cancellable,
                              error);
  if (to == NULL)
    return FALSE;

  job.to = to;
  job.batch = new_batch (extract);
  done = carry_out (&job, error);
  mps_store_batch_free (job.batch);
  *records = job.records;
  return done;
}
