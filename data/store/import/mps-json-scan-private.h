/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MPS_JSON_SCAN_DEPTH: objects and arrays inside one another; deeper text is refused */
#define MPS_JSON_SCAN_DEPTH 100

gboolean
mps_json_scan (const char *text, gsize length, gsize start, gsize *end, const char **wrong);
void mps_json_scan_locate (const char *text, gsize offset, gsize *line, gsize *column);

G_END_DECLS
