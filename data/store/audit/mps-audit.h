/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/audit/mps-store-audit.h"
#include "data/store/db/mps-db.h"

G_BEGIN_DECLS

#define MPS_DIGEST_SIZE 32

/** MPS_AUDIT_FORMAT: layout of what the hash of a new entry covers */
#define MPS_AUDIT_FORMAT 2

/**
 * MpsAuditEntry:
 * @seq: its place in the chain, from 1
 * @time_us: µs since 1970 UTC
 * @format: layout of what its hash covers; in 1 there is nothing below @digest
 * @who: the person
 * @action: letter of FHIR AuditEvent.action
 * @patient: whose record, or empty
 * @target: what it was done to, or empty
 * @why: what for
 * @digest: (nullable): SHA-256 of what was written
 * @who_id: the person's account, or empty
 * @outcome: code of FHIR AuditEvent.outcome
 * @workstation: the computer's name
 * @program: the program's name
 *
 * One line of the audit record. Everything in it is under the hash.
 */
typedef struct {
  gint64 seq;
  gint64 time_us;
  gint64 format;
  const char *who;
  char action;
  const char *patient;
  const char *target;
  const char *why;
  const guint8 *digest;
  const char *who_id;
  gint64 outcome;
  const char *workstation;
  const char *program;
} MpsAuditEntry;

/** MPS_AUDIT_COLUMNS: of table audit, in the order of mps_audit_read_entry() */
#define MPS_AUDIT_COLUMNS                                                                          \
  "seq, time_us, who, action, patient, target, why, digest, hash, format, who_id, outcome, "       \
  "workstation, program"

void mps_audit_hash (const MpsAuditEntry *entry, const guint8 *previous, guint8 *hash);
gboolean mps_audit_append (MpsDb *db, MpsAuditEntry *entry, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_audit_read_entry (MpsStatement *statement, MpsAuditEntry *entry);

/* mps-audit-verify.c */
gboolean
mps_audit_verify (MpsDb *db, guint64 *n_entries, guint64 *first_broken, char **head, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsAuditVerdict *mps_audit_examine (MpsDb *db, const char *known_head, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
