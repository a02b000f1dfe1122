/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define RUN_ID "5b1c8a56-6a2b-4b37-8d0e-3f0f6a1f9a11"

typedef struct {
  const char *language;
  const char *name;
  guint n_results;
  guint n_explanations;
  MpsRunStatus status;
  const char *reason;
  gboolean reviewed;
  const char *transport;
} Case;

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static MpsRun *
make_run (const Case *c)
{
  MpsRun *run = mps_run_new (RUN_ID);
  set_text (&run->patient_id, "p1");
  set_text (&run->reader_serial, "MPS-000017");
  set_text (&run->reader_firmware, "1.2.3");
  set_text (&run->transport, c->transport);
  run->started_us = G_GINT64_CONSTANT (1795224600250000);
  run->status = c->status;
  set_text (&run->reason, c->reason);
  run->programme = MPS_PROGRAMME_STANDARD;
  run->n_scans = 6000;
  run->rate_hz = 100;
  run->uses_burnt = 2;
  set_text (&run->engine_version, "1");
  g_array_append_val (run->unusable, (guint){ 13 });
  return run;
}

static void
add_result (MpsReport *report, const char *language, const char *code, double value)
{
  g_autofree char *unit = mps_analyte_dup_unit (code);
  g_autofree char *name = mps_analyte_dup_name (code, language);
  g_autoptr (MpsResult) result = mps_result_new (code, unit);
  MpsReferenceRange range;
  gboolean has_range = mps_analyte_get_range (code, unit, "female", TRUE, 36, &range);
  result->has_value = isfinite (value);
  result->quantity.value = value;
  result->quantity.has_uncertainty = TRUE;
  result->quantity.expanded_uncertainty = value * 0.06;
  if (!result->has_value)
    mps_result_add_flag (result, "no usable channel");
  MpsQuantity previous = result->quantity;
  previous.value = 88;
  mps_report_add_result (report,
                         result,
                         name,
                         has_range ? &range : NULL,
                         mps_reference_range_judge (has_range ? &range : NULL, value),
                         result->has_value ? &previous : NULL,
                         G_GINT64_CONSTANT (1790000000000000));
}

static MpsReport *
make_report (const Case *c)
{
  static const char *const codes[] = { "41653-7", "718-7", "2160-0", "32693-4" };
  static const double values[] = { 104.25, 11.2, 6.4, NAN };
  MpsReport *report = mps_report_new (c->language);
  MpsPatient patient = { .id = (char *)"p1",
                         .name = (char *)c->name,
                         .gender = (char *)"female",
                         .birth_date = (char *)"1990-05-17",
                         .chart_number = (char *)"C-00017",
                         .phone = (char *)"" };
  g_autoptr (MpsRun) run = make_run (c);
  g_autoptr (MpsCartridge) cartridge = mps_cartridge_new ();
  g_autoptr (GDateTime) printed = g_date_time_new_from_iso8601 ("2026-11-21T14:05:00+09:00", NULL);
  cartridge->lot = g_strdup ("GLU-2611");
  cartridge->expiry_days = 10000;
  cartridge->uses_allowed = 5;
  mps_report_set_clinic (report, "만파식내과의원", "김간호사");
  mps_report_set_patient (report, &patient);
  mps_report_set_run (report, run, cartridge, c->reviewed, "QC-WORDS");
  mps_report_set_printed (report, printed);
  for (guint i = 0; i < c->n_results; i++)
    add_result (report, c->language, codes[i % 4], values[i % 4]);
  for (guint i = 0; i < c->n_explanations; i++) {
    g_autofree char *label = g_strdup_printf ("LABEL%u", i);
    g_autofree char *value = g_strnfill (400, 'x');
    mps_report_add_explanation (report, label, value);
  }
  return report;
}

static char *
run_tool (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status = 0;
  g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return g_steal_pointer (&output);
}

/* Pages of text as poppler reads them back out of the file. */
static char **
write_and_read (const Case *c, guint *n_pages)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsReport) report = make_report (c);
  g_autofree char *directory = g_dir_make_tmp ("mps-report-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "report.pdf", NULL);
  g_assert_true (mps_report_write_pdf (report, path, n_pages, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (*n_pages, ==, mps_report_get_n_pages (report));

  const char *const argv[] = { "pdftotext", "-enc", "UTF-8", "-layout", path, "-", NULL };
  g_autofree char *text = run_tool (argv);
  char **pages = g_strsplit (text, "\f", -1);
  g_assert_cmpuint (g_strv_length (pages), ==, *n_pages + 1);
  g_unlink (path);
  g_rmdir (directory);
  return pages;
}

static void
assert_has (const char *page, const char *text)
{
  if (strstr (page, text) == NULL)
    g_error ("\"%s\" is missing in: %s", text, page);
}

static void
assert_not (const char *page, const char *text)
{
  if (strstr (page, text) != NULL)
    g_error ("\"%s\" must not stand in: %s", text, page);
}

static void
test_korean (void)
{
  static const char *const texts[] = { "검사 결과 보고서",
                                       "만파식내과의원",
                                       "홍길동",
                                       "1990년 5월 17일",
                                       "만 36세",
                                       "여",
                                       "C-00017",
                                       "2026년 11월 21일 10:30",
                                       "혈당(손끝)",
                                       "104",
                                       "mg/dL",
                                       "높음",
                                       "70 이상 100 미만 mg/dL",
                                       "± 6.3 mg/dL",
                                       "88.0 mg/dL",
                                       "2026년 9월 21일",
                                       "GLU-2611",
                                       "MPS-000017",
                                       "88개 중 1개: 14",
                                       "QC-WORDS",
                                       "LABEL0",
                                       RUN_ID,
                                       "김간호사",
                                       "2026년 11월 21일 14:05",
                                       "1 / 1쪽" };
  const Case c = { "ko", "홍길동", 1, 1, MPS_RUN_COMPLETE, "", TRUE, "usb" };
  guint n = 0;
  g_auto (GStrv) pages = write_and_read (&c, &n);
  g_assert_cmpuint (n, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_has (pages[0], texts[i]);
  assert_not (pages[0], "예비");
  assert_not (pages[0], "무효");
  assert_not (pages[0], "모의");
}

static void
test_english (void)
{
  static const char *const texts[] = { "Test result report",
                                       "Ann Lee",
                                       "17 May 1990",
                                       "36 years",
                                       "Female",
                                       "Glucose (fingertip)",
                                       "High",
                                       "70 to below 100 mg/dL",
                                       "21 Sep 2026",
                                       "21 Nov 2026 10:30",
                                       "Page 1 of 1",
                                       "Preliminary",
                                       "SIMULATED" };
  const Case c = { "en", "Ann Lee", 1, 1, MPS_RUN_COMPLETE, "", FALSE, "virtual" };
  guint n = 0;
  g_auto (GStrv) pages = write_and_read (&c, &n);
  g_assert_cmpuint (n, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_has (pages[0], texts[i]);
}

/* What identifies the patient is on every page, results are whole and in order. */
static void
test_flows (void)
{
  const Case c = { "ko", "박하늘별님구름햇님보다사랑스러우리", 4, 40, MPS_RUN_COMPLETE, "", FALSE,
                   "usb" };
  guint n = 0, labels = 0;
  g_auto (GStrv) pages = write_and_read (&c, &n);
  g_assert_cmpuint (n, >=, 3);
  for (guint i = 0; i < n; i++) {
    g_autofree char *number = g_strdup_printf ("%u / %u쪽", i + 1, n);
    assert_has (pages[i], number);
    assert_has (pages[i], "박하늘별님구름햇님보다사랑스러우리");
    assert_has (pages[i], "1990년 5월 17일");
    assert_has (pages[i], "예비 결과");
  }
  static const char *const names[] = { "혈당(손끝)", "혈색소", "크레아티닌", "젖산(전혈)" };
  static const char *const values[] = { "104", "11.2", "6.40", "결과 없음" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    guint found = 0;
    for (guint page = 0; page < n; page++) {
      if (strstr (pages[page], names[i]) == NULL)
        continue;
      found++;
      assert_has (pages[page], values[i]);
    }
    g_assert_cmpuint (found, ==, 1);
  }
  for (guint page = 0; page < n; page++)
    for (guint i = 0; i < 40; i++) {
      g_autofree char *label = g_strdup_printf ("LABEL%u ", i);
      labels += strstr (pages[page], label) != NULL ? 1 : 0;
    }
  g_assert_cmpuint (labels, ==, 40);
  assert_has (pages[n - 1], "계산 방법 (계속)");
}

/* A run without a result shows none, even where one was handed in. */
static void
test_invalid (void)
{
  static const struct {
    const char *language, *reason;
    MpsRunStatus status;
    const char *expected;
  } samples[] = {
    { "ko",
      "scans lost: 3 from scan 17 on",
      MPS_RUN_INVALID,
      "사유: 스캔 17부터 3개의 데이터가 손실되었습니다" },
    { "ko",
      "23 of 88 channels are unusable, 22 may be",
      MPS_RUN_INVALID,
      "사유: 채널 88개 중 23개를 쓸 수 없습니다(허용 22개)" },
    { "en", "reader unplugged", MPS_RUN_INVALID, "Why: the reader was unplugged" },
    { "en",
      "a reason that nobody translated",
      MPS_RUN_INVALID,
      "Why: a reason that nobody translated" },
    { "ko", "", MPS_RUN_IN_PROGRESS, "사유: 측정이 끝나지 않았습니다" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    const Case c = { samples[i].language, "홍길동",          2,    3,
                     samples[i].status,   samples[i].reason, TRUE, "usb" };
    guint n = 0;
    g_auto (GStrv) pages = write_and_read (&c, &n);
    g_assert_cmpuint (n, ==, 1);
    assert_has (pages[0], "무효 – 결과 없음");
    assert_has (pages[0], "INVALID — no result");
    assert_has (pages[0], samples[i].expected);
    assert_has (pages[0], "홍길동");
    assert_not (pages[0], "mg/dL");
    assert_not (pages[0], "104");
    assert_not (pages[0], "LABEL0");
  }
}

static void
test_nothing_known (void)
{
  g_autoptr (MpsReport) report = mps_report_new ("en");
  MpsPatient patient = { .id = (char *)"p",
                         .name = (char *)"",
                         .gender = (char *)"",
                         .birth_date = (char *)"",
                         .chart_number = (char *)"",
                         .phone = (char *)"" };
  g_autoptr (MpsRun) run = mps_run_new ("r");
  run->status = MPS_RUN_COMPLETE;
  mps_report_set_patient (report, &patient);
  mps_report_set_run (report, run, NULL, FALSE, NULL);
  g_assert_cmpuint (mps_report_get_n_pages (report), ==, 1);
}

/* However long a text is, the pages come to an end. */
static void
test_endless (void)
{
  g_autofree char *words = g_strnfill (60000, 'w');
  g_autofree char *lines = g_strnfill (2000, '\n');
  const Case c = { "en", "Ann Lee", 0, 0, MPS_RUN_COMPLETE, "", TRUE, "usb" };
  g_autoptr (MpsReport) report = make_report (&c);
  mps_report_add_explanation (report, "words", words);
  mps_report_add_explanation (report, "lines", lines);
  mps_report_add_explanation (report, words, "label");
  mps_report_add_explanation (report, NULL, NULL);
  g_assert_cmpuint (mps_report_get_n_pages (report), >, 20);
  g_assert_cmpuint (mps_report_get_n_pages (report), <, 200);
}

/* Fonts travel with the file, its metadata names nobody, and only its owner may read it. */
static void
test_file (void)
{
  const Case c = { "ko", "홍길동", 1, 1, MPS_RUN_COMPLETE, "", TRUE, "usb" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsReport) report = make_report (&c);
  g_autofree char *directory = g_dir_make_tmp ("mps-report-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "report.pdf", NULL);
  GStatBuf status;
  g_assert_true (mps_report_write_pdf (report, path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  const char *const fonts_argv[] = { "pdffonts", path, NULL };
  g_autofree char *fonts = run_tool (fonts_argv);
  g_auto (GStrv) lines = g_strsplit (fonts, "\n", -1);
  assert_has (fonts, "NotoSansCJKkr");
  for (guint i = 2; lines[i] != NULL && *lines[i] != '\0'; i++)
    assert_has (lines[i], "yes yes yes");

  const char *const info_argv[] = { "pdfinfo", path, NULL };
  g_autofree char *info = run_tool (info_argv);
  assert_has (info, "검사 결과 보고서");
  assert_has (info, "A4");
  assert_not (info, "홍길동");
  assert_not (info, "1990");
  g_unlink (path);
  g_rmdir (directory);
}

static void
test_bad_path (void)
{
  const Case c = { "ko", "홍길동", 1, 1, MPS_RUN_COMPLETE, "", TRUE, "usb" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsReport) report = make_report (&c);
  guint n = 17;
  g_assert_false (mps_report_write_pdf (report, "/nowhere/at/all.pdf", &n, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_true (g_str_has_prefix (error->message, "report: "));
  g_assert_cmpuint (n, ==, 17);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/korean", test_korean);
  g_test_add_func ("/report/english", test_english);
  g_test_add_func ("/report/flows", test_flows);
  g_test_add_func ("/report/invalid", test_invalid);
  g_test_add_func ("/report/nothing-known", test_nothing_known);
  g_test_add_func ("/report/endless", test_endless);
  g_test_add_func ("/report/file", test_file);
  g_test_add_func ("/report/bad-path", test_bad_path);
  return g_test_run ();
}
