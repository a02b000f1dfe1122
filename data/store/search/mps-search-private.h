/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-db.h"

G_BEGIN_DECLS

/* mps-search-update.c */
char *mps_search_dup_patient (MpsDb *db, gint64 key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_search_update_patient (MpsDb *db,
                                    gint64 key,
                                    const char *old_packed,
                                    const char *packed,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_search_update_record (
    MpsDb *db, gint64 key, const char *type, const char *old_json, const char *json, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_search_replace_record (
    MpsDb *db, gint64 key, const char *type, gint64 old_version, const char *json, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* mps-search-rebuild.c */
gboolean mps_search_ensure (MpsDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
