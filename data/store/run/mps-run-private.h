/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-db.h"

G_BEGIN_DECLS

gboolean mps_run_digest (MpsDb *db, gint64 key, guint8 *digest, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
