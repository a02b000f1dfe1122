/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-export.h"

G_BEGIN_DECLS

gboolean mps_chart_print (MpsSession *session,
                          const MpsExportPlan *plan,
                          const char *language,
                          guint *n_pages,
                          GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
