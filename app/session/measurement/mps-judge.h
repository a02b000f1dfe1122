/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-analyte-info.h"
#include "data/model/mps-patient.h"
#include "data/model/mps-run.h"
#include "data/store/record/mps-store-timeline.h"

G_BEGIN_DECLS

gboolean mps_judge_find_range (const MpsResult *result,
                               const MpsPatient *patient,
                               gint64 at_us,
                               MpsReferenceRange *range) G_GNUC_WARN_UNUSED_RESULT;
MpsInterpretation mps_judge_result (const MpsResult *result, const MpsReferenceRange *range);
MpsInterpretation mps_judge_entry (const MpsTimelineEntry *entry, const MpsPatient *patient);
gboolean mps_judge_find_entry_range (const MpsTimelineEntry *entry,
                                     const MpsPatient *patient,
                                     MpsReferenceRange *range) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
