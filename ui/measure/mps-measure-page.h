/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "app/session/measurement/mps-measurement.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsMeasurePage:
 *
 * Leads through one measurement. It goes on when the page is left. Signals: "find-patient";
 * "open-chart"; "report" (run id); "changed" (the measurement went on: the header shows it).
 */
#define MPS_TYPE_MEASURE_PAGE (mps_measure_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsMeasurePage, mps_measure_page, MPS, MEASURE_PAGE, GtkWidget)

void mps_measure_page_set_session (MpsMeasurePage *self, MpsSession *session, MpsReaders *readers);
void mps_measure_page_set_chart (MpsMeasurePage *self, MpsChart *chart);
MpsChart *mps_measure_page_get_chart (MpsMeasurePage *self);
MpsMeasurement *mps_measure_page_get_measurement (MpsMeasurePage *self);
gboolean mps_measure_page_is_bound (MpsMeasurePage *self);
void mps_measure_page_set_plan (MpsMeasurePage *self, const MpsMeasurementPlan *plan);
void mps_measure_page_confirm_patient (MpsMeasurePage *self);
void mps_measure_page_start (MpsMeasurePage *self);
void mps_measure_page_accept (MpsMeasurePage *self);

G_END_DECLS
