/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/clinic/clinic-fixture.h"

#include <string.h>

static GPtrArray *
merge (MpsChart *chart, const char *other, const char *reason, gboolean undo, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (undo)
    mps_chart_unmerge_async (chart, other, reason, NULL, keep_result, &result);
  else
    mps_chart_merge_async (chart, other, reason, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_chart_write_finish (chart, result, error);
}

static guint
count_listed (Fixture *f, const char *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) keys = mps_store_index_patients (
      fixture_store (f), MPS_PATIENT_ORDER_NAME, FALSE, filter, NULL, &error);

  g_assert_no_error (error);
  return keys->len;
}

static char *
dup_found (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatientHits) found =
      mps_store_find_patients (fixture_store (f), text, 10, NULL, &error);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (found->hits->len, >=, 1);
  rows = mps_store_load_patient_rows (
      fixture_store (f), &g_array_index (found->hits, MpsPatientHit, 0).key, 1, &error);
  return g_strdup (((MpsPatientRow *)g_ptr_array_index (rows, 0))->id);
}

static guint
count_timeline (Fixture *f, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = mps_store_load_timeline (
      fixture_store (f), patient_id, MPS_TIMELINE_ALL, 1000, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 1; i < entries->len; i++)
    g_assert_cmpint (((MpsTimelineEntry *)g_ptr_array_index (entries, i - 1))->when_us,
                     >=,
                     ((MpsTimelineEntry *)g_ptr_array_index (entries, i))->when_us);
  return entries->len;
}

/* Everything of a patient but what the store itself sets. */
static char *
dup_content (Fixture *f, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) patient =
      mps_store_get (fixture_store (f), "Patient", patient_id, 0, &error);
  const char *json = mps_resource_peek_json (patient);
  const char *meta = strstr (json, "\"versionId\"");
  const char *end = strchr (meta, '}');

  return g_strdup_printf ("%.*s%s", (int)(meta - json), json, end);
}

/* What the merged patient has can be corrected in the survivor's chart, and stays that patient's.
 */
static void
assert_corrected_in (MpsChart *chart, MpsResource *allergy, const char *owner_id)
{
  g_autoptr (MpsForm) edit = mps_form_new_from_resource (MPS_FORM_ALLERGY, allergy, NULL);
  g_autoptr (MpsResource) edited = NULL;

  mps_form_set (edit, "criticality", "low");
  edited = save_one (chart, edit);
  g_assert_nonnull (strstr (mps_resource_peek_json (edited), owner_id));
}

static void
test_merge (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) new_patient = fill (
      MPS_FORM_PATIENT, NULL, "name", "천둘리", "birth-date", "1983-04-22", "gender", "male", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatient) duplicate = register_patient (f, new_patient, NULL, NULL, &error);
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsChart) other = open_chart (f, duplicate->id);
  g_autoptr (MpsForm) allergy = fill (MPS_FORM_ALLERGY, duplicate->id, "substance", "복숭아", NULL);
  g_autoptr (MpsForm) late = fill (MPS_FORM_PROBLEM, duplicate->id, "name", "감기", NULL);
  g_autoptr (MpsResource) written_allergy = save_one (other, allergy);
  g_autofree char *before_kept = dup_content (f, f->patient);
  g_autofree char *before_gone = dup_content (f, duplicate->id);
  g_autofree char *after_kept = NULL;
  g_autofree char *after_gone = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GPtrArray) written = NULL;
  guint listed = count_listed (f, NULL);
  guint kept_entries = count_timeline (f, f->patient);
  guint gone_entries = count_timeline (f, duplicate->id);

  g_assert_null (merge (chart, duplicate->id, "", FALSE, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_REASON);
  g_clear_error (&error);
  written = merge (chart, duplicate->id, "같은 사람", FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (written->len, ==, 2);
  settle_chart (chart);

  /* The survivor's chart shows both, each record with its own patient. */
  g_assert_cmpuint (count_timeline (f, f->patient), ==, kept_entries + gone_entries);
  g_assert_true (g_ptr_array_find_with_equal_func (
      mps_chart_peek_allergies (chart), "복숭아", g_str_equal, NULL));
  g_assert_cmpstr (mps_chart_peek_merged_ids (chart)[0], ==, duplicate->id);

  /* Lists and the search show the survivor for the names and numbers of both. */
  g_assert_cmpuint (count_listed (f, NULL), ==, listed - 1);
  g_assert_cmpuint (count_listed (f, "천둘리"), ==, 1);
  found = dup_found (f, "천둘리");
  g_assert_cmpstr (found, ==, f->patient);
  g_clear_pointer (&found, g_free);
  found = dup_found (f, duplicate->chart_number);
  g_assert_cmpstr (found, ==, f->patient);

  /* A chart of the merged patient that is still open writes nothing; nor does one opened now. */
  g_assert_null (save (other, late, NULL, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_CLOSED);
  g_clear_error (&error);
  settle_chart (other);
  g_clear_object (&other);
  other = open_chart (f, duplicate->id);
  g_assert_cmpstr (mps_chart_peek_survivor_id (other), ==, f->patient);
  g_assert_null (save (other, late, NULL, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_MERGED);
  g_clear_error (&error);

  assert_corrected_in (chart, written_allergy, duplicate->id);

  g_clear_pointer (&written, g_ptr_array_unref);
  written = merge (chart, duplicate->id, "다른 사람", TRUE, &error);
  g_assert_no_error (error);
  settle_chart (chart);
  after_kept = dup_content (f, f->patient);
  after_gone = dup_content (f, duplicate->id);
  g_assert_cmpstr (after_kept, ==, before_kept);
  g_assert_cmpstr (after_gone, ==, before_gone);
  g_assert_cmpuint (count_timeline (f, f->patient), ==, kept_entries);
  g_assert_cmpuint (count_timeline (f, duplicate->id), ==, gone_entries);
  g_assert_cmpuint (count_listed (f, NULL), ==, listed);
  g_assert_cmpstr (mps_chart_peek_merged_ids (chart)[0], ==, NULL);

  /* And what belongs to the other one is no longer this chart's. */
  g_assert_null (save (chart, late, NULL, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_WRONG_CHART);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsChart) other = open_chart (f, f->other);
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (merge (chart, f->patient, "why", FALSE, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_UNCHANGED);
  g_clear_error (&error);
  g_assert_null (merge (chart, f->other, "why", TRUE, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_UNCHANGED);
  g_clear_error (&error);
  g_assert_null (merge (chart, "no-such-patient", "why", FALSE, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* Not in a circle. */
  written = merge (chart, f->other, "why", FALSE, &error);
  g_assert_no_error (error);
  g_assert_null (merge (chart, f->other, "why", FALSE, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_MERGED);
  g_clear_error (&error);
  settle_chart (other);
  g_clear_object (&other);
  other = open_chart (f, f->other);
  g_assert_null (merge (other, f->patient, "why", FALSE, &error));
  g_assert_nonnull (error);
}

#define ADD(name)                                                                                  \
  g_test_add ("/merge/" #name, Fixture, NULL, fixture_set_up, test_##name, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (merge);
  ADD (refused);
  return g_test_run ();
}
