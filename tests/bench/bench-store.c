/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/bench-profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How long it takes to find somebody or something, in a profile as large as it is asked for.
 *
 *   bench-store FOLDER PATIENTS OBSERVATIONS [sealed]
 *
 * makes the profile where it is not there yet, and seals it where that is asked for.
 */

#define ROUNDS 5

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a;
  double right = *(const double *)b;

  return left < right ? -1 : left > right;
}

/* One question, asked again and again: what the clock says and what the processor worked, ms. */
typedef struct {
  double first;
  double wall;
  double worked;
} Times;

typedef struct {
  MpsStore *store;
  const char *text;
  guint n_found;
  gboolean has_more;
} Question;

static double
get_worked (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double
get_median (double *times)
{
  qsort (times, ROUNDS, sizeof *times, compare_times);
  return times[ROUNDS / 2];
}

static Times
measure (Question *question, void (*ask) (Question *))
{
  double wall[ROUNDS];
  double worked[ROUNDS];
  double first;

  for (guint i = 0; i < ROUNDS; i++) {
    double begun = get_worked (CLOCK_THREAD_CPUTIME_ID);
    gint64 start = g_get_monotonic_time ();

    ask (question);
    wall[i] = (double)(g_get_monotonic_time () - start) / 1000;
    worked[i] = get_worked (CLOCK_THREAD_CPUTIME_ID) - begun;
  }
  first = wall[0];
  return (Times){ first, get_median (wall), get_median (worked) };
}

static void
ask_patients (Question *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatientHits) found =
      mps_store_find_patients (question->store, question->text, 200, NULL, &error);

  g_assert_no_error (error);
  question->n_found = found->hits->len;
  question->has_more = found->more;
}

static void
ask_records (Question *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsTextHits) found =
      mps_store_search (question->store, question->text, NULL, 50, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  question->n_found = found->hits->len;
  question->has_more = found->more;
}

/* The chart of one patient as it is opened: who it is, and the first page of the timeline. */
static void
ask_chart (Question *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) patient =
      mps_store_get (question->store, "Patient", question->text, 0, &error);
  g_autoptr (GPtrArray) page = mps_store_load_timeline (
      question->store, question->text, MPS_TIMELINE_ALL, 50, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (patient);
  question->n_found = page->len;
  question->has_more = FALSE;
}

static void
ask_page (Question *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = mps_store_load_timeline (
      question->store, question->text, MPS_TIMELINE_ALL, 50, NULL, NULL, &error);

  g_assert_no_error (error);
  question->n_found = page->len;
}

static void
report (const char *what, const Question *question, Times times, double floor)
{
  printf ("%-9s %-16s %5u%s first %8.2f ms  median %7.2f ms  processor %7.2f ms  x floor %6.1f\n",
          what,
          question->text,
          question->n_found,
          question->has_more ? "+" : " ",
          times.first,
          times.wall,
          times.worked,
          times.worked / floor);
}

/* The least that an answer can cost: one row, by its key. */
static void
ask_floor (Question *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) patient =
      mps_store_get (question->store, "Patient", question->text, 0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (patient);
}

/* Charts of people who came for years: a page of them is full. */
#define LONG_CHARTS 500
#define LONG_CHART 100

static char *
dup_long_chart (guint i, guint patients)
{
  return g_strdup_printf ("p%u", (guint)((guint64)i * 104729 % patients));
}

/* Results come in one after the other as people come, so those of one chart lie far apart. */
static void
make_long_charts (MpsStore *store, guint patients)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MpsImportReport) taken = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < LONG_CHARTS * LONG_CHART; i++) {
    g_autofree char *patient = dup_long_chart (i % LONG_CHARTS, patients);

    g_string_append_printf (
        lines,
        "{\"resourceType\":\"Observation\",\"id\":\"long-%u\",\"status\":\"final\",\"code\":{"
        "\"text\":\"Glucose\"},\"subject\":{\"reference\":\"Patient/%s\"},"
        "\"effectiveDateTime\":\"20%02u-%02u-%02uT09:00:00+09:00\",\"valueQuantity\":{"
        "\"value\":%u,\"unit\":\"mg/dL\"}}\n",
        i,
        patient,
        10 + i / LONG_CHARTS % 16,
        1 + i / LONG_CHARTS % 12,
        1 + i / LONG_CHARTS % 28,
        60 + i % 200);
  }
  bytes = g_bytes_new (lines->str, lines->len);
  taken = mps_store_import (store, bytes, "bench", "bench", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The first page of each long chart, then of each again: the 99th of a hundred. */
static void
time_pages (MpsStore *store, guint patients)
{
  enum { PAGES = 2 * LONG_CHARTS };
  double wall[PAGES];
  double worked[PAGES];

  for (guint i = 0; i < PAGES; i++) {
    g_autofree char *id = dup_long_chart (i % LONG_CHARTS, patients);
    Question question = { store, id, 0, FALSE };
    double begun = get_worked (CLOCK_THREAD_CPUTIME_ID);
    gint64 start = g_get_monotonic_time ();

    ask_page (&question);
    g_assert_cmpuint (question.n_found, ==, 50);
    wall[i] = (double)(g_get_monotonic_time () - start) / 1000;
    worked[i] = get_worked (CLOCK_THREAD_CPUTIME_ID) - begun;
  }
  qsort (wall, PAGES, sizeof *wall, compare_times);
  qsort (worked, PAGES, sizeof *worked, compare_times);
  printf ("page of 50, p50 %.2f ms p99 %.2f ms; processor p50 %.2f ms p99 %.2f ms\n",
          wall[PAGES / 2],
          wall[PAGES * 99 / 100],
          worked[PAGES / 2],
          worked[PAGES * 99 / 100]);
}

/* More records taken in where much is stored. */
static void
time_import (MpsStore *store)
{
  const guint RECORDS = 10000;
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MpsImportReport) taken = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *run = g_uuid_string_random ();
  gint64 start;
  double begun;

  for (guint i = 0; i < RECORDS; i++)
    g_string_append_printf (
        lines,
        "{\"resourceType\":\"Observation\",\"id\":\"%.18s-%u\",\"status\":\"final\",\"code\":{"
        "\"coding\":[{"
        "\"system\":\"http://loinc.org\",\"code\":\"2339-0\",\"display\":\"Glucose in Blood\"}]},"
        "\"subject\":{\"reference\":\"Patient/"
        "p%u\"},\"effectiveDateTime\":\"2026-01-02T09:00:00+09:00\","
        "\"valueQuantity\":{\"value\":%u.%u,\"unit\":\"mg/dL\"}}\n",
        run,
        i,
        i / 20,
        60 + i % 200,
        i % 10);
  bytes = g_bytes_new (lines->str, lines->len);
  start = g_get_monotonic_time ();
  begun = get_worked (CLOCK_PROCESS_CPUTIME_ID);
  taken = mps_store_import (store, bytes, "bench", "bench", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  printf ("import of %u more: %.0f/s by the clock, %.0f/s by the processor\n",
          RECORDS,
          RECORDS * 1e6 / (double)(g_get_monotonic_time () - start),
          RECORDS * 1e3 / (get_worked (CLOCK_PROCESS_CPUTIME_ID) - begun));
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
  guint patients;
  guint observations;
  g_autoptr (MpsStore) store = NULL;
  gboolean seal = argc == 5 && g_str_equal (argv[4], "sealed");
  Question one = { NULL, "p77", 0, FALSE };
  double floor;

  if (argc < 4 || argc > 5 || (argc == 5 && !seal)) {
    fprintf (stderr, "usage: bench-store FOLDER PATIENTS OBSERVATIONS [sealed]\n");
    return 2;
  }
  patients = (guint)atoi (argv[2]);
  observations = (guint)atoi (argv[3]);
  if (mps_store_get_state (argv[1]) == MPS_STORE_STATE_NONE)
    bench_fill (argv[1], patients, observations);
  if (seal && mps_store_get_state (argv[1]) != MPS_STORE_STATE_SEALED)
    bench_seal (argv[1]);
  store = bench_open (argv[1]);
  make_long_charts (store, patients);
  one.store = store;
  printf ("%u patients, %u observations, %s; times in ms\n",
          patients,
          observations,
          mps_store_get_state (argv[1]) == MPS_STORE_STATE_SEALED ? "sealed" : "plain");
  floor = measure (&one, ask_floor).worked;
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    Question question = { store, people[i], 0, FALSE };
    Times times = measure (&question, ask_patients);

    report ("patients", &question, times, floor);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    Question question = { store, texts[i], 0, FALSE };
    Times times = measure (&question, ask_records);

    report ("records", &question, times, floor);
  }
  report ("chart", &one, measure (&one, ask_chart), floor);
  time_pages (store, patients);
  time_import (store);
  return 0;
}
