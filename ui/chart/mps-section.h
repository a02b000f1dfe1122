/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsSectionFoot: what the foot of the chart says for the section that is shown.
 * @label: (nullable): verb of the primary action with its mnemonic, translated; %NULL: there is
 * none
 * @reason: (nullable): why it cannot be used now
 */
typedef struct {
  const char *label;
  char *reason;
} MpsSectionFoot;

/**
 * MpsSection:
 *
 * A part of the chart. The chart page hands it the chart, shows its primary action at the foot and
 * asks it first when a person goes back. Every member but set_chart may be %NULL.
 * Signals: "foot-changed"; "edit" (MpsResource): a record should be edited in its own section.
 */
#define MPS_TYPE_SECTION (mps_section_get_type ())
G_DECLARE_INTERFACE (MpsSection, mps_section, MPS, SECTION, GtkWidget)

struct _MpsSectionInterface {
  GTypeInterface parent_iface;

  void (*set_chart) (MpsSection *self, MpsChart *chart);
  void (*show) (MpsSection *self);
  void (*describe) (MpsSection *self, MpsSectionFoot *foot);
  void (*act) (MpsSection *self);
  gboolean (*go_back) (MpsSection *self);
  gboolean (*copy) (MpsSection *self);
  gboolean (*edit) (MpsSection *self, MpsResource *resource);
  char *(*dup_place) (MpsSection *self);
  void (*go_to) (MpsSection *self, const char *place);
};

void mps_section_set_chart (MpsSection *self, MpsChart *chart);
void mps_section_show (MpsSection *self);
void mps_section_describe (MpsSection *self, MpsSectionFoot *foot);
void mps_section_act (MpsSection *self);
gboolean mps_section_go_back (MpsSection *self);
gboolean mps_section_copy (MpsSection *self);
gboolean mps_section_edit (MpsSection *self, MpsResource *resource);
char *mps_section_dup_place (MpsSection *self) G_GNUC_WARN_UNUSED_RESULT;
void mps_section_go_to (MpsSection *self, const char *place);
void mps_section_foot_changed (MpsSection *self);
void mps_section_request_edit (MpsSection *self, MpsResource *resource);

G_END_DECLS
