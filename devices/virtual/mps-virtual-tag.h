/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/transport/mps-tag.h"

G_BEGIN_DECLS

/**
 * MpsVirtualTag:
 *
 * A cartridge tag that exists only in memory or in a file of 540 bytes (135 pages); what is written
 * to it is kept there.
 */
#define MPS_TYPE_VIRTUAL_TAG (mps_virtual_tag_get_type ())
G_DECLARE_FINAL_TYPE (MpsVirtualTag, mps_virtual_tag, MPS, VIRTUAL_TAG, MpsTag)

MpsTag *mps_virtual_tag_new (GBytes *memory) G_GNUC_WARN_UNUSED_RESULT;
MpsTag *mps_virtual_tag_new_for_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_virtual_tag_create_file (const char *path, guint64 seed, gint64 now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GBytes *mps_virtual_tag_make_memory (guint64 seed, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;
void mps_virtual_tag_lose_writes (MpsTag *tag, guint n);
void mps_virtual_tag_set_present (MpsTag *tag, gboolean present);
const char *mps_virtual_tag_peek_key_file (void);

G_END_DECLS
