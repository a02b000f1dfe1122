/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-writer-private.h"

#include "data/store/record/mps-write-private.h"

/* Batches that share one commit at most: enough to make the disk's flush cheap, few enough that
 * no one waits long. */
#define GROUP_MAX 64

typedef enum {
  JOB_WAITING,
  JOB_DONE,
} JobState;

typedef struct {
  const MpsStoreBatch *batch;
  GCancellable *cancellable;
  GPtrArray *written;
  GError *error;
  JobState state;
} Job;

struct _MpsWriter {
  MpsDb *db;
  char *owner;
  MpsAuditPlace *place;
  GThread *thread;
  GMutex mutex;
  GCond cond;
  GQueue waiting;
  gboolean closing;
};

static void
forget (Job *job)
{
  g_clear_error (&job->error);
  g_ptr_array_set_size (job->written, 0);
}

static gboolean
carry_out (MpsWriter *writer, Job *job)
{
  MpsWriteContext context = {
    .db = writer->db,
    .batch = job->batch,
    .owner = writer->owner,
    .place = writer->place,
    .time_us = g_get_real_time (),
    .written = job->written,
  };
  gboolean done;

  if (g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
    return FALSE;

  mps_db_set_cancellable (writer->db, job->cancellable);
  done = mps_write_batch (&context, &job->error);
  mps_db_set_cancellable (writer->db, NULL);
  if (!done && job->error == NULL)
    g_set_error (&job->error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_FAILED,
                 "records: a question had no answer; nothing was written: run check");
  return done;
}

static void
run_alone (MpsWriter *writer, Job *job)
{
  forget (job);
  if (!mps_db_begin (writer->db, &job->error))
    return;

  if (!carry_out (writer, job) || !mps_db_commit (writer->db, &job->error))
    mps_db_rollback (writer->db);
}

/* Whether the transaction still stands, so that the others of the group can go on in it. */
static gboolean
run_in_group (MpsWriter *writer, Job *job)
{
  sqlite3 *handle = mps_db_peek_handle (writer->db);
  const char *end = "RELEASE batch";

  forget (job);
  if (!mps_db_exec (writer->db, "SAVEPOINT batch", &job->error))
    return FALSE;
  if (!carry_out (writer, job))
    end = "ROLLBACK TO batch; RELEASE batch";

  /* A full disk or a cancel makes SQLite take back the whole transaction. */
  return !sqlite3_get_autocommit (handle) && mps_db_exec (writer->db, end, NULL);
}

static gboolean
try_group (MpsWriter *writer, GPtrArray *jobs)
{
  if (!mps_db_begin (writer->db, NULL))
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    if (!run_in_group (writer, g_ptr_array_index (jobs, i))) {
      mps_db_rollback (writer->db);
      return FALSE;
    }

  return mps_db_commit (writer->db, NULL);
}

static void
run_jobs (MpsWriter *writer, GPtrArray *jobs)
{
  if (jobs->len > 1 && try_group (writer, jobs))
    return;

  for (guint i = 0; i < jobs->len; i++)
    run_alone (writer, g_ptr_array_index (jobs, i));
}

/* Waits for work; none means that the store closes. */
static GPtrArray *
take_jobs (MpsWriter *writer)
{
  GPtrArray *jobs = g_ptr_array_new ();

  g_mutex_lock (&writer->mutex);
  while (g_queue_is_empty (&writer->waiting) && !writer->closing)
    g_cond_wait (&writer->cond, &writer->mutex);
  while (!g_queue_is_empty (&writer->waiting) && jobs->len < GROUP_MAX)
    g_ptr_array_add (jobs, g_queue_pop_head (&writer->waiting));
  g_mutex_unlock (&writer->mutex);

  return jobs;
}

static void
answer (MpsWriter *writer, GPtrArray *jobs)
{
  g_mutex_lock (&writer->mutex);
  for (guint i = 0; i < jobs->len; i++)
    ((Job *)g_ptr_array_index (jobs, i))->state = JOB_DONE;
  g_cond_broadcast (&writer->cond);
  g_mutex_unlock (&writer->mutex);
}

static gpointer
write_until_closed (gpointer data)
{
  MpsWriter *writer = data;

  for (;;) {
    g_autoptr (GPtrArray) jobs = take_jobs (writer);

    if (jobs->len == 0)
      return NULL;

    run_jobs (writer, jobs);
    answer (writer, jobs);
  }
}

/**
 * mps_writer_new:
 * @db: (transfer full): the writing connection
 * @owner: id of the open store
 * @place: (transfer none): where it is written from; outlives the writer
 *
 * Returns: (transfer full): the writer, its thread running
 */
MpsWriter *
mps_writer_new (MpsDb *db, const char *owner, MpsAuditPlace *place)
{
  MpsWriter *writer = g_new0 (MpsWriter, 1);

  writer->db = db;
  writer->owner = g_strdup (owner);
  writer->place = place;
  g_mutex_init (&writer->mutex);
  g_cond_init (&writer->cond);
  g_queue_init (&writer->waiting);
  writer->thread = g_thread_new ("store-writer", write_until_closed, writer);
  return writer;
}

/**
 * mps_writer_close:
 * @writer: a writer
 *
 * Writes what was handed in and closes the connection; nothing can be written afterwards.
 */
void
mps_writer_close (MpsWriter *writer)
{
  GThread *thread;

  g_mutex_lock (&writer->mutex);
  writer->closing = TRUE;
  thread = g_steal_pointer (&writer->thread);
  g_cond_broadcast (&writer->cond);
  g_mutex_unlock (&writer->mutex);
  if (thread == NULL)
    return;

  g_thread_join (thread);
  g_clear_pointer (&writer->db, mps_db_close);
}

/**
 * mps_writer_free:
 * @writer: (transfer full) (nullable): a writer no one waits for; what was handed in is written
 */
void
mps_writer_free (MpsWriter *writer)
{
  if (writer == NULL)
    return;

  mps_writer_close (writer);
  g_mutex_clear (&writer->mutex);
  g_cond_clear (&writer->cond);
  g_free (writer->owner);
  g_free (writer);
}

/**
 * mps_writer_commit:
 * @writer: a writer
 * @batch: what to write; not touched by others until this returns
 * @written: (out) (optional) (transfer full) (element-type MpsResource): the records as stored
 * @cancellable: (nullable): takes the batch back if it comes before the commit
 * @error: return location
 *
 * Blocks until the batch is durable or was refused.
 *
 * Returns: whether it is durable; if not, nothing of it was written
 */
gboolean
mps_writer_commit (MpsWriter *writer,
                   const MpsStoreBatch *batch,
                   GPtrArray **written,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_resource_unref);
  Job job = { .batch = batch, .cancellable = cancellable, .written = records };

  g_mutex_lock (&writer->mutex);
  if (writer->closing) {
    g_mutex_unlock (&writer->mutex);
    return mps_store_set_closed (error);
  }
  g_queue_push_tail (&writer->waiting, &job);
  g_cond_broadcast (&writer->cond);
  while (job.state != JOB_DONE)
    g_cond_wait (&writer->cond, &writer->mutex);
  g_mutex_unlock (&writer->mutex);

  if (job.error != NULL) {
    g_propagate_error (error, job.error);
    return FALSE;
  }

  if (written != NULL)
    *written = g_steal_pointer (&records);
  return TRUE;
}
