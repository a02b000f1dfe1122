/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-draw-private.h"
#include "app/report/mps-report.h"

G_BEGIN_DECLS

/** MPS_REPORT_MARGIN: left and right of everything, points */
#define MPS_REPORT_MARGIN 48.0
/** MPS_REPORT_CONTENT: width between the margins, points */
#define MPS_REPORT_CONTENT (MPS_REPORT_WIDTH - 2 * MPS_REPORT_MARGIN)

/** MpsReportItem: one result as it was handed in. */
typedef struct {
  MpsResult *result;
  char *name;
  gboolean has_range;
  MpsReferenceRange range;
  char *source;
  char *as_of;
  MpsInterpretation interpretation;
  gboolean has_previous;
  MpsQuantity previous;
  gint64 previous_us;
} MpsReportItem;

/** MpsReportBlockKind: what stands on a page, from top to bottom. */
typedef enum {
  MPS_REPORT_PATIENT,
  MPS_REPORT_NOTICE,
  MPS_REPORT_INVALID,
  MPS_REPORT_HEADING,
  MPS_REPORT_RESULT,
  MPS_REPORT_ROW,
  MPS_REPORT_LINE,
} MpsReportBlockKind;

/**
 * MpsReportBlock:
 * @kind: what it is
 * @label: its first text, or %NULL
 * @value: its second text, or %NULL
 * @item: for a result: which
 * @height: points
 * @page: where it stands, from 0
 * @y: its top
 *
 * A part that is never split over two pages.
 */
typedef struct {
  MpsReportBlockKind kind;
  char *label;
  char *value;
  guint item;
  double height;
  guint page;
  double y;
} MpsReportBlock;

struct _MpsReport {
  char *language;
  char *clinic;
  char *printed_by;
  GDateTime *printed;
  MpsPatient *patient;
  MpsRun *run;
  MpsCartridge *cartridge;
  gboolean reviewed;
  char *qc;
  GPtrArray *items;
  GPtrArray *explanations;
  GPtrArray *blocks;
  guint n_pages;
};

gboolean mps_report_has_results (const MpsReport *report);
GDateTime *mps_report_dup_local (const MpsReport *report, gint64 us) G_GNUC_WARN_UNUSED_RESULT;
void mps_report_block_free (MpsReportBlock *block);

void mps_report_add_blocks (MpsReport *report);
void mps_report_ensure_layout (MpsReport *report);
double mps_report_measure_block (MpsReport *report, MpsDraw *draw, const MpsReportBlock *block);
void mps_report_draw_block (MpsReport *report, MpsDraw *draw, const MpsReportBlock *block);
double mps_report_get_top (guint page);
double mps_report_get_bottom (void);
void mps_report_draw_frame (MpsReport *report, MpsDraw *draw, guint page);

double mps_report_measure_result (MpsReport *report, MpsDraw *draw, const MpsReportItem *item);
void mps_report_draw_result (MpsReport *report, MpsDraw *draw, const MpsReportItem *item, double y);
double mps_report_measure_patient (MpsReport *report, MpsDraw *draw);
void mps_report_draw_patient (MpsReport *report, MpsDraw *draw, double y);
double mps_report_measure_invalid (MpsReport *report, MpsDraw *draw);
void mps_report_draw_invalid (MpsReport *report, MpsDraw *draw, double y);

G_END_DECLS
