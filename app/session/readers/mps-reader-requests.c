/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/readers/mps-readers.h"

#include "app/session/readers/mps-readers-private.h"
#include "devices/reader/mps-reader.h"

/* One request on a worker thread */

typedef struct {
  MpsTransport *transport;
  MpsReaderLock *lock;
  char *serial;
  gint64 old_minus_new_us;
  guint32 faults;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->transport);
  mps_reader_lock_unref (request->lock);
  g_free (request->serial);
  g_free (request);
}

static void
start_request (GTask *task, const char *serial, GTaskThreadFunc run)
{
  MpsReaders *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *resolved = NULL;
  Request *request;

  if (!mps_session_require (mps_readers_peek_session (self), MPS_ACTION_MANAGE_DEVICES, &error) ||
      (resolved = mps_readers_resolve (self, serial, &error)) == NULL) {
    g_task_return_error (task, error);
    return;
  }

  request = g_new0 (Request, 1);
  request->transport = mps_readers_dup_transport (self, resolved, NULL);
  request->lock = mps_readers_ref_lock (self, resolved);
  request->serial = g_steal_pointer (&resolved);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, run);
}

static void
set_clock_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&request->lock->mutex);
  g_autoptr (MpsReader) reader = mps_reader_new (request->transport);
  GError *error = NULL;

  if (!mps_reader_open (reader, cancellable, &error) ||
      !mps_reader_set_clock (
          reader, (guint64)g_get_real_time (), &request->old_minus_new_us, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  mps_reader_close (reader);
}

/**
 * mps_readers_set_clock_async:
 * @self: the readers
 * @serial: (nullable): which one; %NULL: the chosen or the only one
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @data: for @callback
 *
 * Sets the reader's clock to the workstation's.
 */
void
mps_readers_set_clock_async (MpsReaders *self,
                             const char *serial,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, mps_readers_set_clock_async);
  start_request (task, serial, set_clock_in_thread);
}

/**
 * mps_readers_set_clock_finish:
 * @self: the readers
 * @result: of mps_readers_set_clock_async()
 * @old_minus_new_us: (out) (optional): by how much it was ahead, µs; untouched on failure
 * @error: return location
 *
 * Returns: whether the clock was set
 */
gboolean
mps_readers_set_clock_finish (MpsReaders *self,
                              GAsyncResult *result,
                              gint64 *old_minus_new_us,
                              GError **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  mps_readers_ask (self, request->serial);
  if (old_minus_new_us != NULL)
    *old_minus_new_us = request->old_minus_new_us;
  return TRUE;
}

static void
self_test_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&request->lock->mutex);
  g_autoptr (MpsReader) reader = mps_reader_new (request->transport);
  GError *error = NULL;

  if (!mps_reader_open (reader, cancellable, &error) ||
      !mps_reader_self_test (reader, &request->faults, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  mps_reader_close (reader);
}

/**
 * mps_readers_self_test_async:
 * @self: the readers
 * @serial: (nullable): which one; %NULL: the chosen or the only one
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done, up to 20 s later
 * @data: for @callback
 *
 * Has the reader test itself; finding nothing clears its fault state.
 */
void
mps_readers_self_test_async (MpsReaders *self,
                             const char *serial,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, mps_readers_self_test_async);
  start_request (task, serial, self_test_in_thread);
}

/**
 * mps_readers_self_test_finish:
 * @self: the readers
 * @result: of mps_readers_self_test_async()
 * @faults: (out) (optional): the reader's fault bits, 0 when nothing was found; untouched on
 * failure
 * @error: return location
 *
 * Returns: whether the test could be made
 */
gboolean
mps_readers_self_test_finish (MpsReaders *self, GAsyncResult *result, guint *faults, GError **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  mps_readers_ask (self, request->serial);
  if (faults != NULL)
    *faults = request->faults;
  return TRUE;
}
