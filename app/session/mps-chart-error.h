/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MPS_CHART_ERROR (mps_chart_error_quark ())
GQuark mps_chart_error_quark (void);

/**
 * MpsChartError:
 * @MPS_CHART_ERROR_WRONG_CHART: a record of another patient; refused and on the audit record
 * @MPS_CHART_ERROR_CLOSED: the chart was closed, or another one took its place
 * @MPS_CHART_ERROR_MERGED: the chart was merged into another one, which is the one to open
 * @MPS_CHART_ERROR_FIELDS: fields of the form are missing or wrong; the issues say which
 * @MPS_CHART_ERROR_CONFIRM: something needs a second confirmation; the issues say what
 * @MPS_CHART_ERROR_DUPLICATE: another patient has this number already
 * @MPS_CHART_ERROR_UNCHANGED: there is nothing to save, take back or merge
 * @MPS_CHART_ERROR_KIND: a file of a kind that is not taken
 * @MPS_CHART_ERROR_TOO_LARGE: a file that is too large
 * @MPS_CHART_ERROR_IDENTITY_CARD: an identity card, which is never kept
 * @MPS_CHART_ERROR_DAMAGED: an attachment that is not what was stored
 * @MPS_CHART_ERROR_REASON: a reason is needed
 */
typedef enum {
  MPS_CHART_ERROR_WRONG_CHART,
  MPS_CHART_ERROR_CLOSED,
  MPS_CHART_ERROR_MERGED,
  MPS_CHART_ERROR_FIELDS,
  MPS_CHART_ERROR_CONFIRM,
  MPS_CHART_ERROR_DUPLICATE,
  MPS_CHART_ERROR_UNCHANGED,
  MPS_CHART_ERROR_KIND,
  MPS_CHART_ERROR_TOO_LARGE,
  MPS_CHART_ERROR_IDENTITY_CARD,
  MPS_CHART_ERROR_DAMAGED,
  MPS_CHART_ERROR_REASON,
} MpsChartError;

G_END_DECLS
