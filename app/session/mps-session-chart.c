/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-fhir-read.h"
#include "app/session/mps-session-lock.h"
#include "app/session/mps-session-private.h"
#include "data/model/mps-time.h"

#include <string.h>

#define CONSENT_PAGE 100

typedef enum {
  ANSWER_YES,
  ANSWER_NO,
  ANSWER_RESTRICTED,
  ANSWER_ERROR,
} Answer;

/**
 * mps_session_is_restricted:
 * @patient: a patient's record
 *
 * Returns: whether the chart is restricted, by HL7's confidentiality codes R and V in its security
 *   labels
 */
gboolean
mps_session_is_restricted (const MpsResource *patient)
{
  g_autoptr (JsonObject) object = NULL;
  JsonArray *labels;

  if (strstr (mps_resource_peek_json (patient), "\"security\"") == NULL)
    return FALSE;

  object = mps_fhir_dup_object (patient);
  labels = mps_fhir_peek_array (mps_fhir_peek_object (object, "meta"), "security");

  for (guint i = 0; labels != NULL && i < json_array_get_length (labels); i++) {
    JsonNode *node = json_array_get_element (labels, i);
    const char *code = JSON_NODE_HOLDS_OBJECT (node)
                           ? mps_fhir_peek_string (json_node_get_object (node), "code")
                           : NULL;

    if (g_strcmp0 (code, "R") == 0 || g_strcmp0 (code, "V") == 0)
      return TRUE;
  }

  return FALSE;
}

/* A restricted chart stays open to those whom it names as the patient's own practitioners. */
static gboolean
names_person (const MpsResource *patient, const char *person)
{
  g_autoptr (GPtrArray) references = mps_fhir_dup_references (patient, "generalPractitioner");

  return *person != '\0' &&
         g_ptr_array_find_with_equal_func (references, person, g_str_equal, NULL);
}

/* A patient who is not there is closed to nobody: the use case finds that out. */
static Answer
ask_restricted (MpsSession *self, const char *patient_id, GError **error)
{
  GError *store_error = NULL;
  g_autofree char *person = mps_session_dup_person (self);
  g_autoptr (MpsResource) patient =
      mps_store_get (mps_session_peek_store (self), "Patient", patient_id, 0, &store_error);

  if (patient == NULL) {
    if (g_error_matches (store_error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND)) {
      g_error_free (store_error);
      return ANSWER_NO;
    }
    g_propagate_error (error, store_error);
    return ANSWER_ERROR;
  }

  return mps_session_is_restricted (patient) && !names_person (patient, person) ? ANSWER_YES
                                                                                : ANSWER_NO;
}

static Answer
ask_glass (MpsSession *self, const char *patient_id, GError **error)
{
  gint64 ends_us = 0;

  if (!mps_store_get_glass_end (mps_session_peek_store (self),
                                mps_session_peek_account_id (self),
                                patient_id,
                                g_get_real_time (),
                                &ends_us,
                                error))
    return ANSWER_ERROR;

  return ends_us != 0 ? ANSWER_YES : ANSWER_NO;
}

/* Whether a period of FHIR covers now; one without an end goes on. */
static gboolean
covers_now (JsonObject *period)
{
  gint64 now_us = g_get_real_time ();
  gint64 start_us = 0;
  gint64 end_us = 0;
  const char *start = mps_fhir_peek_string (period, "start");
  const char *end = mps_fhir_peek_string (period, "end");

  if (start != NULL && (!mps_time_parse (start, &start_us) || start_us > now_us))
    return FALSE;
  /* A date as the end includes that day. */
  if (end != NULL && mps_time_parse (end, &end_us))
    return end_us + (strlen (end) <= 10 ? G_TIME_SPAN_DAY : 0) > now_us;

  return end == NULL;
}

static gboolean
has_reference (JsonArray *array, const char *member, const char *reference)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

    if (member != NULL)
      object = mps_fhir_peek_object (object, member);
    if (g_strcmp0 (mps_fhir_peek_string (object, "reference"), reference) == 0)
      return TRUE;
  }

  return FALSE;
}

/* In force, not a refusal, and given to this guardian or by them for the patient. */
static gboolean
consents_to (JsonObject *consent, const char *reference)
{
  JsonObject *provision = mps_fhir_peek_object (consent, "provision");

  return g_strcmp0 (mps_fhir_peek_string (consent, "status"), "active") == 0 &&
         g_strcmp0 (mps_fhir_peek_string (provision, "type"), "deny") != 0 &&
         covers_now (mps_fhir_peek_object (provision, "period")) &&
         (has_reference (mps_fhir_peek_array (provision, "actor"), "reference", reference) ||
          has_reference (mps_fhir_peek_array (consent, "performer"), NULL, reference));
}

static Answer
ask_consent (MpsStore *store, const char *patient_id, const char *reference, GError **error)
{
  g_autofree char *after = NULL;

  do {
    g_autofree char *next = NULL;
    g_autoptr (GPtrArray) page =
        mps_store_list (store, "Consent", patient_id, CONSENT_PAGE, after, &next, error);

    if (page == NULL)
      return ANSWER_ERROR;
    for (guint i = 0; i < page->len; i++) {
      g_autoptr (JsonObject) consent = mps_fhir_dup_object (g_ptr_array_index (page, i));

      if (consents_to (consent, reference))
        return ANSWER_YES;
    }
    g_free (after);
    after = g_steal_pointer (&next);
  } while (after != NULL);

  return ANSWER_NO;
}

static char *
dup_guarded_patient (const MpsResource *related)
{
  g_autoptr (JsonObject) object = mps_fhir_dup_object (related);
  const char *reference =
      mps_fhir_peek_string (mps_fhir_peek_object (object, "patient"), "reference");
  JsonNode *active = object != NULL ? json_object_get_member (object, "active") : NULL;

  if (reference == NULL || !g_str_has_prefix (reference, "Patient/") ||
      !covers_now (mps_fhir_peek_object (object, "period")) ||
      (active != NULL && JSON_NODE_HOLDS_VALUE (active) && !json_node_get_boolean (active)))
    return NULL;

  return g_strdup (reference + strlen ("Patient/"));
}

/**
 * mps_session_list_own_patients:
 * @self: a session
 * @error: return location
 *
 * Blocks; a worker thread. Errors: #MpsStoreError.
 *
 * Returns: (transfer full) (element-type utf8): the patients whose guardian the person is, by a
 *   RelatedPerson record that is in force and a consent that is too
 */
GPtrArray *
mps_session_list_own_patients (MpsSession *self, GError **error)
{
  MpsStore *store = mps_session_peek_store (self);
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) guarded =
      mps_store_list_guarded (store, mps_session_peek_account_id (self), error);

  if (guarded == NULL)
    return NULL;
  for (guint i = 0; i < guarded->len; i++) {
    const char *id = g_ptr_array_index (guarded, i);
    g_autoptr (MpsResource) related = mps_store_get (store, "RelatedPerson", id, 0, NULL);
    g_autofree char *reference = g_strconcat ("RelatedPerson/", id, NULL);
    g_autofree char *patient_id = related != NULL ? dup_guarded_patient (related) : NULL;
    Answer consent =
        patient_id != NULL ? ask_consent (store, patient_id, reference, error) : ANSWER_NO;

    if (consent == ANSWER_ERROR)
      return NULL;
    if (consent == ANSWER_YES)
      g_ptr_array_add (own, g_steal_pointer (&patient_id));
  }

  return g_steal_pointer (&own);
}

static Answer
ask_own (MpsSession *self, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) own = mps_session_list_own_patients (self, error);

  if (own == NULL)
    return ANSWER_ERROR;

  return g_ptr_array_find_with_equal_func (own, patient_id, g_str_equal, NULL) ? ANSWER_YES
                                                                               : ANSWER_NO;
}

static Answer
ask_role (MpsSession *self, MpsAction action, const char *patient_id, GError **error)
{
  switch (mps_session_get_grant (self, action)) {
  case MPS_GRANT_ALL:
    return ANSWER_YES;
  case MPS_GRANT_OWN:
    return ask_own (self, patient_id, error);
  case MPS_GRANT_NO:
  default:
    return ANSWER_NO;
  }
}

static Answer
ask (MpsSession *self, MpsAction action, const char *patient_id, GError **error)
{
  Answer by_role = ask_role (self, action, patient_id, error);
  gboolean may_break = mps_session_get_grant (self, MPS_ACTION_BREAK_GLASS) == MPS_GRANT_ALL;
  Answer restricted;

  if (by_role == ANSWER_ERROR)
    return ANSWER_ERROR;
  restricted = by_role == ANSWER_YES ? ask_restricted (self, patient_id, error) : ANSWER_YES;
  if (restricted != ANSWER_YES)
    return restricted == ANSWER_NO ? ANSWER_YES : ANSWER_ERROR;

  /* Closed, by the role or by the chart: only a broken glass opens it. */
  if (!may_break || (by_role == ANSWER_NO && !mps_roles_is_opened_by_glass (action)))
    return ANSWER_NO;
  switch (ask_glass (self, patient_id, error)) {
  case ANSWER_YES:
    return ANSWER_YES;
  case ANSWER_ERROR:
    return ANSWER_ERROR;
  case ANSWER_NO:
  case ANSWER_RESTRICTED:
  default:
    return ANSWER_RESTRICTED;
  }
}

/**
 * mps_session_may_chart:
 * @self: a session
 * @action: what somebody may want to do
 * @patient_id: to whose chart
 *
 * mps_session_require_chart() that writes nothing, for lists that leave out what is not for this
 * person. Blocks; a worker thread.
 *
 * Returns: whether the person may do it; %FALSE also where that cannot be found out
 */
gboolean
mps_session_may_chart (MpsSession *self, MpsAction action, const char *patient_id)
{
  return mps_session_is_ready (self, NULL) && ask (self, action, patient_id, NULL) == ANSWER_YES;
}

static gboolean
require_of_chart (MpsSession *self, MpsAction action, const char *patient_id, GError **error)
{
  g_autofree char *target = g_strconcat ("Action/", mps_action_to_string (action), NULL);

  switch (ask (self, action, patient_id, error)) {
  case ANSWER_YES:
    return TRUE;
  case ANSWER_ERROR:
    return FALSE;
  case ANSWER_NO:
    return mps_session_refuse (self, action, patient_id, error);
  case ANSWER_RESTRICTED:
  default:
    break;
  }

  mps_session_note (
      self, MPS_AUDIT_REFUSED, target, patient_id, "refused: the chart is closed to this person");
  g_set_error (
      error,
      MPS_SESSION_ERROR,
      MPS_SESSION_ERROR_RESTRICTED,
      "session: this chart is closed to this person (%s); in an emergency, break the glass",
      mps_action_to_string (action));
  return FALSE;
}

/**
 * mps_session_require_chart:
 * @self: a session
 * @action: what somebody is about to do
 * @patient_id: to whose chart; FHIR id without "Patient/"
 * @error: return location
 *
 * mps_session_require() for one patient's chart: a family member's own, a restricted one, one whose
 * glass is broken.
 *
 * Blocks for as long as a record takes to be read; a worker thread. Errors: REFUSED, RESTRICTED
 * (breaking the glass would open it), LOCKED and CHANGE_PASSWORD of #MpsSessionError;
 * #MpsStoreError.
 *
 * Returns: whether the person may do it
 */
gboolean
mps_session_require_chart (MpsSession *self,
                           MpsAction action,
                           const char *patient_id,
                           GError **error)
{
  if (!mps_session_check_ready (self, error))
    return FALSE;
  /* Without a patient it is not known whose chart it is: only who may do it for all may do it. */
  if (patient_id == NULL || *patient_id == '\0')
    return mps_session_require (self, action, error);

  return require_of_chart (self, action, patient_id, error);
}

static gboolean
is_held (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->holds > 0 && !self->must_change;
}

/**
 * mps_session_require_begun:
 * @self: a session that is held; see mps_session_hold()
 * @user: who began it
 * @action: what is being done
 * @patient_id: (nullable): to whose chart; %NULL or empty: nobody's
 * @error: return location
 *
 * mps_session_require_chart() for a draft that was begun while the session was open: that it locked
 * since, or that somebody else took over, does not stop it. Only its writer can read it.
 *
 * Blocks; a worker thread. Errors as of mps_session_require_chart().
 *
 * Returns: whether the person may do it
 */
gboolean
mps_session_require_begun (
    MpsSession *self, const char *user, MpsAction action, const char *patient_id, GError **error)
{
  if (is_held (self) && g_strcmp0 (mps_session_peek_user (self), user) != 0)
    return TRUE;
  if (!mps_session_is_locked (self) || !is_held (self))
    return mps_session_require_chart (self, action, patient_id, error);
  if (patient_id != NULL && *patient_id != '\0')
    return require_of_chart (self, action, patient_id, error);

  return mps_session_get_grant (self, action) == MPS_GRANT_ALL ||
         mps_session_refuse (self, action, NULL, error);
}

/**
 * mps_session_require_record:
 * @self: a session
 * @action: what somebody is about to do
 * @type: type of the record it is done to
 * @patient_id: (nullable): whose record; %NULL: nobody's
 * @error: return location
 *
 * mps_session_require_chart() for a record whose type is known: %MPS_ACTION_WRITE_RECORD is what
 * writing that type is, and what dispensing needs may be read with %MPS_ACTION_READ_DISPENSING.
 *
 * Blocks; a worker thread. Errors as of mps_session_require_chart().
 *
 * Returns: whether the person may do it
 */
gboolean
mps_session_require_record (
    MpsSession *self, MpsAction action, const char *type, const char *patient_id, GError **error)
{
  if (action == MPS_ACTION_WRITE_RECORD)
    action = mps_roles_get_write_action (type);
  if (action == MPS_ACTION_READ_CHART && mps_roles_is_for_dispensing (type) &&
      mps_session_get_grant (self, action) == MPS_GRANT_NO &&
      mps_session_get_grant (self, MPS_ACTION_READ_DISPENSING) != MPS_GRANT_NO)
    action = MPS_ACTION_READ_DISPENSING;

  return mps_session_require_chart (self, action, patient_id, error);
}
