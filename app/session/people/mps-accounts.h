/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/store/seal/mps-secret.h"

G_BEGIN_DECLS

/**
 * MpsPasswordRule: what a password that somebody else chose is good for.
 * @MPS_PASSWORD_MUST_CHANGE: for choosing one's own at the first sign-in, and nothing else
 * @MPS_PASSWORD_STAYS: until the person changes it, as where the person typed it
 */
typedef enum {
  MPS_PASSWORD_MUST_CHANGE,
  MPS_PASSWORD_STAYS,
} MpsPasswordRule;

/* For who has the right to manage users. */
GPtrArray *mps_accounts_list (MpsSession *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_accounts_list_events (MpsSession *session, const char *login, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_accounts_add (MpsSession *session,
                           const char *login,
                           const char *name,
                           MpsRoles roles,
                           const MpsSecret *password,
                           MpsPasswordRule rule,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_accounts_disable (MpsSession *session, const char *login, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_accounts_set_roles (MpsSession *session, const char *login, MpsRoles roles, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_accounts_reset_password (MpsSession *session,
                                      const char *login,
                                      const MpsSecret *password,
                                      MpsPasswordRule rule,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_accounts_set_person (MpsSession *session, const char *login, const char *person, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_accounts_set_guarded (MpsSession *session,
                                   const char *login,
                                   const char *related_person,
                                   gboolean guarded,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_accounts_set_badge (MpsSession *session,
                                 const char *login,
                                 const guint8 *tag,
                                 gsize size,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mps_accounts_renew_recovery (MpsSession *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For everybody's own account. */
gboolean mps_accounts_change_password (MpsSession *session,
                                       const MpsSecret *old,
                                       const MpsSecret *password,
                                       char **recovery_key,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_accounts_set_pin (MpsSession *session,
                               const MpsSecret *password,
                               const MpsSecret *pin,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_accounts_list_switchable (MpsSession *session, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
