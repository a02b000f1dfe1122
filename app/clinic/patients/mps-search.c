/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/patients/mps-search.h"

#include <glib/gi18n-lib.h>

/* Charts of which it was asked already in one search: patient id → whether they may be seen. */
typedef struct {
  MpsSession *session;
  GHashTable *charts;
} Sight;

static void
hit_free (gpointer data)
{
  MpsSearchHit *hit = data;

  g_free (hit->reference);
  g_free (hit->patient_id);
  g_free (hit->title);
  g_free (hit->snippet);
  g_clear_pointer (&hit->title_marks, g_array_unref);
  g_clear_pointer (&hit->snippet_marks, g_array_unref);
  g_clear_pointer (&hit->patient, mps_patient_free);
  g_free (hit);
}

/**
 * mps_search_answer_free:
 * @answer: (transfer full) (nullable): an answer
 */
void
mps_search_answer_free (MpsSearchAnswer *answer)
{
  if (answer == NULL)
    return;

  g_ptr_array_unref (answer->hits);
  g_free (answer);
}

/**
 * mps_search_dup_match:
 * @match: how a patient fits
 *
 * Returns: (transfer full): the same in words
 */
char *
mps_search_dup_match (MpsPatientMatch match)
{
  switch (match) {
  case MPS_PATIENT_MATCH_EXACT:
    return g_strdup (_ ("exactly"));
  case MPS_PATIENT_MATCH_NAME:
  case MPS_PATIENT_MATCH_NAME_PART:
    return g_strdup (_ ("by name"));
  case MPS_PATIENT_MATCH_SOUND:
  case MPS_PATIENT_MATCH_SOUND_PART:
    /* TRANSLATORS: a name was found by its initial consonants or by a spelling in Latin letters */
    return g_strdup (_ ("by the sound of the name"));
  case MPS_PATIENT_MATCH_CHART_NUMBER:
    return g_strdup (_ ("by chart number"));
  case MPS_PATIENT_MATCH_PHONE_END:
  case MPS_PATIENT_MATCH_PHONE_PART:
    return g_strdup (_ ("by phone number"));
  case MPS_PATIENT_MATCH_BIRTH_DATE:
    return g_strdup (_ ("by birth date"));
  case MPS_PATIENT_MATCH_IDENTIFIER:
    return g_strdup (_ ("by another number"));
  case MPS_PATIENT_MATCH_NONE:
  default:
    return g_strdup ("");
  }
}

static gboolean
may_see (const char *patient_id, gpointer data)
{
  Sight *sight = data;
  gpointer known = NULL;
  gboolean may;

  if (patient_id == NULL)
    return TRUE;
  if (g_hash_table_lookup_extended (sight->charts, patient_id, NULL, &known))
    return GPOINTER_TO_INT (known);

  may = mps_session_may_chart (sight->session, MPS_ACTION_SEARCH, patient_id);
  g_hash_table_insert (sight->charts, g_strdup (patient_id), GINT_TO_POINTER (may));
  return may;
}

/* What tells one person from another: birth date and chart number, and how they were found. */
static void
take_patient (MpsSearchAnswer *answer, const MpsPatientRow *row, const MpsPatientHit *found)
{
  MpsSearchHit *hit = g_new0 (MpsSearchHit, 1);
  g_autofree char *match = mps_search_dup_match (found->match);
  const char *facts[] = { row->birth_date, row->chart_number, match };
  g_autoptr (GString) snippet = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (*facts[i] != '\0')
      g_string_append_printf (snippet, "%s%s", snippet->len > 0 ? " · " : "", facts[i]);

  hit->reference = g_strconcat ("Patient/", row->id, NULL);
  hit->patient_id = g_strdup (row->id);
  hit->title = g_strdup (row->name);
  hit->snippet = g_string_free (g_steal_pointer (&snippet), FALSE);
  hit->is_patient = TRUE;
  hit->match = found->match;
  hit->when_us = found->last_seen_us;
  g_ptr_array_add (answer->hits, hit);
}

static gboolean
find_patients (MpsSession *session,
               const char *text,
               guint limit,
               MpsSearchAnswer *answer,
               GCancellable *cancellable,
               GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  g_autoptr (MpsPatientHits) found =
      mps_store_find_patients (store, text, limit, cancellable, error);

  if (found == NULL)
    return FALSE;

  for (guint i = 0; i < found->hits->len; i++) {
    const MpsPatientHit *hit = &g_array_index (found->hits, MpsPatientHit, i);
    g_autoptr (GPtrArray) rows = mps_store_load_patient_rows (store, &hit->key, 1, error);

    if (rows == NULL)
      return FALSE;
    if (rows->len == 1)
      take_patient (answer, g_ptr_array_index (rows, 0), hit);
  }
  answer->more |= found->more;
  return TRUE;
}

/* A record without the name of its patient could be taken for somebody else's. */
static gboolean
add_patient (MpsSession *session, MpsSearchHit *hit, GError **error)
{
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (GError) missing = NULL;

  if (hit->patient_id == NULL)
    return TRUE;

  resource =
      mps_store_get (mps_session_peek_store (session), "Patient", hit->patient_id, 0, &missing);
  /* Records may come in before the patient that they speak of. */
  if (g_error_matches (missing, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND))
    return TRUE;
  if (resource == NULL) {
    g_propagate_error (error, g_steal_pointer (&missing));
    return FALSE;
  }

  hit->patient = mps_patient_new_from_resource (resource, error);
  return hit->patient != NULL;
}

static gboolean
find_records (MpsSession *session,
              const char *text,
              const char *type,
              guint limit,
              MpsSearchAnswer *answer,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GHashTable) charts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Sight sight = { session, charts };
  g_autoptr (MpsTextHits) found = mps_store_search (
      mps_session_peek_store (session), text, type, limit, may_see, &sight, cancellable, error);

  if (found == NULL)
    return FALSE;

  for (guint i = 0; i < found->hits->len; i++) {
    MpsTextHit *record = g_ptr_array_index (found->hits, i);
    MpsSearchHit *hit = g_new0 (MpsSearchHit, 1);

    hit->reference = g_strconcat (record->type, "/", record->id, NULL);
    hit->patient_id = g_steal_pointer (&record->patient_id);
    hit->title = g_steal_pointer (&record->title);
    hit->snippet = g_steal_pointer (&record->snippet);
    hit->match = MPS_PATIENT_MATCH_NONE;
    hit->when_us = record->when_us;
    hit->title_marks = mps_text_marks_new (text, hit->title);
    hit->snippet_marks = mps_text_marks_new (text, hit->snippet);
    g_ptr_array_add (answer->hits, hit);
    if (!add_patient (session, hit, error))
      return FALSE;
  }
  answer->more |= found->more;
  return TRUE;
}

/* What is asked for, where. */
typedef struct {
  char *text;
  char *type;
  guint limit;
  gboolean people;
  gboolean records;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->text);
  g_free (question->type);
  g_free (question);
}

/* What was asked is itself about a patient and does not go on the record; that and how much was
 * found does. */
static gboolean
audit (MpsSession *session, const Question *question, const MpsSearchAnswer *answer, GError **error)
{
  const char *what = question->people ? "all" : "records";
  g_autofree char *target =
      g_strconcat ("Search/", question->type != NULL ? question->type : what, NULL);
  g_autofree char *why = g_strdup_printf ("searched, %u found", answer->hits->len);

  return mps_store_audit (mps_session_peek_store (session),
                          MPS_AUDIT_EXECUTE,
                          mps_session_peek_user (session),
                          NULL,
                          target,
                          why,
                          error);
}

static MpsSearchAnswer *
answer_question (MpsSession *session,
                 const Question *question,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (MpsSearchAnswer) answer = g_new0 (MpsSearchAnswer, 1);
  gint64 start = g_get_monotonic_time ();
  guint left = MAX (question->limit, 1);

  answer->hits = g_ptr_array_new_with_free_func (hit_free);
  if (!mps_session_require (
          session, question->records ? MPS_ACTION_SEARCH : MPS_ACTION_FIND_PATIENT, error))
    return NULL;
  if (question->people &&
      mps_session_get_grant (session, MPS_ACTION_FIND_PATIENT) == MPS_GRANT_ALL &&
      !find_patients (session, question->text, left, answer, cancellable, error))
    return NULL;

  left -= MIN (left, answer->hits->len);
  if (question->records && left == 0)
    answer->more = TRUE;
  if (question->records && left > 0 &&
      !find_records (session, question->text, question->type, left, answer, cancellable, error))
    return NULL;

  answer->seconds = (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  return audit (session, question, answer, error) ? g_steal_pointer (&answer) : NULL;
}

static Question *
question_new (const char *text, const char *type, guint limit)
{
  Question *question = g_new0 (Question, 1);

  question->text = g_strdup (text);
  question->type = g_strdup (type);
  question->limit = limit;
  question->people = type == NULL || g_str_equal (type, "Patient");
  question->records = g_strcmp0 (type, "Patient") != 0;
  return question;
}

/**
 * mps_search:
 * @session: who searches
 * @text: what was typed, whatever it is
 * @type: (nullable): only records of this type; "Patient": only people; %NULL: everything
 * @limit: how many at most, at least 1
 * @cancellable: (nullable): ends the search
 * @error: return location
 *
 * Finds people as mps_store_find_patients() and records as mps_store_search() do, of charts that
 * the person may see. Every search goes on the audit record, without what was asked.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError, cancelled.
 *
 * Returns: (transfer full): what was found
 */
MpsSearchAnswer *
mps_search (MpsSession *session,
            const char *text,
            const char *type,
            guint limit,
            GCancellable *cancellable,
            GError **error)
{
  Question *question = question_new (text, type, limit);
  MpsSearchAnswer *answer = answer_question (session, question, cancellable, error);

  question_free (question);
  return answer;
}

static void
search_in_thread (GTask *task, gpointer session, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  MpsSearchAnswer *answer = answer_question (session, data, cancellable, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify)mps_search_answer_free);
}

/**
 * mps_search_async:
 * @session: who searches
 * @text: as in mps_search()
 * @type: (nullable): likewise
 * @limit: likewise
 * @cancellable: (nullable): likewise
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_search() on a worker thread.
 */
void
mps_search_async (MpsSession *session,
                  const char *text,
                  const char *type,
                  guint limit,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);

  g_task_set_source_tag (task, mps_search_async);
  g_task_set_task_data (task, question_new (text, type, limit), question_free);
  g_task_run_in_thread (task, search_in_thread);
}

/**
 * mps_search_records_async:
 * @session: who searches
 * @text: as in mps_search()
 * @limit: likewise
 * @cancellable: (nullable): likewise
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * Looks for records only, where people are shown by a list of their own. Ends with
 * mps_search_finish().
 */
void
mps_search_records_async (MpsSession *session,
                          const char *text,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);
  Question *question = question_new (text, NULL, limit);

  question->people = FALSE;
  g_task_set_source_tag (task, mps_search_records_async);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, search_in_thread);
}

/**
 * mps_search_finish:
 * @session: who searched
 * @result: of mps_search_async()
 * @error: return location
 *
 * Returns: (transfer full): what was found
 */
MpsSearchAnswer *
mps_search_finish (MpsSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
