/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/cartridge/mps-cartridge-tag.h"
#include "devices/transport/mps-transport.h"
#include "devices/virtual/mps-virtual-tag.h"

#include <glib/gstdio.h>
#include <string.h>

#define USES_START (MPS_CARTRIDGE_USES_PAGE * 4)

typedef struct {
  MpsTrustedKeys *keys;
  MpsTagPolicy policy;
  MpsTag *tag;
  MpsCartridge *cartridge;
} Fixture;

static MpsCartridge *
read_tag (Fixture *fixture, MpsTagRefusal *refusal, GError **error)
{
  return mps_cartridge_tag_read (fixture->tag, &fixture->policy, 100, refusal, NULL, error);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  const char *key_file = mps_virtual_tag_peek_key_file ();
  gint64 now_us = g_get_real_time ();
  g_autoptr (GBytes) memory = mps_virtual_tag_make_memory (7, now_us);
  g_autoptr (GError) error = NULL;

  fixture->keys = mps_trusted_keys_new ();
  g_assert_true (mps_trusted_keys_add_data (fixture->keys, key_file, strlen (key_file), NULL));
  fixture->policy.keys = fixture->keys;
  fixture->policy.now_us = now_us;
  fixture->tag = mps_virtual_tag_new (memory);
  fixture->cartridge = read_tag (fixture, NULL, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->cartridge, mps_cartridge_free);
  g_clear_object (&fixture->tag);
  g_clear_pointer (&fixture->keys, mps_trusted_keys_free);
}

static gboolean
burn (Fixture *fixture, GError **error)
{
  return mps_cartridge_tag_burn_use (fixture->tag, fixture->cartridge, NULL, error);
}

static void
get_uses (Fixture *fixture, guint8 uses[4])
{
  g_assert_true (mps_tag_read_pages (fixture->tag, MPS_CARTRIDGE_USES_PAGE, 1, uses, NULL, NULL));
}

/* Bit 0 of the first byte first; after the 32nd the cartridge is spent. */
static void
test_all_uses (Fixture *fixture, gconstpointer data)
{
  for (guint n = 1; n <= 32; n++) {
    g_autoptr (GError) error = NULL;
    guint8 uses[4];

    g_assert_true (burn (fixture, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (fixture->cartridge->uses_burnt, ==, n);
    get_uses (fixture, uses);
    for (guint bit = 0; bit < 32; bit++)
      g_assert_cmpint ((uses[bit / 8] >> (bit % 8)) & 1, ==, bit < n);
  }
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (MpsCartridge) again = NULL;
    MpsTagRefusal refusal = MPS_TAG_ACCEPTED;

    g_assert_false (burn (fixture, &error));
    g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
    g_clear_error (&error);
    again = read_tag (fixture, &refusal, &error);
    g_assert_null (again);
    g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
    g_assert_cmpint (refusal, ==, MPS_TAG_REFUSED_SPENT);
  }
}

static void
test_written_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 uses[4];

  mps_virtual_tag_lose_writes (fixture->tag, 1);
  g_assert_true (burn (fixture, &error));
  g_assert_cmpuint (fixture->cartridge->uses_burnt, ==, 1);

  mps_virtual_tag_lose_writes (fixture->tag, 2);
  g_assert_false (burn (fixture, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_FAULT);
  g_assert_cmpuint (fixture->cartridge->uses_burnt, ==, 1);
  get_uses (fixture, uses);
  g_assert_cmpuint (uses[0], ==, 1);
}

static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) other = mps_virtual_tag_make_memory (8, g_get_real_time ());
  g_autoptr (GError) error = NULL;
  guint8 uses[4];

  mps_virtual_tag_set_present (fixture->tag, FALSE);
  g_assert_false (burn (fixture, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_NO_CARTRIDGE);
  g_clear_error (&error);

  g_object_unref (fixture->tag);
  fixture->tag = mps_virtual_tag_new (other);
  g_assert_false (burn (fixture, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
  get_uses (fixture, uses);
  g_assert_cmpuint (uses[0], ==, 0);
}

static void
test_changed_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const guint8 two[4] = { 0x03 };

  g_assert_true (mps_tag_write_page (fixture->tag, MPS_CARTRIDGE_USES_PAGE, two, NULL, NULL));
  g_assert_false (burn (fixture, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint8 uses[4];

  g_cancellable_cancel (cancellable);
  g_assert_false (
      mps_cartridge_tag_burn_use (fixture->tag, fixture->cartridge, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  get_uses (fixture, uses);
  g_assert_cmpuint (uses[0], ==, 0);
}

static guint
seen_five (const char *cartridge_id, gpointer data)
{
  return 5;
}

static void
test_rolled_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsCartridge) cartridge = NULL;
  MpsTagRefusal refusal = MPS_TAG_ACCEPTED;

  fixture->policy.highest_uses = seen_five;
  cartridge = read_tag (fixture, &refusal, &error);
  g_assert_null (cartridge);
  g_assert_cmpint (refusal, ==, MPS_TAG_REFUSED_ROLLED_BACK);
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const guint8 zeros[4] = { 0 };
  guint8 page[8];

  g_assert_false (mps_tag_write_page (fixture->tag, 3, zeros, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (mps_tag_write_page (fixture->tag, 135, zeros, NULL, &error));
  g_clear_error (&error);
  g_assert_false (mps_tag_read_pages (fixture->tag, 134, 2, page, NULL, &error));
  g_clear_error (&error);
  g_assert_true (mps_tag_read_pages (fixture->tag, 133, 2, page, NULL, &error));
}

/* What is written to a file stays in it, and another program sees it. */
static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("mps-tag-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tag.bin", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (MpsTag) one = NULL;
  g_autoptr (MpsTag) two = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  g_assert_null (mps_virtual_tag_new_for_file (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_true (mps_virtual_tag_create_file (path, 7, fixture->policy.now_us, &error));
  one = mps_virtual_tag_new_for_file (path, &error);
  two = mps_virtual_tag_new_for_file (path, &error);
  g_assert_no_error (error);
  g_assert_true (mps_cartridge_tag_burn_use (one, fixture->cartridge, NULL, &error));
  g_assert_true (mps_cartridge_tag_burn_use (two, fixture->cartridge, NULL, &error));
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, ==, 540);
  g_assert_cmpint (bytes[USES_START], ==, 3);

  g_assert_true (g_file_set_contents (path, bytes, 539, NULL));
  g_assert_null (mps_virtual_tag_new_for_file (path, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* The demo's cartridge is plausible, its own for each seed, and the same for the same seed. */
static void
test_virtual_cartridge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) one = mps_virtual_tag_make_memory (7, fixture->policy.now_us);
  g_autoptr (GBytes) same = mps_virtual_tag_make_memory (7, fixture->policy.now_us);
  g_autoptr (GBytes) other = mps_virtual_tag_make_memory (9, fixture->policy.now_us);
  const MpsCartridge *cartridge = fixture->cartridge;
  g_autofree char *uuid = g_strdup (cartridge->id);

  g_assert_true (g_bytes_equal (one, same));
  g_assert_false (g_bytes_equal (one, other));
  g_assert_true (g_uuid_string_is_valid (uuid));
  g_assert_cmpuint (cartridge->n_analytes, ==, 3);
  g_assert_cmpuint (cartridge->uses_allowed, ==, 32);
  g_assert_cmpuint (cartridge->uses_burnt, ==, 0);
  g_assert_cmpint (
      (gint64)cartridge->expiry_days + 10957, ==, fixture->policy.now_us / G_TIME_SPAN_DAY + 365);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/cartridge/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("all-uses", test_all_uses);
  ADD ("written-twice", test_written_twice);
  ADD ("moved", test_moved);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("cancelled", test_cancelled);
  ADD ("rolled-back", test_rolled_back);
  ADD ("pages", test_pages);
  ADD ("file", test_file);
  ADD ("virtual-cartridge", test_virtual_cartridge);
  return g_test_run ();
}
