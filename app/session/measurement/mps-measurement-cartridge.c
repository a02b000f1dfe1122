/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement-object-private.h"
#include "app/session/measurement/mps-tag-check.h"

/* How long a person is given to lay the cartridge on the antenna. */
#define TAG_TIMEOUT_MS 5000

static void
forget_cartridge (MpsMeasurement *self)
{
  g_clear_pointer (&self->cartridge, mps_cartridge_free);
  if (self->state == MPS_MEASUREMENT_TAG_CHECKED)
    mps_measurement_enter (self, MPS_MEASUREMENT_READY);
  else
    mps_measurement_emit_changed (self);
}

/**
 * mps_measurement_set_tag:
 * @self: a measurement that was not started
 * @tag: (nullable): the tag on the antenna; %NULL: a demo profile's virtual cartridge
 *
 * Lays another cartridge on the antenna; it has to be checked anew. Ignored once started.
 */
void
mps_measurement_set_tag (MpsMeasurement *self, MpsTag *tag)
{
  if (self->state > MPS_MEASUREMENT_TAG_CHECKED)
    return;

  g_set_object (&self->tag, tag);
  forget_cartridge (self);
}

/**
 * mps_measurement_replace_virtual_cartridge:
 * @self: a measurement that was not started
 *
 * In a demo profile, lays a new virtual cartridge in the place of the old one, which is spent or
 * expired; it has to be checked anew. Does nothing elsewhere. When the file cannot be written the
 * old cartridge stays and is refused again, with its reason.
 */
void
mps_measurement_replace_virtual_cartridge (MpsMeasurement *self)
{
  if (self->state > MPS_MEASUREMENT_TAG_CHECKED ||
      !mps_tag_check_replace_virtual (self->session, NULL))
    return;

  g_clear_object (&self->tag);
  forget_cartridge (self);
}

/**
 * mps_measurement_peek_cartridge:
 * @self: a measurement
 *
 * Returns: (transfer none) (nullable): the cartridge that was read and accepted
 */
const MpsCartridge *
mps_measurement_peek_cartridge (MpsMeasurement *self)
{
  return self->cartridge;
}

typedef struct {
  MpsSession *session;
  char *patient_id;
  MpsTag *tag;
  MpsTagRefusal refusal;
  MpsPatient *patient;
  MpsCartridge *cartridge;
} TagCheck;

static void
tag_check_free (gpointer data)
{
  TagCheck *check = data;

  g_object_unref (check->session);
  g_free (check->patient_id);
  g_clear_object (&check->tag);
  mps_patient_free (check->patient);
  mps_cartridge_free (check->cartridge);
  g_free (check);
}

static MpsPatient *
load_patient (MpsSession *session, const char *id, GError **error)
{
  g_autoptr (MpsResource) resource =
      mps_store_get (mps_session_peek_store (session), "Patient", id, 0, error);

  return resource != NULL ? mps_patient_new_from_resource (resource, error) : NULL;
}

static void
check_tag_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TagCheck *check = data;
  GError *error = NULL;

  if (mps_session_require_chart (check->session, MPS_ACTION_MEASURE, check->patient_id, &error))
    check->patient = load_patient (check->session, check->patient_id, &error);
  if (check->patient != NULL && check->tag == NULL)
    check->tag = mps_tag_check_open_default (check->session, &error);
  if (error == NULL)
    check->cartridge = mps_tag_check_read (
        check->session, check->tag, TAG_TIMEOUT_MS, &check->refusal, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
check_tag_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsMeasurement *self = MPS_MEASUREMENT (source);
  g_autoptr (GTask) outer = data;
  TagCheck *check = g_task_get_task_data (outer);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) ||
      !mps_measurement_check_state (self, MPS_MEASUREMENT_TAG_CHECKED, &error)) {
    if (self->state == MPS_MEASUREMENT_TAG_CHECKED)
      forget_cartridge (self);
    g_task_return_error (outer, error);
    return;
  }

  mps_patient_free (self->patient);
  self->patient = g_steal_pointer (&check->patient);
  mps_cartridge_free (self->cartridge);
  self->cartridge = g_steal_pointer (&check->cartridge);
  g_set_object (&self->tag, check->tag);
  mps_measurement_enter (self, MPS_MEASUREMENT_TAG_CHECKED);
  g_task_return_boolean (outer, TRUE);
}

/**
 * mps_measurement_check_tag_async:
 * @self: a measurement
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the cartridge was read
 * @data: for @callback
 *
 * Reads the cartridge's tag and checks it, and that the patient is on record.
 */
void
mps_measurement_check_tag_async (MpsMeasurement *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) outer = g_task_new (self, cancellable, callback, data);
  g_autoptr (GTask) inner = NULL;
  TagCheck *check;
  GError *error = NULL;

  g_task_set_source_tag (outer, mps_measurement_check_tag_async);
  if (!mps_session_require (self->session, MPS_ACTION_MEASURE, &error) ||
      !mps_measurement_check_state (self, MPS_MEASUREMENT_TAG_CHECKED, &error)) {
    g_task_return_error (outer, error);
    return;
  }

  check = g_new0 (TagCheck, 1);
  check->session = g_object_ref (self->session);
  check->patient_id = g_strdup (self->patient_id);
  check->tag = self->tag != NULL ? g_object_ref (self->tag) : NULL;
  g_task_set_task_data (outer, check, tag_check_free);
  inner = g_task_new (self, cancellable, check_tag_done, g_object_ref (outer));
  g_task_set_task_data (inner, check, NULL);
  g_task_run_in_thread (inner, check_tag_in_thread);
}

/**
 * mps_measurement_check_tag_finish:
 * @self: a measurement
 * @result: of mps_measurement_check_tag_async()
 * @refusal: (out) (optional): %MPS_TAG_ACCEPTED, or why the cartridge is refused
 * @error: return location
 *
 * Errors: REFUSED of #MpsSessionError together with @refusal for a refused cartridge; NO_TAG;
 * NOT_FOUND of #MpsStoreError for an unknown patient; #MpsDeviceError.
 *
 * Returns: whether the cartridge may be used
 */
gboolean
mps_measurement_check_tag_finish (MpsMeasurement *self,
                                  GAsyncResult *result,
                                  MpsTagRefusal *refusal,
                                  GError **error)
{
  TagCheck *check = g_task_get_task_data (G_TASK (result));

  if (refusal != NULL)
    *refusal = check != NULL ? check->refusal : MPS_TAG_ACCEPTED;
  return g_task_propagate_boolean (G_TASK (result), error);
}
