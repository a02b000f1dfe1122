/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/audit/mps-audit.h"
#include "data/store/keep/mps-store-backup.h"

#include <sodium.h>

G_BEGIN_DECLS

#define MPS_BACKUP_MAX_PARTS 8
#define MPS_BACKUP_HASH_SIZE 32
/* No header is longer: a keyring with a thousand accounts, and room to spare. */
#define MPS_BACKUP_HEADER_MAX (1024 * 1024 + 4096)
#define MPS_BACKUP_MANIFEST_SIZE (8 + 8 + MPS_DIGEST_SIZE + MPS_BACKUP_HASH_SIZE)

/**
 * MpsBackupPart: one file of the database.
 * @suffix: what its name has after that of the database; one of the program's own, or empty
 * @size: its bytes
 */
typedef struct {
  const char *suffix;
  guint64 size;
} MpsBackupPart;

/**
 * MpsBackupManifest: what is sealed in the header.
 * @hash: keyed hash over all parts
 */
typedef struct {
  guint64 records;
  gint64 made_us;
  guint8 head[MPS_DIGEST_SIZE];
  guint8 hash[MPS_BACKUP_HASH_SIZE];
} MpsBackupManifest;

/**
 * MpsBackupHeader: what stands before the parts in a backup file.
 * @keyring: the profile's keyring, as its file
 * @start: where the parts begin
 */
typedef struct {
  GBytes *keyring;
  guint n_parts;
  MpsBackupPart parts[MPS_BACKUP_MAX_PARTS];
  guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
  guint8 manifest[MPS_BACKUP_MANIFEST_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES];
  guint64 start;
} MpsBackupHeader;

/* mps-backup-header.c */
void mps_backup_header_clear (MpsBackupHeader *header);
GBytes *mps_backup_header_encode (const MpsBackupHeader *header) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_backup_header_decode (MpsBackupHeader *header, GBytes *bytes, guint64 file_size, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_backup_header_seal (MpsBackupHeader *header,
                             const MpsBackupManifest *manifest,
                             MpsSealKey *key);
gboolean mps_backup_header_open (const MpsBackupHeader *header,
                                 MpsSealKey *key,
                                 MpsBackupManifest *manifest,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_backup_set_damaged (GError **error);

/**
 * MpsBackupHash: hash over the parts as they pass.
 */
typedef struct {
  crypto_generichash_state state;
} MpsBackupHash;

void mps_backup_hash_init (MpsBackupHash *hash, MpsSealKey *key);
void mps_backup_hash_finish (MpsBackupHash *hash, guint8 *out);

/**
 * MpsBackupStream: bytes that are read once, hashed, and written on where @to is a file.
 * @from: descriptor
 * @to: descriptor, or -1
 * @done: bytes that have passed
 * @total: bytes that will
 */
typedef struct {
  int from;
  int to;
  MpsBackupHash *hash;
  guint64 done;
  guint64 total;
  MpsProgressFunc progress;
  gpointer data;
  GCancellable *cancellable;
} MpsBackupStream;

gboolean mps_backup_pass (MpsBackupStream *stream, guint64 size, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* mps-restore.c */
gboolean
mps_backup_verify (MpsBackup *self, MpsSealKey *key, MpsBackupStream *stream, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsBackupReport *mps_backup_report_new (const MpsBackupManifest *manifest);

G_END_DECLS
