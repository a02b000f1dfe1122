/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-timeline-item-private.h"

struct _MpsTimelineItem {
  GObject parent_instance;

  MpsTimelineEntry *entry;
};

G_DEFINE_FINAL_TYPE (MpsTimelineItem, mps_timeline_item, G_TYPE_OBJECT)

static void
mps_timeline_item_finalize (GObject *object)
{
  mps_timeline_entry_free (MPS_TIMELINE_ITEM (object)->entry);
  G_OBJECT_CLASS (mps_timeline_item_parent_class)->finalize (object);
}

static void
mps_timeline_item_class_init (MpsTimelineItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_timeline_item_finalize;
}

static void
mps_timeline_item_init (MpsTimelineItem *self)
{
}

/* entry: (transfer full) */
MpsTimelineItem *
mps_timeline_item_new (MpsTimelineEntry *entry)
{
  MpsTimelineItem *self = g_object_new (MPS_TYPE_TIMELINE_ITEM, NULL);

  self->entry = entry;
  return self;
}

/**
 * mps_timeline_item_peek_entry:
 * @self: an item
 *
 * Returns: (transfer none): what it shows
 */
const MpsTimelineEntry *
mps_timeline_item_peek_entry (MpsTimelineItem *self)
{
  return self->entry;
}
