/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-form.h"
#include "ui/forms/mps-form-layout.h"
#include "ui/widgets/mps-meaning.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsFormView:
 *
 * Fields one below the other: label, field, and beside it what is to be said of it while one types,
 * so that nothing moves. What needs a second confirmation is asked for there too.
 * Signals: "changed" (name of the field) after the form has taken what was typed, "accepted" (name
 * of the field).
 */
#define MPS_TYPE_FORM_VIEW (mps_form_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsFormView, mps_form_view, MPS, FORM_VIEW, GtkWidget)

GtkWidget *mps_form_view_new (void);
void mps_form_view_take_form (MpsFormView *self, MpsForm *form);
MpsForm *mps_form_view_peek_form (MpsFormView *self);
void mps_form_view_show_issues (MpsFormView *self, GPtrArray *issues);
const char *mps_form_view_peek_reason (MpsFormView *self);
void mps_form_view_set_note (
    MpsFormView *self, const char *name, MpsMeaning meaning, const char *icon, const char *note);
void mps_form_view_set_remark (MpsFormView *self, const char *name, const char *remark);
const char *mps_form_view_peek_note (MpsFormView *self, const char *name);
gboolean mps_form_view_has_issue (MpsFormView *self, const char *name);
void mps_form_view_set_text (MpsFormView *self, const char *name, const char *text);
GtkWidget *mps_form_view_get_field (MpsFormView *self, const char *name);
void mps_form_view_add_below (MpsFormView *self, const char *name, GtkWidget *widget);
void mps_form_view_focus (MpsFormView *self, const char *name);
gboolean mps_form_view_is_blank (MpsFormView *self);

G_END_DECLS
