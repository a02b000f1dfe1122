/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsPatientBanner: whose chart this is; the same on every page that needs a patient.
 */
#define MPS_TYPE_PATIENT_BANNER (mps_patient_banner_get_type ())
G_DECLARE_FINAL_TYPE (MpsPatientBanner, mps_patient_banner, MPS, PATIENT_BANNER, GtkWidget)

void mps_patient_banner_set_patient (MpsPatientBanner *self,
                                     const MpsPatient *patient,
                                     MpsAllergyState state,
                                     GPtrArray *allergies);
void mps_patient_banner_set_chart (MpsPatientBanner *self, MpsChart *chart);
GtkWidget *mps_patient_banner_get_name_label (MpsPatientBanner *self);

G_END_DECLS
