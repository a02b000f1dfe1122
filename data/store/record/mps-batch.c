/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-batch-private.h"

static void
write_free (MpsWrite *write)
{
  g_clear_pointer (&write->resource, mps_resource_unref);
  g_clear_pointer (&write->run, mps_run_free);
  g_clear_pointer (&write->scans, g_array_unref);
  g_free (write->run_id);
  g_free (write->key);
  g_free (write->value);
  g_free (write->patient_id);
  if (write->destroy != NULL)
    write->destroy (write->data);
  g_free (write);
}

static MpsWrite *
add (MpsStoreBatch *batch, MpsWriteKind kind)
{
  MpsWrite *write = g_new0 (MpsWrite, 1);

  write->kind = kind;
  g_ptr_array_add (batch->writes, write);
  return write;
}

/**
 * mps_store_batch_new:
 * @who: the person who does it, for the audit record
 * @why: what for, in the program's fixed English
 *
 * Returns: (transfer full): a batch without writes
 */
MpsStoreBatch *
mps_store_batch_new (const char *who, const char *why)
{
  MpsStoreBatch *batch = g_new0 (MpsStoreBatch, 1);

  batch->who = g_strdup (who != NULL ? who : "");
  batch->why = g_strdup (why != NULL ? why : "");
  batch->writes = g_ptr_array_new_with_free_func ((GDestroyNotify)write_free);
  return batch;
}

/**
 * mps_store_batch_free:
 * @batch: (transfer full) (nullable): a batch
 */
void
mps_store_batch_free (MpsStoreBatch *batch)
{
  if (batch == NULL)
    return;

  g_free (batch->who);
  g_free (batch->why);
  g_free (batch->patient_id);
  g_free (batch->other_id);
  g_ptr_array_unref (batch->writes);
  g_free (batch);
}

/**
 * mps_store_batch_bind_patient:
 * @batch: a batch
 * @patient_id: FHIR id of the one patient that it may touch
 *
 * Whatever the batch writes for another patient, or takes from another patient's chart, makes the
 * commit fail with %MPS_STORE_ERROR_REFUSED, and nothing is written. The chart of a patient is also
 * that of those who were merged into them.
 */
void
mps_store_batch_bind_patient (MpsStoreBatch *batch, const char *patient_id)
{
  g_free (batch->patient_id);
  batch->patient_id = g_strdup (patient_id);
}

/**
 * mps_store_batch_put:
 * @batch: a batch
 * @resource: a record; without an id it gets a UUID
 * @expected_version: the version it was edited from, MPS_VERSION_NEW or MPS_VERSION_ANY
 *
 * Adds a new version of a record. Only the newest version can be edited: otherwise the commit
 * fails with %MPS_STORE_ERROR_STALE.
 */
void
mps_store_batch_put (MpsStoreBatch *batch, MpsResource *resource, gint64 expected_version)
{
  MpsWrite *write = add (batch, MPS_WRITE_RECORD);

  write->resource = mps_resource_ref (resource);
  write->expected_version = expected_version;
}

/**
 * mps_store_batch_import:
 * @batch: a batch
 * @resource: a record with an id
 *
 * Adds a record as another system has it: a new version only if it says something new.
 */
void
mps_store_batch_import (MpsStoreBatch *batch, MpsResource *resource)
{
  MpsWrite *write = add (batch, MPS_WRITE_IMPORT);

  write->resource = mps_resource_ref (resource);
  write->expected_version = MPS_VERSION_ANY;
}

/**
 * mps_store_batch_put_run:
 * @batch: a batch
 * @run: a run; its scans are not looked at, they come with mps_store_batch_append_scans()
 *
 * Adds a run's state: first in progress, later complete or invalid. A finished run never changes,
 * and a run is complete only with every planned scan stored.
 */
void
mps_store_batch_put_run (MpsStoreBatch *batch, const MpsRun *run)
{
  MpsRun bare = *run;

  bare.scans = NULL;
  add (batch, MPS_WRITE_RUN)->run = mps_run_copy (&bare);
}

/**
 * mps_store_batch_append_scans:
 * @batch: a batch
 * @run_id: a run in progress that this store began
 * @scans: (array length=n_scans): the scans that follow those that are stored, without a gap
 * @n_scans: their number
 */
void
mps_store_batch_append_scans (MpsStoreBatch *batch,
                              const char *run_id,
                              const MpsScan *scans,
                              gsize n_scans)
{
  MpsWrite *write = add (batch, MPS_WRITE_SCANS);

  write->run_id = g_strdup (run_id);
  write->scans = g_array_sized_new (FALSE, FALSE, sizeof (MpsScan), (guint)n_scans);
  g_array_append_vals (write->scans, scans, (guint)n_scans);
}

/**
 * mps_store_batch_set_setting:
 * @batch: a batch
 * @key: a setting of the profile
 * @value: (nullable): its value; %NULL takes it away
 */
void
mps_store_batch_set_setting (MpsStoreBatch *batch, const char *key, const char *value)
{
  MpsWrite *write = add (batch, MPS_WRITE_SETTING);

  write->key = g_strdup (key);
  write->value = g_strdup (value);
}

/**
 * mps_store_batch_audit:
 * @batch: a batch
 * @action: what was done
 * @patient_id: (nullable): whose record
 * @target: (nullable): what it was done to
 *
 * Adds an audit entry of its own.
 */
void
mps_store_batch_audit (MpsStoreBatch *batch,
                       MpsAuditAction action,
                       const char *patient_id,
                       const char *target)
{
  const MpsAuditNote note = {
    .action = action,
    .patient_id = patient_id,
    .target = target,
  };

  mps_store_batch_note (batch, &note);
}

/**
 * mps_store_batch_note:
 * @batch: a batch
 * @note: what was done; who and why are the batch's
 *
 * Adds an audit entry of its own.
 */
void
mps_store_batch_note (MpsStoreBatch *batch, const MpsAuditNote *note)
{
  MpsWrite *write = add (batch, MPS_WRITE_AUDIT);

  write->action = note->action;
  write->outcome = note->outcome;
  write->patient_id = g_strdup (note->patient_id);
  write->key = g_strdup (note->target);
}

/**
 * mps_store_batch_call:
 * @batch: a batch
 * @func: what is done in its transaction
 * @data: for @func
 * @destroy: (nullable): frees @data with the batch
 *
 * Adds a write of the tables that are no records.
 */
void
mps_store_batch_call (MpsStoreBatch *batch,
                      MpsWriteFunc func,
                      gpointer data,
                      GDestroyNotify destroy)
{
  MpsWrite *write = add (batch, MPS_WRITE_CALL);

  write->func = func;
  write->data = data;
  write->destroy = destroy;
}
