/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-db.h"

G_BEGIN_DECLS

#define MPS_DIGEST_SIZE 32

/**
 * MpsAuditEntry:
 * @seq: its place in the chain, from 1
 * @time_us: µs since 1970 UTC
 * @who: the person
 * @action: letter of FHIR AuditEvent.action
 * @patient: whose record, or empty
 * @target: what it was done to, or empty
 * @why: what for
 * @digest: (nullable): SHA-256 of what was written
 *
 * One line of the audit record. Everything in it is under the hash.
 */
typedef struct {
  gint64 seq;
  gint64 time_us;
  const char *who;
  char action;
  const char *patient;
  const char *target;
  const char *why;
  const guint8 *digest;
} MpsAuditEntry;

void mps_audit_hash (const MpsAuditEntry *entry, const guint8 *previous, guint8 *hash);
gboolean mps_audit_append (MpsDb *db, MpsAuditEntry *entry, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_audit_verify (MpsDb *db, guint64 *n_entries, guint64 *first_broken, char **head, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
