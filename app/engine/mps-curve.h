/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-cartridge.h"

G_BEGIN_DECLS

/**
 * MpsCurveInverse:
 * @MPS_INVERSE_OK: x was found
 * @MPS_INVERSE_BELOW: no such x: y lies below the curve
 * @MPS_INVERSE_ABOVE: no such x: y lies above it
 * @MPS_INVERSE_BEYOND_LOW: y at or beyond f(0)
 * @MPS_INVERSE_BEYOND_HIGH: y at or beyond f(∞)
 */
typedef enum {
  MPS_INVERSE_OK,
  MPS_INVERSE_BELOW,
  MPS_INVERSE_ABOVE,
  MPS_INVERSE_BEYOND_LOW,
  MPS_INVERSE_BEYOND_HIGH,
} MpsCurveInverse;

double mps_curve_value (MpsCurveKind kind, const double *parameters, double x);
MpsCurveInverse
mps_curve_inverse (MpsCurveKind kind, const double *parameters, double y, double *x);
double mps_curve_slope (MpsCurveKind kind, const double *parameters, double x);
char *mps_curve_format (MpsCurveKind kind, const double *parameters) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
