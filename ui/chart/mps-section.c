/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-section.h"

enum {
  SIGNAL_FOOT_CHANGED,
  SIGNAL_EDIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (MpsSection, mps_section, GTK_TYPE_WIDGET)

static void
mps_section_default_init (MpsSectionInterface *iface)
{
  signals[SIGNAL_FOOT_CHANGED] = g_signal_new (
      "foot-changed", MPS_TYPE_SECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EDIT] = g_signal_new ("edit",
                                       MPS_TYPE_SECTION,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       MPS_TYPE_RESOURCE);
}

/**
 * mps_section_set_chart:
 * @self: a section
 * @chart: (nullable): what it shows from now on; %NULL: the last one is taken away, drafts are kept
 */
void
mps_section_set_chart (MpsSection *self, MpsChart *chart)
{
  MPS_SECTION_GET_IFACE (self)->set_chart (self, chart);
}

/**
 * mps_section_show:
 * @self: a section that comes into view
 *
 * Reads what it shows, where it has not yet, and takes the focus.
 */
void
mps_section_show (MpsSection *self)
{
  MpsSectionInterface *iface = MPS_SECTION_GET_IFACE (self);

  if (iface->show != NULL)
    iface->show (self);
}

/**
 * mps_section_describe:
 * @self: a section
 * @foot: (out caller-allocates): its primary action; free the reason
 */
void
mps_section_describe (MpsSection *self, MpsSectionFoot *foot)
{
  MpsSectionInterface *iface = MPS_SECTION_GET_IFACE (self);

  *foot = (MpsSectionFoot){ 0 };
  if (iface->describe != NULL)
    iface->describe (self, foot);
}

/**
 * mps_section_act:
 * @self: a section
 *
 * Does its primary action.
 */
void
mps_section_act (MpsSection *self)
{
  MpsSectionInterface *iface = MPS_SECTION_GET_IFACE (self);

  if (iface->act != NULL)
    iface->act (self);
}

/**
 * mps_section_go_back:
 * @self: a section
 *
 * Returns: whether there was a step back within the section; nothing is lost by it
 */
gboolean
mps_section_go_back (MpsSection *self)
{
  MpsSectionInterface *iface = MPS_SECTION_GET_IFACE (self);

  return iface->go_back != NULL && iface->go_back (self);
}

/**
 * mps_section_copy:
 * @self: a section
 *
 * Returns: whether something was selected and is on the clipboard now
 */
gboolean
mps_section_copy (MpsSection *self)
{
  MpsSectionInterface *iface = MPS_SECTION_GET_IFACE (self);

  return iface->copy != NULL && iface->copy (self);
}

/**
 * mps_section_edit:
 * @self: a section
 * @resource: a record
 *
 * Returns: whether it is a record of this section, which is open for editing now
 */
gboolean
mps_section_edit (MpsSection *self, MpsResource *resource)
{
  MpsSectionInterface *iface = MPS_SECTION_GET_IFACE (self);

  return iface->edit != NULL && iface->edit (self, resource);
}

/**
 * mps_section_foot_changed:
 * @self: a section whose primary action is another one now
 */
void
mps_section_foot_changed (MpsSection *self)
{
  g_signal_emit (self, signals[SIGNAL_FOOT_CHANGED], 0);
}

/**
 * mps_section_request_edit:
 * @self: a section that shows a record of another one
 * @resource: the record that a person wants to edit
 */
void
mps_section_request_edit (MpsSection *self, MpsResource *resource)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, resource);
}

/**
 * mps_section_dup_place:
 * @self: a section
 *
 * Returns: (transfer full) (nullable): where in it somebody is, for mps_section_go_to(): "new",
 *   "edit/ID" or "record/ID"
 */
char *
mps_section_dup_place (MpsSection *self)
{
  MpsSectionInterface *iface = MPS_SECTION_GET_IFACE (self);

  return iface->dup_place != NULL ? iface->dup_place (self) : NULL;
}

/**
 * mps_section_go_to:
 * @self: a section with a chart
 * @place: of mps_section_dup_place()
 *
 * Goes there again, as soon as its records are read.
 */
void
mps_section_go_to (MpsSection *self, const char *place)
{
  MpsSectionInterface *iface = MPS_SECTION_GET_IFACE (self);

  if (iface->go_to != NULL)
    iface->go_to (self, place);
}
