/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsAuditSubjectState:
 * @MPS_AUDIT_SUBJECT_NOBODY: the entry is about no patient
 * @MPS_AUDIT_SUBJECT_KNOWN: about a patient of these records
 * @MPS_AUDIT_SUBJECT_MERGED: about one who was merged into another since
 * @MPS_AUDIT_SUBJECT_UNKNOWN: about an id that no patient of these records has
 *
 * Whose record an entry of the audit record is about.
 */
typedef enum {
  MPS_AUDIT_SUBJECT_NOBODY,
  MPS_AUDIT_SUBJECT_KNOWN,
  MPS_AUDIT_SUBJECT_MERGED,
  MPS_AUDIT_SUBJECT_UNKNOWN,
} MpsAuditSubjectState;

/**
 * MpsAuditSubject:
 * @state: what is known
 * @name: (nullable): %NULL for a reader who may not find patients by name
 * @chart_number: (nullable): or empty
 * @survivor_name: (nullable): the other's, of a patient who was merged; %NULL likewise
 * @survivor_number: (nullable): the other's chart number, or empty
 */
typedef struct {
  MpsAuditSubjectState state;
  char *name;
  char *chart_number;
  char *survivor_name;
  char *survivor_number;
} MpsAuditSubject;

const char *mps_audit_subject_state_to_string (MpsAuditSubjectState state);
char *mps_audit_subject_dup_text (const MpsAuditSubject *subject, const char *id)
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_audit_subject_dup_full (const MpsAuditSubject *subject, const char *id)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
