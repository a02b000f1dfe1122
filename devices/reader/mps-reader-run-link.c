/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-run-private.h"

/** How long the cable may be away before the run is invalid. */
#define RECONNECT_MS 30000
#define LOOK_AGAIN_MS 100
/** How long END is waited for after STOP: up to 4096 scans may stand before it. */
#define STOP_END_MS 1000

static GByteArray *
encode_start (const MpsReaderRun *run)
{
  GByteArray *payload = g_byte_array_new ();

  mps_reader_start_encode (run->start, payload);
  return payload;
}

static GByteArray *
ask_start (MpsReaderRun *run, MpsReplyStatus *status, GError **error)
{
  g_autoptr (GByteArray) payload = encode_start (run);

  run->sent = TRUE;
  run->sent_us = g_get_monotonic_time ();
  return mps_reader_ask (run->reader,
                         MPS_REQUEST_START,
                         payload,
                         MPS_READER_AND_ONCE_MORE,
                         status,
                         run->cancellable,
                         error);
}

/* A run of a host that is no longer there may still be going on. */
static gboolean
stop_orphan (MpsReaderRun *run, GError **error)
{
  g_autoptr (GByteArray) reply = NULL;
  MpsReplyStatus status = MPS_REPLY_OK;
  MpsReaderStatus state;

  reply = mps_reader_ask (run->reader,
                          MPS_REQUEST_GET_STATUS,
                          NULL,
                          MPS_READER_AND_ONCE_MORE,
                          &status,
                          run->cancellable,
                          error);
  if (reply == NULL)
    return FALSE;
  if (status != MPS_REPLY_OK || !mps_reader_status_decode (reply->data, reply->len, &state) ||
      state.state != MPS_READER_RUNNING)
    return TRUE;

  g_clear_pointer (&reply, g_byte_array_unref);
  reply = mps_reader_ask (run->reader,
                          MPS_REQUEST_STOP,
                          NULL,
                          MPS_READER_AND_ONCE_MORE,
                          &status,
                          run->cancellable,
                          error);
  return reply != NULL;
}

/*
 * mps_reader_run_start:
 *
 * Sends START. When no reply comes, whether the run began is asked with RESUME by the next step.
 */
gboolean
mps_reader_run_start (MpsReaderRun *run, GError **error)
{
  g_autoptr (GByteArray) reply = NULL;
  MpsReplyStatus status = MPS_REPLY_OK;
  MpsBytes bytes;

  reply = ask_start (run, &status, error);
  if (reply != NULL && status == MPS_REPLY_NOT_ALLOWED) {
    run->sent = FALSE;
    if (!stop_orphan (run, error))
      return FALSE;
    g_clear_pointer (&reply, g_byte_array_unref);
    reply = ask_start (run, &status, error);
  }
  if (reply == NULL)
    return FALSE;

  if (status != MPS_REPLY_OK) {
    run->sent = FALSE;
    mps_reader_set_status_error (status, error);
    return FALSE;
  }
  bytes = mps_bytes (reply->data, reply->len);
  if (!mps_bytes_left (&bytes, sizeof (guint64))) {
    mps_reader_set_status_error (MPS_REPLY_OK, error);
    return FALSE;
  }

  mps_reader_run_begin (run, mps_bytes_take_u64 (&bytes));
  run->listening = TRUE;
  run->step = MPS_RUN_STEP_LISTEN;
  mps_reader_run_expect (run);
  return TRUE;
}

static GByteArray *
ask_resume (MpsReaderRun *run, MpsReplyStatus *status, GError **error)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  /* Nothing of the run counts until the reply. */
  run->listening = FALSE;
  mps_reader_resume_request_encode (run->start->run_id, run->window->next, payload);
  return mps_reader_ask (run->reader,
                         MPS_REQUEST_RESUME,
                         payload,
                         run->was_reset ? MPS_READER_ONCE : MPS_READER_AND_ONCE_MORE,
                         status,
                         run->cancellable,
                         error);
}

static void
take_resume (MpsReaderRun *run, const MpsReaderResume *resume)
{
  gboolean waiting = resume->produced > run->window->next || resume->ended;

  /* START was never answered: its reply would have had the clock. */
  if (!run->begun)
    mps_reader_run_begin (run, mps_reader_estimate_clock (run->reader, run->sent_us));

  run->outcome.produced = MAX (run->outcome.produced, resume->produced);
  run->quiet_resumes = waiting ? run->quiet_resumes + 1 : 0;
  memset (&run->gap, 0, sizeof run->gap);
  run->listening = TRUE;
  run->step = MPS_RUN_STEP_LISTEN;
  mps_reader_run_expect (run);

  if (resume->first > run->window->next) {
    guint32 lost = mps_scan_window_count_missing (run->window, resume->first);

    if (lost > 0)
      mps_reader_run_lose (run, lost);
  }
}

/*
 * mps_reader_run_resume:
 *
 * Asks the reader to go on from the first missing scan.
 */
gboolean
mps_reader_run_resume (MpsReaderRun *run, GError **error)
{
  g_autoptr (GByteArray) reply = NULL;
  MpsReplyStatus status = MPS_REPLY_OK;
  MpsReaderResume resume;

  reply = ask_resume (run, &status, error);
  if (reply == NULL)
    return FALSE;

  run->was_reset = FALSE;
  if (status == MPS_REPLY_NOT_ALLOWED && !run->begun) {
    mps_reader_run_finish (run, MPS_READER_RUN_NEVER_BEGAN);
    return TRUE;
  }
  /* It was switched off meanwhile and knows nothing of the run any more. */
  if (status == MPS_REPLY_NOT_ALLOWED || status == MPS_REPLY_BAD_ARGUMENT) {
    run->sent = FALSE;
    mps_reader_run_lose (run, mps_scan_window_count_missing (run->window, run->window->total));
    return TRUE;
  }
  if (status != MPS_REPLY_OK || !mps_reader_resume_decode (reply->data, reply->len, &resume)) {
    mps_reader_set_status_error (status, error);
    return FALSE;
  }

  take_resume (run, &resume);
  return TRUE;
}

static gboolean
wait_for_end (MpsReaderRun *run)
{
  gint64 deadline_us = g_get_monotonic_time () + STOP_END_MS * 1000;

  run->listening = TRUE;
  while (!run->ended)
    if (!mps_reader_listen (run->reader, deadline_us, NULL, NULL))
      return FALSE;

  return TRUE;
}

/*
 * mps_reader_run_stop:
 *
 * Asks the reader to stop, as far as it can be asked: the run is over for the host either way.
 */
void
mps_reader_run_stop (MpsReaderRun *run)
{
  g_autoptr (GByteArray) reply = NULL;
  MpsReplyStatus status = MPS_REPLY_OK;

  if (!run->sent || run->ended || run->stopping || !run->reader->is_open)
    return;

  run->stopping = TRUE;
  reply = mps_reader_ask (
      run->reader, MPS_REQUEST_STOP, NULL, MPS_READER_AND_ONCE_MORE, &status, NULL, NULL);
  if (reply == NULL || status != MPS_REPLY_OK)
    return;

  /* So that the next run finds an idle reader; without END it is stopped then. */
  if (wait_for_end (run))
    run->outcome.produced = run->end.produced;
}

static gboolean
find_again (MpsReaderRun *run, gboolean *cancelled)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64)RECONNECT_MS * 1000;

  while (g_get_monotonic_time () < deadline_us) {
    g_autoptr (GError) local = NULL;
    GPollFD fd;

    if (mps_reader_open (run->reader, run->cancellable, &local))
      return TRUE;
    if (g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_VERSION))
      return FALSE;

    if (run->cancellable != NULL && g_cancellable_make_pollfd (run->cancellable, &fd)) {
      *cancelled = g_poll (&fd, 1, LOOK_AGAIN_MS) > 0;
      g_cancellable_release_fd (run->cancellable);
    } else {
      g_usleep (LOOK_AGAIN_MS * 1000);
    }
    if (*cancelled)
      return FALSE;
  }

  return FALSE;
}

/* The cable is gone, or the reader must be replugged: waits for it, and tells so. */
static void
reconnect (MpsReaderRun *run)
{
  gboolean cancelled = FALSE;

  mps_reader_close (run->reader);
  run->listening = FALSE;
  run->was_reset = FALSE;
  if (run->handlers->link != NULL)
    run->handlers->link (TRUE, run->handlers->data);

  if (!find_again (run, &cancelled)) {
    mps_reader_run_finish (run, cancelled ? MPS_READER_RUN_STOPPED : MPS_READER_RUN_GONE);
    return;
  }

  run->outcome.stats.reconnects++;
  run->step = MPS_RUN_STEP_RESUME;
  if (run->handlers->link != NULL)
    run->handlers->link (FALSE, run->handlers->data);
}

/* Two silences: USB reset and HELLO, then RESUME instead of the request; a second time the cable
 * is waited for, because the person is asked to replug. */
static gboolean
reset_or_reconnect (MpsReaderRun *run, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (run->was_reset) {
    reconnect (run);
    return TRUE;
  }

  run->listening = FALSE;
  run->was_reset = TRUE;
  run->step = MPS_RUN_STEP_RESUME;
  if (mps_reader_reset (run->reader, run->cancellable, &local))
    return TRUE;
  if (mps_reader_run_cope (run, &local))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/*
 * mps_reader_run_cope:
 * @error: (inout): what failed; cleared when the run can go on, or its outcome is known
 *
 * Returns: whether it could be coped with
 */
gboolean
mps_reader_run_cope (MpsReaderRun *run, GError **error)
{
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_error (error);
    mps_reader_run_stop (run);
    mps_reader_run_finish (run, MPS_READER_RUN_STOPPED);
    return TRUE;
  }
  /* Nothing was sent: there is no run that could be resumed. */
  if (!run->sent)
    return FALSE;

  if (g_error_matches (*error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE)) {
    g_clear_error (error);
    reconnect (run);
    return TRUE;
  }
  if (g_error_matches (*error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
    g_clear_error (error);
    return reset_or_reconnect (run, error);
  }

  return FALSE;
}
