/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart.h"
#include "app/clinic/mps-tasks-exchange.h"
#include "app/clinic/patients/mps-patient-list.h"
#include "tests/session/fixture.h"

#include <string.h>

/* Some dozens of blocks of rows; in a long run as many as a large clinic has. */
#define MANY 10000
#define MANY_LONG 100000

static void
wait_loaded (MpsPatientList *list)
{
  while (mps_patient_list_is_loading (list))
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (mps_patient_list_peek_error (list));
}

static const MpsPatientRow *
wait_row (MpsPatientItem *item)
{
  gboolean loaded = FALSE;

  while (!loaded) {
    g_object_get (item, "loaded", &loaded, NULL);
    if (!loaded)
      g_main_context_iteration (NULL, TRUE);
  }

  return mps_patient_item_peek_row (item);
}

/* A view that believes only what items-changed tells it. */
static void
follow (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  GPtrArray *mirror = data;

  g_assert_cmpuint (position + removed, <=, mirror->len);
  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (mirror, position);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror, (int)(position + i), g_list_model_get_item (model, position + i));
}

static void
assert_mirrors (GListModel *model, GPtrArray *mirror)
{
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, mirror->len);
  for (guint i = 0; i < mirror->len; i++) {
    g_autoptr (MpsPatientItem) item = g_list_model_get_item (model, i);

    g_assert_true (item == g_ptr_array_index (mirror, i));
  }
}

static void
put_patient (Fixture *fixture, const char *family)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":[{\"family\":\"%s\"}]}",
      family,
      family);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  mps_store_batch_put (batch, resource, MPS_VERSION_ANY);
  g_assert_true (mps_store_commit (fixture_store (fixture), batch, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_order_and_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsPatientList) list = mps_patient_list_new (fixture->session);
  g_autoptr (GPtrArray) mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *first_name = NULL;

  g_signal_connect (list, "items-changed", G_CALLBACK (follow), mirror);
  wait_loaded (list);
  g_assert_cmpuint (mirror->len, ==, 12);
  assert_mirrors (G_LIST_MODEL (list), mirror);
  first_name = g_strdup (wait_row (g_ptr_array_index (mirror, 0))->name);

  mps_patient_list_set_order (list, MPS_PATIENT_ORDER_NAME, TRUE);
  wait_loaded (list);
  assert_mirrors (G_LIST_MODEL (list), mirror);
  g_assert_cmpstr (wait_row (g_ptr_array_index (mirror, 11))->name, ==, first_name);

  mps_patient_list_set_filter (list, "D-0007");
  wait_loaded (list);
  g_assert_cmpuint (mirror->len, ==, 1);
  g_assert_cmpstr (wait_row (g_ptr_array_index (mirror, 0))->chart_number, ==, "D-0007");

  /* A newer wish takes the place of an older one, whichever is ready first. */
  mps_patient_list_set_filter (list, "no such patient");
  mps_patient_list_set_filter (list, NULL);
  mps_patient_list_set_order (list, MPS_PATIENT_ORDER_BIRTH_DATE, FALSE);
  wait_loaded (list);
  assert_mirrors (G_LIST_MODEL (list), mirror);
  g_assert_cmpuint (mirror->len, ==, 12);
}

static void
test_stable_items (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsPatientList) list = mps_patient_list_new (fixture->session);
  g_autoptr (GPtrArray) mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (MpsPatientItem) held = NULL;

  g_signal_connect (list, "items-changed", G_CALLBACK (follow), mirror);
  wait_loaded (list);
  held = g_list_model_get_item (G_LIST_MODEL (list), 3);
  wait_row (held);

  /* Nobody has an A for a family name: it comes first or last, and the others stay who they are. */
  put_patient (fixture, "AAAAAA");
  mps_patient_list_reload (list);
  wait_loaded (list);
  g_assert_cmpuint (mirror->len, ==, 13);
  assert_mirrors (G_LIST_MODEL (list), mirror);
  g_assert_true (g_ptr_array_find (mirror, held, NULL));
}

static void
fill (Fixture *fixture, guint n)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        lines,
        "{\"resourceType\":\"Patient\",\"id\":\"m%u\",\"name\":[{\"family\":\"F%06u\"}],"
        "\"birthDate\":\"19%02u-01-01\"}\n",
        i,
        i * 7919 % n,
        i % 100);
  bytes = g_string_free_to_bytes (g_steal_pointer (&lines));
  report =
      mps_store_import (fixture_store (fixture), bytes, "tester", "test", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, n);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  guint many = g_test_slow () ? MANY_LONG : MANY;
  g_autoptr (MpsPatientList) list = NULL;
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;

  fill (fixture, many);
  keys = mps_store_index_patients (
      fixture_store (fixture), MPS_PATIENT_ORDER_NAME, FALSE, NULL, NULL, &error);
  g_assert_no_error (error);
  list = mps_patient_list_new (fixture->session);
  wait_loaded (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, many + 12);

  /* From one end to the other in jumps, as with the scroll bar: more blocks than are held. */
  for (guint at = 0; at < many; at += many / 100 - 3) {
    g_autoptr (MpsPatientItem) item = g_list_model_get_item (G_LIST_MODEL (list), at);
    const MpsPatientRow *row = wait_row (item);

    g_assert_cmpstr (row->name, !=, "");
    g_assert_cmpint (row->key, ==, g_array_index (keys, gint64, at));
    if (before != NULL && g_str_has_prefix (row->name, "F") && g_str_has_prefix (before, "F"))
      g_assert_cmpstr (row->name, >, before);
    g_free (before);
    before = g_strdup (row->name);
  }
}

static void
wait_chart (MpsChart *chart)
{
  gboolean loading = TRUE;

  while (loading) {
    g_main_context_iteration (NULL, TRUE);
    g_object_get (chart, "loading", &loading, NULL);
  }
}

static void
test_chart (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) trended = NULL;
  g_autoptr (GAsyncResult) nobody = NULL;
  g_autoptr (MpsChart) chart = NULL;
  g_autoptr (GPtrArray) trend = NULL;
  g_autoptr (MpsStoreCheck) before = NULL;
  g_autoptr (MpsStoreCheck) after = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  before = mps_store_check (fixture_store (fixture), NULL, &error);
  mps_chart_open_async (fixture->session, fixture->patient, NULL, keep_result, &kept);
  opened = wait_result (&kept);
  chart = mps_chart_open_finish (opened, &error);
  g_assert_no_error (error);
  after = mps_store_check (fixture_store (fixture), NULL, &error);
  g_assert_cmpuint (after->audit_entries, ==, before->audit_entries + 1);
  wait_chart (chart);
  g_assert_no_error (mps_chart_peek_error (chart));
  n = g_list_model_get_n_items (mps_chart_get_timeline (chart));
  g_assert_cmpuint (n, ==, 8);
  g_assert_false (mps_chart_has_more (chart));

  mps_chart_load_trend_async (chart, "2339-0", "mg/dL", NULL, keep_result, &kept);
  trended = wait_result (&kept);
  trend = mps_chart_load_trend_finish (chart, trended, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trend->len, ==, 5);

  mps_chart_set_kinds (chart, MPS_TIMELINE_PRESCRIPTION);
  wait_chart (chart);
  g_assert_cmpuint (g_list_model_get_n_items (mps_chart_get_timeline (chart)), ==, 0);

  mps_chart_open_async (fixture->session, "nobody", NULL, keep_result, &kept);
  nobody = wait_result (&kept);
  g_assert_null (mps_chart_open_finish (nobody, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
}

static void
test_record_fields (Fixture *fixture, gconstpointer data)
{
  static const char json[] =
      "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"code\":{\"coding\":[{"
      "\"display\":\"Glucose\"}]},\"subject\":{\"reference\":\"Patient/p\"},\"valueQuantity\":{"
      "\"value\":95.5,\"unit\":\"mg/dL\",\"comparator\":\"<\"},\"effectivePeriod\":{\"start\":"
      "\"2026-01-01\",\"end\":\"2026-01-02\"}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, &error);
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  fields = mps_record_dup_fields (resource);
  for (guint i = 0; i < fields->len; i++) {
    const MpsRecordField *field = g_ptr_array_index (fields, i);

    g_string_append_printf (text, "%s=%s|", field->label, field->value);
  }
  g_assert_cmpstr (
      text->str, ==, "Status=final|What=Glucose|Value=<95.5 mg/dL|Time=2026-01-01 – 2026-01-02|");
}

static void
wait_task (MpsTask *task)
{
  gboolean done = FALSE;

  while (!done) {
    g_main_context_iteration (NULL, TRUE);
    g_object_get (task, "done", &done, NULL);
  }
}

static void
free_preview (gpointer data)
{
  mps_import_preview_free (data);
}

static void
test_tasks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsTasks) tasks = mps_tasks_new (fixture->session);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) previews = g_ptr_array_new_with_free_func (free_preview);
  g_autofree char *outcome = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) error = NULL;
  MpsTask *task;
  static const char lines[] = "{\"resourceType\":\"Patient\",\"id\":\"t1\"}\n"
                              "{\"resourceType\":\"Patient\",\"gender\":\"nonsense\"}\n"
                              "{\"resourceType\":\"Patient\",\"id\":\"t2\"}\n";

  g_ptr_array_add (paths, g_build_filename (fixture->folder, "in.ndjson", NULL));
  g_ptr_array_add (paths, g_build_filename (fixture->folder, "more.ndjson", NULL));
  g_assert_true (g_file_set_contents (g_ptr_array_index (paths, 0), lines, -1, &error));
  g_assert_true (g_file_set_contents (g_ptr_array_index (paths, 1), lines, -1, &error));
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (previews, mps_import_preview_new (g_ptr_array_index (paths, i)));
  task = mps_tasks_look (tasks, previews);
  wait_task (task);
  g_object_get (task, "error", &failure, NULL);
  g_assert_no_error (failure);
  g_assert_cmpuint (((MpsImportPreview *)g_ptr_array_index (previews, 0))->report->accepted, ==, 2);
  g_assert_null (mps_store_get (fixture_store (fixture), "Patient", "t1", 0, NULL));

  task = mps_tasks_import (tasks, previews);
  wait_task (task);
  g_object_get (task, "outcome", &outcome, "error", &failure, NULL);
  g_assert_no_error (failure);
  g_assert_cmpstr (outcome, ==, "4 records imported, 2 left out");
  g_assert_cmpuint (mps_task_peek_rejections (task)->len, ==, 2);

  task = mps_tasks_check (tasks);
  wait_task (task);
  g_object_get (task, "error", &failure, NULL);
  g_assert_no_error (failure);
  task = mps_tasks_recompute (tasks);
  mps_task_cancel (task);
  wait_task (task);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tasks)), ==, 4);
}

/* What is taken in is what was looked at. */
static void
test_changed_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "in.ndjson", NULL);
  g_autoptr (MpsImportPreview) preview = mps_import_preview_new (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (mps_import_preview_look (preview, fixture->session, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (
      g_file_set_contents (path, "{\"resourceType\":\"Patient\",\"id\":\"t1\"}\n", -1, &error));
  g_assert_true (mps_import_preview_look (preview, fixture->session, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (
      g_file_set_contents (path, "{\"resourceType\":\"Patient\",\"id\":\"t2\"}\n", -1, &error));
  g_assert_null (mps_import_preview_take (preview, fixture->session, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_assert_null (mps_store_get (fixture_store (fixture), "Patient", "t2", 0, NULL));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/clinic/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("patients/order-and-filter", test_order_and_filter);
  ADD ("patients/stable-items", test_stable_items);
  ADD ("patients/many", test_many);
  ADD ("chart", test_chart);
  ADD ("record-fields", test_record_fields);
  ADD ("tasks", test_tasks);
  ADD ("tasks/changed-file", test_changed_file);
  return g_test_run ();
}
