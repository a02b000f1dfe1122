/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

gboolean mps_daily_sheet_write (MpsSession *session,
                                const char *day,
                                const char *language,
                                const char *path,
                                char **head,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_daily_sheet_write_async (MpsSession *session,
                                  const char *day,
                                  const char *language,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
char *mps_daily_sheet_write_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
