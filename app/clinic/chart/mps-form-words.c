/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  MpsFormKind kind;
  const char *name;
  const char *label;
} Label;

static const Label field_labels[] = {
  { MPS_FORM_PATIENT, "name", N_ ("Name") },
  { MPS_FORM_PATIENT, "family", N_ ("Family name") },
  { MPS_FORM_PATIENT, "given", N_ ("Given name") },
  { MPS_FORM_PATIENT, "latin-family", N_ ("Family name in Latin letters") },
  { MPS_FORM_PATIENT, "latin-given", N_ ("Given name in Latin letters") },
  { MPS_FORM_PATIENT, "birth-date", N_ ("Birth date") },
  { MPS_FORM_PATIENT, "gender", N_ ("Sex") },
  { MPS_FORM_PATIENT, "resident-number", N_ ("Resident or foreign registration number") },
  { MPS_FORM_PATIENT, "passport", N_ ("Passport number") },
  { MPS_FORM_PATIENT, "passport-country", N_ ("Country of the passport") },
  { MPS_FORM_PATIENT, "chart-number", N_ ("Chart number") },
  { MPS_FORM_PATIENT, "mobile", N_ ("Mobile phone") },
  { MPS_FORM_PATIENT, "phone", N_ ("Phone") },
  { MPS_FORM_PATIENT, "work-phone", N_ ("Phone at work") },
  { MPS_FORM_PATIENT, "email", N_ ("E-mail") },
  { MPS_FORM_PATIENT, "postal-code", N_ ("Postal code") },
  { MPS_FORM_PATIENT, "address", N_ ("Address") },
  { MPS_FORM_PATIENT, "address-detail", N_ ("Building, floor, flat") },
  { MPS_FORM_PATIENT, "guardian-name", N_ ("Guardian") },
  { MPS_FORM_PATIENT, "guardian-phone", N_ ("Guardian's phone") },
  { MPS_FORM_PATIENT, "guardian-relation", N_ ("Guardian's relation to the patient") },
  { MPS_FORM_PATIENT, "contact-name", N_ ("Emergency contact") },
  { MPS_FORM_PATIENT, "contact-phone", N_ ("Emergency contact's phone") },
  { MPS_FORM_PATIENT, "contact-relation", N_ ("Emergency contact's relation to the patient") },
  { MPS_FORM_PATIENT, "identity-check", N_ ("Identity was checked by") },
  { MPS_FORM_PATIENT, "identity-date", N_ ("Identity was checked on") },
  { MPS_FORM_ALLERGY, "kind", N_ ("Statement") },
  { MPS_FORM_ALLERGY, "substance", N_ ("Substance") },
  { MPS_FORM_ALLERGY, "category", N_ ("Category") },
  { MPS_FORM_ALLERGY, "criticality", N_ ("Criticality") },
  { MPS_FORM_ALLERGY, "reaction", N_ ("Reaction") },
  { MPS_FORM_ALLERGY, "severity", N_ ("Severity of the reaction") },
  { MPS_FORM_ALLERGY, "status", N_ ("Status") },
  { MPS_FORM_ALLERGY, "verification", N_ ("Verification") },
  { MPS_FORM_ALLERGY, "onset", N_ ("Since") },
  { MPS_FORM_ALLERGY, "note", N_ ("Note") },
  { MPS_FORM_ALERT, "text", N_ ("Alert") },
  { MPS_FORM_ALERT, "category", N_ ("Category") },
  { MPS_FORM_ALERT, "status", N_ ("Status") },
  { MPS_FORM_ALERT, "start", N_ ("From") },
  { MPS_FORM_ALERT, "end", N_ ("Until") },
  { MPS_FORM_PROBLEM, "name", N_ ("Problem") },
  { MPS_FORM_PROBLEM, "code", N_ ("KCD code") },
  { MPS_FORM_PROBLEM, "category", N_ ("Category") },
  { MPS_FORM_PROBLEM, "status", N_ ("Status") },
  { MPS_FORM_PROBLEM, "verification", N_ ("Verification") },
  { MPS_FORM_PROBLEM, "severity", N_ ("Severity") },
  { MPS_FORM_PROBLEM, "onset", N_ ("Since") },
  { MPS_FORM_PROBLEM, "end", N_ ("Until") },
  { MPS_FORM_PROBLEM, "note", N_ ("Note") },
  { MPS_FORM_MEDICINE, "name", N_ ("Medicine") },
  { MPS_FORM_MEDICINE, "dose", N_ ("Dosage") },
  { MPS_FORM_MEDICINE, "status", N_ ("Status") },
  { MPS_FORM_MEDICINE, "start", N_ ("From") },
  { MPS_FORM_MEDICINE, "end", N_ ("Until") },
  { MPS_FORM_MEDICINE, "reason", N_ ("Reason") },
  { MPS_FORM_MEDICINE, "note", N_ ("Note") },
  { MPS_FORM_VITALS, "time", N_ ("Time") },
  { MPS_FORM_VITALS, "blood-pressure", N_ ("Blood pressure") },
  { MPS_FORM_VITALS, "pulse", N_ ("Pulse") },
  { MPS_FORM_VITALS, "respiration", N_ ("Respiration") },
  { MPS_FORM_VITALS, "temperature", N_ ("Body temperature") },
  { MPS_FORM_VITALS, "oxygen", N_ ("Oxygen saturation") },
  { MPS_FORM_VITALS, "weight", N_ ("Weight") },
  { MPS_FORM_VITALS, "height", N_ ("Height") },
  { MPS_FORM_VITALS, "note", N_ ("Note") },
  { MPS_FORM_NOTE, "kind", N_ ("Kind of note") },
  { MPS_FORM_NOTE, "title", N_ ("Title") },
  { MPS_FORM_NOTE, "text", N_ ("Text") },
  { MPS_FORM_NOTE, "time", N_ ("Time") },
  { MPS_FORM_DOCUMENT, "kind", N_ ("Kind of document") },
  { MPS_FORM_DOCUMENT, "title", N_ ("Title") },
  { MPS_FORM_DOCUMENT, "time", N_ ("Date") },
  { MPS_FORM_DOCUMENT, "status", N_ ("Status") },
  { MPS_FORM_CONSENT, "scope", N_ ("What it is about") },
  { MPS_FORM_CONSENT, "text", N_ ("Consent to") },
  { MPS_FORM_CONSENT, "given-by", N_ ("Given by") },
  { MPS_FORM_CONSENT, "given-on", N_ ("Given on") },
  { MPS_FORM_CONSENT, "start", N_ ("From") },
  { MPS_FORM_CONSENT, "end", N_ ("Until") },
};

/* A code means the same in every form where it has no line of its own kind. */
static const Label code_labels[] = {
  { MPS_FORM_PATIENT, "female", N_ ("female") },
  { MPS_FORM_PATIENT, "male", N_ ("male") },
  { MPS_FORM_PATIENT, "other", N_ ("other") },
  { MPS_FORM_PATIENT, "unknown", N_ ("unknown") },
  { MPS_FORM_PATIENT, "resident-card", N_ ("resident registration card") },
  { MPS_FORM_PATIENT, "mobile-id", N_ ("mobile identity card") },
  { MPS_FORM_PATIENT, "driving-licence", N_ ("driving licence") },
  { MPS_FORM_PATIENT, "passport", N_ ("passport") },
  { MPS_FORM_PATIENT, "foreign-card", N_ ("foreign registration card") },
  { MPS_FORM_PATIENT, "other-document", N_ ("another document") },
  { MPS_FORM_PATIENT, "minor", N_ ("no need: under 19") },
  { MPS_FORM_PATIENT, "revisit", N_ ("no need: checked here within six months") },
  { MPS_FORM_PATIENT, "referral", N_ ("no need: referred") },
  { MPS_FORM_PATIENT, "emergency", N_ ("not possible: emergency") },
  { MPS_FORM_PATIENT, "not-checked", N_ ("not checked") },
  { MPS_FORM_ALLERGY, "allergy", N_ ("allergy") },
  { MPS_FORM_ALLERGY, "intolerance", N_ ("intolerance") },
  { MPS_FORM_ALLERGY, "none-known", N_ ("no known allergies") },
  { MPS_FORM_ALLERGY, "medication", N_ ("medicine") },
  { MPS_FORM_ALLERGY, "food", N_ ("food") },
  { MPS_FORM_ALLERGY, "environment", N_ ("environment") },
  { MPS_FORM_ALLERGY, "biologic", N_ ("biological substance") },
  { MPS_FORM_ALLERGY, "high", N_ ("high: can threaten life") },
  { MPS_FORM_ALLERGY, "low", N_ ("low") },
  { MPS_FORM_ALLERGY, "unable-to-assess", N_ ("cannot be assessed") },
  { MPS_FORM_ALLERGY, "mild", N_ ("mild") },
  { MPS_FORM_ALLERGY, "moderate", N_ ("moderate") },
  { MPS_FORM_ALLERGY, "severe", N_ ("severe") },
  { MPS_FORM_ALLERGY, "active", N_ ("active") },
  { MPS_FORM_ALLERGY, "inactive", N_ ("inactive") },
  { MPS_FORM_ALLERGY, "resolved", N_ ("resolved") },
  { MPS_FORM_ALLERGY, "unconfirmed", N_ ("unconfirmed") },
  { MPS_FORM_ALLERGY, "confirmed", N_ ("confirmed") },
  { MPS_FORM_ALLERGY, "refuted", N_ ("refuted") },
  { MPS_FORM_ALERT, "safety", N_ ("safety") },
  { MPS_FORM_ALERT, "clinical", N_ ("clinical") },
  { MPS_FORM_ALERT, "drug", N_ ("medicines") },
  { MPS_FORM_ALERT, "lab", N_ ("laboratory") },
  { MPS_FORM_ALERT, "behavioral", N_ ("behaviour") },
  { MPS_FORM_ALERT, "contact", N_ ("contact precautions") },
  { MPS_FORM_ALERT, "diet", N_ ("diet") },
  { MPS_FORM_ALERT, "admin", N_ ("administrative") },
  { MPS_FORM_PROBLEM, "problem-list-item", N_ ("problem list") },
  { MPS_FORM_PROBLEM, "encounter-diagnosis", N_ ("diagnosis of a visit") },
  { MPS_FORM_PROBLEM, "recurrence", N_ ("recurrence") },
  { MPS_FORM_PROBLEM, "relapse", N_ ("relapse") },
  { MPS_FORM_PROBLEM, "remission", N_ ("remission") },
  { MPS_FORM_PROBLEM, "provisional", N_ ("provisional") },
  { MPS_FORM_PROBLEM, "differential", N_ ("differential") },
  { MPS_FORM_PROBLEM, "255604002", N_ ("mild") },
  { MPS_FORM_PROBLEM, "6736007", N_ ("moderate") },
  { MPS_FORM_PROBLEM, "24484000", N_ ("severe") },
  { MPS_FORM_MEDICINE, "completed", N_ ("completed") },
  { MPS_FORM_MEDICINE, "stopped", N_ ("stopped") },
  { MPS_FORM_MEDICINE, "on-hold", N_ ("on hold") },
  { MPS_FORM_MEDICINE, "intended", N_ ("intended") },
  { MPS_FORM_MEDICINE, "not-taken", N_ ("not taken") },
  { MPS_FORM_NOTE, "progress", N_ ("progress note") },
  { MPS_FORM_NOTE, "history", N_ ("history and examination") },
  { MPS_FORM_NOTE, "nursing", N_ ("nursing note") },
  { MPS_FORM_NOTE, "procedure", N_ ("procedure note") },
  { MPS_FORM_NOTE, "telephone", N_ ("telephone note") },
  { MPS_FORM_NOTE, "discharge", N_ ("discharge summary") },
  { MPS_FORM_DOCUMENT, "laboratory", N_ ("laboratory report") },
  { MPS_FORM_DOCUMENT, "imaging", N_ ("imaging report") },
  { MPS_FORM_DOCUMENT, "referral", N_ ("referral letter") },
  { MPS_FORM_DOCUMENT, "discharge", N_ ("discharge summary") },
  { MPS_FORM_DOCUMENT, "consent", N_ ("signed consent") },
  { MPS_FORM_DOCUMENT, "photograph", N_ ("photograph") },
  { MPS_FORM_DOCUMENT, "current", N_ ("current") },
  { MPS_FORM_DOCUMENT, "superseded", N_ ("superseded") },
  { MPS_FORM_CONSENT, "patient-privacy", N_ ("personal information") },
  { MPS_FORM_CONSENT, "treatment", N_ ("treatment") },
  { MPS_FORM_CONSENT, "research", N_ ("research") },
  { MPS_FORM_CONSENT, "adr", N_ ("advance directive") },
};

static const char *
find_label (const Label *labels, gsize n, MpsFormKind kind, const char *name, gboolean any_kind)
{
  const char *found = NULL;

  for (gsize i = 0; i < n; i++) {
    if (!g_str_equal (labels[i].name, name))
      continue;
    if (labels[i].kind == kind)
      return labels[i].label;
    if (any_kind && found == NULL)
      found = labels[i].label;
  }
  return found;
}

/**
 * mps_form_field_dup_label:
 * @kind: of a form
 * @field: name of a field
 *
 * Returns: (transfer full): what people read beside it, translated
 */
char *
mps_form_field_dup_label (MpsFormKind kind, const char *field)
{
  const char *label = find_label (field_labels, G_N_ELEMENTS (field_labels), kind, field, FALSE);

  return g_strdup (label != NULL ? _ (label) : field);
}

/**
 * mps_form_code_dup_label:
 * @kind: of a form
 * @field: name of a field
 * @code: one of its codes
 *
 * Returns: (transfer full): what people read for it, translated; empty for the empty code
 */
char *
mps_form_code_dup_label (MpsFormKind kind, const char *field, const char *code)
{
  const char *label = find_label (code_labels, G_N_ELEMENTS (code_labels), kind, code, TRUE);

  return g_strdup (label != NULL ? _ (label) : code);
}

static const struct {
  MpsIssueCode code;
  const char *text;
} issue_texts[] = {
  { MPS_ISSUE_REQUIRED, N_ ("Please fill this in.") },
  { MPS_ISSUE_NOTHING_FILLED_IN, N_ ("Nothing is filled in yet.") },
  { MPS_ISSUE_UNKNOWN_CODE, N_ ("Choose one from the list.") },
  { MPS_ISSUE_NOT_A_DATE, N_ ("This is no date. Write it as 2026-11-21.") },
  { MPS_ISSUE_NOT_A_WHOLE_DATE, N_ ("Year, month and day are needed.") },
  { MPS_ISSUE_IN_FUTURE, N_ ("This lies in the future.") },
  { MPS_ISSUE_TOO_LONG_AGO, N_ ("This is very long ago. Is it right?") },
  { MPS_ISSUE_CONTROL_CHARACTER, N_ ("There are signs in it that cannot be stored.") },
  { MPS_ISSUE_RRN_SHAPE, N_ ("The number has 13 digits, as in 800102-1234567.") },
  { MPS_ISSUE_RRN_DATE, N_ ("The first six digits are no birth date.") },
  { MPS_ISSUE_RRN_IS_FOREIGN, N_ ("This is a foreign registration number.") },
  { MPS_ISSUE_RRN_IS_KOREAN, N_ ("This is a Korean resident number.") },
  { MPS_ISSUE_PHONE, N_ ("This does not look like a phone number. Is it right?") },
  { MPS_ISSUE_NOT_A_MEASURE, N_ ("This cannot be read as a measured value.") },
  { MPS_ISSUE_UNKNOWN_UNIT, N_ ("This unit is not known here.") },
  { MPS_ISSUE_ALREADY_RECORDED, N_ ("This is recorded already. Record it once more?") },
  { MPS_ISSUE_IDENTITY_CARD,
    N_ ("A picture of an identity card is never kept. Record in the patient's form how identity "
        "was checked.") },
  { MPS_ISSUE_CONTRADICTS_ALLERGIES,
    N_ ("An allergy is recorded, so “no known allergies” would be wrong.") },
  { MPS_ISSUE_NAMESAKE, N_ ("There is a patient of this name already. Is it another person?") },
  { MPS_ISSUE_NEEDS_GUARDIAN_NAME, N_ ("The guardian's name is missing.") },
  { MPS_ISSUE_END_BEFORE_START, N_ ("This is before the beginning (%s).") },
  { MPS_ISSUE_TOO_LONG, N_ ("This is longer than the %s characters that fit.") },
  { MPS_ISSUE_RRN_OTHER_BIRTH_DATE,
    N_ ("By the number the birth date is %s. Is the number right?") },
  { MPS_ISSUE_IMPLAUSIBLE,
    N_ ("This is hardly possible at this age (expected: %s). Measure again, or confirm it.") },
  { MPS_ISSUE_ABNORMAL, N_ ("Outside the normal range (%s).") },
  { MPS_ISSUE_CRITICAL, N_ ("Far outside the normal range (%s): somebody must know at once.") },
  { MPS_ISSUE_SAME_IDENTIFIER, N_ ("The patient with chart number %s has this number already.") },
};

/* Where a limit, a number or what was found stands in the sentence. */
static char *
insert_detail (const char *text, const char *detail)
{
  g_auto (GStrv) parts = g_strsplit (text, "%s", 2);

  return g_strjoinv (*detail != '\0' ? detail : "–", parts);
}

/**
 * mps_form_issue_dup_text:
 * @kind: of the form
 * @issue: what was found in it
 *
 * Returns: (transfer full): it in a sentence, translated, to be shown beside the field
 */
char *
mps_form_issue_dup_text (MpsFormKind kind, const MpsFormIssue *issue)
{
  if (issue->code == MPS_ISSUE_RRN_OTHER_SEX)
    return g_strdup (g_str_equal (issue->detail, "male")
                         ? _ ("By the number the patient is male. Is the number right?")
                         : _ ("By the number the patient is female. Is the number right?"));
  for (gsize i = 0; i < G_N_ELEMENTS (issue_texts); i++) {
    if (issue_texts[i].code == issue->code)
      return insert_detail (_ (issue_texts[i].text), issue->detail);
  }
  return mps_form_field_dup_label (kind, issue->field);
}
