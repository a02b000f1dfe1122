/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"
#include "data/store/record/mps-store-patients.h"

/**
 * mps_store_find_patient_keys:
 * @self: a store
 * @ids: (element-type utf8): FHIR ids of patients
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type gint64): row keys, as in the index, of those that are
 * there
 */
GArray *
mps_store_find_patient_keys (MpsStore *self, GPtrArray *ids, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);

  if (loan == NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++) {
    MpsDb *db = mps_loan_peek_db (loan);
    g_autoptr (MpsStatement) statement =
        mps_db_prepare (db, "SELECT key FROM patient WHERE id = ?1", error);
    MpsDbStep step;
    gint64 key;

    if (statement == NULL)
      return NULL;
    mps_statement_bind_text (statement, 1, g_ptr_array_index (ids, i));
    step = mps_db_step (db, statement, error);
    if (step == MPS_DB_ERROR)
      return NULL;
    if (step == MPS_DB_DONE)
      continue;
    key = sqlite3_column_int64 (statement, 0);
    g_array_append_val (keys, key);
  }

  return g_steal_pointer (&keys);
}
