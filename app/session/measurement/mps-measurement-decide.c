/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement-object-private.h"
#include "app/session/measurement/mps-run-reasons.h"
#include "app/session/measurement/mps-settle.h"

typedef struct {
  MpsSession *session;
  char *report_id;
  char *patient_id;
  char *why;
  MpsObservationStatus status;
} Settling;

static void
settling_free (gpointer data)
{
  Settling *settling = data;

  g_object_unref (settling->session);
  g_free (settling->report_id);
  g_free (settling->patient_id);
  g_free (settling->why);
  g_free (settling);
}

static void
settle_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Settling *settling = data;
  GError *error = NULL;

  if (mps_settle_report (settling->session,
                         settling->patient_id,
                         settling->report_id,
                         settling->status,
                         settling->why,
                         &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
settle_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsMeasurement *self = MPS_MEASUREMENT (source);
  g_autoptr (GTask) outer = data;
  Settling *settling = g_task_get_task_data (outer);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (outer, error);
    return;
  }

  if (settling->status == MPS_OBSERVATION_FINAL)
    mps_measurement_enter (self, MPS_MEASUREMENT_SAVED);
  else
    mps_measurement_enter_invalid (self, MPS_REASON_REJECTED);
  g_task_return_boolean (outer, TRUE);
}

static void
settle (MpsMeasurement *self, GTask *outer, MpsObservationStatus status, const char *why)
{
  MpsMeasurementState next =
      status == MPS_OBSERVATION_FINAL ? MPS_MEASUREMENT_SAVED : MPS_MEASUREMENT_INVALID;
  g_autoptr (GTask) inner = NULL;
  Settling *settling;
  GError *error = NULL;

  if (self->state != MPS_MEASUREMENT_REVIEW) {
    g_set_error (&error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_REFUSED,
                 "measurement: from %s it cannot go to %s",
                 mps_measurement_state_to_string (self->state),
                 mps_measurement_state_to_string (next));
    g_task_return_error (outer, error);
    return;
  }

  settling = g_new0 (Settling, 1);
  settling->session = g_object_ref (self->session);
  settling->report_id = g_strdup (self->report_id);
  settling->patient_id = g_strdup (self->patient_id);
  settling->why = g_strdup (why);
  settling->status = status;
  g_task_set_task_data (outer, settling, settling_free);
  inner = g_task_new (self, NULL, settle_done, g_object_ref (outer));
  g_task_set_task_data (inner, settling, NULL);
  g_task_run_in_thread (inner, settle_in_thread);
}

/**
 * mps_measurement_accept_async:
 * @self: a measurement in %MPS_MEASUREMENT_REVIEW
 * @cancellable: (nullable): a #GCancellable; what was begun is carried through
 * @callback: called when it is stored
 * @data: for @callback
 *
 * Makes the observations and the report final.
 */
void
mps_measurement_accept_async (MpsMeasurement *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, mps_measurement_accept_async);
  settle (self, task, MPS_OBSERVATION_FINAL, "result accepted");
}

/**
 * mps_measurement_accept_finish:
 * @self: a measurement
 * @result: of mps_measurement_accept_async()
 * @error: return location
 *
 * Returns: whether the result is final now
 */
gboolean
mps_measurement_accept_finish (MpsMeasurement *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mps_measurement_reject_async:
 * @self: a measurement in %MPS_MEASUREMENT_REVIEW
 * @why: the person's reason, for the audit record
 * @cancellable: (nullable): a #GCancellable; what was begun is carried through
 * @callback: called when it is stored
 * @data: for @callback
 *
 * Marks the observations and the report as entered in error. Nothing is deleted: the run stays with
 * its scans.
 */
void
mps_measurement_reject_async (MpsMeasurement *self,
                              const char *why,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autofree char *reason = g_strconcat ("result rejected: ", why, NULL);

  g_task_set_source_tag (task, mps_measurement_reject_async);
  settle (self, task, MPS_OBSERVATION_ENTERED_IN_ERROR, reason);
}

/**
 * mps_measurement_reject_finish:
 * @self: a measurement
 * @result: of mps_measurement_reject_async()
 * @error: return location
 *
 * Returns: whether the result is marked as entered in error now
 */
gboolean
mps_measurement_reject_finish (MpsMeasurement *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
