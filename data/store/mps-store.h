/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-accounts.h"
#include "data/store/mps-store-approvals.h"
#include "data/store/mps-store-audit.h"
#include "data/store/mps-store-batch.h"
#include "data/store/mps-store-check.h"
#include "data/store/mps-store-error.h"
#include "data/store/mps-store-glass.h"
#include "data/store/mps-store-import.h"
#include "data/store/mps-store-namesakes.h"
#include "data/store/mps-store-object.h"
#include "data/store/mps-store-patients.h"
#include "data/store/mps-store-records.h"
#include "data/store/mps-store-runs.h"
#include "data/store/mps-store-search.h"
#include "data/store/mps-store-timeline.h"
