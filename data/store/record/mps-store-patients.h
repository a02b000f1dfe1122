/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsPatientOrder: how the list of patients is sorted.
 */
typedef enum {
  MPS_PATIENT_ORDER_NAME,
  MPS_PATIENT_ORDER_BIRTH_DATE,
  MPS_PATIENT_ORDER_CHART_NUMBER,
  MPS_PATIENT_ORDER_LAST_SEEN,
} MpsPatientOrder;

/**
 * MpsPatientRow:
 * @key: row key, as in the index
 * @id: FHIR id
 * @name: as it is shown
 * @gender: FHIR code, or empty
 * @birth_date: FHIR date, or empty
 * @chart_number: or empty
 * @phone: or empty
 * @last_seen_us: newest entry of the chart, µs since 1970 UTC; 0 where there is none
 */
typedef struct {
  gint64 key;
  char *id;
  char *name;
  char *gender;
  char *birth_date;
  char *chart_number;
  char *phone;
  gint64 last_seen_us;
} MpsPatientRow;

void mps_patient_row_free (MpsPatientRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsPatientRow, mps_patient_row_free)
GArray *mps_store_index_patients (MpsStore *self,
                                  MpsPatientOrder order,
                                  gboolean descending,
                                  const char *filter,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GArray *mps_store_find_patient_keys (MpsStore *self, GPtrArray *ids, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_load_patient_rows (MpsStore *self, const gint64 *keys, gsize n, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsPatientName:
 * @name: as it is shown
 * @chart_number: or empty
 * @survivor_name: (nullable): the patient's whom this one was merged into, also by way of others;
 *   %NULL where it was not
 * @survivor_number: (nullable): that patient's chart number, or empty
 *
 * What a list calls a patient whose id it has.
 */
typedef struct {
  char *name;
  char *chart_number;
  char *survivor_name;
  char *survivor_number;
} MpsPatientName;

void mps_patient_name_free (MpsPatientName *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsPatientName, mps_patient_name_free)
GHashTable *mps_store_load_patient_names (MpsStore *self,
                                          GPtrArray *ids,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
