/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-frame.h"
#include "devices/reader/mps-reader-message.h"

#include <math.h>

#define BLOCK_VERSION 1
#define CRC_SIZE 4

/**
 * mps_calibration_decode:
 * @data: (array length=size): a calibration block
 * @size: bytes of @data
 * @calibration: (out): what it says
 *
 * Returns: %FALSE and @calibration untouched when the block is refused: too short, another version
 *   or channel count, its CRC wrong, a gain not finite or not positive, an offset not finite
 */
gboolean
mps_calibration_decode (const guint8 *data, gsize size, MpsCalibration *calibration)
{
  MpsBytes bytes = mps_bytes (data, size);
  MpsCalibration found;
  guint16 version, channels;

  if (!mps_bytes_left (&bytes, MPS_CALIBRATION_WIRE_SIZE))
    return FALSE;

  version = mps_bytes_take_u16 (&bytes);
  channels = mps_bytes_take_u16 (&bytes);
  if (version != BLOCK_VERSION || channels != MPS_CHANNELS)
    return FALSE;

  found.made_s = mps_bytes_take_u32 (&bytes);
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    found.channel[c].gain = mps_bytes_take_f32 (&bytes);
    found.channel[c].offset = mps_bytes_take_f32 (&bytes);
    found.channel[c].alpha = mps_bytes_take_f32 (&bytes);
    if (!isfinite (found.channel[c].gain) || found.channel[c].gain <= 0 ||
        !isfinite (found.channel[c].offset))
      return FALSE;
  }
  if (mps_bytes_take_u32 (&bytes) != mps_crc32c (data, MPS_CALIBRATION_WIRE_SIZE - CRC_SIZE))
    return FALSE;

  *calibration = found;
  return TRUE;
}

/**
 * mps_calibration_encode:
 * @calibration: a calibration
 * @bytes: where its block of %MPS_CALIBRATION_WIRE_SIZE bytes is added
 */
void
mps_calibration_encode (const MpsCalibration *calibration, GByteArray *bytes)
{
  guint start = bytes->len;

  mps_bytes_put_u16 (bytes, BLOCK_VERSION);
  mps_bytes_put_u16 (bytes, MPS_CHANNELS);
  mps_bytes_put_u32 (bytes, calibration->made_s);
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    mps_bytes_put_f32 (bytes, calibration->channel[c].gain);
    mps_bytes_put_f32 (bytes, calibration->channel[c].offset);
    mps_bytes_put_f32 (bytes, calibration->channel[c].alpha);
  }
  mps_bytes_put_u32 (bytes, mps_crc32c (bytes->data + start, bytes->len - start));
}
