/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-register.h"

#include "app/clinic/chart/mps-patient-form-private.h"
#include "app/session/mps-chart-error.h"
#include "data/model/mps-tree.h"

#define NAMESAKES_MAX 20

/* Another program may take the next chart number first, but not for ever. */
#define NUMBER_TRIES 50

typedef struct {
  MpsSession *session;
  MpsForm *form;
  GPtrArray *issues;
  GPtrArray *namesakes;
} Register;

static void
register_free (gpointer data)
{
  Register *job = data;

  g_object_unref (job->session);
  mps_form_free (job->form);
  g_clear_pointer (&job->issues, g_ptr_array_unref);
  g_clear_pointer (&job->namesakes, g_ptr_array_unref);
  g_free (job);
}

static GTask *
new_task (MpsSession *session,
          const MpsForm *form,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Register *job = g_new0 (Register, 1);

  job->session = g_object_ref (session);
  job->form = mps_form_copy (form);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, register_free);
  return task;
}

/* Namesakes */

static GPtrArray *
load_namesakes (MpsStore *store, const MpsForm *form, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_strstrip (g_strdup (mps_form_peek (form, "name")));
  g_autoptr (MpsNamesakes) found = NULL;

  if (*name == '\0')
    return g_ptr_array_new_with_free_func ((GDestroyNotify)mps_namesake_free);
  found = mps_store_find_namesakes_of_name (store, name, NAMESAKES_MAX, cancellable, error);
  return found != NULL ? g_ptr_array_ref (found->others) : NULL;
}

/* Same name and birth date may be the same person; the name alone is worth a look. */
static void
add_namesake_issue (Register *job)
{
  char *date = NULL;
  g_autofree char *birth_date = NULL;
  gboolean same_day = FALSE;

  if (mps_form_date_parse (mps_form_peek (job->form, "birth-date"), &date))
    birth_date = date;
  for (guint i = 0; i < job->namesakes->len; i++) {
    const MpsNamesake *namesake = g_ptr_array_index (job->namesakes, i);

    same_day = same_day || (birth_date != NULL && g_str_equal (namesake->birth_date, birth_date));
  }
  if (job->namesakes->len > 0)
    mps_form_issues_add (job->issues,
                         "name",
                         same_day ? MPS_ISSUE_CONFIRM : MPS_ISSUE_NOTE,
                         MPS_ISSUE_NAMESAKE,
                         NULL);
}

static void
namesakes_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Register *job = data;
  GError *error = NULL;
  GPtrArray *namesakes = NULL;

  if (mps_session_require (job->session, MPS_ACTION_FIND_PATIENT, &error))
    namesakes =
        load_namesakes (mps_session_peek_store (job->session), job->form, cancellable, &error);
  if (namesakes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, namesakes, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * mps_register_find_namesakes_async:
 * @session: who asks
 * @form: a form of a patient, as far as it is filled in
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when they are there
 * @data: for @callback
 *
 * Looks for patients of the same name while somebody is being registered.
 */
void
mps_register_find_namesakes_async (MpsSession *session,
                                   const MpsForm *form,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task =
      new_task (session, form, mps_register_find_namesakes_async, cancellable, callback, data);

  g_task_run_in_thread (task, namesakes_in_thread);
}

/**
 * mps_register_find_namesakes_finish:
 * @result: of mps_register_find_namesakes_async()
 * @error: return location
 *
 * Returns: (transfer full) (element-type MpsNamesake): patients of that name
 */
GPtrArray *
mps_register_find_namesakes_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mps_register_check:
 * @form: a form of a patient
 *
 * mps_form_check() for now: fit for every key stroke.
 *
 * Returns: (transfer full) (element-type MpsFormIssue): what is to be said of it
 */
GPtrArray *
mps_register_check (const MpsForm *form)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const MpsFormContext context = { .now = now };

  return mps_form_check (form, &context);
}

/* Registering */

static gboolean
check (Register *job, GCancellable *cancellable, GError **error)
{
  MpsStore *store = mps_session_peek_store (job->session);

  job->issues = mps_register_check (job->form);
  job->namesakes = load_namesakes (store, job->form, cancellable, error);
  if (job->namesakes == NULL)
    return FALSE;
  add_namesake_issue (job);
  return mps_patient_form_find_owners (store, job->form, job->issues, error) &&
         !mps_form_issues_hold_up (job->form, job->issues, error);
}

static gboolean
set_next_number (MpsStore *store, MpsForm *form, GError **error)
{
  g_autofree char *text = NULL;
  guint64 number;

  if (!mps_store_guess_chart_number (store, &number, error))
    return FALSE;
  text = g_strdup_printf ("%06" G_GUINT64_FORMAT, number);
  return mps_form_set (form, "chart-number", text);
}

static MpsResource *
write_patient (Register *job, const MpsForm *form, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const MpsFormContext context = { .now = now, .who = mps_session_peek_user (job->session) };
  g_autoptr (GPtrArray) records = mps_form_build (form, &context, error);
  g_autoptr (MpsStoreBatch) batch = NULL;
  g_autoptr (GPtrArray) written = NULL;
  MpsResource *patient;

  if (records == NULL)
    return NULL;
  patient = g_ptr_array_index (records, 0);
  batch = mps_store_batch_new (context.who, "patient registered");
  mps_store_batch_bind_patient (batch, mps_resource_peek_id (patient));
  mps_patient_form_require_numbers (batch, form, NULL);
  mps_store_batch_put (batch, patient, MPS_VERSION_NEW);
  mps_store_batch_discard_draft (batch, context.who, "", "patient");
  if (!mps_store_commit (
          mps_session_peek_store (job->session), batch, &written, cancellable, error))
    return NULL;
  return mps_resource_ref (g_ptr_array_index (written, 0));
}

/* A number that was free when it was looked at can be taken by another program before it is
 * written: the next one is tried. */
static MpsResource *
write_numbered (Register *job, GCancellable *cancellable, GError **error)
{
  gboolean given = *mps_form_peek (job->form, "chart-number") != '\0';
  MpsStore *store = mps_session_peek_store (job->session);

  for (guint i = 0;; i++) {
    g_autoptr (MpsForm) form = mps_form_copy (job->form);
    g_autoptr (GError) local_error = NULL;
    MpsResource *patient;

    if (!given && !set_next_number (store, form, error))
      return NULL;
    patient = write_patient (job, form, cancellable, &local_error);
    if (patient != NULL)
      return patient;
    if (!g_error_matches (local_error, MPS_STORE_ERROR, MPS_STORE_ERROR_EXISTS) || given ||
        i == NUMBER_TRIES) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
    /* It may be another number of the form that was taken. */
    if (!mps_patient_form_find_owners (store, job->form, job->issues, error) ||
        mps_form_issues_hold_up (job->form, job->issues, error))
      return NULL;
  }
}

static MpsPatient *
register_patient (Register *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsResource) resource = NULL;

  if (!mps_session_require (job->session, MPS_ACTION_REGISTER_PATIENT, error) ||
      !check (job, cancellable, error))
    return NULL;
  resource = write_numbered (job, cancellable, error);
  return resource != NULL ? mps_patient_new_from_resource (resource, error) : NULL;
}

static void
register_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  MpsPatient *patient = register_patient (data, cancellable, &error);

  if (patient == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, patient, (GDestroyNotify)mps_patient_free);
}

/**
 * mps_register_async:
 * @session: who registers
 * @form: a form of kind %MPS_FORM_PATIENT without a patient; copied
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable or was refused
 * @data: for @callback
 *
 * Opens a chart for a new patient. An empty chart number becomes the next one. A number that
 * somebody else has is refused (DUPLICATE); somebody of the same name and birth date has to be
 * confirmed with mps_form_accept() of "name".
 */
void
mps_register_async (MpsSession *session,
                    const MpsForm *form,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data)
{
  g_autoptr (GTask) task =
      new_task (session, form, mps_register_async, cancellable, callback, data);

  g_task_run_in_thread (task, register_in_thread);
}

/**
 * mps_register_finish:
 * @result: of mps_register_async()
 * @issues: (out) (optional) (transfer full) (nullable) (element-type MpsFormIssue): all that is to
 *   be said of the form
 * @namesakes: (out) (optional) (transfer full) (nullable) (element-type MpsNamesake): patients of
 *   that name
 * @error: return location
 *
 * Errors: FIELDS, CONFIRM, DUPLICATE of #MpsChartError: see @issues; #MpsStoreError; REFUSED of
 * #MpsSessionError.
 *
 * Returns: (transfer full): the new patient, or %NULL with nothing written
 */
MpsPatient *
mps_register_finish (GAsyncResult *result,
                     GPtrArray **issues,
                     GPtrArray **namesakes,
                     GError **error)
{
  Register *job = g_task_get_task_data (G_TASK (result));
  MpsPatient *patient = g_task_propagate_pointer (G_TASK (result), error);

  if (issues != NULL)
    *issues = g_steal_pointer (&job->issues);
  if (namesakes != NULL)
    *namesakes = g_steal_pointer (&job->namesakes);
  return patient;
}
