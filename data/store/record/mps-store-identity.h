/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/record/mps-store-batch.h"

G_BEGIN_DECLS

/** MPS_NUMBER_CHART, MPS_NUMBER_RESIDENT, MPS_NUMBER_PASSPORT: kinds of numbers that one person
 * has: types of HL7's table 0203 */
#define MPS_NUMBER_CHART "MR"
#define MPS_NUMBER_RESIDENT "NNKOR"
#define MPS_NUMBER_PASSPORT "PPN"

/**
 * MpsNumberOwner:
 * @id: FHIR id of the patient
 * @chart_number: or empty
 *
 * Who has a number that only one person can have.
 */
typedef struct {
  char *id;
  char *chart_number;
} MpsNumberOwner;

void mps_number_owner_free (MpsNumberOwner *owner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsNumberOwner, mps_number_owner_free)

GPtrArray *mps_store_find_number_owners (MpsStore *self,
                                         const char *kind,
                                         const char *number,
                                         const char *except_id,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_store_batch_require_free_number (MpsStoreBatch *batch,
                                          const char *kind,
                                          const char *number,
                                          const char *except_id);
void mps_store_batch_require_unmerged (MpsStoreBatch *batch, const char *patient_id);
void mps_store_batch_bind_pair (MpsStoreBatch *batch, const char *patient_id, const char *other_id);
gboolean mps_store_guess_chart_number (MpsStore *self, guint64 *number, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GStrv mps_store_list_merged (MpsStore *self, const char *patient_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_store_find_survivor (MpsStore *self, const char *patient_id, char **survivor_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
