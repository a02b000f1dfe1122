/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-edit.h"
#include "app/clinic/chart/mps-register.h"
#include "tests/session/fixture.h"

G_BEGIN_DECLS

MpsChart *open_chart (Fixture *fixture, const char *patient_id) G_GNUC_WARN_UNUSED_RESULT;
void settle_chart (MpsChart *chart);
GPtrArray *save (MpsChart *chart, const MpsForm *form, GPtrArray **issues, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsResource *save_one (MpsChart *chart, const MpsForm *form) G_GNUC_WARN_UNUSED_RESULT;
MpsForm *fill (MpsFormKind kind, const char *patient_id, ...) G_GNUC_NULL_TERMINATED
    G_GNUC_WARN_UNUSED_RESULT;
MpsPatient *register_patient (Fixture *fixture,
                              const MpsForm *form,
                              GPtrArray **issues,
                              GPtrArray **namesakes,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint count_records (Fixture *fixture, const char *type, const char *patient_id);
gboolean has_issue (GPtrArray *issues, const char *field, MpsIssueCode code);

G_END_DECLS
