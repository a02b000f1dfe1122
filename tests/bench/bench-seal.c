/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What sealing costs: the same work through the same code of the store, plain and sealed in turns.
 */
#include "data/store/mps-store-options.h"
#include "data/store/mps-store.h"
#include "data/store/seal/mps-seal-vfs.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#define ROUNDS 5
#define N_PATIENTS 40
#define N_BATCHES 100
#define PER_BATCH 50
#define N_VISITS 400
#define PAGE_SIZE 50
#define N_SPEEDS 6

/* Time that passes, and time of the processor: on a machine that does other things too, the second
 * tells more. */
typedef struct {
  double passed;
  double processor;
} Seconds;

typedef struct {
  Seconds ingest;
  Seconds first;
  Seconds page;
} Figures;

static Seconds
now (void)
{
  struct timespec processor;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &processor);
  return (Seconds){ (double)g_get_monotonic_time () / 1e6,
                    (double)processor.tv_sec + (double)processor.tv_nsec / 1e9 };
}

static void
add_since (Seconds *seconds, Seconds start)
{
  Seconds end = now ();

  seconds->passed += end.passed - start.passed;
  seconds->processor += end.processor - start.processor;
}

static void
put_patients (MpsStore *store)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("bench", "bench");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_PATIENTS; i++) {
    g_autofree char *json =
        g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"p%u\",\"name\":[{\"family\":"
                         "\"Hong\",\"given\":[\"No %u\"]}]}",
                         i,
                         i);
    g_autoptr (MpsResource) patient = mps_resource_new_from_json (json, -1, &error);

    g_assert_no_error (error);
    mps_store_batch_put (batch, patient, MPS_VERSION_NEW);
  }
  g_assert_true (mps_store_commit (store, batch, NULL, NULL, &error));
}

static MpsResource *
make_observation (guint number)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Observation\",\"id\":\"o%u\",\"status\":\"final\",\"code\":{\"coding\":["
      "{\"system\":\"http://loinc.org\",\"code\":\"2339-0\",\"display\":\"Glucose\"}]},\"subject\":"
      "{\"reference\":\"Patient/p%u\"},\"effectiveDateTime\":\"2026-%02u-%02uT10:%02u:00Z\","
      "\"valueQuantity\":{\"value\":%u,\"unit\":\"mg/dL\",\"system\":\"http://unitsofmeasure.org\","
      "\"code\":\"mg/dL\"}}",
      number,
      number % N_PATIENTS,
      1 + number % 12,
      1 + number / 12 % 28,
      number / 336 % 60,
      70 + number % 100);
  MpsResource *resource = mps_resource_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return resource;
}

/* Each part takes its turn in the plain store, then in the sealed one, so that whatever else the
 * machine does meets both alike. */
static void
ingest (MpsStore *store, guint number, Seconds *seconds)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("bench", "bench");
  g_autoptr (GError) error = NULL;
  Seconds start;

  for (guint i = 0; i < PER_BATCH; i++) {
    g_autoptr (MpsResource) observation = make_observation (number * PER_BATCH + i);

    mps_store_batch_put (batch, observation, MPS_VERSION_NEW);
  }
  start = now ();
  if (!mps_store_commit (store, batch, NULL, NULL, &error))
    g_error ("%s", error->message);
  add_since (seconds, start);
}

/* Every page of one chart, from the newest to the oldest. */
static void
page (MpsStore *store, guint patient, Seconds *seconds)
{
  Seconds start = now ();
  g_autofree char *id = g_strdup_printf ("p%u", patient);
  g_autofree char *after = NULL;

  do {
    g_autoptr (GError) error = NULL;
    char *next = NULL;
    g_autoptr (GPtrArray) entries =
        mps_store_load_timeline (store, id, MPS_TIMELINE_ALL, PAGE_SIZE, after, &next, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (entries->len, >, 0);
    g_free (after);
    after = next;
  } while (after != NULL);
  add_since (seconds, start);
}

static MpsStore *
open_store (const char *folder, const char *vfs, MpsStoreOpenMode mode)
{
  g_autoptr (GError) error = NULL;
  MpsStoreOptions options;
  MpsStore *store;

  mps_store_options_init (&options);
  options.vfs = vfs;
  store = mps_store_open_with (&options, folder, mode, "bench", NULL, &error);
  g_assert_no_error (error);
  return store;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_folder (child);
  }
  g_remove (path);
}

/* First the plain one, then the sealed one. */
static void
measure (const char *vfs, Figures figures[2])
{
  g_autofree char *folder = g_dir_make_tmp ("mps-seal-XXXXXX", NULL);
  const char *const names[2] = { NULL, vfs };
  char *profiles[2];
  MpsStore *stores[2];

  memset (figures, 0, 2 * sizeof *figures);
  for (guint k = 0; k < 2; k++) {
    profiles[k] = g_build_filename (folder, k == 0 ? "plain" : "sealed", NULL);
    stores[k] = open_store (profiles[k], names[k], MPS_STORE_OPEN_CREATE);
    put_patients (stores[k]);
  }
  for (guint i = 0; i < N_BATCHES; i++)
    for (guint k = 0; k < 2; k++)
      ingest (stores[k], i, &figures[k].ingest);
  for (guint k = 0; k < 2; k++) {
    g_object_unref (stores[k]);
    stores[k] = open_store (profiles[k], names[k], MPS_STORE_OPEN_EXISTING);
  }
  for (guint i = 0; i < N_VISITS; i++)
    for (guint k = 0; k < 2; k++)
      page (stores[k], i % N_PATIENTS, i < N_PATIENTS ? &figures[k].first : &figures[k].page);
  for (guint k = 0; k < 2; k++) {
    g_object_unref (stores[k]);
    g_free (profiles[k]);
  }
  remove_folder (folder);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return (first > second) - (first < second);
}

static double
median (const double *values)
{
  double sorted[ROUNDS];

  memcpy (sorted, values, sizeof sorted);
  qsort (sorted, ROUNDS, sizeof *sorted, compare);
  return sorted[ROUNDS / 2];
}

/* How fast the sealed one is, the plain one being 1. */
static void
compare_speeds (const Figures figures[2], double *speeds)
{
  speeds[0] = figures[0].ingest.passed / figures[1].ingest.passed;
  speeds[1] = figures[0].page.passed / figures[1].page.passed;
  speeds[2] = figures[0].first.passed / figures[1].first.passed;
  speeds[3] = figures[0].ingest.processor / figures[1].ingest.processor;
  speeds[4] = figures[0].page.processor / figures[1].page.processor;
  speeds[5] = figures[0].first.processor / figures[1].first.processor;
}

int
main (void)
{
  g_autoptr (MpsSealKey) key = mps_seal_key_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (key, &error);
  double speed[N_SPEEDS][ROUNDS];

  g_assert_no_error (error);
  for (guint i = 0; i < ROUNDS; i++) {
    Figures figures[2];
    double speeds[N_SPEEDS];

    measure (mps_seal_vfs_peek_name (vfs), figures);
    compare_speeds (figures, speeds);
    for (guint k = 0; k < N_SPEEDS; k++)
      speed[k][i] = speeds[k];
    g_print ("round %u: ingest %.2f (%.0f and %.0f resources/s), pages %.2f, first pages %.2f; of "
             "the processor %.2f, %.2f, %.2f\n",
             i + 1,
             speeds[0],
             N_BATCHES * PER_BATCH / figures[0].ingest.passed,
             N_BATCHES * PER_BATCH / figures[1].ingest.passed,
             speeds[1],
             speeds[2],
             speeds[3],
             speeds[4],
             speeds[5]);
  }
  g_print (
      "sealed beside plain, median of %d: ingest %.2f, keyset page of %d %.2f (goal 0.8 each), "
      "first pages after opening %.2f; of the processor's time %.2f, %.2f, %.2f\n",
      ROUNDS,
      median (speed[0]),
      PAGE_SIZE,
      median (speed[1]),
      median (speed[2]),
      median (speed[3]),
      median (speed[4]),
      median (speed[5]));
  return 0;
}
