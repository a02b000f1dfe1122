/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/runs/mps-run-review.h"

G_BEGIN_DECLS

void mps_run_explain (MpsRunReview *review);

G_END_DECLS
