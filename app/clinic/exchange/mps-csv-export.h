/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-export.h"

G_BEGIN_DECLS

gboolean mps_csv_export (MpsSession *session,
                         const MpsExportPlan *plan,
                         guint64 *n_rows,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
