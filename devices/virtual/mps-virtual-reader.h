/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/virtual/mps-virtual-config.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MpsVirtualReader:
 *
 * The reader's side of the protocol: bytes in, bytes out, a clock handed in. Knows nothing of how
 * the bytes travel. A reader that plays a CSV answers like any other.
 */
#define MPS_TYPE_VIRTUAL_READER (mps_virtual_reader_get_type ())
G_DECLARE_FINAL_TYPE (MpsVirtualReader, mps_virtual_reader, MPS, VIRTUAL_READER, GObject)

MpsVirtualReader *mps_virtual_reader_new (const MpsVirtualConfig *config, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
const char *mps_virtual_reader_get_serial (MpsVirtualReader *self);
void
mps_virtual_reader_receive (MpsVirtualReader *self, const guint8 *data, gsize size, gint64 now_us);
gsize mps_virtual_reader_send (MpsVirtualReader *self, guint8 *buffer, gsize size, gint64 now_us);
gsize mps_virtual_reader_send_interrupt (MpsVirtualReader *self,
                                         guint8 *buffer,
                                         gsize size,
                                         gint64 now_us);
gint64 mps_virtual_reader_next_us (MpsVirtualReader *self, gint64 now_us);
gboolean mps_virtual_reader_is_plugged (MpsVirtualReader *self, gint64 now_us);
void mps_virtual_reader_unplug (MpsVirtualReader *self, gint64 now_us);
void mps_virtual_reader_plug (MpsVirtualReader *self, gint64 now_us);
guint mps_virtual_reader_get_connection (MpsVirtualReader *self);
void mps_virtual_reader_reset_usb (MpsVirtualReader *self, gint64 now_us);
void mps_virtual_reader_press_button (MpsVirtualReader *self, gint64 now_us);

G_END_DECLS
