/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/readers/mps-readers.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsDevicesPage: the attached readers.
 */
#define MPS_TYPE_DEVICES_PAGE (mps_devices_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsDevicesPage, mps_devices_page, MPS, DEVICES_PAGE, GtkWidget)

void mps_devices_page_set_readers (MpsDevicesPage *self, MpsReaders *readers);

G_END_DECLS
