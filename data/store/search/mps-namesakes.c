/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-store-namesakes.h"

#include "data/model/mps-patient-keys.h"
#include "data/store/mps-store-private.h"

#include <string.h>

#define PHONE_END 4

/**
 * mps_namesake_free:
 * @namesake: (transfer full) (nullable): a patient of the same name
 */
void
mps_namesake_free (MpsNamesake *namesake)
{
  if (namesake == NULL)
    return;

  g_free (namesake->id);
  g_free (namesake->name);
  g_free (namesake->gender);
  g_free (namesake->birth_date);
  g_free (namesake->chart_number);
  g_free (namesake->phone_end);
  g_free (namesake->district);
  g_free (namesake);
}

/**
 * mps_namesakes_free:
 * @namesakes: (transfer full) (nullable): an answer
 */
void
mps_namesakes_free (MpsNamesakes *namesakes)
{
  if (namesakes == NULL)
    return;

  mps_namesake_free (namesakes->own);
  g_ptr_array_unref (namesakes->others);
  g_free (namesakes);
}

static char *
dup_phone_end (const char *phone)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *p = phone; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);

  return g_strdup (digits->len > PHONE_END ? digits->str + digits->len - PHONE_END : digits->str);
}

/* Columns: id, name, gender, birth date, chart number, phone, last seen, JSON. */
static MpsNamesake *
read_namesake (MpsStatement *statement)
{
  MpsNamesake *namesake = g_new0 (MpsNamesake, 1);
  g_autofree char *phone = mps_statement_dup_text (statement, 5);
  g_autofree char *json = mps_statement_dup_text (statement, 7);
  g_autoptr (MpsPatientKeys) keys = mps_patient_keys_new (json);

  namesake->id = mps_statement_dup_text (statement, 0);
  namesake->name = mps_statement_dup_text (statement, 1);
  namesake->gender = mps_statement_dup_text (statement, 2);
  namesake->birth_date = mps_statement_dup_text (statement, 3);
  namesake->chart_number = mps_statement_dup_text (statement, 4);
  namesake->phone_end = dup_phone_end (phone);
  namesake->last_seen_us = sqlite3_column_int64 (statement, 6);
  namesake->district = g_steal_pointer (&keys->district);
  return namesake;
}

#define FACTS                                                                                      \
  "SELECT patient.id, name, gender, birth_date, chart_number, phone, last_seen_us, version.json"   \
  " FROM patient JOIN record ON record.key = patient.key"                                          \
  " JOIN version ON version.record = record.key AND version.number = record.version"

static const char own_sql[] = FACTS " WHERE patient.id = ?1";
static const char others_sql[] = FACTS " WHERE replace (mps_fold (name), ' ', '') = replace "
                                       "(mps_fold (?1), ' ', '') AND patient.id <> ?2"
                                       " ORDER BY last_seen_us DESC, patient.key DESC LIMIT ?3";

static gboolean
load_own (MpsDb *db, const char *id, MpsNamesakes *namesakes, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, own_sql, error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, id);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_ROW) {
    namesakes->own = read_namesake (statement);
    return TRUE;
  }
  if (step == MPS_DB_DONE)
    g_set_error_literal (
        error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND, "records: there is no such patient");
  return FALSE;
}

static gboolean
load_others (MpsDb *db,
             const char *name,
             const char *id,
             guint limit,
             MpsNamesakes *namesakes,
             GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, others_sql, error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, name);
  mps_statement_bind_text (statement, 2, id);
  sqlite3_bind_int64 (statement, 3, (gint64)limit + 1);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    namesakes->more = namesakes->others->len == limit;
    if (namesakes->more)
      return TRUE;
    g_ptr_array_add (namesakes->others, read_namesake (statement));
  }
  return step == MPS_DB_DONE;
}

static MpsNamesakes *
find (MpsStore *self,
      const char *id,
      const char *name,
      guint limit,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (MpsNamesakes) namesakes = g_new0 (MpsNamesakes, 1);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  MpsDb *db;

  namesakes->others = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_namesake_free);
  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  if (id != NULL && !load_own (db, id, namesakes, error))
    return NULL;
  if (name == NULL)
    name = namesakes->own->name;
  if (*name != '\0' &&
      !load_others (db, name, id != NULL ? id : "", MAX (limit, 1), namesakes, error))
    return NULL;

  return g_steal_pointer (&namesakes);
}

/**
 * mps_store_find_namesakes:
 * @self: a store
 * @patient_id: a patient
 * @limit: how many others, at least 1
 * @cancellable: (nullable): ends the question
 * @error: return location
 *
 * Finds the others that are called the same, case, width and spaces apart. A patient without a name
 * has no namesakes.
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND where there is no such patient.
 *
 * Returns: (transfer full): the patient's own facts and those of the others
 */
MpsNamesakes *
mps_store_find_namesakes (
    MpsStore *self, const char *patient_id, guint limit, GCancellable *cancellable, GError **error)
{
  return find (self, patient_id, NULL, limit, cancellable, error);
}

/**
 * mps_store_find_namesakes_of_name:
 * @self: a store
 * @name: a name as somebody is about to be registered under, family first or as it is shown
 * @limit: how many, at least 1
 * @cancellable: (nullable): ends the question
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full): those who are called so already; without facts of one's own
 */
MpsNamesakes *
mps_store_find_namesakes_of_name (
    MpsStore *self, const char *name, guint limit, GCancellable *cancellable, GError **error)
{
  return find (self, NULL, name, limit, cancellable, error);
}
