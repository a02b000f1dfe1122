/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-scan.h"

G_BEGIN_DECLS

#define MPS_SORT15_N 15

void mps_sort15 (double rows[MPS_SORT15_N][MPS_CHANNELS]);

G_END_DECLS
