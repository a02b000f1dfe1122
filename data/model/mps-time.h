/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mps_time_format_utc (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_time_parse (const char *text, gint64 *time_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
