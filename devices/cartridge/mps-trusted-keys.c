/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/cartridge/mps-trusted-keys.h"

#include "devices/cartridge/mps-cartridge-resources.h"
#include "devices/transport/mps-transport.h"

#include <sodium.h>
#include <string.h>

#define GROUP "key"
#define BUILTIN_FOLDER "/org/manpasik/Workstation/keys/"

typedef struct {
  MpsKeyUse use;
  guint8 id[MPS_KEY_ID_SIZE];
  guint8 public_key[MPS_PUBLIC_KEY_SIZE];
  gint64 valid_from_us;
  gint64 valid_before_us;
} TrustedKey;

struct _MpsTrustedKeys {
  GArray *keys;
};

/**
 * mps_trusted_keys_new:
 *
 * Returns: (transfer full): a set that trusts nobody yet
 */
MpsTrustedKeys *
mps_trusted_keys_new (void)
{
  MpsTrustedKeys *keys = g_new0 (MpsTrustedKeys, 1);

  keys->keys = g_array_new (FALSE, TRUE, sizeof (TrustedKey));
  return keys;
}

/**
 * mps_trusted_keys_free:
 * @keys: (transfer full) (nullable): a set
 */
void
mps_trusted_keys_free (MpsTrustedKeys *keys)
{
  if (keys == NULL)
    return;

  g_array_unref (keys->keys);
  g_free (keys);
}

/**
 * mps_public_key_get_id:
 * @public_key: an Ed25519 public key
 * @key_id: (out): the first bytes of its SHA-256
 */
void
mps_public_key_get_id (const guint8 public_key[MPS_PUBLIC_KEY_SIZE], guint8 key_id[MPS_KEY_ID_SIZE])
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, public_key, MPS_PUBLIC_KEY_SIZE);
  memcpy (key_id, hash, MPS_KEY_ID_SIZE);
}

static gboolean
parse_use (GKeyFile *file, MpsKeyUse *use, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, "use", error);

  if (text == NULL)
    return FALSE;
  if (strcmp (text, "cartridge") == 0)
    *use = MPS_KEY_USE_CARTRIDGE;
  else if (strcmp (text, "firmware") == 0)
    *use = MPS_KEY_USE_FIRMWARE;
  else {
    g_set_error (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT, "use is neither cartridge nor firmware");
    return FALSE;
  }
  return TRUE;
}

static gboolean
parse_public_key (GKeyFile *file, guint8 public_key[MPS_PUBLIC_KEY_SIZE], GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, "public-key", error);
  guint8 decoded[MPS_PUBLIC_KEY_SIZE];
  const char *end = NULL;
  gsize size = 0;

  if (text == NULL)
    return FALSE;
  if (sodium_base642bin (decoded,
                         sizeof decoded,
                         text,
                         strlen (text),
                         NULL,
                         &size,
                         &end,
                         sodium_base64_VARIANT_ORIGINAL) != 0 ||
      *end != '\0' || size != MPS_PUBLIC_KEY_SIZE) {
    g_set_error (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT, "public-key is not 32 bytes in base64");
    return FALSE;
  }
  memcpy (public_key, decoded, sizeof decoded);
  return TRUE;
}

/* A day (YYYY-MM-DD, UTC) or a moment with its zone. As an end, a day is valid through that day. */
static gboolean
parse_date (GKeyFile *file, const char *name, gboolean is_end, gint64 *us, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, name, error);
  g_autoptr (GDateTime) moment = NULL;
  gboolean is_day;

  if (text == NULL)
    return FALSE;

  is_day = strlen (text) == strlen ("YYYY-MM-DD");
  if (is_day) {
    g_autofree char *midnight = g_strconcat (text, "T00:00:00Z", NULL);
    moment = g_date_time_new_from_iso8601 (midnight, NULL);
  } else {
    moment = g_date_time_new_from_iso8601 (text, NULL);
  }
  if (moment == NULL) {
    g_set_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT, "%s is not a date", name);
    return FALSE;
  }
  *us = g_date_time_to_unix (moment) * G_USEC_PER_SEC;
  if (is_day && is_end)
    *us += G_TIME_SPAN_DAY;
  return TRUE;
}

/**
 * mps_trusted_keys_add_data:
 * @keys: the set
 * @data: text of a key file: `[key]` with `name`, `public-key` (base64), `use`, `valid-from`,
 * `valid-until`
 * @size: bytes of @data
 * @error: return location; %MPS_DEVICE_ERROR_CORRUPT
 *
 * Returns: whether the key is in the set now
 */
gboolean
mps_trusted_keys_add_data (MpsTrustedKeys *keys, const char *data, gsize size, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_autofree char *name = NULL;
  TrustedKey key = { 0 };

  if (!g_key_file_load_from_data (file, data, size, G_KEY_FILE_NONE, &local) ||
      (name = g_key_file_get_string (file, GROUP, "name", &local)) == NULL ||
      !parse_use (file, &key.use, &local) || !parse_public_key (file, key.public_key, &local) ||
      !parse_date (file, "valid-from", FALSE, &key.valid_from_us, &local) ||
      !parse_date (file, "valid-until", TRUE, &key.valid_before_us, &local)) {
    g_set_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT, "key file: %s", local->message);
    return FALSE;
  }
  if (key.valid_from_us >= key.valid_before_us) {
    g_set_error (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT, "key file: it ends before it begins");
    return FALSE;
  }

  mps_public_key_get_id (key.public_key, key.id);
  g_array_append_val (keys->keys, key);
  return TRUE;
}

/**
 * mps_trusted_keys_add_file:
 * @keys: the set
 * @path: a key file
 * @error: return location
 *
 * Returns: whether the key is in the set now
 */
gboolean
mps_trusted_keys_add_file (MpsTrustedKeys *keys, const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &data, &size, error)) {
    g_prefix_error (error, "key file: ");
    return FALSE;
  }
  return mps_trusted_keys_add_data (keys, data, size, error);
}

/**
 * mps_trusted_keys_add_builtin:
 * @keys: the set
 *
 * Adds the keys that ship with the program. They are part of it and read by its tests, so there is
 * nothing that a person could do about a failure.
 */
void
mps_trusted_keys_add_builtin (MpsTrustedKeys *keys)
{
  GResource *resource = mps_cartridge_get_resource ();
  g_auto (GStrv) names =
      g_resource_enumerate_children (resource, BUILTIN_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *path = g_strconcat (BUILTIN_FOLDER, names[i], NULL);
    g_autoptr (GBytes) data =
        g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_autoptr (GError) error = NULL;

    if (data == NULL)
      continue;
    if (!mps_trusted_keys_add_data (
            keys, g_bytes_get_data (data, NULL), g_bytes_get_size (data), &error))
      g_error ("%s: %s", path, error->message);
  }
}

/**
 * mps_trusted_keys_get_n_keys:
 * @keys: the set
 *
 * Returns: how many keys are in it
 */
guint
mps_trusted_keys_get_n_keys (const MpsTrustedKeys *keys)
{
  return keys->keys->len;
}

static const TrustedKey *
find_key (const MpsTrustedKeys *keys, MpsKeyUse use, const guint8 *key_id, const gint64 *now_us)
{
  for (guint i = 0; i < keys->keys->len; i++) {
    const TrustedKey *key = &g_array_index (keys->keys, TrustedKey, i);

    if (key->use != use || memcmp (key->id, key_id, MPS_KEY_ID_SIZE) != 0)
      continue;
    if (now_us == NULL || (*now_us >= key->valid_from_us && *now_us < key->valid_before_us))
      return key;
  }
  return NULL;
}

/**
 * mps_trusted_keys_find:
 * @keys: the set
 * @use: what it must be trusted for
 * @key_id: the first bytes of the SHA-256 of the public key
 * @now_us: µs since 1970 UTC; the key must be valid then
 *
 * Returns: (nullable) (transfer none): the 32-byte public key
 */
const guint8 *
mps_trusted_keys_find (const MpsTrustedKeys *keys,
                       MpsKeyUse use,
                       const guint8 key_id[MPS_KEY_ID_SIZE],
                       gint64 now_us)
{
  const TrustedKey *key = find_key (keys, use, key_id, &now_us);

  return key != NULL ? key->public_key : NULL;
}

/**
 * mps_trusted_keys_find_undated:
 * @keys: the set
 * @use: what it must be trusted for
 * @key_id: the first bytes of the SHA-256 of the public key
 *
 * For when the clock cannot be believed, so that dates say nothing.
 *
 * Returns: (nullable) (transfer none): the 32-byte public key, whatever its dates
 */
const guint8 *
mps_trusted_keys_find_undated (const MpsTrustedKeys *keys,
                               MpsKeyUse use,
                               const guint8 key_id[MPS_KEY_ID_SIZE])
{
  const TrustedKey *key = find_key (keys, use, key_id, NULL);

  return key != NULL ? key->public_key : NULL;
}
