/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

/*
 * "Of largest magnitude, with its sign, the first of equals" (measurement rules §3): two numbers
 * that differ by less than 1e-12 of themselves are equal. Otherwise the last bits of a sum would
 * choose between a rise and an equal fall.
 */
#define MPS_EQUAL_WITHIN 1e-12

static inline double
mps_keep_larger (double largest, double candidate)
{
  return fabs (candidate) > fabs (largest) * (1 + MPS_EQUAL_WITHIN) ? candidate : largest;
}
