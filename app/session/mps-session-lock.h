/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/store/seal/mps-secret.h"

G_BEGIN_DECLS

void mps_session_lock (MpsSession *self);
gboolean mps_session_is_locked (MpsSession *self);
void mps_session_wait_until_closed (MpsSession *self);
gboolean mps_session_unlock (MpsSession *self,
                             const char *user,
                             const MpsSecret *password,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_session_unlock_async (MpsSession *self,
                               const char *user,
                               const MpsSecret *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean mps_session_unlock_finish (MpsSession *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* A running measurement holds the records open: locking hides them, and closes them after it. */
void mps_session_hold (MpsSession *self);
void mps_session_release (MpsSession *self);
gboolean mps_session_require_begun (MpsSession *self,
                                    const char *user,
                                    MpsAction action,
                                    const char *patient_id,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mps_session_draw_curtain (MpsSession *self);
void mps_session_lift_curtain (MpsSession *self);
gboolean mps_session_has_curtain (MpsSession *self);

gboolean mps_session_can_switch (MpsSession *self);
gboolean
mps_session_switch_by_pin (MpsSession *self, const char *user, const MpsSecret *pin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_session_switch_by_badge (MpsSession *self, const guint8 *tag, gsize size, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_session_switch_by_pin_async (MpsSession *self,
                                      const char *user,
                                      const MpsSecret *pin,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
void mps_session_switch_by_badge_async (MpsSession *self,
                                        GBytes *tag,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean mps_session_switch_finish (MpsSession *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean mps_session_reauthenticate (MpsSession *self, const MpsSecret *password, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
