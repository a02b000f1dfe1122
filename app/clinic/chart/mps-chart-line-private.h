/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-chart-pages.h"
#include "app/session/mps-session.h"
#include "data/model/mps-tree.h"

G_BEGIN_DECLS

/**
 * MpsChartLine: where the words of a printed chart come from.
 * @pages: what is printed, for its words
 * @language: "ko" or "en"
 * @entry: what the timeline has
 * @tree: (nullable): the record; %NULL for a run that gave no result
 */
typedef struct {
  const MpsChartPages *pages;
  const char *language;
  const MpsTimelineEntry *entry;
  const MpsTree *tree;
} MpsChartLine;

const char *mps_chart_line_peek_when (const MpsChartLine *line);
char *mps_chart_line_dup_text (const MpsChartLine *line) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
