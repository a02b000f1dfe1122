/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/measurement/mps-measurement.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsCartridgePanel:
 *
 * The second step: which reader, which cartridge, and why it may not be used. Signals: "check"
 * (look again), "replace" (the demo's next cartridge), "changed" (another reader was chosen).
 */
#define MPS_TYPE_CARTRIDGE_PANEL (mps_cartridge_panel_get_type ())
G_DECLARE_FINAL_TYPE (MpsCartridgePanel, mps_cartridge_panel, MPS, CARTRIDGE_PANEL, GtkWidget)

void mps_cartridge_panel_set_readers (MpsCartridgePanel *self, MpsReaders *readers, gboolean demo);
void mps_cartridge_panel_show_checking (MpsCartridgePanel *self);
void mps_cartridge_panel_show_cartridge (MpsCartridgePanel *self, const MpsCartridge *cartridge);
void mps_cartridge_panel_show_refusal (MpsCartridgePanel *self, MpsTagRefusal refusal);
void mps_cartridge_panel_show_error (MpsCartridgePanel *self, const GError *error);
const char *mps_cartridge_panel_peek_reader_reason (MpsCartridgePanel *self);

char *mps_cartridge_dup_summary (const MpsCartridge *cartridge) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
