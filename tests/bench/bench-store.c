/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/bench-profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long it takes to find somebody or something, in a profile as large as it is asked for.
 *
 *   bench-store FOLDER PATIENTS OBSERVATIONS    makes the profile where it is not there yet
 */

#define ROUNDS 5

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return left < right ? -1 : left > right;
}

static void
time_patients (MpsStore *store, const char *text)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  guint n = 0;
  gboolean more = FALSE;
  gint64 cold = 0;

  for (guint i = 0; i < ROUNDS; i++) {
    gint64 start = g_get_monotonic_time ();
    g_autoptr (MpsPatientHits) found = mps_store_find_patients (store, text, 200, NULL, &error);
    gint64 time = g_get_monotonic_time () - start;

    g_assert_no_error (error);
    n = found->hits->len;
    more = found->more;
    if (i == 0)
      cold = time;
    g_array_append_val (times, time);
  }
  g_array_sort (times, compare_times);
  printf ("patients %-16s %5u%s  first %7.2f ms  median %7.2f ms\n",
          text,
          n,
          more ? "+" : " ",
          (double)cold / 1000,
          (double)g_array_index (times, gint64, ROUNDS / 2) / 1000);
}

static void
time_text (MpsStore *store, const char *text, const char *type)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  guint n = 0;
  gboolean more = FALSE;
  gint64 cold = 0;

  for (guint i = 0; i < ROUNDS; i++) {
    gint64 start = g_get_monotonic_time ();
    g_autoptr (MpsTextHits) found =
        mps_store_search (store, text, type, 50, NULL, NULL, NULL, &error);
    gint64 time = g_get_monotonic_time () - start;

    g_assert_no_error (error);
    n = found->hits->len;
    more = found->more;
    if (i == 0)
      cold = time;
    g_array_append_val (times, time);
  }
  g_array_sort (times, compare_times);
  printf ("records %-16s %5u%s  first %7.2f ms  median %7.2f ms\n",
          text,
          n,
          more ? "+" : " ",
          (double)cold / 1000,
          (double)g_array_index (times, gint64, ROUNDS / 2) / 1000);
}

int
main (int argc, char **argv)
{
  static const char *const people[] = {
    "김",     "ㄱ",      "ㄱㅁㅅ",      "김ㅁㅅ",     "민",   "김민수", "김미",     "기",
    "수",     "ㅅ",      "ㅁㅅ",        "ㄱㅇ",       "kim",  "k",      "kimminsu", "lee",
    "i",      "young",   "su",          "010",        "0",    "00",     "0000",     "000123",
    "1234",   "5678",    "010-12",      "123",        "1980", "19",     "8001",     "800102",
    "80.1.2", "김 1980", "ㄱㅁㅅ 1234", "1980-01-02", "영희", "미",     "ㅎㅎㅎ",   "고",
  };
  static const char *const texts[] = {
    "gluc",
    "g",
    "m",
    "mg/dl",
    "glucose 95",
    "당뇨",
    "당",
    "사구체",
    "hemoglobin a1c",
    "blood",
    "b",
    "1",
    "120",
    "120.5",
    "2339-0",
    "serum plasma 99",
    "체온 36.5",
    "zzz",
    "당뇨 체온",
    "재검 필요",
  };
  guint patients = (guint)atoi (argv[2]);
  guint observations = (guint)atoi (argv[3]);
  g_autofree char *file = g_build_filename (argv[1], "records.db", NULL);
  gboolean is_there = g_file_test (file, G_FILE_TEST_EXISTS);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = NULL;

  if (!is_there)
    bench_fill (argv[1], patients, observations);
  store = mps_store_open (argv[1], MPS_STORE_OPEN_EXISTING, "bench", NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    time_patients (store, people[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    time_text (store, texts[i], NULL);
  return 0;
}
