/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/import/mps-store-import.h"
#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsExtract:
 * @directory: folder of the profile to make; it is not there yet, or empty
 * @patient_ids: (element-type utf8): whose charts
 * @who: the person
 * @why: what for
 * @program: name of this program, for others
 * @progress: (nullable): told the patients, on this thread
 * @data: for @progress
 *
 * What is taken out of a profile into a small one.
 */
typedef struct {
  const char *directory;
  GPtrArray *patient_ids;
  const char *who;
  const char *why;
  const char *program;
  MpsProgressFunc progress;
  gpointer data;
} MpsExtract;

gboolean mps_store_extract (MpsStore *self,
                            const MpsExtract *extract,
                            guint64 *records,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mps_store_write_sealed (MpsStore *self,
                                 const char *path,
                                 const char *purpose,
                                 GBytes *bytes,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *
mps_store_read_sealed (MpsStore *self, const char *path, const char *purpose, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
