/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"

G_BEGIN_DECLS

/**
 * MpsTreeKind: what a place of a JSON tree holds.
 */
typedef enum {
  MPS_TREE_OBJECT,
  MPS_TREE_ARRAY,
  MPS_TREE_STRING,
  /** a number, true, false or null, kept as it was written: 1.10 stays 1.10 */
  MPS_TREE_LITERAL,
} MpsTreeKind;

/**
 * MpsTree:
 *
 * A record's JSON that can be edited in place: what nobody touches, unknown elements and the digits
 * of numbers included, comes out as it went in, in the same order.
 */
typedef struct _MpsTree MpsTree;

MpsTree *mps_tree_new (MpsTreeKind kind, const char *text) G_GNUC_WARN_UNUSED_RESULT;
MpsTree *mps_tree_new_from_json (const char *json, gssize length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsTree *mps_tree_new_from_resource (const MpsResource *resource) G_GNUC_WARN_UNUSED_RESULT;
MpsTree *mps_tree_copy (const MpsTree *tree) G_GNUC_WARN_UNUSED_RESULT;
void mps_tree_free (MpsTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsTree, mps_tree_free)
char *mps_tree_to_json (const MpsTree *tree) G_GNUC_WARN_UNUSED_RESULT;
MpsResource *mps_tree_to_resource (const MpsTree *tree, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_tree_equal (const MpsTree *a, const MpsTree *b);

MpsTreeKind mps_tree_get_kind (const MpsTree *tree);
const char *mps_tree_peek_text (const MpsTree *tree);
guint mps_tree_get_size (const MpsTree *tree);
const char *mps_tree_peek_name (const MpsTree *tree, guint position);
MpsTree *mps_tree_peek_item (const MpsTree *tree, guint position);
MpsTree *mps_tree_peek (const MpsTree *tree, const char *name);
const char *mps_tree_peek_string (const MpsTree *tree, const char *name);
MpsTree *mps_tree_peek_path (const MpsTree *tree, const char *path);
const char *mps_tree_peek_path_string (const MpsTree *tree, const char *path);

void mps_tree_set (MpsTree *tree, const char *name, MpsTree *value);
void mps_tree_set_string (MpsTree *tree, const char *name, const char *text);
void mps_tree_set_literal (MpsTree *tree, const char *name, const char *literal);
void mps_tree_set_path (MpsTree *tree, const char *path, MpsTree *value);
void mps_tree_set_path_string (MpsTree *tree, const char *path, const char *text);
MpsTree *mps_tree_ensure (MpsTree *tree, const char *name, MpsTreeKind kind);
MpsTree *mps_tree_ensure_path (MpsTree *tree, const char *path);
MpsTree *mps_tree_append (MpsTree *tree, MpsTree *item);
void mps_tree_remove_item (MpsTree *tree, guint position);

G_END_DECLS
