/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "devices/virtual/mps-virtual-reader-private.h"

#define FEATURE_RESUME (1u << 0)
#define FEATURE_FIRMWARE (1u << 2)
#define REBOOT_MS 400

/* The states in which a request is allowed. */
enum {
  IN_IDLE = 1 << MPS_READER_IDLE,
  IN_RUNNING = 1 << MPS_READER_RUNNING,
  IN_UPDATING = 1 << MPS_READER_UPDATING,
  IN_FAULT = 1 << MPS_READER_FAULT,
  IN_ANY = IN_IDLE | IN_RUNNING | IN_UPDATING | IN_FAULT,
};

typedef struct {
  const guint8 *data;
  gsize size;
} Payload;

/* Does the work and appends what follows the status. */
typedef MpsReplyStatus (*Answer) (MpsVirtualReader *self, Payload payload, GByteArray *reply);

static MpsReplyStatus
answer_hello (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  MpsReaderHello hello = {
    .channels = MPS_CHANNELS,
    .firmware_major = self->firmware.version[0],
    .firmware_minor = self->firmware.version[1],
    .firmware_patch = self->firmware.version[2],
    .features = FEATURE_RESUME | FEATURE_FIRMWARE,
    .clock_us = (guint64)mps_virtual_reader_get_clock (self),
    .boot_count = self->boot_count,
  };

  g_strlcpy (hello.serial, self->config.serial, sizeof hello.serial);
  mps_reader_hello_encode (&hello, reply);
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_get_status (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  MpsReaderStatus status;

  mps_virtual_reader_get_status (self, &status);
  mps_reader_status_encode (&status, reply);
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_start (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  MpsReaderStart plan;

  if (!mps_reader_start_decode (payload.data, payload.size, &plan))
    return MPS_REPLY_BAD_ARGUMENT;
  /* A recording cannot answer for more scans than it holds. */
  if (self->recording != NULL && mps_reader_start_get_total (&plan) > self->recording->len)
    return MPS_REPLY_BAD_ARGUMENT;
  if (self->cartridge_out && plan.programme != MPS_PROGRAMME_BLANK)
    return MPS_REPLY_NO_CARTRIDGE;

  mps_virtual_run_begin (&self->run, &plan);
  mps_virtual_reader_set_state (self, MPS_READER_RUNNING);
  mps_bytes_put_u64 (reply, (guint64)mps_virtual_reader_get_clock (self));
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_stop (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  mps_bytes_put_u32 (reply, self->run.produced);
  mps_virtual_reader_finish_run (self, MPS_END_STOPPED);
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_read_calibration (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  g_byte_array_append (reply, self->calibration, sizeof self->calibration);
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_write_calibration (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  MpsCalibration calibration;

  if (!mps_calibration_decode (payload.data, payload.size, &calibration))
    return MPS_REPLY_BAD_ARGUMENT;

  memcpy (self->calibration, payload.data, sizeof self->calibration);
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_set_clock (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  MpsBytes bytes = mps_bytes (payload.data, payload.size);
  guint64 new_us = mps_bytes_take_u64 (&bytes);
  guint64 old_us = (guint64)mps_virtual_reader_get_clock (self);

  self->clock_ahead_us = (gint64)(new_us - (guint64)self->now_us);
  mps_bytes_put_u64 (reply, old_us - new_us);
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_resend (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  MpsScanRange ranges[MPS_RESEND_MAX_RANGES];
  guint n;

  if (!mps_reader_resend_decode (payload.data, payload.size, ranges, &n))
    return MPS_REPLY_BAD_ARGUMENT;

  mps_bytes_put_u32 (reply, mps_virtual_run_add_resend (&self->run, ranges, n));
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_resume (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  MpsReaderResume resume = { 0 };
  guint8 id[MPS_RUN_ID_SIZE];
  guint32 wanted;

  if (!mps_reader_resume_request_decode (payload.data, payload.size, id, &wanted))
    return MPS_REPLY_BAD_ARGUMENT;
  if (!mps_virtual_run_is (&self->run, id))
    return MPS_REPLY_NOT_ALLOWED;
  if (wanted > self->run.produced)
    return MPS_REPLY_BAD_ARGUMENT;

  resume.first = mps_virtual_run_resume (&self->run, wanted);
  resume.produced = self->run.produced;
  resume.ended = self->run.ended ? 1 : 0;
  mps_reader_resume_encode (&resume, reply);
  return MPS_REPLY_OK;
}

/* The faults of the virtual reader pass: the test finds none. */
static MpsReplyStatus
answer_self_test (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  self->faults = 0;
  self->self_test_s = (guint32)(mps_virtual_reader_get_clock (self) / G_USEC_PER_SEC);
  mps_virtual_reader_set_state (self, MPS_READER_IDLE);
  mps_bytes_put_u32 (reply, self->faults);
  return MPS_REPLY_OK;
}

static void
leave_update (MpsVirtualReader *self)
{
  mps_virtual_firmware_discard (&self->firmware);
  mps_virtual_reader_set_state (self, self->faults != 0 ? MPS_READER_FAULT : MPS_READER_IDLE);
}

static MpsReplyStatus
answer_fw_begin (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  MpsReplyStatus status = mps_virtual_firmware_begin (&self->firmware, payload.data, reply);

  if (status == MPS_REPLY_OK)
    mps_virtual_reader_set_state (self, MPS_READER_UPDATING);
  return status;
}

static MpsReplyStatus
answer_fw_block (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  return mps_virtual_firmware_block (&self->firmware, payload.data, payload.size, reply);
}

static MpsReplyStatus
answer_fw_commit (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  gboolean right = mps_virtual_firmware_commit (&self->firmware);

  leave_update (self);
  if (!right)
    return MPS_REPLY_BAD_ARGUMENT;

  self->boot_count++;
  mps_virtual_run_forget (&self->run);
  self->cut_when_sent = TRUE;
  self->cut_for_ms = REBOOT_MS;
  return MPS_REPLY_OK;
}

static MpsReplyStatus
answer_fw_abort (MpsVirtualReader *self, Payload payload, GByteArray *reply)
{
  leave_update (self);
  return MPS_REPLY_OK;
}

/* The table of states of the protocol, with the least bytes of each payload. */
static const struct {
  MpsRequest type;
  gsize min_size;
  guint allowed;
  Answer answer;
} requests[] = {
  { MPS_REQUEST_HELLO, 4, IN_ANY, answer_hello },
  { MPS_REQUEST_GET_STATUS, 0, IN_ANY, answer_get_status },
  { MPS_REQUEST_START, MPS_START_WIRE_SIZE, IN_IDLE, answer_start },
  { MPS_REQUEST_STOP, 0, IN_RUNNING, answer_stop },
  { MPS_REQUEST_READ_CALIBRATION, 0, IN_IDLE | IN_RUNNING | IN_FAULT, answer_read_calibration },
  { MPS_REQUEST_WRITE_CALIBRATION, MPS_CALIBRATION_WIRE_SIZE, IN_IDLE, answer_write_calibration },
  { MPS_REQUEST_SET_CLOCK, 8, IN_IDLE, answer_set_clock },
  { MPS_REQUEST_RESEND, 1, IN_IDLE | IN_RUNNING | IN_FAULT, answer_resend },
  { MPS_REQUEST_RESUME,
    MPS_RESUME_REQUEST_WIRE_SIZE,
    IN_IDLE | IN_RUNNING | IN_FAULT,
    answer_resume },
  { MPS_REQUEST_SELF_TEST, 0, IN_IDLE | IN_FAULT, answer_self_test },
  { MPS_REQUEST_FW_BEGIN,
    MPS_VIRTUAL_FIRMWARE_BEGIN_SIZE,
    IN_IDLE | IN_UPDATING | IN_FAULT,
    answer_fw_begin },
  { MPS_REQUEST_FW_BLOCK, 4, IN_UPDATING, answer_fw_block },
  { MPS_REQUEST_FW_COMMIT, 0, IN_UPDATING, answer_fw_commit },
  { MPS_REQUEST_FW_ABORT, 0, IN_IDLE | IN_UPDATING, answer_fw_abort },
};

/* How long the payload must be; that of RESEND says so itself. */
static gboolean
is_too_short (MpsRequest type, gsize min_size, Payload payload)
{
  if (payload.size < min_size)
    return TRUE;

  return type == MPS_REQUEST_RESEND && payload.size < 1 + 6 * (gsize)payload.data[0];
}

/* The checks in the order of the protocol, then the work. */
static MpsReplyStatus
work (MpsVirtualReader *self, const MpsFrame *request, GByteArray *reply)
{
  Payload payload = { request->payload, request->payload_size };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    if (requests[i].type != request->type)
      continue;
    if (is_too_short (requests[i].type, requests[i].min_size, payload))
      return MPS_REPLY_BAD_ARGUMENT;
    if (!(requests[i].allowed & (1u << self->state)))
      return self->state == MPS_READER_FAULT ? MPS_REPLY_HARDWARE_FAULT : MPS_REPLY_NOT_ALLOWED;
    if (self->busy_left > 0 && request->type != MPS_REQUEST_HELLO) {
      self->busy_left--;
      return MPS_REPLY_BUSY;
    }
    return requests[i].answer (self, payload, reply);
  }
  return MPS_REPLY_UNKNOWN_REQUEST;
}

static gboolean
is_repeat (MpsVirtualReader *self, const MpsFrame *request)
{
  return self->last_reply != NULL && request->type != MPS_REQUEST_HELLO &&
         request->type == self->last_type && request->sequence == self->last_sequence &&
         request->payload_size == self->last_request->len &&
         (request->payload_size == 0 ||
          memcmp (request->payload, self->last_request->data, request->payload_size) == 0);
}

static void
remember (MpsVirtualReader *self, const MpsFrame *request, GByteArray *reply)
{
  g_clear_pointer (&self->last_reply, g_byte_array_unref);
  if (request->type == MPS_REQUEST_HELLO)
    return;

  self->last_type = request->type;
  self->last_sequence = request->sequence;
  g_byte_array_set_size (self->last_request, 0);
  if (request->payload_size > 0)
    g_byte_array_append (self->last_request, request->payload, (guint)request->payload_size);
  self->last_reply = g_byte_array_ref (reply);
}

/* Answers one request; a repeated one from memory. */
void
mps_virtual_reader_answer (MpsVirtualReader *self, const MpsFrame *request)
{
  g_autoptr (GByteArray) reply = NULL;

  if (is_repeat (self, request)) {
    reply = g_byte_array_ref (self->last_reply);
  } else {
    MpsReplyStatus status;

    reply = g_byte_array_new ();
    mps_bytes_put_u8 (reply, 0);
    status = work (self, request, reply);
    reply->data[0] = (guint8)status;
    /* What follows the status is there only when it is ok. */
    if (status != MPS_REPLY_OK)
      g_byte_array_set_size (reply, 1);
    remember (self, request, reply);
  }
  mps_virtual_reader_append_frame (
      self, request->type | MPS_REPLY_BIT, request->sequence, reply->data, reply->len);
}
