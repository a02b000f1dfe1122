/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"
#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

MpsResource *
mps_store_get (MpsStore *self, const char *type, const char *id, gint64 version, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_history (MpsStore *self, const char *type, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_list (MpsStore *self,
                           const char *type,
                           const char *patient_id,
                           guint limit,
                           const char *after,
                           char **next,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mps_store_dup_setting (MpsStore *self, const char *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
char **mps_store_list_settings (MpsStore *self, const char *prefix, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
