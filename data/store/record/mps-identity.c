/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-store-identity.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-write-private.h"

#include <string.h>

#define OWNERS_MAX 20

/* Longer ones were not counted up by anybody. */
#define LONGEST_COUNTED "99999999"

/**
 * mps_number_owner_free:
 * @owner: (transfer full) (nullable): an owner
 */
void
mps_number_owner_free (MpsNumberOwner *owner)
{
  if (owner == NULL)
    return;

  g_free (owner->id);
  g_free (owner->chart_number);
  g_free (owner);
}

/* As patient_number holds it. */
static char *
dup_compared (const char *number)
{
  GString *text = g_string_new (NULL);

  for (const char *p = number; *p != '\0'; p++) {
    if (*p != '-' && *p != ' ')
      g_string_append_c (text, g_ascii_toupper (*p));
  }
  return g_string_free (text, FALSE);
}

static gpointer
read_owner (MpsStatement *statement)
{
  MpsNumberOwner *owner = g_new0 (MpsNumberOwner, 1);

  owner->id = mps_statement_dup_text (statement, 0);
  owner->chart_number = mps_statement_dup_text (statement, 1);
  return owner;
}

static GPtrArray *
find_owners (MpsDb *db, const char *kind, const char *number, const char *except_id, GError **error)
{
  g_autofree char *compared = dup_compared (number);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT patient.id, patient.chart_number FROM patient_number"
                      " JOIN patient ON patient.key = patient_number.patient"
                      " WHERE kind = ?1 AND number = ?2 AND patient.id IS NOT ?3"
                      " ORDER BY patient.key LIMIT ?4",
                      error);

  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, kind);
  mps_statement_bind_text (statement, 2, compared);
  if (except_id != NULL)
    mps_statement_bind_text (statement, 3, except_id);
  sqlite3_bind_int64 (statement, 4, OWNERS_MAX);
  return mps_db_collect (db, statement, read_owner, (GDestroyNotify)mps_number_owner_free, error);
}

/**
 * mps_store_find_number_owners:
 * @self: a store
 * @kind: MPS_NUMBER_CHART or another type of HL7's table 0203
 * @number: the number; capitals, spaces and dashes do not count
 * @except_id: (nullable): a patient who does not count
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsNumberOwner): who has this number now
 */
GPtrArray *
mps_store_find_number_owners (
    MpsStore *self, const char *kind, const char *number, const char *except_id, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);

  return loan != NULL ? find_owners (mps_loan_peek_db (loan), kind, number, except_id, error)
                      : NULL;
}

/* What a batch demands of the records as they are when it is carried out. */
typedef struct {
  char *kind;
  char *number;
  char *patient_id;
} Demand;

static void
demand_free (gpointer data)
{
  Demand *demand = data;

  g_free (demand->kind);
  g_free (demand->number);
  g_free (demand->patient_id);
  g_free (demand);
}

static gboolean
demand_free_number (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const Demand *demand = data;
  g_autoptr (GPtrArray) owners =
      find_owners (context->db, demand->kind, demand->number, demand->patient_id, error);

  if (owners == NULL)
    return FALSE;
  if (owners->len == 0)
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_EXISTS,
               "records: another patient has this number (type %s) already; nothing was written",
               demand->kind);
  return FALSE;
}

/**
 * mps_store_batch_require_free_number:
 * @batch: a batch
 * @kind: as in mps_store_find_number_owners()
 * @number: a number
 * @except_id: (nullable): the patient who may have it
 *
 * The commit fails with %MPS_STORE_ERROR_EXISTS where anybody else has the number by then,
 * whichever program gave it. Comes before the write that gives the number.
 */
void
mps_store_batch_require_free_number (MpsStoreBatch *batch,
                                     const char *kind,
                                     const char *number,
                                     const char *except_id)
{
  Demand *demand = g_new0 (Demand, 1);

  demand->kind = g_strdup (kind);
  demand->number = g_strdup (number);
  demand->patient_id = g_strdup (except_id);
  mps_store_batch_call (batch, demand_free_number, demand, demand_free);
}

static gboolean
demand_unmerged (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const Demand *demand = data;
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db, "SELECT 1 FROM patient_link WHERE patient = ?1", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, demand->patient_id);
  step = mps_db_step (context->db, statement, error);
  if (step == MPS_DB_ROW)
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_REFUSED,
                         "records: this patient was merged into another one; nothing was written: "
                         "open that one's chart");
  return step == MPS_DB_DONE;
}

/**
 * mps_store_batch_require_unmerged:
 * @batch: a batch
 * @patient_id: a patient
 *
 * The commit fails with %MPS_STORE_ERROR_REFUSED where the patient was merged into another by then.
 */
void
mps_store_batch_require_unmerged (MpsStoreBatch *batch, const char *patient_id)
{
  Demand *demand = g_new0 (Demand, 1);

  demand->patient_id = g_strdup (patient_id);
  mps_store_batch_call (batch, demand_unmerged, demand, demand_free);
}

/**
 * mps_store_batch_bind_pair:
 * @batch: a batch
 * @patient_id: FHIR id of a patient
 * @other_id: FHIR id of another
 *
 * Like mps_store_batch_bind_patient() for the two patients of a merge, and for nobody else.
 */
void
mps_store_batch_bind_pair (MpsStoreBatch *batch, const char *patient_id, const char *other_id)
{
  mps_store_batch_bind_patient (batch, patient_id);
  g_free (batch->other_id);
  batch->other_id = g_strdup (other_id);
}

/**
 * mps_store_guess_chart_number:
 * @self: a store
 * @number: (out): one more than the largest chart number that is a plain number of up to eight
 *   digits
 * @error: return location
 *
 * Another program may take it first: write it with mps_store_batch_require_free_number(), and guess
 * again if it is gone. Blocks.
 *
 * Returns: whether that could be found out
 */
gboolean
mps_store_guess_chart_number (MpsStore *self, guint64 *number, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  gint64 largest = 0;

  if (loan == NULL ||
      !mps_db_query_int64 (mps_loan_peek_db (loan),
                           "SELECT coalesce (max (CAST (number AS INTEGER)), 0) FROM patient_number"
                           " WHERE kind = '" MPS_NUMBER_CHART "' AND number NOT GLOB '*[^0-9]*'"
                           " AND length (number) < length ('" LONGEST_COUNTED "') + 1",
                           &largest,
                           error))
    return FALSE;

  *number = (guint64)largest + 1;
  return TRUE;
}
