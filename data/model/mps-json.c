/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-json-private.h"

#include "data/model/mps-resource.h"

#include <string.h>

/* A reader of our own, because a clinical record must be read strictly: a JSON library that lets
 * the last of two equal names win, or turns 1.50 into 1.5, changes what the sender said. */

typedef struct {
  const char *text;
  const char *at;
  const char *end;
  GArray *nodes;
  guint depth;
} Reader;

static gboolean read_value (Reader *reader, GError **error);

/* Says where, by line and column in characters, and never what stands there. */
static gboolean
fail (Reader *reader, const char *at, const char *what, GError **error)
{
  guint line = 1;
  const char *start = reader->text;
  for (const char *p = reader->text; p < at; p++) {
    if (*p == '\n') {
      line++;
      start = p + 1;
    }
  }
  g_set_error (error,
               MPS_MODEL_ERROR,
               MPS_MODEL_ERROR_SYNTAX,
               "not valid JSON: %s at line %u, column %ld",
               what,
               line,
               g_utf8_strlen (start, at - start) + 1);
  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (reader->at < reader->end &&
         (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t'))
    reader->at++;
}

static guint32
add_node (Reader *reader, MpsJsonKind kind, const char *start)
{
  MpsJsonNode node = { .kind = kind, .start = (guint32)(start - reader->text) };
  g_array_append_val (reader->nodes, node);
  return reader->nodes->len - 1;
}

static MpsJsonNode *
close_node (Reader *reader, guint32 index, const char *end)
{
  MpsJsonNode *node = &g_array_index (reader->nodes, MpsJsonNode, index);
  node->length = (guint32)(end - reader->text) - node->start;
  node->next = reader->nodes->len;
  return node;
}

static gboolean
read_hex4 (const char *at, const char *end, guint *unit)
{
  if (end - at < 4)
    return FALSE;

  guint sum = 0;
  for (guint i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (at[i]);
    if (digit < 0)
      return FALSE;
    sum = sum * 16 + (guint)digit;
  }
  *unit = sum;
  return TRUE;
}

/* After "\u". U+0000 is refused: no text of a record may hold it, and C text would end there. */
static gboolean
read_unicode (const char **at, const char *end, gunichar *character)
{
  guint first, second;
  if (!read_hex4 (*at, end, &first) || first == 0)
    return FALSE;
  if (first < 0xd800 || first > 0xdfff) {
    *at += 4;
    *character = first;
    return TRUE;
  }
  if (first > 0xdbff || end - *at < 10 || (*at)[4] != '\\' || (*at)[5] != 'u')
    return FALSE;
  if (!read_hex4 (*at + 6, end, &second) || second < 0xdc00 || second > 0xdfff)
    return FALSE;

  *at += 10;
  *character = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
  return TRUE;
}

/* After the backslash. */
static gboolean
read_escape (const char **at, const char *end, gunichar *character)
{
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (*at == end)
    return FALSE;

  char letter = *(*at)++;
  if (letter == 'u')
    return read_unicode (at, end, character);

  const char *found = letter == 0 ? NULL : strchr (names, letter);
  if (found == NULL)
    return FALSE;
  *character = (guchar)values[found - names];
  return TRUE;
}

static gboolean
read_string (Reader *reader, GError **error)
{
  const char *open = reader->at++;
  guint32 index = add_node (reader, MPS_JSON_STRING, reader->at);
  gboolean escaped = FALSE;
  while (reader->at < reader->end && *reader->at != '"') {
    if ((guchar)*reader->at < 0x20)
      return fail (reader, reader->at, "a control character inside a text", error);
    if (*reader->at++ != '\\')
      continue;
    escaped = TRUE;
    const char *back = reader->at - 1;
    gunichar character;
    if (!read_escape (&reader->at, reader->end, &character))
      return fail (reader, back, "an escape that does not exist", error);
  }
  if (reader->at == reader->end)
    return fail (reader, open, "the text ends inside the quotation that begins", error);

  close_node (reader, index, reader->at)->escaped = escaped;
  reader->at++;
  return TRUE;
}

static gboolean
skip_digits (Reader *reader)
{
  const char *start = reader->at;
  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return reader->at > start;
}

static gboolean
skip_number (Reader *reader)
{
  if (*reader->at == '-')
    reader->at++;
  if (reader->at < reader->end && *reader->at == '0')
    reader->at++;
  else if (!skip_digits (reader))
    return FALSE;
  if (reader->at < reader->end && *reader->at == '.') {
    reader->at++;
    if (!skip_digits (reader))
      return FALSE;
  }
  if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E')) {
    reader->at++;
    if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
      reader->at++;
    return skip_digits (reader);
  }
  return TRUE;
}

static gboolean
read_number (Reader *reader, GError **error)
{
  const char *start = reader->at;
  guint32 index = add_node (reader, MPS_JSON_NUMBER, start);
  if (!skip_number (reader))
    return fail (reader, start, "a malformed number", error);

  close_node (reader, index, reader->at);
  return TRUE;
}

static gboolean
read_word (Reader *reader, GError **error)
{
  static const struct {
    const char *word;
    MpsJsonKind kind;
  } words[] = { { "true", MPS_JSON_BOOLEAN },
                { "false", MPS_JSON_BOOLEAN },
                { "null", MPS_JSON_NULL } };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i].word);
    if ((gsize)(reader->end - reader->at) < length ||
        strncmp (reader->at, words[i].word, length) != 0)
      continue;
    guint32 index = add_node (reader, words[i].kind, reader->at);
    reader->at += length;
    close_node (reader, index, reader->at);
    return TRUE;
  }
  return fail (reader, reader->at, "an unexpected character", error);
}

static gboolean
expect (Reader *reader, char wanted, const char *what, GError **error)
{
  skip_space (reader);
  if (reader->at == reader->end)
    return fail (reader, reader->at, "the text ends too early", error);
  if (*reader->at != wanted)
    return fail (reader, reader->at, what, error);

  reader->at++;
  return TRUE;
}

/* After an item: TRUE with @more when a comma follows, TRUE without it at @close. */
static gboolean
read_separator (Reader *reader, char close, gboolean *more, GError **error)
{
  skip_space (reader);
  if (reader->at == reader->end)
    return fail (reader, reader->at, "the text ends too early", error);
  if (*reader->at != ',' && *reader->at != close)
    return fail (reader, reader->at, "a missing comma or closing bracket", error);

  *more = *reader->at == ',';
  if (*more)
    reader->at++;
  return TRUE;
}

static char *
dup_node_text (const char *text, const MpsJsonNode *node)
{
  const char *at = text + node->start, *end = at + node->length;
  GString *plain = g_string_sized_new (node->length);
  while (at < end) {
    gunichar character;
    if (*at != '\\') {
      g_string_append_c (plain, *at++);
      continue;
    }
    at++;
    if (read_escape (&at, end, &character))
      g_string_append_unichar (plain, character);
  }
  return g_string_free (plain, FALSE);
}

static void
hash_name (Reader *reader, guint32 index)
{
  MpsJsonNode *node = &g_array_index (reader->nodes, MpsJsonNode, index);
  if (!node->escaped) {
    node->hash = mps_json_hash (reader->text + node->start, node->length);
    return;
  }
  g_autofree char *plain = dup_node_text (reader->text, node);
  node->hash = mps_json_hash (plain, strlen (plain));
}

static gboolean
same_name (Reader *reader, const MpsJsonNode *a, const MpsJsonNode *b)
{
  if (a->hash != b->hash)
    return FALSE;

  g_autofree char *a_text = dup_node_text (reader->text, a);
  g_autofree char *b_text = dup_node_text (reader->text, b);
  return strcmp (a_text, b_text) == 0;
}

/* Few names are compared pair by pair; many through a table, so that a hostile object with a
 * million names costs no more than its length. */
static gboolean
is_repeated (Reader *reader, guint32 object, guint32 name, GHashTable *many)
{
  const MpsJsonNode *nodes = (const MpsJsonNode *)(gpointer)reader->nodes->data;
  if (many != NULL)
    return !g_hash_table_add (many, dup_node_text (reader->text, &nodes[name]));

  for (guint32 i = object + 1; i < name; i = nodes[i + 1].next)
    if (same_name (reader, &nodes[i], &nodes[name]))
      return TRUE;
  return FALSE;
}

static GHashTable *
collect_names (Reader *reader, guint32 object, guint32 end)
{
  const MpsJsonNode *nodes = (const MpsJsonNode *)(gpointer)reader->nodes->data;
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint32 i = object + 1; i < end; i = nodes[i + 1].next)
    g_hash_table_add (names, dup_node_text (reader->text, &nodes[i]));
  return names;
}

static gboolean
read_name (Reader *reader, guint32 object, guint32 n_before, GHashTable **many, GError **error)
{
  skip_space (reader);
  if (reader->at == reader->end)
    return fail (reader, reader->at, "the text ends too early", error);
  if (*reader->at != '"')
    return fail (reader, reader->at, "a name in quotes is missing", error);

  const char *start = reader->at;
  guint32 name = reader->nodes->len;
  if (!read_string (reader, error))
    return FALSE;
  hash_name (reader, name);
  if (n_before == 32)
    *many = collect_names (reader, object, name);
  if (is_repeated (reader, object, name, *many))
    return fail (reader, start, "the same name twice in one object,", error);
  return expect (reader, ':', "a missing colon", error);
}

static gboolean
read_members (Reader *reader, guint32 object, guint32 *n_members, GError **error)
{
  g_autoptr (GHashTable) many = NULL;
  gboolean more = TRUE;
  guint32 n = 0;
  while (more) {
    if (!read_name (reader, object, n, &many, error) || !read_value (reader, error) ||
        !read_separator (reader, '}', &more, error))
      return FALSE;
    n++;
  }
  *n_members = n;
  return TRUE;
}

static gboolean
read_items (Reader *reader, guint32 *n_items, GError **error)
{
  gboolean more = TRUE;
  guint32 n = 0;
  while (more) {
    if (!read_value (reader, error) || !read_separator (reader, ']', &more, error))
      return FALSE;
    n++;
  }
  *n_items = n;
  return TRUE;
}

static gboolean
read_container (Reader *reader, GError **error)
{
  gboolean object = *reader->at == '{';
  if (++reader->depth > MPS_JSON_MAX_DEPTH)
    return fail (reader, reader->at, "nested deeper than 64 levels", error);

  guint32 n = 0, index = add_node (reader, object ? MPS_JSON_OBJECT : MPS_JSON_ARRAY, reader->at++);
  skip_space (reader);
  gboolean empty = reader->at < reader->end && *reader->at == (object ? '}' : ']');
  if (!empty) {
    if (object && !read_members (reader, index, &n, error))
      return FALSE;
    if (!object && !read_items (reader, &n, error))
      return FALSE;
  }
  reader->at++;
  reader->depth--;
  close_node (reader, index, reader->at)->n_children = n;
  return TRUE;
}

static gboolean
read_value (Reader *reader, GError **error)
{
  skip_space (reader);
  if (reader->at == reader->end)
    return fail (reader, reader->at, "the text ends too early", error);

  char first = *reader->at;
  if (first == '{' || first == '[')
    return read_container (reader, error);
  if (first == '"')
    return read_string (reader, error);
  if (first == '-' || g_ascii_isdigit (first))
    return read_number (reader, error);
  return read_word (reader, error);
}

static gboolean
read_document (Reader *reader, GError **error)
{
  const char *invalid;
  gsize length = (gsize)(reader->end - reader->text);
  /* Offsets are 32 bit wide. */
  if (length >= G_MAXINT32) {
    g_set_error_literal (
        error, MPS_MODEL_ERROR, MPS_MODEL_ERROR_SYNTAX, "the text is larger than 2 GiB");
    return FALSE;
  }
  if (!g_utf8_validate_len (reader->text, length, &invalid))
    return fail (reader, invalid, "a byte that is not UTF-8", error);
  if (length >= 3 && memcmp (reader->text, "\xef\xbb\xbf", 3) == 0)
    return fail (reader, reader->text, "a byte order mark, which JSON may not have,", error);
  if (!read_value (reader, error))
    return FALSE;

  skip_space (reader);
  if (reader->at < reader->end)
    return fail (reader, reader->at, "more text after the end of the value", error);
  return TRUE;
}

/**
 * mps_json_parse:
 * @text: JSON in UTF-8; must outlive the result
 * @length: its bytes, or -1 where it ends with a NUL
 *
 * Reads the whole text strictly after RFC 8259; names that come twice in an object, nesting
 * deeper than %MPS_JSON_MAX_DEPTH and U+0000 are refused.
 *
 * Returns: (transfer full) (nullable): the values, or %NULL with %MPS_MODEL_ERROR_SYNTAX
 */
MpsJson *
mps_json_parse (const char *text, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  Reader reader = { .text = text, .at = text, .end = text + n };
  g_autoptr (GArray) nodes =
      g_array_sized_new (FALSE, FALSE, sizeof (MpsJsonNode), (guint)MIN (n / 16 + 4, 1 << 16));
  reader.nodes = nodes;
  if (!read_document (&reader, error))
    return NULL;

  MpsJson *json = g_new (MpsJson, 1);
  json->text = text;
  json->length = n;
  json->nodes = g_steal_pointer (&nodes);
  return json;
}

/**
 * mps_json_free:
 * @json: (transfer full): what mps_json_parse() gave
 */
void
mps_json_free (MpsJson *json)
{
  g_array_unref (json->nodes);
  g_free (json);
}

/**
 * mps_json_hash:
 * @name: characters of a member's name, escapes undone
 * @length: its bytes
 *
 * Returns: FNV-1a of the bytes
 */
guint32
mps_json_hash (const char *name, gsize length)
{
  guint32 hash = 2166136261u;
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar)name[i]) * 16777619u;
  return hash;
}

/**
 * mps_json_name_equal:
 * @json: a text
 * @name: node of a member's name
 * @other: characters to compare with
 * @length: bytes of @other
 *
 * Returns: whether they are the same, escapes undone
 */
gboolean
mps_json_name_equal (const MpsJson *json, guint32 name, const char *other, gsize length)
{
  const MpsJsonNode *node = mps_json_peek (json, name);
  if (!node->escaped)
    return node->length == length && memcmp (json->text + node->start, other, length) == 0;

  g_autofree char *plain = dup_node_text (json->text, node);
  return strlen (plain) == length && memcmp (plain, other, length) == 0;
}

/**
 * mps_json_find:
 * @json: a text
 * @object: node of an object
 * @name: name of a member
 * @value: (out): node of its value; untouched without one
 *
 * Returns: whether the object has it; FALSE also when the node is no object
 */
gboolean
mps_json_find (const MpsJson *json, guint32 object, const char *name, guint32 *value)
{
  const MpsJsonNode *node = mps_json_peek (json, object);
  if (node->kind != MPS_JSON_OBJECT)
    return FALSE;

  gsize length = strlen (name);
  for (guint32 i = object + 1; i < node->next; i = mps_json_peek (json, i + 1)->next) {
    if (mps_json_name_equal (json, i, name, length)) {
      *value = i + 1;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * mps_json_find_kind:
 * @json: a text
 * @object: node of an object
 * @name: name of a member
 * @kind: what its value must be
 * @value: (out): node of its value; untouched without one
 *
 * Returns: whether the object has a member @name that is a @kind
 */
gboolean
mps_json_find_kind (
    const MpsJson *json, guint32 object, const char *name, MpsJsonKind kind, guint32 *value)
{
  guint32 found;
  if (!mps_json_find (json, object, name, &found) || mps_json_peek (json, found)->kind != kind)
    return FALSE;

  *value = found;
  return TRUE;
}

/**
 * mps_json_dup_text:
 * @json: a text
 * @node: any node
 *
 * Returns: (transfer full): a text with its escapes undone; the literal of any other value
 */
char *
mps_json_dup_text (const MpsJson *json, guint32 node)
{
  const MpsJsonNode *found = mps_json_peek (json, node);
  if (found->kind == MPS_JSON_STRING)
    return dup_node_text (json->text, found);
  return g_strndup (json->text + found->start, found->length);
}
