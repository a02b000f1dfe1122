/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MPS_TAG_PAGE_SIZE 4

/**
 * MpsTag:
 *
 * An NFC Forum type 2 tag that lies on the antenna: pages of 4 bytes. Calls block and belong to one
 * thread at a time. The virtual tag is one; the one over libnfc is another.
 */
#define MPS_TYPE_TAG (mps_tag_get_type ())
G_DECLARE_DERIVABLE_TYPE (MpsTag, mps_tag, MPS, TAG, GObject)

/**
 * MpsTagClass:
 * @select: wait up to @timeout_ms for a tag and give its UID; %MPS_DEVICE_ERROR_NO_CARTRIDGE
 * @read_pages: read @n_pages pages from @first into @buffer of @n_pages × 4 bytes
 * @write_page: write one page
 */
struct _MpsTagClass {
  GObjectClass parent_class;

  GBytes *(*select) (MpsTag *self, guint timeout_ms, GCancellable *cancellable, GError **error);
  gboolean (*read_pages) (MpsTag *self,
                          guint first,
                          guint n_pages,
                          guint8 *buffer,
                          GCancellable *cancellable,
                          GError **error);
  gboolean (*write_page) (MpsTag *self,
                          guint page,
                          const guint8 data[MPS_TAG_PAGE_SIZE],
                          GCancellable *cancellable,
                          GError **error);
};

GBytes *mps_tag_select (MpsTag *self, guint timeout_ms, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_tag_read_pages (MpsTag *self,
                             guint first,
                             guint n_pages,
                             guint8 *buffer,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_tag_write_page (MpsTag *self,
                             guint page,
                             const guint8 data[MPS_TAG_PAGE_SIZE],
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
