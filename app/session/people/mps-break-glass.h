/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/store/seal/mps-secret.h"

G_BEGIN_DECLS

gboolean mps_glass_break (MpsSession *session,
                          const char *patient_id,
                          const char *reason,
                          const MpsSecret *password,
                          gint64 *ends_us,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_glass_break_async (MpsSession *session,
                            const char *patient_id,
                            const char *reason,
                            const MpsSecret *password,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
gboolean mps_glass_break_finish (GAsyncResult *result, gint64 *ends_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_glass_get_end (MpsSession *session, const char *patient_id, gint64 *ends_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_glass_close (MpsSession *session, const char *patient_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *mps_glass_list (MpsSession *session, gboolean to_review_only, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_glass_review (MpsSession *session,
                           const char *id,
                           gboolean justified,
                           const char *comment,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
