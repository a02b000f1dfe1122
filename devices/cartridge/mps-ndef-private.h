/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsNdefResult:
 * @MPS_NDEF_FOUND: the record is there, whole
 * @MPS_NDEF_NO_MESSAGE: no NDEF message, or a TLV is damaged
 * @MPS_NDEF_NO_RECORD: the message holds no record of the type
 * @MPS_NDEF_CUT_SHORT: the first record of the type runs over the end of the message
 */
typedef enum {
  MPS_NDEF_FOUND,
  MPS_NDEF_NO_MESSAGE,
  MPS_NDEF_NO_RECORD,
  MPS_NDEF_CUT_SHORT,
} MpsNdefResult;

MpsNdefResult mps_ndef_find_external (const guint8 *area,
                                      gsize area_size,
                                      const char *type,
                                      const guint8 **payload,
                                      gsize *payload_size);
void mps_ndef_append_external (GByteArray *bytes,
                               const char *type,
                               const guint8 *payload,
                               gsize payload_size);

G_END_DECLS
