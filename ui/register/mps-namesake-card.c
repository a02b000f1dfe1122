/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/register/mps-namesake-card.h"

#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

struct _MpsNamesakeCard {
  GtkBox parent_instance;

  char *id;
};

enum {
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsNamesakeCard, mps_namesake_card, GTK_TYPE_BOX)

static void
on_open (MpsNamesakeCard *self)
{
  g_autofree char *id = g_strdup (self->id);

  g_signal_emit (self, signals[SIGNAL_OPEN], 0, id);
}

static void
mps_namesake_card_finalize (GObject *object)
{
  g_free (MPS_NAMESAKE_CARD (object)->id);
  G_OBJECT_CLASS (mps_namesake_card_parent_class)->finalize (object);
}

static void
mps_namesake_card_class_init (MpsNamesakeCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_namesake_card_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[SIGNAL_OPEN] = g_signal_new ("open",
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
mps_namesake_card_init (MpsNamesakeCard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "namesake");
}

static void
append (GString *line, const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", words);
}

static void
add_line (MpsNamesakeCard *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self), label);
}

/* The name, and beside it how much of it is the same. */
static void
add_head (MpsNamesakeCard *self, const MpsNamesake *namesake, gboolean same)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (namesake->name);
  GtkWidget *flag = mps_flag_new ();

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (name, "person-name");
  mps_flag_set (MPS_FLAG (flag),
                same ? MPS_MEANING_CRITICAL : MPS_MEANING_ATTENTION,
                "dialog-warning-symbolic",
                same ? _ ("Same name and birth date") : _ ("Same name"));
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), flag);
  gtk_box_append (GTK_BOX (self), head);
}

static void
add_person (MpsNamesakeCard *self, const MpsNamesake *namesake)
{
  g_autofree char *gender = mps_format_gender (namesake->gender);
  g_autofree char *age = mps_format_age (namesake->birth_date);
  g_autoptr (GString) who = g_string_new (NULL);

  append (who, namesake->birth_date);
  append (who, gender);
  append (who, age);
  add_line (self, who->str, "tabular");
}

static void
add_marks (MpsNamesakeCard *self, const MpsNamesake *namesake)
{
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autofree char *number = NULL;
  g_autofree char *phone = NULL;

  if (*namesake->chart_number != '\0')
    number = g_strdup_printf (_ ("No. %s"), namesake->chart_number);
  if (*namesake->phone_end != '\0')
    /* TRANSLATORS: last four digits of a phone number */
    phone = g_strdup_printf (_ ("phone …%s"), namesake->phone_end);
  append (marks, number);
  append (marks, phone);
  append (marks, namesake->district);
  add_line (self, marks->str, "dim");
}

/**
 * mps_namesake_card_new:
 * @namesake: another patient
 * @birth_date: FHIR date of the one who is registered, or empty
 *
 * Says in a word whether it is the same birth date: then it is most likely the same person.
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
mps_namesake_card_new (const MpsNamesake *namesake, const char *birth_date)
{
  MpsNamesakeCard *self = g_object_new (MPS_TYPE_NAMESAKE_CARD, NULL);
  gboolean same = *birth_date != '\0' && g_str_equal (namesake->birth_date, birth_date);
  GtkWidget *open = gtk_button_new_with_label (_ ("Open this chart"));

  self->id = g_strdup (namesake->id);
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
  gtk_widget_set_size_request (GTK_WIDGET (self), 306, -1);
  add_head (self, namesake, same);
  add_person (self, namesake);
  add_marks (self, namesake);
  gtk_widget_set_halign (open, GTK_ALIGN_START);
  g_signal_connect_swapped (open, "clicked", G_CALLBACK (on_open), self);
  gtk_box_append (GTK_BOX (self), open);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, namesake->name, -1);
  return GTK_WIDGET (self);
}
