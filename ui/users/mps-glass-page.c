/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/users/mps-glass-page.h"

#include "app/session/people/mps-break-glass.h"
#include "app/session/people/mps-policy.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-password-row.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsGlassPage {
  GtkWidget parent_instance;

  GtkLabel *meaning;
  GtkEditable *reason;
  GtkWidget *password_group;
  GtkEditable *password;
  MpsSentenceBox *error;
  MpsActionBar *actions;

  MpsSession *session;
  char *patient_id;
  gboolean busy;
};

enum {
  SIGNAL_BACK,
  SIGNAL_BROKEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_glass_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_GLASS_PAGE (page)->actions);
}

static gboolean
mps_glass_page_go_back (MpsPage *page)
{
  if (!mps_preedit_is_open ())
    g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

static void
mps_glass_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_glass_page_get_primary;
  iface->go_back = mps_glass_page_go_back;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsGlassPage,
                               mps_glass_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_glass_page_page_init))

static char *
dup_missing (MpsGlassPage *self)
{
  guint min = mps_policy_get ()->glass_min_reason;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));

  if (self->busy)
    return g_strdup (_ ("The chart is being opened"));
  if (g_utf8_strlen (text, -1) < (glong)min)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "Write the reason first, in %u character at least",
                                         "Write the reason first, in %u characters at least",
                                         min),
                            min);
  if (self->session != NULL && mps_session_has_password (self->session) &&
      *gtk_editable_get_text (self->password) == '\0')
    return g_strdup (_ ("Enter your password as well"));
  return NULL;
}

static void
update (MpsGlassPage *self)
{
  g_autofree char *missing = dup_missing (self);

  mps_action_bar_set_primary (self->actions, _ ("_Open the chart"), missing);
}

static void
on_broken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsGlassPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = mps_glass_break_finish (result, NULL, &error);

  self->busy = FALSE;
  if (self->actions == NULL)
    return;
  gtk_editable_set_text (self->password, "");
  if (!done) {
    mps_sentence_box_set_error (self->error, error);
    update (self);
    return;
  }
  gtk_editable_set_text (self->reason, "");
  update (self);
  g_signal_emit (self, signals[SIGNAL_BROKEN], 0, self->patient_id);
}

static void
on_primary (MpsGlassPage *self)
{
  g_autofree char *missing = dup_missing (self);
  g_autoptr (MpsSecret) password = NULL;

  if (missing != NULL || mps_preedit_is_open ())
    return;
  password = mps_secret_new (gtk_editable_get_text (self->password), -1);
  self->busy = TRUE;
  mps_sentence_box_clear (self->error);
  update (self);
  mps_glass_break_async (self->session,
                         self->patient_id,
                         gtk_editable_get_text (self->reason),
                         password,
                         NULL,
                         on_broken,
                         g_object_ref (self));
}

static void
on_back (MpsGlassPage *self)
{
  mps_glass_page_go_back (MPS_PAGE (self));
}

static void
on_changed (MpsGlassPage *self)
{
  update (self);
}

static void
mps_glass_page_dispose (GObject *object)
{
  MpsGlassPage *self = MPS_GLASS_PAGE (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->actions = NULL;
  g_clear_object (&self->session);
  g_clear_pointer (&self->patient_id, g_free);
  G_OBJECT_CLASS (mps_glass_page_parent_class)->dispose (object);
}

static void
mps_glass_page_class_init (MpsGlassPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_glass_page_dispose;
  signals[SIGNAL_BACK] =
      g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_BROKEN] = g_signal_new (
      "broken", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/glass-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsGlassPage, meaning);
  gtk_widget_class_bind_template_child (widget_class, MpsGlassPage, reason);
  gtk_widget_class_bind_template_child (widget_class, MpsGlassPage, password_group);
  gtk_widget_class_bind_template_child (widget_class, MpsGlassPage, password);
  gtk_widget_class_bind_template_child (widget_class, MpsGlassPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsGlassPage, actions);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
mps_glass_page_init (MpsGlassPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mps_password_row_name_buttons (GTK_WIDGET (self));
  update (self);
}

/**
 * mps_glass_page_ask:
 * @self: the page
 * @session: who wants to see the chart
 * @patient_id: whose chart it is
 *
 * Says what breaking the glass means, and asks for the reason.
 */
void
mps_glass_page_ask (MpsGlassPage *self, MpsSession *session, const char *patient_id)
{
  guint minutes = (mps_policy_get ()->glass_s + 59) / 60;
  g_autofree char *time = g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
  /* TRANSLATORS: %s is a time such as "120 minutes" */
  g_autofree char *text = g_strdup_printf (
      _ ("It opens for %s and closes by itself. What you see is on the audit record, "
         "with your reason, and somebody else judges afterwards whether it was right."),
      time);

  g_set_object (&self->session, session);
  g_free (self->patient_id);
  self->patient_id = g_strdup (patient_id);
  gtk_label_set_text (self->meaning, text);
  gtk_editable_set_text (self->reason, "");
  gtk_editable_set_text (self->password, "");
  gtk_widget_set_visible (self->password_group, mps_session_has_password (session));
  mps_sentence_box_clear (self->error);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}
