/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-edit.h"
#include "ui/forms/mps-form-field-private.h"

#include <glib/gi18n-lib.h>

#define FIELD_WIDTH 306
#define LINES_HEIGHT 96

static void
on_typed (MpsFormFieldRow *row)
{
  row->typed (row, row->data);
}

static void
on_confirm (MpsFormFieldRow *row)
{
  row->accepted (row, row->data);
}

static GtkWidget *
new_lines (MpsFormFieldRow *row, int height)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkTextView *view = NULL;

  row->input = gtk_text_view_new ();
  view = GTK_TEXT_VIEW (row->input);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_top_margin (view, 6);
  gtk_text_view_set_bottom_margin (view, 6);
  gtk_text_view_set_left_margin (view, 9);
  gtk_text_view_set_right_margin (view, 9);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), row->input);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              height > 0 ? height : LINES_HEIGHT);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (scroller, "lines");
  g_signal_connect_swapped (gtk_text_view_get_buffer (view), "changed", G_CALLBACK (on_typed), row);
  return scroller;
}

static GtkWidget *
new_choice (MpsFormFieldRow *row, MpsFormKind kind)
{
  GtkStringList *words = gtk_string_list_new (NULL);

  for (guint i = 0; row->model->codes[i] != NULL; i++) {
    g_autofree char *word = mps_form_code_dup_label (kind, row->name, row->model->codes[i]);

    if (*row->model->codes[i] != '\0')
      gtk_string_list_append (words, word);
    else if (row->model->required)
      gtk_string_list_append (words, C_ ("choice", "Please choose"));
    else
      gtk_string_list_append (words, C_ ("choice", "Not recorded"));
  }
  row->input = gtk_drop_down_new (G_LIST_MODEL (words), NULL);
  g_signal_connect_swapped (row->input, "notify::selected", G_CALLBACK (on_typed), row);
  return row->input;
}

static GtkWidget *
new_entry (MpsFormFieldRow *row, const MpsFormRow *place)
{
  GtkWidget *box = NULL;
  GtkWidget *unit = NULL;

  row->input = gtk_entry_new ();
  if (place->words != NULL)
    gtk_entry_set_placeholder_text (GTK_ENTRY (row->input), _ (place->words));
  g_signal_connect_swapped (row->input, "changed", G_CALLBACK (on_typed), row);
  if (row->model->type != MPS_FIELD_TEXT)
    gtk_widget_add_css_class (row->input, "tabular");
  if (row->model->type != MPS_FIELD_MEASURE)
    return row->input;
  gtk_editable_set_width_chars (GTK_EDITABLE (row->input), 9);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (row->input), 9);
  gtk_editable_set_alignment (GTK_EDITABLE (row->input), 1.0f);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  unit = gtk_label_new (place->unit);
  gtk_widget_add_css_class (unit, "dim");
  gtk_box_append (GTK_BOX (box), row->input);
  gtk_box_append (GTK_BOX (box), unit);
  return box;
}

static void
make_label (MpsFormFieldRow *row, MpsFormKind kind)
{
  g_autofree char *words = mps_form_field_dup_label (kind, row->name);
  GtkLabel *label = NULL;

  row->label = gtk_label_new (words);
  label = GTK_LABEL (row->label);
  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_width_chars (label, 12);
  gtk_label_set_max_width_chars (label, 18);
  gtk_widget_set_valign (row->label, GTK_ALIGN_START);
  gtk_widget_set_margin_top (row->label, 7);
}

static void
make_note (MpsFormFieldRow *row)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkLabel *text = NULL;

  row->note = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  row->note_icon = gtk_image_new ();
  row->note_text = gtk_label_new (NULL);
  row->confirm = gtk_button_new_with_label (_ ("Yes, it is right"));
  text = GTK_LABEL (row->note_text);
  gtk_widget_set_valign (row->note_icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (row->note_icon, 2);
  gtk_label_set_xalign (text, 0);
  gtk_label_set_wrap (text, TRUE);
  gtk_label_set_natural_wrap_mode (text, GTK_NATURAL_WRAP_NONE);
  gtk_widget_set_hexpand (row->note_text, TRUE);
  gtk_widget_set_halign (row->confirm, GTK_ALIGN_START);
  gtk_widget_set_visible (row->confirm, FALSE);
  g_signal_connect_swapped (row->confirm, "clicked", G_CALLBACK (on_confirm), row);
  gtk_box_append (GTK_BOX (line), row->note_icon);
  gtk_box_append (GTK_BOX (line), row->note_text);
  gtk_box_append (GTK_BOX (row->note), line);
  gtk_box_append (GTK_BOX (row->note), row->confirm);
  gtk_widget_set_hexpand (row->note, TRUE);
  gtk_widget_set_margin_top (row->note, 7);
  gtk_widget_set_valign (row->note, GTK_ALIGN_START);
}

/**
 * mps_form_field_row_new:
 * @kind: kind of the form
 * @model: the field
 * @place: how it stands
 *
 * Returns: (transfer full): its widgets, floating, for a grid
 */
MpsFormFieldRow *
mps_form_field_row_new (MpsFormKind kind, const MpsFormField *model, const MpsFormRow *place)
{
  MpsFormFieldRow *row = g_new0 (MpsFormFieldRow, 1);

  row->name = model->name;
  row->model = model;
  make_label (row, kind);
  make_note (row);
  if (model->type == MPS_FIELD_LINES)
    row->place = new_lines (row, place->height);
  else if (model->type == MPS_FIELD_CODE)
    row->place = new_choice (row, kind);
  else
    row->place = new_entry (row, place);
  gtk_widget_set_name (row->input, row->name);
  gtk_widget_set_size_request (row->place, FIELD_WIDTH, -1);
  gtk_widget_set_valign (row->place, GTK_ALIGN_START);
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (row->input), GTK_ACCESSIBLE_RELATION_LABELLED_BY, row->label, NULL, -1);
  return row;
}

/**
 * mps_form_field_row_free:
 * @row: (type MpsFormFieldRow): a row whose widgets are gone or go with it
 */
void
mps_form_field_row_free (gpointer row)
{
  g_free (row);
}

static char *
dup_lines (MpsFormFieldRow *row)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (row->input));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/**
 * mps_form_field_row_dup_text:
 * @row: a field
 *
 * Returns: (transfer full): what stands in it, exactly; of a choice its code
 */
char *
mps_form_field_row_dup_text (MpsFormFieldRow *row)
{
  guint selected = 0;

  if (row->model->type == MPS_FIELD_LINES)
    return dup_lines (row);
  if (row->model->type != MPS_FIELD_CODE)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->input)));
  selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (row->input));
  if (selected == GTK_INVALID_LIST_POSITION)
    return g_strdup ("");
  return g_strdup (row->model->codes[selected]);
}

static void
select_code (MpsFormFieldRow *row, const char *code)
{
  for (guint i = 0; row->model->codes[i] != NULL; i++) {
    if (g_str_equal (row->model->codes[i], code))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (row->input), i);
  }
}

/**
 * mps_form_field_row_set_text:
 * @row: a field
 * @text: (nullable): what stands in it from now on; of a choice its code
 */
void
mps_form_field_row_set_text (MpsFormFieldRow *row, const char *text)
{
  const char *known = text != NULL ? text : "";

  if (row->model->type == MPS_FIELD_CODE)
    select_code (row, known);
  else if (row->model->type == MPS_FIELD_LINES)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (row->input)), known, -1);
  else if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (row->input)), known))
    gtk_editable_set_text (GTK_EDITABLE (row->input), known);
}

/**
 * mps_form_field_row_say:
 * @row: a field
 * @icon: (nullable): name of an icon
 * @css_class: (nullable): class of a meaning, or "dim"
 * @text: (nullable): what is said beside it; %NULL says nothing
 */
void
mps_form_field_row_say (MpsFormFieldRow *row,
                        const char *icon,
                        const char *css_class,
                        const char *text)
{
  const char *classes[] = { css_class != NULL ? css_class : "dim", NULL };

  gtk_widget_set_css_classes (row->note, classes);
  gtk_widget_set_visible (row->note_icon, icon != NULL);
  if (icon != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (row->note_icon), icon);
  gtk_label_set_text (GTK_LABEL (row->note_text), text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->input),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "",
                                  -1);
  mps_form_field_row_ask (row, FALSE);
  mps_form_field_row_set_invalid (row, FALSE);
}

/**
 * mps_form_field_row_ask:
 * @row: a field
 * @ask: whether a person has to confirm what stands in it
 */
void
mps_form_field_row_ask (MpsFormFieldRow *row, gboolean ask)
{
  gtk_widget_set_visible (row->confirm, ask);
}

/**
 * mps_form_field_row_set_invalid:
 * @row: a field
 * @invalid: whether it cannot be saved as it stands
 */
void
mps_form_field_row_set_invalid (MpsFormFieldRow *row, gboolean invalid)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (row->input),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}
