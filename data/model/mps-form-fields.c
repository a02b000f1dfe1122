/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form-private.h"

#include <string.h>

#define CODES(...)                                                                                 \
  (const char *const[])                                                                            \
  {                                                                                                \
    __VA_ARGS__, NULL                                                                              \
  }

/* The first code of a list is what stands in a new form, except where the list begins with "". */
static const MpsFormField patient_fields[] = {
  { "name", MPS_FIELD_TEXT, TRUE, NULL },
  { "family", MPS_FIELD_TEXT, FALSE, NULL },
  { "given", MPS_FIELD_TEXT, FALSE, NULL },
  { "latin-family", MPS_FIELD_TEXT, FALSE, NULL },
  { "latin-given", MPS_FIELD_TEXT, FALSE, NULL },
  { "birth-date", MPS_FIELD_DATE, TRUE, NULL },
  { "gender", MPS_FIELD_CODE, TRUE, CODES ("", "female", "male", "other", "unknown") },
  { "resident-number", MPS_FIELD_TEXT, FALSE, NULL },
  { "passport", MPS_FIELD_TEXT, FALSE, NULL },
  { "passport-country", MPS_FIELD_TEXT, FALSE, NULL },
  { "chart-number", MPS_FIELD_TEXT, FALSE, NULL },
  { "mobile", MPS_FIELD_TEXT, FALSE, NULL },
  { "phone", MPS_FIELD_TEXT, FALSE, NULL },
  { "work-phone", MPS_FIELD_TEXT, FALSE, NULL },
  { "email", MPS_FIELD_TEXT, FALSE, NULL },
  { "postal-code", MPS_FIELD_TEXT, FALSE, NULL },
  { "address", MPS_FIELD_TEXT, FALSE, NULL },
  { "address-detail", MPS_FIELD_TEXT, FALSE, NULL },
  { "guardian-name", MPS_FIELD_TEXT, FALSE, NULL },
  { "guardian-phone", MPS_FIELD_TEXT, FALSE, NULL },
  { "guardian-relation", MPS_FIELD_TEXT, FALSE, NULL },
  { "contact-name", MPS_FIELD_TEXT, FALSE, NULL },
  { "contact-phone", MPS_FIELD_TEXT, FALSE, NULL },
  { "contact-relation", MPS_FIELD_TEXT, FALSE, NULL },
  { "identity-check",
    MPS_FIELD_CODE,
    FALSE,
    CODES ("",
           "resident-card",
           "mobile-id",
           "driving-licence",
           "passport",
           "foreign-card",
           "other-document",
           "minor",
           "revisit",
           "referral",
           "emergency",
           "not-checked") },
  { "identity-date", MPS_FIELD_DAY, FALSE, NULL },
};

static const MpsFormField allergy_fields[] = {
  { "kind", MPS_FIELD_CODE, TRUE, CODES ("allergy", "intolerance", "none-known") },
  { "substance", MPS_FIELD_TEXT, FALSE, NULL },
  { "category",
    MPS_FIELD_CODE,
    FALSE,
    CODES ("", "medication", "food", "environment", "biologic") },
  { "criticality", MPS_FIELD_CODE, FALSE, CODES ("", "high", "low", "unable-to-assess") },
  { "reaction", MPS_FIELD_TEXT, FALSE, NULL },
  { "severity", MPS_FIELD_CODE, FALSE, CODES ("", "mild", "moderate", "severe") },
  { "status", MPS_FIELD_CODE, TRUE, CODES ("active", "inactive", "resolved") },
  { "verification", MPS_FIELD_CODE, TRUE, CODES ("unconfirmed", "confirmed", "refuted") },
  { "onset", MPS_FIELD_DATE, FALSE, NULL },
  { "note", MPS_FIELD_LINES, FALSE, NULL },
};

static const MpsFormField alert_fields[] = {
  { "text", MPS_FIELD_TEXT, TRUE, NULL },
  { "category",
    MPS_FIELD_CODE,
    TRUE,
    CODES ("safety", "clinical", "drug", "lab", "behavioral", "contact", "diet", "admin") },
  { "status", MPS_FIELD_CODE, TRUE, CODES ("active", "inactive") },
  { "start", MPS_FIELD_DAY, FALSE, NULL },
  { "end", MPS_FIELD_DAY, FALSE, NULL },
};

static const MpsFormField problem_fields[] = {
  { "name", MPS_FIELD_TEXT, TRUE, NULL },
  { "code", MPS_FIELD_TEXT, FALSE, NULL },
  { "category", MPS_FIELD_CODE, TRUE, CODES ("problem-list-item", "encounter-diagnosis") },
  { "status",
    MPS_FIELD_CODE,
    TRUE,
    CODES ("active", "recurrence", "relapse", "remission", "inactive", "resolved") },
  { "verification",
    MPS_FIELD_CODE,
    TRUE,
    CODES ("confirmed", "provisional", "differential", "unconfirmed", "refuted") },
  { "severity", MPS_FIELD_CODE, FALSE, CODES ("", "255604002", "6736007", "24484000") },
  { "onset", MPS_FIELD_DATE, FALSE, NULL },
  { "end", MPS_FIELD_DATE, FALSE, NULL },
  { "note", MPS_FIELD_LINES, FALSE, NULL },
};

static const MpsFormField medicine_fields[] = {
  { "name", MPS_FIELD_TEXT, TRUE, NULL },
  { "dose", MPS_FIELD_TEXT, FALSE, NULL },
  { "status",
    MPS_FIELD_CODE,
    TRUE,
    CODES ("active", "completed", "stopped", "on-hold", "intended", "not-taken", "unknown") },
  { "start", MPS_FIELD_DATE, FALSE, NULL },
  { "end", MPS_FIELD_DATE, FALSE, NULL },
  { "reason", MPS_FIELD_TEXT, FALSE, NULL },
  { "note", MPS_FIELD_LINES, FALSE, NULL },
};

static const MpsFormField vitals_fields[] = {
  { "time", MPS_FIELD_TIME, FALSE, NULL },
  { "blood-pressure", MPS_FIELD_MEASURE, FALSE, NULL },
  { "pulse", MPS_FIELD_MEASURE, FALSE, NULL },
  { "respiration", MPS_FIELD_MEASURE, FALSE, NULL },
  { "temperature", MPS_FIELD_MEASURE, FALSE, NULL },
  { "oxygen", MPS_FIELD_MEASURE, FALSE, NULL },
  { "weight", MPS_FIELD_MEASURE, FALSE, NULL },
  { "height", MPS_FIELD_MEASURE, FALSE, NULL },
  { "note", MPS_FIELD_LINES, FALSE, NULL },
};

static const MpsFormField note_fields[] = {
  { "kind",
    MPS_FIELD_CODE,
    TRUE,
    CODES ("progress", "history", "nursing", "procedure", "telephone", "discharge") },
  { "title", MPS_FIELD_TEXT, FALSE, NULL },
  { "text", MPS_FIELD_LINES, TRUE, NULL },
  { "time", MPS_FIELD_TIME, FALSE, NULL },
};

static const MpsFormField document_fields[] = {
  { "kind",
    MPS_FIELD_CODE,
    TRUE,
    CODES (
        "", "laboratory", "imaging", "referral", "discharge", "consent", "photograph", "other") },
  { "title", MPS_FIELD_TEXT, TRUE, NULL },
  { "time", MPS_FIELD_TIME, FALSE, NULL },
  { "status", MPS_FIELD_CODE, TRUE, CODES ("current", "superseded") },
};

static const MpsFormField consent_fields[] = {
  { "scope", MPS_FIELD_CODE, TRUE, CODES ("", "patient-privacy", "treatment", "research", "adr") },
  { "text", MPS_FIELD_TEXT, TRUE, NULL },
  { "given-by", MPS_FIELD_TEXT, TRUE, NULL },
  { "given-on", MPS_FIELD_TIME, FALSE, NULL },
  { "start", MPS_FIELD_DAY, FALSE, NULL },
  { "end", MPS_FIELD_DAY, FALSE, NULL },
};

static const struct {
  const char *word;
  const char *type;
  const MpsFormField *fields;
  gsize n_fields;
} kinds[MPS_FORM_N_KINDS] = {
  [MPS_FORM_PATIENT] = { "patient", "Patient", patient_fields, G_N_ELEMENTS (patient_fields) },
  [MPS_FORM_ALLERGY] = { "allergy",
                         "AllergyIntolerance",
                         allergy_fields,
                         G_N_ELEMENTS (allergy_fields) },
  [MPS_FORM_ALERT] = { "alert", "Flag", alert_fields, G_N_ELEMENTS (alert_fields) },
  [MPS_FORM_PROBLEM] = { "problem", "Condition", problem_fields, G_N_ELEMENTS (problem_fields) },
  [MPS_FORM_MEDICINE] = { "medicine",
                          "MedicationStatement",
                          medicine_fields,
                          G_N_ELEMENTS (medicine_fields) },
  [MPS_FORM_VITALS] = { "vitals", "Observation", vitals_fields, G_N_ELEMENTS (vitals_fields) },
  [MPS_FORM_NOTE] = { "note", "DocumentReference", note_fields, G_N_ELEMENTS (note_fields) },
  [MPS_FORM_DOCUMENT] = { "document",
                          "DocumentReference",
                          document_fields,
                          G_N_ELEMENTS (document_fields) },
  [MPS_FORM_CONSENT] = { "consent", "Consent", consent_fields, G_N_ELEMENTS (consent_fields) },
};

/**
 * mps_form_list_fields:
 * @kind: of a form
 * @n_fields: (out): their number
 *
 * Returns: (transfer none) (array length=n_fields): its fields, in the order in which they are
 * asked
 */
const MpsFormField *
mps_form_list_fields (MpsFormKind kind, gsize *n_fields)
{
  *n_fields = kinds[kind].n_fields;
  return kinds[kind].fields;
}

/* (nullable) */
const MpsFormField *
mps_form_find_field (MpsFormKind kind, const char *name)
{
  for (gsize i = 0; i < kinds[kind].n_fields; i++) {
    if (g_str_equal (kinds[kind].fields[i].name, name))
      return &kinds[kind].fields[i];
  }
  return NULL;
}

/**
 * mps_form_kind_to_type:
 * @kind: of a form
 *
 * Returns: the FHIR type that it makes
 */
const char *
mps_form_kind_to_type (MpsFormKind kind)
{
  return kinds[kind].type;
}

/**
 * mps_form_kind_to_word:
 * @kind: of a form
 *
 * Returns: a word for drafts and the command line, never translated
 */
const char *
mps_form_kind_to_word (MpsFormKind kind)
{
  return kinds[kind].word;
}

/**
 * mps_form_kind_from_word:
 * @word: as of mps_form_kind_to_word()
 * @kind: (out): of a form
 *
 * Returns: whether there is such a kind
 */
gboolean
mps_form_kind_from_word (const char *word, MpsFormKind *kind)
{
  for (guint i = 0; i < MPS_FORM_N_KINDS; i++) {
    if (g_strcmp0 (kinds[i].word, word) == 0) {
      *kind = (MpsFormKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * mps_form_kind_for_resource:
 * @resource: a record
 * @kind: (out): which form edits it
 *
 * A note is a DocumentReference of category clinical-note.
 *
 * Returns: whether there is a form for it; none for single vital signs and results, which are
 *   corrected by marking them as entered in error and recording them again
 */
gboolean
mps_form_kind_for_resource (const MpsResource *resource, MpsFormKind *kind)
{
  const char *type = mps_resource_peek_type (resource);

  if (g_str_equal (type, "DocumentReference")) {
    g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
    const char *category = mps_tree_peek_path_string (tree, "category[0].coding[0].code");

    *kind = g_strcmp0 (category, "clinical-note") == 0 ? MPS_FORM_NOTE : MPS_FORM_DOCUMENT;
    return TRUE;
  }
  for (guint i = 0; i < MPS_FORM_N_KINDS; i++) {
    if (i != MPS_FORM_VITALS && g_str_equal (kinds[i].type, type)) {
      *kind = (MpsFormKind)i;
      return TRUE;
    }
  }
  return FALSE;
}
