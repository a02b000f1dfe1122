/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsRetentionItem: a record past the term for which it must be kept.
 * @kind: kind of record: its group in retention.ini
 * @name: the same in the language of the user
 * @reference: "Type/id"
 * @patient_id: whose chart it is in, or empty
 * @years: the term
 * @updated_us: when it was last written, µs since 1970 UTC
 */
typedef struct {
  char *kind;
  char *name;
  char *reference;
  char *patient_id;
  guint years;
  gint64 updated_us;
} MpsRetentionItem;

/**
 * MpsRetentionKind: a kind of record, and how many there are of it.
 * @kind: its group in retention.ini
 * @name: the same in the language of the user
 * @years: how long it is kept at least
 * @records: records of that kind
 * @past: those of them that are past the term
 */
typedef struct {
  char *kind;
  char *name;
  guint years;
  guint64 records;
  guint64 past;
} MpsRetentionKind;

void mps_retention_kind_free (MpsRetentionKind *kind);
GPtrArray *
mps_retention_count (MpsSession *session, gint64 now_us, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_retention_item_free (MpsRetentionItem *item);
GPtrArray *mps_retention_list (MpsSession *session,
                               gint64 now_us,
                               guint limit,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint mps_retention_get_years (const char *type);

G_END_DECLS
