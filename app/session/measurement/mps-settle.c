/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-settle.h"

#include "app/session/measurement/mps-fhir-read.h"

#include <string.h>

static gboolean
put_with_status (MpsStoreBatch *batch,
                 MpsStore *store,
                 const char *type,
                 const char *id,
                 MpsObservationStatus status,
                 MpsResource **old,
                 GError **error)
{
  g_autoptr (MpsResource) resource = mps_store_get (store, type, id, 0, error);
  g_autoptr (MpsResource) settled = NULL;

  if (resource == NULL)
    return FALSE;

  settled = mps_observation_with_status (resource, status);
  mps_store_batch_put (batch, settled, mps_resource_get_version (resource));
  if (old != NULL)
    *old = g_steal_pointer (&resource);
  return TRUE;
}

/**
 * mps_settle_report:
 * @session: who decides
 * @patient_id: the chart it is done from
 * @report_id: FHIR id of a diagnostic report that a measurement made
 * @status: final, or entered in error
 * @why: for the audit record
 * @error: return location
 *
 * Gives the report and all its observations @status, in one transaction. Somebody else's edit in
 * between makes it fail as stale.
 *
 * Blocks; a worker thread. Errors: #MpsSessionError, #MpsStoreError.
 *
 * Returns: whether it is done
 */
gboolean
mps_settle_report (MpsSession *session,
                   const char *patient_id,
                   const char *report_id,
                   MpsObservationStatus status,
                   const char *why,
                   GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (mps_session_peek_user (session), why);
  g_autoptr (MpsResource) report = NULL;
  g_autoptr (GPtrArray) references = NULL;

  if (!mps_session_require_chart (session, MPS_ACTION_ACCEPT_RESULT, patient_id, error))
    return FALSE;

  mps_store_batch_bind_patient (batch, patient_id);
  if (!put_with_status (batch, store, "DiagnosticReport", report_id, status, &report, error))
    return FALSE;
  references = mps_fhir_dup_references (report, "result");
  for (guint i = 0; i < references->len; i++) {
    const char *reference = g_ptr_array_index (references, i);
    const char *id = strchr (reference, '/');

    if (id != NULL && g_str_has_prefix (reference, "Observation/") &&
        !put_with_status (batch, store, "Observation", id + 1, status, NULL, error))
      return FALSE;
  }

  return mps_store_commit (store, batch, NULL, NULL, error);
}
