/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-export.h"

#include "app/clinic/exchange/mps-export-private.h"

#include <string.h>

#define BUNDLE_HEAD "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["

typedef struct {
  MpsExportFile *file;
  MpsExportFormat format;
  guint64 n;
} Writing;

/**
 * mps_export_require_reason:
 * @reason: (nullable): why somebody exports
 * @error: return location
 *
 * Returns: whether it says anything; otherwise an error of code REFUSED
 */
gboolean
mps_export_require_reason (const char *reason, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (reason != NULL ? reason : ""));

  if (*stripped != '\0')
    return TRUE;

  g_set_error_literal (error,
                       MPS_SESSION_ERROR,
                       MPS_SESSION_ERROR_REFUSED,
                       "export: records leave the program only with a reason; say why");
  return FALSE;
}

/**
 * mps_export_find_patient:
 * @session: who exports
 * @patient_id: (nullable): whose chart; %NULL: everybody's
 * @error: return location
 *
 * Returns: whether there is such a patient
 */
gboolean
mps_export_find_patient (MpsSession *session, const char *patient_id, GError **error)
{
  g_autoptr (MpsResource) patient = NULL;

  if (patient_id == NULL)
    return TRUE;

  patient = mps_store_get (mps_session_peek_store (session), "Patient", patient_id, 0, error);
  return patient != NULL;
}

/**
 * mps_export_conclude:
 * @session: who exports
 * @file: all of it
 * @target: "Export/…", what was exported
 * @patient_id: (nullable): whose
 * @reason: why
 * @n: how many records or lines it has
 * @error: return location
 *
 * Puts the file in its place after the audit record says so: nothing leaves without its entry. An
 * entry whose file could not be put in place says more than what happened, never less.
 *
 * Returns: whether the file is there
 */
gboolean
mps_export_conclude (MpsSession *session,
                     MpsExportFile *file,
                     const char *target,
                     const char *patient_id,
                     const char *reason,
                     guint64 n,
                     GError **error)
{
  g_autofree char *why = g_strdup_printf ("%s (%" G_GUINT64_FORMAT " records)", reason, n);

  return mps_export_file_sync (file, error) &&
         mps_store_audit (mps_session_peek_store (session),
                          MPS_AUDIT_EXECUTE,
                          mps_session_peek_user (session),
                          patient_id,
                          target,
                          why,
                          error) &&
         mps_export_file_finish (file, error);
}

/* A line break between elements, which a record of another system may have, is no line's end. */
static gboolean
write_one_line (MpsExportFile *file, const char *json, GError **error)
{
  g_autofree char *line = NULL;

  if (strpbrk (json, "\r\n") == NULL)
    return mps_export_file_write (file, json, -1, error);

  line = g_strdelimit (g_strdup (json), "\r\n", ' ');
  return mps_export_file_write (file, line, -1, error);
}

static gboolean
write_record (const MpsWalkRecord *record, gpointer data, GError **error)
{
  Writing *writing = data;
  const gboolean bundle = writing->format == MPS_EXPORT_BUNDLE;
  const char *before = !bundle ? "" : writing->n > 0 ? ",\n{\"resource\":" : "\n{\"resource\":";
  const char *after = bundle ? "}" : "\n";

  writing->n++;
  return mps_export_file_write (writing->file, before, -1, error) &&
         write_one_line (writing->file, record->json, error) &&
         mps_export_file_write (writing->file, after, -1, error);
}

static gboolean
write_records (MpsSession *session,
               const MpsExportPlan *plan,
               Writing *writing,
               GCancellable *cancellable,
               GError **error)
{
  const gboolean bundle = plan->format == MPS_EXPORT_BUNDLE;
  const MpsWalk walk = {
    .patient_id = plan->patient_id,
    .progress = plan->progress,
    .progress_data = plan->progress_data,
  };

  return mps_export_file_write (writing->file, bundle ? BUNDLE_HEAD : "", -1, error) &&
         mps_store_walk_records (
             mps_session_peek_store (session), &walk, write_record, writing, cancellable, error) &&
         mps_export_file_write (writing->file, bundle ? "\n]}\n" : "", -1, error);
}

/**
 * mps_export_records:
 * @session: who exports
 * @plan: what, where to and why
 * @n_resources: (out): how many records the file has
 * @cancellable: (nullable): ends it; then there is no file
 * @error: return location
 *
 * Writes the newest version of every record, or of every record in one chart, as it is stored.
 * Taken in again by another profile it gives the same records. Memory does not grow with their
 * number.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError without a reason or the right,
 * #MpsStoreError, #GIOErrorEnum.
 *
 * Returns: whether the file is there
 */
gboolean
mps_export_records (MpsSession *session,
                    const MpsExportPlan *plan,
                    guint64 *n_resources,
                    GCancellable *cancellable,
                    GError **error)
{
  const gboolean one = plan->patient_id != NULL;
  g_autoptr (MpsExportFile) file = NULL;
  Writing writing = { .format = plan->format };
  gboolean may =
      one ? mps_session_require_chart (session, MPS_ACTION_EXPORT_CHART, plan->patient_id, error)
          : mps_session_require (session, MPS_ACTION_EXPORT_ALL, error);

  if (!may || !mps_export_require_reason (plan->reason, error) ||
      !mps_export_find_patient (session, plan->patient_id, error))
    return FALSE;
  file = mps_export_file_new (plan->path, error);
  if (file == NULL)
    return FALSE;

  writing.file = file;
  if (!write_records (session, plan, &writing, cancellable, error) ||
      !mps_export_conclude (session,
                            file,
                            one ? "Export/chart" : "Export/all",
                            plan->patient_id,
                            plan->reason,
                            writing.n,
                            error))
    return FALSE;

  *n_resources = writing.n;
  return TRUE;
}
