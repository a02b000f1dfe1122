/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-merged-private.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-store-identity.h"

/* Records of other systems may point in circles: nobody disappears for that. */
#define LONGEST_CHAIN 64

/* Any connection. The map is as large as the number of merged patients. */
MpsMerged *
mps_merged_load (MpsDb *db, GError **error)
{
  g_autoptr (MpsMerged) merged = g_new0 (MpsMerged, 1);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT merged.key, survivor.key FROM patient_link AS link"
                      " JOIN patient AS merged ON merged.id = link.patient"
                      " JOIN patient AS survivor ON survivor.id = link.survivor",
                      error);
  MpsDbStep step;

  merged->survivors = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  if (statement == NULL)
    return NULL;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    gint64 keys[] = { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1) };

    g_hash_table_insert (merged->survivors,
                         g_memdup2 (&keys[0], sizeof keys[0]),
                         g_memdup2 (&keys[1], sizeof keys[1]));
  }
  return step == MPS_DB_DONE ? g_steal_pointer (&merged) : NULL;
}

void
mps_merged_free (MpsMerged *merged)
{
  if (merged == NULL)
    return;

  g_hash_table_unref (merged->survivors);
  g_free (merged);
}

/* The row that a list shows for @key: @key itself for whoever was not merged. */
gint64
mps_merged_get_survivor (const MpsMerged *merged, gint64 key)
{
  gint64 at = key;

  for (guint i = 0; i < LONGEST_CHAIN; i++) {
    const gint64 *next = g_hash_table_lookup (merged->survivors, &at);

    if (next == NULL)
      return at;
    at = *next;
  }
  return key;
}

/* @patient_id and all who were merged into that patient, the patient first. */
GPtrArray *
mps_merged_load_group (MpsDb *db, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) group = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "WITH RECURSIVE down (id) AS ("
                      " SELECT patient FROM patient_link WHERE survivor = ?1"
                      " UNION SELECT patient FROM patient_link JOIN down ON survivor = down.id)"
                      " SELECT id FROM down WHERE id <> ?1",
                      error);
  MpsDbStep step;

  if (statement == NULL)
    return NULL;

  g_ptr_array_add (group, g_strdup (patient_id));
  mps_statement_bind_text (statement, 1, patient_id);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (group, mps_statement_dup_text (statement, 0));
  return step == MPS_DB_DONE ? g_steal_pointer (&group) : NULL;
}

/**
 * mps_store_list_merged:
 * @self: a store
 * @patient_id: a patient
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full): FHIR ids of those who were merged into this patient, also by way of
 *   others; empty where nobody was
 */
GStrv
mps_store_list_merged (MpsStore *self, const char *patient_id, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (GPtrArray) group = NULL;

  if (loan == NULL)
    return NULL;
  group = mps_merged_load_group (mps_loan_peek_db (loan), patient_id, error);
  if (group == NULL)
    return NULL;

  g_ptr_array_remove_index (group, 0);
  g_ptr_array_set_free_func (group, NULL);
  g_ptr_array_add (group, NULL);
  return (GStrv)g_ptr_array_free (g_steal_pointer (&group), FALSE);
}

static gboolean
find_survivor (MpsDb *db, const char *patient_id, char **survivor_id, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db, "SELECT survivor FROM patient_link WHERE patient = ?1", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, patient_id);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_ROW)
    *survivor_id = mps_statement_dup_text (statement, 0);
  return step != MPS_DB_ERROR;
}

/**
 * mps_store_find_survivor:
 * @self: a store
 * @patient_id: a patient
 * @survivor_id: (out) (transfer full) (nullable): FHIR id of the patient whom this one was merged
 *   into; %NULL where it was not
 * @error: return location
 *
 * Blocks.
 *
 * Returns: whether that could be found out
 */
gboolean
mps_store_find_survivor (MpsStore *self, const char *patient_id, char **survivor_id, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);

  *survivor_id = NULL;
  return loan != NULL && find_survivor (mps_loan_peek_db (loan), patient_id, survivor_id, error);
}
