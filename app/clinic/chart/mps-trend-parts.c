/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-trend-parts.h"

#include "data/model/mps-tree.h"

void
mps_trend_parts_free (MpsTrendParts *parts)
{
  g_free (parts->codes[0]);
  g_free (parts->codes[1]);
  g_free (parts->unit);
  g_free (parts);
}

/**
 * mps_trend_parts_new:
 * @observation: an Observation
 *
 * Returns: (transfer full) (nullable): what to load with mps_chart_load_trend_async(), each by
 *   itself; %NULL where the record has a value of its own, or not exactly two values of one unit
 */
MpsTrendParts *
mps_trend_parts_new (const MpsResource *observation)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (observation);
  const MpsTree *list = mps_tree_peek (tree, "component");
  g_autoptr (MpsTrendParts) parts = NULL;

  if (mps_tree_peek (tree, "valueQuantity") != NULL || list == NULL ||
      mps_tree_get_size (list) != 2)
    return NULL;
  parts = g_new0 (MpsTrendParts, 1);
  for (guint i = 0; i < 2; i++) {
    const MpsTree *item = mps_tree_peek_item (list, i);
    const char *code = mps_tree_peek_path_string (item, "code.coding[0].code");
    const char *unit = mps_tree_peek_path_string (item, "valueQuantity.code");

    if (code == NULL || unit == NULL || (i > 0 && g_strcmp0 (unit, parts->unit) != 0))
      return NULL;
    parts->codes[i] = g_strdup (code);
    if (i == 0)
      parts->unit = g_strdup (unit);
  }
  return g_steal_pointer (&parts);
}
