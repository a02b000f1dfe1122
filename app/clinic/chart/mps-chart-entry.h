/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

G_BEGIN_DECLS

void mps_chart_load_entry_async (MpsChart *chart,
                                 const char *type,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
MpsTimelineEntry *mps_chart_load_entry_finish (MpsChart *chart,
                                               GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
