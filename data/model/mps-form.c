/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form-private.h"

#include <string.h>

#define MEMBER_KIND "form"
#define MEMBER_PATIENT "patient"
#define MEMBER_ID "id"
#define MEMBER_VERSION "version"
#define MEMBER_FIELDS "fields"

/* values: field → text as typed; loaded: as it stood in the record; accepted: field → the text that
 * was confirmed. */
struct _MpsForm {
  MpsFormKind kind;
  char *patient_id;
  char *record_id;
  gint64 version;
  GHashTable *values;
  GHashTable *loaded;
  GHashTable *accepted;
};

static GHashTable *
new_map (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static MpsForm *
new_bare (MpsFormKind kind, const char *patient_id)
{
  MpsForm *form = g_new0 (MpsForm, 1);

  form->kind = kind;
  form->patient_id = g_strdup (patient_id != NULL ? patient_id : "");
  form->record_id = g_strdup ("");
  form->values = new_map ();
  form->loaded = new_map ();
  form->accepted = new_map ();
  return form;
}

/**
 * mps_form_new:
 * @kind: what it is for
 * @patient_id: (nullable): FHIR id of the patient in whose chart it was opened; %NULL only for a
 *   patient who is not registered yet
 *
 * Returns: (transfer full): an empty form; a field with codes has its first one
 */
MpsForm *
mps_form_new (MpsFormKind kind, const char *patient_id)
{
  MpsForm *form = new_bare (kind, patient_id);
  gsize n;
  const MpsFormField *fields = mps_form_list_fields (kind, &n);

  for (gsize i = 0; i < n; i++) {
    if (fields[i].codes != NULL)
      mps_form_load (form, fields[i].name, fields[i].codes[0]);
  }
  return form;
}

static char *
dup_patient_id (MpsFormKind kind, const MpsResource *resource, const MpsTree *tree)
{
  const char *reference = mps_tree_peek_path_string (tree, "subject.reference");

  if (kind == MPS_FORM_PATIENT)
    return g_strdup (mps_resource_peek_id (resource));
  if (reference == NULL)
    reference = mps_tree_peek_path_string (tree, "patient.reference");
  if (reference == NULL || !g_str_has_prefix (reference, "Patient/"))
    return g_strdup ("");
  return g_strdup (reference + strlen ("Patient/"));
}

/**
 * mps_form_new_from_resource:
 * @kind: what it is for
 * @resource: the stored version to be edited
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a form filled in with what @resource says; or %NULL with
 *   %MPS_MODEL_ERROR_INVALID where it is of another type
 */
MpsForm *
mps_form_new_from_resource (MpsFormKind kind, const MpsResource *resource, GError **error)
{
  g_autoptr (MpsTree) tree = NULL;
  MpsForm *form;

  if (!g_str_equal (mps_resource_peek_type (resource), mps_form_kind_to_type (kind))) {
    g_set_error (error,
                 MPS_MODEL_ERROR,
                 MPS_MODEL_ERROR_INVALID,
                 "form: a %s is needed (this is a record of type %s)",
                 mps_form_kind_to_type (kind),
                 mps_resource_peek_type (resource));
    return NULL;
  }

  tree = mps_tree_new_from_resource (resource);
  form = new_bare (kind, NULL);
  g_free (form->patient_id);
  form->patient_id = dup_patient_id (kind, resource, tree);
  g_free (form->record_id);
  form->record_id = g_strdup (mps_resource_peek_id (resource));
  form->version = mps_resource_get_version (resource);
  mps_form_read_bindings (form, tree);
  if (kind == MPS_FORM_PATIENT)
    mps_patient_form_read (form, tree);
  if (kind == MPS_FORM_VITALS)
    mps_vitals_form_read (form, tree);
  if (kind == MPS_FORM_NOTE || kind == MPS_FORM_DOCUMENT)
    mps_document_form_read (form, tree);
  return form;
}

static void
copy_map (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, g_strdup (key), g_strdup (value));
}

/**
 * mps_form_copy:
 * @form: a form
 *
 * Returns: (transfer full): a copy
 */
MpsForm *
mps_form_copy (const MpsForm *form)
{
  MpsForm *copy = new_bare (form->kind, form->patient_id);

  g_free (copy->record_id);
  copy->record_id = g_strdup (form->record_id);
  copy->version = form->version;
  copy_map (copy->values, form->values);
  copy_map (copy->loaded, form->loaded);
  copy_map (copy->accepted, form->accepted);
  return copy;
}

/**
 * mps_form_free:
 * @form: (transfer full) (nullable): a form
 */
void
mps_form_free (MpsForm *form)
{
  if (form == NULL)
    return;

  g_free (form->patient_id);
  g_free (form->record_id);
  g_hash_table_unref (form->values);
  g_hash_table_unref (form->loaded);
  g_hash_table_unref (form->accepted);
  g_free (form);
}

static void
write_map (MpsTree *tree, const char *name, GHashTable *map)
{
  MpsTree *object = mps_tree_ensure (tree, name, MPS_TREE_OBJECT);
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (map), (GCompareFunc)g_strcmp0);

  for (GList *l = keys; l != NULL; l = l->next)
    mps_tree_set_string (object, l->data, g_hash_table_lookup (map, l->data));
}

/**
 * mps_form_to_text:
 * @form: a form
 *
 * Returns: (transfer full): all that was typed, for a draft; mps_form_new_from_text() brings it
 * back. Confirmations are left out: they are given again
 */
char *
mps_form_to_text (const MpsForm *form)
{
  g_autoptr (MpsTree) tree = mps_tree_new (MPS_TREE_OBJECT, NULL);
  g_autofree char *version = g_strdup_printf ("%" G_GINT64_FORMAT, form->version);

  mps_tree_set_string (tree, MEMBER_KIND, mps_form_kind_to_word (form->kind));
  mps_tree_set_string (tree, MEMBER_PATIENT, form->patient_id);
  mps_tree_set_string (tree, MEMBER_ID, form->record_id);
  mps_tree_set_literal (tree, MEMBER_VERSION, version);
  write_map (tree, MEMBER_FIELDS, form->values);
  write_map (tree, "loaded", form->loaded);
  return mps_tree_to_json (tree);
}

static void
read_map (const MpsTree *tree, const char *name, MpsFormKind kind, GHashTable *map)
{
  const MpsTree *object = mps_tree_peek (tree, name);

  for (guint i = 0; object != NULL && i < mps_tree_get_size (object); i++) {
    const char *field = mps_tree_peek_name (object, i);
    const char *text = field != NULL ? mps_tree_peek_string (object, field) : NULL;

    if (text != NULL && mps_form_find_field (kind, field) != NULL)
      g_hash_table_insert (map, g_strdup (field), g_strdup (text));
  }
}

/**
 * mps_form_new_from_text:
 * @text: of mps_form_to_text()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the form; or an error of %MPS_MODEL_ERROR
 */
MpsForm *
mps_form_new_from_text (const char *text, GError **error)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_json (text, -1, error);
  const MpsTree *version;
  MpsFormKind kind;
  MpsForm *form;

  if (tree == NULL)
    return NULL;
  if (!mps_form_kind_from_word (mps_tree_peek_string (tree, MEMBER_KIND), &kind)) {
    g_set_error_literal (
        error, MPS_MODEL_ERROR, MPS_MODEL_ERROR_INVALID, "form: this text is no form");
    return NULL;
  }

  form = new_bare (kind, mps_tree_peek_string (tree, MEMBER_PATIENT));
  if (mps_tree_peek_string (tree, MEMBER_ID) != NULL) {
    g_free (form->record_id);
    form->record_id = g_strdup (mps_tree_peek_string (tree, MEMBER_ID));
  }
  version = mps_tree_peek (tree, MEMBER_VERSION);
  if (version != NULL && mps_tree_get_kind (version) == MPS_TREE_LITERAL)
    form->version = g_ascii_strtoll (mps_tree_peek_text (version), NULL, 10);
  read_map (tree, MEMBER_FIELDS, kind, form->values);
  read_map (tree, "loaded", kind, form->loaded);
  return form;
}

/**
 * mps_form_get_kind:
 * @form: a form
 *
 * Returns: what it is for
 */
MpsFormKind
mps_form_get_kind (const MpsForm *form)
{
  return form->kind;
}

/**
 * mps_form_peek_patient_id:
 * @form: a form
 *
 * Returns: FHIR id of the patient it is filled in for; empty for a new patient
 */
const char *
mps_form_peek_patient_id (const MpsForm *form)
{
  return form->patient_id;
}

/**
 * mps_form_peek_record_id:
 * @form: a form
 *
 * Returns: id of the record that it edits, empty for a new one
 */
const char *
mps_form_peek_record_id (const MpsForm *form)
{
  return form->record_id;
}

/**
 * mps_form_get_version:
 * @form: a form
 *
 * Returns: version that it was made from, 0 for a new record
 */
gint64
mps_form_get_version (const MpsForm *form)
{
  return form->version;
}

/**
 * mps_form_peek:
 * @form: a form
 * @field: name of a field
 *
 * Returns: what it holds, empty where nothing was filled in
 */
const char *
mps_form_peek (const MpsForm *form, const char *field)
{
  const char *text = g_hash_table_lookup (form->values, field);

  return text != NULL ? text : "";
}

/* What the record says, in the form of the field. */
void
mps_form_load (MpsForm *form, const char *field, const char *text)
{
  if (text == NULL || *text == '\0')
    return;

  g_hash_table_insert (form->values, g_strdup (field), g_strdup (text));
  g_hash_table_insert (form->loaded, g_strdup (field), g_strdup (text));
}

const char *
mps_form_peek_loaded (const MpsForm *form, const char *field)
{
  const char *text = g_hash_table_lookup (form->loaded, field);

  return text != NULL ? text : "";
}

gboolean
mps_form_code_is (const MpsForm *form, const char *field, const char *code)
{
  return g_str_equal (mps_form_peek (form, field), code);
}

/**
 * mps_form_set:
 * @form: a form
 * @field: name of a field
 * @text: (nullable): what was typed, as it was typed
 *
 * A confirmation of the field lapses when its text changes.
 *
 * Returns: whether the form has such a field
 */
gboolean
mps_form_set (MpsForm *form, const char *field, const char *text)
{
  if (mps_form_find_field (form->kind, field) == NULL)
    return FALSE;

  g_hash_table_insert (form->values, g_strdup (field), g_strdup (text != NULL ? text : ""));
  if (!mps_form_is_accepted (form, field))
    g_hash_table_remove (form->accepted, field);
  return TRUE;
}

/**
 * mps_form_field_is_changed:
 * @form: a form
 * @field: name of a field
 *
 * Returns: whether it holds something else than the record that is edited, or than an empty form
 */
gboolean
mps_form_field_is_changed (const MpsForm *form, const char *field)
{
  return !g_str_equal (mps_form_peek (form, field), mps_form_peek_loaded (form, field));
}

/**
 * mps_form_is_changed:
 * @form: a form
 *
 * Returns: whether anything was filled in or changed
 */
gboolean
mps_form_is_changed (const MpsForm *form)
{
  gsize n;
  const MpsFormField *fields = mps_form_list_fields (form->kind, &n);

  for (gsize i = 0; i < n; i++) {
    if (mps_form_field_is_changed (form, fields[i].name))
      return TRUE;
  }
  return FALSE;
}

/**
 * mps_form_accept:
 * @form: a form
 * @field: name of the field, or empty for what concerns the whole form
 *
 * A person was shown what mps_form_check() asks to confirm of this field, and confirmed it for the
 * text that is in it now.
 */
void
mps_form_accept (MpsForm *form, const char *field)
{
  g_hash_table_insert (form->accepted, g_strdup (field), g_strdup (mps_form_peek (form, field)));
}

/**
 * mps_form_is_accepted:
 * @form: a form
 * @field: name of the field
 *
 * Returns: whether mps_form_accept() was called for the text that is in it now
 */
gboolean
mps_form_is_accepted (const MpsForm *form, const char *field)
{
  const char *accepted = g_hash_table_lookup (form->accepted, field);

  return accepted != NULL && g_str_equal (accepted, mps_form_peek (form, field));
}

/* Issues */

/**
 * mps_form_issue_free:
 * @issue: (transfer full) (nullable): an issue
 */
void
mps_form_issue_free (MpsFormIssue *issue)
{
  if (issue == NULL)
    return;

  g_free (issue->field);
  g_free (issue->detail);
  g_free (issue);
}

/**
 * mps_form_issues_new:
 *
 * Returns: (transfer full) (element-type MpsFormIssue): an empty list
 */
GPtrArray *
mps_form_issues_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)mps_form_issue_free);
}

/**
 * mps_form_issues_add:
 * @issues: (element-type MpsFormIssue): a list
 * @field: name of the field, or empty
 * @severity: what it does
 * @code: what it is
 * @detail: (nullable): for the words
 */
void
mps_form_issues_add (GPtrArray *issues,
                     const char *field,
                     MpsIssueSeverity severity,
                     MpsIssueCode code,
                     const char *detail)
{
  MpsFormIssue *issue = g_new0 (MpsFormIssue, 1);

  issue->field = g_strdup (field);
  issue->severity = severity;
  issue->code = code;
  issue->detail = g_strdup (detail != NULL ? detail : "");
  g_ptr_array_add (issues, issue);
}
