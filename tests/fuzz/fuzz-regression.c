/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"

#define MUTATIONS 300

/* Runs a fuzz target over its seeds, each whole, cut to every length and damaged at random, so that
 * the ordinary test run exercises it. */

static void
run_exact (const guint8 *data, gsize size)
{
  g_autofree guint8 *exact = g_memdup2 (data, size);

  g_assert_cmpint (LLVMFuzzerTestOneInput (exact, size), ==, 0);
}

static void
test_seeds (void)
{
  g_autoptr (GPtrArray) seeds = fuzz_make_seeds ();

  for (guint i = 0; i < seeds->len; i++) {
    gsize size;
    const guint8 *data = g_bytes_get_data (g_ptr_array_index (seeds, i), &size);

    run_exact (data, size);
  }
}

static void
test_truncated (void)
{
  g_autoptr (GPtrArray) seeds = fuzz_make_seeds ();

  for (guint i = 0; i < seeds->len; i++) {
    gsize size;
    const guint8 *data = g_bytes_get_data (g_ptr_array_index (seeds, i), &size);

    for (gsize length = 0; length < size; length += 1 + size / 500)
      run_exact (data, length);
  }
}

static void
test_damaged (void)
{
  g_autoptr (GPtrArray) seeds = fuzz_make_seeds ();

  for (guint i = 0; i < seeds->len; i++) {
    gsize size;
    const guint8 *data = g_bytes_get_data (g_ptr_array_index (seeds, i), &size);

    for (guint round = 0; round < MUTATIONS && size > 0; round++) {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      gint32 n = g_test_rand_int_range (1, 8);

      for (gint32 k = 0; k < n; k++)
        copy[g_test_rand_int_range (0, (gint32)size)] = (guint8)g_test_rand_int ();
      g_assert_cmpint (LLVMFuzzerTestOneInput (copy, size), ==, 0);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/seeds", test_seeds);
  g_test_add_func ("/fuzz/truncated", test_truncated);
  g_test_add_func ("/fuzz/damaged", test_damaged);
  return g_test_run ();
}
