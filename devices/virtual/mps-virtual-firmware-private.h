/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-message.h"

G_BEGIN_DECLS

#define MPS_VIRTUAL_FIRMWARE_BLOCK 4096
#define MPS_VIRTUAL_FIRMWARE_BEGIN_SIZE 106

/**
 * MpsVirtualFirmware:
 * @version: major, minor, patch of the firmware that runs
 * @begin: payload of the FW_BEGIN that is under way; empty while there is none
 * @image: what came of the image so far
 */
typedef struct {
  guint16 version[3];
  GByteArray *begin;
  GByteArray *image;
} MpsVirtualFirmware;

void mps_virtual_firmware_init (MpsVirtualFirmware *firmware);
void mps_virtual_firmware_clear (MpsVirtualFirmware *firmware);
MpsReplyStatus
mps_virtual_firmware_begin (MpsVirtualFirmware *firmware, const guint8 *payload, GByteArray *reply);
MpsReplyStatus mps_virtual_firmware_block (MpsVirtualFirmware *firmware,
                                           const guint8 *payload,
                                           gsize size,
                                           GByteArray *reply);
gboolean mps_virtual_firmware_commit (MpsVirtualFirmware *firmware);
void mps_virtual_firmware_discard (MpsVirtualFirmware *firmware);

G_END_DECLS
