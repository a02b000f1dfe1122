/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MPS_UNIT_MAX: bytes of a UCUM unit with its NUL */
#define MPS_UNIT_MAX 32

/**
 * MpsComparator:
 * @MPS_COMPARATOR_NONE: the value is the measured one
 * @MPS_COMPARATOR_LESS: "<": the true value is below the value given, which is a limit
 * @MPS_COMPARATOR_GREATER: ">": the true value is above it
 */
typedef enum {
  MPS_COMPARATOR_NONE,
  MPS_COMPARATOR_LESS,
  MPS_COMPARATOR_GREATER,
} MpsComparator;

/**
 * MpsQuantity:
 * @value: in @unit, never rounded
 * @comparator: whether @value is a limit
 * @unit: UCUM code
 * @has_uncertainty: whether @expanded_uncertainty is known
 * @expanded_uncertainty: half width at k = 2, in @unit
 *
 * A measured value as it crosses modules: never a bare double.
 */
typedef struct {
  double value;
  MpsComparator comparator;
  char unit[MPS_UNIT_MAX];
  gboolean has_uncertainty;
  double expanded_uncertainty;
} MpsQuantity;

const char *mps_comparator_to_string (MpsComparator comparator);
char *mps_quantity_format (const MpsQuantity *quantity);
char *mps_number_format (double value, guint significant);
char *mps_unit_display (const char *ucum);

G_END_DECLS
