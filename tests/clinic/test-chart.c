/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-documents.h"
#include "app/clinic/chart/mps-chart-drafts.h"
#include "app/clinic/chart/mps-chart-identifier.h"
#include "app/clinic/chart/mps-chart-versions.h"
#include "app/clinic/chart/mps-records.h"
#include "app/clinic/chart/mps-trend-parts.h"
#include "tests/clinic/clinic-fixture.h"

#include <string.h>

static void
test_allergies (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = NULL;
  g_autoptr (MpsForm) new_patient = fill (MPS_FORM_PATIENT,
                                          NULL,
                                          "name",
                                          "김새별",
                                          "birth-date",
                                          "1990-01-01",
                                          "gender",
                                          "female",
                                          NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatient) patient = register_patient (f, new_patient, NULL, NULL, &error);
  g_autoptr (MpsForm) none = NULL;
  g_autoptr (MpsForm) form = NULL;
  g_autoptr (MpsResource) statement = NULL;
  g_autoptr (MpsResource) allergy = NULL;
  g_autoptr (GPtrArray) issues = NULL;

  g_assert_no_error (error);
  chart = open_chart (f, patient->id);
  g_assert_cmpint (mps_chart_get_allergy_state (chart), ==, MPS_ALLERGY_NOT_ASKED);

  none = fill (MPS_FORM_ALLERGY, patient->id, "kind", "none-known", NULL);
  statement = save_one (chart, none);
  settle_chart (chart);
  g_assert_cmpint (mps_chart_get_allergy_state (chart), ==, MPS_ALLERGY_NONE_KNOWN);
  g_assert_cmpuint (mps_chart_peek_allergies (chart)->len, ==, 0);

  /* An allergy ends that statement. */
  form = fill (MPS_FORM_ALLERGY, patient->id, "substance", "페니실린", "criticality", "high", NULL);
  allergy = save_one (chart, form);
  settle_chart (chart);
  g_assert_cmpint (mps_chart_get_allergy_state (chart), ==, MPS_ALLERGY_RECORDED);
  g_assert_cmpuint (mps_chart_peek_allergies (chart)->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (mps_chart_peek_allergies (chart), 0), ==, "페니실린");

  /* And it cannot be made again while there is one. */
  g_assert_null (save (chart, none, &issues, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_FIELDS);
  g_assert_true (has_issue (issues, "kind", MPS_ISSUE_CONTRADICTS_ALLERGIES));
  g_clear_error (&error);
  g_clear_pointer (&issues, g_ptr_array_unref);

  /* The same once more has to be confirmed. */
  g_assert_null (save (chart, form, &issues, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_CONFIRM);
  g_assert_true (has_issue (issues, "substance", MPS_ISSUE_ALREADY_RECORDED));
}

static gboolean
count_refusal (const MpsAuditRecord *record, gpointer data)
{
  if (record->outcome == MPS_AUDIT_REFUSED && strstr (record->why, "wrong chart") != NULL)
    ++*(guint *)data;
  return TRUE;
}

static guint
count_refusals (Fixture *f, const char *patient_id)
{
  const MpsAuditFilter filter = { .patient_id = patient_id };
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (
      mps_store_walk_audit (fixture_store (f), &filter, count_refusal, &n, NULL, &error));
  g_assert_no_error (error);
  return n;
}

/* A form that was opened for somebody else goes into neither chart. */
static void
test_wrong_chart (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form = fill (MPS_FORM_PROBLEM, f->other, "name", "고혈압", NULL);
  g_autoptr (GError) error = NULL;
  guint own = count_records (f, "Condition", f->patient);
  guint other = count_records (f, "Condition", f->other);

  g_assert_null (save (chart, form, NULL, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_WRONG_CHART);
  g_assert_cmpuint (count_records (f, "Condition", f->patient), ==, own);
  g_assert_cmpuint (count_records (f, "Condition", f->other), ==, other);
  g_assert_cmpuint (count_refusals (f, f->patient), ==, 1);
}

/* A record of another patient is not edited through this chart either. */
static void
test_wrong_record (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsChart) other = open_chart (f, f->other);
  g_autoptr (MpsForm) form = fill (MPS_FORM_PROBLEM, f->other, "name", "천식", NULL);
  g_autoptr (MpsResource) problem = save_one (other, form);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mps_chart_mark_error_async (
      chart, "Condition", mps_resource_peek_id (problem), 1, "wrong", NULL, keep_result, &result);
  result = wait_result (&result);
  g_assert_null (mps_chart_write_finish (chart, result, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_WRONG_CHART);
  g_clear_error (&error);
  g_clear_object (&result);

  mps_chart_load_versions_async (
      chart, "Condition", mps_resource_peek_id (problem), NULL, keep_result, &result);
  result = wait_result (&result);
  g_assert_null (mps_chart_load_versions_finish (chart, result, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_WRONG_CHART);
}

static void
test_closed (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form = fill (MPS_FORM_PROBLEM, f->patient, "name", "당뇨병", NULL);
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GError) error = NULL;

  /* What was begun while it was open is finished. */
  mps_chart_save_async (chart, form, NULL, keep_result, &begun);
  mps_chart_close (chart);
  g_assert_false (mps_chart_is_open (chart));
  begun = wait_result (&begun);
  written = mps_chart_save_finish (chart, begun, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (written->len, ==, 1);

  g_assert_null (save (chart, form, NULL, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_CLOSED);
  g_clear_object (&begun);
  settle_chart (chart);
}

static void
test_stale (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form = fill (MPS_FORM_PROBLEM, f->patient, "name", "편두통", NULL);
  g_autoptr (MpsResource) problem = save_one (chart, form);
  g_autoptr (MpsForm) one = mps_form_new_from_resource (MPS_FORM_PROBLEM, problem, NULL);
  g_autoptr (MpsForm) two = mps_form_copy (one);
  g_autoptr (MpsResource) edited = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (save (chart, one, NULL, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_UNCHANGED);
  g_clear_error (&error);
  mps_form_set (one, "note", "첫 번째");
  mps_form_set (two, "note", "두 번째");
  edited = save_one (chart, one);
  g_assert_cmpint (mps_resource_get_version (edited), ==, 2);
  g_assert_null (save (chart, two, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_STALE);
}

static void
test_register (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = fill (MPS_FORM_PATIENT,
                                   NULL,
                                   "name",
                                   "박하늘",
                                   "resident-number",
                                   "900101-2345678",
                                   "birth-date",
                                   "1990-01-01",
                                   "gender",
                                   "female",
                                   NULL);
  g_autoptr (MpsPatient) first = NULL;
  g_autoptr (MpsPatient) second = NULL;
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (GPtrArray) namesakes = NULL;
  g_autoptr (GError) error = NULL;
  guint64 number;
  guint64 next;

  first = register_patient (f, form, &issues, &namesakes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (namesakes->len, ==, 0);
  g_assert_true (g_ascii_string_to_unsigned (first->chart_number, 10, 1, 99999999, &number, NULL));
  g_clear_pointer (&issues, g_ptr_array_unref);
  g_clear_pointer (&namesakes, g_ptr_array_unref);

  /* The same person again. */
  g_assert_null (register_patient (f, form, &issues, &namesakes, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_DUPLICATE);
  g_assert_true (has_issue (issues, "resident-number", MPS_ISSUE_SAME_IDENTIFIER));
  g_assert_cmpuint (namesakes->len, ==, 1);
  for (guint i = 0; i < issues->len; i++) {
    const MpsFormIssue *issue = g_ptr_array_index (issues, i);

    if (issue->code == MPS_ISSUE_SAME_IDENTIFIER)
      g_assert_cmpstr (issue->detail, ==, first->chart_number);
  }
  g_clear_error (&error);
  g_clear_pointer (&issues, g_ptr_array_unref);
  g_clear_pointer (&namesakes, g_ptr_array_unref);

  /* Somebody else of the same name and birth date. */
  mps_form_set (form, "resident-number", "");
  g_assert_null (register_patient (f, form, &issues, NULL, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_CONFIRM);
  g_assert_true (has_issue (issues, "name", MPS_ISSUE_NAMESAKE));
  g_clear_error (&error);
  mps_form_accept (form, "name");
  second = register_patient (f, form, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_ascii_string_to_unsigned (second->chart_number, 10, 1, 99999999, &next, NULL));
  g_assert_cmpuint (next, ==, number + 1);
}

static void
test_edit_patient (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsChart) other = open_chart (f, f->other);
  g_autoptr (MpsForm) form =
      mps_form_new_from_resource (MPS_FORM_PATIENT, mps_chart_peek_patient_resource (chart), NULL);
  g_autoptr (MpsResource) edited = NULL;
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (GError) error = NULL;

  mps_form_set (form, "mobile", "010-9999-8888");
  mps_form_set (form, "identity-check", "mobile-id");
  edited = save_one (chart, form);
  g_assert_nonnull (strstr (mps_resource_peek_json (edited), "010-9999-8888"));
  g_assert_nonnull (strstr (mps_resource_peek_json (edited), "HTEST"));
  settle_chart (chart);

  /* A chart number that somebody else has. */
  g_clear_pointer (&form, mps_form_free);
  form =
      mps_form_new_from_resource (MPS_FORM_PATIENT, mps_chart_peek_patient_resource (chart), NULL);
  mps_form_set (form, "chart-number", mps_chart_peek_patient (other)->chart_number);
  g_assert_null (save (chart, form, &issues, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_DUPLICATE);
  g_assert_true (has_issue (issues, "chart-number", MPS_ISSUE_SAME_IDENTIFIER));
}

static void
test_vitals (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form =
      fill (MPS_FORM_VITALS, f->patient, "blood-pressure", "120/80", "temperature", "365", NULL);
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GError) error = NULL;
  guint before = count_records (f, "Observation", f->patient);

  g_assert_null (save (chart, form, &issues, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_CONFIRM);
  g_assert_true (has_issue (issues, "temperature", MPS_ISSUE_IMPLAUSIBLE));
  g_assert_cmpuint (count_records (f, "Observation", f->patient), ==, before);
  g_clear_error (&error);
  mps_form_set (form, "temperature", "36.5");
  written = save (chart, form, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (written->len, ==, 2);
  g_assert_cmpuint (count_records (f, "Observation", f->patient), ==, before + 2);
}

static MpsDraft *
load_draft (MpsChart *chart, const char *kind, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_load_draft_async (chart, kind, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_chart_load_draft_finish (chart, result, error);
}

static void
test_note_and_draft (Fixture *f, gconstpointer data)
{
  static const char text[] = "두통 3일째\n\t<b>열 없음</b> & \"기침\" — ㅎ";
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form = NULL;
  g_autoptr (MpsResource) note = NULL;
  g_autoptr (MpsDraft) draft = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  mps_chart_save_draft_async (chart, "note", text, 7, 3, NULL, keep_result, &result);
  result = wait_result (&result);
  g_assert_true (mps_chart_save_draft_finish (chart, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  settle_chart (chart);
  g_clear_object (&chart);
  fixture_reopen (f);

  chart = open_chart (f, f->patient);
  draft = load_draft (chart, "note", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (draft->text, ==, text);
  g_assert_cmpint (draft->caret, ==, 7);
  g_assert_cmpint (draft->anchor, ==, 3);
  g_assert_cmpint (draft->saved_us, >, 0);
  g_clear_pointer (&draft, mps_draft_free);

  /* Signed, it is a record and no draft any more. */
  form = fill (MPS_FORM_NOTE, f->patient, "text", text, NULL);
  note = save_one (chart, form);
  kept = mps_note_dup_text (note);
  g_assert_cmpstr (kept, ==, text);
  g_assert_nonnull (strstr (mps_resource_peek_json (note), "\"docStatus\":\"final\""));
  draft = load_draft (chart, "note", &error);
  g_assert_null (draft);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
}

static MpsResource *
attach (MpsChart *chart,
        const char *folder,
        const char *name,
        const char *bytes,
        gsize size,
        GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (MpsForm) form = fill (MPS_FORM_DOCUMENT,
                                   mps_chart_peek_patient_id (chart),
                                   "kind",
                                   "laboratory",
                                   "title",
                                   "검사 결과",
                                   NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (g_file_set_contents (path, bytes, (gssize)size, NULL));
  mps_chart_attach_async (chart, form, file, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_chart_attach_finish (chart, result, NULL, error);
}

static void
test_documents (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  gsize size = 3 * MPS_ATTACHMENT_CHUNK + 17;
  g_autofree char *pdf = g_malloc (size);
  g_autoptr (MpsResource) document = NULL;
  g_autoptr (MpsAttachment) found = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) chunk = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *media_type = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < size; i++)
    pdf[i] = (char)(i * 31);
  memcpy (pdf, "%PDF-1.7\n", 9);
  document = attach (chart, f->folder, "결과.txt", pdf, size, &error);
  g_assert_no_error (error);
  /* What it is, the bytes say, not the name. */
  g_assert_nonnull (strstr (mps_resource_peek_json (document), "application/pdf"));

  mps_chart_load_document_async (
      chart, mps_resource_peek_id (document), NULL, keep_result, &result);
  result = wait_result (&result);
  bytes = mps_chart_load_document_finish (chart, result, &media_type, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (media_type, ==, "application/pdf");
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), pdf, size);
  g_clear_object (&result);

  mps_chart_find_attachment_async (
      chart, mps_resource_peek_id (document), NULL, keep_result, &result);
  result = wait_result (&result);
  found = mps_chart_find_attachment_finish (chart, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->n_chunks, ==, 4);
  g_assert_cmpuint (found->size, ==, size);
  g_clear_object (&result);
  mps_chart_load_chunk_async (chart, found, 3, NULL, keep_result, &result);
  result = wait_result (&result);
  chunk = mps_chart_load_chunk_finish (chart, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (chunk), ==, 17);
}

static void
test_documents_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_malloc0 (MPS_DOCUMENT_MAX + 1);
  guint before = count_records (f, "DocumentReference", f->patient);

  memcpy (large, "%PDF-", 5);
  g_assert_null (attach (chart,
                         f->folder,
                         "program.pdf",
                         "\x7f"
                         "ELF\0",
                         5,
                         &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_KIND);
  g_clear_error (&error);
  g_assert_null (attach (chart, f->folder, "empty.txt", "", 0, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_KIND);
  g_clear_error (&error);
  g_assert_null (attach (chart, f->folder, "주민등록증 앞면.jpg", "\xff\xd8\xff\xe0", 4, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_IDENTITY_CARD);
  g_clear_error (&error);
  g_assert_null (attach (chart, f->folder, "large.pdf", large, MPS_DOCUMENT_MAX + 1, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_TOO_LARGE);
  g_assert_cmpuint (count_records (f, "DocumentReference", f->patient), ==, before);
}

static void
test_consent (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form = fill (MPS_FORM_CONSENT,
                                   f->patient,
                                   "scope",
                                   "research",
                                   "text",
                                   "연구 목적 이용",
                                   "given-by",
                                   "본인",
                                   NULL);
  g_autoptr (MpsResource) consent = save_one (chart, form);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GError) error = NULL;

  mps_chart_withdraw_consent_async (
      chart, mps_resource_peek_id (consent), 1, " ", NULL, keep_result, &result);
  result = wait_result (&result);
  g_assert_null (mps_chart_write_finish (chart, result, &error));
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_REASON);
  g_clear_error (&error);
  g_clear_object (&result);

  mps_chart_withdraw_consent_async (
      chart, mps_resource_peek_id (consent), 1, "원하지 않음", NULL, keep_result, &result);
  result = wait_result (&result);
  written = mps_chart_write_finish (chart, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (
      strstr (mps_resource_peek_json (g_ptr_array_index (written, 0)), "\"status\":\"inactive\""));
}

static void
undo (MpsChart *chart, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) written = NULL;

  mps_chart_undo_async (chart, NULL, keep_result, &result);
  result = wait_result (&result);
  written = mps_chart_write_finish (chart, result, error);
}

static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form = fill (MPS_FORM_MEDICINE, f->patient, "name", "메트포민", NULL);
  g_autoptr (MpsResource) medicine = save_one (chart, form);
  g_autoptr (MpsForm) edit = mps_form_new_from_resource (MPS_FORM_MEDICINE, medicine, NULL);
  g_autoptr (MpsResource) now = NULL;
  g_autoptr (MpsResource) second = NULL;
  g_autoptr (GError) error = NULL;
  const char *id = mps_resource_peek_id (medicine);

  mps_form_set (edit, "dose", "1000 mg");
  second = save_one (chart, edit);
  g_assert_true (mps_chart_can_undo (chart));
  undo (chart, &error);
  g_assert_no_error (error);
  g_assert_false (mps_chart_can_undo (chart));
  now = mps_store_get (fixture_store (f), "MedicationStatement", id, 0, &error);
  g_assert_cmpint (mps_resource_get_version (now), ==, 3);
  g_assert_null (strstr (mps_resource_peek_json (now), "1000 mg"));
  undo (chart, &error);
  g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_UNCHANGED);
  g_clear_error (&error);

  /* What was new is entered in error, never gone. */
  g_clear_pointer (&medicine, mps_resource_unref);
  medicine = save_one (chart, form);
  undo (chart, &error);
  g_assert_no_error (error);
  g_clear_pointer (&now, mps_resource_unref);
  now = mps_store_get (
      fixture_store (f), "MedicationStatement", mps_resource_peek_id (medicine), 0, &error);
  g_assert_nonnull (strstr (mps_resource_peek_json (now), "\"status\":\"entered-in-error\""));
}

static void
count_written (MpsChart *chart, GPtrArray *records, guint *n)
{
  *n += records->len;
}

/* What somebody else changed since stays, and is no longer offered to be taken back. */
static void
test_undo_stale (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form = fill (MPS_FORM_MEDICINE, f->patient, "name", "메트포민", NULL);
  g_autoptr (MpsResource) medicine = NULL;
  g_autoptr (MpsResource) newer = NULL;
  g_autoptr (MpsResource) now = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect (chart, "written", G_CALLBACK (count_written), &n);
  medicine = save_one (chart, form);
  g_assert_cmpuint (n, ==, 1);
  newer = mps_records_put (f->session, medicine, 1, "by another window", &error);
  g_assert_no_error (error);
  undo (chart, &error);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_STALE);
  g_clear_error (&error);
  g_assert_false (mps_chart_can_undo (chart));
  now = mps_store_get (
      fixture_store (f), "MedicationStatement", mps_resource_peek_id (medicine), 0, &error);
  g_assert_cmpint (mps_resource_get_version (now), ==, 2);
  g_assert_cmpuint (n, ==, 1);
}

/* A chart number that was given away meanwhile does not come back to who had it before. */
static void
test_undo_number (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autofree char *former = g_strdup (mps_chart_peek_patient (chart)->chart_number);
  g_autoptr (MpsForm) form =
      mps_form_new_from_resource (MPS_FORM_PATIENT, mps_chart_peek_patient_resource (chart), NULL);
  g_autoptr (MpsForm) next = fill (MPS_FORM_PATIENT,
                                   NULL,
                                   "name",
                                   "이바다",
                                   "chart-number",
                                   former,
                                   "birth-date",
                                   "1985-05-05",
                                   "gender",
                                   "male",
                                   NULL);
  g_autoptr (MpsResource) edited = NULL;
  g_autoptr (MpsResource) now = NULL;
  g_autoptr (MpsPatient) patient = NULL;
  g_autoptr (GError) error = NULL;

  mps_form_set (form, "chart-number", "990011");
  edited = save_one (chart, form);
  patient = register_patient (f, next, NULL, NULL, &error);
  g_assert_no_error (error);
  undo (chart, &error);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_EXISTS);
  now = mps_store_get (fixture_store (f), "Patient", f->patient, 0, NULL);
  g_assert_nonnull (strstr (mps_resource_peek_json (now), "990011"));
}

static void
test_versions (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) form =
      fill (MPS_FORM_PROBLEM, f->patient, "name", "고혈압", "code", "I10", NULL);
  g_autoptr (MpsResource) problem = save_one (chart, form);
  g_autoptr (MpsForm) edit = mps_form_new_from_resource (MPS_FORM_PROBLEM, problem, NULL);
  g_autoptr (MpsResource) second = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GPtrArray) differences = NULL;
  g_autoptr (GError) error = NULL;
  guint changed = 0;

  mps_form_set (edit, "name", "본태성 고혈압");
  second = save_one (chart, edit);
  g_assert_nonnull (strstr (mps_resource_peek_json (second), "\"I10\""));
  mps_chart_load_versions_async (
      chart, "Condition", mps_resource_peek_id (problem), NULL, keep_result, &result);
  result = wait_result (&result);
  versions = mps_chart_load_versions_finish (chart, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpint (((MpsRecordVersion *)g_ptr_array_index (versions, 0))->number, ==, 2);
  g_assert_cmpstr (((MpsRecordVersion *)g_ptr_array_index (versions, 0))->who, ==, "tester");

  differences = mps_record_dup_differences (problem, second);
  for (guint i = 0; i < differences->len; i++) {
    const MpsRecordDifference *difference = g_ptr_array_index (differences, i);

    if (difference->kind == MPS_DIFFERENCE_SAME)
      continue;
    changed++;
    g_assert_cmpstr (difference->before, ==, "고혈압");
    g_assert_cmpstr (difference->after, ==, "본태성 고혈압");
  }
  g_assert_cmpuint (changed, ==, 1);
}

static void
test_lists (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) alert = fill (MPS_FORM_ALERT, f->patient, "text", "낙상 위험", NULL);
  g_autoptr (MpsForm) over =
      fill (MPS_FORM_ALERT, f->patient, "text", "지난 일", "end", "2020-01-01", NULL);
  g_autoptr (MpsResource) one = save_one (chart, alert);
  g_autoptr (MpsResource) two = save_one (chart, over);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  settle_chart (chart);
  g_assert_cmpuint (mps_chart_peek_alerts (chart)->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (mps_chart_peek_alerts (chart), 0), ==, "낙상 위험");
  mps_chart_load_list_async (chart, MPS_FORM_ALERT, NULL, keep_result, &result);
  result = wait_result (&result);
  list = mps_chart_load_list_finish (chart, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, >=, 2);
  g_assert_cmpstr (
      mps_resource_peek_id (g_ptr_array_index (list, 0)), ==, mps_resource_peek_id (two));
}

static void
test_reveal (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = fill (MPS_FORM_PATIENT,
                                   NULL,
                                   "name",
                                   "이바다",
                                   "resident-number",
                                   "850505-1234567",
                                   "birth-date",
                                   "1985-05-05",
                                   "gender",
                                   "male",
                                   NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatient) patient = register_patient (f, form, NULL, NULL, &error);
  g_autoptr (MpsChart) chart = open_chart (f, patient->id);
  g_autoptr (GPtrArray) fields = mps_record_dup_fields (mps_chart_peek_patient_resource (chart));
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *number = NULL;
  gboolean masked = FALSE;

  for (guint i = 0; i < fields->len; i++) {
    const MpsRecordField *field = g_ptr_array_index (fields, i);

    g_assert_null (strstr (field->value, "1234567"));
    masked = masked || strstr (field->value, "850505-1******") != NULL;
  }
  g_assert_true (masked);
  mps_chart_reveal_identifier_async (chart, "보험 청구", NULL, keep_result, &result);
  result = wait_result (&result);
  number = mps_chart_reveal_identifier_finish (chart, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (number, ==, "850505-1234567");
}

static void
test_trend (Fixture *f, gconstpointer data)
{
  static const double values[] = { 1.0, 1.1, 1.3 };
  g_autoptr (GPtrArray) points =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_timeline_entry_free);
  g_autoptr (GArray) changes = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    MpsTimelineEntry *entry = g_new0 (MpsTimelineEntry, 1);

    entry->quantity.value = values[i];
    g_strlcpy (entry->quantity.unit, "mg/dL", sizeof entry->quantity.unit);
    g_ptr_array_add (points, entry);
  }
  changes = mps_trend_judge (points, "2160-0");
  g_assert_cmpint (g_array_index (changes, MpsChange, 0).state, ==, MPS_CHANGE_UNKNOWN);
  g_assert_cmpint (g_array_index (changes, MpsChange, 1).state, ==, MPS_CHANGE_NONE);
  g_assert_cmpint (g_array_index (changes, MpsChange, 2).state, ==, MPS_CHANGE_ROSE);
}

static GPtrArray *
load_trend (MpsChart *chart, const char *code, const char *unit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = NULL;

  mps_chart_load_trend_async (chart, code, unit, NULL, keep_result, &result);
  result = wait_result (&result);
  entries = mps_chart_load_trend_finish (chart, result, &error);
  g_assert_no_error (error);
  return entries;
}

/* The two values of a blood pressure have a course each, and only those of two on one axis do. */
static void
test_trend_parts (Fixture *f, gconstpointer data)
{
  static const double systolic[] = { 118, 162 };
  static const double diastolic[] = { 76, 101 };
  g_autoptr (MpsChart) chart = open_chart (f, f->patient);
  g_autoptr (MpsForm) first = fill (MPS_FORM_VITALS, f->patient, "blood-pressure", "118/76", NULL);
  g_autoptr (MpsForm) second =
      fill (MPS_FORM_VITALS, f->patient, "blood-pressure", "162/101", NULL);
  g_autoptr (MpsForm) pulse = fill (MPS_FORM_VITALS, f->patient, "pulse", "72", NULL);
  g_autoptr (MpsResource) one = save_one (chart, first);
  g_autoptr (MpsResource) two = save_one (chart, second);
  g_autoptr (MpsResource) other = save_one (chart, pulse);
  g_autoptr (MpsTrendParts) parts = mps_trend_parts_new (two);
  g_autoptr (MpsTrendParts) none = mps_trend_parts_new (other);
  g_autoptr (MpsTrendParts) before = mps_trend_parts_new (one);
  g_autoptr (GPtrArray) upper = NULL;
  g_autoptr (GPtrArray) lower = NULL;

  g_assert_null (none);
  g_assert_nonnull (before);
  g_assert_cmpstr (parts->codes[0], ==, "8480-6");
  g_assert_cmpstr (parts->codes[1], ==, "8462-4");
  g_assert_cmpstr (parts->unit, ==, "mm[Hg]");
  upper = load_trend (chart, parts->codes[0], parts->unit);
  lower = load_trend (chart, parts->codes[1], parts->unit);
  g_assert_cmpuint (upper->len, >=, 2);
  g_assert_cmpuint (lower->len, ==, upper->len);
  for (guint i = 0; i < 2; i++) {
    const MpsTimelineEntry *high = g_ptr_array_index (upper, upper->len - 2 + i);
    const MpsTimelineEntry *low = g_ptr_array_index (lower, lower->len - 2 + i);

    g_assert_cmpfloat (high->quantity.value, ==, systolic[i]);
    g_assert_cmpfloat (low->quantity.value, ==, diastolic[i]);
    g_assert_cmpint (high->when_us, ==, low->when_us);
  }
}

#define ADD(name)                                                                                  \
  g_test_add ("/chart/" #name, Fixture, NULL, fixture_set_up, test_##name, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (allergies);
  ADD (wrong_chart);
  ADD (wrong_record);
  ADD (closed);
  ADD (stale);
  ADD (register);
  ADD (edit_patient);
  ADD (vitals);
  ADD (note_and_draft);
  ADD (documents);
  ADD (documents_refused);
  ADD (consent);
  ADD (undo);
  ADD (undo_stale);
  ADD (undo_number);
  ADD (versions);
  ADD (lists);
  ADD (reveal);
  ADD (trend);
  ADD (trend_parts);
  return g_test_run ();
}
