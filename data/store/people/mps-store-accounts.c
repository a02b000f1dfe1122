/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/people/mps-store-accounts.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-write-private.h"

#define COLUMNS                                                                                    \
  "id, login, name, roles, person, active, has_password, must_change, pin_hash, pin_failures,"     \
  " badge_hash, created_us, last_sign_in_us"

/**
 * mps_store_account_free:
 * @account: (transfer full) (nullable): an account
 */
void
mps_store_account_free (MpsStoreAccount *account)
{
  if (account == NULL)
    return;

  g_free (account->id);
  g_free (account->login);
  g_free (account->name);
  g_free (account->roles);
  g_free (account->person);
  g_free (account->pin_hash);
  g_free (account->badge_hash);
  g_free (account);
}

/**
 * mps_account_event_free:
 * @event: (transfer full) (nullable): an event
 */
void
mps_account_event_free (MpsAccountEvent *event)
{
  if (event == NULL)
    return;

  g_free (event->who);
  g_free (event->what);
  g_free (event);
}

/**
 * mps_store_fold_login:
 * @login: a name as it was typed
 *
 * Returns: (transfer full) (nullable): what names are compared by: width, case and composition do
 *   not count; %NULL for what is no UTF-8
 */
char *
mps_store_fold_login (const char *login)
{
  g_autofree char *composed = g_utf8_normalize (login, -1, G_NORMALIZE_NFKC);

  return composed != NULL ? g_utf8_casefold (g_strstrip (composed), -1) : NULL;
}

static gpointer
read_account (MpsStatement *statement)
{
  MpsStoreAccount *account = g_new0 (MpsStoreAccount, 1);

  account->id = mps_statement_dup_text (statement, 0);
  account->login = mps_statement_dup_text (statement, 1);
  account->name = mps_statement_dup_text (statement, 2);
  account->roles = mps_statement_dup_text (statement, 3);
  account->person = mps_statement_dup_text (statement, 4);
  account->active = sqlite3_column_int (statement, 5) != 0;
  account->has_password = sqlite3_column_int (statement, 6) != 0;
  account->must_change = sqlite3_column_int (statement, 7) != 0;
  account->pin_hash = mps_statement_dup_text (statement, 8);
  account->pin_failures = (guint)sqlite3_column_int (statement, 9);
  account->badge_hash = mps_statement_dup_text (statement, 10);
  account->created_us = sqlite3_column_int64 (statement, 11);
  account->last_sign_in_us = sqlite3_column_int64 (statement, 12);
  return account;
}

/**
 * mps_store_list_accounts:
 * @self: a store
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsStoreAccount): every account, disabled ones too, by
 *   name
 */
GPtrArray *
mps_store_list_accounts (MpsStore *self, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db, "SELECT " COLUMNS " FROM account ORDER BY login_key", error);
  return statement != NULL
             ? mps_db_collect (
                   db, statement, read_account, (GDestroyNotify)mps_store_account_free, error)
             : NULL;
}

static MpsStoreAccount *
load_one (MpsStore *self, const char *sql, const char *key, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db, sql, error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, key);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_ROW)
    return read_account (statement);
  if (step == MPS_DB_DONE)
    g_set_error_literal (
        error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND, "accounts: there is no such account");
  return NULL;
}

/**
 * mps_store_load_account:
 * @self: a store
 * @login: its name, however it is cased
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND.
 *
 * Returns: (transfer full): the account
 */
MpsStoreAccount *
mps_store_load_account (MpsStore *self, const char *login, GError **error)
{
  g_autofree char *key = mps_store_fold_login (login);

  return load_one (
      self, "SELECT " COLUMNS " FROM account WHERE login_key = ?1", key != NULL ? key : "", error);
}

/**
 * mps_store_load_account_by_badge:
 * @self: a store
 * @badge_hash: hash of a badge, not empty
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND.
 *
 * Returns: (transfer full): the account whose badge it is
 */
MpsStoreAccount *
mps_store_load_account_by_badge (MpsStore *self, const char *badge_hash, GError **error)
{
  return load_one (self,
                   "SELECT " COLUMNS " FROM account WHERE badge_hash = ?1 AND badge_hash <> ''",
                   badge_hash,
                   error);
}

static gpointer
read_event (MpsStatement *statement)
{
  MpsAccountEvent *event = g_new0 (MpsAccountEvent, 1);

  event->time_us = sqlite3_column_int64 (statement, 0);
  event->who = mps_statement_dup_text (statement, 1);
  event->what = mps_statement_dup_text (statement, 2);
  return event;
}

/**
 * mps_store_list_account_events:
 * @self: a store
 * @id: an account
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsAccountEvent): what happened to it, the newest first
 */
GPtrArray *
mps_store_list_account_events (MpsStore *self, const char *id, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (
      db,
      "SELECT time_us, who, what FROM account_event WHERE account = ?1 ORDER BY seq DESC",
      error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, id);
  return mps_db_collect (db, statement, read_event, (GDestroyNotify)mps_account_event_free, error);
}

static gpointer
read_id (MpsStatement *statement)
{
  return mps_statement_dup_text (statement, 0);
}

/**
 * mps_store_list_guarded:
 * @self: a store
 * @id: an account
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type utf8): ids of the RelatedPerson records that say whose
 *   guardian the account's person is
 */
GPtrArray *
mps_store_list_guarded (MpsStore *self, const char *id, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (
      db, "SELECT related_person FROM account_guardian WHERE account = ?1 ORDER BY 1", error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, id);
  return mps_db_collect (db, statement, read_id, g_free, error);
}
