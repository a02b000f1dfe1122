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

/**
 * mps_page_dup_place:
 * @self: a page
 *
 * Before the page goes because the workstation locks: what is typed is kept, and where in the page
 * that is is told, in words of the program's, with nothing of a patient but ids.
 *
 * Returns: (transfer full) (nullable): for mps_page_go_to() of a page that comes after it
 */
char *
mps_page_dup_place (MpsPage *self)
{
  MpsPageInterface *iface = MPS_PAGE_GET_IFACE (self);

  return iface->dup_place != NULL ? iface->dup_place (self) : NULL;
}

/**
 * mps_page_go_to:
 * @self: a page
 * @place: of mps_page_dup_place()
 *
 * Goes there again, as far as it is still there.
 */
void
mps_page_go_to (MpsPage *self, const char *place)
{
  MpsPageInterface *iface = MPS_PAGE_GET_IFACE (self);

  if (iface->go_to != NULL)
    iface->go_to (self, place);
}
