/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double mps_volts_get_factor (double largest, const char **unit);
char *mps_volts_dup_label (double volts, double largest) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
