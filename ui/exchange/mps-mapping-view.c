/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/exchange/mps-mapping-view.h"

#include "data/model/mps-analyte-info.h"
#include "ui/widgets/mps-language.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* More words than a person would go through belong into a mapping that is made with care. */
#define WORDS_SHOWN 60

struct _MpsMappingView {
  GtkWidget parent_instance;

  GtkWidget *columns;
  GtkWidget *codes;
  GtkWidget *units;
  AdwComboRow *column_rows[MPS_N_CSV_COLUMNS];
  AdwEntryRow *default_unit;

  MpsCsv *csv;
  MpsCsvMapping *mapping;
  char **analytes;
  gboolean filling;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsMappingView, mps_mapping_view, GTK_TYPE_WIDGET)

/**
 * mps_csv_column_peek_label:
 * @column: what a column can be
 *
 * Returns: (transfer none): the word for it
 */
const char *
mps_csv_column_peek_label (MpsCsvColumn column)
{
  switch (column) {
  case MPS_CSV_PATIENT:
    return _ ("Chart number");
  case MPS_CSV_CODE:
    return _ ("Analyte");
  case MPS_CSV_VALUE:
    return _ ("Value");
  case MPS_CSV_UNIT:
    return _ ("Unit");
  case MPS_CSV_TIME:
    return _ ("Date and time");
  case MPS_CSV_FLAG:
  case MPS_N_CSV_COLUMNS:
  default:
    return _ ("High or low");
  }
}

static GPtrArray *
peek_head (MpsMappingView *self)
{
  return self->csv != NULL && self->csv->rows->len > 0 ? g_ptr_array_index (self->csv->rows, 0)
                                                       : NULL;
}

static void
emit_changed (MpsMappingView *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GtkWidget *
new_group (const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  return group;
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/* Words */

static void
set_word (GHashTable *words, GtkWidget *row, const char *means)
{
  const char *word = g_object_get_data (G_OBJECT (row), "word");

  if (means == NULL || *means == '\0')
    g_hash_table_remove (words, word);
  else
    g_hash_table_insert (words, g_strdup (word), g_strdup (means));
}

static void
on_code (MpsMappingView *self, GParamSpec *pspec, AdwComboRow *row)
{
  const guint selected = adw_combo_row_get_selected (row);
  const char *other = g_object_get_data (G_OBJECT (row), "other");
  const guint n = g_strv_length (self->analytes);

  if (self->filling)
    return;
  set_word (self->mapping->codes,
            GTK_WIDGET (row),
            selected == 0   ? NULL
            : selected <= n ? self->analytes[selected - 1]
                            : other);
  emit_changed (self);
}

static void
on_unit (MpsMappingView *self, AdwEntryRow *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (self->filling)
    return;
  set_word (self->mapping->units, GTK_WIDGET (row), text);
  emit_changed (self);
}

static GtkWidget *
new_code_row (MpsMappingView *self, const char *word)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  const char *code = g_hash_table_lookup (self->mapping->codes, word);
  guint selected = 0;
  guint n = 0;

  /* TRANSLATORS: nobody has said yet what a word of a file means */
  gtk_string_list_append (list, C_ ("mapping", "Not chosen"));
  for (; self->analytes[n] != NULL; n++) {
    g_autofree char *name = mps_analyte_dup_name (self->analytes[n], mps_language_peek ());

    gtk_string_list_append (list, name);
    if (g_strcmp0 (self->analytes[n], code) == 0)
      selected = n + 1;
  }
  if (code != NULL && selected == 0) {
    g_autofree char *other = g_strconcat ("LOINC ", code, NULL);

    gtk_string_list_append (list, other);
    g_object_set_data_full (G_OBJECT (row), "other", g_strdup (code), g_free);
    selected = n + 1;
  }
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_code), self, G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
new_unit_row (MpsMappingView *self, const char *word)
{
  GtkWidget *row = adw_entry_row_new ();
  const char *unit = g_hash_table_lookup (self->mapping->units, word);

  gtk_editable_set_text (GTK_EDITABLE (row), unit != NULL ? unit : "");
  g_signal_connect_object (row, "changed", G_CALLBACK (on_unit), self, G_CONNECT_SWAPPED);
  return row;
}

static void
name_row (GtkWidget *row, const char *word)
{
  g_object_set (row, "use-markup", FALSE, "title", word, NULL);
  g_object_set_data_full (G_OBJECT (row), "word", g_strdup (word), g_free);
}

/* What is a code already needs no word; it stays as it is. */
static void
fill_codes (MpsMappingView *self)
{
  g_autoptr (GPtrArray) words =
      mps_csv_mapping_list_values (self->mapping, self->csv, MPS_CSV_CODE, WORDS_SHOWN);
  GtkWidget *group = new_group (_ ("What the file calls the analytes"), NULL);
  guint n = 0;

  for (guint i = 0; i < words->len; i++) {
    const char *word = g_ptr_array_index (words, i);
    GtkWidget *row;

    if (mps_loinc_is_valid (word))
      continue;
    row = new_code_row (self, word);
    name_row (row, word);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    n++;
  }
  clear_box (self->codes);
  gtk_box_append (GTK_BOX (self->codes), group);
  gtk_widget_set_visible (self->codes, n > 0);
}

static void
fill_units (MpsMappingView *self)
{
  g_autoptr (GPtrArray) words =
      mps_csv_mapping_list_values (self->mapping, self->csv, MPS_CSV_UNIT, WORDS_SHOWN);
  GtkWidget *group = NULL;

  clear_box (self->units);
  if (words->len == 0)
    return;

  group = new_group (_ ("What the file calls the units"),
                     _ ("Write the UCUM unit where the file has another word for it."));
  for (guint i = 0; i < words->len; i++) {
    GtkWidget *row = new_unit_row (self, g_ptr_array_index (words, i));

    name_row (row, g_ptr_array_index (words, i));
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  }
  gtk_box_append (GTK_BOX (self->units), group);
}

/* Columns */

static void
on_column (MpsMappingView *self, GParamSpec *pspec, AdwComboRow *row)
{
  const MpsCsvColumn column =
      (MpsCsvColumn)GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "column"));
  const guint selected = adw_combo_row_get_selected (row);
  const GPtrArray *head = peek_head (self);

  if (self->filling || head == NULL || selected > head->len)
    return;
  mps_csv_mapping_set_column (
      self->mapping, column, selected == 0 ? NULL : g_ptr_array_index (head, selected - 1));
  if (column == MPS_CSV_CODE)
    fill_codes (self);
  if (column == MPS_CSV_UNIT)
    fill_units (self);
  emit_changed (self);
}

static void
on_default_unit (MpsMappingView *self)
{
  g_autofree char *text =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->default_unit))));

  if (self->filling)
    return;
  g_free (self->mapping->default_unit);
  self->mapping->default_unit = *text != '\0' ? g_steal_pointer (&text) : NULL;
  emit_changed (self);
}

static void
fill_column (MpsMappingView *self, MpsCsvColumn column)
{
  AdwComboRow *row = self->column_rows[column];
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  const GPtrArray *head = peek_head (self);
  guint selected = 0;
  guint at = 0;

  /* TRANSLATORS: no column of the file is this */
  gtk_string_list_append (list, C_ ("mapping", "None"));
  for (guint i = 0; head != NULL && i < head->len; i++)
    gtk_string_list_append (list, g_ptr_array_index (head, i));
  if (mps_csv_find_column (self->csv, self->mapping->columns[column], &at))
    selected = at + 1;
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (row, selected);
}

static void
make_columns (MpsMappingView *self)
{
  GtkWidget *group = new_group (
      _ ("Columns"), _ ("Which column of the file is what. Unit and high or low may be missing."));

  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++) {
    GtkWidget *row = adw_combo_row_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                   mps_csv_column_peek_label ((MpsCsvColumn)i));
    g_object_set_data (G_OBJECT (row), "column", GUINT_TO_POINTER (i));
    g_signal_connect_object (
        row, "notify::selected", G_CALLBACK (on_column), self, G_CONNECT_SWAPPED);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    self->column_rows[i] = ADW_COMBO_ROW (row);
  }
  self->default_unit = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->default_unit),
                                 _ ("Unit where the file has none"));
  g_signal_connect_object (
      self->default_unit, "changed", G_CALLBACK (on_default_unit), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->default_unit));
  gtk_box_append (GTK_BOX (self->columns), group);
}

static GtkWidget *
add_box (MpsMappingView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_widget_set_parent (box, GTK_WIDGET (self));
  return box;
}

static void
mps_mapping_view_dispose (GObject *object)
{
  MpsMappingView *self = MPS_MAPPING_VIEW (object);
  GtkWidget *child;

  self->filling = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->csv, mps_csv_free);
  g_clear_pointer (&self->mapping, mps_csv_mapping_free);
  g_clear_pointer (&self->analytes, g_strfreev);
  G_OBJECT_CLASS (mps_mapping_view_parent_class)->dispose (object);
}

static void
mps_mapping_view_class_init (MpsMappingViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_mapping_view_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", MPS_TYPE_MAPPING_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
mps_mapping_view_init (MpsMappingView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 18);
  self->analytes = mps_analyte_list ();
  self->mapping = mps_csv_mapping_new ();
  self->columns = add_box (self);
  self->codes = add_box (self);
  self->units = add_box (self);
  make_columns (self);
}

/**
 * mps_mapping_view_show:
 * @self: the view
 * @csv: a table whose first row has headings
 * @mapping: what is known of its columns
 *
 * Shows a mapping; "changed" is not emitted.
 */
void
mps_mapping_view_show (MpsMappingView *self, MpsCsv *csv, const MpsCsvMapping *mapping)
{
  MpsCsvMapping *copy = mps_csv_mapping_copy (mapping);
  MpsCsv *table = mps_csv_ref (csv);

  g_clear_pointer (&self->mapping, mps_csv_mapping_free);
  g_clear_pointer (&self->csv, mps_csv_free);
  self->mapping = copy;
  self->csv = table;
  self->filling = TRUE;
  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++)
    fill_column (self, (MpsCsvColumn)i);
  gtk_editable_set_text (GTK_EDITABLE (self->default_unit),
                         copy->default_unit != NULL ? copy->default_unit : "");
  fill_codes (self);
  fill_units (self);
  self->filling = FALSE;
}

/**
 * mps_mapping_view_peek:
 * @self: the view
 *
 * Returns: (transfer none): the mapping as it is chosen now
 */
const MpsCsvMapping *
mps_mapping_view_peek (MpsMappingView *self)
{
  return self->mapping;
}

/**
 * mps_mapping_view_is_complete:
 * @self: the view
 *
 * Returns: whether every column is chosen that must not be missing, and is in the file
 */
gboolean
mps_mapping_view_is_complete (MpsMappingView *self)
{
  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++)
    if (i != MPS_CSV_UNIT && i != MPS_CSV_FLAG &&
        adw_combo_row_get_selected (self->column_rows[i]) == 0)
      return FALSE;
  return TRUE;
}
