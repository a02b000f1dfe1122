/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-versions.h"
#include "app/clinic/chart/mps-chart.h"

G_BEGIN_DECLS

/* What a record says in the words of the form that it is filled in with. */
GPtrArray *mps_record_lines_new (MpsResource *resource) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_record_lines_compare (MpsResource *before, MpsResource *after)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
