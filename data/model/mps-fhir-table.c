/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-fhir-table-private.h"

#include "data/model/mps-json-private.h"
#include "mps-model-resources.h"

#include <gio/gio.h>
#include <string.h>

#define TABLE_PATH "/org/manpasik/model/r4-elements.tsv"

/* Everything points into one copy of the file that lives as long as the program. */
typedef struct {
  char *text;
  GHashTable *types;
  GHashTable *other_versions;
  GHashTable *codes;
  GHashTable *elements;
  const MpsFhirType *element_type;
  const MpsFhirType *any_resource;
} Table;

static guint
hash_element (gconstpointer key)
{
  const MpsFhirElement *element = key;
  return element->hash ^ ((guint)(GPOINTER_TO_SIZE (element->owner) >> 4) * 2654435761u);
}

static gboolean
equal_elements (gconstpointer a, gconstpointer b)
{
  const MpsFhirElement *one = a, *two = b;
  return one->owner == two->owner && one->length == two->length &&
         memcmp (one->name, two->name, one->length) == 0;
}

static MpsFhirPrimitive
primitive_from_name (const char *name)
{
  static const char *const names[] = { "base64Binary", "boolean",  "canonical", "code",
                                       "date",         "dateTime", "decimal",   "id",
                                       "instant",      "integer",  "markdown",  "oid",
                                       "positiveInt",  "string",   "time",      "unsignedInt",
                                       "uri",          "url",      "uuid",      "xhtml" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return (MpsFhirPrimitive)(MPS_FHIR_BASE64 + i);
  g_error ("r4-elements.tsv: unknown primitive %s", name);
}

static MpsFhirType *
ensure_type (Table *table, const char *name)
{
  MpsFhirType *type = g_hash_table_lookup (table->types, name);
  if (type != NULL)
    return type;

  type = g_new0 (MpsFhirType, 1);
  type->name = name;
  type->slots = g_ptr_array_new ();
  g_hash_table_insert (table->types, (gpointer)name, type);
  return type;
}

/* "T", name, base, kind */
static void
read_type (Table *table, char **field)
{
  MpsFhirType *type = ensure_type (table, field[1]);
  if (strcmp (field[2], "-") != 0)
    type->base = ensure_type (table, field[2]);
  type->is_resource = strcmp (field[3], "resource") == 0;
}

static void
add_element (Table *table, MpsFhirType *owner, MpsFhirSlot *slot, const char *name, char *type)
{
  MpsFhirElement *element = g_new (MpsFhirElement, 1);
  element->owner = owner;
  element->name = name;
  element->length = strlen (name);
  element->hash = mps_json_hash (name, element->length);
  element->slot = slot;
  element->type = ensure_type (table, *type == '@' ? type + 1 : type);
  g_hash_table_add (table->elements, element);
}

/* "value[x]" of type Quantity stands in JSON as "valueQuantity". */
static void
add_choices (Table *table, MpsFhirType *owner, MpsFhirSlot *slot, char *types)
{
  char *rest = types;
  for (char *type = strsep (&rest, " "); type != NULL; type = strsep (&rest, " ")) {
    char *name = g_strdup_printf ("%.*s%c%s",
                                  (int)(strlen (slot->name) - strlen ("[x]")),
                                  slot->name,
                                  g_ascii_toupper (type[0]),
                                  type + 1);
    add_element (table, owner, slot, name, type);
  }
}

/* "E", owner, name, least, most, types, codes */
static void
read_element (Table *table, char **field)
{
  MpsFhirType *owner = ensure_type (table, field[1]);
  MpsFhirSlot *slot = g_new0 (MpsFhirSlot, 1);
  slot->name = field[2];
  slot->required = strcmp (field[3], "0") != 0;
  slot->many = strcmp (field[4], "*") == 0;
  slot->choice = g_str_has_suffix (slot->name, "[x]");
  slot->codes = g_hash_table_lookup (table->codes, field[6]);
  slot->ordinal = owner->slots->len;
  g_ptr_array_add (owner->slots, slot);
  if (slot->choice)
    add_choices (table, owner, slot, field[5]);
  else
    add_element (table, owner, slot, slot->name, field[5]);
}

static void
read_line (Table *table, char *line, gboolean elements)
{
  char *field[7] = { NULL };
  guint n = 0;
  gboolean is_element = *line == 'E';
  if (*line == '\0' || *line == '#' || is_element != elements)
    return;

  while (n < G_N_ELEMENTS (field) && line != NULL)
    field[n++] = strsep (&line, "\t");
  switch (*field[0]) {
  case 'P':
    ensure_type (table, field[1])->primitive = primitive_from_name (field[1]);
    break;
  case 'T':
    read_type (table, field);
    break;
  case 'V':
    g_hash_table_insert (table->other_versions, field[1], field[2]);
    break;
  case 'C':
    g_hash_table_insert (table->codes, field[1], field[2]);
    break;
  case 'E':
    read_element (table, field);
    break;
  default:
    g_error ("r4-elements.tsv: unknown line");
  }
}

/* A slot's place counts those of the bases before it. */
static guint
number_slots (MpsFhirType *type)
{
  if (type->n_slots > 0)
    return type->n_slots;

  guint before = type->base == NULL ? 0 : number_slots ((MpsFhirType *)type->base);
  for (guint i = 0; i < type->slots->len; i++)
    ((MpsFhirSlot *)type->slots->pdata[i])->ordinal += before;
  type->n_slots = before + type->slots->len;
  g_assert (type->n_slots <= MPS_FHIR_MAX_SLOTS);
  return type->n_slots;
}

static void
read_lines (Table *table, GPtrArray *lines, gboolean elements)
{
  for (guint i = 0; i < lines->len; i++)
    read_line (table, lines->pdata[i], elements);
}

static Table *
load_table (void)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_model_get_resource (), TABLE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert (bytes != NULL);

  Table *table = g_new0 (Table, 1);
  table->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  table->types = g_hash_table_new (g_str_hash, g_str_equal);
  table->other_versions = g_hash_table_new (g_str_hash, g_str_equal);
  table->codes = g_hash_table_new (g_str_hash, g_str_equal);
  table->elements = g_hash_table_new (hash_element, equal_elements);

  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  char *rest = table->text;
  for (char *line = strsep (&rest, "\n"); line != NULL; line = strsep (&rest, "\n"))
    g_ptr_array_add (lines, line);
  read_lines (table, lines, FALSE);
  read_lines (table, lines, TRUE);

  GHashTableIter iter;
  gpointer type;
  g_hash_table_iter_init (&iter, table->types);
  while (g_hash_table_iter_next (&iter, NULL, &type))
    number_slots (type);
  table->element_type = g_hash_table_lookup (table->types, "Element");
  table->any_resource = g_hash_table_lookup (table->types, "Resource");
  return table;
}

static const Table *
peek_table (void)
{
  static gsize loaded = 0;
  if (g_once_init_enter (&loaded))
    g_once_init_leave (&loaded, GPOINTER_TO_SIZE (load_table ()));
  return GSIZE_TO_POINTER (loaded);
}

/**
 * mps_fhir_find_type:
 * @name: name of a resource or data type
 *
 * Any thread.
 *
 * Returns: (nullable): what R4 says of it; lives as long as the program
 */
const MpsFhirType *
mps_fhir_find_type (const char *name)
{
  return g_hash_table_lookup (peek_table ()->types, name);
}

/**
 * mps_fhir_find_other_version:
 * @type: a resource type that R4 does not have
 *
 * Returns: (nullable): the FHIR version that has it
 */
const char *
mps_fhir_find_other_version (const char *type)
{
  return g_hash_table_lookup (peek_table ()->other_versions, type);
}

/**
 * mps_fhir_peek_element_type:
 *
 * Returns: the type Element, what stands beside a primitive as "_name"
 */
const MpsFhirType *
mps_fhir_peek_element_type (void)
{
  return peek_table ()->element_type;
}

/**
 * mps_fhir_peek_any_resource:
 *
 * Returns: the type Resource, a place where any resource may stand
 */
const MpsFhirType *
mps_fhir_peek_any_resource (void)
{
  return peek_table ()->any_resource;
}

/**
 * mps_fhir_find_element:
 * @type: a complex type
 * @hash: mps_json_hash() of the name
 * @name: name of a member, escapes undone
 * @length: its bytes
 *
 * Returns: (nullable): the element of @type or of one of its bases
 */
const MpsFhirElement *
mps_fhir_find_element (const MpsFhirType *type, guint32 hash, const char *name, gsize length)
{
  GHashTable *elements = peek_table ()->elements;
  MpsFhirElement key = { .name = name, .length = length, .hash = hash };
  for (key.owner = type; key.owner != NULL; key.owner = key.owner->base) {
    const MpsFhirElement *found = g_hash_table_lookup (elements, &key);
    if (found != NULL)
      return found;
  }
  return NULL;
}
