/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-write-private.h"

#include "data/store/db/mps-migrate.h"
#include "data/store/search/mps-search-private.h"

#include <sodium.h>
#include <string.h>

/* What is known of a record while it is written. */
typedef struct {
  const char *type;
  char *id;
  gint64 key;
  gint64 old_version;
  char *old_patient;
  gint64 version;
  char *patient;
  char *json;
} Draft;

static void
draft_clear (Draft *draft)
{
  g_free (draft->id);
  g_free (draft->old_patient);
  g_free (draft->patient);
  g_free (draft->json);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static gboolean
find_record (MpsDb *db, Draft *draft, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db, "SELECT key, version, patient FROM record WHERE type = ?1 AND id = ?2", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, draft->type);
  mps_statement_bind_text (statement, 2, draft->id);
  step = mps_db_step (db, statement, error);
  if (step != MPS_DB_ROW)
    return step == MPS_DB_DONE;

  draft->key = sqlite3_column_int64 (statement, 0);
  draft->old_version = sqlite3_column_int64 (statement, 1);
  draft->old_patient = g_strdup ((const char *)sqlite3_column_text (statement, 2));
  return TRUE;
}

static gboolean
check_version (const Draft *draft, gint64 expected, GError **error)
{
  gboolean exists = draft->old_version > 0;

  if (expected == MPS_VERSION_ANY || expected == draft->old_version)
    return TRUE;

  if (expected == MPS_VERSION_NEW)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_EXISTS,
                 "records: there is a %s with this id already; nothing was written",
                 draft->type);
  else if (!exists)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_NOT_FOUND,
                 "records: there is no %s with this id to be edited; leave out meta.versionId to "
                 "make a new one",
                 draft->type);
  else
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_STALE,
                 "records: this %s was edited from version %" G_GINT64_FORMAT
                 ", but version %" G_GINT64_FORMAT " is the newest; nothing was written: get the "
                 "newest one and make the change again",
                 draft->type,
                 expected,
                 draft->old_version);
  return FALSE;
}

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", text, (int)(time_us % G_USEC_PER_SEC / 1000));
}

/* The record's own text with id, meta.versionId and meta.lastUpdated set; all else stays as it
 * was, numbers to the digit. */
static gboolean
compose (MpsWriteContext *context, Draft *draft, const char *json, GError **error)
{
  g_autofree char *updated = format_time (context->time_us);
  g_autofree char *version = g_strdup_printf ("%" G_GINT64_FORMAT, draft->version);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db, mps_sql_load ("project/compose.sql"), error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, json);
  mps_statement_bind_text (statement, 2, draft->id);
  mps_statement_bind_text (statement, 3, version);
  mps_statement_bind_text (statement, 4, updated);
  if (mps_db_step (context->db, statement, error) != MPS_DB_ROW)
    return FALSE;

  draft->json = mps_statement_dup_text (statement, 0);
  if (g_strcmp0 ((const char *)sqlite3_column_text (statement, 1), draft->type) == 0 &&
      sqlite3_column_int (statement, 2) == 1)
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_INPUT,
               "records: this %s cannot take an id and a version (resourceType, id or meta is not "
               "what it must be); nothing was written",
               draft->type);
  return FALSE;
}

/* Whether the newest version says the same, version and time of writing apart. */
static gboolean
says_the_same (MpsWriteContext *context, const Draft *draft, gboolean *same, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db, mps_sql_load ("project/same.sql"), error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, draft->key);
  sqlite3_bind_int64 (statement, 2, draft->old_version);
  mps_statement_bind_text (statement, 3, draft->json);
  step = mps_db_step (context->db, statement, error);
  if (step == MPS_DB_ERROR)
    return FALSE;

  *same = step == MPS_DB_ROW && sqlite3_column_int (statement, 0) == 1;
  return TRUE;
}

/* Finds whose record it is, and in a bound batch refuses every other patient it may belong to. */
static gboolean
find_patients (MpsWriteContext *context, Draft *draft, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db, mps_sql_load ("project/patients.sql"), error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;
  if (draft->old_patient != NULL && !mps_write_refuse_patient (context, draft->old_patient, error))
    return FALSE;

  mps_statement_bind_text (statement, 1, draft->json);
  while ((step = mps_db_step (context->db, statement, error)) == MPS_DB_ROW) {
    const char *patient = (const char *)sqlite3_column_text (statement, 0);

    if (!mps_write_refuse_patient (context, patient, error))
      return FALSE;
    if (draft->patient == NULL && sqlite3_column_int (statement, 1) == 1)
      draft->patient = g_strdup (patient);
  }

  return step == MPS_DB_DONE;
}

static gboolean
store_record (MpsWriteContext *context, Draft *draft, GError **error)
{
  const char *sql = draft->key == 0
                        ? "INSERT INTO record (type, id, version, patient, updated_us)"
                          " VALUES (?2, ?3, ?4, ?5, ?6)"
                        : "UPDATE record SET version = ?4, patient = ?5, updated_us = ?6"
                          " WHERE key = ?1 AND type = ?2 AND id = ?3";
  g_autoptr (MpsStatement) statement = mps_db_prepare (context->db, sql, error);

  if (statement == NULL)
    return FALSE;

  if (draft->key != 0)
    sqlite3_bind_int64 (statement, 1, draft->key);
  mps_statement_bind_text (statement, 2, draft->type);
  mps_statement_bind_text (statement, 3, draft->id);
  sqlite3_bind_int64 (statement, 4, draft->version);
  if (draft->patient != NULL)
    mps_statement_bind_text (statement, 5, draft->patient);
  sqlite3_bind_int64 (statement, 6, context->time_us);
  if (!mps_db_run (context->db, statement, error))
    return FALSE;

  if (draft->key == 0)
    draft->key = sqlite3_last_insert_rowid (mps_db_peek_handle (context->db));
  return TRUE;
}

static gboolean
store_version (MpsWriteContext *context, const Draft *draft, gint64 audit, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "INSERT INTO version (record, number, written_us, audit, json)"
                      " VALUES (?1, ?2, ?3, ?4, ?5)",
                      error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, draft->key);
  sqlite3_bind_int64 (statement, 2, draft->version);
  sqlite3_bind_int64 (statement, 3, context->time_us);
  sqlite3_bind_int64 (statement, 4, audit);
  mps_statement_bind_text (statement, 5, draft->json);
  return mps_db_run (context->db, statement, error);
}

static gboolean
store (MpsWriteContext *context, Draft *draft, GError **error)
{
  MpsAuditAction action = draft->version == 1 ? MPS_AUDIT_CREATE : MPS_AUDIT_UPDATE;
  g_autofree char *target =
      g_strdup_printf ("%s/%s/_history/%" G_GINT64_FORMAT, draft->type, draft->id, draft->version);
  guint8 digest[MPS_DIGEST_SIZE];
  gint64 audit = 0;

  crypto_hash_sha256 (digest, (const guint8 *)draft->json, strlen (draft->json));
  return mps_write_audit (context, action, draft->patient, target, digest, &audit, error) &&
         store_record (context, draft, error) && store_version (context, draft, audit, error) &&
         mps_write_change (context, draft->type, draft->id, draft->version, error) &&
         mps_search_replace_record (
             context->db, draft->key, draft->type, draft->old_version, draft->json, error) &&
         mps_project_record (context->db,
                             draft->key,
                             draft->type,
                             draft->id,
                             draft->patient,
                             draft->json,
                             context->time_us,
                             error);
}

static char *
dup_id (const MpsWrite *write)
{
  const char *id = mps_resource_peek_id (write->resource);

  return id == NULL || *id == '\0' ? g_uuid_string_random () : g_strdup (id);
}

/**
 * mps_write_record:
 * @context: the batch
 * @write: the record and the version it was edited from
 * @error: return location
 *
 * Makes the record's next version, with its projections, its line in the change log and its audit
 * entry.
 *
 * Returns: whether it is written
 */
gboolean
mps_write_record (MpsWriteContext *context, const MpsWrite *write, GError **error)
{
  g_auto (Draft) draft = { .type = mps_resource_peek_type (write->resource), .id = dup_id (write) };
  gboolean same = FALSE;

  if (!find_record (context->db, &draft, error) ||
      !check_version (&draft, write->expected_version, error))
    return FALSE;

  draft.version = draft.old_version + 1;
  if (!compose (context, &draft, mps_resource_peek_json (write->resource), error) ||
      !find_patients (context, &draft, error))
    return FALSE;
  if (write->kind == MPS_WRITE_IMPORT && draft.old_version > 0 &&
      !says_the_same (context, &draft, &same, error))
    return FALSE;
  if (same)
    return TRUE;
  if (!store (context, &draft, error))
    return FALSE;

  g_ptr_array_add (context->written,
                   mps_resource_new_checked (draft.type, draft.id, draft.version, draft.json));
  return TRUE;
}
