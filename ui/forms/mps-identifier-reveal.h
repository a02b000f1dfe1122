/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsIdentifierReveal:
 *
 * Shows the whole resident number, which stands masked beside it, for a moment: asks in place what
 * it is needed for, and forgets the number when the time is over or as soon as it is out of sight.
 */
#define MPS_TYPE_IDENTIFIER_REVEAL (mps_identifier_reveal_get_type ())
G_DECLARE_FINAL_TYPE (MpsIdentifierReveal, mps_identifier_reveal, MPS, IDENTIFIER_REVEAL, GtkWidget)

GtkWidget *mps_identifier_reveal_new (void);
void mps_identifier_reveal_set_chart (MpsIdentifierReveal *self, MpsChart *chart);
gboolean mps_identifier_reveal_go_back (MpsIdentifierReveal *self);

G_END_DECLS
