/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-tag-check.h"

#include "devices/virtual/mps-virtual.h"

#include <string.h>

/**
 * mps_tag_check_open_default:
 * @session: who works on which profile
 * @error: return location
 *
 * Blocks on a file. Errors: NO_TAG of #MpsSessionError where the profile has no virtual cartridge
 * (a tag reader on the antenna is not supported yet), or those of the file.
 *
 * Returns: (transfer full): the virtual cartridge's tag of a demo profile
 */
MpsTag *
mps_tag_check_open_default (MpsSession *session, GError **error)
{
  g_autofree char *path = mps_session_dup_virtual_tag_path (session);

  if (path == NULL) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_NO_TAG,
                         "cartridge: there is no tag reader for this profile");
    return NULL;
  }

  return mps_virtual_tag_new_for_file (path, error);
}

/**
 * mps_tag_check_replace_virtual:
 * @session: who works on which profile
 * @error: return location
 *
 * Lays a new virtual cartridge in the place of the old one. Blocks on a file. Error: NO_TAG of
 * #MpsSessionError in a profile that is not for demo, or those of the file.
 *
 * Returns: whether there is a new one
 */
gboolean
mps_tag_check_replace_virtual (MpsSession *session, GError **error)
{
  g_autofree char *path = mps_session_dup_virtual_tag_path (session);
  gint64 now = g_get_real_time ();

  if (path == NULL) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_NO_TAG,
                         "cartridge: only a demo profile has a virtual one");
    return FALSE;
  }

  return mps_virtual_tag_create_file (path, (guint64)now, now, error);
}

typedef struct {
  MpsStore *store;
  GError *error;
} UsesLookup;

static guint
get_highest_uses (const char *cartridge_id, gpointer data)
{
  UsesLookup *lookup = data;
  guint uses = 0;

  if (lookup->error == NULL &&
      !mps_store_get_highest_uses (lookup->store, cartridge_id, &uses, &lookup->error))
    return 0;

  return uses;
}

static gboolean
add_keys (MpsSession *session, MpsTrustedKeys *keys, GError **error)
{
  const char *key_file = mps_virtual_tag_peek_key_file ();

  mps_trusted_keys_add_builtin (keys);
  if (!mps_session_is_demo (session))
    return TRUE;

  return mps_trusted_keys_add_data (keys, key_file, strlen (key_file), error);
}

/**
 * mps_tag_check_look:
 * @session: who works on which profile
 * @tag: the tag on the antenna
 * @timeout_ms: how long to wait for it
 * @refusal: (out): %MPS_TAG_ACCEPTED, or why the cartridge is refused; untouched when it could not
 * be read
 * @cartridge: (out) (nullable): the cartridge; also a refused one, where it is genuine; else %NULL
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Reads the tag and judges it: keys of the makers that ship with the program (in a demo profile
 * also the virtual maker's), expiry by the clock, which must not be before the program was built,
 * and the highest count of uses that this profile has seen. All cartridge types are allowed.
 *
 * Blocks; a worker thread. Errors: #MpsDeviceError when it could not be read, #MpsStoreError when
 * the uses seen could not be looked up: a check that could not be made is never passed.
 *
 * Returns: whether it could be judged
 */
gboolean
mps_tag_check_look (MpsSession *session,
                    MpsTag *tag,
                    guint timeout_ms,
                    MpsTagRefusal *refusal,
                    MpsCartridge **cartridge,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (MpsTrustedKeys) keys = mps_trusted_keys_new ();
  UsesLookup lookup = { .store = mps_session_peek_store (session) };
  MpsTagPolicy policy = {
    .keys = keys,
    .now_us = g_get_real_time (),
    .built_us = MPS_BUILT_S * G_USEC_PER_SEC,
    .highest_uses = get_highest_uses,
    .data = &lookup,
  };
  g_autoptr (GBytes) uid = NULL;
  g_autoptr (GBytes) memory = NULL;
  g_autoptr (MpsCartridge) seen = NULL;
  MpsTagRefusal verdict;

  if (!add_keys (session, keys, error) ||
      !mps_cartridge_tag_read_memory (tag, timeout_ms, &uid, &memory, cancellable, error))
    return FALSE;

  verdict = mps_cartridge_tag_decode (g_bytes_get_data (uid, NULL),
                                      g_bytes_get_size (uid),
                                      g_bytes_get_data (memory, NULL),
                                      g_bytes_get_size (memory),
                                      &policy,
                                      &seen);
  if (lookup.error != NULL) {
    g_propagate_error (error, lookup.error);
    return FALSE;
  }

  *refusal = verdict;
  *cartridge = g_steal_pointer (&seen);
  return TRUE;
}

/**
 * mps_tag_check_read:
 * @session: who works on which profile
 * @tag: the tag on the antenna
 * @timeout_ms: how long to wait for it
 * @refusal: (out) (optional): why the cartridge is refused; untouched when it could not be read
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * mps_tag_check_look() for a measurement. Error for a refused cartridge: REFUSED of
 * #MpsSessionError with "refused: CODE".
 *
 * Returns: (transfer full): the cartridge when it may be used
 */
MpsCartridge *
mps_tag_check_read (MpsSession *session,
                    MpsTag *tag,
                    guint timeout_ms,
                    MpsTagRefusal *refusal,
                    GCancellable *cancellable,
                    GError **error)
{
  MpsTagRefusal verdict;
  g_autoptr (MpsCartridge) cartridge = NULL;

  if (!mps_tag_check_look (session, tag, timeout_ms, &verdict, &cartridge, cancellable, error))
    return NULL;

  if (refusal != NULL)
    *refusal = verdict;
  if (verdict == MPS_TAG_ACCEPTED)
    return g_steal_pointer (&cartridge);

  g_set_error (error,
               MPS_SESSION_ERROR,
               MPS_SESSION_ERROR_REFUSED,
               "cartridge: refused: %s",
               mps_tag_refusal_to_code (verdict));
  return NULL;
}
