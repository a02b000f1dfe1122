/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-page.h"

G_DEFINE_INTERFACE (MpsPage, mps_page, GTK_TYPE_WIDGET)

static void
mps_page_default_init (MpsPageInterface *iface)
{
}

/**
 * mps_page_get_primary:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the button that Ctrl+Enter presses
 */
GtkWidget *
mps_page_get_primary (MpsPage *self)
{
  MpsPageInterface *iface = MPS_PAGE_GET_IFACE (self);

  return iface->get_primary != NULL ? iface->get_primary (self) : NULL;
}

/**
 * mps_page_go_back:
 * @self: a page
 *
 * Esc: go one step back within the page; nothing is ever lost by it.
 *
 * Returns: whether there was a step to go back
 */
gboolean
mps_page_go_back (MpsPage *self)
{
  MpsPageInterface *iface = MPS_PAGE_GET_IFACE (self);

  return iface->go_back != NULL && iface->go_back (self);
}

/**
 * mps_page_print:
 * @self: a page
 *
 * Returns: whether the page has something to print and began to
 */
gboolean
mps_page_print (MpsPage *self)
{
  MpsPageInterface *iface = MPS_PAGE_GET_IFACE (self);

  return iface->print != NULL && iface->print (self);
}

/**
 * mps_page_copy:
 * @self: a page
 *
 * Puts what is selected on the clipboard as text.
 *
 * Returns: whether something was selected
 */
gboolean
mps_page_copy (MpsPage *self)
{
  MpsPageInterface *iface = MPS_PAGE_GET_IFACE (self);

  return iface->copy != NULL && iface->copy (self);
}
