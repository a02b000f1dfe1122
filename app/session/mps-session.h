/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-action.h"
#include "app/session/people/mps-role.h"
#include "data/model/mps-resource.h"
#include "data/store/mps-store.h"

G_BEGIN_DECLS

#define MPS_SESSION_ERROR (mps_session_error_quark ())
GQuark mps_session_error_quark (void);

/**
 * MpsSessionError:
 * @MPS_SESSION_ERROR_REFUSED: a rule forbids it: role, chart, state, cartridge
 * @MPS_SESSION_ERROR_CHOOSE_READER: several readers could be meant; the person must choose one
 * @MPS_SESSION_ERROR_NO_READER: no reader is attached
 * @MPS_SESSION_ERROR_NO_TAG: no cartridge tag can be read
 * @MPS_SESSION_ERROR_NOT_FOUND: no such patient, run, account or profile
 * @MPS_SESSION_ERROR_SIGN_IN: the profile has passwords: somebody must sign in
 * @MPS_SESSION_ERROR_WRONG_SECRET: name and password (or PIN, badge, recovery key) do not fit
 * @MPS_SESSION_ERROR_WAIT: too many failures; the message says how long to wait
 * @MPS_SESSION_ERROR_CHANGE_PASSWORD: the person must first choose a password of their own
 * @MPS_SESSION_ERROR_LOCKED: the session is locked
 * @MPS_SESSION_ERROR_RESTRICTED: the chart is closed to this person; breaking the glass opens it
 */
typedef enum {
  MPS_SESSION_ERROR_REFUSED,
  MPS_SESSION_ERROR_CHOOSE_READER,
  MPS_SESSION_ERROR_NO_READER,
  MPS_SESSION_ERROR_NO_TAG,
  MPS_SESSION_ERROR_NOT_FOUND,
  MPS_SESSION_ERROR_SIGN_IN,
  MPS_SESSION_ERROR_WRONG_SECRET,
  MPS_SESSION_ERROR_WAIT,
  MPS_SESSION_ERROR_CHANGE_PASSWORD,
  MPS_SESSION_ERROR_LOCKED,
  MPS_SESSION_ERROR_RESTRICTED,
} MpsSessionError;

/**
 * MpsSession:
 *
 * One person at work on one profile. Another person can take it over, and it can be locked: see
 * mps-session-lock.h. Signals, on the main context: "locked", "unlocked", "user-changed",
 * "curtain", "glass-changed", "approvals-changed".
 */
#define MPS_TYPE_SESSION (mps_session_get_type ())
G_DECLARE_FINAL_TYPE (MpsSession, mps_session, MPS, SESSION, GObject)

/** MpsSecret: a password in locked memory; see data/store/seal. */
typedef struct _MpsSecret MpsSecret;

char *mps_session_dup_default_profile (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_init_profile (const char *profile,
                                   const char *admin,
                                   gboolean demo,
                                   const char *program,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsSession *mps_session_open (const char *profile,
                              const char *user,
                              const char *program,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_session_open_async (const char *profile,
                             const char *user,
                             const char *program,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
MpsSession *mps_session_open_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsSession *mps_session_sign_in (const char *profile,
                                 const char *user,
                                 MpsSecret *password,
                                 const char *program,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_session_sign_in_async (const char *profile,
                                const char *user,
                                MpsSecret *password,
                                const char *program,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
MpsSession *mps_session_sign_in_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsSession *mps_session_sign_in_by_recovery (const char *profile,
                                             const char *user,
                                             const char *recovery_key,
                                             const char *program,
                                             GCancellable *cancellable,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_needs_password (const char *profile);
gint64 mps_session_get_wait_us (const char *profile, const char *login);
MpsStore *mps_session_peek_store (MpsSession *self);
const char *mps_session_peek_profile (MpsSession *self);
const char *mps_session_peek_user (MpsSession *self);
const char *mps_session_peek_account_id (MpsSession *self);
char *mps_session_dup_person (MpsSession *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_has_password (MpsSession *self);
gboolean mps_session_must_change_password (MpsSession *self);
gboolean mps_session_is_demo (MpsSession *self);
char *mps_session_dup_virtual_tag_path (MpsSession *self) G_GNUC_WARN_UNUSED_RESULT;
MpsRole mps_session_get_role (MpsSession *self);
MpsRoles mps_session_get_roles (MpsSession *self);
MpsGrant mps_session_get_grant (MpsSession *self, MpsAction action);
gboolean mps_session_may (MpsSession *self, MpsAction action);
gboolean mps_session_require (MpsSession *self, MpsAction action, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_require_chart (MpsSession *self,
                                    MpsAction action,
                                    const char *patient_id,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_require_record (MpsSession *self,
                                     MpsAction action,
                                     const char *type,
                                     const char *patient_id,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mps_session_is_restricted (const MpsResource *patient);
gboolean mps_session_may_chart (MpsSession *self, MpsAction action, const char *patient_id);
GPtrArray *mps_session_list_own_patients (MpsSession *self, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
