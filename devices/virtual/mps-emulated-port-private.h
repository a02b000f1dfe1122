/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/virtual/mps-virtual-reader.h"

#include <umockdev.h>

G_BEGIN_DECLS

/**
 * MpsEmulatedPort:
 *
 * A USB port of the test bed with a virtual reader on it, that comes and goes as the reader wants.
 */
typedef struct _MpsEmulatedPort MpsEmulatedPort;

MpsEmulatedPort *mps_emulated_port_new (UMockdevTestbed *testbed,
                                        guint number,
                                        MpsVirtualReader *reader,
                                        gboolean forbidden,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_emulated_port_free (MpsEmulatedPort *port);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsEmulatedPort, mps_emulated_port_free)

G_END_DECLS
