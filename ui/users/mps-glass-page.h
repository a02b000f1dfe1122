/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-people-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsGlassPage:
 *
 * A chart is closed to somebody, who opens it for a limited time, with a reason and with their
 * password. Signals: "back"; "broken" (FHIR id): the chart is open now.
 */
#define MPS_TYPE_GLASS_PAGE (mps_glass_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsGlassPage, mps_glass_page, MPS, GLASS_PAGE, GtkWidget)

void mps_glass_page_ask (MpsGlassPage *self, MpsSession *session, const char *patient_id);

G_END_DECLS
