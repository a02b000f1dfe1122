/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/clinic/clinic-fixture.h"

MpsChart *
open_chart (Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  MpsChart *chart;

  mps_chart_open_async (fixture->session, patient_id, NULL, keep_result, &result);
  result = wait_result (&result);
  chart = mps_chart_open_finish (result, &error);
  g_assert_no_error (error);
  return chart;
}

/* Until the chart has read itself anew. */
void
settle_chart (MpsChart *chart)
{
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  for (;;) {
    gboolean loading = FALSE;

    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_object_get (chart, "loading", &loading, NULL);
    /* Its own tasks hold a reference each. */
    if (!loading && G_OBJECT (chart)->ref_count == 1)
      return;
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (1000);
  }
}

GPtrArray *
save (MpsChart *chart, const MpsForm *form, GPtrArray **issues, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_save_async (chart, form, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_chart_save_finish (chart, result, issues, error);
}

MpsResource *
save_one (MpsChart *chart, const MpsForm *form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) written = save (chart, form, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (written->len, >=, 1);
  return mps_resource_ref (g_ptr_array_index (written, 0));
}

MpsForm *
fill (MpsFormKind kind, const char *patient_id, ...)
{
  MpsForm *form = mps_form_new (kind, patient_id);
  va_list list;

  va_start (list, patient_id);
  for (const char *field = va_arg (list, const char *); field != NULL;
       field = va_arg (list, const char *))
    g_assert_true (mps_form_set (form, field, va_arg (list, const char *)));
  va_end (list);
  return form;
}

MpsPatient *
register_patient (Fixture *fixture,
                  const MpsForm *form,
                  GPtrArray **issues,
                  GPtrArray **namesakes,
                  GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mps_register_async (fixture->session, form, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_register_finish (result, issues, namesakes, error);
}

guint
count_records (Fixture *fixture, const char *type, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
      mps_store_list (fixture_store (fixture), type, patient_id, 200, NULL, NULL, &error);

  g_assert_no_error (error);
  return records->len;
}

gboolean
has_issue (GPtrArray *issues, const char *field, MpsIssueCode code)
{
  for (guint i = 0; issues != NULL && i < issues->len; i++) {
    const MpsFormIssue *issue = g_ptr_array_index (issues, i);

    if (g_str_equal (issue->field, field) && issue->code == code)
      return TRUE;
  }
  return FALSE;
}
