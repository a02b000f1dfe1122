/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/start/mps-start-page.h"

#include "ui/signin/mps-new-password.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsStartPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkLabel *opening;
  AdwStatusPage *fresh;
  GtkWidget *demo;
  GtkEditable *name;
  MpsNewPassword *password;
  GtkWidget *create;
  MpsSentenceBox *error;
  GtkWidget *retry;
};

enum {
  SIGNAL_RETRY,
  SIGNAL_CREATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_start_page_get_primary (MpsPage *page)
{
  MpsStartPage *self = MPS_START_PAGE (page);
  const char *shows = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (shows, "fresh") == 0)
    return gtk_widget_get_sensitive (self->create) ? self->create : self->demo;
  return g_strcmp0 (shows, "error") == 0 ? self->retry : NULL;
}

static void
mps_start_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_start_page_get_primary;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsStartPage,
                               mps_start_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_start_page_page_init))

static char *
dup_name (MpsStartPage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

static void
on_demo (MpsStartPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CREATE], 0, TRUE, "demo");
}

static char *
dup_reason (MpsStartPage *self)
{
  g_autofree char *name = dup_name (self);

  return *name == '\0' ? g_strdup (_ ("Enter the name of the administrator first"))
                       : mps_new_password_dup_reason (self->password);
}

static void
on_create (MpsStartPage *self)
{
  g_autofree char *name = dup_name (self);
  g_autofree char *reason = dup_reason (self);

  if (reason == NULL && !mps_preedit_is_open ())
    g_signal_emit (self, signals[SIGNAL_CREATE], 0, FALSE, name);
}

static void
on_changed (MpsStartPage *self)
{
  g_autofree char *reason = dup_reason (self);

  gtk_widget_set_sensitive (self->create, reason == NULL);
  gtk_widget_set_tooltip_text (self->create, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->create),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
}

static void
on_name_changed (MpsStartPage *self)
{
  g_autofree char *name = dup_name (self);

  mps_new_password_set_login (self->password, name);
  on_changed (self);
}

static void
on_name_activated (MpsStartPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
on_retry (MpsStartPage *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
mps_start_page_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_start_page_parent_class)->dispose (object);
}

static guint
new_signal (MpsStartPageClass *klass, const char *name, guint n_params)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (klass),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n_params,
                       G_TYPE_BOOLEAN,
                       G_TYPE_STRING);
}

static void
mps_start_page_class_init (MpsStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_NEW_PASSWORD);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_start_page_dispose;
  signals[SIGNAL_RETRY] = new_signal (klass, "retry", 0);
  signals[SIGNAL_CREATE] = new_signal (klass, "create", 2);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, opening);
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, fresh);
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, demo);
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, name);
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, password);
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, create);
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsStartPage, retry);
  gtk_widget_class_bind_template_callback (widget_class, on_demo);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
}

static void
mps_start_page_init (MpsStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_name_changed (self);
}

/**
 * mps_start_page_show_opening:
 * @self: the page
 *
 * Says that the profile is being opened.
 */
void
mps_start_page_show_opening (MpsStartPage *self)
{
  gtk_label_set_text (self->opening, _ ("Opening the records…"));
  gtk_stack_set_visible_child_name (self->stack, "opening");
}

/**
 * mps_start_page_show_creating:
 * @self: the page
 *
 * Says that a profile is being set up.
 */
void
mps_start_page_show_creating (MpsStartPage *self)
{
  gtk_label_set_text (self->opening, _ ("Setting up…"));
  gtk_stack_set_visible_child_name (self->stack, "opening");
}

/**
 * mps_start_page_show_fresh:
 * @self: the page
 * @profile: folder in which nothing is stored yet
 *
 * Offers what a fresh machine can do.
 */
void
mps_start_page_show_fresh (MpsStartPage *self, const char *profile)
{
  g_autofree char *escaped = g_markup_escape_text (profile, -1);
  /* TRANSLATORS: %s is a folder */
  g_autofree char *text = g_strdup_printf (_ ("Records will be kept in %s"), escaped);

  adw_status_page_set_description (self->fresh, text);
  gtk_stack_set_visible_child_name (self->stack, "fresh");
  gtk_widget_grab_focus (self->demo);
}

/**
 * mps_start_page_show_error:
 * @self: the page
 * @error: why the profile could not be opened
 *
 * Says what happened, what it means, and what to do.
 */
void
mps_start_page_show_error (MpsStartPage *self, const GError *error)
{
  mps_sentence_box_set_error (self->error, error);
  gtk_stack_set_visible_child_name (self->stack, "error");
  gtk_widget_grab_focus (self->retry);
}

/**
 * mps_start_page_steal_secret:
 * @self: the page, while it emits "create" for a clinic
 *
 * Returns: (transfer full) (nullable): the password of the first account; the fields are emptied
 */
MpsSecret *
mps_start_page_steal_secret (MpsStartPage *self)
{
  MpsSecret *secret = mps_new_password_dup_secret (self->password);

  mps_new_password_clear (self->password);
  return secret;
}
