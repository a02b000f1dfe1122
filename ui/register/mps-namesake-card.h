/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-register.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsNamesakeCard: another patient of the same name, with what tells them apart. Signal: "open"
 * (FHIR id): the person wants to see that chart.
 */
#define MPS_TYPE_NAMESAKE_CARD (mps_namesake_card_get_type ())
G_DECLARE_FINAL_TYPE (MpsNamesakeCard, mps_namesake_card, MPS, NAMESAKE_CARD, GtkBox)

GtkWidget *mps_namesake_card_new (const MpsNamesake *namesake, const char *birth_date);

G_END_DECLS
