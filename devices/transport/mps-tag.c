/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/transport/mps-tag.h"

G_DEFINE_ABSTRACT_TYPE (MpsTag, mps_tag, G_TYPE_OBJECT)

static void
mps_tag_class_init (MpsTagClass *klass)
{
}

static void
mps_tag_init (MpsTag *self)
{
}

/**
 * mps_tag_select:
 * @self: a tag
 * @timeout_ms: how long to wait for a tag, ms
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR_NO_CARTRIDGE when none came, others
 *
 * Wakes the tag that lies on the antenna. Blocks; one thread at a time.
 *
 * Returns: (transfer full): its UID, as long as the tag says
 */
GBytes *
mps_tag_select (MpsTag *self, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (MPS_IS_TAG (self), NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return MPS_TAG_GET_CLASS (self)->select (self, timeout_ms, cancellable, error);
}

/**
 * mps_tag_read_pages:
 * @self: a selected tag
 * @first: first page
 * @n_pages: how many
 * @buffer: (out caller-allocates): room for @n_pages × %MPS_TAG_PAGE_SIZE bytes
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR
 *
 * Returns: whether all pages were read
 */
gboolean
mps_tag_read_pages (MpsTag *self,
                    guint first,
                    guint n_pages,
                    guint8 *buffer,
                    GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (MPS_IS_TAG (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return MPS_TAG_GET_CLASS (self)->read_pages (self, first, n_pages, buffer, cancellable, error);
}

/**
 * mps_tag_write_page:
 * @self: a selected tag
 * @page: the page
 * @data: its new bytes
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR
 *
 * Returns: whether the tag took it; reading back is the caller's
 */
gboolean
mps_tag_write_page (MpsTag *self,
                    guint page,
                    const guint8 data[MPS_TAG_PAGE_SIZE],
                    GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (MPS_IS_TAG (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return MPS_TAG_GET_CLASS (self)->write_page (self, page, data, cancellable, error);
}
