/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-resource-text.h"

#include "data/model/mps-json-private.h"

#include <string.h>

/* A record that holds more than this is a document; its beginning says what it is about. */
#define TEXT_MAX (256 * 1024)

/* Elements whose value people write and read. */
static const char *const readable[] = {
  "text",
  "display",
  "title",
  "description",
  "conclusion",
  "valueString",
  "comment",
  "summary",
  "contentString",
  "div",
  "code",
  "name",
  "family",
  "given",
  "preparation",
  "outcome",
  "unit",
  "comparator",
  "patientInstruction",
  "valueMarkdown",
  "authorString",
  "criticality",
};

/* Elements that say nothing of the matter: who and where, what machines need, and whose chart it is
 * in, which is asked for by name. */
static const char *const skipped[] = {
  "resourceType", "id",        "meta",      "identifier", "implicitRules",     "language",
  "subject",      "patient",   "encounter", "context",    "performer",         "participant",
  "recorder",     "asserter",  "requester", "insurance",  "insurer",           "provider",
  "category",     "extension", "reference", "system",     "modifierExtension", "serviceProvider",
};

typedef struct {
  const MpsJson *json;
  GHashTable *said;
  GString *text;
} Reader;

static gboolean
is_named (const MpsJson *json, guint32 name, const char *const *names, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (mps_json_name_equal (json, name, names[i], strlen (names[i])))
      return TRUE;

  return FALSE;
}

/* One line for each thing that is said; the same twice counts once. */
static void
take_line (Reader *reader, char *line)
{
  g_strdelimit (line, "\r\n\t", ' ');
  g_strstrip (line);
  if (*line == '\0' || reader->text->len + strlen (line) >= TEXT_MAX ||
      g_hash_table_contains (reader->said, line)) {
    g_free (line);
    return;
  }

  g_string_append_printf (reader->text, "%s\n", line);
  g_hash_table_add (reader->said, line);
}

/* A narrative without its tags. */
static char *
strip_tags (const char *html)
{
  GString *plain = g_string_new (NULL);
  gboolean inside = FALSE;

  for (const char *p = html; *p != '\0'; p++) {
    if (*p == '<')
      inside = TRUE;
    if (!inside)
      g_string_append_c (plain, *p);
    if (*p == '>' && inside) {
      inside = FALSE;
      g_string_append_c (plain, ' ');
    }
  }
  return g_string_free (plain, FALSE);
}

static void
read_string (Reader *reader, guint32 name, guint32 value)
{
  g_autofree char *text = mps_json_dup_text (reader->json, value);

  if (mps_json_name_equal (reader->json, name, "div", 3))
    take_line (reader, strip_tags (text));
  else
    take_line (reader, g_steal_pointer (&text));
}

/* "<95.5 mg/dL" as a person would type it. */
static void
read_quantity (Reader *reader, guint32 quantity)
{
  static const char *const members[] = { "comparator", "value", "unit" };
  g_autoptr (GString) line = g_string_new (NULL);
  guint32 node;

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autofree char *text = NULL;

    if (!mps_json_find (reader->json, quantity, members[i], &node))
      continue;
    text = mps_json_dup_text (reader->json, node);
    g_string_append_printf (line, "%s%s", i == 2 ? " " : "", text);
  }
  take_line (reader, g_string_free (g_steal_pointer (&line), FALSE));
}

/* A note that is attached as plain text is read as if it stood in the record. */
static void
read_attachment (Reader *reader, guint32 attachment)
{
  guint32 type, data;
  g_autofree char *name = NULL;
  g_autofree char *encoded = NULL;
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (!mps_json_find_kind (reader->json, attachment, "contentType", MPS_JSON_STRING, &type) ||
      !mps_json_find_kind (reader->json, attachment, "data", MPS_JSON_STRING, &data))
    return;

  name = mps_json_dup_text (reader->json, type);
  if (!g_str_has_prefix (name, "text/plain"))
    return;

  encoded = mps_json_dup_text (reader->json, data);
  bytes = g_base64_decode (encoded, &length);
  take_line (reader, g_utf8_make_valid ((const char *)bytes, (gssize)length));
}

static void read_value (Reader *reader, guint32 name, guint32 value);

static void
read_object (Reader *reader, guint32 object)
{
  const MpsJson *json = reader->json;
  guint32 end = mps_json_peek (json, object)->next;

  read_attachment (reader, object);
  for (guint32 name = object + 1; name < end; name = mps_json_peek (json, name + 1)->next)
    if (!is_named (json, name, skipped, G_N_ELEMENTS (skipped)))
      read_value (reader, name, name + 1);
}

static void
read_array (Reader *reader, guint32 name, guint32 array)
{
  guint32 end = mps_json_peek (reader->json, array)->next;

  for (guint32 item = array + 1; item < end; item = mps_json_peek (reader->json, item)->next)
    read_value (reader, name, item);
}

static void
read_value (Reader *reader, guint32 name, guint32 value)
{
  switch (mps_json_peek (reader->json, value)->kind) {
  case MPS_JSON_OBJECT:
    if (mps_json_name_equal (reader->json, name, "valueQuantity", strlen ("valueQuantity")))
      read_quantity (reader, value);
    else
      read_object (reader, value);
    break;
  case MPS_JSON_ARRAY:
    read_array (reader, name, value);
    break;
  case MPS_JSON_STRING:
    if (is_named (reader->json, name, readable, G_N_ELEMENTS (readable)))
      read_string (reader, name, value);
    break;
  case MPS_JSON_NUMBER:
    if (mps_json_name_equal (reader->json, name, "value", strlen ("value")) ||
        mps_json_name_equal (reader->json, name, "valueInteger", strlen ("valueInteger")))
      take_line (reader, mps_json_dup_text (reader->json, value));
    break;
  case MPS_JSON_BOOLEAN:
  case MPS_JSON_NULL:
  default:
    break;
  }
}

static gboolean
is_withdrawn (const MpsJson *json)
{
  guint32 node, list;

  if (mps_json_find_kind (json, 0, "status", MPS_JSON_STRING, &node) &&
      mps_json_name_equal (json, node, "entered-in-error", strlen ("entered-in-error")))
    return TRUE;

  return mps_json_find_kind (json, 0, "verificationStatus", MPS_JSON_OBJECT, &node) &&
         mps_json_find_kind (json, node, "coding", MPS_JSON_ARRAY, &list) &&
         mps_json_peek (json, list)->n_children > 0 &&
         mps_json_find_kind (json, list + 1, "code", MPS_JSON_STRING, &node) &&
         mps_json_name_equal (json, node, "entered-in-error", strlen ("entered-in-error"));
}

/**
 * mps_resource_dup_text:
 * @json: a resource
 *
 * All that a person may look for in a record: names of what was found or given, values, notes,
 * attached plain text. Not whose it is, and nothing of a record that was entered in error.
 *
 * Returns: (transfer full): a line each; "" where there is nothing
 */
char *
mps_resource_dup_text (const char *json)
{
  g_autoptr (MpsJson) parsed = mps_json_parse (json, -1, NULL);
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reader reader = { parsed, said, NULL };

  if (parsed == NULL || mps_json_peek (parsed, 0)->kind != MPS_JSON_OBJECT || is_withdrawn (parsed))
    return g_strdup ("");

  reader.text = g_string_new (NULL);
  read_object (&reader, 0);
  return g_string_free (reader.text, FALSE);
}
