/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/register/mps-register-page.h"

#include "app/clinic/chart/mps-chart-drafts.h"
#include "ui/forms/mps-draft-keeper.h"
#include "ui/forms/mps-form-notes.h"
#include "ui/register/mps-namesake-card.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-busy.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/** LOOK_MS: others of the same name are looked for so long after the last letter; ms */
#define LOOK_MS 250

struct _MpsRegisterPage {
  GtkWidget parent_instance;

  MpsSentenceBox *error;
  MpsFormView *view;
  GtkWidget *others;
  GtkWidget *cards;
  MpsActionBar *actions;
  GtkWidget *clear;

  MpsSession *session;
  MpsDraftKeeper *keeper;
  GCancellable *looking;
  guint timer;
  gboolean saving;
};

enum {
  SIGNAL_BACK,
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_register_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_REGISTER_PAGE (page)->actions);
}

static gboolean
mps_register_page_go_back (MpsPage *page)
{
  if (!mps_preedit_is_open ())
    g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

/* What is typed is a draft that comes back with the page. */
static char *
mps_register_page_dup_place (MpsPage *page)
{
  MpsRegisterPage *self = MPS_REGISTER_PAGE (page);

  if (self->keeper != NULL)
    mps_draft_keeper_flush (self->keeper);
  return NULL;
}

static void
mps_register_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_register_page_get_primary;
  iface->go_back = mps_register_page_go_back;
  iface->dup_place = mps_register_page_dup_place;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsRegisterPage,
                               mps_register_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_register_page_page_init))

static const char *
get_reason (MpsRegisterPage *self)
{
  if (self->session == NULL)
    return _ ("Nobody is signed in");
  if (!mps_session_may (self->session, MPS_ACTION_REGISTER_PATIENT))
    return _ ("Your role may not register patients");
  if (self->saving)
    return _ ("Being saved…");
  if (mps_form_view_is_blank (self->view))
    return _ ("Nothing has been filled in yet");
  return mps_form_view_peek_reason (self->view);
}

static void
update_actions (MpsRegisterPage *self)
{
  mps_action_bar_set_primary (self->actions, _ ("_Register"), get_reason (self));
  gtk_widget_set_sensitive (self->clear, !mps_form_view_is_blank (self->view) && !self->saving);
}

static void
check (MpsRegisterPage *self)
{
  MpsForm *form = mps_form_view_peek_form (self->view);
  g_autoptr (GPtrArray) issues = mps_register_check (form);

  mps_form_view_show_issues (self->view, issues);
  mps_form_notes_show (self->view, NULL);
  update_actions (self);
}

static void
on_card_open (MpsRegisterPage *self, const char *id)
{
  if (!mps_preedit_is_open ())
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, id);
}

static void
show_others (MpsRegisterPage *self, GPtrArray *namesakes)
{
  const MpsForm *form = mps_form_view_peek_form (self->view);
  g_autofree char *birth_date = NULL;
  GtkWidget *child = NULL;

  if (!mps_form_date_parse (mps_form_peek (form, "birth-date"), &birth_date))
    birth_date = g_strdup ("");
  while ((child = gtk_widget_get_first_child (self->cards)) != NULL)
    gtk_box_remove (GTK_BOX (self->cards), child);
  for (guint i = 0; namesakes != NULL && i < namesakes->len; i++) {
    GtkWidget *card = mps_namesake_card_new (g_ptr_array_index (namesakes, i), birth_date);

    g_signal_connect_swapped (card, "open", G_CALLBACK (on_card_open), self);
    gtk_box_append (GTK_BOX (self->cards), card);
  }
  gtk_widget_set_visible (self->others, namesakes != NULL && namesakes->len > 0);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRegisterPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) namesakes = mps_register_find_namesakes_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->looking == NULL)
    return;
  if (namesakes == NULL)
    mps_sentence_box_set_error (self->error, error);
  show_others (self, namesakes);
}

static gboolean
look (gpointer data)
{
  MpsRegisterPage *self = data;
  const MpsForm *form = mps_form_view_peek_form (self->view);

  if (mps_preedit_is_open ())
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  mps_register_find_namesakes_async (
      self->session, form, self->looking, on_found, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
keep (MpsRegisterPage *self)
{
  if (self->keeper == NULL)
    return;
  if (mps_form_view_is_blank (self->view))
    mps_draft_keeper_discard (self->keeper);
  else
    mps_draft_keeper_take_text (
        self->keeper, mps_form_to_text (mps_form_view_peek_form (self->view)), 0, 0);
}

static void
on_changed (MpsRegisterPage *self, const char *field)
{
  mps_form_notes_derive (self->view, field);
  check (self);
  keep (self);
  if (self->timer != 0)
    g_source_remove (self->timer);
  self->timer = g_timeout_add (LOOK_MS, look, self);
}

static void
on_accepted (MpsRegisterPage *self)
{
  check (self);
  keep (self);
}

static void
start (MpsRegisterPage *self)
{
  mps_sentence_box_clear (self->error);
  mps_form_view_take_form (self->view, mps_form_new (MPS_FORM_PATIENT, NULL));
  show_others (self, NULL);
  check (self);
}

static void
on_registered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRegisterPage) self = data;
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (GPtrArray) namesakes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatient) patient = mps_register_finish (result, &issues, &namesakes, &error);

  if (self->actions == NULL)
    return;
  self->saving = FALSE;
  mps_busy_set (GTK_WIDGET (self->view), FALSE);
  if (patient != NULL) {
    if (self->keeper != NULL)
      mps_draft_keeper_discard (self->keeper);
    start (self);
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, patient->id);
    return;
  }
  if (issues != NULL && issues->len > 0)
    mps_form_view_show_issues (self->view, issues);
  if (namesakes != NULL)
    show_others (self, namesakes);
  if (error != NULL)
    mps_sentence_box_set_error (self->error, error);
  update_actions (self);
}

static void
on_register (MpsRegisterPage *self)
{
  if (get_reason (self) != NULL)
    return;
  self->saving = TRUE;
  mps_sentence_box_clear (self->error);
  mps_busy_set (GTK_WIDGET (self->view), TRUE);
  update_actions (self);
  mps_register_async (self->session,
                      mps_form_view_peek_form (self->view),
                      NULL,
                      on_registered,
                      g_object_ref (self));
}

static void
on_back (MpsRegisterPage *self)
{
  mps_register_page_go_back (MPS_PAGE (self));
}

static void
on_clear (MpsRegisterPage *self)
{
  start (self);
  keep (self);
  mps_form_view_focus (self->view, NULL);
}

static void
mps_register_page_dispose (GObject *object)
{
  MpsRegisterPage *self = MPS_REGISTER_PAGE (object);
  GtkWidget *child = NULL;

  if (self->timer != 0)
    g_source_remove (self->timer);
  self->timer = 0;
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->keeper != NULL)
    mps_draft_keeper_flush (self->keeper);
  g_clear_object (&self->keeper);
  g_clear_object (&self->session);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->actions = NULL;
  G_OBJECT_CLASS (mps_register_page_parent_class)->dispose (object);
}

static void
mps_register_page_class_init (MpsRegisterPageClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_FORM_VIEW);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_register_page_dispose;
  signals[SIGNAL_BACK] =
      g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPEN] = g_signal_new (
      "open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/register-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsRegisterPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsRegisterPage, view);
  gtk_widget_class_bind_template_child (widget_class, MpsRegisterPage, others);
  gtk_widget_class_bind_template_child (widget_class, MpsRegisterPage, cards);
  gtk_widget_class_bind_template_child (widget_class, MpsRegisterPage, actions);
  gtk_widget_class_bind_template_child (widget_class, MpsRegisterPage, clear);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_accepted);
  gtk_widget_class_bind_template_callback (widget_class, on_register);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
}

static void
mps_register_page_init (MpsRegisterPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  start (self);
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRegisterPage) self = data;
  g_autoptr (MpsDraft) draft = mps_draft_load_finish (result, NULL);
  g_autoptr (MpsForm) form = draft != NULL ? mps_form_new_from_text (draft->text, NULL) : NULL;

  /* What a person has typed meanwhile stands above what was kept before. */
  if (form == NULL || self->actions == NULL || !mps_form_view_is_blank (self->view))
    return;
  mps_form_view_take_form (self->view, g_steal_pointer (&form));
  check (self);
}

/**
 * mps_register_page_set_session:
 * @self: the page
 * @session: who registers
 *
 * Brings back what that person was typing when the page went.
 */
void
mps_register_page_set_session (MpsRegisterPage *self, MpsSession *session)
{
  g_set_object (&self->session, session);
  g_clear_object (&self->keeper);
  self->keeper = mps_draft_keeper_new_before_chart (session, "patient");
  update_actions (self);
  mps_draft_load_async (session, NULL, "patient", NULL, on_draft, g_object_ref (self));
}

/**
 * mps_register_page_show_form:
 * @self: the page
 * @name: (nullable): what was searched for without success; the first guess of the name
 *
 * What was typed before and not registered still stands there.
 */
void
mps_register_page_show_form (MpsRegisterPage *self, const char *name)
{
  if (name != NULL && *name != '\0' && mps_form_view_is_blank (self->view)) {
    mps_form_view_set_text (self->view, "name", name);
    on_changed (self, "name");
  }
  mps_form_view_focus (self->view, NULL);
}

/**
 * mps_register_page_get_view:
 * @self: the page
 *
 * Returns: (transfer none): its fields
 */
MpsFormView *
mps_register_page_get_view (MpsRegisterPage *self)
{
  return self->view;
}
