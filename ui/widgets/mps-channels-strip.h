/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsChannelsStrip:
 *
 * The 88 cells of the live picture. Arrow keys and the pointer read single channels; what is read
 * stands in the "reading" property.
 */
#define MPS_TYPE_CHANNELS_STRIP (mps_channels_strip_get_type ())
G_DECLARE_FINAL_TYPE (MpsChannelsStrip, mps_channels_strip, MPS, CHANNELS_STRIP, GtkWidget)

void mps_channels_strip_set_live (MpsChannelsStrip *self,
                                  const MpsEngineLive *live,
                                  guint first_channel,
                                  guint n_channels);
void mps_channels_strip_move_cursor (MpsChannelsStrip *self, int step);
const char *mps_channels_strip_peek_reading (MpsChannelsStrip *self);

G_END_DECLS
