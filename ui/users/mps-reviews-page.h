/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-people-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsReviewsPage: what waits for a second person. Signal "open" (FHIR id): a patient's chart.
 */
#define MPS_TYPE_REVIEWS_PAGE (mps_reviews_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsReviewsPage, mps_reviews_page, MPS, REVIEWS_PAGE, GtkWidget)

GtkWidget *mps_reviews_page_new (MpsSession *session);

G_END_DECLS
