/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"
#include "data/store/record/mps-store-patients.h"

/* Rows come with the longer way to the survivor after the shorter one. Records of other systems may
 * point in circles: 64 steps lead nowhere, and nobody disappears for that. */
#define LONGEST_CHAIN 64
static const char names_sql[] =
    "WITH RECURSIVE asked (id) AS (SELECT DISTINCT value FROM json_each (?1)),"
    " chain (id, at, steps) AS ("
    " SELECT id, id, 0 FROM asked"
    " UNION ALL"
    " SELECT chain.id, link.survivor, steps + 1 FROM chain"
    " JOIN patient_link AS link ON link.patient = chain.at"
    " JOIN patient ON patient.id = link.survivor"
    " WHERE steps < 64)"
    " SELECT chain.id, steps, name, chart_number FROM chain JOIN patient ON patient.id = chain.at"
    " ORDER BY chain.id, steps";

/**
 * mps_patient_name_free:
 * @name: (transfer full) (nullable): what a patient is called
 */
void
mps_patient_name_free (MpsPatientName *name)
{
  if (name == NULL)
    return;

  g_free (name->name);
  g_free (name->chart_number);
  g_free (name->survivor_name);
  g_free (name->survivor_number);
  g_free (name);
}

/* What cannot stand in JSON as it is, is nobody's id. */
static gboolean
may_be_id (const char *text)
{
  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '"' || *p == '\\' || g_ascii_iscntrl (*p))
      return FALSE;
  return TRUE;
}

static char *
dup_array (GPtrArray *ids)
{
  GString *array = g_string_new ("[");

  for (guint i = 0; i < ids->len; i++)
    if (may_be_id (g_ptr_array_index (ids, i)))
      g_string_append_printf (
          array, "%s\"%s\"", array->len > 1 ? "," : "", (const char *)g_ptr_array_index (ids, i));
  g_string_append_c (array, ']');
  return g_string_free (array, FALSE);
}

static void
read_name (MpsStatement *statement, GHashTable *names)
{
  g_autofree char *id = mps_statement_dup_text (statement, 0);
  gint64 steps = sqlite3_column_int64 (statement, 1);
  MpsPatientName *name = g_hash_table_lookup (names, id);

  if (steps == 0) {
    name = g_new0 (MpsPatientName, 1);
    name->name = mps_statement_dup_text (statement, 2);
    name->chart_number = mps_statement_dup_text (statement, 3);
    g_hash_table_insert (names, g_steal_pointer (&id), name);
    return;
  }
  if (name == NULL)
    return;

  g_clear_pointer (&name->survivor_name, g_free);
  g_clear_pointer (&name->survivor_number, g_free);
  if (steps == LONGEST_CHAIN)
    return;
  name->survivor_name = mps_statement_dup_text (statement, 2);
  name->survivor_number = mps_statement_dup_text (statement, 3);
}

static void
name_free (gpointer data)
{
  mps_patient_name_free (data);
}

/**
 * mps_store_load_patient_names:
 * @self: a store
 * @ids: (element-type utf8): FHIR ids, or whatever somebody took for one; the same more than once
 *   is one question
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * One question however many there are. Blocks.
 *
 * Returns: (transfer full) (element-type utf8 MpsPatientName): what they are called, by id; whoever
 *   is no patient of these records is not in it
 */
GHashTable *
mps_store_load_patient_names (MpsStore *self,
                              GPtrArray *ids,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, name_free);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  g_autofree char *array = dup_array (ids);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;
  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db, names_sql, error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, array);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    read_name (statement, names);
  return step == MPS_DB_DONE ? g_steal_pointer (&names) : NULL;
}
