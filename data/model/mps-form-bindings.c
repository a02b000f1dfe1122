/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form-private.h"

#include <string.h>

#define THO "http://terminology.hl7.org/CodeSystem/"
#define ICD10 "http://hl7.org/fhir/sid/icd-10"

static const MpsBinding allergy_bindings[] = {
  { "substance", MPS_BIND_WORDS, "code", NULL },
  { "category", MPS_BIND_TEXT, "category[0]", NULL },
  { "criticality", MPS_BIND_TEXT, "criticality", NULL },
  { "reaction", MPS_BIND_WORDS, "reaction[0].manifestation[0]", NULL },
  { "severity", MPS_BIND_TEXT, "reaction[0].severity", NULL },
  { "status", MPS_BIND_CODING, "clinicalStatus", THO "allergyintolerance-clinical" },
  { "verification", MPS_BIND_CODING, "verificationStatus", THO "allergyintolerance-verification" },
  { "onset", MPS_BIND_TEXT, "onsetDateTime", NULL },
  { "note", MPS_BIND_TEXT, "note[0].text", NULL },
};

static const MpsBinding alert_bindings[] = {
  { "text", MPS_BIND_WORDS, "code", NULL },
  { "category", MPS_BIND_CODING, "category[0]", THO "flag-category" },
  { "status", MPS_BIND_TEXT, "status", NULL },
  { "start", MPS_BIND_TEXT, "period.start", NULL },
  { "end", MPS_BIND_TEXT, "period.end", NULL },
};

static const MpsBinding problem_bindings[] = {
  { "name", MPS_BIND_WORDS, "code", NULL },
  { "code", MPS_BIND_CODING, "code", ICD10 },
  { "category", MPS_BIND_CODING, "category[0]", THO "condition-category" },
  { "status", MPS_BIND_CODING, "clinicalStatus", THO "condition-clinical" },
  { "verification", MPS_BIND_CODING, "verificationStatus", THO "condition-ver-status" },
  { "severity", MPS_BIND_CODING, "severity", "http://snomed.info/sct" },
  { "onset", MPS_BIND_TEXT, "onsetDateTime", NULL },
  { "end", MPS_BIND_TEXT, "abatementDateTime", NULL },
  { "note", MPS_BIND_TEXT, "note[0].text", NULL },
};

static const MpsBinding medicine_bindings[] = {
  { "name", MPS_BIND_WORDS, "medicationCodeableConcept", NULL },
  { "dose", MPS_BIND_TEXT, "dosage[0].text", NULL },
  { "status", MPS_BIND_TEXT, "status", NULL },
  { "start", MPS_BIND_TEXT, "effectivePeriod.start", NULL },
  { "end", MPS_BIND_TEXT, "effectivePeriod.end", NULL },
  { "reason", MPS_BIND_WORDS, "reasonCode[0]", NULL },
  { "note", MPS_BIND_TEXT, "note[0].text", NULL },
};

static const MpsBinding consent_bindings[] = {
  { "scope", MPS_BIND_CODING, "scope", THO "consentscope" },
  { "text", MPS_BIND_TEXT, "category[0].text", NULL },
  { "given-by", MPS_BIND_TEXT, "performer[0].display", NULL },
  { "given-on", MPS_BIND_TEXT, "dateTime", NULL },
  { "start", MPS_BIND_TEXT, "provision.period.start", NULL },
  { "end", MPS_BIND_TEXT, "provision.period.end", NULL },
};

/* (nullable): kinds that are not written field by field have none. */
const MpsBinding *
mps_form_list_bindings (MpsFormKind kind, gsize *n_bindings)
{
  static const struct {
    const MpsBinding *bindings;
    gsize n;
  } lists[MPS_FORM_N_KINDS] = {
    [MPS_FORM_ALLERGY] = { allergy_bindings, G_N_ELEMENTS (allergy_bindings) },
    [MPS_FORM_ALERT] = { alert_bindings, G_N_ELEMENTS (alert_bindings) },
    [MPS_FORM_PROBLEM] = { problem_bindings, G_N_ELEMENTS (problem_bindings) },
    [MPS_FORM_MEDICINE] = { medicine_bindings, G_N_ELEMENTS (medicine_bindings) },
    [MPS_FORM_CONSENT] = { consent_bindings, G_N_ELEMENTS (consent_bindings) },
  };

  *n_bindings = lists[kind].n;
  return lists[kind].bindings;
}

static MpsTree *
find_coding (const MpsTree *concept, const char *system, guint *position)
{
  const MpsTree *list = mps_tree_peek (concept, "coding");

  for (guint i = 0; list != NULL && i < mps_tree_get_size (list); i++) {
    MpsTree *coding = mps_tree_peek_item (list, i);

    if (g_strcmp0 (mps_tree_peek_string (coding, "system"), system) == 0) {
      *position = i;
      return coding;
    }
  }
  return NULL;
}

/* As a list shows it: the text, or else what the first coding is called. */
static const char *
peek_words (const MpsTree *concept)
{
  const char *words = mps_tree_peek_string (concept, "text");

  if (words == NULL)
    words = mps_tree_peek_path_string (concept, "coding[0].display");
  return words != NULL ? words : mps_tree_peek_path_string (concept, "coding[0].code");
}

static const char *
peek_bound (const MpsTree *tree, const MpsBinding *binding)
{
  const MpsTree *at = mps_tree_peek_path (tree, binding->path);
  guint position;

  switch (binding->kind) {
  case MPS_BIND_WORDS:
    return peek_words (at);
  case MPS_BIND_CODING:
    return mps_tree_peek_string (find_coding (at, binding->system, &position), "code");
  case MPS_BIND_TEXT:
  default:
    return at != NULL && mps_tree_get_kind (at) == MPS_TREE_STRING ? mps_tree_peek_text (at) : NULL;
  }
}

void
mps_form_read_bindings (MpsForm *form, const MpsTree *tree)
{
  gsize n;
  const MpsBinding *bindings = mps_form_list_bindings (mps_form_get_kind (form), &n);

  for (gsize i = 0; i < n; i++)
    mps_form_load (form, bindings[i].field, peek_bound (tree, &bindings[i]));
  if (mps_form_get_kind (form) != MPS_FORM_ALLERGY)
    return;

  mps_form_load (form, "kind", mps_tree_peek_string (tree, "type"));
  if (g_strcmp0 (mps_tree_peek_path_string (tree, "code.coding[0].code"), MPS_NO_KNOWN_ALLERGY) ==
      0)
    mps_form_load (form, "kind", "none-known");
  else if (*mps_form_peek (form, "kind") == '\0')
    mps_form_load (form, "kind", "allergy");
}

static void
write_coding (MpsTree *tree, const MpsBinding *binding, const char *code)
{
  MpsTree *concept = mps_tree_peek_path (tree, binding->path);
  guint position;
  MpsTree *coding = find_coding (concept, binding->system, &position);

  if (*code == '\0') {
    if (coding == NULL)
      return;
    mps_tree_remove_item (mps_tree_peek (concept, "coding"), position);
    if (mps_tree_get_size (mps_tree_peek (concept, "coding")) == 0)
      mps_tree_set (concept, "coding", NULL);
    if (mps_tree_get_size (concept) == 0)
      mps_tree_set_path (tree, binding->path, NULL);
    return;
  }

  if (coding == NULL) {
    concept = mps_tree_ensure_path (tree, binding->path);
    coding = mps_tree_append (mps_tree_ensure (concept, "coding", MPS_TREE_ARRAY),
                              mps_tree_new (MPS_TREE_OBJECT, NULL));
  }
  /* The text and the display of another code would contradict it. */
  mps_tree_set_string (coding, "system", binding->system);
  mps_tree_set_string (coding, "code", code);
  mps_tree_set (coding, "display", NULL);
}

/* The system whose code stands beside the words in the same form, where a person sees both. */
static const char *
peek_shown_system (const MpsForm *form, const char *path)
{
  gsize n;
  const MpsBinding *bindings = mps_form_list_bindings (mps_form_get_kind (form), &n);

  for (gsize i = 0; i < n; i++) {
    if (bindings[i].kind == MPS_BIND_CODING && g_str_equal (bindings[i].path, path))
      return bindings[i].system;
  }
  return NULL;
}

static void
write_words (const MpsForm *form, MpsTree *tree, const MpsBinding *binding, const char *words)
{
  const char *system = peek_shown_system (form, binding->path);
  MpsTree *concept = mps_tree_peek_path (tree, binding->path);
  guint position;
  MpsTree *shown = system != NULL ? find_coding (concept, system, &position) : NULL;
  g_autoptr (MpsTree) kept = shown != NULL ? mps_tree_copy (shown) : NULL;

  if (*words == '\0') {
    mps_tree_set_path (tree, binding->path, NULL);
    return;
  }
  concept = mps_tree_ensure_path (tree, binding->path);
  mps_tree_set (concept, "coding", NULL);
  mps_tree_set_string (concept, "text", words);
  if (kept == NULL)
    return;
  mps_tree_set (kept, "display", NULL);
  mps_tree_append (mps_tree_ensure (concept, "coding", MPS_TREE_ARRAY), g_steal_pointer (&kept));
}

/* Of onset[x] and its like a record holds one: what a person fills in takes the place of another.
 */
static void
drop_other_choices (MpsTree *tree, const char *path)
{
  static const char *const choices[] = { "onset", "abatement", "effective", "medication" };
  gsize length = strcspn (path, ".[");
  g_autofree char *own = g_strndup (path, length);

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
    if (!g_str_has_prefix (own, choices[i]))
      continue;
    for (guint at = mps_tree_get_size (tree); at > 0; at--) {
      g_autofree char *name = g_strdup (mps_tree_peek_name (tree, at - 1));
      const char *bare = *name == '_' ? name + 1 : name;

      if (g_str_has_prefix (bare, choices[i]) && g_ascii_isupper (bare[strlen (choices[i])]) &&
          !g_str_equal (bare, own))
        mps_tree_set (tree, name, NULL);
    }
  }
}

static char *
dup_field (const MpsForm *form, const char *name, const MpsFormContext *context)
{
  const MpsFormField *field = mps_form_find_field (mps_form_get_kind (form), name);
  g_autofree char *text = g_strstrip (g_strdup (mps_form_peek (form, name)));
  char *date = NULL;

  if (field->type == MPS_FIELD_TIME)
    return mps_form_dup_time (text, context->now);
  if ((field->type == MPS_FIELD_DATE || field->type == MPS_FIELD_DAY) &&
      mps_form_date_parse (text, &date))
    return date;
  return g_steal_pointer (&text);
}

/* What a person changed is written, and nothing else is touched. */
void
mps_form_write_bindings (const MpsForm *form, MpsTree *tree, const MpsFormContext *context)
{
  gboolean is_new = context->base == NULL;
  gsize n;
  const MpsBinding *bindings = mps_form_list_bindings (mps_form_get_kind (form), &n);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *text = NULL;

    if (!is_new && !mps_form_field_is_changed (form, bindings[i].field))
      continue;
    text = dup_field (form, bindings[i].field, context);
    if (text == NULL)
      continue;
    if (*text != '\0')
      drop_other_choices (tree, bindings[i].path);
    if (bindings[i].kind == MPS_BIND_WORDS)
      write_words (form, tree, &bindings[i], text);
    else if (bindings[i].kind == MPS_BIND_CODING)
      write_coding (tree, &bindings[i], text);
    else
      mps_tree_set_path_string (tree, bindings[i].path, text);
  }
}
