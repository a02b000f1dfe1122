/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/signin/mps-switch-page.h"

#include "app/session/mps-session-lock.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-password-row.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsSwitchPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  AdwComboRow *who;
  GtkEditable *pin;
  MpsSentenceBox *error;
  GtkSpinner *spinner;
  GtkWidget *primary;

  MpsSession *session;
  GtkStringList *names;
  gboolean busy;
};

enum {
  SIGNAL_BACK,
  SIGNAL_DONE,
  SIGNAL_PASSWORD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_switch_page_get_primary (MpsPage *page)
{
  return MPS_SWITCH_PAGE (page)->primary;
}

static gboolean
mps_switch_page_go_back (MpsPage *page)
{
  g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

static void
mps_switch_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_switch_page_get_primary;
  iface->go_back = mps_switch_page_go_back;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsSwitchPage,
                               mps_switch_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_switch_page_page_init))

static const char *
peek_name (MpsSwitchPage *self)
{
  GtkStringObject *item = adw_combo_row_get_selected_item (self->who);

  return item != NULL ? gtk_string_object_get_string (item) : NULL;
}

static void
update (MpsSwitchPage *self)
{
  gboolean empty = *gtk_editable_get_text (self->pin) == '\0';
  const char *reason = empty ? _ ("Enter the PIN first") : NULL;

  if (peek_name (self) == NULL)
    reason = _ ("Nobody has a PIN yet");
  if (self->busy)
    reason = _ ("It is being checked");
  gtk_widget_set_sensitive (self->primary, reason == NULL);
  gtk_widget_set_tooltip_text (self->primary, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
on_switched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsSwitchPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = mps_session_switch_finish (MPS_SESSION (source), result, &error);

  self->busy = FALSE;
  gtk_editable_set_text (self->pin, "");
  update (self);
  if (done) {
    g_signal_emit (self, signals[SIGNAL_DONE], 0);
    return;
  }
  /* After three wrong ones, or hours after the last password, only the password is taken. */
  if (g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_SIGN_IN))
    mps_sentence_box_set (self->error,
                          MPS_MEANING_ATTENTION,
                          _ ("A PIN is not taken for this name now."),
                          "",
                          _ ("Sign in with the password."),
                          NULL);
  else if (g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WRONG_SECRET))
    mps_sentence_box_set (self->error,
                          MPS_MEANING_ATTENTION,
                          _ ("The name and the PIN do not fit together."),
                          "",
                          _ ("Type it again, or sign in with the password."),
                          NULL);
  else
    mps_sentence_box_set_error (self->error, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->pin));
}

static void
on_primary (MpsSwitchPage *self)
{
  g_autoptr (MpsSecret) pin = NULL;

  if (!gtk_widget_is_sensitive (self->primary))
    return;
  pin = mps_secret_new (gtk_editable_get_text (self->pin), -1);
  self->busy = TRUE;
  mps_sentence_box_clear (self->error);
  update (self);
  mps_session_switch_by_pin_async (
      self->session, peek_name (self), pin, NULL, on_switched, g_object_ref (self));
}

static void
on_password (MpsSwitchPage *self)
{
  g_signal_emit (self, signals[SIGNAL_PASSWORD], 0, peek_name (self));
}

static void
on_back (MpsSwitchPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
on_changed (MpsSwitchPage *self)
{
  update (self);
}

static void
on_who (MpsSwitchPage *self)
{
  gtk_editable_set_text (self->pin, "");
  update (self);
}

static void
on_names (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsSwitchPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = mps_people_job_finish_list (result, &error);
  guint first = GTK_INVALID_LIST_POSITION;

  if (self->names == NULL)
    return;
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);

    gtk_string_list_append (self->names, name);
    if (first == GTK_INVALID_LIST_POSITION &&
        g_strcmp0 (name, mps_session_peek_user (self->session)) != 0)
      first = i;
  }
  if (first != GTK_INVALID_LIST_POSITION)
    adw_combo_row_set_selected (self->who, first);
  gtk_stack_set_visible_child_name (self->stack, names != NULL && names->len > 0 ? "pin" : "none");
  if (error != NULL && !g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_SIGN_IN))
    mps_sentence_box_set_error (self->error, error);
  update (self);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
mps_switch_page_dispose (GObject *object)
{
  MpsSwitchPage *self = MPS_SWITCH_PAGE (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_object (&self->names);
  G_OBJECT_CLASS (mps_switch_page_parent_class)->dispose (object);
}

static guint
new_signal (MpsSwitchPageClass *klass, const char *name, guint n_params)
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
                       G_TYPE_STRING);
}

static void
mps_switch_page_class_init (MpsSwitchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_switch_page_dispose;
  signals[SIGNAL_BACK] = new_signal (klass, "back", 0);
  signals[SIGNAL_DONE] = new_signal (klass, "done", 0);
  signals[SIGNAL_PASSWORD] = new_signal (klass, "password", 1);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/switch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsSwitchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsSwitchPage, who);
  gtk_widget_class_bind_template_child (widget_class, MpsSwitchPage, pin);
  gtk_widget_class_bind_template_child (widget_class, MpsSwitchPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsSwitchPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, MpsSwitchPage, primary);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_password);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_who);
}

static void
mps_switch_page_init (MpsSwitchPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mps_password_row_name_buttons (GTK_WIDGET (self));
  update (self);
}

/**
 * mps_switch_page_ask:
 * @self: the page
 * @session: what is taken over
 *
 * Asks who takes over.
 */
void
mps_switch_page_ask (MpsSwitchPage *self, MpsSession *session)
{
  g_set_object (&self->session, session);
  g_clear_object (&self->names);
  self->names = gtk_string_list_new (NULL);
  adw_combo_row_set_model (self->who, G_LIST_MODEL (self->names));
  gtk_editable_set_text (self->pin, "");
  mps_sentence_box_clear (self->error);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  update (self);
  mps_people_job_run_async (mps_people_job_new (MPS_PEOPLE_LIST_SWITCHABLE, session),
                            NULL,
                            on_names,
                            g_object_ref (self));
}
