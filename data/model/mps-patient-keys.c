/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-patient-keys.h"

#include "data/model/mps-json-private.h"

#include <string.h>

typedef struct {
  const MpsJson *json;
  guint32 at;
  guint32 end;
} Items;

static Items
get_items (const MpsJson *json, guint32 object, const char *name)
{
  guint32 list;

  if (!mps_json_find_kind (json, object, name, MPS_JSON_ARRAY, &list))
    return (Items){ json, 0, 0 };

  return (Items){ json, list + 1, mps_json_peek (json, list)->next };
}

static gboolean
next_item (Items *items, MpsJsonKind kind, guint32 *node)
{
  while (items->at < items->end) {
    guint32 at = items->at;

    items->at = mps_json_peek (items->json, at)->next;
    if (mps_json_peek (items->json, at)->kind == kind) {
      *node = at;
      return TRUE;
    }
  }

  return FALSE;
}

static char *
dup_member (const MpsJson *json, guint32 object, const char *name)
{
  guint32 node;

  if (!mps_json_find_kind (json, object, name, MPS_JSON_STRING, &node))
    return g_strdup ("");

  return g_strstrip (mps_json_dup_text (json, node));
}

static char *
dup_given (const MpsJson *json, guint32 name)
{
  Items items = get_items (json, name, "given");
  g_autoptr (GString) given = g_string_new (NULL);
  guint32 node;

  while (next_item (&items, MPS_JSON_STRING, &node)) {
    g_autofree char *part = mps_json_dup_text (json, node);

    g_string_append_printf (given, "%s%s", given->len > 0 ? " " : "", g_strstrip (part));
  }
  return g_string_free (g_steal_pointer (&given), FALSE);
}

static void
take_text (GPtrArray *texts, char *text)
{
  if (*text == '\0' || g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_free (text);
  else
    g_ptr_array_add (texts, text);
}

/* Whoever writes without an alphabet of letters writes the family first. */
static gboolean
is_east_asian (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

    if (script == G_UNICODE_SCRIPT_HANGUL || script == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  }

  return FALSE;
}

static void
add_names (const MpsJson *json, GPtrArray *names)
{
  Items items = get_items (json, 0, "name");
  guint32 node;

  while (next_item (&items, MPS_JSON_OBJECT, &node)) {
    g_autofree char *family = dup_member (json, node, "family");
    g_autofree char *given = dup_given (json, node);

    take_text (names, dup_member (json, node, "text"));
    take_text (names, g_strstrip (g_strconcat (family, " ", given, NULL)));
    if (*family != '\0' && *given != '\0' && !is_east_asian (family))
      take_text (names, g_strconcat (given, " ", family, NULL));
  }
}

/* Identifier type MR of HL7's table 0203: medical record number. */
static gboolean
is_chart_number (const MpsJson *json, guint32 identifier)
{
  guint32 type, node;
  Items codings;

  if (!mps_json_find_kind (json, identifier, "type", MPS_JSON_OBJECT, &type))
    return FALSE;

  codings = get_items (json, type, "coding");
  while (next_item (&codings, MPS_JSON_OBJECT, &node)) {
    g_autofree char *code = dup_member (json, node, "code");

    if (g_str_equal (code, "MR"))
      return TRUE;
  }

  return FALSE;
}

static void
add_identifiers (const MpsJson *json, MpsPatientKeys *keys)
{
  Items items = get_items (json, 0, "identifier");
  guint32 node;

  while (next_item (&items, MPS_JSON_OBJECT, &node))
    take_text (is_chart_number (json, node) ? keys->chart_numbers : keys->identifiers,
               dup_member (json, node, "value"));
}

static void
add_phones (const MpsJson *json, GPtrArray *phones)
{
  Items items = get_items (json, 0, "telecom");
  guint32 node;

  while (next_item (&items, MPS_JSON_OBJECT, &node)) {
    g_autofree char *system = dup_member (json, node, "system");

    if (g_str_equal (system, "phone") || g_str_equal (system, "sms"))
      take_text (phones, dup_member (json, node, "value"));
  }
}

/* Of an address in one line the part that ends in 구 or 군, or else in 시: 서울시 강남구 … */
static char *
find_district (const char *line)
{
  static const char *const ends[] = { "구", "군", "시" };
  g_auto (GStrv) words = g_strsplit_set (line, " ,", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    for (char **word = words; *word != NULL; word++)
      if (strlen (*word) > strlen (ends[i]) && g_str_has_suffix (*word, ends[i]))
        return g_strdup (*word);

  return g_strdup ("");
}

static char *
join_lines (const MpsJson *json, guint32 address)
{
  Items items = get_items (json, address, "line");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *whole = dup_member (json, address, "text");
  guint32 node;

  g_string_append (text, whole);
  while (next_item (&items, MPS_JSON_STRING, &node)) {
    g_autofree char *line = mps_json_dup_text (json, node);

    g_string_append_printf (text, " %s", line);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_district (const MpsJson *json)
{
  static const char *const members[] = { "district", "city", "state" };
  Items items = get_items (json, 0, "address");
  guint32 node;

  while (next_item (&items, MPS_JSON_OBJECT, &node)) {
    g_autofree char *use = dup_member (json, node, "use");
    g_autofree char *lines = join_lines (json, node);
    g_autofree char *found = dup_member (json, node, members[0]);

    if (g_str_equal (use, "old"))
      continue;
    if (*found != '\0')
      return g_steal_pointer (&found);
    g_free (found);
    found = find_district (lines);
    for (gsize i = 1; *found == '\0' && i < G_N_ELEMENTS (members); i++) {
      g_free (found);
      found = dup_member (json, node, members[i]);
    }
    if (*found != '\0')
      return g_steal_pointer (&found);
  }

  return g_strdup ("");
}

/**
 * mps_patient_keys_new:
 * @json: a Patient
 *
 * Old names and numbers count too: people ask by what they were called before.
 *
 * Returns: (transfer full): what the record holds; empty where it holds nothing that can be read
 */
MpsPatientKeys *
mps_patient_keys_new (const char *json)
{
  MpsPatientKeys *keys = g_new0 (MpsPatientKeys, 1);
  g_autoptr (MpsJson) parsed = mps_json_parse (json, -1, NULL);

  keys->names = g_ptr_array_new_with_free_func (g_free);
  keys->chart_numbers = g_ptr_array_new_with_free_func (g_free);
  keys->identifiers = g_ptr_array_new_with_free_func (g_free);
  keys->phones = g_ptr_array_new_with_free_func (g_free);
  if (parsed == NULL) {
    keys->birth_date = g_strdup ("");
    keys->district = g_strdup ("");
    return keys;
  }

  add_names (parsed, keys->names);
  add_identifiers (parsed, keys);
  add_phones (parsed, keys->phones);
  keys->birth_date = dup_member (parsed, 0, "birthDate");
  keys->district = dup_district (parsed);
  return keys;
}

/**
 * mps_patient_keys_free:
 * @keys: (transfer full) (nullable): keys
 */
void
mps_patient_keys_free (MpsPatientKeys *keys)
{
  if (keys == NULL)
    return;

  g_ptr_array_unref (keys->names);
  g_ptr_array_unref (keys->chart_numbers);
  g_ptr_array_unref (keys->identifiers);
  g_ptr_array_unref (keys->phones);
  g_free (keys->birth_date);
  g_free (keys->district);
  g_free (keys);
}
