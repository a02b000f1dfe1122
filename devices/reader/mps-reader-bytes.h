/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Little-endian fields of the protocol, one after another. A cursor never passes its end: callers
 * check the size of a structure once with mps_bytes_left() and then take its fields. */

typedef struct {
  const guint8 *at;
  gsize left;
} MpsBytes;

static inline MpsBytes
mps_bytes (const guint8 *data, gsize size)
{
  MpsBytes bytes = { data, size };
  return bytes;
}

static inline gboolean
mps_bytes_left (const MpsBytes *bytes, gsize size)
{
  return bytes->left >= size;
}

static inline void
mps_bytes_take (MpsBytes *bytes, gpointer target, gsize size)
{
  g_assert (bytes->left >= size);
  memcpy (target, bytes->at, size);
  bytes->at += size;
  bytes->left -= size;
}

static inline guint8
mps_bytes_take_u8 (MpsBytes *bytes)
{
  guint8 value;

  mps_bytes_take (bytes, &value, sizeof value);
  return value;
}

static inline guint16
mps_bytes_take_u16 (MpsBytes *bytes)
{
  guint16 value;

  mps_bytes_take (bytes, &value, sizeof value);
  return GUINT16_FROM_LE (value);
}

static inline guint32
mps_bytes_take_u32 (MpsBytes *bytes)
{
  guint32 value;

  mps_bytes_take (bytes, &value, sizeof value);
  return GUINT32_FROM_LE (value);
}

static inline guint64
mps_bytes_take_u64 (MpsBytes *bytes)
{
  guint64 value;

  mps_bytes_take (bytes, &value, sizeof value);
  return GUINT64_FROM_LE (value);
}

static inline float
mps_bytes_take_f32 (MpsBytes *bytes)
{
  guint32 bits = mps_bytes_take_u32 (bytes);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline void
mps_bytes_put_u8 (GByteArray *bytes, guint8 value)
{
  g_byte_array_append (bytes, &value, sizeof value);
}

static inline void
mps_bytes_put_u16 (GByteArray *bytes, guint16 value)
{
  guint16 wire = GUINT16_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *)&wire, sizeof wire);
}

static inline void
mps_bytes_put_u32 (GByteArray *bytes, guint32 value)
{
  guint32 wire = GUINT32_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *)&wire, sizeof wire);
}

static inline void
mps_bytes_put_u64 (GByteArray *bytes, guint64 value)
{
  guint64 wire = GUINT64_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *)&wire, sizeof wire);
}

static inline void
mps_bytes_put_f32 (GByteArray *bytes, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  mps_bytes_put_u32 (bytes, bits);
}

G_END_DECLS
