/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form-private.h"

#include "data/model/mps-patient.h"
#include "data/model/mps-rrn.h"

#include <string.h>

#define V2_0203 "http://terminology.hl7.org/CodeSystem/v2-0203"
#define V2_0131 "http://terminology.hl7.org/CodeSystem/v2-0131"
#define ROLE "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
#define CHART_NUMBER_SYSTEM "https://manpasik.org/chart-number"
#define PASSPORT_SYSTEM "http://hl7.org/fhir/sid/passport-"
#define REPRESENTATION "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
#define IDENTITY_CHECK "https://manpasik.org/fhir/StructureDefinition/identity-check"

/* Items of lists, found by what they are for */

typedef gboolean (*Match) (const MpsTree *item, const char *what);

static MpsTree *
find_item (const MpsTree *tree, const char *list_name, Match match, const char *what, guint *place)
{
  const MpsTree *list = mps_tree_peek (tree, list_name);

  for (guint i = 0; list != NULL && i < mps_tree_get_size (list); i++) {
    MpsTree *item = mps_tree_peek_item (list, i);

    if (match (item, what)) {
      *place = i;
      return item;
    }
  }
  return NULL;
}

static MpsTree *
ensure_item (MpsTree *tree, const char *list_name, Match match, const char *what)
{
  guint place;
  MpsTree *item = find_item (tree, list_name, match, what, &place);

  if (item != NULL)
    return item;
  return mps_tree_append (mps_tree_ensure (tree, list_name, MPS_TREE_ARRAY),
                          mps_tree_new (MPS_TREE_OBJECT, NULL));
}

static void
remove_item (MpsTree *tree, const char *list_name, Match match, const char *what)
{
  guint place;

  if (find_item (tree, list_name, match, what, &place) == NULL)
    return;
  mps_tree_remove_item (mps_tree_peek (tree, list_name), place);
  if (mps_tree_get_size (mps_tree_peek (tree, list_name)) == 0)
    mps_tree_set (tree, list_name, NULL);
}

static gboolean
is_old (const MpsTree *item)
{
  return g_strcmp0 (mps_tree_peek_string (item, "use"), "old") == 0 ||
         mps_tree_peek_path (item, "period.end") != NULL;
}

static gboolean
has_type (const MpsTree *identifier, const char *code)
{
  const MpsTree *list = mps_tree_peek_path (identifier, "type.coding");

  for (guint i = 0; list != NULL && i < mps_tree_get_size (list); i++) {
    if (g_strcmp0 (mps_tree_peek_string (mps_tree_peek_item (list, i), "code"), code) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_identifier (const MpsTree *item, const char *code)
{
  return has_type (item, code) && !is_old (item);
}

static gboolean
is_resident_number (const MpsTree *item, const char *unused)
{
  return g_strcmp0 (mps_tree_peek_string (item, "system"), MPS_RRN_SYSTEM) == 0 && !is_old (item);
}

/* what: "mobile", "home", "work", or "email" */
static gboolean
is_telecom (const MpsTree *item, const char *what)
{
  const char *system = mps_tree_peek_string (item, "system");
  const char *use = mps_tree_peek_string (item, "use");

  if (is_old (item))
    return FALSE;
  if (g_str_equal (what, "email"))
    return g_strcmp0 (system, "email") == 0;
  return g_strcmp0 (system, "phone") == 0 && g_str_equal (use != NULL ? use : "home", what);
}

static gboolean
is_latin (const char *text)
{
  gboolean any = FALSE;

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isalpha (c))
      continue;
    if (g_unichar_get_script (c) != G_UNICODE_SCRIPT_LATIN)
      return FALSE;
    any = TRUE;
  }
  return any;
}

/* A second name in Latin letters beside the official one. */
static gboolean
is_latin_name (const MpsTree *item, const char *unused)
{
  const char *use = mps_tree_peek_string (item, "use");

  return !is_old (item) && g_strcmp0 (use, "official") != 0 && g_strcmp0 (use, "maiden") != 0 &&
         is_latin (mps_tree_peek_string (item, "family"));
}

static gboolean
is_official_name (const MpsTree *item, const char *unused)
{
  return g_strcmp0 (mps_tree_peek_string (item, "use"), "official") == 0 && !is_old (item);
}

static gboolean
is_current_name (const MpsTree *item, const char *unused)
{
  const char *use = mps_tree_peek_string (item, "use");

  return !is_old (item) && g_strcmp0 (use, "maiden") != 0;
}

/* The name that the banner shows: the official one, or else the first in use. */
static MpsTree *
find_main_name (const MpsTree *tree)
{
  guint place;
  MpsTree *name = find_item (tree, "name", is_official_name, NULL, &place);

  return name != NULL ? name : find_item (tree, "name", is_current_name, NULL, &place);
}

static gboolean
is_current_address (const MpsTree *item, const char *unused)
{
  return !is_old (item);
}

/* what: "guardian" or "contact" */
static gboolean
is_contact (const MpsTree *item, const char *what)
{
  const char *code = mps_tree_peek_path_string (item, "relationship[0].coding[0].code");
  gboolean guardian = g_strcmp0 (code, "GUARD") == 0;

  return !is_old (item) && guardian == g_str_equal (what, "guardian");
}

static gboolean
is_phone (const MpsTree *item, const char *unused)
{
  return g_strcmp0 (mps_tree_peek_string (item, "system"), "phone") == 0;
}

static gboolean
is_identity_check (const MpsTree *item, const char *unused)
{
  return g_strcmp0 (mps_tree_peek_string (item, "url"), IDENTITY_CHECK) == 0;
}

static gboolean
has_url (const MpsTree *item, const char *url)
{
  return g_strcmp0 (mps_tree_peek_string (item, "url"), url) == 0;
}

/* Reading */

static char *
join_given (const MpsTree *name)
{
  const MpsTree *given = mps_tree_peek (name, "given");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; given != NULL && i < mps_tree_get_size (given); i++) {
    const char *part = mps_tree_peek_text (mps_tree_peek_item (given, i));

    if (part != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", part);
  }
  return g_strdup (text->str);
}

static void
read_names (MpsForm *form, const MpsTree *tree)
{
  g_autofree char *json = mps_tree_to_json (tree);
  g_autoptr (MpsResource) resource = mps_resource_new_checked ("Patient", "", 0, json);
  g_autoptr (MpsPatient) patient = mps_patient_new_from_resource (resource, NULL);
  const MpsTree *name = find_main_name (tree);
  guint place;
  const MpsTree *latin = find_item (tree, "name", is_latin_name, NULL, &place);
  g_autofree char *given = join_given (name);
  g_autofree char *latin_given = join_given (latin);

  mps_form_load (form, "name", patient != NULL ? patient->name : "");
  mps_form_load (form, "family", mps_tree_peek_string (name, "family"));
  mps_form_load (form, "given", given);
  if (latin == NULL || latin == name)
    return;
  mps_form_load (form, "latin-family", mps_tree_peek_string (latin, "family"));
  mps_form_load (form, "latin-given", latin_given);
}

static void
read_numbers (MpsForm *form, const MpsTree *tree)
{
  guint place;
  const MpsTree *chart = find_item (tree, "identifier", is_identifier, "MR", &place);
  const MpsTree *resident = find_item (tree, "identifier", is_resident_number, NULL, &place);
  const MpsTree *passport = find_item (tree, "identifier", is_identifier, "PPN", &place);
  const char *system = mps_tree_peek_string (passport, "system");

  mps_form_load (form, "chart-number", mps_tree_peek_string (chart, "value"));
  mps_form_load (form, "passport", mps_tree_peek_string (passport, "value"));
  if (system != NULL && g_str_has_prefix (system, PASSPORT_SYSTEM))
    mps_form_load (form, "passport-country", system + strlen (PASSPORT_SYSTEM));
  if (mps_tree_peek_string (resident, "value") != NULL) {
    g_autofree char *masked = mps_rrn_mask (mps_tree_peek_string (resident, "value"));

    mps_form_load (form, "resident-number", masked);
  }
}

static void
read_telecom (MpsForm *form, const MpsTree *tree, const char *field, const char *what)
{
  guint place;
  const MpsTree *item = find_item (tree, "telecom", is_telecom, what, &place);

  mps_form_load (form, field, mps_tree_peek_string (item, "value"));
}

static void
read_contact (MpsForm *form, const MpsTree *tree, const char *what)
{
  guint place;
  const MpsTree *contact = find_item (tree, "contact", is_contact, what, &place);
  const MpsTree *phone = find_item (contact, "telecom", is_phone, NULL, &place);
  g_autofree char *name = g_strconcat (what, "-name", NULL);
  g_autofree char *number = g_strconcat (what, "-phone", NULL);
  g_autofree char *relation = g_strconcat (what, "-relation", NULL);

  mps_form_load (form, name, mps_tree_peek_path_string (contact, "name.text"));
  mps_form_load (form, number, mps_tree_peek_string (phone, "value"));
  mps_form_load (form, relation, mps_tree_peek_path_string (contact, "relationship[0].text"));
}

static void
read_identity_check (MpsForm *form, const MpsTree *tree)
{
  guint place;
  const MpsTree *check = find_item (tree, "extension", is_identity_check, NULL, &place);
  const MpsTree *method = find_item (check, "extension", has_url, "method", &place);
  const MpsTree *date = find_item (check, "extension", has_url, "date", &place);

  mps_form_load (form, "identity-check", mps_tree_peek_string (method, "valueCode"));
  mps_form_load (form, "identity-date", mps_tree_peek_string (date, "valueDate"));
}

void
mps_patient_form_read (MpsForm *form, const MpsTree *tree)
{
  guint place;
  const MpsTree *address = find_item (tree, "address", is_current_address, NULL, &place);
  const MpsTree *lines = mps_tree_peek (address, "line");
  const MpsTree *second = lines != NULL ? mps_tree_peek_item (lines, 1) : NULL;

  read_names (form, tree);
  read_numbers (form, tree);
  mps_form_load (form, "birth-date", mps_tree_peek_string (tree, "birthDate"));
  mps_form_load (form, "gender", mps_tree_peek_string (tree, "gender"));
  read_telecom (form, tree, "mobile", "mobile");
  read_telecom (form, tree, "phone", "home");
  read_telecom (form, tree, "work-phone", "work");
  read_telecom (form, tree, "email", "email");
  mps_form_load (form, "postal-code", mps_tree_peek_string (address, "postalCode"));
  mps_form_load (form, "address", mps_tree_peek_path_string (address, "line[0]"));
  if (lines == NULL)
    mps_form_load (form, "address", mps_tree_peek_string (address, "text"));
  mps_form_load (form, "address-detail", second != NULL ? mps_tree_peek_text (second) : NULL);
  read_contact (form, tree, "guardian");
  read_contact (form, tree, "contact");
  read_identity_check (form, tree);
}

/* Writing: only what was changed */

static gboolean
changed (const MpsForm *form, const char *first, ...)
{
  gboolean any = FALSE;
  va_list names;

  va_start (names, first);
  for (const char *name = first; name != NULL; name = va_arg (names, const char *))
    any = any || mps_form_field_is_changed (form, name);
  va_end (names);
  return any;
}

static char *
dup_stripped (const MpsForm *form, const char *field)
{
  return g_strstrip (g_strdup (mps_form_peek (form, field)));
}

static void
set_given (MpsTree *name, const char *given)
{
  MpsTree *list;

  mps_tree_set (name, "given", NULL);
  if (*given == '\0')
    return;
  list = mps_tree_ensure (name, "given", MPS_TREE_ARRAY);
  mps_tree_append (list, mps_tree_new (MPS_TREE_STRING, given));
}

static void
write_names (const MpsForm *form, MpsTree *tree)
{
  g_autofree char *text = dup_stripped (form, "name");
  g_autofree char *family = dup_stripped (form, "family");
  g_autofree char *given = dup_stripped (form, "given");
  g_autofree char *latin_family = dup_stripped (form, "latin-family");
  g_autofree char *latin_given = dup_stripped (form, "latin-given");
  MpsTree *name = find_main_name (tree);

  if (changed (form, "name", "family", "given", NULL)) {
    /* Parts of another name would contradict the new one. */
    if (changed (form, "name", NULL) && !changed (form, "family", "given", NULL)) {
      g_free (family);
      g_free (given);
      mps_name_split (text, &family, &given);
    }
    if (name == NULL) {
      name = mps_tree_append (mps_tree_ensure (tree, "name", MPS_TREE_ARRAY),
                              mps_tree_new (MPS_TREE_OBJECT, NULL));
      mps_tree_set_string (name, "use", "official");
    }
    mps_tree_set_string (name, "text", changed (form, "name", NULL) ? text : NULL);
    mps_tree_set_string (name, "family", family);
    set_given (name, given);
  }
  if (!changed (form, "latin-family", "latin-given", NULL))
    return;
  if (*latin_family == '\0' && *latin_given == '\0') {
    remove_item (tree, "name", is_latin_name, NULL);
    return;
  }
  name = ensure_item (tree, "name", is_latin_name, NULL);
  if (mps_tree_peek (name, "use") == NULL)
    mps_tree_set_string (name, "use", "usual");
  mps_tree_set (name, "text", NULL);
  mps_tree_set_string (name, "family", latin_family);
  set_given (name, latin_given);
}

static MpsTree *
ensure_identifier (MpsTree *tree, Match match, const char *code, const char *system)
{
  MpsTree *identifier = ensure_item (tree, "identifier", match, code);

  if (mps_tree_peek (identifier, "type") == NULL) {
    mps_tree_set_path_string (identifier, "type.coding[0].system", V2_0203);
    mps_tree_set_path_string (identifier, "type.coding[0].code", code);
  }
  if (mps_tree_peek (identifier, "system") == NULL)
    mps_tree_set_string (identifier, "system", system);
  return identifier;
}

static void
write_resident_number (const MpsForm *form, MpsTree *tree)
{
  MpsRrn rrn;
  MpsTree *identifier;
  g_autofree char *value = NULL;

  if (!changed (form, "resident-number", NULL))
    return;
  if (mps_rrn_parse (mps_form_peek (form, "resident-number"), &rrn) != MPS_RRN_OK) {
    remove_item (tree, "identifier", is_resident_number, NULL);
    return;
  }

  value = mps_rrn_format (&rrn);
  identifier = ensure_identifier (tree, is_resident_number, "NNKOR", MPS_RRN_SYSTEM);
  mps_tree_set_string (identifier, "value", value);
}

static void
write_numbers (const MpsForm *form, MpsTree *tree)
{
  g_autofree char *chart = dup_stripped (form, "chart-number");
  g_autofree char *passport = g_ascii_strup (mps_form_peek (form, "passport"), -1);
  g_autofree char *country = g_ascii_strup (mps_form_peek (form, "passport-country"), -1);
  g_autofree char *system = NULL;
  MpsTree *identifier;

  g_strstrip (passport);
  g_strstrip (country);
  if (changed (form, "chart-number", NULL) && *chart != '\0') {
    identifier = ensure_identifier (tree, is_identifier, "MR", CHART_NUMBER_SYSTEM);
    mps_tree_set_string (identifier, "value", chart);
  }
  write_resident_number (form, tree);
  if (!changed (form, "passport", "passport-country", NULL))
    return;
  if (*passport == '\0') {
    remove_item (tree, "identifier", is_identifier, "PPN");
    return;
  }
  system = g_strconcat (PASSPORT_SYSTEM, *country != '\0' ? country : "unknown", NULL);
  identifier = ensure_identifier (tree, is_identifier, "PPN", system);
  mps_tree_set_string (identifier, "system", system);
  mps_tree_set_string (identifier, "value", passport);
}

static void
write_telecom (const MpsForm *form, MpsTree *tree, const char *field, const char *what)
{
  g_autofree char *value = dup_stripped (form, field);
  gboolean email = g_str_equal (what, "email");
  MpsTree *item;

  if (!changed (form, field, NULL))
    return;
  if (*value == '\0') {
    remove_item (tree, "telecom", is_telecom, what);
    return;
  }
  item = ensure_item (tree, "telecom", is_telecom, what);
  mps_tree_set_string (item, "system", email ? "email" : "phone");
  mps_tree_set_string (item, "value", value);
  if (!email)
    mps_tree_set_string (item, "use", what);
}

static void
write_address (const MpsForm *form, MpsTree *tree)
{
  g_autofree char *line = dup_stripped (form, "address");
  g_autofree char *detail = dup_stripped (form, "address-detail");
  g_autofree char *postal = dup_stripped (form, "postal-code");
  MpsTree *address;
  MpsTree *lines;

  if (!changed (form, "address", "address-detail", "postal-code", NULL))
    return;
  if (*line == '\0' && *detail == '\0' && *postal == '\0') {
    remove_item (tree, "address", is_current_address, NULL);
    return;
  }

  address = ensure_item (tree, "address", is_current_address, NULL);
  mps_tree_set_string (address, "postalCode", postal);
  if (!changed (form, "address", "address-detail", NULL))
    return;
  mps_tree_set (address, "text", NULL);
  mps_tree_set (address, "line", NULL);
  lines = mps_tree_ensure (address, "line", MPS_TREE_ARRAY);
  if (*line != '\0')
    mps_tree_append (lines, mps_tree_new (MPS_TREE_STRING, line));
  if (*detail != '\0')
    mps_tree_append (lines, mps_tree_new (MPS_TREE_STRING, detail));
  if (mps_tree_get_size (lines) == 0)
    mps_tree_set (address, "line", NULL);
}

static void
write_contact (const MpsForm *form, MpsTree *tree, const char *what)
{
  g_autofree char *name_field = g_strconcat (what, "-name", NULL);
  g_autofree char *phone_field = g_strconcat (what, "-phone", NULL);
  g_autofree char *relation_field = g_strconcat (what, "-relation", NULL);
  g_autofree char *name = dup_stripped (form, name_field);
  g_autofree char *number = dup_stripped (form, phone_field);
  g_autofree char *relation = dup_stripped (form, relation_field);
  gboolean guardian = g_str_equal (what, "guardian");
  MpsTree *contact;

  if (!changed (form, name_field, phone_field, relation_field, NULL))
    return;
  if (*name == '\0' && *number == '\0') {
    remove_item (tree, "contact", is_contact, what);
    return;
  }

  contact = ensure_item (tree, "contact", is_contact, what);
  if (mps_tree_peek_path (contact, "relationship[0].coding") == NULL) {
    mps_tree_set_path_string (
        contact, "relationship[0].coding[0].system", guardian ? ROLE : V2_0131);
    mps_tree_set_path_string (contact, "relationship[0].coding[0].code", guardian ? "GUARD" : "C");
  }
  mps_tree_set_path_string (contact, "relationship[0].text", relation);
  if (changed (form, name_field, NULL)) {
    mps_tree_set (contact, "name", NULL);
    mps_tree_set_path_string (contact, "name.text", name);
  }
  if (!changed (form, phone_field, NULL))
    return;
  if (*number == '\0') {
    remove_item (contact, "telecom", is_phone, NULL);
    return;
  }
  contact = ensure_item (contact, "telecom", is_phone, NULL);
  mps_tree_set_string (contact, "system", "phone");
  mps_tree_set_string (contact, "value", number);
}

/* Method, date and staff; never a picture of the card. */
static void
write_identity_check (const MpsForm *form, MpsTree *tree, const MpsFormContext *context)
{
  const char *method = mps_form_peek (form, "identity-check");
  g_autofree char *today = g_date_time_format (context->now, "%Y-%m-%d");
  char *typed = NULL;
  g_autofree char *date = NULL;
  MpsTree *check;
  MpsTree *parts;
  MpsTree *part;

  if (!changed (form, "identity-check", "identity-date", NULL))
    return;
  remove_item (tree, "extension", is_identity_check, NULL);
  if (*method == '\0')
    return;

  if (!mps_form_date_parse (mps_form_peek (form, "identity-date"), &typed))
    typed = g_strdup (today);
  date = typed;
  check = ensure_item (tree, "extension", is_identity_check, NULL);
  parts = mps_tree_ensure (check, "extension", MPS_TREE_ARRAY);
  mps_tree_set_string (check, "url", IDENTITY_CHECK);
  part = mps_tree_append (parts, mps_tree_new (MPS_TREE_OBJECT, NULL));
  mps_tree_set_string (part, "url", "method");
  mps_tree_set_string (part, "valueCode", method);
  part = mps_tree_append (parts, mps_tree_new (MPS_TREE_OBJECT, NULL));
  mps_tree_set_string (part, "url", "date");
  mps_tree_set_string (part, "valueDate", date);
  if (context->who == NULL || *context->who == '\0')
    return;
  part = mps_tree_append (parts, mps_tree_new (MPS_TREE_OBJECT, NULL));
  mps_tree_set_string (part, "url", "staff");
  mps_tree_set_string (part, "valueString", context->who);
}

void
mps_patient_form_write (const MpsForm *form, MpsTree *tree, const MpsFormContext *context)
{
  char *date = NULL;

  write_names (form, tree);
  write_numbers (form, tree);
  if (changed (form, "birth-date", NULL) &&
      mps_form_date_parse (mps_form_peek (form, "birth-date"), &date)) {
    mps_tree_set_string (tree, "birthDate", date);
    g_free (date);
  }
  if (changed (form, "gender", NULL))
    mps_tree_set_string (tree, "gender", mps_form_peek (form, "gender"));
  write_telecom (form, tree, "mobile", "mobile");
  write_telecom (form, tree, "phone", "home");
  write_telecom (form, tree, "work-phone", "work");
  write_telecom (form, tree, "email", "email");
  write_address (form, tree);
  write_contact (form, tree, "guardian");
  write_contact (form, tree, "contact");
  write_identity_check (form, tree, context);
}

/* Checks */

static void
check_resident_number (const MpsForm *form, GPtrArray *issues)
{
  g_autofree char *text = dup_stripped (form, "resident-number");
  const char *gender = mps_form_peek (form, "gender");
  char *date = NULL;
  g_autofree char *birth_date = NULL;
  MpsRrn rrn;

  if (*text == '\0' || !changed (form, "resident-number", NULL))
    return;
  switch (mps_rrn_parse (text, &rrn)) {
  case MPS_RRN_SHAPE:
    mps_form_issues_add (issues, "resident-number", MPS_ISSUE_ERROR, MPS_ISSUE_RRN_SHAPE, NULL);
    return;
  case MPS_RRN_DATE:
    mps_form_issues_add (issues, "resident-number", MPS_ISSUE_ERROR, MPS_ISSUE_RRN_DATE, NULL);
    return;
  case MPS_RRN_OK:
  default:
    break;
  }

  if (mps_form_date_parse (mps_form_peek (form, "birth-date"), &date))
    birth_date = date;
  if (birth_date != NULL && !g_str_has_prefix (rrn.birth_date, birth_date))
    mps_form_issues_add (issues,
                         "resident-number",
                         MPS_ISSUE_CONFIRM,
                         MPS_ISSUE_RRN_OTHER_BIRTH_DATE,
                         rrn.birth_date);
  if ((g_str_equal (gender, "male") || g_str_equal (gender, "female")) &&
      !g_str_equal (gender, rrn.gender))
    mps_form_issues_add (
        issues, "resident-number", MPS_ISSUE_CONFIRM, MPS_ISSUE_RRN_OTHER_SEX, rrn.gender);
  if (rrn.foreign)
    mps_form_issues_add (issues, "resident-number", MPS_ISSUE_NOTE, MPS_ISSUE_RRN_IS_FOREIGN, NULL);
}

static void
check_phone (const MpsForm *form, const char *field, GPtrArray *issues)
{
  const char *text = mps_form_peek (form, field);
  guint digits = 0;
  gboolean other = FALSE;

  if (*text == '\0' || !changed (form, field, NULL))
    return;
  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_isdigit (*p))
      digits++;
    else if (strchr ("+-() .", *p) == NULL)
      other = TRUE;
  }
  if (other || digits < 7 || digits > 15)
    mps_form_issues_add (issues, field, MPS_ISSUE_CONFIRM, MPS_ISSUE_PHONE, NULL);
}

void
mps_patient_form_check (const MpsForm *form, GPtrArray *issues)
{
  static const char *const phones[] = {
    "mobile", "phone", "work-phone", "guardian-phone", "contact-phone"
  };

  check_resident_number (form, issues);
  for (gsize i = 0; i < G_N_ELEMENTS (phones); i++)
    check_phone (form, phones[i], issues);
  if (*mps_form_peek (form, "guardian-phone") != '\0' &&
      *mps_form_peek (form, "guardian-name") == '\0')
    mps_form_issues_add (
        issues, "guardian-name", MPS_ISSUE_NOTE, MPS_ISSUE_NEEDS_GUARDIAN_NAME, NULL);
}

/**
 * mps_patient_form_fill_from_number:
 * @form: a form of a patient
 *
 * Fills in birth date and sex from a Korean number, where they are still empty.
 *
 * Returns: whether anything was filled in
 */
gboolean
mps_patient_form_fill_from_number (MpsForm *form)
{
  gboolean filled = FALSE;
  MpsRrn rrn;

  if (mps_rrn_parse (mps_form_peek (form, "resident-number"), &rrn) != MPS_RRN_OK)
    return FALSE;
  if (*mps_form_peek (form, "birth-date") == '\0')
    filled = mps_form_set (form, "birth-date", rrn.birth_date);
  if (*mps_form_peek (form, "gender") == '\0')
    filled = mps_form_set (form, "gender", rrn.gender) || filled;
  return filled;
}
