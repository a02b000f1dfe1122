/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-cartridge.h"

#include <math.h>

G_DEFINE_BOXED_TYPE (MpsCartridge, mps_cartridge, mps_cartridge_copy, mps_cartridge_free)

/**
 * mps_cartridge_new:
 *
 * Returns: (transfer full): a cartridge with nothing in it
 */
MpsCartridge *
mps_cartridge_new (void)
{
  return g_new0 (MpsCartridge, 1);
}

/**
 * mps_cartridge_copy:
 * @cartridge: a cartridge
 *
 * Returns: (transfer full): a deep copy; the payload is shared, it never changes
 */
MpsCartridge *
mps_cartridge_copy (const MpsCartridge *cartridge)
{
  MpsCartridge *copy = g_memdup2 (cartridge, sizeof *cartridge);

  copy->id = g_strdup (cartridge->id);
  copy->lot = g_strdup (cartridge->lot);
  copy->key_id = g_strdup (cartridge->key_id);
  copy->payload = cartridge->payload != NULL ? g_bytes_ref (cartridge->payload) : NULL;
  return copy;
}

/**
 * mps_cartridge_free:
 * @cartridge: (transfer full) (nullable): a cartridge
 */
void
mps_cartridge_free (MpsCartridge *cartridge)
{
  if (cartridge == NULL)
    return;

  g_free (cartridge->id);
  g_free (cartridge->lot);
  g_free (cartridge->key_id);
  g_clear_pointer (&cartridge->payload, g_bytes_unref);
  g_free (cartridge);
}

/**
 * mps_cartridge_dup_expiry:
 * @cartridge: a cartridge
 *
 * Returns: (transfer full): its last valid day, "YYYY-MM-DD", UTC
 */
char *
mps_cartridge_dup_expiry (const MpsCartridge *cartridge)
{
  g_autoptr (GDateTime) epoch = g_date_time_new_utc (2000, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) day = g_date_time_add_days (epoch, (int)cartridge->expiry_days);

  return g_date_time_format (day, "%F");
}

static const struct {
  const char *name;
  guint n_parameters;
} curve_kinds[] = {
  [MPS_CURVE_LINEAR] = { "linear", 2 },
  [MPS_CURVE_QUADRATIC] = { "quadratic", 3 },
  [MPS_CURVE_4PL] = { "4pl", 4 },
  [MPS_CURVE_5PL] = { "5pl", 5 },
};

/**
 * mps_curve_kind_to_string:
 * @kind: a curve
 *
 * Returns: "linear", "quadratic", "4pl" or "5pl", as the command line spells them
 */
const char *
mps_curve_kind_to_string (MpsCurveKind kind)
{
  g_return_val_if_fail ((gsize)kind < G_N_ELEMENTS (curve_kinds), "linear");

  return curve_kinds[kind].name;
}

/**
 * mps_curve_kind_from_string:
 * @text: a name, in any case
 * @kind: (out): the curve; untouched when there is none of that name
 *
 * Returns: whether there is such a curve
 */
gboolean
mps_curve_kind_from_string (const char *text, MpsCurveKind *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (curve_kinds); i++) {
    if (g_ascii_strcasecmp (text, curve_kinds[i].name) == 0) {
      *kind = (MpsCurveKind)i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * mps_curve_kind_get_n_parameters:
 * @kind: a curve
 *
 * Returns: how many of #MpsAnalyte.parameters it uses
 */
guint
mps_curve_kind_get_n_parameters (MpsCurveKind kind)
{
  g_return_val_if_fail ((gsize)kind < G_N_ELEMENTS (curve_kinds), 0);

  return curve_kinds[kind].n_parameters;
}

/* Names of the parameters of 4PL and 5PL, in tag order. */
enum { A, B, C, D, G };

static gboolean
all_finite (const double *parameters, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!isfinite (parameters[i]))
      return FALSE;

  return TRUE;
}

/**
 * mps_curve_is_valid:
 * @kind: which formula
 * @parameters: as many as the formula has, in tag order
 *
 * A tag whose curve is not valid is refused: linear needs p1 ≠ 0, quadratic p2 ≠ 0 or p1 ≠ 0, 4PL
 * b ≠ 0, c > 0 and a ≠ d, 5PL also g > 0. None may be NaN or infinite.
 *
 * Returns: whether the curve can be used
 */
gboolean
mps_curve_is_valid (MpsCurveKind kind, const double *parameters)
{
  const double *p = parameters;

  switch (kind) {
  case MPS_CURVE_LINEAR:
    return all_finite (p, 2) && p[1] != 0;
  case MPS_CURVE_QUADRATIC:
    return all_finite (p, 3) && (p[1] != 0 || p[2] != 0);
  case MPS_CURVE_4PL:
    return all_finite (p, 4) && p[B] != 0 && p[C] > 0 && p[A] != p[D];
  case MPS_CURVE_5PL:
    return all_finite (p, 5) && p[B] != 0 && p[C] > 0 && p[A] != p[D] && p[G] > 0;
  default:
    return FALSE;
  }
}
