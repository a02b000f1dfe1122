/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-lock.h"
#include "app/session/mps-session-profile.h"
#include "app/session/people/mps-accounts.h"
#include "tests/ui/ui-fixture.h"
#include "tests/ui/ui-run.h"
#include "ui/chart/mps-chart-page.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/register/mps-register-page.h"
#include "ui/signin/mps-curtain-page.h"
#include "ui/signin/mps-idle-watch.h"
#include "ui/signin/mps-sign-in-page.h"
#include "ui/signin/mps-switch-page.h"
#include "ui/widgets/mps-page.h"

#include <string.h>

#define DOCTOR "doctor one"
#define NURSE "nurse two"
#define PASSWORD "a long enough secret"
#define NURSE_PASSWORD "quite another secret"
#define NURSE_PIN "482915"

#define SECOND_US ((gint64)G_USEC_PER_SEC)

static const char note[] = "어제부터 어지럽다고 합니다.\n\n- 혈압 다시 재기\n\t끝에 빈칸  ";

static void
add_nurse (UiFixture *fixture)
{
  g_autoptr (MpsSecret) password = mps_secret_new (NURSE_PASSWORD, -1);
  g_autoptr (MpsSecret) pin = mps_secret_new (NURSE_PIN, -1);
  g_autoptr (MpsSecret) mine = mps_secret_new (PASSWORD, -1);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_accounts_add (fixture->session,
                                   NURSE,
                                   NULL,
                                   MPS_ROLE_BIT (MPS_ROLE_STAFF),
                                   password,
                                   MPS_PASSWORD_STAYS,
                                   &error));
  g_assert_no_error (error);
  /* Everybody sets their own PIN. */
  g_assert_true (mps_session_unlock (fixture->session, NURSE, password, NULL, &error));
  g_assert_true (mps_accounts_set_pin (fixture->session, password, pin, &error));
  g_assert_no_error (error);
  g_assert_true (mps_session_unlock (fixture->session, DOCTOR, mine, NULL, &error));
  g_assert_no_error (error);
}

/* A demo profile with two people, the first of whom is at work. */
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
  add_nurse (fixture);
  ui_fixture_show_session (fixture);
}

static GtkWidget *
get_page (UiFixture *fixture)
{
  return mps_window_get_page (fixture->window);
}

static gboolean
is_locked (gpointer data)
{
  UiFixture *fixture = data;

  return mps_session_is_locked (fixture->session) && MPS_IS_SIGN_IN_PAGE (get_page (fixture));
}

static void
lock (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.lock", NULL);
  /* At once, before anything is saved. */
  g_assert_true (MPS_IS_CURTAIN_PAGE (get_page (fixture)) || is_locked (fixture));
  g_assert_true (ui_wait (is_locked, fixture));
  mps_session_wait_until_closed (fixture->session);
}

static gboolean
is_uncovered (gpointer data)
{
  UiFixture *fixture = data;

  return !mps_session_is_locked (fixture->session) && !MPS_IS_SIGN_IN_PAGE (get_page (fixture)) &&
         !MPS_IS_SWITCH_PAGE (get_page (fixture));
}

static void
unlock (UiFixture *fixture, const char *user, const char *password)
{
  GtkWidget *page = get_page (fixture);

  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (page, ADW_TYPE_ENTRY_ROW)), user);
  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (page, ADW_TYPE_PASSWORD_ENTRY_ROW)),
                         password);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  g_assert_true (ui_wait (is_uncovered, fixture));
}

static const char *
peek_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  return GTK_IS_EDITABLE (widget) ? gtk_editable_get_text (GTK_EDITABLE (widget)) : NULL;
}

/* Also what is not mapped. */
static gboolean
tree_has (GtkWidget *widget, const char *part)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  const char *text = peek_text (widget);

  if (text != NULL && strstr (text, part) != NULL)
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (tree_has (child, part))
      return TRUE;
  }
  return FALSE;
}

static gboolean
any_window_has (const char *part)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next) {
    if (tree_has (link->data, part))
      return TRUE;
  }
  return FALSE;
}

static GtkTextView *
find_note (UiFixture *fixture)
{
  GtkWidget *page = get_page (fixture);

  return MPS_IS_CHART_PAGE (page) ? GTK_TEXT_VIEW (ui_find_mapped (page, GTK_TYPE_TEXT_VIEW))
                                  : NULL;
}

static gboolean
has_note_field (gpointer data)
{
  return find_note (data) != NULL;
}

static char *
dup_note (UiFixture *fixture)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (find_note (fixture));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static gboolean
has_note (gpointer data)
{
  g_autofree char *text = has_note_field (data) ? dup_note (data) : NULL;

  return g_strcmp0 (text, note) == 0;
}

static gboolean
can_add (gpointer data)
{
  return ui_can_press (data);
}

/* With the caret in the middle and some of it selected. */
static void
write_note (UiFixture *fixture)
{
  GtkTextBuffer *buffer = NULL;
  GtkTextIter caret;
  GtkTextIter anchor;

  ui_fixture_open_first_chart (fixture);
  mps_chart_page_show_section (MPS_CHART_PAGE (get_page (fixture)), "note");
  g_assert_true (ui_wait (can_add, fixture));
  ui_press_primary (fixture);
  g_assert_true (ui_wait (has_note_field, fixture));
  ui_spin (100);
  buffer = gtk_text_view_get_buffer (find_note (fixture));
  gtk_text_buffer_set_text (buffer, note, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &caret, 7);
  gtk_text_buffer_get_iter_at_offset (buffer, &anchor, 3);
  gtk_text_buffer_select_range (buffer, &caret, &anchor);
}

static int
get_offset (UiFixture *fixture, const char *mark)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (find_note (fixture));
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_mark (buffer, mark));
  return gtk_text_iter_get_offset (&at);
}

static const char *
peek_patient_name (UiFixture *fixture)
{
  GtkWidget *list = ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_PATIENTS_PAGE);
  GListModel *model = G_LIST_MODEL (mps_patients_page_get_list (MPS_PATIENTS_PAGE (list)));
  g_autoptr (MpsPatientItem) item = g_list_model_get_item (model, 3);

  return g_intern_string (mps_patient_item_peek_row (item)->name);
}

static void
test_draft (UiFixture *fixture, gconstpointer data)
{
  const char *name = NULL;

  write_note (fixture);
  name = peek_patient_name (fixture);
  g_assert_cmpuint (strlen (name), >, 3);
  g_assert_true (any_window_has (name));
  /* Locked before the pause after which drafts are kept by themselves. */
  lock (fixture);
  g_assert_false (any_window_has (name));
  g_assert_null (ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_CHART_PAGE));
  g_assert_null (ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_PATIENTS_PAGE));
  g_assert_null (ui_find_type (GTK_WIDGET (fixture->window), GTK_TYPE_TEXT_VIEW));
  unlock (fixture, DOCTOR, PASSWORD);
  g_assert_true (ui_wait (has_note, fixture));
  ui_spin (50);
  g_assert_cmpint (get_offset (fixture, "insert"), ==, 7);
  g_assert_cmpint (get_offset (fixture, "selection_bound"), ==, 3);
}

/* Somebody else finds their own beginning, and who left finds the draft later. */
static void
test_somebody_else (UiFixture *fixture, gconstpointer data)
{
  write_note (fixture);
  lock (fixture);
  unlock (fixture, NURSE, NURSE_PASSWORD);
  g_assert_true (MPS_IS_PATIENTS_PAGE (get_page (fixture)));
  g_assert_cmpstr (mps_session_peek_user (fixture->session), ==, NURSE);
  g_assert_true (tree_has (GTK_WIDGET (fixture->window), NURSE));
  write_note (fixture);
  lock (fixture);
  unlock (fixture, DOCTOR, PASSWORD);
  g_assert_true (ui_wait (has_note, fixture));
}

static gboolean
is_switching (gpointer data)
{
  UiFixture *fixture = data;

  return MPS_IS_SWITCH_PAGE (get_page (fixture)) &&
         ui_find_mapped (get_page (fixture), ADW_TYPE_PASSWORD_ENTRY_ROW) != NULL;
}

static gboolean
says_wrong_pin (gpointer data)
{
  return ui_find_label (GTK_WIDGET (((UiFixture *)data)->window),
                        "The name and the PIN do not fit together.") != NULL;
}

static void
enter_pin (UiFixture *fixture, const char *pin)
{
  GtkWidget *row = ui_find_mapped (get_page (fixture), ADW_TYPE_PASSWORD_ENTRY_ROW);

  gtk_editable_set_text (GTK_EDITABLE (row), pin);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
}

static void
test_pin (UiFixture *fixture, gconstpointer data)
{
  const char *name = NULL;

  write_note (fixture);
  name = peek_patient_name (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.switch-user", NULL);
  g_assert_true (ui_wait (is_switching, fixture));
  g_assert_false (any_window_has (name));
  enter_pin (fixture, "000000");
  g_assert_true (ui_wait (says_wrong_pin, fixture));
  g_assert_cmpstr (mps_session_peek_user (fixture->session), ==, DOCTOR);
  /* Nobody took over: everything is as it was. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL);
  g_assert_true (ui_wait (has_note, fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.switch-user", NULL);
  g_assert_true (ui_wait (is_switching, fixture));
  enter_pin (fixture, NURSE_PIN);
  g_assert_true (ui_wait (is_uncovered, fixture));
  ui_spin (50);
  g_assert_true (MPS_IS_PATIENTS_PAGE (get_page (fixture)));
  g_assert_cmpstr (mps_session_peek_user (fixture->session), ==, NURSE);
}

static void
test_curtain (UiFixture *fixture, gconstpointer data)
{
  GtkTextView *field = NULL;

  write_note (fixture);
  field = find_note (fixture);
  gtk_widget_grab_focus (GTK_WIDGET (field));
  mps_session_draw_curtain (fixture->session);
  ui_spin (50);
  g_assert_true (MPS_IS_CURTAIN_PAGE (get_page (fixture)));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (field)));
  g_signal_emit_by_name (get_page (fixture), "lift");
  ui_spin (50);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (field)));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (field)));
  g_assert_true (has_note (fixture));
  /* Locking goes from behind the curtain too. */
  mps_session_draw_curtain (fixture->session);
  ui_spin (50);
  lock (fixture);
}

static gboolean
is_ended (gpointer page)
{
  return ui_run_get_state (page) >= MPS_MEASUREMENT_REVIEW;
}

/* A measurement goes on, and its result waits for who comes back. */
static void
test_measurement (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = ui_run_start (fixture, UI_RUN_SHORT, -1);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.lock", NULL);
  g_assert_true (ui_wait (is_locked, fixture));
  g_assert_null (ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_MEASURE_PAGE));
  g_assert_true (ui_wait (is_ended, page));
  g_assert_cmpint (ui_run_get_state (page), ==, MPS_MEASUREMENT_REVIEW);
  unlock (fixture, DOCTOR, PASSWORD);
  ui_spin (100);
  g_assert_true (GTK_WIDGET (page) == get_page (fixture));
}

static void
count (MpsIdleWatch *watch, guint *n)
{
  (*n)++;
}

static void
test_idle (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsIdleWatch) watch = mps_idle_watch_new (GTK_WIDGET (fixture->window), 3600, 7200);
  gint64 now_us = mps_idle_watch_get_time ();
  guint curtains = 0;
  guint locks = 0;

  g_signal_connect (watch, "curtain", G_CALLBACK (count), &curtains);
  g_signal_connect (watch, "lock", G_CALLBACK (count), &locks);
  mps_idle_watch_check (watch, now_us + 3500 * SECOND_US);
  g_assert_cmpuint (curtains, ==, 0);
  mps_idle_watch_check (watch, now_us + 3700 * SECOND_US);
  mps_idle_watch_check (watch, now_us + 3800 * SECOND_US);
  g_assert_cmpuint (curtains, ==, 1);
  g_assert_cmpuint (locks, ==, 0);
  mps_idle_watch_check (watch, now_us + 7300 * SECOND_US);
  mps_idle_watch_check (watch, now_us + 7400 * SECOND_US);
  g_assert_cmpuint (locks, ==, 1);
  mps_idle_watch_touch (watch, now_us + 7500 * SECOND_US);
  mps_idle_watch_check (watch, now_us + 11200 * SECOND_US);
  g_assert_cmpuint (curtains, ==, 2);
  /* A workstation that slept is locked as soon as it wakes. */
  mps_idle_watch_touch (watch, now_us);
  mps_idle_watch_check (watch, now_us + 90000 * SECOND_US);
  g_assert_cmpuint (locks, ==, 2);
}

/* Somebody who is being registered has no chart yet, and is not lost either. */
static void
test_register (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *page = NULL;
  MpsFormView *view = NULL;

  g_signal_emit_by_name (get_page (fixture), "register");
  ui_spin (100);
  page = get_page (fixture);
  g_assert_true (MPS_IS_REGISTER_PAGE (page));
  view = mps_register_page_get_view (MPS_REGISTER_PAGE (page));
  gtk_editable_set_text (GTK_EDITABLE (mps_form_view_get_field (view, "name")), "남궁새롬이");
  lock (fixture);
  g_assert_false (any_window_has ("남궁새롬이"));
  unlock (fixture, DOCTOR, PASSWORD);
  g_assert_true (MPS_IS_REGISTER_PAGE (get_page (fixture)));
  for (int i = 0; i < 1000 && !tree_has (get_page (fixture), "남궁새롬이"); i++)
    ui_spin (5);
  g_assert_true (tree_has (get_page (fixture), "남궁새롬이"));
}

/* What the window may do is asked again with whatever it does next. */
static gboolean
is_research_only (gpointer data)
{
  UiFixture *fixture = data;

  return !mps_session_require (fixture->session, MPS_ACTION_FIND_PATIENT, NULL) &&
         !tree_has (GTK_WIDGET (fixture->window), "김서연") &&
         !MPS_IS_CHART_PAGE (get_page (fixture)) && !MPS_IS_CURTAIN_PAGE (get_page (fixture));
}

/* An administrator at another computer changes the role, and then takes the access away. */
static void
test_roles_elsewhere (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsSecret) password = mps_secret_new (PASSWORD, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSession) other = NULL;

  lock (fixture);
  unlock (fixture, NURSE, NURSE_PASSWORD);
  ui_fixture_open_first_chart (fixture);
  other = mps_session_sign_in (fixture->folder, DOCTOR, password, "other", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mps_accounts_set_roles (other, NURSE, MPS_ROLE_BIT (MPS_ROLE_RESEARCHER), &error));
  g_assert_no_error (error);
  g_assert_true (ui_wait (is_research_only, fixture));
  g_assert_true (mps_accounts_disable (other, NURSE, &error));
  g_assert_no_error (error);
  while (mps_session_may (fixture->session, MPS_ACTION_EXPORT_ANONYMISED)) {
    g_assert_false (mps_session_require (fixture->session, MPS_ACTION_FIND_PATIENT, NULL));
    ui_spin (50);
  }
  g_assert_true (ui_wait (is_locked, fixture));
}

static void
add (const char *path, void (*test) (UiFixture *fixture, gconstpointer data))
{
  g_test_add (path, UiFixture, NULL, set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/lock/draft", test_draft);
  add ("/ui/lock/somebody-else", test_somebody_else);
  add ("/ui/lock/pin", test_pin);
  add ("/ui/lock/curtain", test_curtain);
  add ("/ui/lock/measurement", test_measurement);
  add ("/ui/lock/idle", test_idle);
  add ("/ui/lock/register", test_register);
  add ("/ui/lock/roles-elsewhere", test_roles_elsewhere);
  return g_test_run ();
}
