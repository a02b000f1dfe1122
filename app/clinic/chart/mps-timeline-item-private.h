/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

G_BEGIN_DECLS

MpsTimelineItem *mps_timeline_item_new (MpsTimelineEntry *entry) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
