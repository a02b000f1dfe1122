/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/search/mps-record-hit-row.h"

#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-theme.h"

#include <glib/gi18n-lib.h>

struct _MpsRecordHitRow {
  GtkListBoxRow parent_instance;

  GtkWidget *name;
  GtkWidget *facts;
  GtkWidget *when;
  GtkWidget *title;
  GtkWidget *snippet;
  char *patient_id;
  char *reference;
};

G_DEFINE_FINAL_TYPE (MpsRecordHitRow, mps_record_hit_row, GTK_TYPE_LIST_BOX_ROW)

static void
mps_record_hit_row_finalize (GObject *object)
{
  MpsRecordHitRow *self = MPS_RECORD_HIT_ROW (object);

  g_free (self->patient_id);
  g_free (self->reference);
  G_OBJECT_CLASS (mps_record_hit_row_parent_class)->finalize (object);
}

static gboolean
on_enter (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  return gtk_widget_activate (widget);
}

/* Keys that nothing on the page takes go to the find entry, Enter too: a row must take its own. */
static void
mps_record_hit_row_class_init (MpsRecordHitRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mps_record_hit_row_finalize;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, on_enter, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, on_enter, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_ISO_Enter, 0, on_enter, NULL);
}

static GtkWidget *
new_label (const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css);
  return label;
}

static void
mps_record_hit_row_init (MpsRecordHitRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->name = new_label ("person");
  self->facts = new_label ("dim");
  self->when = new_label ("dim");
  self->title = new_label ("hit-title");
  self->snippet = new_label ("dim");
  gtk_widget_add_css_class (self->facts, "tabular");
  gtk_widget_add_css_class (self->when, "tabular");
  gtk_widget_add_css_class (self->name, "hit-title");
  gtk_label_set_wrap (GTK_LABEL (self->snippet), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->snippet), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (self->snippet), 2);
  gtk_widget_set_hexpand (self->facts, TRUE);
  gtk_box_append (GTK_BOX (head), self->name);
  gtk_box_append (GTK_BOX (head), self->facts);
  gtk_box_append (GTK_BOX (head), self->when);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->snippet);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

static guint16
to_pango (double part)
{
  return (guint16)(part * G_MAXUINT16);
}

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, const MpsTextMark *mark)
{
  attribute->start_index = mark->start;
  attribute->end_index = mark->end;
  pango_attr_list_insert (list, attribute);
}

/* Marked by weight as well as by colour. */
static void
set_marked (MpsRecordHitRow *self, GtkWidget *label, const char *text, GArray *marks)
{
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();
  MpsColour ink;
  MpsColour ground;

  mps_theme_get_mark (GTK_WIDGET (self), &ink, &ground);
  for (guint i = 0; marks != NULL && i < marks->len; i++) {
    const MpsTextMark *mark = &g_array_index (marks, MpsTextMark, i);

    add_attribute (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), mark);
    add_attribute (list,
                   pango_attr_foreground_new (to_pango (ink.r), to_pango (ink.g), to_pango (ink.b)),
                   mark);
    add_attribute (
        list,
        pango_attr_background_new (to_pango (ground.r), to_pango (ground.g), to_pango (ground.b)),
        mark);
  }
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_attributes (GTK_LABEL (label), list);
}

static char *
dup_facts (const MpsPatient *patient)
{
  g_autofree char *age = mps_format_age (patient->birth_date);
  g_autofree char *sex = mps_format_gender (patient->gender);
  const char *facts[] = { sex, patient->birth_date, age, patient->chart_number };
  g_autoptr (GString) line = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (*facts[i] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", facts[i]);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
set_patient (MpsRecordHitRow *self, const MpsSearchHit *hit)
{
  g_autofree char *facts = NULL;

  if (hit->patient == NULL) {
    gtk_label_set_text (GTK_LABEL (self->name),
                        hit->patient_id != NULL ? _ ("A patient who is not on record")
                                                : _ ("In no chart"));
    return;
  }
  facts = dup_facts (hit->patient);
  gtk_label_set_text (GTK_LABEL (self->name), hit->patient->name);
  gtk_label_set_text (GTK_LABEL (self->facts), facts);
}

/**
 * mps_record_hit_row_new:
 * @hit: a record that was found
 *
 * Returns: (transfer floating): a row; it can be activated where the record is in somebody's chart
 */
GtkWidget *
mps_record_hit_row_new (const MpsSearchHit *hit)
{
  MpsRecordHitRow *self = g_object_new (MPS_TYPE_RECORD_HIT_ROW, NULL);
  g_autofree char *when = mps_format_when (hit->when_us);
  g_autofree char *full = mps_format_when_full (hit->when_us);
  g_autofree char *label = NULL;

  self->patient_id = g_strdup (hit->patient_id);
  self->reference = g_strdup (hit->reference);
  set_patient (self, hit);
  gtk_label_set_text (GTK_LABEL (self->when), when);
  gtk_widget_set_tooltip_text (self->when, full);
  set_marked (self, self->title, hit->title, hit->title_marks);
  set_marked (self, self->snippet, hit->snippet, hit->snippet_marks);
  gtk_widget_set_visible (self->snippet, *hit->snippet != '\0');
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), hit->patient != NULL);
  label = g_strdup_printf (
      "%s, %s, %s", gtk_label_get_text (GTK_LABEL (self->name)), hit->title, hit->snippet);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

/**
 * mps_record_hit_row_peek_patient:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): whose chart the record is in
 */
const char *
mps_record_hit_row_peek_patient (MpsRecordHitRow *self)
{
  return self->patient_id;
}

/**
 * mps_record_hit_row_peek_reference:
 * @self: a row
 *
 * Returns: (transfer none): "Type/id"
 */
const char *
mps_record_hit_row_peek_reference (MpsRecordHitRow *self)
{
  return self->reference;
}
