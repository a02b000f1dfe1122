/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/virtual/mps-virtual-reader.h"

#include <umockdev.h>

G_BEGIN_DECLS

/**
 * MpsUsbfsBridge:
 *
 * One plugged-in virtual reader as the kernel's usbfs would show it: the ioctls of its device node,
 * with URBs that wait until the reader has bytes. The ioctls come on umockdev's thread, the rest is
 * the main thread's.
 */
#define MPS_TYPE_USBFS_BRIDGE (mps_usbfs_bridge_get_type ())
G_DECLARE_FINAL_TYPE (MpsUsbfsBridge, mps_usbfs_bridge, MPS, USBFS_BRIDGE, UMockdevIoctlBase)

MpsUsbfsBridge *mps_usbfs_bridge_new (MpsVirtualReader *reader,
                                      const GByteArray *descriptors,
                                      GSourceFunc unplugged,
                                      gpointer data) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_usbfs_bridge_make_node (MpsUsbfsBridge *self, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_usbfs_bridge_unplug (MpsUsbfsBridge *self);

gint64 mps_usbfs_bridge_get_time (void);

G_END_DECLS
