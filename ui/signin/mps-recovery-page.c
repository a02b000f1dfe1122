/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/signin/mps-recovery-page.h"

#include "app/report/mps-paint.h"
#include "ui/widgets/mps-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/** WRAPPED_GROUPS: a key of that many groups is too long for one line */
#define WRAPPED_GROUPS 6

struct _MpsRecoveryPage {
  GtkWidget parent_instance;

  GtkLabel *key_label;
  GtkWidget *code;
  GtkCheckButton *written;
  GtkWidget *primary;

  char *key;
};

enum {
  SIGNAL_DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_recovery_page_get_primary (MpsPage *page)
{
  return MPS_RECOVERY_PAGE (page)->primary;
}

static void
mps_recovery_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_recovery_page_get_primary;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsRecoveryPage,
                               mps_recovery_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_recovery_page_page_init))

static void
update (MpsRecoveryPage *self)
{
  const char *reason = gtk_check_button_get_active (self->written)
                           ? NULL
                           : _ ("Say first that you have written it down");

  gtk_widget_set_sensitive (self->primary, reason == NULL);
  gtk_widget_set_tooltip_text (self->primary, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
}

static void
forget_key (MpsRecoveryPage *self)
{
  if (self->key != NULL)
    explicit_bzero (self->key, strlen (self->key));
  g_clear_pointer (&self->key, g_free);
}

static void
on_primary (MpsRecoveryPage *self)
{
  if (!gtk_check_button_get_active (self->written))
    return;
  forget_key (self);
  gtk_label_set_text (self->key_label, "");
  gtk_widget_queue_draw (self->code);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
on_toggled (MpsRecoveryPage *self)
{
  update (self);
}

static void
draw_code (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  MpsRecoveryPage *self = data;
  int size = MIN (width, height);

  if (self->key != NULL)
    mps_paint_code (cr, (width - size) / 2.0, (height - size) / 2.0, size, self->key);
}

static gboolean
mps_recovery_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MPS_RECOVERY_PAGE (widget)->written));
}

static void
mps_recovery_page_dispose (GObject *object)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  forget_key (MPS_RECOVERY_PAGE (object));
  G_OBJECT_CLASS (mps_recovery_page_parent_class)->dispose (object);
}

static void
mps_recovery_page_class_init (MpsRecoveryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mps_recovery_page_dispose;
  widget_class->grab_focus = mps_recovery_page_grab_focus;
  signals[SIGNAL_DONE] = g_signal_new (
      "done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/recovery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsRecoveryPage, key_label);
  gtk_widget_class_bind_template_child (widget_class, MpsRecoveryPage, code);
  gtk_widget_class_bind_template_child (widget_class, MpsRecoveryPage, written);
  gtk_widget_class_bind_template_child (widget_class, MpsRecoveryPage, primary);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
}

static void
mps_recovery_page_init (MpsRecoveryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->code), draw_code, self, NULL);
  update (self);
}

/* In two lines of as many groups, so that it is copied by hand without losing the place. */
static void
show_key (MpsRecoveryPage *self)
{
  g_autofree char *lines = g_strdup (self->key);
  guint n_groups = 1;
  guint n = 0;

  for (const char *at = lines; *at != '\0'; at++)
    n_groups += *at == '-';
  for (char *at = lines; *at != '\0'; at++) {
    if (*at == '-' && n_groups >= WRAPPED_GROUPS && ++n == n_groups / 2)
      *at = '\n';
  }
  gtk_label_set_text (self->key_label, lines);
  explicit_bzero (lines, strlen (lines));
}

/**
 * mps_recovery_page_take_key:
 * @self: the page
 * @key: (transfer full): the recovery key; wiped when the page is done with it
 */
void
mps_recovery_page_take_key (MpsRecoveryPage *self, char *key)
{
  forget_key (self);
  self->key = key;
  show_key (self);
  gtk_widget_queue_draw (self->code);
  gtk_check_button_set_active (self->written, FALSE);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}
