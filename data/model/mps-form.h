/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"

G_BEGIN_DECLS

/**
 * MpsFormKind: what a form is filled in for. The fields of each are in mps_form_list_fields().
 * @MPS_FORM_PATIENT: Patient
 * @MPS_FORM_ALLERGY: AllergyIntolerance; "kind" none-known is the statement that there is none
 * @MPS_FORM_ALERT: Flag
 * @MPS_FORM_PROBLEM: Condition
 * @MPS_FORM_MEDICINE: MedicationStatement
 * @MPS_FORM_VITALS: Observations, several at once
 * @MPS_FORM_NOTE: a clinical note, as DocumentReference
 * @MPS_FORM_DOCUMENT: an attached file, as DocumentReference
 * @MPS_FORM_CONSENT: Consent
 */
typedef enum {
  MPS_FORM_PATIENT,
  MPS_FORM_ALLERGY,
  MPS_FORM_ALERT,
  MPS_FORM_PROBLEM,
  MPS_FORM_MEDICINE,
  MPS_FORM_VITALS,
  MPS_FORM_NOTE,
  MPS_FORM_DOCUMENT,
  MPS_FORM_CONSENT,
  MPS_FORM_N_KINDS,
} MpsFormKind;

/**
 * MpsFieldType: how a field is typed and what fits into it.
 * @MPS_FIELD_TEXT: one line
 * @MPS_FIELD_LINES: several lines
 * @MPS_FIELD_DATE: "2026-11-21", "2026-11" or "2026"; also typed as 20261121, 2026.11.21,
 * 2026/11/21
 * @MPS_FIELD_DAY: like a date, but a whole one
 * @MPS_FIELD_TIME: a date, or RFC 3339 with zone, or local "2026-11-21 14:30"
 * @MPS_FIELD_CODE: one of the field's codes, or empty
 * @MPS_FIELD_MEASURE: a number with or without its unit, as people type it
 */
typedef enum {
  MPS_FIELD_TEXT,
  MPS_FIELD_LINES,
  MPS_FIELD_DATE,
  MPS_FIELD_DAY,
  MPS_FIELD_TIME,
  MPS_FIELD_CODE,
  MPS_FIELD_MEASURE,
} MpsFieldType;

/**
 * MpsFormField:
 * @name: as in mps_form_set(), drafts and on the command line; never translated
 * @type: what fits
 * @required: whether it must be filled in
 * @codes: (nullable) (array zero-terminated=1): for @MPS_FIELD_CODE: what it may be
 */
typedef struct {
  const char *name;
  MpsFieldType type;
  gboolean required;
  const char *const *codes;
} MpsFormField;

/**
 * MpsIssueSeverity:
 * @MPS_ISSUE_ERROR: it cannot be saved so
 * @MPS_ISSUE_CONFIRM: it is saved only after mps_form_accept() of this field
 * @MPS_ISSUE_NOTE: worth showing; it does not hold anything up
 */
typedef enum {
  MPS_ISSUE_ERROR,
  MPS_ISSUE_CONFIRM,
  MPS_ISSUE_NOTE,
} MpsIssueSeverity;

/**
 * MpsIssueCode: what is to be said of a field; mps_form_issue_dup_text() of app/clinic has the
 * words.
 */
typedef enum {
  MPS_ISSUE_REQUIRED,
  MPS_ISSUE_NOTHING_FILLED_IN,
  MPS_ISSUE_UNKNOWN_CODE,
  MPS_ISSUE_NOT_A_DATE,
  MPS_ISSUE_NOT_A_WHOLE_DATE,
  MPS_ISSUE_IN_FUTURE,
  MPS_ISSUE_TOO_LONG_AGO,
  MPS_ISSUE_END_BEFORE_START,
  MPS_ISSUE_TOO_LONG,
  MPS_ISSUE_CONTROL_CHARACTER,
  MPS_ISSUE_RRN_SHAPE,
  MPS_ISSUE_RRN_DATE,
  MPS_ISSUE_RRN_OTHER_BIRTH_DATE,
  MPS_ISSUE_RRN_OTHER_SEX,
  MPS_ISSUE_RRN_IS_FOREIGN,
  MPS_ISSUE_RRN_IS_KOREAN,
  MPS_ISSUE_PHONE,
  MPS_ISSUE_NOT_A_MEASURE,
  MPS_ISSUE_UNKNOWN_UNIT,
  MPS_ISSUE_IMPLAUSIBLE,
  MPS_ISSUE_ABNORMAL,
  MPS_ISSUE_CRITICAL,
  MPS_ISSUE_CONTRADICTS_ALLERGIES,
  MPS_ISSUE_ALREADY_RECORDED,
  MPS_ISSUE_IDENTITY_CARD,
  MPS_ISSUE_SAME_IDENTIFIER,
  MPS_ISSUE_NAMESAKE,
  MPS_ISSUE_NEEDS_GUARDIAN_NAME,
} MpsIssueCode;

/**
 * MpsFormIssue:
 * @field: name of the field, or empty for the whole form
 * @severity: what it does
 * @code: what it is
 * @detail: a limit, a chart number, what the number says: for the words; or empty
 */
typedef struct {
  char *field;
  MpsIssueSeverity severity;
  MpsIssueCode code;
  char *detail;
} MpsFormIssue;

void mps_form_issue_free (MpsFormIssue *issue);
void mps_form_issues_add (GPtrArray *issues,
                          const char *field,
                          MpsIssueSeverity severity,
                          MpsIssueCode code,
                          const char *detail);
GPtrArray *mps_form_issues_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsForm:
 *
 * What a person has typed for one record of one patient, field by field, before it is a record.
 * Made for the patient whose chart is open, or from a stored record to edit it. No thread of its
 * own; copy it to hand it to another.
 */
typedef struct _MpsForm MpsForm;

MpsForm *mps_form_new (MpsFormKind kind, const char *patient_id) G_GNUC_WARN_UNUSED_RESULT;
MpsForm *mps_form_new_from_resource (MpsFormKind kind, const MpsResource *resource, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsForm *mps_form_new_from_text (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mps_form_to_text (const MpsForm *form) G_GNUC_WARN_UNUSED_RESULT;
MpsForm *mps_form_copy (const MpsForm *form) G_GNUC_WARN_UNUSED_RESULT;
void mps_form_free (MpsForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsForm, mps_form_free)

MpsFormKind mps_form_get_kind (const MpsForm *form);
const char *mps_form_peek_patient_id (const MpsForm *form);
const char *mps_form_peek_record_id (const MpsForm *form);
gint64 mps_form_get_version (const MpsForm *form);
const char *mps_form_peek (const MpsForm *form, const char *field);
gboolean mps_form_set (MpsForm *form, const char *field, const char *text);
gboolean mps_form_is_changed (const MpsForm *form);
gboolean mps_form_field_is_changed (const MpsForm *form, const char *field);
void mps_form_accept (MpsForm *form, const char *field);
gboolean mps_form_is_accepted (const MpsForm *form, const char *field);

const MpsFormField *mps_form_list_fields (MpsFormKind kind, gsize *n_fields);
const char *mps_form_kind_to_type (MpsFormKind kind);
const char *mps_form_kind_to_word (MpsFormKind kind);
gboolean mps_form_kind_from_word (const char *word, MpsFormKind *kind) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_form_kind_for_resource (const MpsResource *resource, MpsFormKind *kind)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsFormAttachment:
 * @id: where its bytes are: "Binary/id"
 * @media_type: as the bytes say
 * @name: (nullable): of the file
 * @size: bytes
 * @sha1: of all bytes: FHIR's Attachment.hash
 *
 * The file of a new document.
 */
typedef struct {
  const char *id;
  const char *media_type;
  const char *name;
  guint64 size;
  guint8 sha1[20];
} MpsFormAttachment;

/**
 * MpsFormContext:
 * @now: the moment of saving, in the clinic's time zone
 * @who: (nullable): who saves it, as in the audit record
 * @base: (nullable): the stored version that the form was made from
 * @gender: (nullable): FHIR code of the patient's sex, for ranges
 * @birth_date: (nullable): FHIR date, for ranges
 * @attachment: (nullable): the file of a new document
 *
 * What a form needs to be checked and to become records.
 */
typedef struct {
  GDateTime *now;
  const char *who;
  const MpsResource *base;
  const char *gender;
  const char *birth_date;
  const MpsFormAttachment *attachment;
} MpsFormContext;

GPtrArray *mps_form_check (const MpsForm *form, const MpsFormContext *context)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_form_build (const MpsForm *form, const MpsFormContext *context, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

char *mps_note_dup_text (const MpsResource *resource) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_document_name_is_refused (const char *name);
gboolean mps_patient_form_fill_from_number (MpsForm *form);
void mps_name_split (const char *name, char **family, char **given);
gboolean mps_form_date_parse (const char *text, char **date) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
