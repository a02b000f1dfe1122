/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/readers/mps-readers.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsReaderCard: all that is known of one attached reader, and what can be done with it.
 */
#define MPS_TYPE_READER_CARD (mps_reader_card_get_type ())
G_DECLARE_FINAL_TYPE (MpsReaderCard, mps_reader_card, MPS, READER_CARD, GtkListBoxRow)

GtkWidget *mps_reader_card_new (MpsReaders *readers, MpsReaderItem *item);

G_END_DECLS
