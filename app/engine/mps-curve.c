/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-curve.h"

#include <math.h>

/* Names of the parameters of 4PL and 5PL, in tag order. */
enum { A, B, C, D, G };

static double
get_asymmetry (MpsCurveKind kind, const double *p)
{
  return kind == MPS_CURVE_5PL ? p[G] : 1.0;
}

/**
 * mps_curve_value:
 * @kind: which formula
 * @parameters: a valid curve's
 * @x: concentration; for 4PL and 5PL not negative
 *
 * Returns: y = f(x), V (measurement rules §4)
 */
double
mps_curve_value (MpsCurveKind kind, const double *parameters, double x)
{
  const double *p = parameters;

  switch (kind) {
  case MPS_CURVE_LINEAR:
    return p[0] + p[1] * x;
  case MPS_CURVE_QUADRATIC:
    return p[0] + p[1] * x + p[2] * x * x;
  case MPS_CURVE_4PL:
    return p[D] + (p[A] - p[D]) / (1 + pow (x / p[C], p[B]));
  case MPS_CURVE_5PL:
    return p[D] + (p[A] - p[D]) / pow (1 + pow (x / p[C], p[B]), p[G]);
  default:
    return NAN;
  }
}

/* The root with f′ > 0, in the form that does not subtract nearly equal numbers. */
static MpsCurveInverse
invert_quadratic (const double *p, double y, double *x)
{
  double discriminant, root;

  if (p[2] == 0) {
    *x = (y - p[0]) / p[1];
    return MPS_INVERSE_OK;
  }

  discriminant = p[1] * p[1] - 4 * p[2] * (p[0] - y);
  if (discriminant < 0)
    return p[2] > 0 ? MPS_INVERSE_BELOW : MPS_INVERSE_ABOVE;

  root = sqrt (discriminant);
  *x = p[1] > 0 ? 2 * (y - p[0]) / (p[1] + root) : (root - p[1]) / (2 * p[2]);
  return MPS_INVERSE_OK;
}

/* (a − d)/(y − d) − 1 is written (a − y)/(y − d), which keeps its digits where y is near a. */
static MpsCurveInverse
invert_logistic (MpsCurveKind kind, const double *p, double y, double *x)
{
  double at_zero = p[B] > 0 ? p[A] : p[D];
  double at_infinity = p[B] > 0 ? p[D] : p[A];
  double base;

  if (at_zero < at_infinity ? y <= at_zero : y >= at_zero)
    return MPS_INVERSE_BEYOND_LOW;
  if (at_zero < at_infinity ? y >= at_infinity : y <= at_infinity)
    return MPS_INVERSE_BEYOND_HIGH;

  base = (p[A] - y) / (y - p[D]);
  if (kind == MPS_CURVE_5PL)
    base = expm1 (log1p (base) / p[G]);

  *x = p[C] * pow (base, 1 / p[B]);
  return MPS_INVERSE_OK;
}

/**
 * mps_curve_inverse:
 * @kind: which formula
 * @parameters: a valid curve's
 * @y: response, V
 * @x: (out): the concentration; untouched unless %MPS_INVERSE_OK
 *
 * A quadratic is inverted on its rising branch. No branch is decided by pow(), log1p() or expm1().
 *
 * Returns: whether there is an x with f(x) = y, and on which side y lies if not (measurement rules
 * §4)
 */
MpsCurveInverse
mps_curve_inverse (MpsCurveKind kind, const double *parameters, double y, double *x)
{
  switch (kind) {
  case MPS_CURVE_QUADRATIC:
    return invert_quadratic (parameters, y, x);
  case MPS_CURVE_4PL:
  case MPS_CURVE_5PL:
    return invert_logistic (kind, parameters, y, x);
  case MPS_CURVE_LINEAR:
  default:
    *x = (y - parameters[0]) / parameters[1];
    return MPS_INVERSE_OK;
  }
}

/* f′ at 0 is the limit from above; for b < 0 f is d + (a − d)·(x/c)^(−b·g) there. */
static double
slope_of_logistic_at_zero (const double *p, double g)
{
  double exponent = p[B] > 0 ? p[B] : -p[B] * g;
  double height = p[B] > 0 ? -(p[A] - p[D]) * g : p[A] - p[D];

  return height * exponent / p[C] * pow (0, exponent - 1);
}

static double
slope_of_logistic (const double *p, double g, double x)
{
  double power, share, u;

  if (x == 0)
    return slope_of_logistic_at_zero (p, g);

  power = pow (x / p[C], p[B]);
  u = 1 + power;
  share = 1 / (1 + 1 / power); /* power/u without ∞/∞ */
  return -(p[A] - p[D]) * g * p[B] * share * pow (u, -g) / x;
}

/**
 * mps_curve_slope:
 * @kind: which formula
 * @parameters: a valid curve's
 * @x: concentration; for 4PL and 5PL not negative
 *
 * Returns: f′(x), V per unit of @x; may be 0 or infinite at x = 0
 */
double
mps_curve_slope (MpsCurveKind kind, const double *parameters, double x)
{
  const double *p = parameters;

  switch (kind) {
  case MPS_CURVE_LINEAR:
    return p[1];
  case MPS_CURVE_QUADRATIC:
    return p[1] + 2 * p[2] * x;
  case MPS_CURVE_4PL:
  case MPS_CURVE_5PL:
    return slope_of_logistic (p, get_asymmetry (kind, p), x);
  default:
    return NAN;
  }
}

static const char *
get_formula (MpsCurveKind kind, const char **names)
{
  switch (kind) {
  case MPS_CURVE_LINEAR:
    *names = "p0\0p1";
    return "y = p0 + p1·x";
  case MPS_CURVE_QUADRATIC:
    *names = "p0\0p1\0p2";
    return "y = p0 + p1·x + p2·x²";
  case MPS_CURVE_4PL:
    *names = "a\0b\0c\0d";
    return "y = d + (a − d)/(1 + (x/c)^b)";
  case MPS_CURVE_5PL:
    *names = "a\0b\0c\0d\0g";
    return "y = d + (a − d)/(1 + (x/c)^b)^g";
  default:
    *names = "";
    return "";
  }
}

/**
 * mps_curve_format:
 * @kind: which formula
 * @parameters: its parameters
 *
 * Returns: (transfer full): the formula and its numbers, for "how was this computed", in no
 * language: "y = p0 + p1·x; p0 = 0.01, p1 = 0.002"
 */
char *
mps_curve_format (MpsCurveKind kind, const double *parameters)
{
  const char *name;
  g_autoptr (GString) text = g_string_new (get_formula (kind, &name));
  guint n = mps_curve_kind_get_n_parameters (kind);

  for (guint i = 0; i < n; i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd (number, sizeof number, "%.7g", parameters[i]);
    g_string_append_printf (text, "%s%s = %s", i == 0 ? "; " : ", ", name, number);
    name += strlen (name) + 1;
  }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
