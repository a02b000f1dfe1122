/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-migrate.h"
#include "data/store/record/mps-write-private.h"
#include "data/store/search/mps-patient-words.h"
#include "data/store/search/mps-search-private.h"

#include "data/model/mps-patient.h"

#include <string.h>

/* Which projection makes the timeline entry of which type; all others are "other". */
static const struct {
  const char *type;
  const char *sql;
} timelines[] = {
  { "Observation", "project/observation.sql" },
  { "DiagnosticReport", "project/diagnostic-report.sql" },
  { "MedicationRequest", "project/medication-request.sql" },
  { "MedicationAdministration", "project/medication.sql" },
  { "MedicationDispense", "project/medication.sql" },
  { "MedicationStatement", "project/medication.sql" },
  { "Encounter", "project/encounter.sql" },
  { "Appointment", "project/appointment.sql" },
  { "Communication", "project/communication.sql" },
  { "ClinicalImpression", "project/communication.sql" },
  { "DocumentReference", "project/document.sql" },
  { "Composition", "project/document.sql" },
  { "Media", "project/document.sql" },
  { "Condition", "project/condition.sql" },
  { "AllergyIntolerance", "project/allergy-intolerance.sql" },
  { "Procedure", "project/procedure.sql" },
  { "Immunization", "project/immunization.sql" },
};

static const char *
timeline_sql (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (timelines); i++)
    if (g_str_equal (timelines[i].type, type))
      return timelines[i].sql;

  return "project/other.sql";
}

typedef struct {
  MpsDb *db;
  gint64 key;
  const char *type;
  const char *id;
  const char *patient;
  const char *json;
} Subject;

static void
bind_subject (MpsStatement *statement, const Subject *subject, int n)
{
  const char *texts[] = { subject->type, subject->id, subject->patient, subject->json };

  sqlite3_bind_int64 (statement, 1, subject->key);
  for (int i = 2; i <= n; i++)
    mps_statement_bind_text (statement, i, texts[i - 2]);
}

/* A name in a list must be the name in the banner: both are read from the record by data/model. */
static gboolean
project_patient (const Subject *subject, GError **error)
{
  g_autoptr (MpsResource) resource =
      mps_resource_new_checked (subject->type, subject->id, 0, subject->json);
  g_autoptr (MpsPatient) patient = mps_patient_new_from_resource (resource, NULL);
  g_autoptr (MpsPatientKeys) keys = mps_patient_keys_new (subject->json);
  g_autofree char *packed = mps_patient_words_pack (keys);
  g_autofree char *old_packed = mps_search_dup_patient (subject->db, subject->key, error);
  g_autoptr (MpsStatement) statement = NULL;

  if (old_packed == NULL)
    return FALSE;

  statement = mps_db_prepare (subject->db, mps_sql_load ("project/patient.sql"), error);
  if (statement == NULL)
    return FALSE;
  if (patient == NULL) {
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_INPUT,
                 "records: this Patient cannot be read; nothing was written");
    return FALSE;
  }

  bind_subject (statement, subject, 5);
  mps_statement_bind_text (statement, 6, patient->name);
  mps_statement_bind_text (statement, 7, patient->gender);
  mps_statement_bind_text (statement, 8, patient->birth_date);
  mps_statement_bind_text (statement, 9, patient->chart_number);
  mps_statement_bind_text (statement, 10, patient->phone);
  mps_statement_bind_text (statement, 11, packed);
  return mps_db_run (subject->db, statement, error) &&
         mps_search_update_patient (subject->db, subject->key, old_packed, packed, error);
}

/* Runs a projection with as many of ?1 key, ?2 type, ?3 id, ?4 patient, ?5 JSON as it asks for. */
static gboolean
project (const Subject *subject, const char *name, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (subject->db, mps_sql_load (name), error);

  if (statement == NULL)
    return FALSE;

  bind_subject (statement, subject, sqlite3_bind_parameter_count (statement));
  return mps_db_run (subject->db, statement, error);
}

/* Numbers of a result; only one with components has more than its own. */
static const char *
value_sql (const char *json)
{
  return strstr (json, "\"component\"") != NULL ? "project/observation-value.sql"
                                                : "project/observation-number.sql";
}

static gboolean
project_seen (MpsDb *db, const char *patient, gint64 now_us, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db, mps_sql_load ("project/seen.sql"), error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, patient);
  sqlite3_bind_int64 (statement, 2, now_us);
  return mps_db_run (db, statement, error);
}

/**
 * mps_project_record:
 * @db: a connection inside a transaction
 * @key: key of the record
 * @type: its type
 * @id: its id
 * @patient: (nullable): whose chart it is in
 * @json: its newest version
 * @now_us: now
 * @error: return location
 *
 * Makes everything that lists show of a record again.
 *
 * Returns: whether it is written
 */
gboolean
mps_project_record (MpsDb *db,
                    gint64 key,
                    const char *type,
                    const char *id,
                    const char *patient,
                    const char *json,
                    gint64 now_us,
                    GError **error)
{
  Subject subject = { db, key, type, id, patient, json };
  gboolean is_observation = g_str_equal (type, "Observation");

  if (g_str_equal (type, "Patient"))
    return project_patient (&subject, error) &&
           project (&subject, "project/patient-forget.sql", error) &&
           project (&subject, "project/patient-numbers.sql", error) &&
           project (&subject, "project/patient-unlink.sql", error) &&
           project (&subject, "project/patient-link.sql", error) &&
           project_seen (db, id, now_us, error);

  if (!project (&subject, "project/forget.sql", error) ||
      (is_observation && !project (&subject, "project/forget-values.sql", error)))
    return FALSE;
  if (patient == NULL)
    return TRUE;

  return project (&subject, timeline_sql (type), error) &&
         (!is_observation || project (&subject, value_sql (json), error)) &&
         project_seen (db, patient, now_us, error);
}

/**
 * mps_project_run:
 * @db: a connection inside a transaction
 * @key: key of the run, finished
 * @patient: whose it is
 * @now_us: now
 * @error: return location
 *
 * Puts a run that gave no result on the timeline.
 *
 * Returns: whether it is written
 */
gboolean
mps_project_run (MpsDb *db, gint64 key, const char *patient, gint64 now_us, GError **error)
{
  Subject subject = { .db = db, .key = key };

  return project (&subject, "project/run.sql", error) && project_seen (db, patient, now_us, error);
}
