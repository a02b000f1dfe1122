/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-scan.h"

#include <gio/gio.h>

G_BEGIN_DECLS

GArray *mps_counts_csv_parse (const char *data, gsize size, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GArray *mps_counts_csv_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_counts_csv_append_header (GString *text);
void mps_counts_csv_append_scan (GString *text, const MpsScan *scan);

G_END_DECLS
