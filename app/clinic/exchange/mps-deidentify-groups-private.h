/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-deidentify-private.h"

G_BEGIN_DECLS

/**
 * MpsDeidentifyClass:
 * @has_year: whether @year may be told
 * @year: first year of the band that the birth year is in
 * @gender: (nullable): FHIR code, where it may be told
 * @district: (nullable): where it may be told
 *
 * What may be told of a patient: what enough others share.
 */
typedef struct {
  gboolean has_year;
  int year;
  const char *gender;
  const char *district;
} MpsDeidentifyClass;

/**
 * MpsDeidentifyGroups: counts who shares birth years, sex and district, and says how exactly each
 * may be told so that at least k patients share it.
 */
typedef struct _MpsDeidentifyGroups MpsDeidentifyGroups;

MpsDeidentifyGroups *mps_deidentify_groups_new (MpsDeidentifier *table, int this_year)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_deidentify_groups_free (MpsDeidentifyGroups *groups);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsDeidentifyGroups, mps_deidentify_groups_free)
void mps_deidentify_groups_count (MpsDeidentifyGroups *groups, const MpsTree *patient);
void mps_deidentify_groups_settle (MpsDeidentifyGroups *groups);
gboolean mps_deidentify_groups_find (MpsDeidentifyGroups *groups,
                                     const MpsTree *patient,
                                     MpsDeidentifyClass *found);

G_END_DECLS
