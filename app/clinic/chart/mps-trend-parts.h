/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"

G_BEGIN_DECLS

/**
 * MpsTrendParts: what a result of two values, as a blood pressure, has on one axis.
 * @codes: of its components, in the record's order
 * @unit: UCUM unit of both
 */
typedef struct {
  char *codes[2];
  char *unit;
} MpsTrendParts;

MpsTrendParts *mps_trend_parts_new (const MpsResource *observation) G_GNUC_WARN_UNUSED_RESULT;
void mps_trend_parts_free (MpsTrendParts *parts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsTrendParts, mps_trend_parts_free)

G_END_DECLS
