/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-tree.h"

G_BEGIN_DECLS

/**
 * MpsDeidentifier:
 *
 * Makes records that no longer say whose they are, by a table of what may stay. New ids and shifts
 * of dates come from a secret that is gone with it: the same within one export, never again.
 */
typedef struct _MpsDeidentifier MpsDeidentifier;

MpsDeidentifier *mps_deidentifier_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_deidentifier_free (MpsDeidentifier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsDeidentifier, mps_deidentifier_free)

gboolean mps_deidentifier_knows (MpsDeidentifier *self, const char *type);
guint mps_deidentifier_get_number (MpsDeidentifier *self, const char *key);
char *mps_deidentifier_dup_id (MpsDeidentifier *self, const char *type, const char *id)
    G_GNUC_WARN_UNUSED_RESULT;
MpsTree *mps_deidentifier_apply (MpsDeidentifier *self,
                                 const char *type,
                                 const char *id,
                                 const char *patient_id,
                                 const MpsTree *record,
                                 guint64 *n_removed) G_GNUC_WARN_UNUSED_RESULT;
char *mps_deidentify_shift_date (const char *text, int days) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
