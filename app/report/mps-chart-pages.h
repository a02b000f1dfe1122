/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-patient.h"

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MpsChartSection: what a printed chart has, in the order of its pages.
 */
typedef enum {
  MPS_CHART_ALLERGIES,
  MPS_CHART_PROBLEMS,
  MPS_CHART_MEDICINES,
  MPS_CHART_RESULTS,
  MPS_CHART_VISITS,
  MPS_CHART_NOTES,
  MPS_CHART_DOCUMENTS,
  MPS_CHART_OTHERS,
  MPS_N_CHART_SECTIONS,
} MpsChartSection;

/**
 * MpsChartPages:
 *
 * A patient's chart as pages of A4. What it says is copied in; drawing needs nothing else. Any
 * thread, one at a time.
 */
typedef struct _MpsChartPages MpsChartPages;

MpsChartPages *mps_chart_pages_new (const char *language,
                                    const MpsPatient *patient,
                                    const char *printed_by,
                                    GDateTime *printed) G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_pages_free (MpsChartPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsChartPages, mps_chart_pages_free)
void mps_chart_pages_add (MpsChartPages *pages,
                          MpsChartSection section,
                          const char *when,
                          const char *text);
char *mps_chart_pages_dup_word (const MpsChartPages *pages, const char *kind, const char *code)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_pages_leave_out (MpsChartPages *pages, MpsChartSection section);
guint mps_chart_pages_get_n_pages (MpsChartPages *pages);
void mps_chart_pages_draw_page (MpsChartPages *pages, guint page, cairo_t *cr);
GBytes *mps_chart_pages_dup_pdf (MpsChartPages *pages, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mps_chart_pages_dup_pdf_of_many (GPtrArray *charts,
                                         const char *language,
                                         GDateTime *made,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
