/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/users/mps-accounts-page.h"

#include "app/clinic/audit/mps-audit-words.h"
#include "ui/mps-confirm.h"
#include "ui/signin/mps-new-password.h"
#include "ui/users/mps-people-words.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-password-row.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * Mode: what the form is for; MODE_LIST: there is none.
 */
typedef enum {
  MODE_LIST,
  MODE_ADD,
  MODE_ROLES,
  MODE_PASSWORD,
  MODE_RECOVERY,
} Mode;

struct _MpsAccountsPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  MpsSentenceBox *error;
  GtkListBox *list;
  GtkWidget *history_group;
  GtkListBox *history;
  GtkLabel *form_title;
  MpsSentenceBox *form_error;
  GtkWidget *identity;
  GtkEditable *login;
  GtkEditable *name;
  GtkWidget *roles_group;
  GtkWidget *roles;
  GtkWidget *password_group;
  MpsNewPassword *password;
  GtkWidget *own_group;
  GtkEditable *own_password;
  MpsActionBar *actions;
  GtkWidget *back;
  GtkWidget *edit_roles;
  GtkWidget *reset;
  GtkWidget *disable;
  GtkWidget *recovery;

  GtkWidget *checks[MPS_N_ROLES];
  MpsSession *session;
  GPtrArray *accounts;
  char *selected;
  Mode mode;
  gboolean busy;
};

enum {
  SIGNAL_RECOVERY_KEY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void update (MpsAccountsPage *self);
static void load (MpsAccountsPage *self);

static GtkWidget *
mps_accounts_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_ACCOUNTS_PAGE (page)->actions);
}

static void
show_mode (MpsAccountsPage *self, Mode mode)
{
  self->mode = mode;
  mps_new_password_clear (self->password);
  gtk_editable_set_text (self->own_password, "");
  mps_sentence_box_clear (self->form_error);
  gtk_stack_set_visible_child_name (self->stack, mode == MODE_LIST ? "list" : "form");
  update (self);
}

static gboolean
mps_accounts_page_go_back (MpsPage *page)
{
  MpsAccountsPage *self = MPS_ACCOUNTS_PAGE (page);

  if (self->mode == MODE_LIST || self->busy)
    return FALSE;
  show_mode (self, MODE_LIST);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return TRUE;
}

static void
mps_accounts_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_accounts_page_get_primary;
  iface->go_back = mps_accounts_page_go_back;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsAccountsPage,
                               mps_accounts_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_accounts_page_page_init))

static const MpsStoreAccount *
find_account (MpsAccountsPage *self, const char *login)
{
  for (guint i = 0; self->accounts != NULL && i < self->accounts->len; i++) {
    const MpsStoreAccount *account = g_ptr_array_index (self->accounts, i);

    if (g_strcmp0 (account->login, login) == 0)
      return account;
  }
  return NULL;
}

static gboolean
is_own (MpsAccountsPage *self, const MpsStoreAccount *account)
{
  return account != NULL &&
         g_strcmp0 (account->id, mps_session_peek_account_id (self->session)) == 0;
}

static MpsRoles
get_checked (MpsAccountsPage *self)
{
  MpsRoles roles = 0;

  for (guint i = 0; i < MPS_N_ROLES; i++) {
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->checks[i])))
      roles |= MPS_ROLE_BIT (i);
  }
  return roles;
}

static void
set_checked (MpsAccountsPage *self, MpsRoles roles)
{
  for (guint i = 0; i < MPS_N_ROLES; i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[i]),
                                 (roles & MPS_ROLE_BIT (i)) != 0);
}

static char *
dup_form_reason (MpsAccountsPage *self)
{
  if (self->busy)
    return g_strdup (_ ("Being saved…"));
  if (self->mode == MODE_ADD && *gtk_editable_get_text (self->login) == '\0')
    return g_strdup (_ ("Enter the name to sign in with first"));
  if ((self->mode == MODE_ADD || self->mode == MODE_ROLES) && get_checked (self) == 0)
    return g_strdup (_ ("Choose at least one role"));
  if (self->mode == MODE_ADD || self->mode == MODE_PASSWORD)
    return mps_new_password_dup_reason (self->password);
  if (self->mode == MODE_RECOVERY && *gtk_editable_get_text (self->own_password) == '\0')
    return g_strdup (_ ("Enter your own password first"));
  return NULL;
}

static void
set_reason (GtkWidget *button, const char *reason)
{
  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_widget_set_tooltip_text (button, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
}

static void
update_list_actions (MpsAccountsPage *self)
{
  const MpsStoreAccount *account = find_account (self, self->selected);
  const char *reason = account == NULL ? _ ("Select an account first") : NULL;
  const char *own =
      is_own (self, account) ? _ ("This is your own account: see “Password and PIN”") : NULL;

  set_reason (self->edit_roles, reason);
  set_reason (self->reset, reason != NULL ? reason : own);
  set_reason (self->disable,
              reason != NULL     ? reason
              : own != NULL      ? _ ("Nobody takes away their own access")
              : !account->active ? _ ("Nobody can sign in with it; a new password takes that back")
                                 : NULL);
  mps_action_bar_set_primary (self->actions,
                              _ ("_Add account"),
                              mps_session_has_password (self->session)
                                  ? NULL
                                  : _ ("First give this profile a password: “Password and PIN”"));
}

static const char *
get_form_label (Mode mode)
{
  switch (mode) {
  case MODE_ADD:
    return _ ("_Make account");
  case MODE_ROLES:
    return _ ("_Change roles");
  case MODE_PASSWORD:
    return _ ("_Set password");
  case MODE_RECOVERY:
    return _ ("_Make new key");
  case MODE_LIST:
  default:
    return "";
  }
}

static void
update (MpsAccountsPage *self)
{
  gboolean listing = self->mode == MODE_LIST;
  g_autofree char *reason = NULL;

  gtk_widget_set_visible (self->back, !listing);
  gtk_widget_set_visible (self->edit_roles, listing);
  gtk_widget_set_visible (self->reset, listing);
  gtk_widget_set_visible (self->disable, listing);
  gtk_widget_set_visible (self->recovery, listing);
  gtk_widget_set_visible (self->identity, self->mode == MODE_ADD);
  gtk_widget_set_visible (self->roles_group, self->mode == MODE_ADD || self->mode == MODE_ROLES);
  gtk_widget_set_visible (self->password_group,
                          self->mode == MODE_ADD || self->mode == MODE_PASSWORD);
  gtk_widget_set_visible (self->own_group, self->mode == MODE_RECOVERY);
  if (self->session == NULL)
    return;
  if (listing) {
    update_list_actions (self);
    return;
  }
  reason = dup_form_reason (self);
  mps_action_bar_set_primary (self->actions, get_form_label (self->mode), reason);
}

static void
clear_rows (GtkListBox *list)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static GtkWidget *
new_row (const MpsStoreAccount *account)
{
  g_autofree char *title = mps_people_words_dup_account_title (account);
  g_autofree char *subtitle = mps_people_words_dup_account_facts (account);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_name (row, account->login);
  if (!account->active)
    gtk_widget_add_css_class (row, "dim");
  return row;
}

static void
fill_history (MpsAccountsPage *self, GPtrArray *events)
{
  clear_rows (self->history);
  for (guint i = 0; i < events->len; i++) {
    const MpsAccountEvent *event = g_ptr_array_index (events, i);
    g_autofree char *when = mps_format_when_full (event->time_us);
    g_autofree char *facts = g_strdup_printf ("%s · %s", when, event->who);
    g_autofree char *what = mps_audit_dup_why_words (event->what);
    GtkWidget *row = adw_action_row_new ();

    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), what);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
    gtk_list_box_append (self->history, row);
  }
  gtk_widget_set_visible (self->history_group, events->len > 0);
}

static void
on_history (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsAccountsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = mps_people_job_finish_list (result, &error);

  if (self->list != NULL && events != NULL)
    fill_history (self, events);
}

static void
on_selected (MpsAccountsPage *self, GtkListBoxRow *row)
{
  MpsPeopleJob *job = NULL;

  if (row == NULL)
    return;
  g_free (self->selected);
  self->selected = g_strdup (gtk_widget_get_name (GTK_WIDGET (row)));
  job = mps_people_job_new (MPS_PEOPLE_LIST_EVENTS, self->session);
  job->login = g_strdup (self->selected);
  mps_people_job_run_async (job, NULL, on_history, g_object_ref (self));
  update (self);
}

static void
fill_list (MpsAccountsPage *self)
{
  g_autofree char *selected = g_steal_pointer (&self->selected);

  clear_rows (self->list);
  gtk_widget_set_visible (self->history_group, FALSE);
  for (guint i = 0; i < self->accounts->len; i++)
    gtk_list_box_append (self->list, new_row (g_ptr_array_index (self->accounts, i)));
  if (selected != NULL)
    mps_accounts_page_select (self, selected);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsAccountsPage) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *accounts = mps_people_job_finish_list (result, &error);

  if (self->list == NULL) {
    g_clear_pointer (&accounts, g_ptr_array_unref);
    return;
  }
  if (accounts == NULL) {
    mps_sentence_box_set_error (self->error, error);
    return;
  }
  mps_sentence_box_clear (self->error);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  self->accounts = accounts;
  fill_list (self);
  update (self);
}

static void
load (MpsAccountsPage *self)
{
  mps_people_job_run_async (
      mps_people_job_new (MPS_PEOPLE_LIST, self->session), NULL, on_loaded, g_object_ref (self));
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsAccountsPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean made = mps_people_job_get_task (result) == MPS_PEOPLE_RENEW_RECOVERY;
  char *key = made ? mps_people_job_finish_text (result, &error) : NULL;
  gboolean done = made ? key != NULL : mps_people_job_finish (result, &error);

  if (self->list == NULL) {
    if (key != NULL)
      explicit_bzero (key, strlen (key));
    g_free (key);
    return;
  }
  self->busy = FALSE;
  if (!done) {
    gtk_editable_set_text (self->own_password, "");
    mps_sentence_box_set_error (self->mode == MODE_LIST ? self->error : self->form_error, error);
    update (self);
    return;
  }
  show_mode (self, MODE_LIST);
  if (key != NULL)
    g_signal_emit (self, signals[SIGNAL_RECOVERY_KEY], 0, key);
  load (self);
}

static void
run (MpsAccountsPage *self, MpsPeopleJob *job)
{
  self->busy = TRUE;
  mps_sentence_box_clear (self->form_error);
  mps_sentence_box_clear (self->error);
  mps_people_job_run_async (job, NULL, on_done, g_object_ref (self));
  update (self);
}

static void
save_form (MpsAccountsPage *self)
{
  static const MpsPeopleTask tasks[] = {
    [MODE_ADD] = MPS_PEOPLE_ADD,
    [MODE_ROLES] = MPS_PEOPLE_SET_ROLES,
    [MODE_PASSWORD] = MPS_PEOPLE_RESET_PASSWORD,
    [MODE_RECOVERY] = MPS_PEOPLE_RENEW_RECOVERY,
  };
  g_autofree char *reason = dup_form_reason (self);
  MpsPeopleJob *job = NULL;

  if (reason != NULL || mps_preedit_is_open ())
    return;
  job = mps_people_job_new (tasks[self->mode], self->session);
  job->login = self->mode == MODE_ADD ? g_strstrip (g_strdup (gtk_editable_get_text (self->login)))
                                      : g_strdup (self->selected);
  job->name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  if (*job->name == '\0')
    g_clear_pointer (&job->name, g_free);
  job->roles = get_checked (self);
  job->secret = mps_new_password_dup_secret (self->password);
  job->old = mps_secret_new (gtk_editable_get_text (self->own_password), -1);
  run (self, job);
}

static void
on_primary (MpsAccountsPage *self)
{
  if (self->mode != MODE_LIST) {
    save_form (self);
    return;
  }
  gtk_label_set_text (self->form_title, _ ("New account"));
  gtk_editable_set_text (self->login, "");
  gtk_editable_set_text (self->name, "");
  set_checked (self, 0);
  show_mode (self, MODE_ADD);
  gtk_widget_grab_focus (GTK_WIDGET (self->login));
}

static void
on_edit_roles (MpsAccountsPage *self)
{
  const MpsStoreAccount *account = find_account (self, self->selected);
  MpsRoles roles = 0;
  g_autofree char *title = NULL;

  if (account == NULL || !mps_roles_from_string (account->roles, &roles))
    roles = 0;
  /* TRANSLATORS: %s is somebody's name */
  title = g_strdup_printf (_ ("Roles of %s"), self->selected);
  gtk_label_set_text (self->form_title, title);
  set_checked (self, roles);
  show_mode (self, MODE_ROLES);
  gtk_widget_grab_focus (self->checks[0]);
}

static void
on_reset (MpsAccountsPage *self)
{
  /* TRANSLATORS: %s is somebody's name */
  g_autofree char *title = g_strdup_printf (_ ("New password for %s"), self->selected);

  gtk_label_set_text (self->form_title, title);
  show_mode (self, MODE_PASSWORD);
  mps_new_password_set_login (self->password, self->selected);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
on_recovery (MpsAccountsPage *self)
{
  gtk_label_set_text (self->form_title, _ ("New recovery key"));
  show_mode (self, MODE_RECOVERY);
  gtk_widget_grab_focus (GTK_WIDGET (self->own_password));
}

static void
on_disable_confirmed (gpointer data)
{
  MpsAccountsPage *self = data;
  MpsPeopleJob *job = mps_people_job_new (MPS_PEOPLE_DISABLE, self->session);

  job->login = g_strdup (self->selected);
  run (self, job);
}

static void
on_disable (MpsAccountsPage *self)
{
  /* TRANSLATORS: %s is somebody's name */
  g_autofree char *heading = g_strdup_printf (_ ("Take access away from %s?"), self->selected);

  mps_confirm_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                   heading,
                   _ ("They can no longer sign in. What they did stays on record under their name. "
                      "A new password gives access back."),
                   _ ("_Keep access"),
                   _ ("_Take it away"),
                   on_disable_confirmed,
                   self);
}

static void
on_back (MpsAccountsPage *self)
{
  mps_accounts_page_go_back (MPS_PAGE (self));
}

static void
on_changed (MpsAccountsPage *self)
{
  update (self);
}

static void
on_login_changed (MpsAccountsPage *self)
{
  mps_new_password_set_login (self->password, gtk_editable_get_text (self->login));
  update (self);
}

static void
mps_accounts_page_dispose (GObject *object)
{
  MpsAccountsPage *self = MPS_ACCOUNTS_PAGE (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->list = NULL;
  g_clear_object (&self->session);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (mps_accounts_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, list);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, history_group);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, history);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, form_title);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, form_error);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, identity);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, login);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, name);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, roles_group);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, roles);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, password_group);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, password);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, own_group);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, own_password);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, actions);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, back);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, edit_roles);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, reset);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, disable);
  gtk_widget_class_bind_template_child (widget_class, MpsAccountsPage, recovery);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_login_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_roles);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_disable);
  gtk_widget_class_bind_template_callback (widget_class, on_recovery);
}

static void
mps_accounts_page_class_init (MpsAccountsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_NEW_PASSWORD);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_accounts_page_dispose;
  signals[SIGNAL_RECOVERY_KEY] = g_signal_new ("recovery-key",
                                               G_TYPE_FROM_CLASS (klass),
                                               G_SIGNAL_RUN_LAST,
                                               0,
                                               NULL,
                                               NULL,
                                               NULL,
                                               G_TYPE_NONE,
                                               1,
                                               G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/accounts-page.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
}

static void
mps_accounts_page_init (MpsAccountsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mps_password_row_name_buttons (GTK_WIDGET (self));
  for (guint i = 0; i < MPS_N_ROLES; i++) {
    g_autofree char *label = mps_role_dup_label ((MpsRole)i);

    self->checks[i] = gtk_check_button_new_with_label (label);
    gtk_widget_set_name (self->checks[i], mps_role_to_string ((MpsRole)i));
    g_signal_connect_swapped (self->checks[i], "toggled", G_CALLBACK (update), self);
    gtk_flow_box_append (GTK_FLOW_BOX (self->roles), self->checks[i]);
    gtk_widget_set_focusable (gtk_widget_get_parent (self->checks[i]), FALSE);
  }
  update (self);
}

/**
 * mps_accounts_page_new:
 * @session: of somebody who manages accounts
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
mps_accounts_page_new (MpsSession *session)
{
  MpsAccountsPage *self = g_object_new (MPS_TYPE_ACCOUNTS_PAGE, NULL);

  self->session = g_object_ref (session);
  update (self);
  load (self);
  return GTK_WIDGET (self);
}

/**
 * mps_accounts_page_get_n_accounts:
 * @self: the page
 *
 * Returns: how many accounts it shows
 */
guint
mps_accounts_page_get_n_accounts (MpsAccountsPage *self)
{
  return self->accounts != NULL ? self->accounts->len : 0;
}

/**
 * mps_accounts_page_select:
 * @self: the page
 * @login: an account
 */
void
mps_accounts_page_select (MpsAccountsPage *self, const char *login)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row)) {
    if (g_str_equal (gtk_widget_get_name (row), login))
      gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  }
}
