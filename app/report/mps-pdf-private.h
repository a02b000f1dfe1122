/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MpsPdf:
 * @title: of the document; viewers show it and keep it in lists of recent files, so it names nobody
 * @made: when
 * @n_pages: how many
 * @draw: draws a page, from 0, A4 in points
 * @data: for @draw
 *
 * A document that is about to be written.
 */
typedef struct {
  const char *title;
  GDateTime *made;
  guint n_pages;
  void (*draw) (gpointer data, guint page, cairo_t *cr);
  gpointer data;
} MpsPdf;

GBytes *mps_pdf_dup_bytes (const MpsPdf *pdf, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_pdf_write (const MpsPdf *pdf, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
