/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader-frame.h"
#include "devices/transport/mps-transport.h"

G_BEGIN_DECLS

/**
 * Wire:
 *
 * A transport around another one on which a test can lose, repeat, change and add whole frames,
 * both ways, and count what happens. Its hooks run on the caller's thread.
 */
#define TYPE_WIRE (wire_get_type ())
G_DECLARE_FINAL_TYPE (Wire, wire, TEST, WIRE, MpsTransport)

/* How many times the frame goes on; @payload may be changed. */
typedef guint (*WireHook) (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data);

MpsTransport *wire_new (MpsTransport *inner);
void wire_set_hooks (Wire *wire, WireHook to_reader, WireHook to_host, gpointer data);
void wire_set_serial (Wire *wire, const char *serial);
void wire_add_to_host (Wire *wire, guint8 type, guint16 sequence, const GByteArray *payload);
void wire_set_shuffle (Wire *wire, guint depth);
guint wire_get_sent (Wire *wire, guint8 type);
guint wire_get_resets (Wire *wire);
guint wire_get_opens (Wire *wire);

G_END_DECLS
