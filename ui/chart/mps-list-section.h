/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-form.h"
#include "ui/chart/mps-section.h"

G_BEGIN_DECLS

/**
 * MpsListSection: all records of one kind in a chart, one of them in full, and the form for a new
 * one: problems, medicines, allergies, alerts, vital signs,
 * notes, documents, consents.
 */
#define MPS_TYPE_LIST_SECTION (mps_list_section_get_type ())
G_DECLARE_FINAL_TYPE (MpsListSection, mps_list_section, MPS, LIST_SECTION, GtkWidget)

GtkWidget *mps_list_section_new (MpsFormKind kind);
void mps_list_section_attach (MpsListSection *self, GFile *file);
void mps_list_section_add (MpsListSection *self);

G_END_DECLS
