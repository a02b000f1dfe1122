/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The reader's interface and its endpoints. Nothing in the protocol promises these numbers. */
#define MPS_EMULATED_INTERFACE 1
#define MPS_EMULATED_BULK_OUT 0x06
#define MPS_EMULATED_BULK_IN 0x8B
#define MPS_EMULATED_INTERRUPT_IN 0x84
#define MPS_EMULATED_BULK_PACKET 512
#define MPS_EMULATED_INTERRUPT_PACKET 64

GByteArray *mps_usb_descriptors_make (guint16 vendor, guint16 product) G_GNUC_WARN_UNUSED_RESULT;
gssize mps_usb_descriptors_answer (const guint8 *setup,
                                   const guint8 *descriptors,
                                   gsize descriptors_size,
                                   const char *serial,
                                   guint8 *data,
                                   gsize size);

G_END_DECLS
