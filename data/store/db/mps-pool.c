/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-pool-private.h"

struct _MpsPool {
  char *path;
  char *vfs;
  guint busy_ms;
  MpsDbBusyFunc busy_who;
  gpointer busy_data;
  guint max;
  guint n_open;
  GQueue idle;
  gboolean closed;
  GMutex mutex;
  GCond cond;
};

struct _MpsLoan {
  MpsPool *pool;
  MpsDb *db;
};

/**
 * mps_pool_new:
 * @path: the database file
 * @vfs: (nullable): as in mps_db_open()
 * @max: most connections that are open together
 *
 * Returns: (transfer full): a pool; connections are opened when they are needed
 */
MpsPool *
mps_pool_new (const char *path, const char *vfs, guint max)
{
  MpsPool *pool = g_new0 (MpsPool, 1);

  pool->path = g_strdup (path);
  pool->vfs = g_strdup (vfs);
  pool->max = max;
  g_queue_init (&pool->idle);
  g_mutex_init (&pool->mutex);
  g_cond_init (&pool->cond);
  return pool;
}

/**
 * mps_pool_close:
 * @pool: a pool
 *
 * Waits until every connection is back and closes them; none can be taken afterwards.
 */
void
mps_pool_close (MpsPool *pool)
{
  g_mutex_lock (&pool->mutex);
  pool->closed = TRUE;
  g_cond_broadcast (&pool->cond);
  while (g_queue_get_length (&pool->idle) != pool->n_open)
    g_cond_wait (&pool->cond, &pool->mutex);
  g_queue_clear_full (&pool->idle, (GDestroyNotify)mps_db_close);
  pool->n_open = 0;
  g_mutex_unlock (&pool->mutex);
}

/**
 * mps_pool_free:
 * @pool: (transfer full) (nullable): a pool with every connection back
 */
void
mps_pool_free (MpsPool *pool)
{
  if (pool == NULL)
    return;

  g_queue_clear_full (&pool->idle, (GDestroyNotify)mps_db_close);
  g_mutex_clear (&pool->mutex);
  g_cond_clear (&pool->cond);
  g_free (pool->path);
  g_free (pool->vfs);
  g_free (pool);
}

/**
 * mps_pool_set_busy:
 * @pool: a pool that no one has taken from yet
 * @timeout_ms: as in mps_db_set_busy()
 * @who: (nullable): likewise
 * @data: likewise
 */
void
mps_pool_set_busy (MpsPool *pool, guint timeout_ms, MpsDbBusyFunc who, gpointer data)
{
  pool->busy_ms = timeout_ms;
  pool->busy_who = who;
  pool->busy_data = data;
}

static MpsDb *
open_another (MpsPool *pool, GError **error)
{
  MpsDb *db = mps_db_open (pool->path, pool->vfs, MPS_DB_READ, error);

  if (db != NULL) {
    mps_db_set_busy (db, pool->busy_ms, pool->busy_who, pool->busy_data);
    return db;
  }

  g_mutex_lock (&pool->mutex);
  pool->n_open--;
  g_cond_broadcast (&pool->cond);
  g_mutex_unlock (&pool->mutex);
  return NULL;
}

/**
 * mps_pool_take:
 * @pool: a pool
 * @cancellable: (nullable): ends long questions
 * @error: return location
 *
 * Any thread. Fails with %MPS_STORE_ERROR_CLOSED after mps_pool_close().
 *
 * Returns: (transfer full): a connection on loan
 */
MpsLoan *
mps_pool_take (MpsPool *pool, GCancellable *cancellable, GError **error)
{
  MpsLoan *loan;
  MpsDb *db;

  g_mutex_lock (&pool->mutex);
  while (g_queue_is_empty (&pool->idle) && pool->n_open == pool->max && !pool->closed)
    g_cond_wait (&pool->cond, &pool->mutex);
  if (pool->closed) {
    g_mutex_unlock (&pool->mutex);
    mps_store_set_closed (error);
    return NULL;
  }
  db = g_queue_pop_head (&pool->idle);
  if (db == NULL)
    pool->n_open++;
  g_mutex_unlock (&pool->mutex);

  if (db == NULL && (db = open_another (pool, error)) == NULL)
    return NULL;

  mps_db_set_cancellable (db, cancellable);
  loan = g_new0 (MpsLoan, 1);
  loan->pool = pool;
  loan->db = db;
  return loan;
}

/**
 * mps_loan_peek_db:
 * @loan: a loan
 *
 * Returns: (transfer none): its connection
 */
MpsDb *
mps_loan_peek_db (MpsLoan *loan)
{
  return loan->db;
}

/**
 * mps_loan_return:
 * @loan: (transfer full) (nullable): a loan with every statement released
 */
void
mps_loan_return (MpsLoan *loan)
{
  MpsPool *pool;

  if (loan == NULL)
    return;

  pool = loan->pool;
  mps_db_set_cancellable (loan->db, NULL);
  g_mutex_lock (&pool->mutex);
  g_queue_push_head (&pool->idle, loan->db);
  g_cond_broadcast (&pool->cond);
  g_mutex_unlock (&pool->mutex);
  g_free (loan);
}
