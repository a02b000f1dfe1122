/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-csv-import.h"
#include "data/model/mps-resource.h"
#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Input: a file of results, and after a NUL a mapping, else the one that the headings suggest. A
 * mapping that is kept comes back as it was. Every row either has a reason why it cannot be taken
 * or is a valid record of the one patient whose whole chart number it has. */

typedef struct {
  char *folder;
  char *profile;
  MpsSession *session;
} Ground;

static Ground ground;

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      remove_folder (child);
    else
      g_remove (child);
  }
  g_rmdir (path);
}

static void
remove_ground (void)
{
  g_clear_object (&ground.session);
  remove_folder (ground.folder);
  g_clear_pointer (&ground.profile, g_free);
  g_clear_pointer (&ground.folder, g_free);
}

static void
ensure_ground (void)
{
  static const char people[] =
      "{\"resourceType\":\"Patient\",\"id\":\"a\",\"identifier\":[{\"type\":{\"coding\":[{\"code\":"
      "\"MR\"}]},\"value\":\"A-1\"}],\"name\":[{\"text\":\"홍길동\"}]}\n"
      "{\"resourceType\":\"Patient\",\"id\":\"b\",\"identifier\":[{\"type\":{\"coding\":[{\"code\":"
      "\"MR\"}]},\"value\":\"B\"}]}\n"
      "{\"resourceType\":\"Patient\",\"id\":\"c\",\"identifier\":[{\"type\":{\"coding\":[{\"code\":"
      "\"MR\"}]},\"value\":\"B\"}]}\n";
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (ground.session != NULL)
    return;
  ground.folder = g_dir_make_tmp ("mps-fuzz-results-XXXXXX", &error);
  g_assert_no_error (error);
  ground.profile = g_build_filename (ground.folder, "profile", NULL);
  g_assert_true (mps_session_init_profile (ground.profile, "fuzz", FALSE, "fuzz", &error));
  ground.session = mps_session_open (ground.profile, "fuzz", "fuzz", NULL, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_static (people, strlen (people));
  report = mps_store_import (
      mps_session_peek_store (ground.session), bytes, "fuzz", "fuzz", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 3);
  atexit (remove_ground);
}

static void
assert_kept (const MpsCsvMapping *mapping)
{
  g_autofree char *text = mps_csv_mapping_to_text (mapping);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsCsvMapping) again = mps_csv_mapping_new_from_text (text, &error);
  g_autofree char *text_again = NULL;

  g_assert_no_error (error);
  text_again = mps_csv_mapping_to_text (again);
  g_assert_cmpstr (text_again, ==, text);
}

static void
assert_row (const MpsCsvRow *row)
{
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (row->line, >=, 2);
  g_assert_true ((row->json == NULL) == (row->reason != NULL));
  if (row->json == NULL)
    return;

  resource = mps_resource_new_from_json (row->json, -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (row->json, "\"reference\":\"Patient/a\""));
  g_assert_cmpstr (row->who, ==, "홍길동 · A-1");
  g_assert_nonnull (row->what);
}

static void
read_file (const MpsCsv *csv, const MpsCsvMapping *mapping)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsCsvPreview) preview =
      mps_csv_import_preview (ground.session, csv, mapping, NULL, &error);
  guint taken = 0;

  if (preview == NULL) {
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
    return;
  }
  g_assert_cmpuint (preview->rows->len, ==, csv->rows->len > 0 ? csv->rows->len - 1 : 0);
  for (guint i = 0; i < preview->rows->len; i++) {
    const MpsCsvRow *row = g_ptr_array_index (preview->rows, i);

    assert_row (row);
    taken += row->json != NULL ? 1 : 0;
  }
  g_assert_cmpuint (taken, ==, preview->n_taken);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *end = size > 0 ? memchr (data, 0, size) : NULL;
  const gsize length = end != NULL ? (gsize)(end - data) : size;
  g_autofree char *text = end != NULL ? g_strndup ((const char *)end + 1, size - length - 1) : NULL;
  g_autoptr (MpsCsv) csv = mps_csv_parse ((const char *)data, length, 0, NULL);
  g_autoptr (MpsCsvMapping) mapping = NULL;

  if (csv == NULL)
    return 0;
  mapping = text != NULL ? mps_csv_mapping_new_from_text (text, NULL) : mps_csv_mapping_guess (csv);
  if (mapping == NULL)
    return 0;

  ensure_ground ();
  assert_kept (mapping);
  read_file (csv, mapping);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char whole[] = "chart,test,result,unit,date,flag\n"
                              "A-1,2345-7,101.50,mg/dL,2026-03-01 09:30,H\n"
                              "A-1,2345-7,<60,mg/dL,2026/03/02,l\n"
                              "B,2345-7,1,mg/dL,2026-03-02,\n"
                              "A-1,2345-7,1e5,mg/dL,2026-03-02T00:00:00+09:00,\n";
  static const char mapped[] = "누구;검사;결과;일시\n"
                               "A-1;Glu;-0.5;2026.03.01\n"
                               "A-1;x;>1;2026-03-01T10:11:12Z\n"
                               "\0"
                               "[columns]\npatient=누구\ncode=검사\nvalue=결과\ntime=일시\n"
                               "[codes]\nGlu=2345-7\n[code 0]\nword=x\nmeans=718-7\n"
                               "[unit 0]\nword=[a]\nmeans=g/L\n[defaults]\nunit=mmol/L\n";
  static const char blanks[] = "\fpatient , code,\tvalue,time\nA-1,2345-7,1,2026-03-01\n";
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  g_ptr_array_add (list, g_bytes_new (blanks, sizeof blanks - 1));
  g_ptr_array_add (list, g_bytes_new (whole, sizeof whole - 1));
  g_ptr_array_add (list, g_bytes_new (mapped, sizeof mapped - 1));
  return list;
}
