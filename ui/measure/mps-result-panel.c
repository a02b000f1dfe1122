/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/measure/mps-result-panel.h"

#include "app/session/mps-words.h"
#include "ui/measure/mps-result-card.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsResultPanel {
  GtkWidget parent_instance;

  GtkWidget *loading;
  GtkWidget *invalid;
  GtkLabel *reason;
  MpsSentenceBox *error;
  GtkBox *cards;
  GtkWidget *qc_box;
  GtkLabel *qc;
  GtkWidget *how;
  GtkGrid *explanations;
};

G_DEFINE_FINAL_TYPE (MpsResultPanel, mps_result_panel, GTK_TYPE_WIDGET)

static void
mps_result_panel_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_result_panel_parent_class)->dispose (object);
}

static void
mps_result_panel_class_init (MpsResultPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_result_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/result-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, loading);
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, invalid);
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, reason);
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, error);
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, cards);
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, qc_box);
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, qc);
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, how);
  gtk_widget_class_bind_template_child (widget_class, MpsResultPanel, explanations);
}

static void
mps_result_panel_init (MpsResultPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
empty (GtkWidget *box)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_widget_unparent (child);
}

static void
reset (MpsResultPanel *self)
{
  empty (GTK_WIDGET (self->cards));
  empty (GTK_WIDGET (self->explanations));
  gtk_widget_set_visible (self->loading, FALSE);
  gtk_widget_set_visible (self->invalid, FALSE);
  gtk_widget_set_visible (self->qc_box, FALSE);
  gtk_widget_set_visible (self->how, FALSE);
  mps_sentence_box_clear (self->error);
}

static GtkWidget *
new_cell (const char *text, gboolean is_value)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (is_value) {
    gtk_widget_set_hexpand (label, TRUE);
    gtk_widget_add_css_class (label, "tabular");
  } else {
    gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
    gtk_widget_add_css_class (label, "dim");
  }
  return label;
}

/**
 * mps_result_panel_show_loading:
 * @self: the panel
 */
void
mps_result_panel_show_loading (MpsResultPanel *self)
{
  reset (self);
  gtk_widget_set_visible (self->loading, TRUE);
}

/**
 * mps_result_panel_show_review:
 * @self: the panel
 * @review: a complete run
 */
void
mps_result_panel_show_review (MpsResultPanel *self, const MpsRunReview *review)
{
  reset (self);
  for (guint i = 0; i < review->results->len; i++)
    gtk_box_append (self->cards, mps_result_card_new (g_ptr_array_index (review->results, i)));
  for (guint i = 0; i < review->explanations->len; i++) {
    const MpsExplanation *line = g_ptr_array_index (review->explanations, i);

    gtk_grid_attach (self->explanations, new_cell (line->label, FALSE), 0, (int)i, 1, 1);
    gtk_grid_attach (self->explanations, new_cell (line->value, TRUE), 1, (int)i, 1, 1);
  }
  gtk_label_set_text (self->qc, review->qc != NULL ? review->qc : "");
  gtk_widget_set_visible (self->qc_box, review->qc != NULL && *review->qc != '\0');
  gtk_widget_set_visible (self->how, review->explanations->len > 0);
}

/**
 * mps_result_panel_show_invalid:
 * @self: the panel
 * @reason: (nullable): why, in the program's fixed English
 */
void
mps_result_panel_show_invalid (MpsResultPanel *self, const char *reason)
{
  g_autofree char *words = mps_words_dup_run_reason (reason != NULL ? reason : "");

  reset (self);
  gtk_label_set_text (self->reason, words);
  gtk_widget_set_visible (self->invalid, TRUE);
}

/**
 * mps_result_panel_show_error:
 * @self: the panel
 * @error: why the result cannot be shown, or the decision not stored
 *
 * Stands above what is shown already.
 */
void
mps_result_panel_show_error (MpsResultPanel *self, const GError *error)
{
  gtk_widget_set_visible (self->loading, FALSE);
  mps_sentence_box_set_error (self->error, error);
}
