/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-keyring-private.h"

#include <string.h>

/* libsodium's "moderate": 0.6 s on a two-core machine of 2026, 256 MiB, which keeps those who try
 * passwords on graphics cards slow. */
#define COST_PASSES 3
#define COST_MEMORY_KIB (256 * 1024)

/**
 * mps_keyring_new_blank:
 *
 * Returns: (transfer full): a keyring without accounts or keys
 */
MpsKeyring *
mps_keyring_new_blank (void)
{
  MpsKeyring *self = g_new0 (MpsKeyring, 1);

  if (sodium_init () < 0)
    g_error ("the cryptographic library cannot be started");

  self->cost = (MpsKeyringCost){ .passes = COST_PASSES, .memory_kib = COST_MEMORY_KIB };
  self->accounts = g_ptr_array_new_with_free_func (g_free);
  self->lock = -1;
  return self;
}

/**
 * mps_keyring_new:
 *
 * Returns: (transfer full): a keyring for a new profile: a new random data key, unlocked, that no
 *   account can open yet
 */
MpsKeyring *
mps_keyring_new (void)
{
  MpsKeyring *self = mps_keyring_new_blank ();

  randombytes_buf (self->salt, sizeof self->salt);
  self->n_epochs = 1;
  self->epochs[MPS_KEYRING_CURRENT].number = 1;
  self->keys[MPS_KEYRING_CURRENT] = mps_seal_key_new ();
  mps_keyring_make_check (self, MPS_KEYRING_CURRENT);
  mps_keyring_sign (self);
  return self;
}

/* The same name typed on different systems is the same bytes. */
static gboolean
hash_name (MpsKeyring *self, const char *name, guint8 *id)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);

  if (normal == NULL || *normal == '\0')
    return FALSE;

  crypto_generichash (id,
                      MPS_KEYRING_HASH_SIZE,
                      (const guint8 *)normal,
                      strlen (normal),
                      self->salt,
                      sizeof self->salt);
  return TRUE;
}

static MpsKeyringAccount *
find (MpsKeyring *self, const char *name, guint *index)
{
  guint8 id[MPS_KEYRING_HASH_SIZE];

  if (!hash_name (self, name, id))
    return NULL;

  for (guint i = 0; i < self->accounts->len; i++) {
    MpsKeyringAccount *account = g_ptr_array_index (self->accounts, i);

    if (memcmp (account->id, id, sizeof id) != 0)
      continue;
    if (index != NULL)
      *index = i;
    return account;
  }
  return NULL;
}

static gboolean
set_unknown (GError **error)
{
  g_set_error_literal (error,
                       MPS_SEAL_ERROR,
                       MPS_SEAL_ERROR_UNKNOWN_ACCOUNT,
                       "keys: the name or the password is not right");
  return FALSE;
}

static gboolean
set_wrong (GError **error)
{
  g_set_error_literal (error,
                       MPS_SEAL_ERROR,
                       MPS_SEAL_ERROR_WRONG_SECRET,
                       "keys: the name or the password is not right");
  return FALSE;
}

static gboolean
set_exchanged (GError **error)
{
  g_set_error_literal (error,
                       MPS_SEAL_ERROR,
                       MPS_SEAL_ERROR_ALTERED,
                       "keys: the key of this account was exchanged outside this program; nothing "
                       "was opened: restore the file, or restore a backup");
  return FALSE;
}

/* Changing takes every data key that there is. */
static gboolean
check_unlocked (MpsKeyring *self, GError **error)
{
  if (self->keys[MPS_KEYRING_CURRENT] != NULL &&
      (self->n_epochs == 1 || self->keys[MPS_KEYRING_NEXT] != NULL))
    return TRUE;

  g_set_error_literal (
      error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_LOCKED, "keys: someone has to sign in first");
  return FALSE;
}

/**
 * mps_keyring_set_cost:
 * @self: a keyring
 * @cost: of the accounts that are added from now on, also after it was saved and loaded; lower than
 *   usual only where no one's records are at stake
 */
void
mps_keyring_set_cost (MpsKeyring *self, const MpsKeyringCost *cost)
{
  self->cost = *cost;
  if (check_unlocked (self, NULL))
    mps_keyring_sign (self);
}

/* The key that a password makes; slow on purpose. */
static MpsSecret *
stretch (const MpsKeyringAccount *account, const MpsSecret *secret, GError **error)
{
  g_autoptr (MpsSecret) key = mps_secret_new_blank (crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

  if (crypto_pwhash (mps_secret_peek_bytes (key),
                     mps_secret_get_length (key),
                     mps_secret_peek (secret),
                     mps_secret_get_length (secret),
                     account->salt,
                     account->cost.passes,
                     (gsize)account->cost.memory_kib * 1024,
                     crypto_pwhash_ALG_ARGON2ID13) == 0)
    return g_steal_pointer (&key);

  g_set_error (error,
               MPS_SEAL_ERROR,
               MPS_SEAL_ERROR_FAILED,
               "keys: checking a password needs %u MB of memory, which are not there; close other "
               "programs, then try again",
               account->cost.memory_kib / 1024);
  return NULL;
}

/* Account and cost are part of what is sealed, so that no half fits another place. */
static void
describe_account (MpsKeyring *self, const MpsKeyringAccount *account, GByteArray *out)
{
  g_byte_array_append (out, self->salt, sizeof self->salt);
  g_byte_array_append (out, account->id, sizeof account->id);
  g_byte_array_append (out, account->holder.public_half, sizeof account->holder.public_half);
}

static gboolean
wrap_secret_half (MpsKeyring *self,
                  MpsKeyringAccount *account,
                  const MpsSecret *half,
                  const MpsSecret *secret,
                  GError **error)
{
  g_autoptr (GByteArray) about = g_byte_array_new ();
  g_autoptr (MpsSecret) key = stretch (account, secret, error);

  if (key == NULL)
    return FALSE;

  describe_account (self, account, about);
  randombytes_buf (account->nonce, sizeof account->nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt (account->wrapped,
                                              NULL,
                                              (const guint8 *)mps_secret_peek (half),
                                              mps_secret_get_length (half),
                                              about->data,
                                              about->len,
                                              NULL,
                                              account->nonce,
                                              (const guint8 *)mps_secret_peek (key));
  return TRUE;
}

static MpsSecret *
unwrap_secret_half (MpsKeyring *self,
                    const MpsKeyringAccount *account,
                    const MpsSecret *secret,
                    GError **error)
{
  g_autoptr (GByteArray) about = g_byte_array_new ();
  g_autoptr (MpsSecret) half = mps_secret_new_blank (crypto_box_SECRETKEYBYTES);
  g_autoptr (MpsSecret) key = stretch (account, secret, error);

  if (key == NULL)
    return NULL;

  describe_account (self, account, about);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (mps_secret_peek_bytes (half),
                                                  NULL,
                                                  NULL,
                                                  account->wrapped,
                                                  sizeof account->wrapped,
                                                  about->data,
                                                  about->len,
                                                  account->nonce,
                                                  (const guint8 *)mps_secret_peek (key)) == 0)
    return g_steal_pointer (&half);

  set_wrong (error);
  return NULL;
}

static void
fill_box (MpsKeyring *self, MpsKeyringHolder *holder, MpsKeyringSlot slot)
{
  /* Fails only for a public half that is no point of the curve; those are ours, and the MAC was
   * checked. */
  if (crypto_box_seal (holder->boxes[slot],
                       mps_seal_key_peek (self->keys[slot]),
                       MPS_SEAL_KEY_SIZE,
                       holder->public_half) != 0)
    g_error ("a key cannot be sealed");
}

static void
fill_boxes (MpsKeyring *self, MpsKeyringHolder *holder)
{
  for (guint i = 0; i < self->n_epochs; i++)
    fill_box (self, holder, (MpsKeyringSlot)i);
}

static MpsSealKey *
open_box (MpsKeyring *self,
          const MpsKeyringHolder *holder,
          MpsKeyringSlot slot,
          const MpsSecret *half,
          GError **error)
{
  g_autoptr (MpsSecret) opened = mps_secret_new_blank (MPS_SEAL_KEY_SIZE);
  g_autoptr (MpsSealKey) key = NULL;

  if (crypto_box_seal_open (mps_secret_peek_bytes (opened),
                            holder->boxes[slot],
                            sizeof holder->boxes[slot],
                            holder->public_half,
                            (const guint8 *)mps_secret_peek (half)) != 0) {
    set_exchanged (error);
    return NULL;
  }

  key = mps_seal_key_new_take (mps_secret_peek_bytes (opened));
  if (mps_keyring_test_check (self, slot, key))
    return g_steal_pointer (&key);

  set_exchanged (error);
  return NULL;
}

/* Keeps the keys only if everything else is as it was written, too. */
static gboolean
adopt (MpsKeyring *self, MpsSealKey *current, MpsSealKey *next, GError **error)
{
  mps_keyring_lock (self);
  self->keys[MPS_KEYRING_CURRENT] = mps_seal_key_ref (current);
  self->keys[MPS_KEYRING_NEXT] = next != NULL ? mps_seal_key_ref (next) : NULL;
  if (mps_keyring_verify (self, error))
    return TRUE;

  mps_keyring_lock (self);
  return FALSE;
}

static gboolean
unlock_as (MpsKeyring *self, const MpsKeyringHolder *holder, const MpsSecret *half, GError **error)
{
  g_autoptr (MpsSealKey) current = open_box (self, holder, MPS_KEYRING_CURRENT, half, error);
  g_autoptr (MpsSealKey) next = NULL;

  if (current == NULL)
    return FALSE;
  if (self->n_epochs > 1) {
    next = open_box (self, holder, MPS_KEYRING_NEXT, half, error);
    if (next == NULL)
      return FALSE;
  }

  return adopt (self, current, next, error);
}

/* As slow as for a name that is there, so that the time does not tell the names. */
static void
pretend (MpsKeyring *self, const MpsSecret *secret)
{
  const MpsKeyringAccount nobody = { .cost = self->cost };
  g_autoptr (MpsSecret) key = stretch (&nobody, secret, NULL);
}

/**
 * mps_keyring_unlock:
 * @self: a keyring
 * @name: an account
 * @secret: its password
 * @error: return location
 *
 * Takes about half a second. Errors: %MPS_SEAL_ERROR_WRONG_SECRET, %MPS_SEAL_ERROR_UNKNOWN_ACCOUNT,
 * %MPS_SEAL_ERROR_ALTERED, %MPS_SEAL_ERROR_FAILED (not enough memory); the keyring is locked then.
 *
 * Returns: whether it is unlocked now
 */
gboolean
mps_keyring_unlock (MpsKeyring *self, const char *name, const MpsSecret *secret, GError **error)
{
  const MpsKeyringAccount *account = find (self, name, NULL);
  g_autoptr (MpsSecret) half = NULL;

  mps_keyring_lock (self);
  if (account == NULL) {
    pretend (self, secret);
    return set_unknown (error);
  }

  half = unwrap_secret_half (self, account, secret, error);
  return half != NULL && unlock_as (self, &account->holder, half, error);
}

/**
 * mps_keyring_unlock_only:
 * @self: a keyring
 * @secret: a password, usually the empty one
 * @error: return location
 *
 * For profiles with one account, whose name need not be known: those made for trying the program
 * out. Errors as of mps_keyring_unlock(); %MPS_SEAL_ERROR_UNKNOWN_ACCOUNT where there are several.
 *
 * Returns: whether it is unlocked now
 */
gboolean
mps_keyring_unlock_only (MpsKeyring *self, const MpsSecret *secret, GError **error)
{
  const MpsKeyringAccount *account;
  g_autoptr (MpsSecret) half = NULL;

  mps_keyring_lock (self);
  if (self->accounts->len != 1)
    return set_unknown (error);

  account = g_ptr_array_index (self->accounts, 0);
  half = unwrap_secret_half (self, account, secret, error);
  return half != NULL && unlock_as (self, &account->holder, half, error);
}

/* The pair that belongs to a recovery key in this file. */
static MpsSecret *
make_recovery_pair (MpsKeyring *self, const guint8 *bytes, guint8 *public_half)
{
  g_autoptr (MpsSecret) seed = mps_secret_new_blank (crypto_box_SEEDBYTES);
  g_autoptr (MpsSecret) half = mps_secret_new_blank (crypto_box_SECRETKEYBYTES);

  crypto_generichash (mps_secret_peek_bytes (seed),
                      mps_secret_get_length (seed),
                      bytes,
                      MPS_RECOVERY_SIZE,
                      self->salt,
                      sizeof self->salt);
  crypto_box_seed_keypair (
      public_half, mps_secret_peek_bytes (half), (const guint8 *)mps_secret_peek (seed));
  return g_steal_pointer (&half);
}

/**
 * mps_keyring_unlock_recovery:
 * @self: a keyring
 * @text: the recovery key as typed; case, spaces and dashes do not matter
 * @error: return location
 *
 * Errors: %MPS_SEAL_ERROR_MISTYPED, %MPS_SEAL_ERROR_WRONG_SECRET (an older or another profile's
 * key), %MPS_SEAL_ERROR_ALTERED; the keyring is locked then.
 *
 * Returns: whether it is unlocked now
 */
gboolean
mps_keyring_unlock_recovery (MpsKeyring *self, const char *text, GError **error)
{
  g_autoptr (MpsSecret) bytes = mps_secret_new_blank (MPS_RECOVERY_SIZE);
  g_autoptr (MpsSecret) half = NULL;
  guint8 public_half[crypto_box_PUBLICKEYBYTES];

  mps_keyring_lock (self);
  if (!mps_recovery_parse (text, mps_secret_peek_bytes (bytes), error))
    return FALSE;

  half = make_recovery_pair (self, mps_secret_peek_bytes (bytes), public_half);
  if (self->has_recovery &&
      memcmp (public_half, self->recovery.public_half, sizeof public_half) == 0)
    return unlock_as (self, &self->recovery, half, error);

  g_set_error_literal (error,
                       MPS_SEAL_ERROR,
                       MPS_SEAL_ERROR_WRONG_SECRET,
                       "keys: this recovery key belongs to another profile, or a newer one has "
                       "replaced it");
  return FALSE;
}

/**
 * mps_keyring_unlock_with_key:
 * @self: a keyring
 * @key: its data key, as someone who is signed in holds it
 * @next: (nullable): the one that re-keying leads to; without it the keyring cannot be changed
 *   while that goes on
 * @error: return location
 *
 * Errors: %MPS_SEAL_ERROR_WRONG_SECRET (a key of another profile, or an older one),
 * %MPS_SEAL_ERROR_ALTERED; the keyring is locked then.
 *
 * Returns: whether it is unlocked now
 */
gboolean
mps_keyring_unlock_with_key (MpsKeyring *self, MpsSealKey *key, MpsSealKey *next, GError **error)
{
  mps_keyring_lock (self);
  if (mps_keyring_test_check (self, MPS_KEYRING_CURRENT, key) &&
      (next == NULL || self->n_epochs == 1 ||
       mps_keyring_test_check (self, MPS_KEYRING_NEXT, next)))
    return adopt (self, key, self->n_epochs > 1 ? next : NULL, error);

  g_set_error_literal (error,
                       MPS_SEAL_ERROR,
                       MPS_SEAL_ERROR_WRONG_SECRET,
                       "keys: the keys of this profile were renewed; sign in again");
  return FALSE;
}

/**
 * mps_keyring_lock:
 * @self: a keyring, which forgets its data keys
 */
void
mps_keyring_lock (MpsKeyring *self)
{
  for (guint i = 0; i < MPS_KEYRING_N_SLOTS; i++)
    g_clear_pointer (&self->keys[i], mps_seal_key_unref);
}

/**
 * mps_keyring_peek_key:
 * @self: a keyring
 *
 * Returns: (transfer none) (nullable): the data key; %NULL while locked
 */
MpsSealKey *
mps_keyring_peek_key (MpsKeyring *self)
{
  return self->keys[MPS_KEYRING_CURRENT];
}

static int
compare_accounts (gconstpointer a, gconstpointer b)
{
  const MpsKeyringAccount *const *first = a;
  const MpsKeyringAccount *const *second = b;

  return memcmp ((*first)->id, (*second)->id, MPS_KEYRING_HASH_SIZE);
}

/* A new pair with every password: what an old one opened, nothing opens any more. */
static gboolean
give_password (MpsKeyring *self,
               MpsKeyringAccount *account,
               const MpsSecret *secret,
               GError **error)
{
  g_autoptr (MpsSecret) half = mps_secret_new_blank (crypto_box_SECRETKEYBYTES);

  account->cost = self->cost;
  randombytes_buf (account->salt, sizeof account->salt);
  crypto_box_keypair (account->holder.public_half, mps_secret_peek_bytes (half));
  if (!wrap_secret_half (self, account, half, secret, error))
    return FALSE;

  fill_boxes (self, &account->holder);
  return TRUE;
}

static gboolean
check_addable (MpsKeyring *self, const char *name, GError **error)
{
  if (find (self, name, NULL) != NULL) {
    g_set_error_literal (
        error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_EXISTS, "keys: there is an account of this name");
    return FALSE;
  }
  if (self->accounts->len >= MPS_KEYRING_MAX_ACCOUNTS) {
    g_set_error (error,
                 MPS_SEAL_ERROR,
                 MPS_SEAL_ERROR_FAILED,
                 "keys: a profile has %d accounts at most",
                 MPS_KEYRING_MAX_ACCOUNTS);
    return FALSE;
  }
  return TRUE;
}

/**
 * mps_keyring_add:
 * @self: an unlocked keyring
 * @name: name of the new account
 * @secret: its password, which may be empty
 * @error: return location
 *
 * Takes about half a second. Errors: %MPS_SEAL_ERROR_LOCKED, %MPS_SEAL_ERROR_EXISTS,
 * %MPS_SEAL_ERROR_FAILED (a name that is empty or no UTF-8, not enough memory).
 *
 * Returns: whether the account is there now
 */
gboolean
mps_keyring_add (MpsKeyring *self, const char *name, const MpsSecret *secret, GError **error)
{
  g_autofree MpsKeyringAccount *account = g_new0 (MpsKeyringAccount, 1);

  if (!check_unlocked (self, error))
    return FALSE;
  if (!hash_name (self, name, account->id)) {
    g_set_error_literal (
        error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_FAILED, "keys: an account needs a name");
    return FALSE;
  }
  if (!check_addable (self, name, error) || !give_password (self, account, secret, error))
    return FALSE;

  g_ptr_array_add (self->accounts, g_steal_pointer (&account));
  g_ptr_array_sort (self->accounts, compare_accounts);
  mps_keyring_sign (self);
  return TRUE;
}

/**
 * mps_keyring_remove:
 * @self: an unlocked keyring
 * @name: an account
 * @error: return location
 *
 * Whoever kept a copy of the file and the password still has the data key: re-key afterwards where
 * that matters. Errors: %MPS_SEAL_ERROR_LOCKED, %MPS_SEAL_ERROR_UNKNOWN_ACCOUNT,
 * %MPS_SEAL_ERROR_FAILED for the last account.
 *
 * Returns: whether the account is gone
 */
gboolean
mps_keyring_remove (MpsKeyring *self, const char *name, GError **error)
{
  guint index = 0;

  if (!check_unlocked (self, error))
    return FALSE;
  if (find (self, name, &index) == NULL)
    return set_unknown (error);
  if (self->accounts->len == 1) {
    g_set_error_literal (error,
                         MPS_SEAL_ERROR,
                         MPS_SEAL_ERROR_FAILED,
                         "keys: the last account cannot be removed: no one could open the profile");
    return FALSE;
  }

  g_ptr_array_remove_index (self->accounts, index);
  mps_keyring_sign (self);
  return TRUE;
}

/**
 * mps_keyring_set_password:
 * @self: an unlocked keyring
 * @name: an account
 * @secret: its new password
 * @error: return location
 *
 * Takes about half a second; the failures of the account are forgotten. Errors as of
 * mps_keyring_add(), and %MPS_SEAL_ERROR_UNKNOWN_ACCOUNT; the old password stands then.
 *
 * Returns: whether the new one opens the profile now
 */
gboolean
mps_keyring_set_password (MpsKeyring *self,
                          const char *name,
                          const MpsSecret *secret,
                          GError **error)
{
  MpsKeyringAccount *account;
  MpsKeyringAccount changed = { 0 };

  if (!check_unlocked (self, error))
    return FALSE;
  account = find (self, name, NULL);
  if (account == NULL)
    return set_unknown (error);

  memcpy (changed.id, account->id, sizeof changed.id);
  if (!give_password (self, &changed, secret, error))
    return FALSE;

  *account = changed;
  mps_keyring_sign (self);
  return TRUE;
}

/**
 * mps_keyring_has:
 * @self: a keyring, which may be locked
 * @name: a name
 *
 * Returns: whether there is an account of that name
 */
gboolean
mps_keyring_has (MpsKeyring *self, const char *name)
{
  return find (self, name, NULL) != NULL;
}

/**
 * mps_keyring_get_n_accounts:
 * @self: a keyring
 *
 * Returns: how many accounts it has
 */
guint
mps_keyring_get_n_accounts (MpsKeyring *self)
{
  return self->accounts->len;
}

/**
 * mps_keyring_get_generation:
 * @self: a keyring
 *
 * Returns: a number that grows with every change of who can open: a file with a lower one than was
 *   seen before is an old copy that was put back
 */
guint64
mps_keyring_get_generation (MpsKeyring *self)
{
  return self->generation;
}

/**
 * mps_keyring_renew_recovery:
 * @self: an unlocked keyring
 * @error: return location
 *
 * Makes a new recovery key; an older one opens nothing any more once this is saved. It is shown
 * once: nothing can show it again. Error: %MPS_SEAL_ERROR_LOCKED.
 *
 * Returns: (transfer full): the recovery key in groups of letters and digits; wipe it after use
 */
char *
mps_keyring_renew_recovery (MpsKeyring *self, GError **error)
{
  g_autoptr (MpsSecret) bytes = mps_secret_new_blank (MPS_RECOVERY_SIZE);
  g_autoptr (MpsSecret) half = NULL;

  if (!check_unlocked (self, error))
    return NULL;

  randombytes_buf (mps_secret_peek_bytes (bytes), MPS_RECOVERY_SIZE);
  half = make_recovery_pair (self, mps_secret_peek_bytes (bytes), self->recovery.public_half);
  fill_boxes (self, &self->recovery);
  self->has_recovery = TRUE;
  mps_keyring_sign (self);
  return mps_recovery_format (mps_secret_peek_bytes (bytes));
}

/**
 * mps_keyring_has_recovery:
 * @self: a keyring
 *
 * Returns: whether a recovery key was made
 */
gboolean
mps_keyring_has_recovery (MpsKeyring *self)
{
  return self->has_recovery;
}

/**
 * mps_keyring_get_failures:
 * @self: a keyring, which may be locked
 * @name: an account
 * @last_us: (out) (optional): when the last one was, µs since 1970 UTC; may lie in the future where
 *   a clock was set back
 *
 * Whoever can write the file can change this number: it slows down people at the keyboard, nobody
 * else.
 *
 * Returns: how often in a row a wrong password was given, at most 1000; 0 for no account
 */
guint
mps_keyring_get_failures (MpsKeyring *self, const char *name, gint64 *last_us)
{
  const MpsKeyringAccount *account = find (self, name, NULL);

  if (last_us != NULL)
    *last_us = account != NULL ? account->last_us : 0;
  return account != NULL ? account->failures : 0;
}

/**
 * mps_keyring_set_failures:
 * @self: a keyring, which may be locked
 * @name: an account; nothing is kept for a name that is none
 * @failures: as in mps_keyring_get_failures()
 * @last_us: likewise
 */
void
mps_keyring_set_failures (MpsKeyring *self, const char *name, guint failures, gint64 last_us)
{
  MpsKeyringAccount *account = find (self, name, NULL);

  if (account == NULL)
    return;

  account->failures = MIN (failures, MPS_KEYRING_MAX_FAILURES);
  account->last_us = MAX (last_us, 0);
}

static void
fill_all_boxes (MpsKeyring *self, MpsKeyringSlot slot)
{
  for (guint i = 0; i < self->accounts->len; i++) {
    MpsKeyringAccount *account = g_ptr_array_index (self->accounts, i);

    fill_box (self, &account->holder, slot);
  }
  if (self->has_recovery)
    fill_box (self, &self->recovery, slot);
}

/**
 * mps_keyring_begin_rekey:
 * @self: an unlocked keyring
 * @error: return location
 *
 * Adds a second data key, for all who can open the first; save the keyring before anything is
 * sealed with it. Where one was begun before, that goes on. Errors: %MPS_SEAL_ERROR_LOCKED,
 * %MPS_SEAL_ERROR_ALTERED.
 *
 * Returns: whether mps_keyring_peek_next_key() has a key now
 */
gboolean
mps_keyring_begin_rekey (MpsKeyring *self, GError **error)
{
  /* Only those who belong here get the new key. */
  if (!check_unlocked (self, error) || !mps_keyring_verify (self, error))
    return FALSE;
  if (self->n_epochs > 1)
    return TRUE;

  self->n_epochs = 2;
  self->epochs[MPS_KEYRING_NEXT].number = self->epochs[MPS_KEYRING_CURRENT].number + 1;
  self->keys[MPS_KEYRING_NEXT] = mps_seal_key_new ();
  mps_keyring_make_check (self, MPS_KEYRING_NEXT);
  fill_all_boxes (self, MPS_KEYRING_NEXT);
  mps_keyring_sign (self);
  return TRUE;
}

/**
 * mps_keyring_peek_next_key:
 * @self: a keyring
 *
 * Returns: (transfer none) (nullable): the data key that re-keying leads to; %NULL while locked or
 *   where there is none
 */
MpsSealKey *
mps_keyring_peek_next_key (MpsKeyring *self)
{
  return self->keys[MPS_KEYRING_NEXT];
}

/**
 * mps_keyring_is_rekeying:
 * @self: a keyring, which may be locked
 *
 * Returns: whether re-keying was begun and neither finished nor cancelled
 */
gboolean
mps_keyring_is_rekeying (MpsKeyring *self)
{
  return self->n_epochs > 1;
}

/**
 * mps_keyring_get_epoch:
 * @self: a keyring
 *
 * Returns: the number of the data key in use, from 1
 */
guint32
mps_keyring_get_epoch (MpsKeyring *self)
{
  return self->epochs[MPS_KEYRING_CURRENT].number;
}

static gboolean
check_rekeying (MpsKeyring *self, GError **error)
{
  if (!check_unlocked (self, error))
    return FALSE;
  if (self->n_epochs > 1)
    return TRUE;

  g_set_error_literal (
      error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_FAILED, "keys: no re-keying was begun");
  return FALSE;
}

static void
move_box (MpsKeyringHolder *holder)
{
  memcpy (holder->boxes[MPS_KEYRING_CURRENT],
          holder->boxes[MPS_KEYRING_NEXT],
          sizeof holder->boxes[MPS_KEYRING_CURRENT]);
}

/**
 * mps_keyring_finish_rekey:
 * @self: an unlocked keyring
 * @error: return location
 *
 * Drops the old data key; only when nothing is sealed with it any more. Errors:
 * %MPS_SEAL_ERROR_LOCKED, %MPS_SEAL_ERROR_FAILED (none was begun).
 *
 * Returns: whether the new data key is the only one now
 */
gboolean
mps_keyring_finish_rekey (MpsKeyring *self, GError **error)
{
  if (!check_rekeying (self, error))
    return FALSE;

  for (guint i = 0; i < self->accounts->len; i++) {
    MpsKeyringAccount *account = g_ptr_array_index (self->accounts, i);

    move_box (&account->holder);
  }
  move_box (&self->recovery);
  mps_seal_key_unref (self->keys[MPS_KEYRING_CURRENT]);
  self->keys[MPS_KEYRING_CURRENT] = g_steal_pointer (&self->keys[MPS_KEYRING_NEXT]);
  self->epochs[MPS_KEYRING_CURRENT] = self->epochs[MPS_KEYRING_NEXT];
  self->n_epochs = 1;
  mps_keyring_sign (self);
  return TRUE;
}

/**
 * mps_keyring_cancel_rekey:
 * @self: an unlocked keyring
 * @error: return location
 *
 * Drops the new data key; only when nothing that is kept is sealed with it. Errors as of
 * mps_keyring_finish_rekey().
 *
 * Returns: whether the old data key is the only one again
 */
gboolean
mps_keyring_cancel_rekey (MpsKeyring *self, GError **error)
{
  if (!check_rekeying (self, error))
    return FALSE;

  g_clear_pointer (&self->keys[MPS_KEYRING_NEXT], mps_seal_key_unref);
  self->n_epochs = 1;
  mps_keyring_sign (self);
  return TRUE;
}
