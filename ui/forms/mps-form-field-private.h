/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-form.h"
#include "ui/forms/mps-form-layout.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _MpsFormFieldRow MpsFormFieldRow;
typedef void (*MpsFormFieldFunc) (MpsFormFieldRow *row, gpointer data);

/**
 * MpsFormFieldRow:
 * @name: name of the field
 * @model: what fits into it
 * @label: what stands before it
 * @input: what takes the focus
 * @place: @input, or what scrolls or carries it
 * @note: what is said beside it: icon, words, and the button that confirms
 * @touched: whether a person has been there
 * @has_issue: whether the last check found anything
 * @typed: called when a person changed it
 * @accepted: called when a person confirmed it
 */
struct _MpsFormFieldRow {
  const char *name;
  const MpsFormField *model;
  GtkWidget *label;
  GtkWidget *input;
  GtkWidget *place;
  GtkWidget *note;
  GtkWidget *note_icon;
  GtkWidget *note_text;
  GtkWidget *confirm;
  gboolean touched;
  gboolean has_issue;
  MpsFormFieldFunc typed;
  MpsFormFieldFunc accepted;
  gpointer data;
};

MpsFormFieldRow *
mps_form_field_row_new (MpsFormKind kind, const MpsFormField *model, const MpsFormRow *place);
void mps_form_field_row_free (gpointer row);
char *mps_form_field_row_dup_text (MpsFormFieldRow *row);
void mps_form_field_row_set_text (MpsFormFieldRow *row, const char *text);
void mps_form_field_row_say (MpsFormFieldRow *row,
                             const char *icon,
                             const char *css_class,
                             const char *text);
void mps_form_field_row_ask (MpsFormFieldRow *row, gboolean ask);
void mps_form_field_row_set_invalid (MpsFormFieldRow *row, gboolean invalid);

G_END_DECLS
