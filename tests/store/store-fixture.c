/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

#include "tests/store/store-seal.h"

#include <glib/gstdio.h>

static const char *seal;

/* With --sealed as an argument, everything that a test opens is sealed. */
void
store_test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  for (int i = 1; i < *argc; i++)
    if (g_str_equal ((*argv)[i], STORE_SEALED))
      seal = STORE_SEALED;
  if (seal != NULL)
    store_seal_everything ();
}

/* What another program is told, so that it seals too; NULL: nothing. */
const char *
store_test_seal (void)
{
  return seal;
}

char *
store_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("mps-store-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
store_test_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      store_test_remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

/* With everything in it, readable by us alone. */
void
store_test_copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    g_autofree char *content = NULL;
    gsize size = 0;

    if (g_file_test (source, G_FILE_TEST_IS_DIR)) {
      store_test_copy_folder (source, target);
      continue;
    }
    g_assert_true (g_file_get_contents (source, &content, &size, NULL));
    g_assert_true (g_file_set_contents_full (
        target, content, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  }
}

void
store_fixture_set_up (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->root = store_test_make_folder ();
  fixture->directory = g_build_filename (fixture->root, "profile", NULL);
  fixture->store = mps_store_open (fixture->directory, MPS_STORE_OPEN_CREATE, "test", NULL, &error);
  g_assert_no_error (error);
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->store);
  fixture->store =
      mps_store_open (fixture->directory, MPS_STORE_OPEN_EXISTING, "test", NULL, &error);
  g_assert_no_error (error);
}

void
store_fixture_tear_down (StoreFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->store);
  store_test_remove_folder (fixture->root);
  g_free (fixture->directory);
  g_free (fixture->root);
}

MpsResource *
store_test_resource (const char *json)
{
  g_autoptr (GError) error = NULL;
  MpsResource *resource = mps_resource_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return resource;
}

MpsResource *
store_test_patient (const char *id, const char *family, const char *given)
{
  g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":["
                                           "{\"family\":\"%s\",\"given\":[\"%s\"]}]}",
                                           id,
                                           family,
                                           given);

  return store_test_resource (json);
}

/* Version that was written, or 0. */
gint64
store_test_put (MpsStore *store, const char *json, gint64 expected, GError **error)
{
  g_autoptr (MpsResource) resource = store_test_resource (json);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GPtrArray) written = NULL;

  mps_store_batch_put (batch, resource, expected);
  if (!mps_store_commit (store, batch, &written, NULL, error))
    return 0;

  g_assert_cmpuint (written->len, ==, 1);
  return mps_resource_get_version (g_ptr_array_index (written, 0));
}

void
store_test_put_patient (MpsStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) patient = store_test_patient (id, "Test", "Person");
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");

  mps_store_batch_put (batch, patient, MPS_VERSION_ANY);
  g_assert_true (mps_store_commit (store, batch, NULL, NULL, &error));
  g_assert_no_error (error);
}

void
store_test_assert_whole (MpsStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = mps_store_check (store, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < check->problems->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (check->problems, i));
  g_assert_cmpuint (check->problems->len, ==, 0);
  g_assert_cmpuint (check->first_broken, ==, 0);
}

gboolean
store_test_contains (GPtrArray *texts, const char *needle)
{
  for (guint i = 0; i < texts->len; i++)
    if (strstr (g_ptr_array_index (texts, i), needle) != NULL)
      return TRUE;

  return FALSE;
}
