/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-counts-csv.h"
#include "tests/fuzz/fuzz.h"

/* Input: a byte that says whether the header goes before the rest, which no fuzzer would guess.
 * What is accepted must come out the same when it is written and read again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) scans = NULL;
  g_autoptr (GArray) twice = NULL;

  if (size < 1)
    return 0;
  if (data[0] & 1)
    mps_counts_csv_append_header (text);
  g_string_append_len (text, (const char *)data + 1, (gssize)size - 1);
  scans = mps_counts_csv_parse (text->str, text->len, &error);
  g_assert_true ((scans == NULL) == (error != NULL));
  if (scans == NULL)
    return 0;

  mps_counts_csv_append_header (again);
  for (guint i = 0; i < scans->len; i++)
    mps_counts_csv_append_scan (again, &g_array_index (scans, MpsScan, i));
  twice = mps_counts_csv_parse (again->str, again->len, NULL);
  g_assert_nonnull (twice);
  g_assert_cmpuint (twice->len, ==, scans->len);
  for (guint i = 0; i < scans->len; i++)
    g_assert_true (
        mps_scan_equal (&g_array_index (scans, MpsScan, i), &g_array_index (twice, MpsScan, i)));
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint n = 0; n < 3; n++) {
    g_autoptr (GString) text = g_string_new ("\x01");

    for (guint32 i = 0; i < n; i++) {
      const MpsScan scan = { .index = i, .time_us = i, .det = { 1, -2 }, .ref = { -8388608 } };

      mps_counts_csv_append_scan (text, &scan);
    }
    g_ptr_array_add (seeds, g_bytes_new (text->str, text->len));
  }
  return seeds;
}
