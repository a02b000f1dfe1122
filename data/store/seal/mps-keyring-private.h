/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-keyring.h"

#include <sodium.h>

G_BEGIN_DECLS

#define MPS_KEYRING_HASH_SIZE 32
#define MPS_KEYRING_BOX_SIZE (MPS_SEAL_KEY_SIZE + crypto_box_SEALBYTES)
#define MPS_KEYRING_CHECK_SIZE 16
#define MPS_RECOVERY_SIZE 20
#define MPS_KEYRING_MAX_ACCOUNTS 1000
#define MPS_KEYRING_MAX_FAILURES 1000

/** MpsKeyringSlot: the two epochs there can be: what stands, and what re-keying leads to. */
typedef enum {
  MPS_KEYRING_CURRENT,
  MPS_KEYRING_NEXT,
  MPS_KEYRING_N_SLOTS,
} MpsKeyringSlot;

/**
 * MpsKeyringHolder: what can open the data keys: an account or the recovery key.
 * @public_half: X25519
 * @boxes: the data key of each epoch, sealed to it
 */
typedef struct {
  guint8 public_half[crypto_box_PUBLICKEYBYTES];
  guint8 boxes[MPS_KEYRING_N_SLOTS][MPS_KEYRING_BOX_SIZE];
} MpsKeyringHolder;

/**
 * MpsKeyringAccount: one account.
 * @id: keyed hash of its name
 * @wrapped: the secret half of its pair under Argon2id of its password
 * @mac: over all of this up to here
 * @failures: how often in a row a wrong password was given; outside every MAC
 * @last_us: when it last was
 */
typedef struct {
  guint8 id[MPS_KEYRING_HASH_SIZE];
  MpsKeyringCost cost;
  guint8 salt[crypto_pwhash_SALTBYTES];
  guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
  guint8 wrapped[crypto_box_SECRETKEYBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES];
  MpsKeyringHolder holder;
  guint8 mac[MPS_KEYRING_HASH_SIZE];
  guint failures;
  gint64 last_us;
} MpsKeyringAccount;

/**
 * MpsKeyringEpoch: one data key.
 * @number: counts the keys of this profile from 1
 * @check: known text sealed under a subkey of it
 */
typedef struct {
  guint32 number;
  guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
  guint8 check[MPS_KEYRING_CHECK_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES];
} MpsKeyringEpoch;

/**
 * MpsKeyring:
 * @salt: what names are hashed with
 * @generation: counts the changes of what decides who can open
 * @cost: of the accounts that are added
 * @n_epochs: 1, or 2 while re-keying
 * @recovery: the recovery key, where @has_recovery
 * @accounts: (element-type MpsKeyringAccount): ordered by id
 * @macs: over the body, by each data key
 * @keys: the data keys, while unlocked
 * @file_hash: of the file as it was read or written last, where @has_file
 * @lock: (descriptor): held while the file is being changed; -1
 */
struct _MpsKeyring {
  guint8 salt[MPS_KEYRING_HASH_SIZE];
  guint64 generation;
  MpsKeyringCost cost;
  guint n_epochs;
  MpsKeyringEpoch epochs[MPS_KEYRING_N_SLOTS];
  gboolean has_recovery;
  MpsKeyringHolder recovery;
  GPtrArray *accounts;
  guint8 macs[MPS_KEYRING_N_SLOTS][MPS_KEYRING_HASH_SIZE];
  MpsSealKey *keys[MPS_KEYRING_N_SLOTS];
  gboolean has_file;
  guint8 file_hash[MPS_KEYRING_HASH_SIZE];
  int lock;
};

MpsKeyring *mps_keyring_new_blank (void) G_GNUC_WARN_UNUSED_RESULT;

/* mps-keyring-codec.c */
GBytes *mps_keyring_encode (const MpsKeyring *self) G_GNUC_WARN_UNUSED_RESULT;
MpsKeyring *mps_keyring_decode (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GByteArray *mps_keyring_encode_body (const MpsKeyring *self) G_GNUC_WARN_UNUSED_RESULT;
GByteArray *mps_keyring_encode_account (const MpsKeyring *self, const MpsKeyringAccount *account)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_keyring_hash_bytes (GBytes *bytes, guint8 *hash);

/* mps-keyring-mac.c */
void mps_keyring_sign (MpsKeyring *self);
gboolean mps_keyring_verify (MpsKeyring *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_keyring_make_check (MpsKeyring *self, MpsKeyringSlot slot);
gboolean mps_keyring_test_check (MpsKeyring *self, MpsKeyringSlot slot, MpsSealKey *key);

/* mps-keyring-recovery.c */
char *mps_recovery_format (const guint8 *bytes) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_recovery_parse (const char *text, guint8 *bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
