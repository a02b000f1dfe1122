/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-print.h"
#include "app/report/mps-chart-pages.h"

G_BEGIN_DECLS

gboolean mps_chart_print_newest (MpsStore *store,
                                 const char *patient_id,
                                 const char *language,
                                 MpsChartPages *pages,
                                 MpsTimelineKind kind,
                                 guint most,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_print_allergy (MpsResource *allergy, const char *language, MpsChartPages *pages);

G_END_DECLS
