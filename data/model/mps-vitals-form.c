/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form-private.h"
#include "data/model/mps-observation.h"
#include "data/model/mps-time.h"
#include "data/model/mps-vitals.h"

#include <math.h>
#include <string.h>

#define UCUM "http://unitsofmeasure.org"
#define LOINC "http://loinc.org"
#define CATEGORIES "http://terminology.hl7.org/CodeSystem/observation-category"
#define INTERPRETATIONS "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
#define PRESSURE_PANEL "85354-9"
#define PRESSURE_DISPLAY "Blood pressure panel with all children optional"
/* FHIR's vital signs profile asks for this one beside the code of the pulse oximeter. */
#define OXYGEN_SATURATION "2708-6"
#define CM_PER_M 100.0

static const struct {
  const char *field;
  MpsVital vital;
} measures[] = {
  { "pulse", MPS_VITAL_PULSE },
  { "respiration", MPS_VITAL_RESPIRATION },
  { "temperature", MPS_VITAL_TEMPERATURE },
  { "oxygen", MPS_VITAL_OXYGEN },
  { "weight", MPS_VITAL_WEIGHT },
  { "height", MPS_VITAL_HEIGHT },
};

/* Checks */

static char *
dup_limits (const MpsVitalVerdict *verdict, gboolean plausible)
{
  gboolean has_low = plausible || verdict->has_low;
  gboolean has_high = plausible || verdict->has_high;
  char low[G_ASCII_DTOSTR_BUF_SIZE];
  char high[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (low, sizeof low, "%.6g", plausible ? verdict->plausible_low : verdict->low);
  g_ascii_formatd (high, sizeof high, "%.6g", plausible ? verdict->plausible_high : verdict->high);
  if (has_low && has_high)
    return g_strdup_printf ("%s–%s", low, high);
  if (has_low)
    return g_strdup_printf ("≥ %s", low);
  return has_high ? g_strdup_printf ("≤ %s", high) : g_strdup ("–");
}

static void
add_verdict (const char *field, const MpsVitalVerdict *verdict, GPtrArray *issues)
{
  g_autofree char *limits = dup_limits (verdict, verdict->implausible);

  if (verdict->implausible) {
    mps_form_issues_add (issues, field, MPS_ISSUE_CONFIRM, MPS_ISSUE_IMPLAUSIBLE, limits);
    return;
  }
  switch (verdict->interpretation) {
  case MPS_INTERPRETATION_CRITICAL_LOW:
  case MPS_INTERPRETATION_CRITICAL_HIGH:
    mps_form_issues_add (issues, field, MPS_ISSUE_NOTE, MPS_ISSUE_CRITICAL, limits);
    break;
  case MPS_INTERPRETATION_LOW:
  case MPS_INTERPRETATION_HIGH:
    mps_form_issues_add (issues, field, MPS_ISSUE_NOTE, MPS_ISSUE_ABNORMAL, limits);
    break;
  case MPS_INTERPRETATION_NORMAL:
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    break;
  }
}

/* The moment of measuring decides the age: a chart can be filled in later. */
static GDateTime *
get_moment (const MpsForm *form, const MpsFormContext *context)
{
  g_autofree char *time = mps_form_dup_time (mps_form_peek (form, "time"), context->now);
  g_autoptr (GDateTime) utc = NULL;
  gint64 time_us;

  if (time == NULL || *time == '\0' || !mps_time_parse (time, &time_us))
    return g_date_time_ref (context->now);
  utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  return g_date_time_to_timezone (utc, g_date_time_get_timezone (context->now));
}

static void
judge (const MpsForm *form,
       const MpsFormContext *context,
       MpsVital vital,
       const MpsQuantity *quantity,
       MpsVitalVerdict *verdict)
{
  g_autoptr (GDateTime) at = get_moment (form, context);

  mps_vital_judge (vital, quantity, context->gender, context->birth_date, at, verdict);
}

static void
add_unread (const char *field, MpsVitalParse parse, const char *text, GPtrArray *issues)
{
  mps_form_issues_add (issues,
                       field,
                       MPS_ISSUE_ERROR,
                       parse == MPS_VITAL_NO_UNIT ? MPS_ISSUE_UNKNOWN_UNIT
                                                  : MPS_ISSUE_NOT_A_MEASURE,
                       text);
}

static void
check_pressure (const MpsForm *form, const MpsFormContext *context, GPtrArray *issues)
{
  const char *text = mps_form_peek (form, "blood-pressure");
  MpsQuantity systolic;
  MpsQuantity diastolic;
  MpsVitalParse parse = mps_vital_parse_pressure (text, &systolic, &diastolic);
  MpsVitalVerdict verdict;

  if (parse != MPS_VITAL_PARSED) {
    add_unread ("blood-pressure", parse, text, issues);
    return;
  }
  judge (form, context, MPS_VITAL_SYSTOLIC, &systolic, &verdict);
  add_verdict ("blood-pressure", &verdict, issues);
  judge (form, context, MPS_VITAL_DIASTOLIC, &diastolic, &verdict);
  add_verdict ("blood-pressure", &verdict, issues);
  if (diastolic.value >= systolic.value)
    mps_form_issues_add (issues, "blood-pressure", MPS_ISSUE_CONFIRM, MPS_ISSUE_IMPLAUSIBLE, text);
}

/* BMI of what was typed, where both are there. */
static gboolean
get_bmi (const MpsForm *form, MpsQuantity *bmi)
{
  MpsQuantity weight;
  MpsQuantity height;
  double metres;

  if (mps_vital_parse (MPS_VITAL_WEIGHT, mps_form_peek (form, "weight"), &weight) !=
          MPS_VITAL_PARSED ||
      mps_vital_parse (MPS_VITAL_HEIGHT, mps_form_peek (form, "height"), &height) !=
          MPS_VITAL_PARSED)
    return FALSE;

  metres = height.value / CM_PER_M;
  *bmi = (MpsQuantity){ .value = round (weight.value / (metres * metres) * 100) / 100 };
  g_strlcpy (bmi->unit, mps_vital_peek_unit (MPS_VITAL_BMI), sizeof bmi->unit);
  return isfinite (bmi->value) && bmi->value > 0;
}

/* Weight and height may each be plausible and yet be each other's. */
static void
check_bmi (const MpsForm *form, const MpsFormContext *context, GPtrArray *issues)
{
  MpsVitalVerdict verdict;
  MpsQuantity bmi;

  if (!get_bmi (form, &bmi))
    return;
  judge (form, context, MPS_VITAL_BMI, &bmi, &verdict);
  if (verdict.implausible)
    add_verdict ("weight", &verdict, issues);
}

void
mps_vitals_form_check (const MpsForm *form, const MpsFormContext *context, GPtrArray *issues)
{
  gboolean any = *mps_form_peek (form, "blood-pressure") != '\0';

  if (any)
    check_pressure (form, context, issues);
  for (gsize i = 0; i < G_N_ELEMENTS (measures); i++) {
    const char *text = mps_form_peek (form, measures[i].field);
    MpsVitalVerdict verdict;
    MpsQuantity quantity;
    MpsVitalParse parse;

    if (*text == '\0')
      continue;
    any = TRUE;
    parse = mps_vital_parse (measures[i].vital, text, &quantity);
    if (parse != MPS_VITAL_PARSED) {
      add_unread (measures[i].field, parse, text, issues);
      continue;
    }
    judge (form, context, measures[i].vital, &quantity, &verdict);
    add_verdict (measures[i].field, &verdict, issues);
  }
  check_bmi (form, context, issues);
  if (!any)
    mps_form_issues_add (issues, "", MPS_ISSUE_ERROR, MPS_ISSUE_NOTHING_FILLED_IN, NULL);
}

/* Records */

static void
add_coding (MpsTree *concept, const char *system, const char *code, const char *display)
{
  MpsTree *coding = mps_tree_append (mps_tree_ensure (concept, "coding", MPS_TREE_ARRAY),
                                     mps_tree_new (MPS_TREE_OBJECT, NULL));

  mps_tree_set_string (coding, "system", system);
  mps_tree_set_string (coding, "code", code);
  mps_tree_set_string (coding, "display", display);
}

static void
set_quantity (MpsTree *tree, const char *name, double value, const char *unit)
{
  MpsTree *quantity = mps_tree_ensure (tree, name, MPS_TREE_OBJECT);
  g_autofree char *number = NULL;
  g_autofree char *shown = mps_unit_display (unit);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  number = g_strdup (g_ascii_formatd (digits, sizeof digits, "%.10g", value));
  mps_tree_set_literal (quantity, "value", number);
  mps_tree_set_string (quantity, "unit", shown);
  mps_tree_set_string (quantity, "system", UCUM);
  mps_tree_set_string (quantity, "code", unit);
}

static void
set_range (MpsTree *tree, const MpsVitalVerdict *verdict, const char *unit)
{
  MpsTree *range;

  if (!verdict->has_low && !verdict->has_high)
    return;
  range = mps_tree_ensure_path (tree, "referenceRange[0]");
  if (verdict->has_low)
    set_quantity (range, "low", verdict->low, unit);
  if (verdict->has_high)
    set_quantity (range, "high", verdict->high, unit);
  mps_tree_set_string (range, "text", verdict->source);
}

static void
set_value (const MpsForm *form,
           const MpsFormContext *context,
           MpsTree *tree,
           MpsVital vital,
           const MpsQuantity *quantity)
{
  MpsVitalVerdict verdict;
  const char *code;

  judge (form, context, vital, quantity, &verdict);
  add_coding (mps_tree_ensure (tree, "code", MPS_TREE_OBJECT),
              LOINC,
              mps_vital_peek_loinc (vital),
              mps_vital_peek_display (vital));
  if (vital == MPS_VITAL_OXYGEN)
    add_coding (mps_tree_ensure (tree, "code", MPS_TREE_OBJECT),
                LOINC,
                OXYGEN_SATURATION,
                "Oxygen saturation in Arterial blood");
  set_quantity (tree, "valueQuantity", quantity->value, quantity->unit);
  code = mps_interpretation_to_code (verdict.interpretation);
  if (verdict.interpretation != MPS_INTERPRETATION_UNKNOWN && code != NULL)
    add_coding (mps_tree_ensure_path (tree, "interpretation[0]"), INTERPRETATIONS, code, NULL);
  set_range (tree, &verdict, quantity->unit);
}

static void
add_note (MpsTree *tree, const char *text)
{
  MpsTree *note = mps_tree_append (mps_tree_ensure (tree, "note", MPS_TREE_ARRAY),
                                   mps_tree_new (MPS_TREE_OBJECT, NULL));

  mps_tree_set_string (note, "text", text);
}

static MpsTree *
new_observation (const MpsForm *form, const MpsFormContext *context)
{
  MpsTree *tree = mps_tree_new (MPS_TREE_OBJECT, NULL);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *reference = g_strconcat ("Patient/", mps_form_peek_patient_id (form), NULL);
  g_autofree char *typed = mps_form_dup_time (mps_form_peek (form, "time"), context->now);
  g_autofree char *now = g_date_time_format (context->now, "%Y-%m-%dT%H:%M:%S%:z");
  const char *note = mps_form_peek (form, "note");

  mps_tree_set_string (tree, "resourceType", "Observation");
  mps_tree_set_string (tree, "id", id);
  mps_tree_set_string (tree, "status", "final");
  add_coding (mps_tree_ensure_path (tree, "category[0]"), CATEGORIES, "vital-signs", "Vital Signs");
  mps_tree_set_path_string (tree, "subject.reference", reference);
  mps_tree_set_string (tree, "effectiveDateTime", typed != NULL && *typed != '\0' ? typed : now);
  mps_tree_set_string (tree, "issued", now);
  if (context->who != NULL)
    mps_tree_set_path_string (tree, "performer[0].display", context->who);
  if (*note != '\0')
    add_note (tree, note);
  return tree;
}

/* What was computed from what was typed says so; what had to be confirmed too. */
static void
add_remarks (const MpsForm *form, const char *field, gboolean converted, MpsTree *tree)
{
  if (converted) {
    g_autofree char *text = g_strdup_printf ("as typed: %s", mps_form_peek (form, field));

    add_note (tree, text);
  }
  if (mps_form_is_accepted (form, field))
    add_note (tree, "unusual value, confirmed by the person who recorded it");
}

static gboolean
take (MpsTree *tree, GPtrArray *records, GError **error)
{
  g_autoptr (MpsTree) owned = tree;
  MpsResource *resource = mps_tree_to_resource (owned, error);

  if (resource == NULL)
    return FALSE;
  g_ptr_array_add (records, resource);
  return TRUE;
}

static gboolean
build_pressure (const MpsForm *form,
                const MpsFormContext *context,
                GPtrArray *records,
                GError **error)
{
  const char *text = mps_form_peek (form, "blood-pressure");
  MpsTree *tree;
  MpsTree *list;
  MpsQuantity systolic;
  MpsQuantity diastolic;

  if (mps_vital_parse_pressure (text, &systolic, &diastolic) != MPS_VITAL_PARSED)
    return TRUE;

  tree = new_observation (form, context);
  add_coding (
      mps_tree_ensure (tree, "code", MPS_TREE_OBJECT), LOINC, PRESSURE_PANEL, PRESSURE_DISPLAY);
  list = mps_tree_ensure (tree, "component", MPS_TREE_ARRAY);
  set_value (form,
             context,
             mps_tree_append (list, mps_tree_new (MPS_TREE_OBJECT, NULL)),
             MPS_VITAL_SYSTOLIC,
             &systolic);
  set_value (form,
             context,
             mps_tree_append (list, mps_tree_new (MPS_TREE_OBJECT, NULL)),
             MPS_VITAL_DIASTOLIC,
             &diastolic);
  add_remarks (form, "blood-pressure", strchr (text, 'k') != NULL, tree);
  return take (tree, records, error);
}

static gboolean
was_converted (const char *text, MpsVital vital, const MpsQuantity *quantity)
{
  MpsQuantity bare;
  g_autofree char *number = g_strndup (text, strspn (text, "0123456789., \t"));

  return mps_vital_parse (vital, number, &bare) != MPS_VITAL_PARSED ||
         fabs (bare.value - quantity->value) > 0;
}

static gboolean
build_measure (
    const MpsForm *form, const MpsFormContext *context, gsize i, GPtrArray *records, GError **error)
{
  const char *text = mps_form_peek (form, measures[i].field);
  MpsQuantity quantity;
  MpsTree *tree;

  if (mps_vital_parse (measures[i].vital, text, &quantity) != MPS_VITAL_PARSED)
    return TRUE;

  tree = new_observation (form, context);
  set_value (form, context, tree, measures[i].vital, &quantity);
  add_remarks (form, measures[i].field, was_converted (text, measures[i].vital, &quantity), tree);
  return take (tree, records, error);
}

static gboolean
build_bmi (const MpsForm *form, const MpsFormContext *context, GPtrArray *records, GError **error)
{
  MpsTree *list;
  MpsTree *tree;
  MpsQuantity bmi;

  if (!get_bmi (form, &bmi))
    return TRUE;

  tree = new_observation (form, context);
  set_value (form, context, tree, MPS_VITAL_BMI, &bmi);
  list = mps_tree_ensure (tree, "derivedFrom", MPS_TREE_ARRAY);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *reference =
        mps_resource_dup_reference (g_ptr_array_index (records, records->len - 2 + i));
    MpsTree *item = mps_tree_append (list, mps_tree_new (MPS_TREE_OBJECT, NULL));

    mps_tree_set_string (item, "reference", reference);
  }
  return take (tree, records, error);
}

/* Weight and height are the last two measures, which the body-mass index refers to. */
GPtrArray *
mps_vitals_form_build (const MpsForm *form, const MpsFormContext *context, GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_resource_unref);

  if (!build_pressure (form, context, records, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (measures); i++) {
    if (!build_measure (form, context, i, records, error))
      return NULL;
  }
  if (!build_bmi (form, context, records, error))
    return NULL;
  return g_steal_pointer (&records);
}

/* A recorded vital sign is shown in the form that recorded it, to be read. */
void
mps_vitals_form_read (MpsForm *form, const MpsTree *tree)
{
  mps_form_load (form, "time", mps_tree_peek_string (tree, "effectiveDateTime"));
  mps_form_load (form, "note", mps_tree_peek_path_string (tree, "note[0].text"));
}
