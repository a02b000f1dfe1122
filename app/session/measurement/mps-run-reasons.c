/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-run-reasons.h"

#include "data/store/mps-store.h"
#include "devices/transport/mps-transport.h"

#include <string.h>

static const char *
reason_for_device_error (int code)
{
  switch ((MpsDeviceError)code) {
  case MPS_DEVICE_ERROR_GONE:
  case MPS_DEVICE_ERROR_NOT_FOUND:
    return MPS_REASON_GONE;
  case MPS_DEVICE_ERROR_FAULT:
    return MPS_REASON_READER_FAULT;
  case MPS_DEVICE_ERROR_NO_CARTRIDGE:
    return MPS_REASON_CARTRIDGE_REMOVED;
  case MPS_DEVICE_ERROR_RETRY:
  case MPS_DEVICE_ERROR_PERMISSION:
  case MPS_DEVICE_ERROR_BUSY:
  case MPS_DEVICE_ERROR_VERSION:
  case MPS_DEVICE_ERROR_REFUSED:
  case MPS_DEVICE_ERROR_CORRUPT:
  default:
    return MPS_REASON_READER_ERROR;
  }
}

/**
 * mps_run_reason_for_error:
 * @error: why a run could not go on
 *
 * Returns: (transfer none): the reason that the run keeps
 */
const char *
mps_run_reason_for_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return MPS_REASON_CANCELLED;
  if (error->domain == MPS_DEVICE_ERROR)
    return reason_for_device_error (error->code);
  if (error->domain == MPS_STORE_ERROR)
    return MPS_REASON_STORE_ERROR;

  return MPS_REASON_READER_ERROR;
}

/**
 * mps_run_id_to_bytes:
 * @id: a UUID in text
 * @bytes: (out): its 16 bytes, as START and RESUME carry them
 */
void
mps_run_id_to_bytes (const char *id, guint8 bytes[16])
{
  guint n = 0;

  memset (bytes, 0, 16);
  for (const char *c = id; *c != '\0' && n < 32; c++) {
    if (g_ascii_isxdigit (*c)) {
      bytes[n / 2] = (guint8)(bytes[n / 2] << 4 | g_ascii_xdigit_value (*c));
      n++;
    }
  }
}
