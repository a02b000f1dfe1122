/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/import/mps-import.h"
#include "data/store/import/mps-store-import.h"

G_BEGIN_DECLS

MpsImportKind *mps_import_report_get_kind (MpsImportReport *report, const char *type);
void
mps_import_report_reject (MpsImportReport *report, const MpsImportEntry *entry, const char *reason);

G_END_DECLS
