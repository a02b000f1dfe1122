/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

char *mps_approval_request (MpsSession *session,
                            const char *action,
                            const char *target,
                            const char *reason,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_approval_list (MpsSession *session, gboolean open_only, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_approval_decide (MpsSession *session,
                              const char *id,
                              gboolean approve,
                              const char *comment,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_approval_use (MpsSession *session, const char *action, const char *target, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_approval_use_in (MpsSession *session,
                          MpsStoreBatch *batch,
                          const char *action,
                          const char *target);

G_END_DECLS
