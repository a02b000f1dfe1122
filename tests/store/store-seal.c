/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-seal.h"

#include <sqlite3.h>
#include <string.h>

/* Programs that share a profile in a test must have the same key. */
MpsSealKey *
store_seal_make_key (void)
{
  guint8 bytes[MPS_SEAL_KEY_SIZE];

  memset (bytes, 0x5a, sizeof bytes);
  return mps_seal_key_new_take (bytes);
}

/* From now on SQLite takes the sealing VFS where none is named; for the rest of the program. */
void
store_seal_everything (void)
{
  static MpsSealVfs *vfs;
  g_autoptr (MpsSealKey) key = store_seal_make_key ();
  g_autoptr (GError) error = NULL;

  vfs = mps_seal_vfs_new (key, &error);
  g_assert_no_error (error);
  g_assert_cmpint (
      sqlite3_vfs_register (sqlite3_vfs_find (mps_seal_vfs_peek_name (vfs)), 1), ==, SQLITE_OK);
}
