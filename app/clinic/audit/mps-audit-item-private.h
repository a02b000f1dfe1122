/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/audit/mps-audit-review.h"

G_BEGIN_DECLS

MpsAuditItem *mps_audit_item_new (MpsAuditRecord *record) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
