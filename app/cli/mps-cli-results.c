/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli-results.h"

#include "app/session/mps-words.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static void
out_result (MpsOut *out, const MpsResult *result)
{
  const MpsQuantity *quantity = &result->quantity;

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "code", result->code);
  if (result->has_value)
    mps_out_number (out, "value", quantity->value);
  else
    mps_out_null (out, "value");
  mps_out_string (out, "unit", quantity->unit);
  if (result->has_value && quantity->comparator != MPS_COMPARATOR_NONE)
    mps_out_string (out, "comparator", mps_comparator_to_string (quantity->comparator));
  else
    mps_out_null (out, "comparator");
  if (result->has_value && quantity->has_uncertainty)
    mps_out_number (out, "expanded_uncertainty", quantity->expanded_uncertainty);
  else
    mps_out_null (out, "expanded_uncertainty");
  mps_out_string (out, "flag", result->flag);
  mps_out_end_object (out);
}

/**
 * mps_cli_out_results:
 * @out: an object being written
 * @results: (element-type MpsResult): results in tag order
 *
 * Writes the member "results".
 */
void
mps_cli_out_results (MpsOut *out, GPtrArray *results)
{
  mps_out_begin_array (out, "results");
  for (guint i = 0; i < results->len; i++)
    out_result (out, g_ptr_array_index (results, i));
  mps_out_end_array (out);
}

/**
 * mps_cli_print_results:
 * @results: (element-type MpsResult): results in tag order
 *
 * Prints them for people.
 */
void
mps_cli_print_results (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    const MpsResult *result = g_ptr_array_index (results, i);
    g_autofree char *value =
        result->has_value ? mps_quantity_format (&result->quantity) : g_strdup (_ ("no result"));
    g_autofree char *flag = mps_words_dup_flag (result->flag);

    printf ("  %s: %s%s%s\n", result->code, value, *flag != '\0' ? " — " : "", flag);
  }
}
