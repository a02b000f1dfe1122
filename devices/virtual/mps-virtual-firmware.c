/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-firmware-private.h"

#include "devices/virtual/mps-virtual-maker.h"

#include <sodium.h>
#include <string.h>

#define IMAGE_MAX (4 * 1024 * 1024)
#define HASH_SIZE 32
#define HASH_OFFSET 10
#define SIGNATURE_OFFSET (HASH_OFFSET + HASH_SIZE)

void
mps_virtual_firmware_init (MpsVirtualFirmware *firmware)
{
  *firmware = (MpsVirtualFirmware){
    .version = { 1, 0, 0 },
    .begin = g_byte_array_new (),
    .image = g_byte_array_new (),
  };
}

void
mps_virtual_firmware_clear (MpsVirtualFirmware *firmware)
{
  g_clear_pointer (&firmware->begin, g_byte_array_unref);
  g_clear_pointer (&firmware->image, g_byte_array_unref);
}

void
mps_virtual_firmware_discard (MpsVirtualFirmware *firmware)
{
  g_byte_array_set_size (firmware->begin, 0);
  g_byte_array_set_size (firmware->image, 0);
}

static guint32
get_image_size (const guint8 *begin)
{
  MpsBytes bytes = mps_bytes (begin, MPS_VIRTUAL_FIRMWARE_BEGIN_SIZE);

  return mps_bytes_take_u32 (&bytes);
}

/* The same payload goes on where it was; another begins anew. */
MpsReplyStatus
mps_virtual_firmware_begin (MpsVirtualFirmware *firmware, const guint8 *payload, GByteArray *reply)
{
  guint32 size = get_image_size (payload);

  if (size == 0 || size > IMAGE_MAX)
    return MPS_REPLY_BAD_ARGUMENT;

  if (firmware->begin->len != MPS_VIRTUAL_FIRMWARE_BEGIN_SIZE ||
      memcmp (firmware->begin->data, payload, MPS_VIRTUAL_FIRMWARE_BEGIN_SIZE) != 0) {
    mps_virtual_firmware_discard (firmware);
    g_byte_array_append (firmware->begin, payload, MPS_VIRTUAL_FIRMWARE_BEGIN_SIZE);
  }
  mps_bytes_put_u16 (reply, MPS_VIRTUAL_FIRMWARE_BLOCK);
  mps_bytes_put_u32 (reply, firmware->image->len);
  return MPS_REPLY_OK;
}

MpsReplyStatus
mps_virtual_firmware_block (MpsVirtualFirmware *firmware,
                            const guint8 *payload,
                            gsize size,
                            GByteArray *reply)
{
  MpsBytes bytes = mps_bytes (payload, size);
  guint32 offset = mps_bytes_take_u32 (&bytes);

  if (offset != firmware->image->len || bytes.left == 0 ||
      bytes.left > MPS_VIRTUAL_FIRMWARE_BLOCK ||
      bytes.left > get_image_size (firmware->begin->data) - offset)
    return MPS_REPLY_BAD_ARGUMENT;

  g_byte_array_append (firmware->image, bytes.at, (guint)bytes.left);
  mps_bytes_put_u32 (reply, firmware->image->len);
  return MPS_REPLY_OK;
}

/* Checks the whole image before anything is replaced; it is forgotten either way. */
gboolean
mps_virtual_firmware_commit (MpsVirtualFirmware *firmware)
{
  guint8 public_key[MPS_PUBLIC_KEY_SIZE];
  guint8 hash[HASH_SIZE];
  const guint8 *begin = firmware->begin->data;
  gboolean right;

  mps_virtual_maker_get_keys (MPS_KEY_USE_FIRMWARE, NULL, public_key);
  crypto_hash_sha256 (hash, firmware->image->data, firmware->image->len);
  right = firmware->image->len == get_image_size (begin) &&
          memcmp (hash, begin + HASH_OFFSET, HASH_SIZE) == 0 &&
          crypto_sign_verify_detached (begin + SIGNATURE_OFFSET, hash, HASH_SIZE, public_key) == 0;
  if (right) {
    MpsBytes bytes = mps_bytes (begin + sizeof (guint32), sizeof firmware->version);

    for (guint i = 0; i < G_N_ELEMENTS (firmware->version); i++)
      firmware->version[i] = mps_bytes_take_u16 (&bytes);
  }
  mps_virtual_firmware_discard (firmware);
  return right;
}
