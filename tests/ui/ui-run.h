/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/ui/ui-fixture.h"
#include "ui/measure/mps-measure-page.h"

G_BEGIN_DECLS

/** UI_RUN_SHORT: scans of a run that is waited for */
#define UI_RUN_SHORT 120

/** UI_RUN_LONG: scans of a run that is not over before somebody ends it, on any machine */
#define UI_RUN_LONG 24000

/* A measurement on the virtual reader, driven as a person drives it. */
void ui_press_primary (UiFixture *fixture);
gboolean ui_can_press (gpointer fixture);
MpsMeasurementState ui_run_get_state (MpsMeasurePage *page);
void ui_run_set_up_reader (UiFixture *fixture, gint64 unplug_at_scan);
MpsMeasurePage *ui_run_open_page (UiFixture *fixture, guint32 n_scans);
MpsMeasurePage *ui_run_start (UiFixture *fixture, guint32 n_scans, gint64 unplug_at_scan);
MpsMeasurePage *ui_run_finish (UiFixture *fixture);

G_END_DECLS
