/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-form.h"
#include "data/store/mps-store.h"

G_BEGIN_DECLS

gboolean mps_patient_form_find_owners (MpsStore *store,
                                       const MpsForm *form,
                                       GPtrArray *issues,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_patient_form_require_numbers (MpsStoreBatch *batch,
                                       const MpsForm *form,
                                       const char *patient_id);
gboolean mps_form_issues_hold_up (const MpsForm *form, GPtrArray *issues, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
