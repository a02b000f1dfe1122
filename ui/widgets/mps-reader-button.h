/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/readers/mps-readers.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsReaderButton: the state of the reader in the header; its popover lists the readers, chooses
 * one and sets its clock.
 */
#define MPS_TYPE_READER_BUTTON (mps_reader_button_get_type ())
G_DECLARE_FINAL_TYPE (MpsReaderButton, mps_reader_button, MPS, READER_BUTTON, GtkWidget)

void mps_reader_button_set_readers (MpsReaderButton *self, MpsReaders *readers);

G_END_DECLS
