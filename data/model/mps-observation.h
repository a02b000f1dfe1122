/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-analyte-info.h"
#include "data/model/mps-resource.h"
#include "data/model/mps-run.h"
#include "data/model/mps-time.h"

G_BEGIN_DECLS

/** MPS_REPORT_CODE: LOINC's code for a report of a laboratory: what runs are filed under */
#define MPS_REPORT_CODE "11502-2"

/**
 * MpsObservationStatus: of a result, with FHIR's codes.
 */
typedef enum {
  MPS_OBSERVATION_PRELIMINARY,
  MPS_OBSERVATION_FINAL,
  MPS_OBSERVATION_ENTERED_IN_ERROR,
} MpsObservationStatus;

MpsResource *mps_observation_new_from_result (const char *id,
                                              const MpsRun *run,
                                              const MpsResult *result,
                                              MpsObservationStatus status,
                                              const MpsReferenceRange *range,
                                              MpsInterpretation interpretation)
    G_GNUC_WARN_UNUSED_RESULT;
MpsResource *mps_observation_with_status (MpsResource *observation, MpsObservationStatus status)
    G_GNUC_WARN_UNUSED_RESULT;
MpsResource *mps_diagnostic_report_new (const char *id,
                                        const MpsRun *run,
                                        GPtrArray *observation_ids,
                                        MpsObservationStatus status) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
