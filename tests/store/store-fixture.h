/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store.h"

G_BEGIN_DECLS

/**
 * StoreFixture: an empty profile in a folder of its own, which goes with the test.
 */
typedef struct {
  char *root;
  char *directory;
  MpsStore *store;
} StoreFixture;

void store_fixture_set_up (StoreFixture *fixture, gconstpointer data);
void store_fixture_tear_down (StoreFixture *fixture, gconstpointer data);
void store_fixture_reopen (StoreFixture *fixture);

#define store_test_add(path, function)                                                             \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

void store_test_init (int *argc, char ***argv);
const char *store_test_seal (void);
char *store_test_make_folder (void);
void store_test_remove_folder (const char *folder);
void store_test_copy_folder (const char *from, const char *to);
MpsResource *store_test_resource (const char *json);
MpsResource *store_test_patient (const char *id, const char *family, const char *given);
gint64 store_test_put (MpsStore *store, const char *json, gint64 expected, GError **error);
void store_test_put_patient (MpsStore *store, const char *id);
void store_test_assert_whole (MpsStore *store);
gboolean store_test_contains (GPtrArray *texts, const char *needle);

G_END_DECLS
