/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsNamesake:
 * @id: FHIR id
 * @name: as it is shown
 * @gender: FHIR code, or empty
 * @birth_date: FHIR date, or empty
 * @chart_number: or empty
 * @phone_end: last four digits of the phone, or empty
 * @district: district of the address, or empty
 * @last_seen_us: newest entry of the chart, µs since 1970 UTC; 0 where there is none
 *
 * Another patient of the same name, with the facts that tell them apart.
 */
typedef struct {
  char *id;
  char *name;
  char *gender;
  char *birth_date;
  char *chart_number;
  char *phone_end;
  char *district;
  gint64 last_seen_us;
} MpsNamesake;

void mps_namesake_free (MpsNamesake *namesake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsNamesake, mps_namesake_free)

/**
 * MpsNamesakes:
 * @own: (nullable): the facts of the patient that was asked for; %NULL where only a name was
 * @others: (element-type MpsNamesake): patients of the same name, last seen first
 * @more: whether there are more of them than were asked for
 */
typedef struct {
  MpsNamesake *own;
  GPtrArray *others;
  gboolean more;
} MpsNamesakes;

void mps_namesakes_free (MpsNamesakes *namesakes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsNamesakes, mps_namesakes_free)

MpsNamesakes *mps_store_find_namesakes (MpsStore *self,
                                        const char *patient_id,
                                        guint limit,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsNamesakes *mps_store_find_namesakes_of_name (MpsStore *self,
                                                const char *name,
                                                guint limit,
                                                GCancellable *cancellable,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
