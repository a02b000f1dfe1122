/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form-private.h"

#include "data/model/mps-time.h"

#define THO "http://terminology.hl7.org/CodeSystem/"

static MpsTree *
dup_tree (const MpsForm *form, const MpsFormContext *context)
{
  g_autofree char *id = NULL;
  MpsTree *tree;

  if (context->base != NULL)
    return mps_tree_new_from_resource (context->base);

  id = g_uuid_string_random ();
  tree = mps_tree_new (MPS_TREE_OBJECT, NULL);
  mps_tree_set_string (tree, "resourceType", mps_form_kind_to_type (mps_form_get_kind (form)));
  mps_tree_set_string (tree, "id", id);
  return tree;
}

static void
set_patient (MpsTree *tree, const char *member, const MpsForm *form)
{
  g_autofree char *reference = g_strconcat ("Patient/", mps_form_peek_patient_id (form), NULL);

  mps_tree_set_string (mps_tree_ensure (tree, member, MPS_TREE_OBJECT), "reference", reference);
}

static void
set_who (MpsTree *tree, const char *path, const MpsFormContext *context)
{
  if (context->who != NULL)
    mps_tree_set_path_string (tree, path, context->who);
}

static char *
format_now (const MpsFormContext *context)
{
  return g_date_time_format (context->now, "%Y-%m-%dT%H:%M:%S%:z");
}

static void
set_concept (
    MpsTree *tree, const char *path, const char *system, const char *code, const char *text)
{
  MpsTree *concept = mps_tree_ensure_path (tree, path);
  MpsTree *coding = mps_tree_ensure_path (concept, "coding[0]");

  mps_tree_set_string (coding, "system", system);
  mps_tree_set_string (coding, "code", code);
  mps_tree_set_string (coding, "display", text);
}

static void
begin_allergy (MpsTree *tree, const MpsForm *form, const MpsFormContext *context)
{
  g_autofree char *now = format_now (context);

  set_patient (tree, "patient", form);
  mps_tree_set_string (tree, "recordedDate", now);
  set_who (tree, "recorder.display", context);
}

static void
end_allergy (MpsTree *tree, const MpsForm *form)
{
  if (!mps_form_code_is (form, "kind", "none-known")) {
    if (mps_form_field_is_changed (form, "kind") || mps_form_get_version (form) == 0)
      mps_tree_set_string (tree, "type", mps_form_peek (form, "kind"));
    return;
  }
  set_concept (
      tree, "code", "http://snomed.info/sct", MPS_NO_KNOWN_ALLERGY, "No known allergy (situation)");
  mps_tree_set_path_string (tree, "code.text", "No known allergy");
  mps_tree_set (tree, "type", NULL);
  mps_tree_set (tree, "category", NULL);
  mps_tree_set (tree, "criticality", NULL);
  mps_tree_set (tree, "reaction", NULL);
}

static void
begin_problem (MpsTree *tree, const MpsForm *form, const MpsFormContext *context)
{
  g_autofree char *now = format_now (context);

  set_patient (tree, "subject", form);
  mps_tree_set_string (tree, "recordedDate", now);
  set_who (tree, "recorder.display", context);
}

static void
begin_medicine (MpsTree *tree, const MpsForm *form, const MpsFormContext *context)
{
  g_autofree char *now = format_now (context);

  set_patient (tree, "subject", form);
  mps_tree_set_string (tree, "dateAsserted", now);
  set_who (tree, "informationSource.display", context);
}

/* R4's ppc-1: a policy or a rule must be there; "policyRule" by the code for an agreement. */
static void
begin_consent (MpsTree *tree, const MpsForm *form, const MpsFormContext *context)
{
  g_autofree char *now = format_now (context);

  mps_tree_set_string (tree, "status", "active");
  set_patient (tree, "patient", form);
  mps_tree_set_string (tree, "dateTime", now);
  set_concept (tree, "category[0]", "http://loinc.org", "59284-0", "Patient Consent");
  set_concept (tree, "policyRule", THO "v3-ActCode", "OPTIN", "opt-in");
  mps_tree_set_path_string (tree, "provision.type", "permit");
}

static void
begin (MpsTree *tree, const MpsForm *form, const MpsFormContext *context)
{
  switch (mps_form_get_kind (form)) {
  case MPS_FORM_PATIENT:
    mps_tree_set_literal (tree, "active", "true");
    break;
  case MPS_FORM_ALLERGY:
    begin_allergy (tree, form, context);
    break;
  case MPS_FORM_ALERT:
    set_patient (tree, "subject", form);
    set_who (tree, "author.display", context);
    break;
  case MPS_FORM_PROBLEM:
    begin_problem (tree, form, context);
    break;
  case MPS_FORM_MEDICINE:
    begin_medicine (tree, form, context);
    break;
  case MPS_FORM_CONSENT:
    begin_consent (tree, form, context);
    break;
  case MPS_FORM_NOTE:
  case MPS_FORM_DOCUMENT:
    set_patient (tree, "subject", form);
    break;
  case MPS_FORM_VITALS:
  case MPS_FORM_N_KINDS:
  default:
    break;
  }
}

/* In R4 a refuted or mistaken allergy or problem has no clinical status (ait-1/ait-2, con-5). */
static void
settle_status (MpsTree *tree)
{
  const char *verification = mps_tree_peek_path_string (tree, "verificationStatus.coding[0].code");

  if (g_strcmp0 (verification, "entered-in-error") == 0)
    mps_tree_set (tree, "clinicalStatus", NULL);
}

/* con-4: what has ended is not active any more. */
static void
settle_problem (MpsTree *tree)
{
  const char *status = mps_tree_peek_path_string (tree, "clinicalStatus.coding[0].code");
  gboolean ended = mps_tree_peek (tree, "abatementDateTime") != NULL;

  if (ended && g_strcmp0 (status, "inactive") != 0 && g_strcmp0 (status, "resolved") != 0 &&
      g_strcmp0 (status, "remission") != 0)
    set_concept (tree, "clinicalStatus", THO "condition-clinical", "resolved", NULL);
}

/**
 * mps_form_build:
 * @form: a form without errors
 * @context: the moment, the person, and the version that is edited
 * @error: return location
 *
 * Makes the records that the form stands for: one, or several for vital signs. With a base only
 * what was changed is written into it; everything else of it stays.
 *
 * Returns: (transfer full) (element-type MpsResource): the records; or an error of %MPS_MODEL_ERROR
 */
GPtrArray *
mps_form_build (const MpsForm *form, const MpsFormContext *context, GError **error)
{
  MpsFormKind kind = mps_form_get_kind (form);
  g_autoptr (MpsTree) tree = NULL;
  g_autoptr (MpsResource) resource = NULL;
  GPtrArray *records;

  if (kind == MPS_FORM_VITALS)
    return mps_vitals_form_build (form, context, error);

  tree = dup_tree (form, context);
  if (context->base == NULL)
    begin (tree, form, context);
  if (kind == MPS_FORM_PATIENT)
    mps_patient_form_write (form, tree, context);
  else if (kind == MPS_FORM_NOTE || kind == MPS_FORM_DOCUMENT)
    mps_document_form_write (form, tree, context);
  else
    mps_form_write_bindings (form, tree, context);
  if (kind == MPS_FORM_ALLERGY)
    end_allergy (tree, form);
  if (kind == MPS_FORM_PROBLEM)
    settle_problem (tree);
  settle_status (tree);

  resource = mps_tree_to_resource (tree, error);
  if (resource == NULL)
    return NULL;
  records = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_resource_unref);
  g_ptr_array_add (records, g_steal_pointer (&resource));
  return records;
}
