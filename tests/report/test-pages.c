/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-chart-pages.h"
#include "app/report/mps-paint.h"
#include "app/report/mps-report.h"
#include "app/report/mps-sheet.h"

#include <glib/gstdio.h>
#include <string.h>

static MpsChartPages *
make_pages (const char *language)
{
  g_autoptr (GDateTime) printed = g_date_time_new_utc (2026, 3, 1, 9, 30, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (
      "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"family\":\"남궁\",\"given\":"
      "[\"빛나라하늘바다온누리세상에뜬달님하늘바다온누리세상\"]}],\"birthDate\":\"1980\"}",
      -1,
      &error);
  g_autoptr (MpsPatient) patient = mps_patient_new_from_resource (resource, &error);

  g_assert_no_error (error);
  return mps_chart_pages_new (language, patient, "tester", printed);
}

/* Ink on a page, as dark pixels between two heights in points. */
static guint
count_ink (MpsChartPages *pages, guint page, double from, double to)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)MPS_REPORT_WIDTH, (int)MPS_REPORT_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  const guint8 *data;
  guint n = 0;

  mps_chart_pages_draw_page (pages, page, cr);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (int y = (int)from; y < (int)to; y++)
    for (int x = 0; x < (int)MPS_REPORT_WIDTH; x++)
      n += data[y * cairo_image_surface_get_stride (surface) + 4 * x] < 128 ? 1 : 0;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return n;
}

static void
test_empty_chart (void)
{
  g_autoptr (MpsChartPages) pages = make_pages ("ko");

  g_assert_cmpuint (mps_chart_pages_get_n_pages (pages), ==, 1);
  g_assert_cmpuint (count_ink (pages, 0, 40, 90), >, 0);
  g_assert_cmpuint (count_ink (pages, 0, 110, 700), >, 0);
}

/* A text longer than a page goes on, and nothing is drawn into the foot. */
static void
test_long_chart (void)
{
  g_autoptr (MpsChartPages) pages = make_pages ("en");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  for (guint i = 0; i < 3000; i++)
    g_string_append (text, "경과 기록입니다 ");
  mps_chart_pages_add (pages, MPS_CHART_NOTES, "2026-03-01", text->str);
  for (guint i = 0; i < 120; i++)
    mps_chart_pages_add (pages, MPS_CHART_RESULTS, "2026-03-01T09:30:00Z", "Glucose: 101 mg/dL");
  mps_chart_pages_add (pages, MPS_CHART_OTHERS, NULL, "\n\n\n");

  n = mps_chart_pages_get_n_pages (pages);
  g_assert_cmpuint (n, >, 5);
  g_assert_cmpuint (n, <, 60);
  for (guint page = 0; page < n; page++) {
    g_assert_cmpuint (count_ink (pages, page, 40, 90), >, 0);
    g_assert_cmpuint (
        count_ink (pages, page, MPS_REPORT_HEIGHT - 62, MPS_REPORT_HEIGHT - 48), ==, 0);
  }
  pdf = mps_chart_pages_dup_pdf (pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
}

/* A code has white around it and the three squares by which readers find it. */
static void
test_code (void)
{
  enum { SIZE = 290 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIZE, SIZE);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *long_text = g_strnfill (4000, 'x');
  const guint8 *data;
  int stride;

  g_assert_false (mps_paint_code (cr, 0, 0, SIZE, long_text));
  g_assert_true (mps_paint_code (cr, 0, 0, SIZE, "0123456789"));
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  /* Version 1: 21 modules and four of white on each side, 10 pixels each. */
  for (int i = 0; i < SIZE; i++)
    g_assert_cmpuint (data[20 * stride + 4 * i], ==, 255);
  g_assert_cmpuint (data[45 * stride + 4 * 45], ==, 0);
  g_assert_cmpuint (data[55 * stride + 4 * 55], ==, 255);
  g_assert_cmpuint (data[45 * stride + 4 * 245], ==, 0);
  g_assert_cmpuint (data[245 * stride + 4 * 45], ==, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_sheet (void)
{
  static const char head[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  g_autoptr (GDateTime) printed = g_date_time_new_utc (2026, 3, 1, 18, 0, 0);
  g_autofree char *folder = g_dir_make_tmp ("mps-sheet-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sheet.pdf", NULL);
  g_autofree char *bad = g_build_filename (folder, "no", "sheet.pdf", NULL);
  g_autoptr (GError) error = NULL;
  MpsSheet sheet = { .language = "ko",
                     .clinic = "우리의원",
                     .printed_by = "김간호",
                     .day = "2026-03-01",
                     .printed = printed,
                     .head = head,
                     .head_seq = 42,
                     .code = head,
                     .first_broken = 7 };

  sheet.counts[MPS_SHEET_ENTRIES] = G_MAXUINT64;
  g_assert_true (mps_sheet_write_pdf (&sheet, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_false (mps_sheet_write_pdf (&sheet, bad, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_remove (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/pages/empty-chart", test_empty_chart);
  g_test_add_func ("/report/pages/long-chart", test_long_chart);
  g_test_add_func ("/report/pages/code", test_code);
  g_test_add_func ("/report/pages/sheet", test_sheet);
  return g_test_run ();
}
