/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/forms/mps-form-view.h"

#include "app/clinic/chart/mps-chart-edit.h"
#include "ui/forms/mps-form-field-private.h"

#include <glib/gi18n-lib.h>

struct _MpsFormView {
  GtkWidget parent_instance;

  GtkWidget *grid;
  GPtrArray *fields;
  MpsForm *form;
  gboolean filling;
  gboolean has_kind;
  MpsFormKind kind;
  char *reason;
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_ACCEPTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsFormView, mps_form_view, GTK_TYPE_WIDGET)

static MpsFormFieldRow *
find_row (MpsFormView *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++) {
    MpsFormFieldRow *row = g_ptr_array_index (self->fields, i);

    if (g_strcmp0 (row->name, name) == 0)
      return row;
  }
  return NULL;
}

static void
on_typed (MpsFormFieldRow *row, gpointer data)
{
  MpsFormView *self = data;
  g_autofree char *text = NULL;

  if (self->filling || self->form == NULL)
    return;
  row->touched = TRUE;
  text = mps_form_field_row_dup_text (row);
  mps_form_set (self->form, row->name, text);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, row->name);
}

static void
on_accepted (MpsFormFieldRow *row, gpointer data)
{
  MpsFormView *self = data;

  mps_form_accept (self->form, row->name);
  gtk_widget_grab_focus (row->input);
  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0, row->name);
}

static const MpsFormField *
find_model (MpsFormKind kind, const char *name)
{
  gsize n = 0;
  const MpsFormField *fields = mps_form_list_fields (kind, &n);

  for (gsize i = 0; i < n; i++) {
    if (g_str_equal (fields[i].name, name))
      return &fields[i];
  }
  return NULL;
}

static void
add_heading (MpsFormView *self, const char *words, int at)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section-title");
  gtk_widget_set_margin_top (label, at > 0 ? 12 : 0);
  gtk_grid_attach (GTK_GRID (self->grid), label, 0, at, 3, 1);
}

static void
add_field (MpsFormView *self, MpsFormKind kind, const MpsFormRow *place, int at)
{
  const MpsFormField *model = find_model (kind, place->name);
  MpsFormFieldRow *row = NULL;

  if (model == NULL)
    return;
  row = mps_form_field_row_new (kind, model, place);
  row->typed = on_typed;
  row->accepted = on_accepted;
  row->data = self;
  gtk_grid_attach (GTK_GRID (self->grid), row->label, 0, at, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), row->place, 1, at, place->height > 0 ? 2 : 1, 1);
  if (place->height > 0)
    gtk_grid_attach (GTK_GRID (self->grid), row->note, 1, at + 1, 2, 1);
  else
    gtk_grid_attach (GTK_GRID (self->grid), row->note, 2, at, 1, 1);
  g_ptr_array_add (self->fields, row);
}

static void
build (MpsFormView *self, MpsFormKind kind)
{
  guint n = 0;
  const MpsFormRow *places = mps_form_layout_list (kind, &n);
  GtkWidget *child = NULL;

  if (self->has_kind && self->kind == kind)
    return;
  self->filling = TRUE;
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  g_ptr_array_set_size (self->fields, 0);
  for (guint i = 0; i < n; i++) {
    if (places[i].name == NULL)
      add_heading (self, _ (places[i].words), (int)i * 2);
    else
      add_field (self, kind, &places[i], (int)i * 2);
  }
  self->kind = kind;
  self->has_kind = TRUE;
  self->filling = FALSE;
}

static void
mps_form_view_dispose (GObject *object)
{
  MpsFormView *self = MPS_FORM_VIEW (object);

  self->filling = TRUE;
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_form_view_parent_class)->dispose (object);
}

static void
mps_form_view_finalize (GObject *object)
{
  MpsFormView *self = MPS_FORM_VIEW (object);

  g_ptr_array_unref (self->fields);
  g_clear_pointer (&self->form, mps_form_free);
  g_free (self->reason);
  G_OBJECT_CLASS (mps_form_view_parent_class)->finalize (object);
}

static guint
new_signal (MpsFormViewClass *klass, const char *name)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (klass),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       G_TYPE_STRING);
}

static void
mps_form_view_class_init (MpsFormViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_form_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = mps_form_view_finalize;
  signals[SIGNAL_CHANGED] = new_signal (klass, "changed");
  signals[SIGNAL_ACCEPTED] = new_signal (klass, "accepted");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
mps_form_view_init (MpsFormView *self)
{
  self->fields = g_ptr_array_new_with_free_func (mps_form_field_row_free);
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 9);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

/**
 * mps_form_view_new:
 *
 * Returns: (transfer floating): a view that waits for mps_form_view_take_form()
 */
GtkWidget *
mps_form_view_new (void)
{
  return g_object_new (MPS_TYPE_FORM_VIEW, NULL);
}

/**
 * mps_form_view_take_form:
 * @self: a view
 * @form: (transfer full) (nullable): what is filled in from now on; %NULL forgets the last one
 *
 * Fields that hold something count as touched, so that what is wrong with them is said at once.
 */
void
mps_form_view_take_form (MpsFormView *self, MpsForm *form)
{
  g_clear_pointer (&self->form, mps_form_free);
  g_clear_pointer (&self->reason, g_free);
  if (form == NULL)
    return;
  build (self, mps_form_get_kind (form));
  self->filling = TRUE;
  for (guint i = 0; i < self->fields->len; i++) {
    MpsFormFieldRow *row = g_ptr_array_index (self->fields, i);
    const char *text = mps_form_peek (form, row->name);

    mps_form_field_row_set_text (row, text);
    mps_form_field_row_say (row, NULL, NULL, NULL);
    row->touched = text != NULL && *text != '\0';
    row->has_issue = FALSE;
  }
  self->form = form;
  self->filling = FALSE;
}

/**
 * mps_form_view_peek_form:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the form with all that was typed so far
 */
MpsForm *
mps_form_view_peek_form (MpsFormView *self)
{
  return self->form;
}

/* What was confirmed for the text that stands there is said still, and holds up nothing. */
static gboolean
waits_for (MpsFormView *self, const MpsFormIssue *issue, MpsIssueSeverity severity)
{
  if (issue->severity != severity)
    return FALSE;
  return severity != MPS_ISSUE_CONFIRM || issue->field == NULL ||
         !mps_form_is_accepted (self->form, issue->field);
}

static void
say_issue (MpsFormView *self, MpsFormFieldRow *row, const MpsFormIssue *issue)
{
  g_autofree char *text = mps_form_issue_dup_text (self->kind, issue);
  MpsMeaning meaning = MPS_MEANING_ATTENTION;

  row->has_issue = TRUE;
  if (issue->code == MPS_ISSUE_CRITICAL)
    meaning = MPS_MEANING_CRITICAL;
  if (issue->code == MPS_ISSUE_REQUIRED && !row->touched)
    return;
  mps_form_field_row_say (
      row, mps_meaning_peek_icon (meaning), mps_meaning_peek_css_class (meaning), text);
  mps_form_field_row_ask (row, waits_for (self, issue, MPS_ISSUE_CONFIRM));
  mps_form_field_row_set_invalid (row, issue->severity == MPS_ISSUE_ERROR);
}

/* Of several things to be said of one field, the one that holds up most is said. */
static const MpsFormIssue *
find_worst (GPtrArray *issues, const char *field)
{
  const MpsFormIssue *worst = NULL;

  for (guint i = 0; i < issues->len; i++) {
    const MpsFormIssue *issue = g_ptr_array_index (issues, i);

    if (g_strcmp0 (issue->field, field) == 0 &&
        (worst == NULL || issue->severity < worst->severity))
      worst = issue;
  }
  return worst;
}

static char *
dup_reason_of (MpsFormView *self, GPtrArray *issues, MpsIssueSeverity severity)
{
  for (guint i = 0; i < issues->len; i++) {
    const MpsFormIssue *issue = g_ptr_array_index (issues, i);
    g_autofree char *label = NULL;
    g_autofree char *text = NULL;

    if (!waits_for (self, issue, severity))
      continue;
    text = mps_form_issue_dup_text (self->kind, issue);
    if (find_row (self, issue->field) == NULL)
      return g_steal_pointer (&text);
    label = mps_form_field_dup_label (self->kind, issue->field);
    /* TRANSLATORS: name of a field, and what is wrong with it */
    return g_strdup_printf (_ ("%s: %s"), label, text);
  }
  return NULL;
}

/**
 * mps_form_view_show_issues:
 * @self: a view with a form
 * @issues: (element-type MpsFormIssue): what its check found
 *
 * Says each beside its field; what is missing is said only where one has been already.
 */
void
mps_form_view_show_issues (MpsFormView *self, GPtrArray *issues)
{
  for (guint i = 0; i < self->fields->len; i++) {
    MpsFormFieldRow *row = g_ptr_array_index (self->fields, i);
    const MpsFormIssue *issue = find_worst (issues, row->name);

    row->has_issue = FALSE;
    mps_form_field_row_say (row, NULL, NULL, NULL);
    if (issue != NULL)
      say_issue (self, row, issue);
  }
  g_free (self->reason);
  self->reason = dup_reason_of (self, issues, MPS_ISSUE_ERROR);
  if (self->reason == NULL)
    self->reason = dup_reason_of (self, issues, MPS_ISSUE_CONFIRM);
}

/**
 * mps_form_view_peek_reason:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): why the form cannot be saved as it stands
 */
const char *
mps_form_view_peek_reason (MpsFormView *self)
{
  return self->reason;
}

/**
 * mps_form_view_set_note:
 * @self: a view
 * @name: name of a field
 * @meaning: its colour
 * @icon: (nullable): its icon; %NULL: the one of @meaning
 * @note: what is said of the value
 */
void
mps_form_view_set_note (
    MpsFormView *self, const char *name, MpsMeaning meaning, const char *icon, const char *note)
{
  MpsFormFieldRow *row = find_row (self, name);

  if (row != NULL)
    mps_form_field_row_say (row,
                            icon != NULL ? icon : mps_meaning_peek_icon (meaning),
                            mps_meaning_peek_css_class (meaning),
                            note);
}

/**
 * mps_form_view_set_remark:
 * @self: a view
 * @name: name of a field
 * @remark: (nullable): a plain remark, which judges nothing
 */
void
mps_form_view_set_remark (MpsFormView *self, const char *name, const char *remark)
{
  MpsFormFieldRow *row = find_row (self, name);

  if (row != NULL)
    mps_form_field_row_say (row, NULL, "dim", remark);
}

/**
 * mps_form_view_peek_note:
 * @self: a view
 * @name: name of a field
 *
 * Returns: (transfer none): what is said beside it; empty if nothing
 */
const char *
mps_form_view_peek_note (MpsFormView *self, const char *name)
{
  MpsFormFieldRow *row = find_row (self, name);

  g_return_val_if_fail (row != NULL, "");
  return gtk_label_get_text (GTK_LABEL (row->note_text));
}

/**
 * mps_form_view_has_issue:
 * @self: a view
 * @name: name of a field
 *
 * Returns: whether the last check found anything about it
 */
gboolean
mps_form_view_has_issue (MpsFormView *self, const char *name)
{
  MpsFormFieldRow *row = find_row (self, name);

  return row != NULL && row->has_issue;
}

/**
 * mps_form_view_set_text:
 * @self: a view
 * @name: name of a field
 * @text: what another field tells of it
 *
 * Goes into the form too, but says "changed" to nobody.
 */
void
mps_form_view_set_text (MpsFormView *self, const char *name, const char *text)
{
  MpsFormFieldRow *row = find_row (self, name);

  if (row == NULL || self->form == NULL)
    return;
  self->filling = TRUE;
  mps_form_field_row_set_text (row, text);
  mps_form_set (self->form, name, text);
  row->touched = TRUE;
  self->filling = FALSE;
}

/**
 * mps_form_view_get_field:
 * @self: a view
 * @name: name of a field
 *
 * Returns: (transfer none) (nullable): the widget that one writes or chooses in
 */
GtkWidget *
mps_form_view_get_field (MpsFormView *self, const char *name)
{
  MpsFormFieldRow *row = find_row (self, name);

  return row != NULL ? row->input : NULL;
}

/**
 * mps_form_view_add_below:
 * @self: a view of one kind of form only
 * @name: name of a field
 * @widget: what belongs to that field
 *
 * Tab comes to it after the field.
 */
void
mps_form_view_add_below (MpsFormView *self, const char *name, GtkWidget *widget)
{
  MpsFormFieldRow *row = find_row (self, name);
  int column = 0;
  int at = 0;

  g_return_if_fail (row != NULL);
  gtk_grid_query_child (GTK_GRID (self->grid), row->place, &column, &at, NULL, NULL);
  gtk_grid_attach (GTK_GRID (self->grid), widget, column, at + 1, 2, 1);
  gtk_widget_insert_after (widget, self->grid, row->note);
}

/**
 * mps_form_view_focus:
 * @self: a view
 * @name: (nullable): name of a field; %NULL: the first
 */
void
mps_form_view_focus (MpsFormView *self, const char *name)
{
  MpsFormFieldRow *row = name != NULL            ? find_row (self, name)
                         : self->fields->len > 0 ? g_ptr_array_index (self->fields, 0)
                                                 : NULL;

  if (row != NULL)
    gtk_widget_grab_focus (row->input);
}

/**
 * mps_form_view_is_blank:
 * @self: a view
 *
 * Returns: whether nothing was written or chosen since the form was made
 */
gboolean
mps_form_view_is_blank (MpsFormView *self)
{
  return self->form == NULL || !mps_form_is_changed (self->form);
}
