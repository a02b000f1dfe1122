/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/people/mps-store-accounts.h"
#include "data/store/record/mps-write-private.h"

typedef struct {
  char *id;
  MpsAccountField field;
  char *text;
  gint64 number;
  char *event;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->id);
  g_free (change->text);
  g_free (change->event);
  g_free (change);
}

static gboolean
write_event (MpsWriteContext *context, const char *id, const char *what, GError **error)
{
  g_autofree char *target = g_strconcat ("Account/", id, NULL);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "INSERT INTO account_event (account, time_us, who, what)"
                      " VALUES (?1, ?2, ?3, ?4)",
                      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, context->time_us);
  mps_statement_bind_text (statement, 3, context->batch->who);
  mps_statement_bind_text (statement, 4, what);
  return mps_db_run (context->db, statement, error) &&
         mps_write_audit (context, MPS_AUDIT_UPDATE, NULL, target, NULL, NULL, error);
}

static gboolean
check_changed (MpsWriteContext *context, GError **error)
{
  if (sqlite3_changes (mps_db_peek_handle (context->db)) == 1)
    return TRUE;

  g_set_error_literal (
      error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND, "accounts: there is no such account");
  return FALSE;
}

static const char *
peek_sql (MpsAccountField field)
{
  switch (field) {
  case MPS_ACCOUNT_NAME:
    return "UPDATE account SET name = ?2 WHERE id = ?1";
  case MPS_ACCOUNT_ROLES:
    return "UPDATE account SET roles = ?2 WHERE id = ?1";
  case MPS_ACCOUNT_PERSON:
    return "UPDATE account SET person = ?2 WHERE id = ?1";
  case MPS_ACCOUNT_ACTIVE:
    return "UPDATE account SET active = ?3 WHERE id = ?1";
  case MPS_ACCOUNT_HAS_PASSWORD:
    return "UPDATE account SET has_password = ?3 WHERE id = ?1";
  case MPS_ACCOUNT_MUST_CHANGE:
    return "UPDATE account SET must_change = ?3 WHERE id = ?1";
  case MPS_ACCOUNT_PIN_HASH:
    return "UPDATE account SET pin_hash = ?2, pin_failures = 0 WHERE id = ?1";
  case MPS_ACCOUNT_PIN_FAILURES:
    /* Added up in the database: two programs that fail at once count as two. */
    return "UPDATE account SET pin_failures = CASE ?3 WHEN 0 THEN 0 ELSE pin_failures + ?3 END"
           " WHERE id = ?1";
  case MPS_ACCOUNT_BADGE_HASH:
    return "UPDATE account SET badge_hash = ?2 WHERE id = ?1";
  case MPS_ACCOUNT_LAST_SIGN_IN:
  default:
    return "UPDATE account SET last_sign_in_us = ?3, pin_failures = 0 WHERE id = ?1";
  }
}

static gboolean
write_change (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const Change *change = data;
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db, peek_sql (change->field), error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, change->id);
  if (change->text != NULL)
    mps_statement_bind_text (statement, 2, change->text);
  else
    sqlite3_bind_int64 (statement, 3, change->number);
  return mps_db_run (context->db, statement, error) && check_changed (context, error) &&
         (change->event == NULL || write_event (context, change->id, change->event, error));
}

static void
add_change (MpsStoreBatch *batch, const Change *change)
{
  mps_store_batch_call (batch, write_change, g_memdup2 (change, sizeof *change), change_free);
}

/**
 * mps_store_batch_set_account:
 * @batch: a batch
 * @id: an account
 * @field: one that is text
 * @value: its new value
 * @event: (nullable): what happened, for the account's history and the audit record, in the
 *   program's fixed English
 */
void
mps_store_batch_set_account (MpsStoreBatch *batch,
                             const char *id,
                             MpsAccountField field,
                             const char *value,
                             const char *event)
{
  const Change change = {
    .id = g_strdup (id), .field = field, .text = g_strdup (value), .event = g_strdup (event)
  };

  add_change (batch, &change);
}

/**
 * mps_store_batch_set_account_number:
 * @batch: a batch
 * @id: an account
 * @field: one that is a number, a time or yes and no
 * @value: its new value; of %MPS_ACCOUNT_PIN_FAILURES: how many more, or 0 to forget them
 * @event: (nullable): as in mps_store_batch_set_account()
 */
void
mps_store_batch_set_account_number (
    MpsStoreBatch *batch, const char *id, MpsAccountField field, gint64 value, const char *event)
{
  const Change change = {
    .id = g_strdup (id), .field = field, .number = value, .event = g_strdup (event)
  };

  add_change (batch, &change);
}

/**
 * mps_store_batch_note_sign_in:
 * @batch: a batch
 * @id: an account
 *
 * Puts on the audit record that somebody came in, or tried to; how is the batch's reason.
 */
void
mps_store_batch_note_sign_in (MpsStoreBatch *batch, const char *id)
{
  g_autofree char *target = g_strconcat ("Account/", id, NULL);

  mps_store_batch_audit (batch, MPS_AUDIT_EXECUTE, NULL, target);
}

static void
bind_account (MpsStatement *statement, const MpsStoreAccount *account, const char *key)
{
  mps_statement_bind_text (statement, 1, account->id);
  mps_statement_bind_text (statement, 2, account->login);
  mps_statement_bind_text (statement, 3, key);
  mps_statement_bind_text (statement, 4, account->name);
  mps_statement_bind_text (statement, 5, account->roles);
  mps_statement_bind_text (statement, 6, account->person);
  sqlite3_bind_int (statement, 7, account->has_password ? 1 : 0);
  sqlite3_bind_int (statement, 8, account->must_change ? 1 : 0);
}

static gboolean
check_free (MpsWriteContext *context, const char *key, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db, "SELECT 1 FROM account WHERE login_key = ?1", error);
  MpsDbStep step;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, key);
  step = mps_db_step (context->db, statement, error);
  if (step == MPS_DB_ROW)
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_EXISTS,
                         "accounts: there is an account of this name already, however it is "
                         "spelled; choose another name");
  return step == MPS_DB_DONE;
}

static gboolean
write_account (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const MpsStoreAccount *account = data;
  g_autofree char *key = mps_store_fold_login (account->login);
  g_autoptr (MpsStatement) statement = NULL;

  if (key == NULL || *key == '\0') {
    g_set_error_literal (
        error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT, "accounts: an account needs a name");
    return FALSE;
  }
  if (!check_free (context, key, error))
    return FALSE;

  statement = mps_db_prepare (
      context->db,
      "INSERT INTO account (id, login, login_key, name, roles, person, active, has_password,"
      " must_change, pin_hash, pin_failures, badge_hash, created_us, last_sign_in_us)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, '', 0, '', ?9, 0)",
      error);
  if (statement == NULL)
    return FALSE;

  bind_account (statement, account, key);
  sqlite3_bind_int64 (statement, 9, context->time_us);
  return mps_db_run (context->db, statement, error) &&
         write_event (context, account->id, "account made", error);
}

/**
 * mps_store_batch_add_account:
 * @batch: a batch
 * @account: the account, active; its times, PIN and badge are not looked at
 *
 * Adds an account. The commit fails with %MPS_STORE_ERROR_EXISTS where there is one of that name.
 */
void
mps_store_batch_add_account (MpsStoreBatch *batch, const MpsStoreAccount *account)
{
  MpsStoreAccount *copy = g_new0 (MpsStoreAccount, 1);

  copy->id = g_strdup (account->id);
  copy->login = g_strdup (account->login);
  copy->name = g_strdup (account->name != NULL ? account->name : account->login);
  copy->roles = g_strdup (account->roles);
  copy->person = g_strdup (account->person != NULL ? account->person : "");
  copy->has_password = account->has_password;
  copy->must_change = account->must_change;
  mps_store_batch_call (batch, write_account, copy, (GDestroyNotify)mps_store_account_free);
}

static gboolean
check_role (MpsWriteContext *context, gconstpointer data, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "SELECT 1 FROM account WHERE active = 1"
                      " AND instr (',' || roles || ',', ',' || ?1 || ',') > 0",
                      error);
  MpsDbStep step;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, data);
  step = mps_db_step (context->db, statement, error);
  if (step == MPS_DB_DONE)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_REFUSED,
                 "accounts: nobody would be %s any more; give somebody else that role first",
                 (const char *)data);
  return step == MPS_DB_ROW;
}

/**
 * mps_store_batch_keep_role:
 * @batch: a batch
 * @role: name of a role
 *
 * The batch is refused (%MPS_STORE_ERROR_REFUSED) where, after what was added to it before, no
 * active account has @role.
 */
void
mps_store_batch_keep_role (MpsStoreBatch *batch, const char *role)
{
  mps_store_batch_call (batch, check_role, g_strdup (role), g_free);
}

static gboolean
write_guarded (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const Change *change = data;
  const char *sql = change->number != 0
                        ? "INSERT OR IGNORE INTO account_guardian (account, related_person)"
                          " VALUES (?1, ?2)"
                        : "DELETE FROM account_guardian WHERE account = ?1 AND related_person = ?2";
  g_autoptr (MpsStatement) statement = mps_db_prepare (context->db, sql, error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, change->id);
  mps_statement_bind_text (statement, 2, change->text);
  return mps_db_run (context->db, statement, error) &&
         write_event (context, change->id, change->event, error);
}

/**
 * mps_store_batch_set_guarded:
 * @batch: a batch
 * @id: an account
 * @related_person: id of a RelatedPerson record
 * @guarded: whether the account's person is the one that the record tells of
 */
void
mps_store_batch_set_guarded (MpsStoreBatch *batch,
                             const char *id,
                             const char *related_person,
                             gboolean guarded)
{
  Change *change = g_new0 (Change, 1);

  change->id = g_strdup (id);
  change->text = g_strdup (related_person);
  change->number = guarded ? 1 : 0;
  change->event = g_strdup (guarded ? "named as guardian" : "no longer guardian");
  mps_store_batch_call (batch, write_guarded, change, change_free);
}
