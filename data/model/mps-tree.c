/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-tree.h"

#include "data/model/mps-json-private.h"
#include "data/model/mps-json-writer-private.h"

#include <string.h>

/* text: of a string decoded, of a literal as written; names: of an object only. */
struct _MpsTree {
  MpsTreeKind kind;
  char *text;
  GPtrArray *names;
  GPtrArray *items;
};

/**
 * mps_tree_new:
 * @kind: what it holds
 * @text: (nullable): of a string or a literal: its text
 *
 * Returns: (transfer full): a tree of one place
 */
MpsTree *
mps_tree_new (MpsTreeKind kind, const char *text)
{
  MpsTree *tree = g_new0 (MpsTree, 1);

  tree->kind = kind;
  tree->text = g_strdup (text);
  if (kind == MPS_TREE_OBJECT)
    tree->names = g_ptr_array_new_with_free_func (g_free);
  if (kind == MPS_TREE_OBJECT || kind == MPS_TREE_ARRAY)
    tree->items = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_tree_free);
  return tree;
}

/**
 * mps_tree_free:
 * @tree: (transfer full) (nullable): a tree
 */
void
mps_tree_free (MpsTree *tree)
{
  if (tree == NULL)
    return;

  g_free (tree->text);
  g_clear_pointer (&tree->names, g_ptr_array_unref);
  g_clear_pointer (&tree->items, g_ptr_array_unref);
  g_free (tree);
}

static MpsTree *
read_node (const MpsJson *json, guint32 at)
{
  const MpsJsonNode *node = mps_json_peek (json, at);
  MpsTree *tree;

  if (node->kind == MPS_JSON_STRING) {
    g_autofree char *text = mps_json_dup_text (json, at);

    return mps_tree_new (MPS_TREE_STRING, text);
  }
  if (node->kind != MPS_JSON_OBJECT && node->kind != MPS_JSON_ARRAY) {
    g_autofree char *text = g_strndup (json->text + node->start, node->length);

    return mps_tree_new (MPS_TREE_LITERAL, text);
  }

  tree = mps_tree_new (node->kind == MPS_JSON_OBJECT ? MPS_TREE_OBJECT : MPS_TREE_ARRAY, NULL);
  for (guint32 child = at + 1; child < node->next; child = mps_json_peek (json, child)->next) {
    if (tree->kind == MPS_TREE_OBJECT)
      g_ptr_array_add (tree->names, mps_json_dup_text (json, child++));
    g_ptr_array_add (tree->items, read_node (json, child));
  }
  return tree;
}

/**
 * mps_tree_new_from_json:
 * @json: JSON in UTF-8
 * @length: its bytes, or -1 where it ends with a NUL
 * @error: return location
 *
 * Returns: (transfer full) (nullable): it as a tree, or %NULL with %MPS_MODEL_ERROR_SYNTAX
 */
MpsTree *
mps_tree_new_from_json (const char *json, gssize length, GError **error)
{
  g_autoptr (MpsJson) parsed = mps_json_parse (json, length, error);

  return parsed != NULL ? read_node (parsed, 0) : NULL;
}

/**
 * mps_tree_new_from_resource:
 * @resource: a record
 *
 * Returns: (transfer full): its JSON as a tree; a record's text was checked when it was made
 */
MpsTree *
mps_tree_new_from_resource (const MpsResource *resource)
{
  MpsTree *tree = mps_tree_new_from_json (mps_resource_peek_json (resource), -1, NULL);

  return tree != NULL ? tree : mps_tree_new (MPS_TREE_OBJECT, NULL);
}

/**
 * mps_tree_copy:
 * @tree: a tree
 *
 * Returns: (transfer full): a copy
 */
MpsTree *
mps_tree_copy (const MpsTree *tree)
{
  MpsTree *copy = mps_tree_new (tree->kind, tree->text);

  for (guint i = 0; i < mps_tree_get_size (tree); i++) {
    if (tree->kind == MPS_TREE_OBJECT)
      g_ptr_array_add (copy->names, g_strdup (g_ptr_array_index (tree->names, i)));
    g_ptr_array_add (copy->items, mps_tree_copy (g_ptr_array_index (tree->items, i)));
  }
  return copy;
}

/**
 * mps_tree_equal:
 * @a: a tree
 * @b: another
 *
 * Returns: whether they say the same; the order of members does not count, that of items does, and
 *   1.0 is not 1.00
 */
gboolean
mps_tree_equal (const MpsTree *a, const MpsTree *b)
{
  if (a->kind != b->kind || g_strcmp0 (a->text, b->text) != 0 ||
      mps_tree_get_size (a) != mps_tree_get_size (b))
    return FALSE;

  for (guint i = 0; i < mps_tree_get_size (a); i++) {
    const MpsTree *item = a->kind == MPS_TREE_OBJECT
                              ? mps_tree_peek (b, g_ptr_array_index (a->names, i))
                              : g_ptr_array_index (b->items, i);

    if (item == NULL || !mps_tree_equal (g_ptr_array_index (a->items, i), item))
      return FALSE;
  }
  return TRUE;
}

static void
write_node (const MpsTree *tree, const char *name, MpsJsonWriter *writer)
{
  char open = tree->kind == MPS_TREE_OBJECT ? '{' : '[';
  char close = tree->kind == MPS_TREE_OBJECT ? '}' : ']';

  if (tree->kind == MPS_TREE_STRING) {
    mps_json_writer_string (writer, name, tree->text);
    return;
  }
  if (tree->kind == MPS_TREE_LITERAL) {
    mps_json_writer_literal (writer, name, tree->text);
    return;
  }

  mps_json_writer_open (writer, name, open);
  for (guint i = 0; i < tree->items->len; i++)
    write_node (g_ptr_array_index (tree->items, i), mps_tree_peek_name (tree, i), writer);
  mps_json_writer_close (writer, close);
}

/**
 * mps_tree_to_json:
 * @tree: a tree
 *
 * Returns: (transfer full): its JSON, without spaces between the elements
 */
char *
mps_tree_to_json (const MpsTree *tree)
{
  MpsJsonWriter writer;

  mps_json_writer_init (&writer);
  write_node (tree, NULL, &writer);
  return mps_json_writer_finish (&writer);
}

/**
 * mps_tree_to_resource:
 * @tree: a record's tree
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the record, checked against R4; or an error of
 *   %MPS_MODEL_ERROR
 */
MpsResource *
mps_tree_to_resource (const MpsTree *tree, GError **error)
{
  g_autofree char *json = mps_tree_to_json (tree);

  return mps_resource_new_from_json (json, -1, error);
}

/**
 * mps_tree_get_kind:
 * @tree: a tree
 *
 * Returns: what it holds
 */
MpsTreeKind
mps_tree_get_kind (const MpsTree *tree)
{
  return tree->kind;
}

/**
 * mps_tree_peek_text:
 * @tree: a tree
 *
 * Returns: (nullable): of a string its text, of a literal how it is written
 */
const char *
mps_tree_peek_text (const MpsTree *tree)
{
  return tree->text;
}

/**
 * mps_tree_get_size:
 * @tree: a tree
 *
 * Returns: number of members or items
 */
guint
mps_tree_get_size (const MpsTree *tree)
{
  return tree->items != NULL ? tree->items->len : 0;
}

/**
 * mps_tree_peek_name:
 * @tree: a tree
 * @position: place of a member
 *
 * Returns: (nullable): its name, %NULL for an item of an array
 */
const char *
mps_tree_peek_name (const MpsTree *tree, guint position)
{
  return tree->names != NULL ? g_ptr_array_index (tree->names, position) : NULL;
}

/**
 * mps_tree_peek_item:
 * @tree: a tree
 * @position: place of a member or an item
 *
 * Returns: (transfer none) (nullable): it, or %NULL where there is none
 */
MpsTree *
mps_tree_peek_item (const MpsTree *tree, guint position)
{
  return position < mps_tree_get_size (tree) ? g_ptr_array_index (tree->items, position) : NULL;
}

static gboolean
find_member (const MpsTree *tree, const char *name, guint *position)
{
  if (tree == NULL || tree->names == NULL)
    return FALSE;
  for (guint i = 0; i < tree->names->len; i++) {
    if (g_str_equal (g_ptr_array_index (tree->names, i), name)) {
      *position = i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * mps_tree_peek:
 * @tree: (nullable): a tree
 * @name: name of a member
 *
 * Returns: (transfer none) (nullable): the member, or %NULL
 */
MpsTree *
mps_tree_peek (const MpsTree *tree, const char *name)
{
  guint position;

  return find_member (tree, name, &position) ? g_ptr_array_index (tree->items, position) : NULL;
}

/**
 * mps_tree_peek_string:
 * @tree: (nullable): a tree
 * @name: name of a member
 *
 * Returns: (nullable): its text, or %NULL where it is none
 */
const char *
mps_tree_peek_string (const MpsTree *tree, const char *name)
{
  const MpsTree *member = mps_tree_peek (tree, name);

  return member != NULL && member->kind == MPS_TREE_STRING ? member->text : NULL;
}

/* "a.b[0].c" without its first step; FALSE at the end. */
static gboolean
next_step (const char **path, char *name, gsize size, gboolean *first_item)
{
  gsize length = strcspn (*path, ".[");

  if (**path == '\0')
    return FALSE;
  g_assert (length > 0 && length < size);

  memcpy (name, *path, length);
  name[length] = '\0';
  *path += length;
  *first_item = g_str_has_prefix (*path, "[0]");
  if (*first_item)
    *path += strlen ("[0]");
  if (**path == '.')
    *path += 1;
  return TRUE;
}

/**
 * mps_tree_peek_path:
 * @tree: (nullable): a tree
 * @path: names with dots between them, "[0]" for the first item: "code.coding[0].code"
 *
 * Returns: (transfer none) (nullable): what is there, or %NULL
 */
MpsTree *
mps_tree_peek_path (const MpsTree *tree, const char *path)
{
  MpsTree *at = (MpsTree *)tree;
  gboolean first_item;
  char name[64];

  while (at != NULL && next_step (&path, name, sizeof name, &first_item)) {
    at = mps_tree_peek (at, name);
    if (at != NULL && first_item)
      at = at->kind == MPS_TREE_ARRAY ? mps_tree_peek_item (at, 0) : NULL;
  }
  return at;
}

/**
 * mps_tree_peek_path_string:
 * @tree: (nullable): a tree
 * @path: as in mps_tree_peek_path()
 *
 * Returns: (nullable): the text there, or %NULL where there is none
 */
const char *
mps_tree_peek_path_string (const MpsTree *tree, const char *path)
{
  const MpsTree *found = mps_tree_peek_path (tree, path);

  return found != NULL && found->kind == MPS_TREE_STRING ? found->text : NULL;
}

/**
 * mps_tree_set:
 * @tree: an object
 * @name: name of a member
 * @value: (transfer full) (nullable): what it becomes; %NULL takes it away
 */
void
mps_tree_set (MpsTree *tree, const char *name, MpsTree *value)
{
  guint position;
  gboolean found = find_member (tree, name, &position);

  g_return_if_fail (tree->kind == MPS_TREE_OBJECT);
  if (value == NULL && found) {
    g_ptr_array_remove_index (tree->names, position);
    g_ptr_array_remove_index (tree->items, position);
  } else if (value != NULL && found) {
    mps_tree_free (g_ptr_array_index (tree->items, position));
    g_ptr_array_index (tree->items, position) = value;
  } else if (value != NULL) {
    g_ptr_array_add (tree->names, g_strdup (name));
    g_ptr_array_add (tree->items, value);
  }
}

/**
 * mps_tree_set_string:
 * @tree: an object
 * @name: name of a member
 * @text: (nullable): its text; %NULL and the empty text, which FHIR forbids, take it away
 */
void
mps_tree_set_string (MpsTree *tree, const char *name, const char *text)
{
  gboolean any = text != NULL && *text != '\0';

  mps_tree_set (tree, name, any ? mps_tree_new (MPS_TREE_STRING, text) : NULL);
}

/**
 * mps_tree_set_literal:
 * @tree: an object
 * @name: name of a member
 * @literal: a number, true or false, as JSON writes it
 */
void
mps_tree_set_literal (MpsTree *tree, const char *name, const char *literal)
{
  mps_tree_set (tree, name, mps_tree_new (MPS_TREE_LITERAL, literal));
}

/**
 * mps_tree_ensure:
 * @tree: an object
 * @name: name of a member
 * @kind: object or array
 *
 * Returns: (transfer none): the member, made where it is missing or of another kind
 */
MpsTree *
mps_tree_ensure (MpsTree *tree, const char *name, MpsTreeKind kind)
{
  MpsTree *member = mps_tree_peek (tree, name);

  if (member != NULL && member->kind == kind)
    return member;

  member = mps_tree_new (kind, NULL);
  mps_tree_set (tree, name, member);
  return member;
}

/**
 * mps_tree_append:
 * @tree: an array
 * @item: (transfer full): what is added to it
 *
 * Returns: (transfer none): @item
 */
MpsTree *
mps_tree_append (MpsTree *tree, MpsTree *item)
{
  g_return_val_if_fail (tree->kind == MPS_TREE_ARRAY, NULL);
  g_ptr_array_add (tree->items, item);
  return item;
}

/**
 * mps_tree_remove_item:
 * @tree: an array
 * @position: which item goes
 */
void
mps_tree_remove_item (MpsTree *tree, guint position)
{
  g_return_if_fail (tree->kind == MPS_TREE_ARRAY);
  g_ptr_array_remove_index (tree->items, position);
}

static MpsTree *
ensure_step (MpsTree *at, const char *name, gboolean first_item)
{
  MpsTree *list;

  if (!first_item)
    return mps_tree_ensure (at, name, MPS_TREE_OBJECT);
  list = mps_tree_ensure (at, name, MPS_TREE_ARRAY);
  if (mps_tree_get_size (list) == 0)
    mps_tree_append (list, mps_tree_new (MPS_TREE_OBJECT, NULL));
  return mps_tree_peek_item (list, 0);
}

/**
 * mps_tree_ensure_path:
 * @tree: an object
 * @path: as in mps_tree_peek_path()
 *
 * Returns: (transfer none): the object there, made with all on the way where it is missing
 */
MpsTree *
mps_tree_ensure_path (MpsTree *tree, const char *path)
{
  MpsTree *at = tree;
  gboolean first_item;
  char name[64];

  while (next_step (&path, name, sizeof name, &first_item))
    at = ensure_step (at, name, first_item);
  return at;
}

/* FHIR has no empty objects and lists. Returns whether the node is one now. */
static gboolean
remove_path (MpsTree *at, const char *path)
{
  gboolean first_item;
  char name[64];
  MpsTree *member;

  if (!next_step (&path, name, sizeof name, &first_item))
    return TRUE;
  member = mps_tree_peek (at, name);
  if (member == NULL)
    return FALSE;

  if (!first_item) {
    if (*path == '\0' || remove_path (member, path))
      mps_tree_set (at, name, NULL);
  } else if (mps_tree_get_size (member) > 0 && remove_path (mps_tree_peek_item (member, 0), path)) {
    mps_tree_remove_item (member, 0);
    if (mps_tree_get_size (member) == 0)
      mps_tree_set (at, name, NULL);
  }
  return mps_tree_get_size (at) == 0;
}

static void
set_first (MpsTree *list, MpsTree *value)
{
  if (mps_tree_get_size (list) == 0) {
    mps_tree_append (list, value);
    return;
  }
  mps_tree_free (g_ptr_array_index (list->items, 0));
  g_ptr_array_index (list->items, 0) = value;
}

/**
 * mps_tree_set_path:
 * @tree: an object
 * @path: as in mps_tree_peek_path()
 * @value: (transfer full) (nullable): what is put there; %NULL takes it away, and with it the
 *   objects and lists that are empty then
 *
 * Makes the objects and lists on the way where they are missing.
 */
void
mps_tree_set_path (MpsTree *tree, const char *path, MpsTree *value)
{
  MpsTree *at = tree;
  gboolean first_item;
  char name[64];

  if (value == NULL) {
    remove_path (tree, path);
    return;
  }

  while (next_step (&path, name, sizeof name, &first_item)) {
    if (*path == '\0')
      break;
    at = ensure_step (at, name, first_item);
  }
  if (first_item)
    set_first (mps_tree_ensure (at, name, MPS_TREE_ARRAY), value);
  else
    mps_tree_set (at, name, value);
}

/**
 * mps_tree_set_path_string:
 * @tree: an object
 * @path: as in mps_tree_set_path()
 * @text: (nullable): the text there; %NULL and the empty text take it away
 */
void
mps_tree_set_path_string (MpsTree *tree, const char *path, const char *text)
{
  gboolean any = text != NULL && *text != '\0';

  mps_tree_set_path (tree, path, any ? mps_tree_new (MPS_TREE_STRING, text) : NULL);
}
