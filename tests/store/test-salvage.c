/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-store-salvage.h"
#include "data/store/keep/mps-store-seal.h"
#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define PAGE 4096
#define N_PATIENTS 100
#define PER_PATIENT 40
#define N_RECORDS (N_PATIENTS * (PER_PATIENT + 1))

typedef struct {
  char *root;
  char *directory;
  char *records;
  MpsSealKey *key;
  char *content;
  gsize size;
} Fixture;

static void
put (MpsStoreBatch *batch, const char *json)
{
  g_autoptr (MpsResource) resource = store_test_resource (json);

  mps_store_batch_put (batch, resource, MPS_VERSION_ANY);
}

static void
fill_patient (MpsStore *store, guint number)
{
  g_autofree char *patient = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"p-%u\","
                                              "\"name\":[{\"family\":\"Test\"}]}",
                                              number);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GError) error = NULL;

  put (batch, patient);
  for (guint i = 0; i < PER_PATIENT; i++) {
    /* Some are longer than a page. */
    g_autofree char *note = g_strnfill (i % 20 == 0 ? 9000 : 150, 'n');
    g_autofree char *json = g_strdup_printf (
        "{\"resourceType\":\"Observation\",\"id\":\"o-%u-%u\",\"status\":\"final\",\"code\":{"
        "\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"15074-8\"}]},\"subject\":{"
        "\"reference\":\"Patient/p-%u\"},\"effectiveDateTime\":\"2026-01-02T03:04:05Z\","
        "\"valueQuantity\":{\"value\":%u,\"unit\":\"mg/dL\"},\"note\":[{\"text\":\"%s\"}]}",
        number,
        i,
        number,
        90 + i,
        note);

    put (batch, json);
  }
  g_assert_true (mps_store_commit (store, batch, NULL, NULL, &error));
  g_assert_no_error (error);
}

static MpsStore *
open_store (Fixture *fixture, MpsStoreOpenMode mode)
{
  g_autoptr (GError) error = NULL;
  MpsStore *store =
      mps_store_open_sealed (fixture->directory, fixture->key, mode, "test", NULL, &error);

  g_assert_no_error (error);
  return store;
}

static void
fixture_init (Fixture *fixture)
{
  fixture->root = store_test_make_folder ();
  fixture->directory = g_build_filename (fixture->root, "profile", NULL);
  fixture->records = g_build_filename (fixture->directory, "records.db", NULL);
}

/* The profile that each test destroys a copy of. */
static Fixture made;

static void
make_profile (void)
{
  g_autoptr (MpsKeyring) keyring = mps_keyring_new ();
  g_autofree char *keys = NULL;
  g_autoptr (MpsStore) store = NULL;

  fixture_init (&made);
  keys = g_build_filename (made.directory, MPS_KEYRING_FILE, NULL);
  g_mkdir (made.directory, 0700);
  g_assert_true (mps_keyring_save (keyring, keys, NULL));
  made.key = mps_seal_key_ref (mps_keyring_peek_key (keyring));
  store = open_store (&made, MPS_STORE_OPEN_CREATE);
  for (guint i = 0; i < N_PATIENTS; i++)
    fill_patient (store, i);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  if (made.key == NULL)
    make_profile ();

  fixture_init (fixture);
  store_test_copy_folder (made.directory, fixture->directory);
  fixture->key = mps_seal_key_ref (made.key);
  g_assert_true (g_file_get_contents (fixture->records, &fixture->content, &fixture->size, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  store_test_remove_folder (fixture->root);
  mps_seal_key_unref (fixture->key);
  g_free (fixture->root);
  g_free (fixture->directory);
  g_free (fixture->records);
  g_free (fixture->content);
}

static void
destroy_page (Fixture *fixture, guint page)
{
  randombytes_buf (fixture->content + (gsize)(page - 1) * PAGE, PAGE);
}

static void
write_damaged (Fixture *fixture)
{
  g_assert_true (
      g_file_set_contents (fixture->records, fixture->content, (gssize)fixture->size, NULL));
}

static MpsSalvageReport *
salvage (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  MpsSalvageReport *report =
      mps_store_salvage (fixture->directory, fixture->key, "test", NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_test (report->set_aside, G_FILE_TEST_EXISTS));
  return report;
}

/* Everything that is there can be read, found in lists, and worked on. */
static void
assert_usable (Fixture *fixture, const MpsSalvageReport *report)
{
  g_autoptr (MpsStore) store = open_store (fixture, MPS_STORE_OPEN_EXISTING);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = mps_store_check (store, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (check->records, ==, report->records);
  for (guint i = 0; i < check->problems->len; i++) {
    const char *problem = g_ptr_array_index (check->problems, i);

    g_test_message ("%s", problem);
    g_assert_null (strstr (problem, "lists show"));
    g_assert_null (strstr (problem, "is missing"));
    g_assert_null (strstr (problem, "records.db"));
  }
  store_test_put_patient (store, "new");
}

/* Nothing is lost where nothing is damaged. */
static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsSalvageReport) report = salvage (fixture);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_cmpuint (report->lost_pages, ==, 0);
  g_assert_cmpuint (report->records, ==, N_RECORDS);
  g_assert_cmpuint (report->versions, ==, N_RECORDS);
  g_assert_cmpuint (report->lost->len, ==, 0);
  assert_usable (fixture, report);
  g_assert_true (g_file_get_contents (report->set_aside, &content, &size, NULL));
  g_assert_cmpmem (content, size, fixture->content, fixture->size);
}

/* One page in a hundred is destroyed; the share that is saved is printed. */
static void
test_one_percent (Fixture *fixture, gconstpointer data)
{
  guint pages = (guint)(fixture->size / PAGE);
  guint destroyed = MAX (pages / 100, 1);
  g_autoptr (MpsSalvageReport) report = NULL;
  double share;

  for (guint i = 0; i < destroyed; i++)
    destroy_page (fixture, (guint)g_test_rand_int_range (1, (gint32)pages + 1));
  write_damaged (fixture);
  report = salvage (fixture);
  g_assert_cmpuint (report->pages, ==, pages);
  g_assert_cmpuint (report->lost_pages, >, 0);
  g_assert_cmpuint (report->lost_pages, <=, destroyed);
  share = (double)report->versions / N_RECORDS;
  g_test_message ("%u of %u pages destroyed: %.2f %% of the versions saved, %u known to be lost",
                  report->lost_pages,
                  report->pages,
                  share * 100,
                  report->lost->len);
  /* A version may take three pages, and a few pages more are needed for it. */
  g_assert_cmpfloat (share, >, 0.95);
  assert_usable (fixture, report);
}

/* Where everything begins: the tree of the schema and what leads to the tables. */
static void
test_first_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsSalvageReport) report = NULL;

  for (guint page = 1; page <= 12; page++)
    destroy_page (fixture, page);
  write_damaged (fixture);
  report = salvage (fixture);
  g_test_message ("the first 12 pages destroyed: %.2f %% of the versions saved",
                  100.0 * (double)report->versions / N_RECORDS);
  g_assert_cmpuint (report->versions, >, N_RECORDS * 9 / 10);
  assert_usable (fixture, report);
}

static void
test_cut (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsSalvageReport) report = NULL;

  fixture->size = fixture->size / PAGE / 2 * PAGE;
  write_damaged (fixture);
  report = salvage (fixture);
  g_assert_cmpuint (report->versions, >, N_RECORDS / 5);
  assert_usable (fixture, report);
}

static void
cancel_soon (guint64 done, guint64 total, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize size;

  g_assert_null (mps_store_salvage (
      fixture->directory, fixture->key, "test", cancel_soon, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (fixture->records, &content, &size, NULL));
  g_assert_cmpmem (content, size, fixture->content, fixture->size);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsStore) store = open_store (fixture, MPS_STORE_OPEN_EXISTING);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      mps_store_salvage (fixture->directory, fixture->key, "test", NULL, NULL, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_BUSY);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  ADD ("/salvage/whole", test_whole);
  ADD ("/salvage/one-percent", test_one_percent);
  ADD ("/salvage/first-pages", test_first_pages);
  ADD ("/salvage/cut", test_cut);
  ADD ("/salvage/cancelled", test_cancelled);
  ADD ("/salvage/busy", test_busy);
  status = g_test_run ();
  if (made.key != NULL)
    tear_down (&made, NULL);
  return status;
}
