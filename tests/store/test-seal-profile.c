/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/place.h"
#include "tests/store/seal-fixture.h"
#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/*
 * What test-seal-tamper does to the files of a database, done to those of a profile: whoever opens,
 * checks or reads it is told the file and the place, and no record is ever read wrong.
 */

#define N_PATIENTS 30
#define N_NOTES 200
#define LONG_NOTE 9000

typedef struct {
  Place place;
  MpsSealKey *key;
  SealImage *old;
  SealImage *closed;
  SealImage *other;
  char *path;
  GHashTable *expected;
  GArray *pages;
} Scene;

static void
put_notes (MpsStore *store, guint from, guint to, const char *word)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GError) error = NULL;

  for (guint i = from; i < to; i++) {
    g_autofree char *filler = g_strnfill (i % 50 == 7 ? LONG_NOTE : 100, 'n');
    g_autofree char *json = g_strdup_printf (
        "{\"resourceType\":\"Flag\",\"id\":\"f-%u\",\"status\":\"active\",\"code\":"
        "{\"text\":\"%s %s\"},\"subject\":{\"reference\":\"Patient/p-%u\"}}",
        i,
        word,
        filler,
        i % N_PATIENTS);
    g_autoptr (MpsResource) resource = store_test_resource (json);

    mps_store_batch_put (batch, resource, MPS_VERSION_ANY);
  }
  g_assert_true (mps_store_commit (store, batch, NULL, NULL, &error));
  g_assert_no_error (error);
}

static const char *const kinds[][2] = {
  { "version", "leaf" },           { "version", "internal" },
  { "version", "overflow" },       { "record", "leaf" },
  { "record_by_patient", "leaf" }, { "audit", "leaf" },
  { "record_words_data", "leaf" }, { "patient", "leaf" },
};

/* The last page of each kind. */
static void
find_pages (Scene *scene)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (scene->key, &error);
  sqlite3 *handle = seal_open (scene->path, mps_seal_vfs_peek_name (vfs));
  guint header = 1;

  g_assert_nonnull (handle);
  g_array_append_val (scene->pages, header);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *sql = g_strdup_printf (
        "SELECT max (pageno) FROM dbstat WHERE name = '%s' AND pagetype = '%s' AND pageno > 1",
        kinds[i][0],
        kinds[i][1]);
    guint page = (guint)seal_query (handle, sql);

    g_test_message ("%s, %s: page %u", kinds[i][0], kinds[i][1], page);
    g_assert_cmpuint (page, >, 1);
    g_array_append_val (scene->pages, page);
  }
  sqlite3_close (handle);
}

static void
keep_expected (Scene *scene, MpsStore *store)
{
  for (guint i = 0; i < N_NOTES; i++) {
    g_autoptr (GError) error = NULL;
    char *id = g_strdup_printf ("f-%u", i);
    g_autoptr (MpsResource) found = mps_store_get (store, "Flag", id, 0, &error);

    g_assert_no_error (error);
    g_hash_table_insert (scene->expected, id, g_strdup (mps_resource_peek_json (found)));
  }
}

static SealImage *
make_other (void)
{
  g_autofree char *root = store_test_make_folder ();
  g_auto (Place) place = { 0 };
  g_autofree char *path = NULL;
  SealImage *image;
  MpsStore *store;

  place_init (&place, root);
  place_make_keyring (&place);
  path = g_build_filename (place.directory, "records.db", NULL);
  store = place_open (&place, MPS_STORE_OPEN_CREATE);
  place_fill (store, N_PATIENTS);
  put_notes (store, 0, N_NOTES, "other");
  g_object_unref (store);
  image = seal_image_take (path);
  store_test_remove_folder (root);
  return image;
}

static void
set_up (Scene *scene, gconstpointer data)
{
  g_autofree char *root = store_test_make_folder ();
  g_autoptr (MpsKeyring) keyring = NULL;
  MpsStore *store;

  place_init (&scene->place, root);
  place_make_keyring (&scene->place);
  keyring = place_sign_in (&scene->place);
  scene->key = mps_seal_key_ref (mps_keyring_peek_key (keyring));
  g_clear_pointer (&keyring, mps_keyring_free);
  scene->path = g_build_filename (scene->place.directory, "records.db", NULL);
  scene->expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  scene->pages = g_array_new (FALSE, FALSE, sizeof (guint));

  store = place_open (&scene->place, MPS_STORE_OPEN_CREATE);
  place_fill (store, N_PATIENTS);
  put_notes (store, 0, N_NOTES, "first");
  g_object_unref (store);
  scene->old = seal_image_take (scene->path);
  store = place_open (&scene->place, MPS_STORE_OPEN_EXISTING);
  put_notes (store, 0, N_NOTES, "second");
  g_object_unref (store);
  find_pages (scene);
  store = place_open (&scene->place, MPS_STORE_OPEN_EXISTING);
  keep_expected (scene, store);
  g_object_unref (store);
  scene->closed = seal_image_take (scene->path);
  scene->other = make_other ();
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  store_test_remove_folder (scene->place.root);
  place_clear (&scene->place);
  mps_seal_key_unref (scene->key);
  seal_image_free (scene->old);
  seal_image_free (scene->closed);
  seal_image_free (scene->other);
  g_hash_table_unref (scene->expected);
  g_array_unref (scene->pages);
  g_free (scene->path);
}

/* Reads every record: what comes is right, or an error. */
static void
read_records (Scene *scene, MpsStore *store, GPtrArray *told)
{
  GHashTableIter iter;
  gpointer id;
  gpointer json;

  g_hash_table_iter_init (&iter, scene->expected);
  while (g_hash_table_iter_next (&iter, &id, &json)) {
    g_autoptr (GError) error = NULL;
    g_autoptr (MpsResource) found = mps_store_get (store, "Flag", id, 0, &error);

    if (found != NULL)
      g_assert_cmpstr (mps_resource_peek_json (found), ==, json);
    else
      g_ptr_array_add (told, g_strdup (error->message));
  }
}

static void
check_records (MpsStore *store, GPtrArray *told)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = mps_store_check (store, NULL, &error);

  if (check == NULL)
    g_ptr_array_add (told, g_strdup (error->message));
  for (guint i = 0; check != NULL && i < check->problems->len; i++)
    g_ptr_array_add (told, g_strdup (g_ptr_array_index (check->problems, i)));
}

/* Someone is told @sentence. */
static void
assert_told (Scene *scene, const SealImage *image, const char *what, const char *sentence)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = NULL;

  seal_image_put (image, scene->path);
  store = mps_store_open_sealed (
      scene->place.directory, scene->key, MPS_STORE_OPEN_EXISTING, "test", NULL, &error);
  if (store == NULL)
    g_ptr_array_add (told, g_strdup (error->message));
  if (store != NULL) {
    read_records (scene, store, told);
    check_records (store, told);
  }
  g_test_message (
      "%s: %s", what, told->len > 0 ? (char *)g_ptr_array_index (told, 0) : "nobody was told");
  g_assert_true (store_test_contains (told, sentence));
}

static guint8 *
page_at (SealImage *image, guint page)
{
  return image->database->data + (gsize)(page - 1) * SEAL_PAGE;
}

/* One bit anywhere in one page of each kind. */
static void
test_bits (Scene *scene, gconstpointer data)
{
  for (guint i = 0; i < scene->pages->len; i++) {
    guint page = g_array_index (scene->pages, guint, i);
    g_autoptr (SealImage) image = seal_image_copy (scene->closed);
    g_autofree char *sentence = g_strdup_printf ("records.db: page %u", page);

    page_at (image, page)[16 + g_test_rand_int_range (0, SEAL_PAGE - 16)] ^= 0x20;
    assert_told (scene, image, "bit", sentence);
  }
}

/* A page of another profile, and one of the same place from before. */
static void
test_pages (Scene *scene, gconstpointer data)
{
  for (guint i = 1; i < scene->pages->len; i++) {
    guint page = g_array_index (scene->pages, guint, i);
    gsize at = (gsize)page * SEAL_PAGE;
    g_autofree char *sentence = g_strdup_printf ("records.db: page %u", page);
    const SealImage *from[] = { scene->other, scene->old };

    for (gsize k = 0; k < G_N_ELEMENTS (from); k++) {
      g_autoptr (SealImage) image = seal_image_copy (scene->closed);

      if (at > from[k]->database->len ||
          memcmp (page_at (image, page), from[k]->database->data + at - SEAL_PAGE, SEAL_PAGE) == 0)
        continue;
      memcpy (page_at (image, page), from[k]->database->data + at - SEAL_PAGE, SEAL_PAGE);
      assert_told (scene, image, k == 0 ? "page of another" : "page put back", sentence);
    }
  }
}

static void
test_files (Scene *scene, gconstpointer data)
{
  g_autoptr (SealImage) put_back = seal_image_copy (scene->closed);
  g_autoptr (SealImage) companion = seal_image_copy (scene->closed);
  g_autoptr (SealImage) cut = seal_image_copy (scene->closed);

  g_byte_array_set_size (put_back->database, 0);
  g_byte_array_append (put_back->database, scene->old->database->data, scene->old->database->len);
  assert_told (scene, put_back, "database put back", "records.db: ");
  g_byte_array_set_size (companion->companion, 0);
  g_byte_array_append (
      companion->companion, scene->old->companion->data, scene->old->companion->len);
  assert_told (scene, companion, "companion put back", "records.db-seal: ");
  g_byte_array_set_size (cut->database, cut->database->len - SEAL_PAGE);
  assert_told (scene, cut, "cut", "records.db: it was cut");
}

/* While the log holds what was written last. */
static void
test_log (Scene *scene, gconstpointer data)
{
  g_autoptr (SealImage) before = NULL;
  g_autoptr (SealImage) after = NULL;
  g_autoptr (SealImage) image = NULL;
  MpsStore *store;

  seal_image_put (scene->closed, scene->path);
  store = place_open (&scene->place, MPS_STORE_OPEN_EXISTING);
  put_notes (store, 0, 5, "third");
  before = seal_image_take (scene->path);
  put_notes (store, 5, 10, "third");
  keep_expected (scene, store);
  after = seal_image_take (scene->path);
  g_object_unref (store);

  image = seal_image_copy (after);
  g_byte_array_set_size (image->log, 0);
  g_byte_array_append (image->log, before->log->data, before->log->len);
  assert_told (scene, image, "log put back", "records.db-wal: ");
  g_clear_pointer (&image, seal_image_free);
  image = seal_image_copy (after);
  image->log->data[g_test_rand_int_range (0, (gint32)image->log->len)] ^= 1;
  assert_told (scene, image, "bit in the log", "records.db-wal: ");
  g_clear_pointer (&image->log, g_byte_array_unref);
  assert_told (scene, image, "log removed", "records.db-wal: ");
}

#define ADD(path, function) g_test_add (path, Scene, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/seal/profile/bits", test_bits);
  ADD ("/seal/profile/pages", test_pages);
  ADD ("/seal/profile/files", test_files);
  ADD ("/seal/profile/log", test_log);
  return g_test_run ();
}
