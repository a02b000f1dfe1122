/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/transport/mps-transport.h"
#include "devices/virtual/mps-virtual-reader.h"

G_BEGIN_DECLS

/**
 * MpsVirtualTransport:
 *
 * The virtual reader in the same process, as a transport.
 */
#define MPS_TYPE_VIRTUAL_TRANSPORT (mps_virtual_transport_get_type ())
G_DECLARE_FINAL_TYPE (
    MpsVirtualTransport, mps_virtual_transport, MPS, VIRTUAL_TRANSPORT, MpsTransport)

MpsTransport *mps_virtual_transport_new (MpsVirtualReader *reader) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
