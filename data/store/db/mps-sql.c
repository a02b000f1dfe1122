/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-migrate.h"
#include "data/store/mps-store-resources.h"

#define PREFIX "/org/manpasik/store/"

static const char *
look_up (const char *name)
{
  g_autofree char *path = g_strconcat (PREFIX, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_store_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  /* Resources are linked into the program: one that is missing is a mistake of the build. */
  if (bytes == NULL)
    g_error ("store: %s", error->message);

  /* Uncompressed resources lie in the program itself and end with a NUL that does not count. */
  return g_bytes_get_data (bytes, NULL);
}

/**
 * mps_sql_load:
 * @name: path below data/store, as "schema/001.sql"
 *
 * A record that is written asks for a dozen of them, so each is looked up once.
 *
 * Returns: (transfer none): the statements, for as long as the program runs
 */
const char *
mps_sql_load (const char *name)
{
  static GMutex mutex;
  static GHashTable *known;
  const char *sql = NULL;

  g_mutex_lock (&mutex);
  if (known == NULL)
    known = g_hash_table_new (g_str_hash, g_str_equal);
  sql = g_hash_table_lookup (known, name);
  if (sql == NULL) {
    sql = look_up (name);
    g_hash_table_insert (known, g_strdup (name), (gpointer)sql);
  }
  g_mutex_unlock (&mutex);
  return sql;
}

/**
 * mps_migrate_list:
 * @n_migrations: (out): its length
 *
 * Returns: (transfer none): every schema of the program, in order
 */
const MpsMigration *
mps_migrate_list (gsize *n_migrations)
{
  static MpsMigration list[] = {
    { 1, NULL },
    { 2, NULL },
  };
  static gsize loaded = 0;

  if (g_once_init_enter (&loaded)) {
    list[0].sql = mps_sql_load ("schema/001.sql");
    list[1].sql = mps_sql_load ("schema/002.sql");
    g_once_init_leave (&loaded, 1);
  }

  *n_migrations = G_N_ELEMENTS (list);
  return list;
}
