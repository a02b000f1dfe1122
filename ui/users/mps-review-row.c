/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/users/mps-review-row.h"

#include "ui/widgets/mps-preedit.h"

#include <glib/gi18n-lib.h>

struct _MpsReviewRow {
  AdwExpanderRow parent_instance;

  GtkEditable *comment;
  GtkWidget *yes;
  GtkWidget *no;
};

enum {
  SIGNAL_DECIDE,
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsReviewRow, mps_review_row, ADW_TYPE_EXPANDER_ROW)

static void
on_yes (MpsReviewRow *self)
{
  mps_review_row_decide (self, TRUE);
}

static void
on_no (MpsReviewRow *self)
{
  mps_review_row_decide (self, FALSE);
}

static void
on_open (MpsReviewRow *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static void
mps_review_row_class_init (MpsReviewRowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[SIGNAL_DECIDE] = g_signal_new ("decide",
                                         type,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         2,
                                         G_TYPE_BOOLEAN,
                                         G_TYPE_STRING);
  signals[SIGNAL_OPEN] =
      g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_review_row_init (MpsReviewRow *self)
{
}

static GtkWidget *
new_reason (const char *reason)
{
  GtkWidget *label = gtk_label_new (reason);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "list-row");
  return label;
}

static GtkWidget *
new_button (MpsReviewRow *self, const char *label, GCallback pressed)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_object (button, "clicked", pressed, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_buttons (MpsReviewRow *self, const MpsReviewWords *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (box, "list-row");
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  if (words->opens != NULL)
    gtk_box_append (GTK_BOX (box), new_button (self, words->opens, G_CALLBACK (on_open)));
  self->no = new_button (self, words->no, G_CALLBACK (on_no));
  self->yes = new_button (self, words->yes, G_CALLBACK (on_yes));
  gtk_box_append (GTK_BOX (box), self->no);
  gtk_box_append (GTK_BOX (box), self->yes);
  return box;
}

/**
 * mps_review_row_new:
 * @words: what it says
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
mps_review_row_new (const MpsReviewWords *words)
{
  MpsReviewRow *self = g_object_new (MPS_TYPE_REVIEW_ROW, NULL);
  GtkWidget *comment = adw_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), words->title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), words->facts);
  self->comment = GTK_EDITABLE (comment);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (comment), _ ("What you say about it"));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), new_reason (words->reason));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), comment);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), new_buttons (self, words));
  return GTK_WIDGET (self);
}

/**
 * mps_review_row_refuse_own:
 * @self: a row
 * @reason: why the person who looks cannot decide it
 */
void
mps_review_row_refuse_own (MpsReviewRow *self, const char *reason)
{
  GtkWidget *buttons[] = { self->yes, self->no };

  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++) {
    gtk_widget_set_sensitive (buttons[i], FALSE);
    gtk_widget_set_tooltip_text (buttons[i], reason);
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (buttons[i]), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, reason, -1);
  }
}

/**
 * mps_review_row_set_comment:
 * @self: a row
 * @comment: what there is to say
 */
void
mps_review_row_set_comment (MpsReviewRow *self, const char *comment)
{
  gtk_editable_set_text (self->comment, comment);
}

/**
 * mps_review_row_decide:
 * @self: a row
 * @yes: which way
 *
 * Decides as its buttons do.
 */
void
mps_review_row_decide (MpsReviewRow *self, gboolean yes)
{
  g_autofree char *comment = g_strstrip (g_strdup (gtk_editable_get_text (self->comment)));

  if (!mps_preedit_is_open () && gtk_widget_get_sensitive (self->yes))
    g_signal_emit (self, signals[SIGNAL_DECIDE], 0, yes, comment);
}
