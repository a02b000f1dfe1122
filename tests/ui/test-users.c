/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-lock.h"
#include "app/session/mps-session-profile.h"
#include "app/session/people/mps-accounts.h"
#include "app/session/people/mps-approvals.h"
#include "app/session/people/mps-break-glass.h"
#include "tests/ui/ui-fixture.h"
#include "ui/chart/mps-chart-page.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/signin/mps-curtain-page.h"
#include "ui/signin/mps-recovery-page.h"
#include "ui/users/mps-accounts-page.h"
#include "ui/users/mps-glass-bar.h"
#include "ui/users/mps-glass-page.h"
#include "ui/users/mps-own-account-page.h"
#include "ui/users/mps-review-row.h"
#include "ui/users/mps-reviews-page.h"
#include "ui/widgets/mps-page.h"

#include <string.h>

#define DOCTOR "doctor one"
#define NURSE "nurse two"
#define DRUGGIST "pharmacist three"
#define PASSWORD "a long enough secret"
#define REASON "patient unconscious, allergies unknown"

static void
add_account (UiFixture *fixture, const char *login, MpsRole role)
{
  g_autoptr (MpsSecret) password = mps_secret_new (PASSWORD, -1);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_accounts_add (
      fixture->session, login, NULL, MPS_ROLE_BIT (role), password, MPS_PASSWORD_STAYS, &error));
  g_assert_no_error (error);
}

static void
become (UiFixture *fixture, const char *login)
{
  g_autoptr (MpsSecret) password = mps_secret_new (PASSWORD, -1);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_session_unlock (fixture->session, login, password, NULL, &error));
  g_assert_no_error (error);
}

/* A demo profile with three people; the test's data says who is at work. */
static void
set_up (UiFixture *fixture, gconstpointer data)
{
  static const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };
  g_autoptr (MpsSecret) password = mps_secret_new (PASSWORD, -1);
  g_autoptr (GError) error = NULL;
  MpsProfileOptions options = {
    .admin = DOCTOR, .password = password, .program = "test", .demo = TRUE, .cost = &cheap
  };

  fixture->application = ui_get_application ();
  fixture->folder = g_dir_make_tmp ("mps-ui-XXXXXX", &error);
  g_assert_no_error (error);
  options.folder = fixture->folder;
  g_assert_true (mps_profile_create (&options, NULL, &error));
  g_assert_no_error (error);
  fixture->session = mps_session_sign_in (fixture->folder, DOCTOR, password, "test", NULL, &error);
  g_assert_no_error (error);
  add_account (fixture, NURSE, MPS_ROLE_STAFF);
  add_account (fixture, DRUGGIST, MPS_ROLE_PHARMACIST);
  become (fixture, data != NULL ? data : DOCTOR);
  ui_fixture_show_session (fixture);
}

static GtkWidget *
get_page (UiFixture *fixture)
{
  return mps_window_get_page (fixture->window);
}

static gboolean
can_press (gpointer data)
{
  UiFixture *fixture = data;
  GtkWidget *primary = mps_page_get_primary (MPS_PAGE (get_page (fixture)));

  return primary != NULL && gtk_widget_get_mapped (primary) && gtk_widget_is_sensitive (primary);
}

static void
press (UiFixture *fixture)
{
  g_assert_true (ui_wait (can_press, fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
}

typedef struct {
  MpsAccountsPage *page;
  guint n;
} Count;

static gboolean
has_accounts (gpointer data)
{
  Count *count = data;

  return mps_accounts_page_get_n_accounts (count->page) == count->n;
}

static MpsAccountsPage *
open_accounts (UiFixture *fixture, guint n)
{
  Count count = { NULL, n };

  mps_window_show_section (fixture->window, "accounts");
  count.page = MPS_ACCOUNTS_PAGE (get_page (fixture));
  g_assert_true (ui_wait (has_accounts, &count));
  ui_spin (50);
  return count.page;
}

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (g_str_equal (gtk_widget_get_name (widget), name))
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_named (child, name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
fill_password (GtkWidget *page, const char *text)
{
  GtkWidget *row = ui_find_mapped (page, ADW_TYPE_PASSWORD_ENTRY_ROW);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_next_sibling (row)), text);
}

static void
check_role (GtkWidget *page, MpsRole role)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_named (page, mps_role_to_string (role))),
                               TRUE);
}

static void
test_add (UiFixture *fixture, gconstpointer data)
{
  MpsAccountsPage *page = open_accounts (fixture, 3);
  Count count = { page, 4 };
  g_autoptr (MpsStoreAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  press (fixture);
  ui_spin (50);
  /* Without a name, a role and a password there is no account. */
  g_assert_false (can_press (fixture));
  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (GTK_WIDGET (page), ADW_TYPE_ENTRY_ROW)),
                         "새로온사람");
  g_assert_false (can_press (fixture));
  check_role (GTK_WIDGET (page), MPS_ROLE_STAFF);
  g_assert_false (can_press (fixture));
  fill_password (GTK_WIDGET (page), "chosen by an administrator");
  press (fixture);
  g_assert_true (ui_wait (has_accounts, &count));
  account =
      mps_store_load_account (mps_session_peek_store (fixture->session), "새로온사람", &error);
  g_assert_no_error (error);
  g_assert_true (account->must_change);
  g_assert_cmpstr (account->roles, ==, "staff");
}

static gboolean
is_lab_lead (gpointer data)
{
  UiFixture *fixture = data;
  g_autoptr (MpsStoreAccount) account =
      mps_store_load_account (mps_session_peek_store (fixture->session), NURSE, NULL);

  return account != NULL && strstr (account->roles, "lab-lead") != NULL;
}

static GtkWidget *
find_button (GtkWidget *page, const char *label)
{
  GtkWidget *found = ui_find_label (page, label);

  return found != NULL ? gtk_widget_get_ancestor (found, GTK_TYPE_BUTTON) : NULL;
}

static void
test_roles (UiFixture *fixture, gconstpointer data)
{
  MpsAccountsPage *page = open_accounts (fixture, 3);

  /* One's own access is not taken away by oneself. */
  mps_accounts_page_select (page, DOCTOR);
  g_assert_false (gtk_widget_is_sensitive (find_button (GTK_WIDGET (page), "Take away access…")));
  mps_accounts_page_select (page, NURSE);
  g_assert_true (gtk_widget_is_sensitive (find_button (GTK_WIDGET (page), "Take away access…")));
  g_signal_emit_by_name (find_button (GTK_WIDGET (page), "Roles…"), "clicked");
  ui_spin (50);
  check_role (GTK_WIDGET (page), MPS_ROLE_LAB_LEAD);
  press (fixture);
  g_assert_true (ui_wait (is_lab_lead, fixture));
}

static gboolean
shows_key (gpointer data)
{
  return MPS_IS_RECOVERY_PAGE (get_page (data));
}

static void
test_recovery (UiFixture *fixture, gconstpointer data)
{
  MpsAccountsPage *page = open_accounts (fixture, 3);

  g_signal_emit_by_name (find_button (GTK_WIDGET (page), "New recovery key…"), "clicked");
  ui_spin (50);
  gtk_editable_set_text (
      GTK_EDITABLE (ui_find_mapped (GTK_WIDGET (page), ADW_TYPE_PASSWORD_ENTRY_ROW)), "wrong");
  press (fixture);
  ui_spin (500);
  g_assert_false (shows_key (fixture));
  gtk_editable_set_text (
      GTK_EDITABLE (ui_find_mapped (GTK_WIDGET (page), ADW_TYPE_PASSWORD_ENTRY_ROW)), PASSWORD);
  press (fixture);
  g_assert_true (ui_wait (shows_key, fixture));
}

/* The sidebar and the keys show what the role may use. */
static void
test_sections (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_named (GTK_WIDGET (fixture->window), "accounts");

  g_assert_cmpstr (mps_session_peek_user (fixture->session), ==, NURSE);
  g_assert_false (gtk_widget_get_visible (row));
  mps_window_show_section (fixture->window, "accounts");
  g_assert_true (MPS_IS_PATIENTS_PAGE (get_page (fixture)));
  g_assert_null (ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_ACCOUNTS_PAGE));
}

static char *
dup_patient_id (UiFixture *fixture)
{
  GtkWidget *page = ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_PATIENTS_PAGE);
  GListModel *list = G_LIST_MODEL (mps_patients_page_get_list (MPS_PATIENTS_PAGE (page)));
  g_autoptr (MpsPatientItem) item = NULL;

  for (int i = 0; i < 2000 && g_list_model_get_n_items (list) < 4; i++)
    ui_spin (5);
  item = g_list_model_get_item (list, 3);
  for (int i = 0; i < 2000 && *mps_patient_item_peek_row (item)->id == '\0'; i++)
    ui_spin (5);
  return g_strdup (mps_patient_item_peek_row (item)->id);
}

static gboolean
asks_glass (gpointer data)
{
  return MPS_IS_GLASS_PAGE (get_page (data));
}

static gboolean
counts_down (gpointer data)
{
  UiFixture *fixture = data;

  return MPS_IS_CHART_PAGE (get_page (fixture)) &&
         ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_GLASS_BAR) != NULL;
}

static gboolean
may_not_measure (gpointer data)
{
  GtkWidget *page = get_page (data);

  return MPS_IS_CHART_PAGE (page) && !can_press (data) &&
         g_strcmp0 (gtk_widget_get_tooltip_text (mps_page_get_primary (MPS_PAGE (page))),
                    "Your role may not measure") == 0;
}

/* A pharmacist reads no charts; in an emergency the glass is broken, and the time runs. */
static void
test_glass (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *id = dup_patient_id (fixture);
  GtkWidget *page = NULL;
  GtkWidget *bar = NULL;

  mps_window_open_chart (fixture->window, id);
  g_assert_true (ui_wait (asks_glass, fixture));
  ui_spin (50);
  page = get_page (fixture);
  g_assert_false (can_press (fixture));
  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (page, ADW_TYPE_ENTRY_ROW)), "short");
  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (page, ADW_TYPE_PASSWORD_ENTRY_ROW)),
                         PASSWORD);
  g_assert_false (can_press (fixture));
  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (page, ADW_TYPE_ENTRY_ROW)), REASON);
  press (fixture);
  g_assert_true (ui_wait (counts_down, fixture));
  /* Who may see it now may not do everything in it: a pharmacist does not measure. */
  g_assert_true (ui_wait (may_not_measure, fixture));
  bar = ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_GLASS_BAR);
  /* Its time is over: nothing of the chart stays. */
  mps_glass_bar_set_end (MPS_GLASS_BAR (bar), g_get_real_time () + 300000);
  for (int i = 0; i < 2000 && gtk_widget_get_mapped (bar); i++)
    ui_spin (5);
  g_assert_true (MPS_IS_PATIENTS_PAGE (get_page (fixture)));
}

static GtkWidget *
find_review (UiFixture *fixture)
{
  return ui_find_mapped (get_page (fixture), MPS_TYPE_REVIEW_ROW);
}

static gboolean
has_review (gpointer data)
{
  return find_review (data) != NULL;
}

static gboolean
nothing_waits (gpointer data)
{
  return ui_find_label (GTK_WIDGET (((UiFixture *)data)->window), "Nothing waits") != NULL;
}

/* Who took over finds their own pages, once what the others typed is kept. */
static gboolean
has_pages (gpointer data)
{
  return !MPS_IS_CURTAIN_PAGE (get_page (data));
}

static void
test_review (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *id = dup_patient_id (fixture);
  g_autoptr (MpsSecret) password = mps_secret_new (PASSWORD, -1);
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;

  become (fixture, DRUGGIST);
  g_assert_true (mps_glass_break (fixture->session, id, REASON, password, NULL, &error));
  g_assert_no_error (error);
  become (fixture, DOCTOR);
  g_assert_true (ui_wait (has_pages, fixture));
  mps_window_show_section (fixture->window, "reviews");
  g_assert_true (ui_wait (has_review, fixture));
  /* That it was not right needs a word. */
  mps_review_row_decide (MPS_REVIEW_ROW (find_review (fixture)), FALSE);
  ui_spin (200);
  g_assert_true (has_review (fixture));
  mps_review_row_set_comment (MPS_REVIEW_ROW (find_review (fixture)), "there was no emergency");
  mps_review_row_decide (MPS_REVIEW_ROW (find_review (fixture)), FALSE);
  g_assert_true (ui_wait (nothing_waits, fixture));
  left = mps_glass_list (fixture->session, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (left->len, ==, 0);
}

static void
test_approval (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *own = NULL;
  g_autoptr (GError) error = NULL;

  own = mps_approval_request (fixture->session, "export-all", "Export/all", REASON, &error);
  g_assert_no_error (error);
  mps_window_show_section (fixture->window, "reviews");
  g_assert_true (ui_wait (has_review, fixture));
  /* Nobody approves what they asked for themselves. */
  mps_review_row_decide (MPS_REVIEW_ROW (find_review (fixture)), TRUE);
  ui_spin (300);
  g_assert_true (has_review (fixture));
}

static gboolean
said_pin (gpointer data)
{
  return ui_find_label (GTK_WIDGET (((UiFixture *)data)->window), "Your PIN was changed") != NULL;
}

static void
test_pin (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *page = NULL;
  GtkWidget *set = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.own-account", NULL);
  page = get_page (fixture);
  g_assert_true (MPS_IS_OWN_ACCOUNT_PAGE (page));
  ui_spin (50);
  set = find_button (page, "Set PIN");
  g_assert_false (gtk_widget_is_sensitive (set));
  gtk_editable_set_text (GTK_EDITABLE (find_named (page, "pin")), "1234");
  gtk_editable_set_text (GTK_EDITABLE (find_named (page, "pin-password")), PASSWORD);
  g_assert_false (gtk_widget_is_sensitive (set));
  gtk_editable_set_text (GTK_EDITABLE (find_named (page, "pin")), "482915");
  g_assert_true (gtk_widget_is_sensitive (set));
  g_signal_emit_by_name (set, "clicked");
  g_assert_true (ui_wait (said_pin, fixture));
  names = mps_accounts_list_switchable (fixture->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (names->len, ==, 1);
}

static void
add (const char *path, const char *user, void (*test) (UiFixture *fixture, gconstpointer data))
{
  g_test_add (path, UiFixture, user, set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/users/add", DOCTOR, test_add);
  add ("/ui/users/roles", DOCTOR, test_roles);
  add ("/ui/users/recovery", DOCTOR, test_recovery);
  add ("/ui/users/sections", NURSE, test_sections);
  add ("/ui/users/glass", DRUGGIST, test_glass);
  add ("/ui/users/review", DOCTOR, test_review);
  add ("/ui/users/approval", DOCTOR, test_approval);
  add ("/ui/users/pin", DOCTOR, test_pin);
  return g_test_run ();
}
