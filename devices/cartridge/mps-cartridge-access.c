/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/cartridge/mps-cartridge-tag.h"
#include "devices/transport/mps-transport.h"

#include <string.h>

/* A tag that lies on the antenna answers within a few milliseconds. */
#define SELECT_AGAIN_MS 500
#define BURN_ATTEMPTS 2
#define HEADER_PAGES 4
#define CC_OFFSET 12

/* UID bytes stand in pages 0 and 1 around the first check byte (ISO/IEC 14443-3). */
static gboolean
is_header_of (const guint8 *header, const guint8 *uid)
{
  return memcmp (header, uid, 3) == 0 && memcmp (header + 4, uid + 3, 4) == 0;
}

/**
 * mps_cartridge_tag_read_memory:
 * @tag: what reads tags
 * @timeout_ms: how long to wait for one
 * @uid: (out): UID of the tag
 * @memory: (out): its memory from page 0, through the page of the uses; only the header where the
 *   chip is of another kind
 * @cancellable: (nullable): to give up
 * @error: return location; %MPS_DEVICE_ERROR_NO_CARTRIDGE, %MPS_DEVICE_ERROR_RETRY
 *
 * Reads a tag without judging it. Blocks.
 *
 * Returns: whether a tag was read whole
 */
gboolean
mps_cartridge_tag_read_memory (MpsTag *tag,
                               guint timeout_ms,
                               GBytes **uid,
                               GBytes **memory,
                               GCancellable *cancellable,
                               GError **error)
{
  static const guint8 capability[] = { 0xE1, 0x10, 0x3E, 0x00 };
  guint8 pages[(MPS_CARTRIDGE_USES_PAGE + 1) * MPS_TAG_PAGE_SIZE];
  g_autoptr (GBytes) found = mps_tag_select (tag, timeout_ms, cancellable, error);
  const guint8 *id;
  gsize size = 0;

  if (found == NULL)
    return FALSE;

  id = g_bytes_get_data (found, NULL);
  if (g_bytes_get_size (found) == MPS_CARTRIDGE_UID_SIZE) {
    if (!mps_tag_read_pages (tag, 0, HEADER_PAGES, pages, cancellable, error))
      return FALSE;
    size = HEADER_PAGES * MPS_TAG_PAGE_SIZE;
    if (!is_header_of (pages, id)) {
      g_set_error (
          error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY, "tag: it was moved while it was read");
      return FALSE;
    }
  }
  if (size > 0 && memcmp (pages + CC_OFFSET, capability, sizeof capability) == 0) {
    if (!mps_tag_read_pages (tag,
                             HEADER_PAGES,
                             MPS_CARTRIDGE_USES_PAGE + 1 - HEADER_PAGES,
                             pages + size,
                             cancellable,
                             error))
      return FALSE;
    size = sizeof pages;
  }

  *memory = g_bytes_new (pages, size);
  *uid = g_steal_pointer (&found);
  return TRUE;
}

/**
 * mps_cartridge_tag_read:
 * @tag: what reads tags
 * @policy: whom and what to believe
 * @timeout_ms: how long to wait for a tag
 * @refusal: (out) (optional): the verdict; %MPS_TAG_ACCEPTED also when the tag could not be read
 * @cancellable: (nullable): to give up
 * @error: return location; %MPS_DEVICE_ERROR_REFUSED with the translated sentence when the
 * cartridge is refused, else what mps_cartridge_tag_read_memory() gives
 *
 * Reads and judges the cartridge that lies on the antenna. Blocks.
 *
 * Returns: (transfer full) (nullable): the cartridge, only when it may be used
 */
MpsCartridge *
mps_cartridge_tag_read (MpsTag *tag,
                        const MpsTagPolicy *policy,
                        guint timeout_ms,
                        MpsTagRefusal *refusal,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GBytes) uid = NULL;
  g_autoptr (GBytes) memory = NULL;
  g_autoptr (MpsCartridge) cartridge = NULL;
  MpsTagRefusal verdict;

  if (refusal != NULL)
    *refusal = MPS_TAG_ACCEPTED;
  if (!mps_cartridge_tag_read_memory (tag, timeout_ms, &uid, &memory, cancellable, error))
    return NULL;

  verdict = mps_cartridge_tag_decode (g_bytes_get_data (uid, NULL),
                                      g_bytes_get_size (uid),
                                      g_bytes_get_data (memory, NULL),
                                      g_bytes_get_size (memory),
                                      policy,
                                      &cartridge);
  if (refusal != NULL)
    *refusal = verdict;
  if (verdict != MPS_TAG_ACCEPTED) {
    g_autofree char *message = mps_tag_refusal_dup_message (verdict);

    g_set_error_literal (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED, message);
    return NULL;
  }
  return g_steal_pointer (&cartridge);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static guint
count_bits (const guint8 page[MPS_TAG_PAGE_SIZE])
{
  guint n = 0;

  for (guint i = 0; i < MPS_TAG_PAGE_SIZE; i++)
    n += (guint)__builtin_popcount (page[i]);
  return n;
}

static void
set_next_bit (guint8 page[MPS_TAG_PAGE_SIZE])
{
  for (guint i = 0; i < 8 * MPS_TAG_PAGE_SIZE; i++) {
    if (page[i / 8] & (1 << (i % 8)))
      continue;
    page[i / 8] |= (guint8)(1 << (i % 8));
    return;
  }
}

/* The tag that was judged must be the one that is burnt, with the uses it had then. */
static gboolean
read_uses (MpsTag *tag,
           const MpsCartridge *cartridge,
           guint8 uses[MPS_TAG_PAGE_SIZE],
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GBytes) uid = mps_tag_select (tag, SELECT_AGAIN_MS, cancellable, error);

  if (uid == NULL)
    return FALSE;
  if (g_bytes_get_size (uid) != MPS_CARTRIDGE_UID_SIZE ||
      memcmp (g_bytes_get_data (uid, NULL), cartridge->uid, MPS_CARTRIDGE_UID_SIZE) != 0) {
    g_set_error (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED, "tag: another cartridge lies there now");
    return FALSE;
  }
  if (!mps_tag_read_pages (tag, MPS_CARTRIDGE_USES_PAGE, 1, uses, cancellable, error))
    return FALSE;
  if (count_bits (uses) != cartridge->uses_burnt) {
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_REFUSED,
                 "tag: its uses have changed since it was read");
    return FALSE;
  }
  if (cartridge->uses_burnt >= cartridge->uses_allowed) {
    g_set_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED, "tag: all its uses are spent");
    return FALSE;
  }
  return TRUE;
}

/* One writing and its reading back. A write that reports a failure may have taken, so only what is
 * read counts. */
static gboolean
try_burn (MpsTag *tag,
          const guint8 wanted[MPS_TAG_PAGE_SIZE],
          GCancellable *cancellable,
          GError **error)
{
  guint8 after[MPS_TAG_PAGE_SIZE];
  g_autoptr (GError) write_error = NULL;

  if (!mps_tag_write_page (tag, MPS_CARTRIDGE_USES_PAGE, wanted, cancellable, &write_error) &&
      is_cancelled (write_error)) {
    g_propagate_error (error, g_steal_pointer (&write_error));
    return FALSE;
  }
  if (!mps_tag_read_pages (tag, MPS_CARTRIDGE_USES_PAGE, 1, after, cancellable, error))
    return FALSE;
  if (memcmp (after, wanted, MPS_TAG_PAGE_SIZE) == 0)
    return TRUE;

  if (write_error != NULL)
    g_propagate_error (error, g_steal_pointer (&write_error));
  else
    g_set_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_FAULT, "tag: the bit did not take");
  return FALSE;
}

/**
 * mps_cartridge_tag_burn_use:
 * @tag: what reads tags
 * @cartridge: as it was read from the tag; its @uses_burnt is one more afterwards
 * @cancellable: (nullable): to give up before the next write
 * @error: return location; %MPS_DEVICE_ERROR_REFUSED when it is not the cartridge that was read or
 * has other uses, else an #MpsDeviceError when the use could not be recorded
 *
 * Records one use on the tag: sets the next bit, written at most twice, and reads it back. On
 * failure no result may be shown. Blocks.
 *
 * Returns: whether the use is recorded
 */
gboolean
mps_cartridge_tag_burn_use (MpsTag *tag,
                            MpsCartridge *cartridge,
                            GCancellable *cancellable,
                            GError **error)
{
  guint8 wanted[MPS_TAG_PAGE_SIZE];

  if (!read_uses (tag, cartridge, wanted, cancellable, error)) {
    g_prefix_error (error, "%s", "use could not be recorded: ");
    return FALSE;
  }
  set_next_bit (wanted);

  for (guint attempt = 1; attempt <= BURN_ATTEMPTS; attempt++) {
    g_autoptr (GError) local = NULL;

    if (try_burn (tag, wanted, cancellable, &local)) {
      cartridge->uses_burnt++;
      return TRUE;
    }
    if (attempt == BURN_ATTEMPTS || is_cancelled (local)) {
      g_propagate_prefixed_error (error, g_steal_pointer (&local), "use could not be recorded: ");
      return FALSE;
    }
  }
  return FALSE;
}
