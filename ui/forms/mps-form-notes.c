/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/forms/mps-form-notes.h"

#include "data/model/mps-rrn.h"
#include "data/model/mps-vitals.h"
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

/* What is said of a value that nothing is wrong with: a check that ran is seen to have run. */

static void
derive_from_number (MpsFormView *view)
{
  MpsForm *form = mps_form_view_peek_form (view);
  MpsRrn rrn;

  if (mps_rrn_parse (mps_form_peek (form, "resident-number"), &rrn) != MPS_RRN_OK)
    return;
  if (*mps_form_peek (form, "birth-date") == '\0')
    mps_form_view_set_text (view, "birth-date", rrn.birth_date);
  if (*mps_form_peek (form, "gender") == '\0')
    mps_form_view_set_text (view, "gender", rrn.gender);
}

/**
 * mps_form_notes_derive:
 * @view: a view with a form
 * @field: the field that was changed
 *
 * Fills in what the resident number says of birth date and sex, where nothing stands there. What a
 * person wrote there is never replaced; that it differs is an issue of the form.
 */
void
mps_form_notes_derive (MpsFormView *view, const char *field)
{
  MpsForm *form = mps_form_view_peek_form (view);

  if (mps_form_get_kind (form) == MPS_FORM_PATIENT && g_strcmp0 (field, "resident-number") == 0)
    derive_from_number (view);
}

static void
show_patient (MpsFormView *view, const MpsForm *form)
{
  MpsRrn rrn;
  const char *birth_date = mps_form_peek (form, "birth-date");
  g_autofree char *date = NULL;
  g_autofree char *age = NULL;

  if (!mps_form_view_has_issue (view, "resident-number") &&
      mps_rrn_parse (mps_form_peek (form, "resident-number"), &rrn) == MPS_RRN_OK) {
    g_autofree char *gender = mps_format_gender (rrn.gender);
    g_autofree char *says =
        g_strdup_printf ("%s · %s · %s",
                         rrn.birth_date,
                         gender,
                         rrn.foreign ? _ ("Foreign registration") : _ ("Korean registration"));

    mps_form_view_set_note (view, "resident-number", MPS_MEANING_NORMAL, NULL, says);
  }
  if (mps_form_view_has_issue (view, "birth-date") || !mps_form_date_parse (birth_date, &date))
    return;
  age = mps_format_age (date);
  mps_form_view_set_remark (view, "birth-date", age);
}

static void
show_vital (MpsFormView *view,
            const char *field,
            MpsVital vital,
            const MpsQuantity *quantity,
            const MpsPatient *patient)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  MpsVitalVerdict verdict = { 0 };

  mps_vital_judge (vital, quantity, patient->gender, patient->birth_date, now, &verdict);
  mps_form_view_set_note (view,
                          field,
                          mps_meaning_for_interpretation (verdict.interpretation),
                          mps_interpretation_peek_icon (verdict.interpretation),
                          mps_interpretation_peek_word (verdict.interpretation));
}

static void
show_vitals (MpsFormView *view, const MpsForm *form, const MpsPatient *patient)
{
  static const struct {
    const char *field;
    MpsVital vital;
  } fields[] = {
    { "pulse", MPS_VITAL_PULSE },
    { "respiration", MPS_VITAL_RESPIRATION },
    { "temperature", MPS_VITAL_TEMPERATURE },
    { "oxygen", MPS_VITAL_OXYGEN },
  };
  MpsQuantity quantity;
  MpsQuantity diastolic;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (!mps_form_view_has_issue (view, fields[i].field) &&
        mps_vital_parse (fields[i].vital, mps_form_peek (form, fields[i].field), &quantity) ==
            MPS_VITAL_PARSED)
      show_vital (view, fields[i].field, fields[i].vital, &quantity, patient);
  }
  if (!mps_form_view_has_issue (view, "blood-pressure") &&
      mps_vital_parse_pressure (mps_form_peek (form, "blood-pressure"), &quantity, &diastolic) ==
          MPS_VITAL_PARSED)
    show_vital (view, "blood-pressure", MPS_VITAL_SYSTOLIC, &quantity, patient);
}

static void
show_body (MpsFormView *view, const MpsForm *form, const MpsPatient *patient)
{
  MpsQuantity weight;
  MpsQuantity height;
  MpsQuantity bmi = { .unit = "kg/m2" };
  MpsVitalVerdict verdict = { 0 };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  if (mps_form_view_has_issue (view, "weight") || mps_form_view_has_issue (view, "height") ||
      mps_vital_parse (MPS_VITAL_WEIGHT, mps_form_peek (form, "weight"), &weight) !=
          MPS_VITAL_PARSED ||
      mps_vital_parse (MPS_VITAL_HEIGHT, mps_form_peek (form, "height"), &height) !=
          MPS_VITAL_PARSED ||
      !g_str_equal (weight.unit, "kg") || !g_str_equal (height.unit, "cm") || height.value <= 0)
    return;
  bmi.value = weight.value / (height.value / 100) / (height.value / 100);
  mps_vital_judge (MPS_VITAL_BMI, &bmi, patient->gender, patient->birth_date, now, &verdict);
  number = mps_number_format (bmi.value, 3);
  /* TRANSLATORS: body mass index, and whether it is low, normal or high */
  text = g_strdup_printf (
      _ ("BMI %s: %s"), number, mps_interpretation_peek_word (verdict.interpretation));
  mps_form_view_set_note (view,
                          "height",
                          mps_meaning_for_interpretation (verdict.interpretation),
                          mps_interpretation_peek_icon (verdict.interpretation),
                          text);
}

/**
 * mps_form_notes_show:
 * @view: a view with a form whose issues are shown
 * @patient: (nullable): whose it is, for ranges by age and sex
 *
 * Says beside each field without an issue how its value was judged.
 */
void
mps_form_notes_show (MpsFormView *view, const MpsPatient *patient)
{
  const MpsForm *form = mps_form_view_peek_form (view);

  if (form == NULL)
    return;
  if (mps_form_get_kind (form) == MPS_FORM_PATIENT)
    show_patient (view, form);
  if (mps_form_get_kind (form) != MPS_FORM_VITALS || patient == NULL)
    return;
  show_vitals (view, form, patient);
  show_body (view, form, patient);
}
