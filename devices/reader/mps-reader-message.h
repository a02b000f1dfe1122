/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-calibration.h"
#include "data/model/mps-scan.h"

#include <glib.h>

G_BEGIN_DECLS

#define MPS_REPLY_BIT 0x80
#define MPS_RUN_ID_SIZE 16
#define MPS_HELLO_WIRE_SIZE 40
#define MPS_STATUS_WIRE_SIZE 14
#define MPS_START_WIRE_SIZE 32
#define MPS_RESUME_REQUEST_WIRE_SIZE 20
#define MPS_RESUME_WIRE_SIZE 9
#define MPS_END_WIRE_SIZE 21
#define MPS_RESEND_MAX_RANGES 64
#define MPS_RESEND_MAX_SCANS 1024
#define MPS_SCAN_WIRE_SIZE 728
#define MPS_SCANS_PER_FRAME 11
#define MPS_CALIBRATION_WIRE_SIZE 1068
#define MPS_SERIAL_WIRE_SIZE 16
/** MPS_READER_BUFFERED_SCANS: newest scans that the reader keeps through a disconnect */
#define MPS_READER_BUFFERED_SCANS 4096
#define MPS_RUN_MAX_SCANS 1000000

typedef enum {
  MPS_REQUEST_HELLO = 0x01,
  MPS_REQUEST_GET_STATUS = 0x02,
  MPS_REQUEST_START = 0x03,
  MPS_REQUEST_STOP = 0x04,
  MPS_REQUEST_READ_CALIBRATION = 0x05,
  MPS_REQUEST_WRITE_CALIBRATION = 0x06,
  MPS_REQUEST_SET_CLOCK = 0x07,
  MPS_REQUEST_RESEND = 0x08,
  MPS_REQUEST_RESUME = 0x09,
  MPS_REQUEST_SELF_TEST = 0x0A,
  MPS_REQUEST_FW_BEGIN = 0x10,
  MPS_REQUEST_FW_BLOCK = 0x11,
  MPS_REQUEST_FW_COMMIT = 0x12,
  MPS_REQUEST_FW_ABORT = 0x13,
} MpsRequest;

typedef enum {
  MPS_EVENT_SCAN = 0x40,
  MPS_EVENT_END = 0x41,
  MPS_EVENT_STATUS = 0x42,
  MPS_EVENT_BUTTON = 0x43,
} MpsEvent;

typedef enum {
  MPS_REPLY_OK = 0,
  MPS_REPLY_BUSY = 1,
  MPS_REPLY_BAD_ARGUMENT = 2,
  MPS_REPLY_NOT_ALLOWED = 3,
  MPS_REPLY_HARDWARE_FAULT = 4,
  MPS_REPLY_NO_CARTRIDGE = 5,
  MPS_REPLY_UNKNOWN_REQUEST = 7,
  MPS_REPLY_STORAGE_FAULT = 8,
} MpsReplyStatus;

typedef enum {
  MPS_READER_IDLE = 0,
  MPS_READER_RUNNING = 1,
  MPS_READER_UPDATING = 2,
  MPS_READER_FAULT = 3,
} MpsReaderState;

typedef enum {
  MPS_END_COMPLETE = 0,
  MPS_END_STOPPED = 1,
  MPS_END_CARTRIDGE_REMOVED = 2,
  MPS_END_FAULT = 3,
} MpsEndReason;

typedef struct {
  guint16 channels;
  guint16 firmware_major;
  guint16 firmware_minor;
  guint16 firmware_patch;
  guint32 features;
  guint64 clock_us;
  char serial[MPS_SERIAL_WIRE_SIZE + 1];
  guint32 boot_count;
} MpsReaderHello;

typedef struct {
  guint8 state;
  guint8 battery_percent;
  gint16 temperature_centi_c;
  guint16 humidity_centi_percent;
  guint32 faults;
  guint32 self_test_s;
} MpsReaderStatus;

typedef struct {
  guint8 run_id[MPS_RUN_ID_SIZE];
  guint16 rate_hz;
  guint8 programme;
  guint32 baseline_scans;
  guint32 exposure_scans;
  guint32 recovery_scans;
} MpsReaderStart;

typedef struct {
  guint32 first;
  guint16 count;
} MpsScanRange;

typedef struct {
  guint32 first;
  guint32 produced;
  guint8 ended;
} MpsReaderResume;

typedef struct {
  guint8 run_id[MPS_RUN_ID_SIZE];
  guint32 produced;
  guint8 reason;
} MpsReaderEnd;

/* Every decoder is total: FALSE and the output untouched when the payload is too short or a field
 * is out of rule; extra bytes at the end are ignored. Replies are decoded after their status byte.
 */
gboolean mps_reader_hello_decode (const guint8 *data, gsize size, MpsReaderHello *hello);
void mps_reader_hello_encode (const MpsReaderHello *hello, GByteArray *bytes);
gboolean mps_reader_status_decode (const guint8 *data, gsize size, MpsReaderStatus *status);
void mps_reader_status_encode (const MpsReaderStatus *status, GByteArray *bytes);
gboolean mps_reader_start_decode (const guint8 *data, gsize size, MpsReaderStart *start);
void mps_reader_start_encode (const MpsReaderStart *start, GByteArray *bytes);
gboolean mps_reader_resend_decode (const guint8 *data, gsize size, MpsScanRange *ranges, guint *n);
void mps_reader_resend_encode (const MpsScanRange *ranges, guint n, GByteArray *bytes);
gboolean mps_reader_resume_decode (const guint8 *data, gsize size, MpsReaderResume *resume);
void mps_reader_resume_encode (const MpsReaderResume *resume, GByteArray *bytes);
gboolean mps_reader_resume_request_decode (const guint8 *data,
                                           gsize size,
                                           guint8 run_id[MPS_RUN_ID_SIZE],
                                           guint32 *first);
void mps_reader_resume_request_encode (const guint8 run_id[MPS_RUN_ID_SIZE],
                                       guint32 first,
                                       GByteArray *bytes);
guint32 mps_reader_start_get_total (const MpsReaderStart *start);
gboolean mps_reader_start_is_valid (const MpsReaderStart *start);
gboolean mps_reader_end_decode (const guint8 *data, gsize size, MpsReaderEnd *end);
void mps_reader_end_encode (const MpsReaderEnd *end, GByteArray *bytes);
gboolean mps_scan_decode (const guint8 *data, gsize size, MpsScan *scan);
void mps_scan_encode (const MpsScan *scan, GByteArray *bytes);
gboolean mps_calibration_decode (const guint8 *data, gsize size, MpsCalibration *calibration);
void mps_calibration_encode (const MpsCalibration *calibration, GByteArray *bytes);
gboolean mps_reader_serial_is_valid (const char *serial);

G_END_DECLS
