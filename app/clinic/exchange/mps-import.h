/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/** MPS_IMPORT_MAX_BYTES: a file larger than this is refused, before it is read */
#define MPS_IMPORT_MAX_BYTES (1024 * G_GUINT64_CONSTANT (1024) * 1024)

MpsImportReport *mps_import_file (MpsSession *session,
                                  const char *path,
                                  MpsProgressFunc progress,
                                  gpointer progress_data,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
