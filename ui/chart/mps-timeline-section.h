/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/mps-section.h"

G_BEGIN_DECLS

/**
 * MpsTimelineSection: everything that happened, newest first, and the selected entry in full.
 * Signals: "measure"; "selected", another entry is; "missing" (GError): a record that was asked
 * for could not be shown.
 */
#define MPS_TYPE_TIMELINE_SECTION (mps_timeline_section_get_type ())
G_DECLARE_FINAL_TYPE (MpsTimelineSection, mps_timeline_section, MPS, TIMELINE_SECTION, GtkWidget)

GtkWidget *mps_timeline_section_new (void);
const MpsTimelineEntry *mps_timeline_section_peek_selected (MpsTimelineSection *self);
void mps_timeline_section_show_record (MpsTimelineSection *self, const char *type, const char *id);
void mps_timeline_section_set_measure_reason (MpsTimelineSection *self, const char *reason);

G_END_DECLS
