/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-frame.h"

/* Castagnoli's polynomial 0x1EDC6F41, bits reversed. */
#define POLYNOMIAL 0x82F63B78u

static guint32 table[256];

static void
ensure_table (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;

  for (guint32 byte = 0; byte < G_N_ELEMENTS (table); byte++) {
    guint32 value = byte;

    for (int bit = 0; bit < 8; bit++)
      value = value & 1 ? (value >> 1) ^ POLYNOMIAL : value >> 1;
    table[byte] = value;
  }
  g_once_init_leave (&done, 1);
}

/**
 * mps_crc32c:
 * @data: (array length=size): bytes
 * @size: how many
 *
 * CRC-32C as the reader protocol uses it: reflected, init and xor-out 0xFFFFFFFF. The check value
 * of "123456789" is 0xE3069283 (RFC 3720 appendix B.4 names the polynomial). Any thread.
 *
 * Returns: the CRC
 */
guint32
mps_crc32c (const guint8 *data, gsize size)
{
  guint32 crc = 0xFFFFFFFFu;

  ensure_table ();
  for (gsize i = 0; i < size; i++)
    crc = (crc >> 8) ^ table[(crc ^ data[i]) & 0xFF];

  return crc ^ 0xFFFFFFFFu;
}
