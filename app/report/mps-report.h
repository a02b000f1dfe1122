/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-analyte-info.h"
#include "data/model/mps-cartridge.h"
#include "data/model/mps-patient.h"
#include "data/model/mps-run.h"

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/** MPS_REPORT_WIDTH: A4, points */
#define MPS_REPORT_WIDTH 595.276
/** MPS_REPORT_HEIGHT: A4, points */
#define MPS_REPORT_HEIGHT 841.890

/**
 * MpsReport:
 *
 * The laid-out pages of one result report. What it says is copied in; drawing needs nothing else.
 * Any thread, one at a time.
 */
typedef struct _MpsReport MpsReport;

MpsReport *mps_report_new (const char *language) G_GNUC_WARN_UNUSED_RESULT;
void mps_report_free (MpsReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsReport, mps_report_free)

void mps_report_set_clinic (MpsReport *report, const char *clinic, const char *printed_by);
void mps_report_set_patient (MpsReport *report, const MpsPatient *patient);
void mps_report_set_run (MpsReport *report,
                         const MpsRun *run,
                         const MpsCartridge *cartridge,
                         gboolean reviewed,
                         const char *qc);
void mps_report_add_result (MpsReport *report,
                            const MpsResult *result,
                            const char *name,
                            const MpsReferenceRange *range,
                            MpsInterpretation interpretation,
                            const MpsQuantity *previous,
                            gint64 previous_us);
void mps_report_add_explanation (MpsReport *report, const char *label, const char *value);
void mps_report_set_printed (MpsReport *report, GDateTime *printed);

guint mps_report_get_n_pages (MpsReport *report);
void mps_report_draw_page (MpsReport *report, guint page, cairo_t *cr);
GBytes *mps_report_dup_pdf (MpsReport *report, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_report_write_bytes (GBytes *pdf, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_report_write_pdf (MpsReport *report, const char *path, guint *n_pages, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
