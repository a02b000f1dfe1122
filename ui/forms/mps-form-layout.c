/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/forms/mps-form-layout.h"

#include <glib/gi18n-lib.h>

#define HEADING(text)                                                                              \
  {                                                                                                \
    .words = text                                                                                  \
  }
#define FIELD(field)                                                                               \
  {                                                                                                \
    .name = field                                                                                  \
  }
#define HINTED(field, text)                                                                        \
  {                                                                                                \
    .name = field, .words = text                                                                   \
  }

/* What tells people apart stands first; what only some have stands last. */
static const MpsFormRow patient_rows[] = {
  HINTED ("name", N_ ("Family and given name")),
  HINTED ("resident-number", N_ ("900101-1234567")),
  HINTED ("birth-date", N_ ("1990-01-31")),
  FIELD ("gender"),
  HINTED ("chart-number", N_ ("Given when it is left empty")),
  FIELD ("identity-check"),
  HEADING (N_ ("How to reach")),
  HINTED ("mobile", N_ ("010-1234-5678")),
  FIELD ("phone"),
  FIELD ("email"),
  FIELD ("postal-code"),
  FIELD ("address"),
  FIELD ("address-detail"),
  HEADING (N_ ("Guardian or contact")),
  FIELD ("guardian-name"),
  FIELD ("guardian-relation"),
  FIELD ("guardian-phone"),
  FIELD ("contact-name"),
  FIELD ("contact-relation"),
  FIELD ("contact-phone"),
  HEADING (N_ ("Name in Latin letters, passport")),
  FIELD ("latin-family"),
  FIELD ("latin-given"),
  FIELD ("passport"),
  FIELD ("passport-country"),
};

static const MpsFormRow allergy_rows[] = {
  FIELD ("kind"),
  HINTED ("substance", N_ ("Medicine, food or other substance")),
  FIELD ("category"),
  HINTED ("reaction", N_ ("What happened")),
  FIELD ("severity"),
  FIELD ("criticality"),
  FIELD ("verification"),
  FIELD ("status"),
  HINTED ("onset", N_ ("2024-03-15, 2024-03 or 2024")),
  FIELD ("note"),
};

static const MpsFormRow alert_rows[] = {
  HINTED ("text", N_ ("What everyone must know before anything is done")),
  FIELD ("category"),
  FIELD ("status"),
  HINTED ("start", N_ ("2024-03-15")),
  HINTED ("end", N_ ("Until it is ended")),
};

static const MpsFormRow problem_rows[] = {
  FIELD ("name"),
  HINTED ("code", N_ ("Diagnosis code, where there is one")),
  FIELD ("status"),
  FIELD ("verification"),
  FIELD ("severity"),
  FIELD ("category"),
  HINTED ("onset", N_ ("2024-03-15, 2024-03 or 2024")),
  FIELD ("end"),
  FIELD ("note"),
};

static const MpsFormRow medicine_rows[] = {
  FIELD ("name"),   HINTED ("dose", N_ ("How much and how often")),
  FIELD ("status"), HINTED ("start", N_ ("2024-03-15, 2024-03 or 2024")),
  FIELD ("end"),    FIELD ("reason"),
  FIELD ("note"),
};

static const MpsFormRow vitals_rows[] = {
  { .name = "blood-pressure", .words = N_ ("120/80"), .unit = "mmHg" },
  { .name = "pulse", .unit = "/min" },
  { .name = "respiration", .unit = "/min" },
  { .name = "temperature", .unit = "°C" },
  { .name = "oxygen", .unit = "%" },
  { .name = "weight", .unit = "kg" },
  { .name = "height", .unit = "cm" },
  HINTED ("time", N_ ("Now")),
  FIELD ("note"),
};

static const MpsFormRow note_rows[] = {
  FIELD ("kind"),
  FIELD ("title"),
  { .name = "text", .height = 216 },
  HINTED ("time", N_ ("Now")),
};

static const MpsFormRow document_rows[] = {
  FIELD ("title"),
  FIELD ("kind"),
  HINTED ("time", N_ ("Now")),
  FIELD ("status"),
};

static const MpsFormRow consent_rows[] = {
  FIELD ("scope"),
  HINTED ("text", N_ ("What is agreed to")),
  HINTED ("given-by", N_ ("The patient, or who signs for them")),
  HINTED ("given-on", N_ ("Now")),
  HINTED ("start", N_ ("2024-03-15")),
  HINTED ("end", N_ ("Until it is withdrawn")),
};

static const struct {
  const MpsFormRow *rows;
  guint n_rows;
} layouts[MPS_FORM_N_KINDS] = {
  [MPS_FORM_PATIENT] = { patient_rows, G_N_ELEMENTS (patient_rows) },
  [MPS_FORM_ALLERGY] = { allergy_rows, G_N_ELEMENTS (allergy_rows) },
  [MPS_FORM_ALERT] = { alert_rows, G_N_ELEMENTS (alert_rows) },
  [MPS_FORM_PROBLEM] = { problem_rows, G_N_ELEMENTS (problem_rows) },
  [MPS_FORM_MEDICINE] = { medicine_rows, G_N_ELEMENTS (medicine_rows) },
  [MPS_FORM_VITALS] = { vitals_rows, G_N_ELEMENTS (vitals_rows) },
  [MPS_FORM_NOTE] = { note_rows, G_N_ELEMENTS (note_rows) },
  [MPS_FORM_DOCUMENT] = { document_rows, G_N_ELEMENTS (document_rows) },
  [MPS_FORM_CONSENT] = { consent_rows, G_N_ELEMENTS (consent_rows) },
};

/**
 * mps_form_layout_list:
 * @kind: kind of a form
 * @n_rows: (out): how many
 *
 * Returns: (transfer none) (array length=n_rows): its fields from top to bottom; what is not in it
 *   is not asked on the page
 */
const MpsFormRow *
mps_form_layout_list (MpsFormKind kind, guint *n_rows)
{
  *n_rows = layouts[kind].n_rows;
  return layouts[kind].rows;
}
