/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsAuditOutcome: whether it came to what somebody was about to do, with the codes of FHIR
 * AuditEvent.outcome.
 */
typedef enum {
  MPS_AUDIT_DONE = 0,
  MPS_AUDIT_REFUSED = 4,
  MPS_AUDIT_FAILED = 8,
} MpsAuditOutcome;

/**
 * MpsAuditNote:
 * @action: what was done, or was about to be
 * @outcome: whether it came to it
 * @who: the person
 * @patient_id: (nullable): whose record
 * @target: (nullable): what it was done to: "Patient/1", "Search", "Export/…", "Action/…"
 * @why: what for
 *
 * What an audit entry says besides time, account and place.
 */
typedef struct {
  MpsAuditAction action;
  MpsAuditOutcome outcome;
  const char *who;
  const char *patient_id;
  const char *target;
  const char *why;
} MpsAuditNote;

gboolean mps_store_audit_note (MpsStore *self, const MpsAuditNote *note, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_store_get_clock_behind (MpsStore *self, gint64 *behind_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_store_audit_charts (MpsStore *self,
                                 const MpsAuditNote *note,
                                 const char *const *patient_ids,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_store_name_person (MpsStore *self, const char *name, const char *account_id);

/**
 * MpsAuditRecord:
 * @seq: its place in the chain, from 1
 * @time_us: µs since 1970 UTC
 * @who: name of the person
 * @who_id: the person's account, or empty
 * @action: what was done
 * @outcome: whether it came to it
 * @patient_id: whose record, or empty
 * @target: what it was done to, or empty
 * @why: what for
 * @workstation: name of the computer; empty in entries of schema 1
 * @program: name of the program; likewise
 *
 * An audit entry that was read.
 */
typedef struct {
  gint64 seq;
  gint64 time_us;
  char *who;
  char *who_id;
  MpsAuditAction action;
  MpsAuditOutcome outcome;
  char *patient_id;
  char *target;
  char *why;
  char *workstation;
  char *program;
} MpsAuditRecord;

MpsAuditRecord *mps_audit_record_copy (const MpsAuditRecord *record) G_GNUC_WARN_UNUSED_RESULT;
void mps_audit_record_free (MpsAuditRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsAuditRecord, mps_audit_record_free)

/**
 * MpsAuditFilter:
 * @patient_id: (nullable): only what was done to this patient's records, exports of everything
 *   included
 * @from_us: not before, µs since 1970 UTC
 * @to_us: before; 0: no limit
 * @after: only entries after this one
 * @up_to: none after this one; 0: no limit
 *
 * Which audit entries are read; all zero: every one.
 */
typedef struct {
  const char *patient_id;
  gint64 from_us;
  gint64 to_us;
  gint64 after;
  gint64 up_to;
} MpsAuditFilter;

/* The record is the walk's and gone after the call; FALSE ends the walk. */
typedef gboolean (*MpsAuditFunc) (const MpsAuditRecord *record, gpointer data);

gboolean mps_store_walk_audit (MpsStore *self,
                               const MpsAuditFilter *filter,
                               MpsAuditFunc func,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_list_audit (MpsStore *self,
                                 const MpsAuditFilter *filter,
                                 guint limit,
                                 gboolean *more,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_store_get_audit_head (MpsStore *self, gint64 *seq, char **head, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsAuditBreak:
 * @MPS_AUDIT_INTACT: nothing is wrong
 * @MPS_AUDIT_ALTERED: the entry says something else than when it was written, or was put in
 * @MPS_AUDIT_MISSING: the entry is not there any more
 * @MPS_AUDIT_OUT_OF_ORDER: what stands there is an entry of another place
 * @MPS_AUDIT_TAIL_CUT: the entry and all after it are gone
 *
 * How the chain is broken at the first place where it is.
 */
typedef enum {
  MPS_AUDIT_INTACT,
  MPS_AUDIT_ALTERED,
  MPS_AUDIT_MISSING,
  MPS_AUDIT_OUT_OF_ORDER,
  MPS_AUDIT_TAIL_CUT,
} MpsAuditBreak;

/**
 * MpsAuditVerdict:
 * @entries: entries that are there
 * @first_broken: place of the first that does not fit; 0 where all do
 * @how: what is wrong with it
 * @head: hash of the last entry that fits, hexadecimal
 */
typedef struct {
  guint64 entries;
  guint64 first_broken;
  MpsAuditBreak how;
  char *head;
} MpsAuditVerdict;

void mps_audit_verdict_free (MpsAuditVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsAuditVerdict, mps_audit_verdict_free)
const char *mps_audit_break_to_string (MpsAuditBreak how);
MpsAuditVerdict *mps_store_verify_audit (MpsStore *self,
                                         const char *known_head,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
