/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Random numbers as a function of a seed and a place, so that each can be had alone, in any order:
 * the finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
 * OOPSLA 2014). */
static inline guint64
mps_virtual_hash (guint64 seed, guint64 place)
{
  guint64 z = seed + (place + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

/* 0 ≤ x < 1 */
static inline double
mps_virtual_uniform (guint64 seed, guint64 place)
{
  return (double)(mps_virtual_hash (seed, place) >> 11) * 0x1p-53;
}

static inline double
mps_virtual_between (guint64 seed, guint64 place, double low, double high)
{
  return low + (high - low) * mps_virtual_uniform (seed, place);
}

G_END_DECLS
