/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-profile.h"
#include "app/session/people/mps-accounts.h"
#include "app/session/people/mps-policy.h"
#include "tests/ui/ui-fixture.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/signin/mps-first-password-page.h"
#include "ui/signin/mps-recovery-page.h"
#include "ui/signin/mps-sign-in-page.h"
#include "ui/start/mps-start-page.h"
#include "ui/widgets/mps-page.h"

#include <string.h>

#define PASSWORD "a long enough secret"
#define OTHER_PASSWORD "quite another secret"

/* A profile with passwords that are cheap to try, and a window that asks for one. */
static void
set_up (UiFixture *fixture, gconstpointer data)
{
  static const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };
  g_autoptr (MpsSecret) password = mps_secret_new (PASSWORD, -1);
  g_autoptr (GError) error = NULL;
  MpsProfileOptions options = {
    .admin = "김선우", .password = password, .program = "test", .cost = &cheap
  };

  fixture->application = ui_get_application ();
  fixture->folder = g_dir_make_tmp ("mps-ui-XXXXXX", &error);
  g_assert_no_error (error);
  options.folder = fixture->folder;
  g_assert_true (mps_profile_create (&options, NULL, &error));
  g_assert_no_error (error);
  fixture->window = mps_window_new (fixture->application);
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_assert_true (ui_wait (ui_is_mapped, fixture->window));
}

static void
ask (UiFixture *fixture, const char *user)
{
  mps_window_ask_sign_in (fixture->window, fixture->folder, user, "test");
  ui_spin (50);
}

static GtkEditable *
find_password (UiFixture *fixture)
{
  GtkWidget *page = mps_window_get_page (fixture->window);

  return GTK_EDITABLE (ui_find_mapped (page, ADW_TYPE_PASSWORD_ENTRY_ROW));
}

static gboolean
can_go_on (gpointer data)
{
  UiFixture *fixture = data;
  GtkWidget *primary = mps_page_get_primary (MPS_PAGE (mps_window_get_page (fixture->window)));

  return gtk_widget_get_mapped (primary) && gtk_widget_is_sensitive (primary);
}

static void
try_password (UiFixture *fixture, const char *password)
{
  gtk_editable_set_text (find_password (fixture), password);
  g_assert_true (ui_wait (can_go_on, fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
}

static gboolean
is_at_work (gpointer data)
{
  return MPS_IS_PATIENTS_PAGE (mps_window_get_page (((UiFixture *)data)->window));
}

static gboolean
asks_first_password (gpointer data)
{
  return MPS_IS_FIRST_PASSWORD_PAGE (mps_window_get_page (((UiFixture *)data)->window));
}

static gboolean
says_wrong (gpointer data)
{
  return ui_find_label (GTK_WIDGET (((UiFixture *)data)->window),
                        "The name and the password do not fit together.") != NULL;
}

static gboolean
says_wait (gpointer data)
{
  return ui_find_label (GTK_WIDGET (((UiFixture *)data)->window),
                        "There were too many wrong passwords for this name.") != NULL &&
         !can_go_on (data);
}

static void
test_right (UiFixture *fixture, gconstpointer data)
{
  ask (fixture, "김선우");
  /* Nothing of the window behind can be reached. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.find", NULL);
  g_assert_true (MPS_IS_SIGN_IN_PAGE (mps_window_get_page (fixture->window)));
  g_assert_true (GTK_IS_WIDGET (gtk_window_get_focus (GTK_WINDOW (fixture->window))));
  try_password (fixture, PASSWORD);
  g_assert_true (ui_wait (is_at_work, fixture));
}

static void
test_wrong (UiFixture *fixture, gconstpointer data)
{
  ask (fixture, "김선우");
  for (guint i = 0; i + 1 < mps_policy_get ()->lock_out_failures; i++) {
    try_password (fixture, "wrong, whoever it was");
    g_assert_true (ui_wait (says_wrong, fixture));
    g_assert_cmpstr (gtk_editable_get_text (find_password (fixture)), ==, "");
  }
  try_password (fixture, "wrong once more");
  g_assert_true (ui_wait (says_wait, fixture));
  /* The right one is not taken either, and another name need not wait. */
  gtk_editable_set_text (find_password (fixture), PASSWORD);
  g_assert_false (can_go_on (fixture));
  gtk_editable_set_text (
      GTK_EDITABLE (ui_find_mapped (mps_window_get_page (fixture->window), ADW_TYPE_ENTRY_ROW)),
      "nobody");
  g_assert_true (can_go_on (fixture));
}

static void
add_account (UiFixture *fixture, const char *login)
{
  g_autoptr (MpsSecret) password = mps_secret_new (PASSWORD, -1);
  g_autoptr (MpsSecret) first = mps_secret_new ("chosen by somebody else", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSession) session =
      mps_session_sign_in (fixture->folder, "김선우", password, "test", NULL, &error);

  g_assert_no_error (error);
  g_assert_true (mps_accounts_add (session,
                                   login,
                                   NULL,
                                   MPS_ROLE_BIT (MPS_ROLE_STAFF),
                                   first,
                                   MPS_PASSWORD_MUST_CHANGE,
                                   &error));
  g_assert_no_error (error);
}

static void
fill_new_password (UiFixture *fixture, const char *first, const char *again)
{
  GtkWidget *row = GTK_WIDGET (find_password (fixture));

  gtk_editable_set_text (GTK_EDITABLE (row), first);
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_next_sibling (row)), again);
}

static void
test_first_password (UiFixture *fixture, gconstpointer data)
{
  add_account (fixture, "이도윤");
  ask (fixture, "이도윤");
  try_password (fixture, "chosen by somebody else");
  g_assert_true (ui_wait (asks_first_password, fixture));
  ui_spin (50);
  fill_new_password (fixture, "short", "short");
  g_assert_false (can_go_on (fixture));
  fill_new_password (fixture, "password123", "password123");
  g_assert_false (can_go_on (fixture));
  fill_new_password (fixture, OTHER_PASSWORD, "something else");
  g_assert_false (can_go_on (fixture));
  /* The one that somebody else knows is not taken again. */
  fill_new_password (fixture, "chosen by somebody else", "chosen by somebody else");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  g_assert_true (ui_wait (can_go_on, fixture));
  g_assert_true (asks_first_password (fixture));
  fill_new_password (fixture, OTHER_PASSWORD, OTHER_PASSWORD);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  g_assert_true (ui_wait (is_at_work, fixture));
}

static void
test_recovery_key (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *written = NULL;

  mps_window_show_recovery_key (fixture->window, g_strdup ("ABCD-EFGH-JKLM"));
  ui_spin (50);
  g_assert_nonnull (ui_find_label (GTK_WIDGET (fixture->window), "ABCD-EFGH-JKLM"));
  g_assert_false (can_go_on (fixture));
  written = ui_find_mapped (GTK_WIDGET (fixture->window), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (written), TRUE);
  g_assert_true (can_go_on (fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  ui_spin (50);
  g_assert_false (MPS_IS_RECOVERY_PAGE (mps_window_get_page (fixture->window)));
}

/* As long as it really is: in two lines that can be copied without losing the place. */
static void
test_recovery_lines (UiFixture *fixture, gconstpointer data)
{
  mps_window_show_recovery_key (fixture->window,
                                g_strdup ("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH"));
  ui_spin (50);
  g_assert_nonnull (
      ui_find_label (GTK_WIDGET (fixture->window), "AAAA-BBBB-CCCC-DDDD\nEEEE-FFFF-GGGG-HHHH"));
}

static void
on_create (MpsStartPage *page, gboolean demo, const char *name, gpointer data)
{
  MpsSecret **secret = data;

  g_assert_false (demo);
  g_assert_cmpstr (name, ==, "박하은");
  *secret = mps_start_page_steal_secret (page);
}

/* A clinic is set up with a password only. */
static void
test_set_up (UiFixture *fixture, gconstpointer data)
{
  MpsStartPage *page = MPS_START_PAGE (mps_window_show_start_page (fixture->window));
  g_autoptr (MpsSecret) secret = NULL;
  GtkWidget *create = NULL;

  g_signal_connect (page, "create", G_CALLBACK (on_create), &secret);
  mps_start_page_show_fresh (page, fixture->folder);
  ui_spin (50);
  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (GTK_WIDGET (page), ADW_TYPE_ENTRY_ROW)),
                         "박하은");
  create = gtk_widget_get_ancestor (ui_find_label (GTK_WIDGET (page), "Set up"), GTK_TYPE_BUTTON);
  g_assert_false (gtk_widget_is_sensitive (create));
  fill_new_password (fixture, PASSWORD, PASSWORD);
  g_assert_true (gtk_widget_is_sensitive (create));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  g_assert_nonnull (secret);
  g_assert_cmpstr (mps_secret_peek (secret), ==, PASSWORD);
  g_assert_cmpstr (gtk_editable_get_text (find_password (fixture)), ==, "");
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/signin/right", UiFixture, NULL, set_up, test_right, ui_fixture_tear_down);
  g_test_add ("/ui/signin/wrong", UiFixture, NULL, set_up, test_wrong, ui_fixture_tear_down);
  g_test_add ("/ui/signin/first-password",
              UiFixture,
              NULL,
              set_up,
              test_first_password,
              ui_fixture_tear_down);
  g_test_add ("/ui/signin/recovery-lines",
              UiFixture,
              NULL,
              set_up,
              test_recovery_lines,
              ui_fixture_tear_down);
  g_test_add (
      "/ui/signin/recovery-key", UiFixture, NULL, set_up, test_recovery_key, ui_fixture_tear_down);
  g_test_add ("/ui/signin/set-up", UiFixture, NULL, set_up, test_set_up, ui_fixture_tear_down);
  return g_test_run ();
}
