/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-csv.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* Input: a file of results. Whatever it is, it is refused with a reason or becomes a table; what is
 * written of a table reads back the same, but for what a spreadsheet would take for a formula. */

static void
assert_same (const char *read, const char *again)
{
  if (*read != '\0' && strchr ("=+-@\t\r\n", *read) != NULL) {
    g_assert_cmpint (*again, ==, '\'');
    again++;
  }
  g_assert_cmpstr (read, ==, again);
}

static void
assert_reads_back (const MpsCsv *csv)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MpsCsv) again = NULL;

  for (guint row = 0; row < csv->rows->len; row++) {
    const GPtrArray *fields = g_ptr_array_index (csv->rows, row);

    for (guint column = 0; column < fields->len; column++)
      mps_csv_append_text (text, g_ptr_array_index (fields, column));
    mps_csv_end_line (text);
  }
  again = mps_csv_parse (text->str, text->len, ',', NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->rows->len, ==, csv->rows->len);
  for (guint row = 0; row < csv->rows->len; row++) {
    const GPtrArray *fields = g_ptr_array_index (csv->rows, row);

    for (guint column = 0; column < fields->len; column++)
      assert_same (g_ptr_array_index (fields, column), mps_csv_peek (again, row, column));
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsCsv) csv = mps_csv_parse ((const char *)data, size, 0, &error);

  g_assert_true ((csv == NULL) == (error != NULL));
  if (csv == NULL) {
    g_assert_true (error->domain == MPS_CSV_ERROR);
    return 0;
  }

  g_assert_cmpuint (csv->rows->len, ==, csv->lines->len);
  assert_reads_back (csv);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const seeds[] = {
    "a,b\r\n1,\"x\"\"y\n\"\r\n",
    ("\xef\xbb\xbf"
     "a;b;c\n;;\n\n\"=1\";-2;'"),
    "\xc2\xf7\xc6\xae\xb9\xf8\xc8\xa3\t\xb0\xe1\xb0\xfa\n1\t2",
    "a|\"b",
    "a\"b,c\n",
    "",
  };
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++)
    g_ptr_array_add (list, g_bytes_new (seeds[i], strlen (seeds[i])));
  return list;
}
