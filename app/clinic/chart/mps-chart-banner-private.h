/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

G_BEGIN_DECLS

/**
 * MpsChartBanner: what stands above a chart: who it is and what must not be overlooked.
 */
typedef struct {
  MpsResource *resource;
  MpsPatient *patient;
  GPtrArray *allergies;
  MpsAllergyState allergy_state;
  GPtrArray *alerts;
  GStrv merged;
  char *survivor;
} MpsChartBanner;

void mps_chart_banner_clear (MpsChartBanner *banner);
gboolean mps_chart_banner_load (MpsChartBanner *banner,
                                MpsSession *session,
                                const char *patient_id,
                                gboolean audit,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_chart_list_records (MpsStore *store,
                                   const char *type,
                                   const char *patient_id,
                                   const char *const *merged,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_chart_is_no_known_allergy (const MpsResource *resource);
gboolean mps_chart_allergy_counts (const MpsResource *resource);

G_END_DECLS
