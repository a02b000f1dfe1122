/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-versions.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsVersionsView: two versions of one record side by side; what differs stands out by word and
 * icon. Signal: "done", the person goes back to the record.
 */
#define MPS_TYPE_VERSIONS_VIEW (mps_versions_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsVersionsView, mps_versions_view, MPS, VERSIONS_VIEW, GtkWidget)

void mps_versions_view_show_record (
    MpsVersionsView *self, MpsChart *chart, const char *type, const char *id, const char *title);
void mps_versions_view_clear (MpsVersionsView *self);

G_END_DECLS
