/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-resource-text.h"
#include "data/store/mps-store.h"
#include "data/store/search/mps-record-words.h"
#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Input: what somebody types, and after a NUL any text. Whatever is typed is a question: people and
 * records are found without an error, every record that says it and no other; and what is marked in
 * a text lies in it. */

static const char *const notes[] = {
  "당뇨병 의심, 재검 필요",    "고혈압, 혈압 152/95",      "Metformin 500 mg/dL 7.2%",
  "β-blocker E11.9 H1N1",      "王先生 glucose gluconate", "가나다라마바사",
  "ａｂｃ STRASSE ﬁn e\u0301",
};

typedef struct {
  char *folder;
  MpsStore *store;
  GPtrArray *texts;
} Ground;

static Ground ground;

static void
remove_ground (void)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  g_clear_object (&ground.store);
  g_clear_pointer (&ground.texts, g_ptr_array_unref);
  dir = g_dir_open (ground.folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (ground.folder, name, NULL);

    if (g_remove (path) != 0)
      g_rmdir (path);
  }
  g_rmdir (ground.folder);
  g_clear_pointer (&ground.folder, g_free);
}

static void
add_note (GString *lines, guint i)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Communication\",\"id\":\"n%u\",\"status\":\"completed\","
      "\"payload\":[{\"contentString\":\"%s\"}]}",
      i,
      notes[i]);

  g_string_append_printf (lines, "%s\n", json);
  g_ptr_array_add (ground.texts, mps_resource_dup_text (json));
}

static void
ensure_ground (void)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = NULL;

  if (ground.store != NULL)
    return;
  ground.folder = g_dir_make_tmp ("mps-fuzz-search-XXXXXX", &error);
  g_assert_no_error (error);
  ground.texts = g_ptr_array_new_with_free_func (g_free);
  ground.store = mps_store_open (ground.folder, MPS_STORE_OPEN_CREATE, "fuzz", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    add_note (lines, i);
  g_string_append (lines,
                   "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"family\":\"김\","
                   "\"given\":[\"민수\"]}],\"birthDate\":\"1980-01-02\",\"telecom\":[{\"system\":"
                   "\"phone\",\"value\":\"010-1234-5678\"}]}\n");
  bytes = g_bytes_new (lines->str, lines->len);
  report = mps_store_import (ground.store, bytes, "fuzz", "fuzz", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, G_N_ELEMENTS (notes) + 1);
  atexit (remove_ground);
}

static void
assert_people (const char *typed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatientHits) found = mps_store_find_patients (ground.store, typed, 5, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->hits->len, <=, 1);
}

static void
assert_records (const char *typed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsTextQuery) query = mps_text_query_new (typed);
  g_autoptr (MpsTextHits) found =
      mps_store_search (ground.store, typed, NULL, 50, NULL, NULL, NULL, &error);
  guint matches = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < ground.texts->len; i++)
    matches += mps_text_query_matches (query, g_ptr_array_index (ground.texts, i)) ? 1 : 0;
  g_assert_cmpuint (found->hits->len, ==, matches);
}

static void
assert_marks (const char *typed, const char *text)
{
  g_autoptr (GArray) marks = mps_text_marks_new (typed, text);
  guint end = 0;

  for (guint i = 0; i < marks->len; i++) {
    const MpsTextMark *mark = &g_array_index (marks, MpsTextMark, i);

    g_assert_true (mark->start >= end && mark->start < mark->end);
    g_assert_cmpuint (mark->end, <=, strlen (text));
    g_assert_true (g_utf8_validate (text + mark->start, (gssize)(mark->end - mark->start), NULL));
    end = mark->end;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *typed = size > 0 ? g_strndup ((const char *)data, size) : g_strdup ("");
  gsize length = strlen (typed);
  g_autofree char *text =
      length < size ? g_strndup ((const char *)data + length + 1, size - length - 1) : NULL;

  ensure_ground ();
  assert_people (typed);
  assert_records (typed);
  for (guint i = 0; i < ground.texts->len; i++)
    assert_marks (typed, g_ptr_array_index (ground.texts, i));
  if (text != NULL)
    assert_marks (typed, text);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char seeds[][48] = {
    "당뇨 재검", "ㄱㅁㅅ 1980", "gluc 7.2%\0Glucose", "mg/dl \"OR\" w*",
    "010-1234",  "80.1.2",      "e\u0301 ﬁ",          "ｗ NEAR(a b)\0ＡＢＣ",
    "王 β",      "kimminsu",
  };
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++)
    g_ptr_array_add (list, g_bytes_new (seeds[i], sizeof seeds[i]));
  return list;
}
