/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/record/mps-store-batch.h"

G_BEGIN_DECLS

/** MPS_ATTACHMENT_CHUNK: bytes of every chunk of an attachment but the last */
#define MPS_ATTACHMENT_CHUNK (256 * 1024)

/**
 * MpsAttachment:
 * @id: its id, as in the record's "Binary/id"
 * @patient_id: whose it is
 * @media_type: as the bytes say
 * @size: bytes
 * @n_chunks: number of chunks
 * @sha256: SHA-256 of all bytes
 */
typedef struct {
  char *id;
  char *patient_id;
  char *media_type;
  guint64 size;
  guint n_chunks;
  guint8 sha256[32];
} MpsAttachment;

void mps_attachment_free (MpsAttachment *attachment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsAttachment, mps_attachment_free)
void mps_store_batch_put_attachment (MpsStoreBatch *batch,
                                     const char *id,
                                     const char *patient_id,
                                     const char *media_type,
                                     GBytes *bytes);
MpsAttachment *mps_store_find_attachment (MpsStore *self, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GBytes *
mps_store_load_attachment_chunk (MpsStore *self, const char *id, guint position, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
