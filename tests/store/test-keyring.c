/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-keyring.h"
#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#define CHECKSUM_SIZE 32
#define LOCKOUT_SIZE 12
#define N_WRITERS 4
#define N_CHANGES 12

/* Passwords of tests need not withstand anyone. */
static const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, MPS_KEYRING_FILE, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static MpsSecret *
secret (const char *text)
{
  return mps_secret_new (text, -1);
}

static void
add (MpsKeyring *keyring, const char *name, const char *password)
{
  g_autoptr (MpsSecret) word = secret (password);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_keyring_add (keyring, name, word, &error));
  g_assert_no_error (error);
}

static MpsKeyring *
make (void)
{
  MpsKeyring *keyring = mps_keyring_new ();

  mps_keyring_set_cost (keyring, &cheap);
  add (keyring, "kim", "correct horse");
  add (keyring, "이순신", "거북선");
  return keyring;
}

static void
save (MpsKeyring *keyring, const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_keyring_save (keyring, path, &error));
  g_assert_no_error (error);
}

static MpsKeyring *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  MpsKeyring *keyring = mps_keyring_load (path, &error);

  g_assert_no_error (error);
  g_assert_null (mps_keyring_peek_key (keyring));
  return keyring;
}

static gboolean
unlock (MpsKeyring *keyring, const char *name, const char *password, GError **error)
{
  g_autoptr (MpsSecret) word = secret (password);

  return mps_keyring_unlock (keyring, name, word, error);
}

static void
assert_opens (MpsKeyring *keyring, const char *name, const char *password)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (unlock (keyring, name, password, &error));
  g_assert_no_error (error);
  g_assert_nonnull (mps_keyring_peek_key (keyring));
}

static void
assert_refuses (MpsKeyring *keyring, const char *name, const char *password, MpsSealError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (unlock (keyring, name, password, &error));
  g_assert_error (error, MPS_SEAL_ERROR, (int)code);
  g_assert_null (mps_keyring_peek_key (keyring));
  if (*password != '\0')
    g_assert_null (strstr (error->message, password));
  g_assert_null (strstr (error->message, name));
}

static gboolean
same_key (MpsSealKey *a, MpsSealKey *b)
{
  return memcmp (mps_seal_key_peek (a), mps_seal_key_peek (b), MPS_SEAL_KEY_SIZE) == 0;
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) made = make ();
  g_autoptr (MpsKeyring) keyring = NULL;
  g_autofree char *content = NULL;
  struct stat status;
  gsize size;

  save (made, fixture->path);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  g_assert_null (memmem (content, size, "kim", 3));
  g_assert_null (memmem (content, size, "이순신", strlen ("이순신")));

  keyring = load (fixture->path);
  g_assert_cmpuint (mps_keyring_get_n_accounts (keyring), ==, 2);
  g_assert_true (mps_keyring_has (keyring, "kim"));
  g_assert_false (mps_keyring_has (keyring, "lee"));
  g_assert_false (mps_keyring_has (keyring, ""));
  assert_opens (keyring, "kim", "correct horse");
  g_assert_true (same_key (mps_keyring_peek_key (keyring), mps_keyring_peek_key (made)));
  assert_refuses (keyring, "kim", "correct horsf", MPS_SEAL_ERROR_WRONG_SECRET);
  assert_refuses (keyring, "kim", "", MPS_SEAL_ERROR_WRONG_SECRET);
  assert_refuses (keyring, "lee", "correct horse", MPS_SEAL_ERROR_UNKNOWN_ACCOUNT);
  /* The same name in pieces, as some systems hand it on. */
  assert_opens (keyring,
                "\341\204\213\341\205\265\341\204\211\341\205\256\341\206\253"
                "\341\204\211\341\205\265\341\206\253",
                "거북선");
}

static void
test_empty_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();

  add (keyring, "demo", "");
  assert_opens (keyring, "demo", "");
  assert_refuses (keyring, "demo", "x", MPS_SEAL_ERROR_WRONG_SECRET);
}

static void
test_usual_cost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = mps_keyring_new ();

  add (keyring, "kim", "correct horse");
  assert_opens (keyring, "kim", "correct horse");
  assert_refuses (keyring, "kim", "wrong", MPS_SEAL_ERROR_WRONG_SECRET);
}

static void
test_change_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();
  g_autoptr (MpsSecret) word = secret ("new word");
  g_autoptr (GError) error = NULL;

  g_assert_false (mps_keyring_add (keyring, "kim", word, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (mps_keyring_add (keyring, "", word, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (mps_keyring_set_password (keyring, "lee", word, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_UNKNOWN_ACCOUNT);
  g_clear_error (&error);
  g_assert_false (mps_keyring_remove (keyring, "lee", &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_UNKNOWN_ACCOUNT);
  g_clear_error (&error);

  g_assert_true (mps_keyring_set_password (keyring, "kim", word, &error));
  assert_refuses (keyring, "kim", "correct horse", MPS_SEAL_ERROR_WRONG_SECRET);
  assert_opens (keyring, "kim", "new word");
  g_assert_true (mps_keyring_remove (keyring, "kim", &error));
  assert_refuses (keyring, "kim", "new word", MPS_SEAL_ERROR_UNKNOWN_ACCOUNT);

  assert_opens (keyring, "이순신", "거북선");
  g_assert_false (mps_keyring_remove (keyring, "이순신", &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_FAILED);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();
  g_autoptr (MpsSecret) word = secret ("new word");
  g_autofree char *text = NULL;
  GError *error = NULL;

  mps_keyring_lock (keyring);
  g_assert_null (mps_keyring_peek_key (keyring));
  g_assert_false (mps_keyring_add (keyring, "lee", word, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (mps_keyring_remove (keyring, "kim", &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (mps_keyring_set_password (keyring, "kim", word, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_LOCKED);
  g_clear_error (&error);
  text = mps_keyring_renew_recovery (keyring, &error);
  g_assert_null (text);
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (mps_keyring_begin_rekey (keyring, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_LOCKED);
  g_clear_error (&error);
}

/* As a person types it: small letters, spaces. */
static char *
retype (const char *text)
{
  char *typed = g_ascii_strdown (text, -1);

  return g_strdelimit (typed, "-", ' ');
}

static void
test_recovery (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();
  g_autoptr (GError) error = NULL;
  g_autofree char *first = mps_keyring_renew_recovery (keyring, &error);
  g_autofree char *second = NULL;
  g_autofree char *typed = retype (first);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (first), ==, 8 * 5 + 7);
  g_assert_cmpuint (strcspn (first, "0O1I"), ==, strlen (first));
  save (keyring, fixture->path);
  g_clear_pointer (&keyring, mps_keyring_free);

  keyring = load (fixture->path);
  g_assert_true (mps_keyring_has_recovery (keyring));
  g_assert_true (mps_keyring_unlock_recovery (keyring, typed, &error));
  g_assert_no_error (error);

  second = mps_keyring_renew_recovery (keyring, &error);
  g_assert_cmpstr (first, !=, second);
  g_assert_true (mps_keyring_unlock_recovery (keyring, second, &error));
  g_assert_false (mps_keyring_unlock_recovery (keyring, first, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_WRONG_SECRET);
  g_assert_null (mps_keyring_peek_key (keyring));
}

static void
assert_mistyped (MpsKeyring *keyring, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mps_keyring_unlock_recovery (keyring, text, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_MISTYPED);
}

/* Every wrong character and every two that changed places are told from a wrong key. */
static void
test_recovery_mistyped (Fixture *fixture, gconstpointer data)
{
  const char *alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  g_autoptr (MpsKeyring) keyring = make ();
  g_autofree char *text = mps_keyring_renew_recovery (keyring, NULL);

  for (guint i = 0; text[i] != '\0'; i++) {
    g_autofree char *wrong = g_strdup (text);

    for (const char *c = alphabet; text[i] != '-' && *c != '\0'; c++) {
      wrong[i] = *c;
      if (*c != text[i])
        assert_mistyped (keyring, wrong);
    }
    wrong[i] = text[i];
    if (text[i] == '-' || text[i + 1] == '-' || text[i + 1] == '\0' || text[i] == text[i + 1])
      continue;
    wrong[i] = text[i + 1];
    wrong[i + 1] = text[i];
    assert_mistyped (keyring, wrong);
  }

  assert_mistyped (keyring, "");
  assert_mistyped (keyring, "abc");
  text[0] = '0';
  assert_mistyped (keyring, text);
}

static void
test_recovery_groups_swapped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();
  g_autofree char *text = mps_keyring_renew_recovery (keyring, NULL);
  char group[5];

  memcpy (group, text, 5);
  memcpy (text, text + 12, 5);
  memcpy (text + 12, group, 5);
  assert_mistyped (keyring, text);
}

static void
test_another_profile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) one = make ();
  g_autoptr (MpsKeyring) other = make ();
  g_autofree char *text = mps_keyring_renew_recovery (one, NULL);
  g_autofree char *theirs = mps_keyring_renew_recovery (other, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (mps_keyring_unlock_with_key (one, mps_keyring_peek_key (other), NULL, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  g_assert_false (mps_keyring_unlock_recovery (one, theirs, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_WRONG_SECRET);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();
  gint64 last_us = -1;

  g_assert_cmpuint (mps_keyring_get_failures (keyring, "kim", &last_us), ==, 0);
  g_assert_cmpint (last_us, ==, 0);
  save (keyring, fixture->path);
  g_clear_pointer (&keyring, mps_keyring_free);

  /* No one is signed in while passwords are tried. */
  keyring = load (fixture->path);
  mps_keyring_set_failures (keyring, "kim", 3, 12345);
  mps_keyring_set_failures (keyring, "이순신", 5000000, -7);
  mps_keyring_set_failures (keyring, "nobody", 3, 12345);
  save (keyring, fixture->path);
  g_clear_pointer (&keyring, mps_keyring_free);

  keyring = load (fixture->path);
  g_assert_cmpuint (mps_keyring_get_failures (keyring, "kim", &last_us), ==, 3);
  g_assert_cmpint (last_us, ==, 12345);
  g_assert_cmpuint (mps_keyring_get_failures (keyring, "이순신", &last_us), ==, 1000);
  g_assert_cmpint (last_us, ==, 0);
  g_assert_cmpuint (mps_keyring_get_failures (keyring, "nobody", &last_us), ==, 0);
  assert_opens (keyring, "kim", "correct horse");
}

static void
test_rekey (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();
  g_autoptr (MpsSealKey) old = mps_seal_key_ref (mps_keyring_peek_key (keyring));
  g_autoptr (MpsSealKey) next = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = mps_keyring_renew_recovery (keyring, &error);

  g_assert_false (mps_keyring_finish_rekey (keyring, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (mps_keyring_begin_rekey (keyring, &error));
  next = mps_seal_key_ref (mps_keyring_peek_next_key (keyring));
  g_assert_false (same_key (old, next));
  save (keyring, fixture->path);
  g_clear_pointer (&keyring, mps_keyring_free);

  /* Killed here: either key can still be reached, by anyone who could before. */
  keyring = load (fixture->path);
  g_assert_true (mps_keyring_is_rekeying (keyring));
  assert_opens (keyring, "이순신", "거북선");
  g_assert_true (same_key (old, mps_keyring_peek_key (keyring)));
  g_assert_true (same_key (next, mps_keyring_peek_next_key (keyring)));
  g_assert_true (mps_keyring_unlock_recovery (keyring, text, &error));
  g_assert_true (same_key (next, mps_keyring_peek_next_key (keyring)));

  /* Beginning again goes on with the same key; who comes meanwhile gets both. */
  g_assert_true (mps_keyring_begin_rekey (keyring, &error));
  g_assert_true (same_key (next, mps_keyring_peek_next_key (keyring)));
  add (keyring, "lee", "x");
  g_assert_true (mps_keyring_finish_rekey (keyring, &error));
  g_assert_cmpuint (mps_keyring_get_epoch (keyring), ==, 2);
  save (keyring, fixture->path);
  g_clear_pointer (&keyring, mps_keyring_free);

  keyring = load (fixture->path);
  g_assert_false (mps_keyring_is_rekeying (keyring));
  assert_opens (keyring, "lee", "x");
  g_assert_true (same_key (next, mps_keyring_peek_key (keyring)));
  assert_opens (keyring, "kim", "correct horse");
  g_assert_true (mps_keyring_unlock_recovery (keyring, text, &error));
  g_assert_false (mps_keyring_unlock_with_key (keyring, old, NULL, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_WRONG_SECRET);
}

static void
test_rekey_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();
  g_autoptr (MpsSealKey) old = mps_seal_key_ref (mps_keyring_peek_key (keyring));
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_keyring_begin_rekey (keyring, &error));
  /* Who only has the old key can look, not change: the others would lose the new one. */
  g_assert_true (mps_keyring_unlock_with_key (keyring, old, NULL, &error));
  g_assert_null (mps_keyring_peek_next_key (keyring));
  g_assert_false (mps_keyring_cancel_rekey (keyring, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_LOCKED);
  g_clear_error (&error);

  assert_opens (keyring, "kim", "correct horse");
  g_assert_true (mps_keyring_cancel_rekey (keyring, &error));
  save (keyring, fixture->path);
  assert_opens (keyring, "kim", "correct horse");
  g_assert_true (same_key (old, mps_keyring_peek_key (keyring)));
}

static GBytes *
encode (void)
{
  g_autoptr (MpsKeyring) keyring = make ();
  g_autofree char *text = mps_keyring_renew_recovery (keyring, NULL);

  g_assert_true (mps_keyring_begin_rekey (keyring, NULL));
  return mps_keyring_to_bytes (keyring);
}

/* As someone who knows the program would after changing a byte. */
static void
forge_checksum (guint8 *file, gsize size)
{
  gsize body = size - 2 * CHECKSUM_SIZE - 2 * LOCKOUT_SIZE;

  crypto_generichash (file + body, CHECKSUM_SIZE, file, body, NULL, 0);
}

static gboolean
opens (const guint8 *file, gsize size, const char *name, const char *password)
{
  g_autoptr (GBytes) bytes = g_bytes_new (file, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsKeyring) keyring = mps_keyring_new_from_bytes (bytes, &error);
  gboolean opened = keyring != NULL && unlock (keyring, name, password, &error);

  g_assert_true (opened || error->domain == MPS_SEAL_ERROR);
  return opened;
}

static void
test_every_byte (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = encode ();
  gsize size;
  const guint8 *whole = g_bytes_get_data (bytes, &size);
  gsize decides = size - CHECKSUM_SIZE - 2 * LOCKOUT_SIZE;

  g_assert_true (opens (whole, size, "kim", "correct horse"));
  for (gsize i = 0; i < size; i++) {
    g_autofree guint8 *file = g_memdup2 (whole, size);

    file[i] ^= 1;
    g_assert_true (opens (file, size, "kim", "correct horse") == (i >= decides));
    if (i >= decides - CHECKSUM_SIZE)
      continue;
    forge_checksum (file, size);
    g_assert_false (opens (file, size, "kim", "correct horse"));
    g_assert_false (opens (file, size, "이순신", "거북선"));
  }
}

static void
test_every_length (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = encode ();
  gsize size;
  const guint8 *whole = g_bytes_get_data (bytes, &size);
  gsize decides = size - CHECKSUM_SIZE - 2 * LOCKOUT_SIZE;

  for (gsize i = 0; i < size; i++)
    g_assert_true (opens (whole, i, "kim", "correct horse") == (i >= decides));
}

static void
test_newer_version (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = encode ();
  gsize size;
  g_autofree guint8 *file = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GBytes) newer = NULL;
  g_autoptr (GError) error = NULL;

  size = g_bytes_get_size (bytes);
  file[8] = 2;
  newer = g_bytes_new (file, size);
  g_assert_null (mps_keyring_new_from_bytes (newer, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_VERSION);
}

/* Layout of a file with one epoch and no recovery key: body up to the number of accounts, then the
 * accounts, MAC, checksum. */
#define BEFORE_ACCOUNTS (8 + 2 + 4 + 8 + 32 + 8 + 1 + 4 + 24 + 32 + 1)
#define ACCOUNT_SIZE (32 + 8 + 16 + 24 + 48 + 32 + 80 + 32)

static GByteArray *
encode_plain (MpsKeyring *keyring)
{
  g_autoptr (GBytes) bytes = mps_keyring_to_bytes (keyring);
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, g_bytes_get_data (bytes, NULL), (guint)g_bytes_get_size (bytes));
  return file;
}

/* Whoever forges has no key, but can make everything that needs none. */
static MpsKeyring *
reload_forged (GByteArray *file, guint n)
{
  gsize body = BEFORE_ACCOUNTS + 2 + n * ACCOUNT_SIZE + 32;
  g_autoptr (GByteArray) forged = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint8 checksum[CHECKSUM_SIZE];
  MpsKeyring *keyring;

  g_byte_array_append (forged, file->data, (guint)body);
  forged->data[BEFORE_ACCOUNTS] = (guint8)n;
  crypto_generichash (checksum, sizeof checksum, forged->data, body, NULL, 0);
  g_byte_array_append (forged, checksum, sizeof checksum);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&forged));
  keyring = mps_keyring_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mps_keyring_get_n_accounts (keyring), ==, n);
  return keyring;
}

static void
assert_altered (MpsKeyring *keyring, const char *name, const char *password, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (unlock (keyring, name, password, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_ALTERED);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_account_taken_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) made = make ();
  g_autoptr (GByteArray) file = encode_plain (made);
  g_autoptr (MpsKeyring) forged = NULL;
  gboolean kim_stays;

  g_byte_array_remove_range (file, BEFORE_ACCOUNTS + 2, ACCOUNT_SIZE);
  forged = reload_forged (file, 1);
  kim_stays = mps_keyring_has (forged, "kim");
  assert_altered (
      forged, kim_stays ? "kim" : "이순신", kim_stays ? "correct horse" : "거북선", "taken away");
}

/* An account of a keyring with the same salt but another data key, as an older copy has. */
static void
test_account_added (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) made = make ();
  g_autoptr (MpsSealKey) key = mps_seal_key_ref (mps_keyring_peek_key (made));
  g_autoptr (GByteArray) file = encode_plain (made);
  g_autoptr (MpsKeyring) forged = NULL;
  g_autofree guint8 *copy =
      g_memdup2 (file->data + BEFORE_ACCOUNTS + 2 + ACCOUNT_SIZE, ACCOUNT_SIZE);
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gsize end = BEFORE_ACCOUNTS + 2 + 2 * ACCOUNT_SIZE;

  /* Last in order, and not there twice. */
  memset (copy, 0xff, 32);
  g_byte_array_append (longer, file->data, (guint)end);
  g_byte_array_append (longer, copy, ACCOUNT_SIZE);
  g_byte_array_append (longer, file->data + end, (guint)(file->len - end));
  forged = reload_forged (longer, 3);
  assert_altered (forged, "kim", "correct horse", "account 3 of 3");

  /* The same before re-keying. */
  g_assert_false (mps_keyring_unlock_with_key (forged, key, NULL, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_ALTERED);
  g_clear_error (&error);
  g_assert_false (mps_keyring_begin_rekey (forged, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_LOCKED);
}

static void
test_saving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) made = make ();
  g_autoptr (MpsKeyring) other = make ();
  g_autoptr (MpsKeyring) first = NULL;
  g_autoptr (MpsKeyring) second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (mps_keyring_load (fixture->path, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  save (made, fixture->path);
  g_assert_false (mps_keyring_save (other, fixture->path, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_EXISTS);
  g_clear_error (&error);

  first = load (fixture->path);
  second = load (fixture->path);
  mps_keyring_set_failures (first, "kim", 1, 1);
  save (first, fixture->path);
  save (first, fixture->path);
  mps_keyring_set_failures (second, "kim", 2, 2);
  g_assert_false (mps_keyring_save (second, fixture->path, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_STALE);
  g_clear_error (&error);

  g_unlink (fixture->path);
  g_assert_false (mps_keyring_save (first, fixture->path, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_STALE);
}

static void
test_not_writable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsKeyring) made = make ();
  g_autoptr (GError) error = NULL;

  g_assert_false (mps_keyring_save (made, nowhere, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_NOT_FOUND);
}

static gpointer
write_changes (gpointer data)
{
  const char *path = data;

  for (guint i = 0; i < N_CHANGES; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (MpsKeyring) keyring = mps_keyring_load_for_change (path, &error);
    guint n;

    g_assert_no_error (error);
    n = mps_keyring_get_failures (keyring, "kim", NULL);
    mps_keyring_set_failures (keyring, "kim", n + 1, 1);
    save (keyring, path);
  }
  return NULL;
}

static void
test_together (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) made = make ();
  g_autoptr (MpsKeyring) keyring = NULL;
  GThread *threads[N_WRITERS];

  save (made, fixture->path);
  for (guint i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("writer", write_changes, fixture->path);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);

  keyring = load (fixture->path);
  g_assert_cmpuint (mps_keyring_get_failures (keyring, "kim", NULL), ==, N_WRITERS * N_CHANGES);
}

static void
test_generation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = make ();
  guint64 before = mps_keyring_get_generation (keyring);

  mps_keyring_set_failures (keyring, "kim", 1, 1);
  g_assert_cmpuint (mps_keyring_get_generation (keyring), ==, before);
  add (keyring, "lee", "x");
  g_assert_cmpuint (mps_keyring_get_generation (keyring), ==, before + 1);
}

static void
test_secret_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (5000, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSecret) right = secret ("pass word\n");
  const char *const ends[] = { "pass word\n", "pass word\n\n", "pass word\n\r\n" };
  const char *const wanted[] = { "pass word", "pass word\n", "pass word\n" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autoptr (MpsSecret) found = NULL;

    g_assert_true (g_file_set_contents (fixture->path, ends[i], -1, NULL));
    found = mps_secret_new_from_file (fixture->path, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (mps_secret_peek (found), ==, wanted[i]);
    g_assert_true (mps_secret_equal (found, right) == (i > 0));
  }

  g_assert_true (g_file_set_contents (fixture->path, huge, -1, NULL));
  g_assert_null (mps_secret_new_from_file (fixture->path, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_FAILED);
  g_clear_error (&error);
  g_unlink (fixture->path);
  g_assert_null (mps_secret_new_from_file (fixture->path, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_NOT_FOUND);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/keyring/open", test_open);
  ADD ("/keyring/empty-password", test_empty_password);
  ADD ("/keyring/usual-cost", test_usual_cost);
  ADD ("/keyring/change-accounts", test_change_accounts);
  ADD ("/keyring/locked", test_locked);
  ADD ("/keyring/recovery", test_recovery);
  ADD ("/keyring/recovery-mistyped", test_recovery_mistyped);
  ADD ("/keyring/recovery-groups-swapped", test_recovery_groups_swapped);
  ADD ("/keyring/another-profile", test_another_profile);
  ADD ("/keyring/failures", test_failures);
  ADD ("/keyring/rekey", test_rekey);
  ADD ("/keyring/rekey-cancelled", test_rekey_cancelled);
  ADD ("/keyring/every-byte", test_every_byte);
  ADD ("/keyring/every-length", test_every_length);
  ADD ("/keyring/newer-version", test_newer_version);
  ADD ("/keyring/account-taken-away", test_account_taken_away);
  ADD ("/keyring/account-added", test_account_added);
  ADD ("/keyring/saving", test_saving);
  ADD ("/keyring/not-writable", test_not_writable);
  ADD ("/keyring/together", test_together);
  ADD ("/keyring/generation", test_generation);
  ADD ("/keyring/secret-file", test_secret_file);
  return g_test_run ();
}
