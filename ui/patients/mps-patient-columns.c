/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/patients/mps-patient-columns.h"

#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

#define WIDTHS_KEY "patient-column-widths"

typedef char *(*DupTextFunc) (const MpsPatientRow *row);

/**
 * Column:
 * @title: heading
 * @id: name in the settings
 * @width: px to begin with; 0: takes what is left
 * @sortable: whether its heading sorts
 * @order: how it sorts
 * @css: class of its cells
 * @dup_text: text of a cell
 * @dup_tooltip: (nullable): text of its tooltip
 */
typedef struct {
  const char *title;
  const char *id;
  int width;
  gboolean sortable;
  MpsPatientOrder order;
  const char *css;
  DupTextFunc dup_text;
  DupTextFunc dup_tooltip;
} Column;

static char *
dup_name (const MpsPatientRow *row)
{
  return g_strdup (row->name);
}

/* Only a name that may be cut short needs its tooltip. Joined by U+2060, so that GTK's tooltip does
   not break Hangul into a column of single syllables. */
static char *
dup_long_name (const MpsPatientRow *row)
{
  g_autoptr (GString) joined = NULL;

  if (g_utf8_strlen (row->name, -1) <= 12)
    return NULL;
  joined = g_string_new (NULL);
  for (const char *at = row->name; *at != '\0'; at = g_utf8_next_char (at)) {
    g_string_append_unichar (joined, g_utf8_get_char (at));
    g_string_append (joined, "\u2060");
  }
  return g_string_free (g_steal_pointer (&joined), FALSE);
}

static char *
dup_gender (const MpsPatientRow *row)
{
  return mps_format_gender (row->gender);
}

static char *
dup_birth (const MpsPatientRow *row)
{
  g_autofree char *age = mps_format_age (row->birth_date);

  if (*age == '\0')
    return g_strdup (row->birth_date);
  return g_strdup_printf ("%s · %s", row->birth_date, age);
}

static char *
dup_chart_number (const MpsPatientRow *row)
{
  return g_strdup (row->chart_number);
}

static char *
dup_phone (const MpsPatientRow *row)
{
  return g_strdup (row->phone);
}

static char *
dup_last_seen (const MpsPatientRow *row)
{
  return mps_format_when (row->last_seen_us);
}

static char *
dup_last_seen_full (const MpsPatientRow *row)
{
  return mps_format_when_full (row->last_seen_us);
}

static const Column columns[] = {
  {
      .title = N_ ("Name"),
      .id = "name",
      .sortable = TRUE,
      .order = MPS_PATIENT_ORDER_NAME,
      .css = "person",
      .dup_text = dup_name,
      .dup_tooltip = dup_long_name,
  },
  {
      .title = N_ ("Sex"),
      .id = "sex",
      .width = 90,
      .dup_text = dup_gender,
  },
  {
      .title = N_ ("Born"),
      .id = "born",
      .width = 180,
      .sortable = TRUE,
      .order = MPS_PATIENT_ORDER_BIRTH_DATE,
      .css = "tabular",
      .dup_text = dup_birth,
  },
  {
      .title = N_ ("Chart no."),
      .id = "chart",
      .width = 114,
      .sortable = TRUE,
      .order = MPS_PATIENT_ORDER_CHART_NUMBER,
      .css = "tabular",
      .dup_text = dup_chart_number,
  },
  {
      .title = N_ ("Phone"),
      .id = "phone",
      .width = 132,
      .css = "tabular",
      .dup_text = dup_phone,
  },
  {
      .title = N_ ("Last entry"),
      .id = "last",
      .width = 114,
      .sortable = TRUE,
      .order = MPS_PATIENT_ORDER_LAST_SEEN,
      .css = "tabular",
      .dup_text = dup_last_seen,
      .dup_tooltip = dup_last_seen_full,
  },
};

/* A name is never cut so short that two patients look alike; the table scrolls sideways instead. */
#define NAME_MIN_WIDTH 186

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (column->width == 0)
    gtk_widget_set_size_request (label, NAME_MIN_WIDTH, -1);
  if (column->css != NULL)
    gtk_widget_add_css_class (label, column->css);
  gtk_list_item_set_child (item, label);
}

static void
fill (GtkListItem *item, const Column *column)
{
  MpsPatientItem *patient = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  const MpsPatientRow *row = patient != NULL ? mps_patient_item_peek_row (patient) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  if (label == NULL)
    return;
  if (row != NULL && *row->id != '\0') {
    text = column->dup_text (row);
    tooltip = column->dup_tooltip != NULL ? column->dup_tooltip (row) : NULL;
  }
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_tooltip_text (label, tooltip);
}

static void
on_loaded (MpsPatientItem *patient, GParamSpec *pspec, GtkListItem *item)
{
  const Column *column = g_object_get_data (G_OBJECT (item), "mps-column");

  fill (item, column);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  MpsPatientItem *patient = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "mps-column", (gpointer)column);
  g_signal_connect (patient, "notify::loaded", G_CALLBACK (on_loaded), item);
  fill (item, column);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), on_loaded, item);
}

/* GTK 4.8 does not tell which column the person sorts by. It does ask that column's sorter first,
   so each answers "smaller" and notes that it was asked: the sign that comes back is the direction.
 */
static const Column *asked;

static int
note_asked (gconstpointer a, gconstpointer b, gpointer data)
{
  asked = data;
  return -1;
}

/**
 * mps_patient_columns_add:
 * @view: a view over #MpsPatientItem
 *
 * Gives the view its columns.
 */
void
mps_patient_columns_add (GtkColumnView *view)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;

    g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer)&columns[i]);
    g_signal_connect (factory, "bind", G_CALLBACK (on_bind), (gpointer)&columns[i]);
    g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), (gpointer)&columns[i]);
    column = gtk_column_view_column_new (_ (columns[i].title), factory);
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_column_set_expand (column, columns[i].width == 0);
    if (columns[i].width > 0)
      gtk_column_view_column_set_fixed_width (column, columns[i].width);
    if (columns[i].sortable) {
      g_autoptr (GtkSorter) sorter =
          GTK_SORTER (gtk_custom_sorter_new (note_asked, (gpointer)&columns[i], NULL));

      gtk_column_view_column_set_sorter (column, sorter);
    }
    gtk_column_view_append_column (view, column);
  }
}

/**
 * mps_patient_columns_get_order:
 * @view: the view
 * @order: (out): what the person sorts by
 * @descending: (out): in which direction
 *
 * Returns: whether the person sorts by a column at all
 */
gboolean
mps_patient_columns_get_order (GtkColumnView *view, MpsPatientOrder *order, gboolean *descending)
{
  g_autoptr (GObject) probe = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering ordering;

  asked = NULL;
  ordering = gtk_sorter_compare (gtk_column_view_get_sorter (view), probe, other);
  if (asked == NULL)
    return FALSE;
  *order = asked->order;
  *descending = ordering == GTK_ORDERING_LARGER;
  return TRUE;
}

/**
 * mps_patient_columns_dup_text:
 * @row: a loaded row
 *
 * Returns: (transfer full): the row as text, cells parted by tabs
 */
char *
mps_patient_columns_dup_text (const MpsPatientRow *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autofree char *cell = columns[i].dup_text (row);

    g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "", cell);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * mps_patient_columns_restore_widths:
 * @view: the view
 * @settings: (nullable): where widths are remembered
 */
void
mps_patient_columns_restore_widths (GtkColumnView *view, GSettings *settings)
{
  g_autoptr (GVariant) widths = NULL;
  GListModel *list = gtk_column_view_get_columns (view);

  if (settings == NULL)
    return;
  widths = g_settings_get_value (settings, WIDTHS_KEY);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);
    int width = 0;

    if (g_variant_lookup (widths, columns[i].id, "i", &width) && width >= 48)
      gtk_column_view_column_set_fixed_width (column, width);
  }
}

/**
 * mps_patient_columns_save_widths:
 * @view: the view
 * @settings: (nullable): where widths are remembered
 */
void
mps_patient_columns_save_widths (GtkColumnView *view, GSettings *settings)
{
  GListModel *list = gtk_column_view_get_columns (view);
  g_auto (GVariantBuilder) widths = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{si}"));

  if (settings == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);
    int width = gtk_column_view_column_get_fixed_width (column);

    if (width > 0)
      g_variant_builder_add (&widths, "{si}", columns[i].id, width);
  }
  g_settings_set_value (settings, WIDTHS_KEY, g_variant_builder_end (&widths));
}
