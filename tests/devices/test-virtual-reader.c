/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-frame.h"
#include "devices/reader/mps-reader-message.h"
#include "devices/virtual/mps-virtual-maker.h"
#include "devices/virtual/mps-virtual.h"

#include <sodium.h>
#include <string.h>

#define MS 1000
#define START_US G_GINT64_CONSTANT (1800000000000000)

/* A host of a few lines that keeps what came, with a clock of its own. */
typedef struct {
  MpsVirtualConfig config;
  MpsVirtualReader *reader;
  MpsFrameParser *parser;
  gint64 now_us;
  guint16 sequence;
  guint8 status;
  GByteArray *reply;
  guint n_replies;
  GArray *order;
  GHashTable *scans;
  guint n_scan_frames;
  guint n_ends;
  MpsReaderEnd end;
  guint n_status;
  MpsReaderStatus last_status;
  guint n_buttons;
  guint n_other_version;
  int last_event;
  guint n_event_gaps;
} Host;

static void
host_open (Host *host)
{
  g_autoptr (GError) error = NULL;

  host->reader = mps_virtual_reader_new (&host->config, &error);
  g_assert_no_error (error);
  host->parser = mps_frame_parser_new ();
  host->now_us = START_US;
  host->reply = g_byte_array_new ();
  host->order = g_array_new (FALSE, FALSE, sizeof (guint32));
  host->scans = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  host->last_event = -1;
}

static void
host_init (Host *host)
{
  memset (host, 0, sizeof *host);
  mps_virtual_config_init (&host->config);
}

static void
host_clear (Host *host)
{
  mps_virtual_config_clear (&host->config);
  g_clear_object (&host->reader);
  g_clear_pointer (&host->parser, mps_frame_parser_free);
  g_clear_pointer (&host->reply, g_byte_array_unref);
  g_clear_pointer (&host->order, g_array_unref);
  g_clear_pointer (&host->scans, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Host, host_clear)

static void
take_scans (Host *host, const MpsFrame *frame)
{
  g_assert_cmpuint (frame->payload_size % MPS_SCAN_WIRE_SIZE, ==, 0);
  g_assert_cmpuint (frame->payload_size / MPS_SCAN_WIRE_SIZE, <=, MPS_SCANS_PER_FRAME);
  host->n_scan_frames++;
  for (gsize at = 0; at < frame->payload_size; at += MPS_SCAN_WIRE_SIZE) {
    MpsScan *scan = g_new0 (MpsScan, 1);

    g_assert_true (mps_scan_decode (frame->payload + at, MPS_SCAN_WIRE_SIZE, scan));
    g_array_append_val (host->order, scan->index);
    g_hash_table_replace (host->scans, GUINT_TO_POINTER (scan->index), scan);
  }
}

static void
take_event (Host *host, const MpsFrame *frame)
{
  if (host->last_event >= 0 && frame->sequence != (guint16)(host->last_event + 1))
    host->n_event_gaps++;
  host->last_event = frame->sequence;

  switch (frame->type) {
  case MPS_EVENT_SCAN:
    take_scans (host, frame);
    break;
  case MPS_EVENT_END:
    g_assert_true (mps_reader_end_decode (frame->payload, frame->payload_size, &host->end));
    host->n_ends++;
    break;
  case MPS_EVENT_STATUS:
    g_assert_true (
        mps_reader_status_decode (frame->payload, frame->payload_size, &host->last_status));
    host->n_status++;
    break;
  case MPS_EVENT_BUTTON:
    host->n_buttons++;
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
host_read (Host *host, gsize chunk)
{
  g_autofree guint8 *buffer = g_malloc (chunk);
  MpsFrameEvent event;
  MpsFrame frame;
  gsize n;

  while ((n = mps_virtual_reader_send (host->reader, buffer, chunk, host->now_us)) > 0) {
    mps_frame_parser_feed (host->parser, buffer, n, host->now_us);
    while ((event = mps_frame_parser_next (host->parser, host->now_us, &frame)) != MPS_FRAME_NONE) {
      if (event == MPS_FRAME_OTHER_VERSION) {
        host->n_other_version++;
      } else if (frame.type & MPS_REPLY_BIT) {
        host->n_replies++;
        host->status = frame.payload[0];
        g_byte_array_set_size (host->reply, 0);
        g_byte_array_append (host->reply, frame.payload + 1, (guint)frame.payload_size - 1);
      } else {
        take_event (host, &frame);
      }
    }
  }
}

static void
host_send (Host *host, guint type, guint16 sequence, const void *payload, gsize size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  mps_frame_append (bytes, (guint8)type, sequence, payload, size);
  mps_virtual_reader_receive (host->reader, bytes->data, bytes->len, host->now_us);
  host_read (host, 8704);
}

static guint8
host_ask (Host *host, guint type, const void *payload, gsize size)
{
  guint before = host->n_replies;

  host->status = 0xEE;
  host_send (host, type, ++host->sequence, payload, size);
  g_assert_cmpuint (host->n_replies, ==, before + 1);
  return host->status;
}

static guint8
host_hello (Host *host)
{
  return host_ask (host, MPS_REQUEST_HELLO, "\0\0\0\0", 4);
}

static guint8
host_start (Host *host, guint id, guint rate, guint programme, guint32 b, guint32 e, guint32 r)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  MpsReaderStart start = {
    .rate_hz = (guint16)rate,
    .programme = (guint8)programme,
    .baseline_scans = b,
    .exposure_scans = e,
    .recovery_scans = r,
  };

  memset (start.run_id, (int)id, sizeof start.run_id);
  mps_reader_start_encode (&start, bytes);
  return host_ask (host, MPS_REQUEST_START, bytes->data, bytes->len);
}

static guint8
host_resume (Host *host, guint id, guint32 first, MpsReaderResume *resume)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 run_id[MPS_RUN_ID_SIZE];
  guint8 status;

  memset (run_id, (int)id, sizeof run_id);
  mps_reader_resume_request_encode (run_id, first, bytes);
  status = host_ask (host, MPS_REQUEST_RESUME, bytes->data, bytes->len);
  if (status == MPS_REPLY_OK)
    g_assert_true (mps_reader_resume_decode (host->reply->data, host->reply->len, resume));
  return status;
}

static guint8
host_resend (Host *host, guint32 first, guint16 count, guint32 *will_come)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  MpsScanRange range = { first, count };
  guint8 status;

  mps_reader_resend_encode (&range, 1, bytes);
  status = host_ask (host, MPS_REQUEST_RESEND, bytes->data, bytes->len);
  if (status == MPS_REPLY_OK) {
    MpsBytes reply = mps_bytes (host->reply->data, host->reply->len);
    *will_come = mps_bytes_take_u32 (&reply);
  }
  return status;
}

static void
host_pass (Host *host, gint64 ms)
{
  for (gint64 i = 0; i < ms; i += 10) {
    host->now_us += 10 * MS;
    host_read (host, 8704);
  }
}

static guint8
host_state (Host *host)
{
  MpsReaderStatus status;

  g_assert_cmpuint (host_ask (host, MPS_REQUEST_GET_STATUS, NULL, 0), ==, MPS_REPLY_OK);
  g_assert_true (mps_reader_status_decode (host->reply->data, host->reply->len, &status));
  return status.state;
}

static void
assert_all_scans (Host *host, guint n)
{
  g_assert_cmpuint (g_hash_table_size (host->scans), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_nonnull (g_hash_table_lookup (host->scans, GUINT_TO_POINTER (i)));
}

static void
test_hello (void)
{
  g_auto (Host) host;
  MpsReaderHello hello;

  host_init (&host);
  host.config.clock_error_ms = 5000;
  host_open (&host);
  g_assert_cmpuint (host_hello (&host), ==, MPS_REPLY_OK);
  g_assert_true (mps_reader_hello_decode (host.reply->data, host.reply->len, &hello));
  g_assert_cmpuint (hello.channels, ==, 88);
  g_assert_cmpuint (hello.features, ==, 5);
  g_assert_cmpstr (hello.serial, ==, "MPS-00000001");
  g_assert_cmpuint (hello.boot_count, ==, 1);
  g_assert_cmpuint (hello.clock_us, ==, START_US + 5000 * MS);
}

static void
test_run (void)
{
  g_auto (Host) host;
  const MpsScan *scan;

  host_init (&host);
  host_open (&host);
  g_assert_cmpuint (host_start (&host, 7, 100, 1, 25, 50, 25), ==, MPS_REPLY_OK);
  g_assert_cmpuint (host_state (&host), ==, MPS_READER_RUNNING);
  host_pass (&host, 990);
  g_assert_cmpuint (host.n_ends, ==, 0);
  host_pass (&host, 10);
  g_assert_cmpuint (host.n_ends, ==, 1);
  assert_all_scans (&host, 100);
  g_assert_cmpuint (host.end.produced, ==, 100);
  g_assert_cmpuint (host.end.reason, ==, MPS_END_COMPLETE);
  g_assert_cmpuint (host.end.run_id[15], ==, 7);
  g_assert_cmpuint (host_state (&host), ==, MPS_READER_IDLE);
  g_assert_cmpuint (host.n_event_gaps, ==, 0);
  scan = g_hash_table_lookup (host.scans, GUINT_TO_POINTER (24));
  g_assert_cmpuint (scan->phase, ==, MPS_PHASE_BASELINE);
  g_assert_cmpuint (scan->time_us, ==, 240000);
  scan = g_hash_table_lookup (host.scans, GUINT_TO_POINTER (25));
  g_assert_cmpuint (scan->phase, ==, MPS_PHASE_EXPOSURE);
  scan = g_hash_table_lookup (host.scans, GUINT_TO_POINTER (75));
  g_assert_cmpuint (scan->phase, ==, MPS_PHASE_RECOVERY);
}

static void
test_blocks (void)
{
  static const guint8 expected[4][2] = { { 0, 0 }, { 1, 0 }, { 0, 1 }, { 1, 1 } };
  g_auto (Host) host;

  host_init (&host);
  host_open (&host);
  g_assert_cmpuint (host_start (&host, 1, 1000, 3, 10, 20, 10), ==, MPS_REPLY_OK);
  host_pass (&host, 200);
  assert_all_scans (&host, 160);
  for (guint i = 0; i < 160; i++) {
    const MpsScan *scan = g_hash_table_lookup (host.scans, GUINT_TO_POINTER (i));

    g_assert_cmpuint (scan->level, ==, expected[i / 40][0]);
    g_assert_cmpuint (scan->step, ==, expected[i / 40][1]);
    g_assert_cmpuint (scan->phase, ==, i % 40 < 10 ? 0 : i % 40 < 30 ? 1 : 2);
  }
}

/* Each request in each state against the table of the protocol. */
static void
test_states (void)
{
  static const struct {
    guint type;
    gsize size;
    guint8 idle, running, updating, fault;
  } table[] = {
    { MPS_REQUEST_GET_STATUS, 0, 0, 0, 0, 0 },
    { MPS_REQUEST_STOP, 0, 3, 0, 3, 4 },
    { MPS_REQUEST_START, 32, 2, 3, 3, 4 },
    { MPS_REQUEST_READ_CALIBRATION, 0, 0, 0, 3, 0 },
    { MPS_REQUEST_WRITE_CALIBRATION, 1068, 2, 3, 3, 4 },
    { MPS_REQUEST_SET_CLOCK, 8, 0, 3, 3, 4 },
    { MPS_REQUEST_RESEND, 1, 2, 2, 3, 2 },
    { MPS_REQUEST_RESUME, 20, 3, 3, 3, 3 },
    { MPS_REQUEST_SELF_TEST, 0, 0, 3, 3, 0 },
    { MPS_REQUEST_FW_BEGIN, 106, 2, 3, 2, 2 },
    { MPS_REQUEST_FW_BLOCK, 4, 3, 3, 2, 4 },
    { MPS_REQUEST_FW_COMMIT, 0, 3, 3, 2, 4 },
    { MPS_REQUEST_FW_ABORT, 0, 0, 3, 0, 4 },
    { 0x20, 0, 7, 7, 7, 7 },
    { 0x7F, 100, 7, 7, 7, 7 },
  };
  static const guint8 zeros[MPS_CALIBRATION_WIRE_SIZE] = { 0 };

  for (guint state = 0; state < 4; state++) {
    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
      const guint8 expected[] = {
        table[i].idle, table[i].running, table[i].updating, table[i].fault
      };
      guint8 begin[106] = { 10 };
      g_auto (Host) host;

      host_init (&host);
      host.config.fault_at_scan = state == MPS_READER_FAULT ? 3 : -1;
      host_open (&host);
      if (state == MPS_READER_UPDATING)
        g_assert_cmpuint (host_ask (&host, MPS_REQUEST_FW_BEGIN, begin, sizeof begin), ==, 0);
      if (state == MPS_READER_RUNNING || state == MPS_READER_FAULT)
        g_assert_cmpuint (host_start (&host, 1, 1000, 1, 100, 100, 100), ==, 0);
      if (state == MPS_READER_FAULT)
        host_pass (&host, 20);
      g_assert_cmpuint (host_state (&host), ==, state);
      /* Too short comes before the state. */
      if (table[i].size > 0 && table[i].type != 0x7F)
        g_assert_cmpuint (host_ask (&host, table[i].type, zeros, table[i].size - 1), ==, 2);
      g_assert_cmpuint (host_ask (&host, table[i].type, zeros, table[i].size), ==, expected[state]);
    }
  }
}

static void
test_start_arguments (void)
{
  g_auto (Host) host;

  host_init (&host);
  host_open (&host);
  g_assert_cmpuint (host_start (&host, 1, 0, 1, 1, 1, 1), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_start (&host, 1, 1001, 1, 1, 1, 1), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_start (&host, 1, 10, 4, 1, 1, 1), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_start (&host, 1, 10, 0, 5, 1, 0), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_start (&host, 1, 10, 1, 0, 0, 0), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_start (&host, 1, 10, 3, 250001, 0, 0), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (
      host_start (&host, 1, 10, 1, G_MAXUINT32, G_MAXUINT32, 3), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_state (&host), ==, MPS_READER_IDLE);
  g_assert_cmpuint (host_start (&host, 1, 10, 3, 250000, 0, 0), ==, MPS_REPLY_OK);
}

static void
test_repeat (void)
{
  g_auto (Host) host;
  guint8 clock[8] = { 1 };
  guint8 first[8];

  host_init (&host);
  host_open (&host);
  /* A repeated SET_CLOCK would give 0 as the difference if it were done twice. */
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_SET_CLOCK, clock, 8), ==, MPS_REPLY_OK);
  memcpy (first, host.reply->data, 8);
  host_send (&host, MPS_REQUEST_SET_CLOCK, host.sequence, clock, 8);
  g_assert_cmpuint (host.n_replies, ==, 2);
  g_assert_cmpmem (host.reply->data, host.reply->len, first, 8);

  /* Another payload under the same number is another request. */
  clock[0] = 2;
  host_send (&host, MPS_REQUEST_SET_CLOCK, host.sequence, clock, 8);
  g_assert_cmpint (memcmp (host.reply->data, first, 8), !=, 0);

  /* STOP repeated after the run has ended is still answered from memory. */
  g_assert_cmpuint (host_start (&host, 1, 100, 1, 100, 100, 100), ==, MPS_REPLY_OK);
  host_pass (&host, 100);
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_STOP, NULL, 0), ==, MPS_REPLY_OK);
  host_send (&host, MPS_REQUEST_STOP, host.sequence, NULL, 0);
  g_assert_cmpuint (host.status, ==, MPS_REPLY_OK);

  /* HELLO empties the memory. */
  host_send (&host, MPS_REQUEST_HELLO, host.sequence, "\0\0\0\0", 4);
  host_send (&host, MPS_REQUEST_STOP, host.sequence, NULL, 0);
  g_assert_cmpuint (host.status, ==, MPS_REPLY_NOT_ALLOWED);

  /* So does a USB reset. */
  clock[0] = 3;
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_SET_CLOCK, clock, 8), ==, MPS_REPLY_OK);
  mps_virtual_reader_reset_usb (host.reader, host.now_us);
  host_send (&host, MPS_REQUEST_SET_CLOCK, host.sequence, clock, 8);
  g_assert_cmpuint (host.reply->data[0], ==, 0);
}

static void
test_busy (void)
{
  g_auto (Host) host;

  host_init (&host);
  host.config.busy_requests = 2;
  host_open (&host);
  g_assert_cmpuint (host_hello (&host), ==, MPS_REPLY_OK);
  /* The state is checked before. */
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_STOP, NULL, 0), ==, MPS_REPLY_NOT_ALLOWED);
  /* The arguments after. */
  g_assert_cmpuint (host_start (&host, 1, 0, 1, 1, 1, 1), ==, MPS_REPLY_BUSY);
  g_assert_cmpuint (host_start (&host, 1, 10, 1, 1, 1, 1), ==, MPS_REPLY_BUSY);
  g_assert_cmpuint (host_start (&host, 1, 10, 1, 1, 1, 1), ==, MPS_REPLY_OK);
}

static void
test_stop (void)
{
  g_auto (Host) host;
  MpsBytes reply;
  guint32 produced;

  host_init (&host);
  host_open (&host);
  g_assert_cmpuint (host_start (&host, 1, 1000, 1, 100, 1000, 100), ==, MPS_REPLY_OK);
  host.now_us += 500 * MS;
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_STOP, NULL, 0), ==, MPS_REPLY_OK);
  reply = mps_bytes (host.reply->data, host.reply->len);
  produced = mps_bytes_take_u32 (&reply);
  g_assert_cmpuint (produced, ==, 500);
  host_pass (&host, 50);
  assert_all_scans (&host, 500);
  g_assert_cmpuint (host.n_ends, ==, 1);
  g_assert_cmpuint (host.end.reason, ==, MPS_END_STOPPED);
  g_assert_cmpuint (host.end.produced, ==, 500);
  host_pass (&host, 2000);
  assert_all_scans (&host, 500);
}

static void
test_resend (void)
{
  g_auto (Host) host;
  guint32 n = 99;

  host_init (&host);
  host_open (&host);
  g_assert_cmpuint (host_resend (&host, 0, 10, &n), ==, MPS_REPLY_OK);
  g_assert_cmpuint (n, ==, 0);
  host_start (&host, 1, 1000, 1, 100, 100, 100);
  host_pass (&host, 100);
  g_assert_cmpuint (host_resend (&host, 90, 100, &n), ==, MPS_REPLY_OK);
  g_assert_cmpuint (n, ==, 10);
  host_pass (&host, 300);
  g_assert_cmpuint (host.order->len, ==, 310);
  g_assert_cmpuint (host.n_ends, ==, 1);
  g_assert_cmpuint (host_resend (&host, 5, 20, &n), ==, MPS_REPLY_OK);
  g_assert_cmpuint (n, ==, 20);
  g_assert_cmpuint (host.order->len, ==, 330);
  g_assert_cmpuint (g_array_index (host.order, guint32, 310), ==, 5);
  /* END does not come again for it. */
  g_assert_cmpuint (host.n_ends, ==, 1);
  g_assert_cmpuint (host_resend (&host, 0, 1025, &n), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_resend (&host, 0, 0, &n), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_resend (&host, G_MAXUINT32, 5, &n), ==, MPS_REPLY_OK);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_ring_overflow (void)
{
  g_auto (Host) host;
  guint32 n;

  host_init (&host);
  host_open (&host);
  host_start (&host, 1, 1000, 1, 5000, 5000, 0);
  /* A host that does not read for 6 s loses the oldest 1904. */
  host.now_us += 6000 * MS;
  host_read (&host, 8704);
  g_assert_cmpuint (g_array_index (host.order, guint32, 0), ==, 6000 - 4096);
  /* The newest four still gather for their frame. */
  g_assert_cmpuint (host.order->len, ==, 4092);
  g_assert_cmpuint (host_resend (&host, 1903, 2, &n), ==, MPS_REPLY_OK);
  g_assert_cmpuint (n, ==, 1);
  host_pass (&host, 4000);
  g_assert_cmpuint (host.end.produced, ==, 10000);
}

static void
test_unplug (void)
{
  g_auto (Host) host;
  MpsReaderResume resume;
  guint before;

  host_init (&host);
  host.config.unplug_at_scan = 150;
  host.config.replug_after_ms = 1000;
  host_open (&host);
  host_start (&host, 1, 1000, 1, 1000, 1000, 1000);
  host_pass (&host, 500);
  g_assert_cmpuint (host.order->len, ==, 151);
  g_assert_false (mps_virtual_reader_is_plugged (host.reader, host.now_us));
  g_assert_cmpuint (mps_virtual_reader_get_connection (host.reader), ==, 1);

  host_pass (&host, 1000);
  g_assert_true (mps_virtual_reader_is_plugged (host.reader, host.now_us));
  /* It went on measuring, but nothing of the run comes before RESUME. */
  g_assert_cmpuint (host_hello (&host), ==, MPS_REPLY_OK);
  host_pass (&host, 200);
  g_assert_cmpuint (host.order->len, ==, 151);
  g_assert_cmpuint (host_resume (&host, 2, 0, &resume), ==, MPS_REPLY_NOT_ALLOWED);
  g_assert_cmpuint (host_resume (&host, 1, 3001, &resume), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_resume (&host, 1, 151, &resume), ==, MPS_REPLY_OK);
  g_assert_cmpuint (resume.first, ==, 151);
  g_assert_cmpuint (resume.produced, ==, 1700);
  g_assert_cmpuint (resume.ended, ==, 0);
  host_pass (&host, 1400);
  assert_all_scans (&host, 3000);
  g_assert_cmpuint (host.n_ends, ==, 1);

  /* An ended run is sent again as often as it is asked for, END too. */
  before = host.order->len;
  g_assert_cmpuint (host_resume (&host, 1, 2990, &resume), ==, MPS_REPLY_OK);
  g_assert_cmpuint (resume.ended, ==, 1);
  host_pass (&host, 10);
  g_assert_cmpuint (host.order->len, ==, before + 10);
  g_assert_cmpuint (host.n_ends, ==, 2);
}

static void
test_end_survives_unplug (void)
{
  g_auto (Host) host;
  MpsReaderResume resume;

  host_init (&host);
  host_open (&host);
  host_start (&host, 1, 1000, 1, 100, 100, 100);
  host_pass (&host, 100);
  mps_virtual_reader_unplug (host.reader, host.now_us);
  host_pass (&host, 10000);
  g_assert_false (mps_virtual_reader_is_plugged (host.reader, host.now_us));
  mps_virtual_reader_plug (host.reader, host.now_us);
  g_assert_cmpuint (host_resume (&host, 1, 300, &resume), ==, MPS_REPLY_OK);
  g_assert_cmpuint (resume.produced, ==, 300);
  g_assert_cmpuint (resume.ended, ==, 1);
  host_pass (&host, 10);
  g_assert_cmpuint (host.n_ends, ==, 1);
  g_assert_cmpuint (host.end.reason, ==, MPS_END_COMPLETE);
}

static void
test_drops (void)
{
  g_auto (Host) host;
  guint32 n;
  guint got;

  host_init (&host);
  host.config.drop_rate = 1;
  host_open (&host);
  host_start (&host, 1, 1000, 1, 30, 30, 30);
  host_pass (&host, 200);
  g_assert_cmpuint (host.order->len, ==, 0);
  g_assert_cmpuint (host.n_ends, ==, 1);
  g_assert_cmpuint (host.n_event_gaps, >, 0);
  g_assert_cmpuint (host_resend (&host, 0, 90, &n), ==, MPS_REPLY_OK);
  got = g_hash_table_size (host.scans);
  g_assert_cmpuint (n, ==, 90);
  g_assert_cmpuint (got, ==, 90);
}

static void
test_bad_crc (void)
{
  g_auto (Host) host;

  host_init (&host);
  host.config.bad_crc_rate = 0.3;
  host_open (&host);
  for (guint i = 0; i < 200; i++)
    host_send (&host, MPS_REQUEST_GET_STATUS, (guint16)i, NULL, 0);
  host_pass (&host, 100);
  g_assert_cmpuint (host.n_replies, >, 100);
  g_assert_cmpuint (host.n_replies, <, 180);
  g_assert_cmpuint (mps_frame_parser_peek_losses (host.parser)->bad_crc, >=, 200 - host.n_replies);
}

static void
test_other_version (void)
{
  g_auto (Host) host;

  host_init (&host);
  host.config.protocol_version = 2;
  host_open (&host);
  host_send (&host, MPS_REQUEST_HELLO, 1, "\0\0\0\0", 4);
  g_assert_cmpuint (host.n_other_version, ==, 1);
  g_assert_cmpuint (host.n_replies, ==, 0);
}

static void
test_cartridge (void)
{
  g_auto (Host) host;

  host_init (&host);
  host.config.remove_cartridge_at_scan = 42;
  host_open (&host);
  host_start (&host, 1, 1000, 1, 30, 30, 30);
  host_pass (&host, 100);
  assert_all_scans (&host, 42);
  g_assert_cmpuint (host.end.reason, ==, MPS_END_CARTRIDGE_REMOVED);
  g_assert_cmpuint (host.end.produced, ==, 42);
  g_assert_cmpuint (host_start (&host, 2, 1000, 1, 30, 30, 30), ==, MPS_REPLY_NO_CARTRIDGE);
  host_pass (&host, 2000);
  g_assert_cmpuint (host_start (&host, 2, 1000, 1, 30, 30, 30), ==, MPS_REPLY_OK);
  host_pass (&host, 100);
  g_assert_cmpuint (host.end.reason, ==, MPS_END_COMPLETE);
}

static void
test_fault (void)
{
  g_auto (Host) host;

  host_init (&host);
  host.config.fault_at_scan = 10;
  host_open (&host);
  host_start (&host, 1, 1000, 1, 30, 30, 30);
  host_pass (&host, 100);
  g_assert_cmpuint (host.end.reason, ==, MPS_END_FAULT);
  g_assert_cmpuint (host.last_status.state, ==, MPS_READER_FAULT);
  g_assert_cmpuint (host.last_status.faults, ==, 1);
  g_assert_cmpuint (host_start (&host, 2, 1000, 1, 30, 30, 30), ==, MPS_REPLY_HARDWARE_FAULT);
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_SELF_TEST, NULL, 0), ==, MPS_REPLY_OK);
  g_assert_cmpuint (host_state (&host), ==, MPS_READER_IDLE);
  g_assert_cmpuint (host_start (&host, 2, 1000, 1, 30, 30, 30), ==, MPS_REPLY_OK);
}

static void
test_status_and_button (void)
{
  g_auto (Host) host;
  guint8 packet[64];
  guint n;

  host_init (&host);
  host_open (&host);
  host_hello (&host);
  host_pass (&host, 5000);
  g_assert_cmpuint (host.n_status, ==, 5);
  g_assert_cmpuint (
      mps_virtual_reader_send_interrupt (host.reader, packet, sizeof packet, host.now_us), ==, 28);
  g_assert_cmpuint (packet[3], ==, MPS_EVENT_STATUS);
  g_assert_cmpuint (
      mps_virtual_reader_send_interrupt (host.reader, packet, sizeof packet, host.now_us), ==, 0);
  mps_virtual_reader_press_button (host.reader, host.now_us);
  host_read (&host, 1);
  g_assert_cmpuint (host.n_buttons, ==, 1);
  n = host.n_status;
  host_start (&host, 1, 10, 1, 10, 10, 10);
  g_assert_cmpuint (host.n_status, ==, n + 1);
  g_assert_cmpuint (host.last_status.state, ==, MPS_READER_RUNNING);
  host_pass (&host, 2500);
  g_assert_cmpuint (host.n_status, ==, n + 1);
  host_pass (&host, 500);
  g_assert_cmpuint (host.last_status.state, ==, MPS_READER_IDLE);
}

static void
test_calibration (void)
{
  g_auto (Host) host;
  MpsCalibration calibration;
  g_autoptr (GByteArray) block = g_byte_array_new ();

  host_init (&host);
  host.config.calibrated = FALSE;
  host_open (&host);
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_READ_CALIBRATION, NULL, 0), ==, MPS_REPLY_OK);
  g_assert_true (mps_calibration_decode (host.reply->data, host.reply->len, &calibration));
  g_assert_cmpuint (calibration.made_s, ==, 0);
  g_assert_cmpfloat (calibration.channel[3].alpha, ==, 0.95f);
  calibration.made_s = 1234;
  calibration.channel[3].alpha = 0.9f;
  mps_calibration_encode (&calibration, block);
  g_assert_cmpuint (
      host_ask (&host, MPS_REQUEST_WRITE_CALIBRATION, block->data, block->len), ==, MPS_REPLY_OK);
  mps_virtual_reader_unplug (host.reader, host.now_us);
  mps_virtual_reader_plug (host.reader, host.now_us);
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_READ_CALIBRATION, NULL, 0), ==, MPS_REPLY_OK);
  g_assert_cmpmem (host.reply->data, host.reply->len, block->data, block->len);
  block->data[100] ^= 1;
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_WRITE_CALIBRATION, block->data, block->len),
                    ==,
                    MPS_REPLY_BAD_ARGUMENT);
}

static void
test_start_cuts_the_run_before (void)
{
  g_auto (Host) host;
  MpsReaderResume resume;

  host_init (&host);
  host_open (&host);
  host_start (&host, 1, 1000, 1, 30, 30, 30);
  /* The run is over but nothing was read of it. */
  host.now_us += 200 * MS;
  g_assert_cmpuint (host_start (&host, 2, 1000, 1, 10, 10, 10), ==, MPS_REPLY_OK);
  host_pass (&host, 100);
  assert_all_scans (&host, 30);
  g_assert_cmpuint (host.n_ends, ==, 1);
  g_assert_cmpuint (host.end.run_id[0], ==, 2);
  g_assert_cmpuint (host_resume (&host, 1, 0, &resume), ==, MPS_REPLY_NOT_ALLOWED);
}

static char *
digest_of (gsize chunk, gint64 step_ms, guint seed)
{
  g_auto (Host) host;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  host_init (&host);
  host.config.seed = seed;
  host_open (&host);
  host_start (&host, 1, 500, 2, 30, 50, 20);
  while (host.n_ends == 0) {
    host.now_us += step_ms * MS;
    host_read (&host, chunk);
  }
  assert_all_scans (&host, 200);
  for (guint i = 0; i < 200; i++) {
    g_byte_array_set_size (bytes, 0);
    mps_scan_encode (g_hash_table_lookup (host.scans, GUINT_TO_POINTER (i)), bytes);
    g_checksum_update (checksum, bytes->data, bytes->len);
  }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
test_determinism (void)
{
  g_autofree char *one = digest_of (8704, 10, 5);
  g_autofree char *two = digest_of (17, 333, 5);
  g_autofree char *other = digest_of (8704, 10, 6);

  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, !=, other);
}

static void
test_firmware (void)
{
  g_auto (Host) host;
  guint8 image[10000];
  guint8 begin[106] = { 0x10, 0x27, 0, 0, 2, 0, 3, 0, 4, 0 };
  guint8 block[4 + 4096];
  guint8 secret[64], public_key[32];
  MpsReaderHello hello;

  memset (image, 0x77, sizeof image);
  mps_virtual_maker_get_keys (MPS_KEY_USE_FIRMWARE, secret, public_key);
  crypto_hash_sha256 (begin + 10, image, sizeof image);
  crypto_sign_detached (begin + 42, NULL, begin + 10, 32, secret);
  host_init (&host);
  host_open (&host);
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_FW_BEGIN, begin, sizeof begin), ==, MPS_REPLY_OK);
  for (guint32 at = 0; at < sizeof image; at += 4096) {
    guint32 n = MIN (4096, (guint32)sizeof image - at);
    guint32 wire = GUINT32_TO_LE (at);

    memcpy (block, &wire, 4);
    memcpy (block + 4, image + at, n);
    g_assert_cmpuint (host_ask (&host, MPS_REQUEST_FW_BLOCK, block, 4 + n), ==, MPS_REPLY_OK);
    /* In the middle: the cable goes, and the update goes on where it was. */
    mps_virtual_reader_unplug (host.reader, host.now_us);
    mps_virtual_reader_plug (host.reader, host.now_us);
    g_assert_cmpuint (
        host_ask (&host, MPS_REQUEST_FW_BEGIN, begin, sizeof begin), ==, MPS_REPLY_OK);
    memcpy (&wire, host.reply->data + 2, 4);
    g_assert_cmpuint (GUINT32_FROM_LE (wire), ==, at + n);
  }
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_FW_COMMIT, NULL, 0), ==, MPS_REPLY_OK);
  g_assert_false (mps_virtual_reader_is_plugged (host.reader, host.now_us));
  host_pass (&host, 500);
  g_assert_cmpuint (host_hello (&host), ==, MPS_REPLY_OK);
  g_assert_true (mps_reader_hello_decode (host.reply->data, host.reply->len, &hello));
  g_assert_cmpuint (hello.firmware_major, ==, 2);
  g_assert_cmpuint (hello.firmware_patch, ==, 4);
  g_assert_cmpuint (hello.boot_count, ==, 2);

  /* A wrong signature: the old firmware stays. */
  begin[42] ^= 1;
  begin[0] = 1;
  begin[1] = 0;
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_FW_BEGIN, begin, sizeof begin), ==, MPS_REPLY_OK);
  memset (block, 0, 4);
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_FW_BLOCK, block, 5), ==, MPS_REPLY_OK);
  g_assert_cmpuint (host_ask (&host, MPS_REQUEST_FW_COMMIT, NULL, 0), ==, MPS_REPLY_BAD_ARGUMENT);
  g_assert_cmpuint (host_state (&host), ==, MPS_READER_IDLE);
}

/* What a host that never behaves can send: noise, halves of frames, floods without reading. */
static void
test_noise (void)
{
  g_auto (Host) host;
  guint8 noise[513];

  host_init (&host);
  host_open (&host);
  for (guint round = 0; round < 500; round++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    for (guint i = 0; i < sizeof noise; i++)
      noise[i] = (guint8)g_test_rand_int ();
    mps_virtual_reader_receive (host.reader, noise, sizeof noise, host.now_us);
    mps_frame_append (bytes,
                      (guint8)g_test_rand_int_range (0, 0x20),
                      1,
                      noise,
                      (gsize)g_test_rand_int_range (0, 200));
    mps_virtual_reader_receive (host.reader, bytes->data, bytes->len, host.now_us);
    host.now_us += 60 * MS;
  }
  host_read (&host, 8704);
  g_assert_cmpuint (host_hello (&host), ==, MPS_REPLY_OK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/virtual-reader/hello", test_hello);
  g_test_add_func ("/virtual-reader/run", test_run);
  g_test_add_func ("/virtual-reader/blocks", test_blocks);
  g_test_add_func ("/virtual-reader/states", test_states);
  g_test_add_func ("/virtual-reader/start-arguments", test_start_arguments);
  g_test_add_func ("/virtual-reader/repeat", test_repeat);
  g_test_add_func ("/virtual-reader/busy", test_busy);
  g_test_add_func ("/virtual-reader/stop", test_stop);
  g_test_add_func ("/virtual-reader/resend", test_resend);
  g_test_add_func ("/virtual-reader/ring-overflow", test_ring_overflow);
  g_test_add_func ("/virtual-reader/unplug", test_unplug);
  g_test_add_func ("/virtual-reader/end-survives-unplug", test_end_survives_unplug);
  g_test_add_func ("/virtual-reader/drops", test_drops);
  g_test_add_func ("/virtual-reader/bad-crc", test_bad_crc);
  g_test_add_func ("/virtual-reader/other-version", test_other_version);
  g_test_add_func ("/virtual-reader/cartridge", test_cartridge);
  g_test_add_func ("/virtual-reader/fault", test_fault);
  g_test_add_func ("/virtual-reader/status-and-button", test_status_and_button);
  g_test_add_func ("/virtual-reader/calibration", test_calibration);
  g_test_add_func ("/virtual-reader/start-cuts-the-run-before", test_start_cuts_the_run_before);
  g_test_add_func ("/virtual-reader/determinism", test_determinism);
  g_test_add_func ("/virtual-reader/firmware", test_firmware);
  g_test_add_func ("/virtual-reader/noise", test_noise);
  return g_test_run ();
}
