/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-sentence-box.h"

#include "app/session/mps-words.h"

struct _MpsSentenceBox {
  GtkWidget parent_instance;

  GtkWidget *frame;
  GtkImage *icon;
  GtkLabel *what;
  GtkLabel *why;
  GtkLabel *next;
  GtkWidget *details;
  GtkLabel *detail;
  MpsMeaning meaning;
};

G_DEFINE_FINAL_TYPE (MpsSentenceBox, mps_sentence_box, GTK_TYPE_WIDGET)

static void
mps_sentence_box_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_sentence_box_parent_class)->dispose (object);
}

static void
mps_sentence_box_class_init (MpsSentenceBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mps_sentence_box_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/sentence-box.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsSentenceBox, frame);
  gtk_widget_class_bind_template_child (widget_class, MpsSentenceBox, icon);
  gtk_widget_class_bind_template_child (widget_class, MpsSentenceBox, what);
  gtk_widget_class_bind_template_child (widget_class, MpsSentenceBox, why);
  gtk_widget_class_bind_template_child (widget_class, MpsSentenceBox, next);
  gtk_widget_class_bind_template_child (widget_class, MpsSentenceBox, details);
  gtk_widget_class_bind_template_child (widget_class, MpsSentenceBox, detail);
}

static void
mps_sentence_box_init (MpsSentenceBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_sentence_box_new:
 *
 * Returns: (transfer floating): a box that says nothing and takes no room
 */
GtkWidget *
mps_sentence_box_new (void)
{
  return g_object_new (MPS_TYPE_SENTENCE_BOX, NULL);
}

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/**
 * mps_sentence_box_set:
 * @self: a box
 * @meaning: how bad it is
 * @what: what happened
 * @why: (nullable): what it means for the patient
 * @next: (nullable): what to do
 * @detail: (nullable): codes and technical text
 *
 * All translated but @detail.
 */
void
mps_sentence_box_set (MpsSentenceBox *self,
                      MpsMeaning meaning,
                      const char *what,
                      const char *why,
                      const char *next,
                      const char *detail)
{
  gtk_widget_remove_css_class (self->frame, mps_meaning_peek_css_class (self->meaning));
  gtk_widget_add_css_class (self->frame, mps_meaning_peek_css_class (meaning));
  self->meaning = meaning;
  gtk_image_set_from_icon_name (self->icon, mps_meaning_peek_icon (meaning));
  set_line (self->what, what);
  set_line (self->why, why);
  set_line (self->next, next);
  gtk_label_set_text (self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (self->details, detail != NULL && *detail != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  what,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  next != NULL ? next : "",
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/**
 * mps_sentence_box_set_error:
 * @self: a box
 * @error: what failed
 *
 * Says the error as people read it. Something that a person cancelled is nothing to say.
 */
void
mps_sentence_box_set_error (MpsSentenceBox *self, const GError *error)
{
  g_autoptr (MpsSentence) sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    mps_sentence_box_clear (self);
    return;
  }
  sentence = mps_sentence_new_for_error (error);
  mps_sentence_box_set (self,
                        MPS_MEANING_ATTENTION,
                        sentence->what,
                        sentence->meaning,
                        sentence->next,
                        sentence->detail);
}

/**
 * mps_sentence_box_clear:
 * @self: a box
 */
void
mps_sentence_box_clear (MpsSentenceBox *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
