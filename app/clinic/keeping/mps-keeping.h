/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/store/keep/mps-store-backup.h"
#include "data/store/keep/mps-store-salvage.h"
#include "data/store/keep/mps-store-seal.h"

G_BEGIN_DECLS

/**
 * MpsUnlock: what opens a backup or a keyring.
 * @user: (nullable): an account; %NULL: the only one
 * @password: (nullable): its password; %NULL: the empty one
 * @recovery_key: (nullable): instead of both, the recovery key as typed
 */
typedef struct {
  const char *user;
  const MpsSecret *password;
  const char *recovery_key;
} MpsUnlock;

MpsBackupReport *mps_keeping_back_up (MpsSession *session,
                                      const char *path,
                                      MpsProgressFunc progress,
                                      gpointer data,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsBackupReport *mps_keeping_restore (const char *path,
                                      const char *profile,
                                      const MpsUnlock *unlock,
                                      const char *program,
                                      MpsProgressFunc progress,
                                      gpointer data,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keeping_rekey (MpsSession *session,
                            const MpsUnlock *unlock,
                            const char *program,
                            MpsProgressFunc progress,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsStoreCheck *mps_keeping_check (MpsSession *session, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keeping_get_clock_behind (MpsSession *session, gint64 *behind_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsSalvageReport *mps_keeping_salvage (const char *profile,
                                       const MpsUnlock *unlock,
                                       const char *program,
                                       MpsProgressFunc progress,
                                       gpointer data,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
