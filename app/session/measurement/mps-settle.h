/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/model/mps-observation.h"

G_BEGIN_DECLS

gboolean mps_settle_report (MpsSession *session,
                            const char *patient_id,
                            const char *report_id,
                            MpsObservationStatus status,
                            const char *why,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
