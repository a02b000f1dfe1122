/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

cairo_surface_t *
mps_pdf_page_draw (GBytes *bytes, guint page, guint width_px, guint *n_pages, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
