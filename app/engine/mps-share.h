/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * "The last 20 %" of n scans is the last ⌈n/5⌉, at least 1, by count (measurement rules,
 * conventions). In whole numbers: ⌈0.2·n⌉ in floating point is one too many for some n.
 */
static inline guint32
mps_share_of (guint32 n, guint32 parts)
{
  return n / parts + (n % parts != 0 ? 1 : 0);
}
