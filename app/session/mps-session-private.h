/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/store/keep/mps-store-seal.h"

G_BEGIN_DECLS

/** Name in the keyring of the account that needs no password; no account can be called that. */
#define MPS_SESSION_NO_PASSWORD ":no-password"

#define MPS_SETTING_ADMIN "admin"
#define MPS_SETTING_DEMO "demo"
#define MPS_SETTING_BADGE_SALT "badge-salt"

/* What stands after the guard is read by worker threads and changes when somebody else takes over:
 * it is looked at with the guard held. Names of users and ids of accounts are interned, so that one
 * that was handed out stays valid. A store that was closed is kept until the session goes, since
 * somebody may still hold it; every call of it fails. */
struct _MpsSession {
  GObject parent_instance;

  char *profile;
  char *program;
  gboolean demo;
  GThreadPool *refusals;
  GMutex change;

  GMutex guard;
  GCond released;
  MpsStore *store;
  GPtrArray *closed;
  MpsSealKey *key;
  MpsSealKey *next_key;
  const char *user;
  const char *account_id;
  char *person;
  MpsRoles roles;
  gboolean has_password;
  gboolean must_change;
  gboolean by_password;
  gboolean by_recovery;
  gboolean locked;
  gboolean curtain;
  guint holds;
  guint refused_while_locked;
  gint64 password_us;
  gint64 followed_us;
  GHashTable *watched;
};

/* mps-session-sign-in.c */
char *mps_session_dup_keyring_path (const char *profile) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_translate_seal_error (GError **error, GError *seal_error);
MpsKeyring *mps_session_unlock_keyring (const char *profile,
                                        const char *login,
                                        const MpsSecret *password,
                                        guint *failures,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_session_note_attempt (const char *profile, const char *login, const GError *error);
gboolean mps_session_enter (MpsSession *self,
                            MpsKeyring *keyring,
                            const char *login,
                            guint failures,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* mps-session.c */
MpsSession *mps_session_new (const char *profile, const char *program) G_GNUC_WARN_UNUSED_RESULT;
void mps_session_become (MpsSession *self, const MpsStoreAccount *account, gboolean by_password);
void mps_session_emit (MpsSession *self, const char *signal);
void mps_session_emit_glass (MpsSession *self, const char *patient_id);

/* mps-glass-watch.c */
void mps_session_watch_glass (MpsSession *self, const char *patient_id, gint64 ends_us);

/* mps-session-rights.c */
void mps_session_start_refusals (MpsSession *self);
void mps_session_note (MpsSession *self,
                       MpsAuditOutcome outcome,
                       const char *target,
                       const char *patient_id,
                       const char *why);
gboolean
mps_session_refuse (MpsSession *self, MpsAction action, const char *patient_id, GError **error);
gboolean mps_session_is_ready (MpsSession *self, GError **error);
gboolean mps_session_check_ready (MpsSession *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_refuse_for (MpsSession *self,
                                 const char *target,
                                 const char *patient_id,
                                 const char *why,
                                 MpsSessionError code,
                                 const char *message,
                                 GError **error);
gboolean
mps_session_commit (MpsSession *self, MpsStoreBatch *batch, const char *target, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
