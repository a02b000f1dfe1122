/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "ui/widgets/mps-meaning.h"

G_BEGIN_DECLS

const char *mps_timeline_kind_peek_icon (MpsTimelineKind kind);
const char *mps_timeline_kind_peek_word (MpsTimelineKind kind);
const char *mps_status_peek_word (const char *status);
char *mps_timeline_entry_dup_title (const MpsTimelineEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
char *mps_timeline_entry_dup_value (const MpsTimelineEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_timeline_entry_is_withdrawn (const MpsTimelineEntry *entry);
gboolean mps_timeline_entry_get_interpretation (const MpsTimelineEntry *entry,
                                                MpsInterpretation *interpretation);

G_END_DECLS
