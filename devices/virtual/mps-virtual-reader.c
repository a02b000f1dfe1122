/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-reader.h"

#include "devices/virtual/mps-counts-csv.h"
#include "devices/virtual/mps-virtual-random-private.h"
#include "devices/virtual/mps-virtual-reader-private.h"

#define STATUS_PERIOD_US G_USEC_PER_SEC
#define CARTRIDGE_BACK_US (2 * G_USEC_PER_SEC)
#define FAULT_CONVERTER (1u << 0)
#define ON_MAINS 255
/* A host that writes and never reads gets no more answers than this. */
#define OUT_MAX (256 * 1024)
#define PLACE_LINK 0x2000

G_DEFINE_FINAL_TYPE (MpsVirtualReader, mps_virtual_reader, G_TYPE_OBJECT)

static void
mps_virtual_reader_finalize (GObject *object)
{
  MpsVirtualReader *self = MPS_VIRTUAL_READER (object);

  mps_virtual_config_clear (&self->config);
  g_clear_pointer (&self->signal, mps_virtual_signal_free);
  g_clear_pointer (&self->recording, g_array_unref);
  mps_virtual_firmware_clear (&self->firmware);
  g_clear_pointer (&self->parser, mps_frame_parser_free);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_clear_pointer (&self->status, g_byte_array_unref);
  g_clear_pointer (&self->interrupt, g_byte_array_unref);
  g_clear_pointer (&self->scratch, g_byte_array_unref);
  g_clear_pointer (&self->last_request, g_byte_array_unref);
  g_clear_pointer (&self->last_reply, g_byte_array_unref);
  mps_virtual_run_clear (&self->run);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (mps_virtual_reader_parent_class)->finalize (object);
}

static void
mps_virtual_reader_class_init (MpsVirtualReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_virtual_reader_finalize;
}

static void
mps_virtual_reader_init (MpsVirtualReader *self)
{
  g_mutex_init (&self->mutex);
  self->parser = mps_frame_parser_new ();
  self->out = g_byte_array_new ();
  self->status = g_byte_array_new ();
  self->interrupt = g_byte_array_new ();
  self->scratch = g_byte_array_new ();
  self->last_request = g_byte_array_new ();
  self->plugged = TRUE;
  self->boot_count = 1;
  mps_virtual_firmware_init (&self->firmware);
  mps_virtual_run_init (&self->run);
}

/**
 * mps_virtual_reader_new:
 * @config: what it does
 * @error: return location; a configuration out of range or a recording that cannot be read
 *
 * Returns: (transfer full): a reader that is powered and plugged in
 */
MpsVirtualReader *
mps_virtual_reader_new (const MpsVirtualConfig *config, GError **error)
{
  g_autoptr (MpsVirtualReader) self = NULL;
  g_autoptr (GArray) recording = NULL;
  g_autoptr (GByteArray) block = g_byte_array_new ();
  MpsCalibration calibration;

  if (!mps_virtual_config_check (config, error))
    return NULL;
  if (config->play != NULL) {
    recording = mps_counts_csv_load (config->play, error);
    if (recording == NULL)
      return NULL;
  }

  self = g_object_new (MPS_TYPE_VIRTUAL_READER, NULL);
  mps_virtual_config_copy (config, &self->config);
  self->recording = g_steal_pointer (&recording);
  self->signal = mps_virtual_signal_new (config);
  self->busy_left = config->busy_requests;
  self->clock_ahead_us = config->clock_error_ms * 1000;
  mps_virtual_signal_get_calibration (self->signal, config->calibrated, &calibration);
  mps_calibration_encode (&calibration, block);
  memcpy (self->calibration, block->data, sizeof self->calibration);
  return g_steal_pointer (&self);
}

/**
 * mps_virtual_reader_get_serial:
 * @self: a reader
 *
 * Returns: (transfer none): its serial number
 */
const char *
mps_virtual_reader_get_serial (MpsVirtualReader *self)
{
  g_return_val_if_fail (MPS_IS_VIRTUAL_READER (self), NULL);

  return self->config.serial;
}

gint64
mps_virtual_reader_get_clock (MpsVirtualReader *self)
{
  return self->now_us + self->clock_ahead_us;
}

void
mps_virtual_reader_get_status (MpsVirtualReader *self, MpsReaderStatus *status)
{
  const MpsReaderStart plan = { .rate_hz = 1, .baseline_scans = 1 };
  MpsScan scan;

  mps_virtual_signal_make_scan (self->signal, &plan, 0, &scan);
  *status = (MpsReaderStatus){
    .state = (guint8)self->state,
    .battery_percent = ON_MAINS,
    .temperature_centi_c = scan.temperature_centi_c,
    .humidity_centi_percent = scan.humidity_centi_percent,
    .faults = self->faults,
    .self_test_s = self->self_test_s,
  };
}

/* One more frame at the end of @target, damaged where the configuration wants it. */
static void
make_frame (MpsVirtualReader *self,
            GByteArray *target,
            guint8 type,
            guint16 sequence,
            const guint8 *payload,
            gsize size)
{
  guint64 place = PLACE_LINK + 2 * self->frames_made++;

  mps_frame_append_version (
      target, (guint8)self->config.protocol_version, type, sequence, payload, size);
  if (mps_virtual_uniform (self->config.seed, place) < self->config.bad_crc_rate)
    target->data[target->len - 1] ^= 0x5A;
}

void
mps_virtual_reader_append_frame (
    MpsVirtualReader *self, guint8 type, guint16 sequence, const guint8 *payload, gsize size)
{
  if (self->out->len - self->out_head > OUT_MAX)
    return;

  make_frame (self, self->out, type, sequence, payload, size);
}

static void
append_event (MpsVirtualReader *self, MpsEvent type, GByteArray *payload)
{
  mps_virtual_reader_append_frame (
      self, (guint8)type, self->event_counter++, payload->data, payload->len);
}

/* A newer STATUS takes the place of one that nobody has read. */
static void
queue_status (MpsVirtualReader *self)
{
  g_autoptr (GByteArray) payload = NULL;
  MpsReaderStatus status;

  if (!self->plugged)
    return;

  payload = g_byte_array_new ();
  mps_virtual_reader_get_status (self, &status);
  mps_reader_status_encode (&status, payload);
  g_byte_array_set_size (self->status, 0);
  make_frame (
      self, self->status, MPS_EVENT_STATUS, self->event_counter++, payload->data, payload->len);
  g_byte_array_set_size (self->interrupt, 0);
  g_byte_array_append (self->interrupt, self->status->data, self->status->len);
  self->next_status_us = self->now_us + STATUS_PERIOD_US;
}

void
mps_virtual_reader_set_state (MpsVirtualReader *self, MpsReaderState state)
{
  if (self->state == state)
    return;

  self->state = state;
  queue_status (self);
}

/* No more scans are made; those that were not sent yet follow, then END. */
void
mps_virtual_reader_finish_run (MpsVirtualReader *self, MpsEndReason reason)
{
  mps_virtual_run_end (&self->run, reason);
  if (reason == MPS_END_CARTRIDGE_REMOVED) {
    self->cartridge_out = TRUE;
    self->cartridge_back_us = self->now_us + CARTRIDGE_BACK_US;
  }
  if (reason == MPS_END_FAULT)
    self->faults |= FAULT_CONVERTER;
  mps_virtual_reader_set_state (self, reason == MPS_END_FAULT ? MPS_READER_FAULT : MPS_READER_IDLE);
}

static gboolean
passes (const MpsVirtualReader *self, gint64 scan)
{
  return scan >= 0 && (gint64)self->run.produced > scan;
}

static void
settle_run (MpsVirtualReader *self, double wall_us)
{
  if (self->state != MPS_READER_RUNNING)
    return;

  mps_virtual_run_pass_time (&self->run, wall_us, self->config.speed);
  if (!self->remove_done && passes (self, self->config.remove_cartridge_at_scan)) {
    self->remove_done = TRUE;
    self->run.produced = (guint32)self->config.remove_cartridge_at_scan;
    mps_virtual_reader_finish_run (self, MPS_END_CARTRIDGE_REMOVED);
  } else if (!self->fault_done && passes (self, self->config.fault_at_scan)) {
    self->fault_done = TRUE;
    self->run.produced = (guint32)self->config.fault_at_scan;
    mps_virtual_reader_finish_run (self, MPS_END_FAULT);
  } else if (self->run.produced == self->run.total) {
    mps_virtual_reader_finish_run (self, MPS_END_COMPLETE);
  }
}

/* What ends with the link: bytes under way, the remembered request, the stream. */
static void
forget_link (MpsVirtualReader *self)
{
  mps_frame_parser_reset (self->parser);
  g_byte_array_set_size (self->out, 0);
  self->out_head = 0;
  g_byte_array_set_size (self->status, 0);
  g_byte_array_set_size (self->interrupt, 0);
  self->buttons = 0;
  self->cut_when_sent = FALSE;
  g_clear_pointer (&self->last_reply, g_byte_array_unref);
  mps_virtual_run_disconnect (&self->run);
}

static void
cut_cable (MpsVirtualReader *self, gint64 for_ms)
{
  forget_link (self);
  self->plugged = FALSE;
  self->connection++;
  self->replugs = for_ms >= 0;
  self->replug_us = self->now_us + for_ms * 1000;
}

static void
join_cable (MpsVirtualReader *self)
{
  self->plugged = TRUE;
  self->replugs = FALSE;
  self->next_status_us = self->now_us + STATUS_PERIOD_US;
}

/* Brings the reader to @now_us. A clock that steps back stands still. */
static void
settle (MpsVirtualReader *self, gint64 now_us)
{
  gint64 wall_us = self->has_time ? MAX (now_us - self->now_us, 0) : 0;

  if (!self->has_time) {
    self->has_time = TRUE;
    self->now_us = now_us;
    self->next_status_us = now_us + STATUS_PERIOD_US;
  }
  self->now_us += wall_us;
  settle_run (self, (double)wall_us);
  if (self->cartridge_out && self->now_us >= self->cartridge_back_us)
    self->cartridge_out = FALSE;
  if (!self->plugged && self->replugs && self->now_us >= self->replug_us)
    join_cable (self);
  if (self->plugged && self->state == MPS_READER_IDLE && self->now_us >= self->next_status_us)
    queue_status (self);
}

/**
 * mps_virtual_reader_receive:
 * @self: a reader
 * @data: bytes from the host
 * @size: how many
 * @now_us: the clock, µs since 1970 UTC; the same clock in every call, never stepping back
 *
 * Bytes that come while the cable is out are lost.
 */
void
mps_virtual_reader_receive (MpsVirtualReader *self, const guint8 *data, gsize size, gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  MpsFrame frame;
  MpsFrameEvent event;

  settle (self, now_us);
  if (!self->plugged)
    return;

  mps_frame_parser_feed (self->parser, data, size, self->now_us);
  while ((event = mps_frame_parser_next (self->parser, self->now_us, &frame)) != MPS_FRAME_NONE)
    if (event == MPS_FRAME_READY)
      mps_virtual_reader_answer (self, &frame);
}

static void
append_scans (MpsVirtualReader *self, const guint32 *indices, guint n)
{
  g_byte_array_set_size (self->scratch, 0);
  for (guint i = 0; i < n; i++) {
    MpsScan scan;

    if (self->recording != NULL)
      scan = g_array_index (self->recording, MpsScan, indices[i]);
    else
      mps_virtual_signal_make_scan (self->signal, &self->run.plan, indices[i], &scan);
    mps_scan_encode (&scan, self->scratch);
  }
  append_event (self, MPS_EVENT_SCAN, self->scratch);
}

/* A lost frame was sent as far as the reader knows. */
static gboolean
is_lost_on_the_way (MpsVirtualReader *self)
{
  guint64 place = PLACE_LINK + 1 + 2 * self->frames_made++;

  return mps_virtual_uniform (self->config.seed, place) < self->config.drop_rate;
}

static gboolean
append_live_scans (MpsVirtualReader *self)
{
  gint64 stop_after = self->unplug_done ? -1 : self->config.unplug_at_scan;
  guint32 indices[MPS_SCANS_PER_FRAME];
  gboolean first_time = FALSE;
  guint n = mps_virtual_run_take_live (&self->run, stop_after, indices, &first_time);

  if (n == 0)
    return FALSE;

  if (first_time && is_lost_on_the_way (self))
    self->event_counter++;
  else
    append_scans (self, indices, n);
  if (stop_after >= 0 && indices[n - 1] >= stop_after) {
    self->unplug_done = TRUE;
    self->cut_when_sent = TRUE;
    self->cut_for_ms = self->config.replug_after_ms;
  }
  return TRUE;
}

static void
append_end (MpsVirtualReader *self)
{
  MpsReaderEnd end = { .produced = self->run.produced, .reason = (guint8)self->run.reason };

  memcpy (end.run_id, self->run.plan.run_id, sizeof end.run_id);
  g_byte_array_set_size (self->scratch, 0);
  mps_reader_end_encode (&end, self->scratch);
  append_event (self, MPS_EVENT_END, self->scratch);
}

/* Makes the next frame that is due. FALSE when nothing is. */
static gboolean
append_next (MpsVirtualReader *self)
{
  guint32 indices[MPS_SCANS_PER_FRAME];
  guint n;

  if (self->status->len > 0) {
    g_byte_array_append (self->out, self->status->data, self->status->len);
    g_byte_array_set_size (self->status, 0);
    return TRUE;
  }
  if (self->buttons > 0) {
    self->buttons--;
    g_byte_array_set_size (self->scratch, 0);
    mps_bytes_put_u8 (self->scratch, 0);
    append_event (self, MPS_EVENT_BUTTON, self->scratch);
    return TRUE;
  }
  n = mps_virtual_run_take_resend (&self->run, indices);
  if (n > 0) {
    append_scans (self, indices, n);
    return TRUE;
  }
  if (append_live_scans (self))
    return TRUE;
  if (!mps_virtual_run_take_end (&self->run))
    return FALSE;

  append_end (self);
  return TRUE;
}

static gsize
take_out (MpsVirtualReader *self, guint8 *buffer, gsize size)
{
  gsize n = MIN (size, self->out->len - self->out_head);

  memcpy (buffer, self->out->data + self->out_head, n);
  self->out_head += n;
  if (self->out_head == self->out->len) {
    g_byte_array_set_size (self->out, 0);
    self->out_head = 0;
  }
  return n;
}

/**
 * mps_virtual_reader_send:
 * @self: a reader
 * @buffer: (out caller-allocates): for bytes to the host
 * @size: room in @buffer
 * @now_us: the clock, as in mps_virtual_reader_receive()
 *
 * Returns: bytes written; fewer than @size when no more are due now
 */
gsize
mps_virtual_reader_send (MpsVirtualReader *self, guint8 *buffer, gsize size, gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gsize n = 0;

  settle (self, now_us);
  while (self->plugged && n < size) {
    if (self->out->len == 0 && !self->cut_when_sent && !append_next (self))
      break;
    if (self->out->len > 0)
      n += take_out (self, buffer + n, size - n);
    if (self->out->len == 0 && self->cut_when_sent)
      cut_cable (self, self->cut_for_ms);
  }
  return n;
}

/**
 * mps_virtual_reader_send_interrupt:
 * @self: a reader
 * @buffer: (out caller-allocates): for one packet of the interrupt endpoint
 * @size: room in @buffer
 * @now_us: the clock, as in mps_virtual_reader_receive()
 *
 * Returns: bytes of the newest STATUS frame that was not taken here yet; 0 when there is none
 */
gsize
mps_virtual_reader_send_interrupt (MpsVirtualReader *self,
                                   guint8 *buffer,
                                   gsize size,
                                   gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gsize n;

  settle (self, now_us);
  n = self->interrupt->len;
  if (!self->plugged || n == 0 || n > size)
    return 0;

  memcpy (buffer, self->interrupt->data, n);
  g_byte_array_set_size (self->interrupt, 0);
  return n;
}

/**
 * mps_virtual_reader_next_us:
 * @self: a reader
 * @now_us: the clock, as in mps_virtual_reader_receive()
 *
 * Returns: when to look again for bytes or for the cable, by the same clock; @now_us when something
 *   is due already, %G_MAXINT64 when only the host can make something happen
 */
gint64
mps_virtual_reader_next_us (MpsVirtualReader *self, gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 next_us = G_MAXINT64;
  gint64 wait_us;

  settle (self, now_us);
  if (!self->plugged)
    return self->replugs ? self->replug_us : G_MAXINT64;
  if (self->out->len > 0 || self->status->len > 0 || self->buttons > 0 || self->cut_when_sent)
    return self->now_us;

  if (self->state == MPS_READER_IDLE)
    next_us = self->next_status_us;
  if (mps_virtual_run_get_wait (&self->run, self->config.speed, &wait_us))
    next_us = MIN (next_us, self->now_us + wait_us);
  return next_us;
}

/**
 * mps_virtual_reader_is_plugged:
 * @self: a reader
 * @now_us: the clock, as in mps_virtual_reader_receive()
 *
 * Returns: whether the cable is in
 */
gboolean
mps_virtual_reader_is_plugged (MpsVirtualReader *self, gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  settle (self, now_us);
  return self->plugged;
}

/**
 * mps_virtual_reader_get_connection:
 * @self: a reader
 *
 * Returns: how many times the cable was cut so far; who opened it at another count has lost it
 */
guint
mps_virtual_reader_get_connection (MpsVirtualReader *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->connection;
}

/**
 * mps_virtual_reader_unplug:
 * @self: a reader
 * @now_us: the clock, as in mps_virtual_reader_receive()
 *
 * Cuts the cable until mps_virtual_reader_plug(). The reader goes on measuring.
 */
void
mps_virtual_reader_unplug (MpsVirtualReader *self, gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  settle (self, now_us);
  if (self->plugged)
    cut_cable (self, -1);
  self->replugs = FALSE;
}

/**
 * mps_virtual_reader_plug:
 * @self: a reader
 * @now_us: the clock, as in mps_virtual_reader_receive()
 */
void
mps_virtual_reader_plug (MpsVirtualReader *self, gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  settle (self, now_us);
  if (!self->plugged)
    join_cable (self);
}

/**
 * mps_virtual_reader_reset_usb:
 * @self: a reader
 * @now_us: the clock, as in mps_virtual_reader_receive()
 *
 * What a USB reset does: all that ends with the link ends, but the cable stays.
 */
void
mps_virtual_reader_reset_usb (MpsVirtualReader *self, gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  settle (self, now_us);
  if (self->plugged)
    forget_link (self);
}

/**
 * mps_virtual_reader_press_button:
 * @self: a reader
 * @now_us: the clock, as in mps_virtual_reader_receive()
 *
 * Someone presses "measure" on the reader.
 */
void
mps_virtual_reader_press_button (MpsVirtualReader *self, gint64 now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  settle (self, now_us);
  if (self->plugged)
    self->buttons++;
}
