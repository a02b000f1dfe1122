/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsPage:
 *
 * What the window asks of a page: its one primary action, what Esc, Ctrl+P and Ctrl+C do there, and
 * where in it somebody is, to be found again after a lock. Every member may be %NULL.
 */
#define MPS_TYPE_PAGE (mps_page_get_type ())
G_DECLARE_INTERFACE (MpsPage, mps_page, MPS, PAGE, GtkWidget)

struct _MpsPageInterface {
  GTypeInterface parent_iface;

  GtkWidget *(*get_primary) (MpsPage *self);
  gboolean (*go_back) (MpsPage *self);
  gboolean (*print) (MpsPage *self);
  gboolean (*copy) (MpsPage *self);
  char *(*dup_place) (MpsPage *self);
  void (*go_to) (MpsPage *self, const char *place);
};

GtkWidget *mps_page_get_primary (MpsPage *self);
gboolean mps_page_go_back (MpsPage *self);
gboolean mps_page_print (MpsPage *self);
gboolean mps_page_copy (MpsPage *self);
char *mps_page_dup_place (MpsPage *self) G_GNUC_WARN_UNUSED_RESULT;
void mps_page_go_to (MpsPage *self, const char *place);

G_END_DECLS
