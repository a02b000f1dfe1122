/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsPatientItem:
 *
 * A row of the list of patients. Its fields are empty until the row was loaded; then
 * "loaded" is notified. Property: "loaded" (boolean).
 */
#define MPS_TYPE_PATIENT_ITEM (mps_patient_item_get_type ())
G_DECLARE_FINAL_TYPE (MpsPatientItem, mps_patient_item, MPS, PATIENT_ITEM, GObject)

const MpsPatientRow *mps_patient_item_peek_row (MpsPatientItem *self);

/**
 * MpsPatientList:
 *
 * All patients of the profile as a #GListModel of #MpsPatientItem: the order is one array of row
 * keys, rows are read in blocks as they come into view, so that a million of them stay smooth.
 * Belongs to the main context; nothing of it blocks. Properties: "loading" (boolean), "more"
 * (boolean).
 */
#define MPS_TYPE_PATIENT_LIST (mps_patient_list_get_type ())
G_DECLARE_FINAL_TYPE (MpsPatientList, mps_patient_list, MPS, PATIENT_LIST, GObject)

MpsPatientList *mps_patient_list_new (MpsSession *session) G_GNUC_WARN_UNUSED_RESULT;
void mps_patient_list_set_order (MpsPatientList *self, MpsPatientOrder order, gboolean descending);
void mps_patient_list_set_filter (MpsPatientList *self, const char *text);
void mps_patient_list_set_match_order (MpsPatientList *self);
gboolean mps_patient_list_has_more (MpsPatientList *self);
void mps_patient_list_reload (MpsPatientList *self);
gboolean mps_patient_list_is_loading (MpsPatientList *self);
const GError *mps_patient_list_peek_error (MpsPatientList *self);

G_END_DECLS
