/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/patients/mps-patient-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsPatientsPage: all patients of the profile, and what a search finds besides them. Signals:
 * "open" (patient id: string), "open-record" (patient id, resource type, id: strings), "register",
 * "import", "clear-filter".
 */
#define MPS_TYPE_PATIENTS_PAGE (mps_patients_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsPatientsPage, mps_patients_page, MPS, PATIENTS_PAGE, GtkWidget)

void mps_patients_page_set_session (MpsPatientsPage *self, MpsSession *session);
void mps_patients_page_set_settings (MpsPatientsPage *self, GSettings *settings);
void mps_patients_page_set_filter (MpsPatientsPage *self, const char *text);
void mps_patients_page_reload (MpsPatientsPage *self);
void mps_patients_page_open_first (MpsPatientsPage *self);
char *mps_patients_page_dup_name (MpsPatientsPage *self) G_GNUC_WARN_UNUSED_RESULT;
void mps_patients_page_focus_list (MpsPatientsPage *self);
MpsPatientList *mps_patients_page_get_list (MpsPatientsPage *self);

G_END_DECLS
