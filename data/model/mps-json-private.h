/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MPS_JSON_MAX_DEPTH: objects and arrays inside one another; deeper text is refused */
#define MPS_JSON_MAX_DEPTH 64

/** MpsJsonKind: what stands at a place of a JSON text. */
typedef enum {
  MPS_JSON_OBJECT,
  MPS_JSON_ARRAY,
  MPS_JSON_STRING,
  MPS_JSON_NUMBER,
  MPS_JSON_BOOLEAN,
  MPS_JSON_NULL,
} MpsJsonKind;

/**
 * MpsJsonNode:
 * @kind: what it is
 * @escaped: for text: whether it holds a backslash
 * @start: offset in the text; for text that of its first byte inside the quotes
 * @length: bytes, quotes not counted
 * @next: index of the node after this one and all it holds
 * @n_children: members or items
 * @hash: for a member's name: hash of its characters
 *
 * One value, or one member's name followed by its value, in the order of the text.
 */
typedef struct {
  MpsJsonKind kind : 8;
  gboolean escaped : 8;
  guint32 start;
  guint32 length;
  guint32 next;
  guint32 n_children;
  guint32 hash;
} MpsJsonNode;

/**
 * MpsJson: a text that was read strictly after RFC 8259, as a flat list of its values; node 0 is
 * the outermost. The text itself is not copied and must live on.
 */
typedef struct {
  const char *text;
  gsize length;
  GArray *nodes;
} MpsJson;

MpsJson *mps_json_parse (const char *text, gssize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_json_free (MpsJson *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsJson, mps_json_free)

guint32 mps_json_hash (const char *name, gsize length);
gboolean mps_json_name_equal (const MpsJson *json, guint32 name, const char *other, gsize length);
gboolean mps_json_find (const MpsJson *json, guint32 object, const char *name, guint32 *value);
gboolean mps_json_find_kind (
    const MpsJson *json, guint32 object, const char *name, MpsJsonKind kind, guint32 *value);
char *mps_json_dup_text (const MpsJson *json, guint32 node) G_GNUC_WARN_UNUSED_RESULT;

static inline const MpsJsonNode *
mps_json_peek (const MpsJson *json, guint32 node)
{
  return &g_array_index (json->nodes, MpsJsonNode, node);
}

G_END_DECLS
