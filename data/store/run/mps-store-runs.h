/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-run.h"
#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

MpsRun *mps_store_load_run (MpsStore *self, const char *id, gboolean with_scans, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_list_run_ids (MpsStore *self, const char *patient_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_store_get_highest_uses (MpsStore *self, const char *cartridge_id, guint *uses, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
