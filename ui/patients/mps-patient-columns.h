/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/patients/mps-patient-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mps_patient_columns_add (GtkColumnView *view);
gboolean
mps_patient_columns_get_order (GtkColumnView *view, MpsPatientOrder *order, gboolean *descending);
char *mps_patient_columns_dup_text (const MpsPatientRow *row) G_GNUC_WARN_UNUSED_RESULT;
void mps_patient_columns_restore_widths (GtkColumnView *view, GSettings *settings);
void mps_patient_columns_save_widths (GtkColumnView *view, GSettings *settings);

G_END_DECLS
