/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/record/mps-store-batch.h"

G_BEGIN_DECLS

/**
 * MpsStoreAccount:
 * @id: UUID; stays when the name changes
 * @login: name to sign in with, as it was typed
 * @name: name that people read
 * @roles: names of roles, with commas between; not empty
 * @person: record of the same person, "Practitioner/…", or empty
 * @active: whether it may sign in
 * @has_password: whether it needs a password; one account of a profile may be without
 * @must_change: whether the password must be changed before anything else
 * @pin_hash: of its PIN, or empty
 * @pin_failures: wrong PINs since the last right one or the last sign-in by password
 * @badge_hash: of its badge, or empty
 * @created_us: µs since 1970 UTC
 * @last_sign_in_us: likewise; 0: never
 *
 * Who may sign in. What opens the data key for them is not here but in the keyring.
 */
typedef struct {
  char *id;
  char *login;
  char *name;
  char *roles;
  char *person;
  gboolean active;
  gboolean has_password;
  gboolean must_change;
  char *pin_hash;
  guint pin_failures;
  char *badge_hash;
  gint64 created_us;
  gint64 last_sign_in_us;
} MpsStoreAccount;

void mps_store_account_free (MpsStoreAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsStoreAccount, mps_store_account_free)

/**
 * MpsAccountEvent: something that happened to an account.
 */
typedef struct {
  gint64 time_us;
  char *who;
  char *what;
} MpsAccountEvent;

void mps_account_event_free (MpsAccountEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsAccountEvent, mps_account_event_free)

/**
 * MpsAccountField: what of an account is changed.
 */
typedef enum {
  MPS_ACCOUNT_NAME,
  MPS_ACCOUNT_ROLES,
  MPS_ACCOUNT_PERSON,
  MPS_ACCOUNT_ACTIVE,
  MPS_ACCOUNT_HAS_PASSWORD,
  MPS_ACCOUNT_MUST_CHANGE,
  MPS_ACCOUNT_PIN_HASH,
  MPS_ACCOUNT_PIN_FAILURES,
  MPS_ACCOUNT_BADGE_HASH,
  MPS_ACCOUNT_LAST_SIGN_IN,
} MpsAccountField;

char *mps_store_fold_login (const char *login) G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *mps_store_list_accounts (MpsStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsStoreAccount *mps_store_load_account (MpsStore *self, const char *login, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsStoreAccount *mps_store_load_account_by_badge (MpsStore *self,
                                                  const char *badge_hash,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_list_account_events (MpsStore *self, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_list_guarded (MpsStore *self, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void mps_store_batch_add_account (MpsStoreBatch *batch, const MpsStoreAccount *account);
void mps_store_batch_set_account (MpsStoreBatch *batch,
                                  const char *id,
                                  MpsAccountField field,
                                  const char *value,
                                  const char *event);
void mps_store_batch_set_account_number (
    MpsStoreBatch *batch, const char *id, MpsAccountField field, gint64 value, const char *event);
void mps_store_batch_note_sign_in (MpsStoreBatch *batch, const char *id);
void mps_store_batch_keep_role (MpsStoreBatch *batch, const char *role);
void mps_store_batch_set_guarded (MpsStoreBatch *batch,
                                  const char *id,
                                  const char *related_person,
                                  gboolean guarded);

G_END_DECLS
