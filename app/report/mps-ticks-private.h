/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsTicks:
 * @first: the lowest tick
 * @step: between two
 * @n: how many
 * @decimals: that their numbers need
 *
 * Round numbers along an axis.
 */
typedef struct {
  double first;
  double step;
  guint n;
  int decimals;
} MpsTicks;

/**
 * MpsTimeTick:
 * @us: µs since 1970 UTC
 * @label: what to write below it
 * @detail: what to write below that where it changed, or empty
 */
typedef struct {
  gint64 us;
  char label[24];
  char detail[24];
} MpsTimeTick;

void mps_ticks_init (MpsTicks *ticks, double low, double high, guint at_most);
void mps_ticks_init_seconds (MpsTicks *ticks, double seconds, guint at_most);
char *mps_ticks_dup_label (const MpsTicks *ticks, guint i) G_GNUC_WARN_UNUSED_RESULT;
char *mps_ticks_dup_seconds_label (const MpsTicks *ticks, guint i) G_GNUC_WARN_UNUSED_RESULT;
GArray *mps_time_ticks_new (gint64 from_us, gint64 to_us, guint at_most) G_GNUC_WARN_UNUSED_RESULT;
double mps_nice_above (double value);

G_END_DECLS
