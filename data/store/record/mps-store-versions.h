/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"
#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsRecordVersion:
 * @resource: the record as it was then
 * @number: its version, from 1
 * @written_us: when it was written, µs since 1970 UTC
 * @who: who wrote it
 * @why: what for, in the program's fixed English or the person's reason
 */
typedef struct {
  MpsResource *resource;
  gint64 number;
  gint64 written_us;
  char *who;
  char *why;
} MpsRecordVersion;

void mps_record_version_free (MpsRecordVersion *version);
GPtrArray *
mps_store_load_versions (MpsStore *self, const char *type, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
