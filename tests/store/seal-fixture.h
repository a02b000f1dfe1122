/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-seal-vfs.h"

#include <sqlite3.h>

G_BEGIN_DECLS

#define SEAL_PAGE 4096
#define SEAL_FRAME (24 + SEAL_PAGE)
#define SEAL_SECTOR 512

/**
 * SealImage: the files of a sealed database as they lie on the disk; %NULL where there is none.
 */
typedef struct {
  GByteArray *database;
  GByteArray *companion;
  GByteArray *log;
} SealImage;

/**
 * SealFixture: a folder with a VFS for one key.
 */
typedef struct {
  char *folder;
  MpsSealKey *key;
  MpsSealVfs *vfs;
} SealFixture;

void seal_fixture_set_up (SealFixture *fixture, gconstpointer data);
void seal_fixture_tear_down (SealFixture *fixture, gconstpointer data);

char *seal_fixture_path (SealFixture *fixture, const char *name);
sqlite3 *seal_open (const char *path, const char *vfs);
sqlite3 *seal_create (const char *path, const char *vfs);
void seal_exec (sqlite3 *handle, const char *sql);
gint64 seal_query (sqlite3 *handle, const char *sql);
int seal_try_query (sqlite3 *handle, const char *sql, gint64 *value);
int seal_digest (const char *path, const char *vfs, char **digest);

SealImage *seal_image_take (const char *path);
SealImage *seal_image_copy (const SealImage *image);
void seal_image_put (const SealImage *image, const char *path);
void seal_image_free (SealImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SealImage, seal_image_free)

G_END_DECLS
