/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-scan.h"

G_BEGIN_DECLS

/** MPS_SCAN_CHUNK_MAX: most scans in one chunk */
#define MPS_SCAN_CHUNK_MAX 1024

GBytes *mps_scan_codec_encode (const MpsScan *scans, gsize n_scans, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_scan_codec_decode (GBytes *data, gsize n_scans, GArray *scans, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
