/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-records.h"

#include "app/session/measurement/mps-fhir-read.h"

#include <string.h>

/**
 * mps_records_dup_patient:
 * @resource: a record
 *
 * Returns: (transfer full): id of the patient whose record it is; empty for nobody's
 */
char *
mps_records_dup_patient (const MpsResource *resource)
{
  g_autoptr (JsonObject) object = mps_fhir_dup_object (resource);
  const char *reference;

  if (g_str_equal (mps_resource_peek_type (resource), "Patient"))
    return g_strdup (mps_resource_peek_id (resource));

  reference = mps_fhir_peek_string (mps_fhir_peek_object (object, "subject"), "reference");
  if (reference == NULL)
    reference = mps_fhir_peek_string (mps_fhir_peek_object (object, "patient"), "reference");
  if (reference == NULL || !g_str_has_prefix (reference, "Patient/"))
    return g_strdup ("");
  return g_strdup (reference + strlen ("Patient/"));
}

/* Whether somebody exists is part of what a role may not see: without any right the store is not
 * asked. */
static gboolean
check_reads_anything (MpsSession *session, const char *type, GError **error)
{
  if (mps_session_may (session, MPS_ACTION_READ_CHART) ||
      mps_session_may (session, MPS_ACTION_BREAK_GLASS) ||
      mps_session_may (session, MPS_ACTION_READ_DISPENSING))
    return TRUE;

  return mps_session_require_record (session, MPS_ACTION_READ_CHART, type, NULL, error);
}

static gboolean
audit (
    MpsSession *session, const char *patient, const char *target, const char *why, GError **error)
{
  return mps_store_audit (mps_session_peek_store (session),
                          MPS_AUDIT_READ,
                          mps_session_peek_user (session),
                          patient,
                          target,
                          why,
                          error);
}

/* What was seen is on record before it is handed out. */
static gboolean
open_record (MpsSession *session, const MpsResource *resource, GError **error)
{
  g_autofree char *patient = mps_records_dup_patient (resource);
  g_autofree char *target = mps_resource_dup_reference (resource);

  return mps_session_require_record (
             session, MPS_ACTION_READ_CHART, mps_resource_peek_type (resource), patient, error) &&
         audit (session, patient, target, "record read", error);
}

/**
 * mps_records_get:
 * @session: who reads
 * @type: resource type
 * @id: its id
 * @version: which version; 0: the newest
 * @error: return location
 *
 * Blocks; a worker thread. Errors: REFUSED and RESTRICTED of #MpsSessionError, #MpsStoreError.
 *
 * Returns: (transfer full): the record; that it was read is on the audit record
 */
MpsResource *
mps_records_get (
    MpsSession *session, const char *type, const char *id, gint64 version, GError **error)
{
  g_autoptr (MpsResource) resource = NULL;

  if (!check_reads_anything (session, type, error))
    return NULL;
  resource = mps_store_get (mps_session_peek_store (session), type, id, version, error);
  if (resource == NULL || !open_record (session, resource, error))
    return NULL;

  return g_steal_pointer (&resource);
}

/**
 * mps_records_history:
 * @session: who reads
 * @type: resource type
 * @id: its id
 * @error: return location
 *
 * Blocks; a worker thread. Errors as of mps_records_get(). A version that stands in another
 * patient's chart needs the right to that chart too.
 *
 * Returns: (transfer full) (element-type MpsResource): every version, the newest first
 */
GPtrArray *
mps_records_history (MpsSession *session, const char *type, const char *id, GError **error)
{
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char *seen = NULL;

  if (!check_reads_anything (session, type, error))
    return NULL;
  versions = mps_store_history (mps_session_peek_store (session), type, id, error);
  if (versions == NULL)
    return NULL;

  for (guint i = 0; i < versions->len; i++) {
    const MpsResource *resource = g_ptr_array_index (versions, i);
    g_autofree char *patient = mps_records_dup_patient (resource);

    if (g_strcmp0 (seen, patient) == 0)
      continue;
    if (!open_record (session, resource, error))
      return NULL;
    g_free (seen);
    seen = g_steal_pointer (&patient);
  }

  return g_steal_pointer (&versions);
}

/* A page of everybody's records leaves out the charts that are closed to this person. */
static void
leave_out_closed (MpsSession *session, MpsAction action, GPtrArray *records)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = records->len; i-- > 0;) {
    g_autofree char *patient = mps_records_dup_patient (g_ptr_array_index (records, i));
    gpointer open;

    if (*patient == '\0')
      continue;
    if (!g_hash_table_lookup_extended (known, patient, NULL, &open)) {
      open = GINT_TO_POINTER (mps_session_may_chart (session, action, patient));
      g_hash_table_insert (known, g_strdup (patient), open);
    }
    if (!GPOINTER_TO_INT (open))
      g_ptr_array_remove_index (records, i);
  }
}

/* Who a patient is may be looked up by those who measure, too; what else is in the chart not. */
static MpsAction
get_list_action (MpsSession *session, const char *type)
{
  if (mps_session_may (session, MPS_ACTION_READ_CHART))
    return MPS_ACTION_READ_CHART;
  if (g_str_equal (type, "Patient") && mps_session_may (session, MPS_ACTION_FIND_PATIENT))
    return MPS_ACTION_FIND_PATIENT;
  if (mps_roles_is_for_dispensing (type) && mps_session_may (session, MPS_ACTION_READ_DISPENSING))
    return MPS_ACTION_READ_DISPENSING;

  return MPS_ACTION_READ_CHART;
}

/* Every patient whose record is about to be shown; the one that was asked for even where nothing is
 * there. */
static GPtrArray *
list_patients (GPtrArray *records, const char *patient_id)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *patients = g_ptr_array_new_with_free_func (g_free);

  if (patient_id != NULL)
    g_ptr_array_add (patients, g_strdup (patient_id));
  for (guint i = 0; patient_id == NULL && i < records->len; i++) {
    g_autofree char *id = mps_records_dup_patient (g_ptr_array_index (records, i));

    if (*id == '\0' || g_hash_table_contains (known, id))
      continue;
    g_hash_table_add (known, id);
    g_ptr_array_add (patients, g_steal_pointer (&id));
  }
  if (patients->len == 0)
    g_ptr_array_add (patients, g_strdup (""));
  g_ptr_array_add (patients, NULL);
  return patients;
}

static gboolean
audit_list (MpsSession *session,
            const char *type,
            GPtrArray *records,
            const char *patient_id,
            GError **error)
{
  g_autoptr (GPtrArray) patients = list_patients (records, patient_id);
  const MpsAuditNote note = {
    .action = MPS_AUDIT_READ,
    .who = mps_session_peek_user (session),
    .target = type,
    .why = "records listed",
  };

  return mps_store_audit_charts (
      mps_session_peek_store (session), &note, (const char *const *)patients->pdata, error);
}

/**
 * mps_records_list:
 * @session: who reads
 * @type: resource type
 * @patient_id: (nullable): whose; %NULL: everybody's, charts that are closed to this person left
 *   out
 * @limit: how many at most
 * @after: (nullable): where the page before ended
 * @next: (out) (transfer full) (nullable): where this page ends; %NULL for the last
 * @error: return location
 *
 * Blocks; a worker thread. Errors as of mps_records_get().
 *
 * Returns: (transfer full) (element-type MpsResource): the records; that they were listed is on the
 *   audit record
 */
GPtrArray *
mps_records_list (MpsSession *session,
                  const char *type,
                  const char *patient_id,
                  guint limit,
                  const char *after,
                  char **next,
                  GError **error)
{
  MpsAction action = get_list_action (session, type);
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *cursor = NULL;

  if (!mps_session_require_chart (session, action, patient_id, error))
    return NULL;
  records = mps_store_list (
      mps_session_peek_store (session), type, patient_id, limit, after, &cursor, error);
  if (records == NULL)
    return NULL;

  if (patient_id == NULL)
    leave_out_closed (session, action, records);
  /* What is seen of each chart is on record before it is handed out. */
  if (!audit_list (session, type, records, patient_id, error))
    return NULL;

  *next = g_steal_pointer (&cursor);
  return g_steal_pointer (&records);
}

static gboolean
require_old (MpsSession *session, const MpsResource *stored, GError **error)
{
  g_autofree char *patient = mps_records_dup_patient (stored);

  return mps_session_require_record (
      session, MPS_ACTION_WRITE_RECORD, mps_resource_peek_type (stored), patient, error);
}

static gboolean
require_new (MpsSession *session, const MpsResource *resource, GError **error)
{
  g_autofree char *patient = mps_records_dup_patient (resource);

  if (g_str_equal (mps_resource_peek_type (resource), "Patient"))
    return mps_session_require (session, MPS_ACTION_REGISTER_PATIENT, error);

  return mps_session_require_record (
      session, MPS_ACTION_WRITE_RECORD, mps_resource_peek_type (resource), patient, error);
}

/* Both the chart where the record stands and the one where it would stand. */
static gboolean
require_writing (MpsSession *session, const MpsResource *resource, GError **error)
{
  const char *type = mps_resource_peek_type (resource);
  GError *store_error = NULL;
  g_autoptr (MpsResource) stored = NULL;

  if (!mps_session_may (session, mps_roles_get_write_action (type)))
    return mps_session_require_record (session, MPS_ACTION_WRITE_RECORD, type, NULL, error);

  stored = mps_store_get (
      mps_session_peek_store (session), type, mps_resource_peek_id (resource), 0, &store_error);
  if (stored == NULL &&
      !g_error_matches (store_error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, store_error);
    return FALSE;
  }
  g_clear_error (&store_error);

  if (stored == NULL)
    return require_new (session, resource, error);
  if (g_str_equal (type, "Patient") &&
      mps_session_is_restricted (stored) != mps_session_is_restricted (resource) &&
      !mps_session_require_chart (
          session, MPS_ACTION_RESTRICT_CHART, mps_resource_peek_id (resource), error))
    return FALSE;

  return require_old (session, stored, error) &&
         (g_str_equal (type, "Patient") || require_new (session, resource, error));
}

/**
 * mps_records_put:
 * @session: who writes
 * @resource: the record
 * @expected_version: as in mps_store_batch_put()
 * @why: for the audit record
 * @error: return location
 *
 * Writes one record. Blocks; a worker thread. Errors: REFUSED and RESTRICTED of #MpsSessionError,
 * #MpsStoreError.
 *
 * Returns: (transfer full): the record as it is stored
 */
MpsResource *
mps_records_put (MpsSession *session,
                 MpsResource *resource,
                 gint64 expected_version,
                 const char *why,
                 GError **error)
{
  g_autoptr (MpsStoreBatch) batch = NULL;
  g_autoptr (GPtrArray) written = NULL;

  if (!require_writing (session, resource, error))
    return NULL;

  batch = mps_store_batch_new (mps_session_peek_user (session), why);
  mps_store_batch_put (batch, resource, expected_version);
  if (!mps_store_commit (mps_session_peek_store (session), batch, &written, NULL, error))
    return NULL;

  return mps_resource_ref (g_ptr_array_index (written, 0));
}
