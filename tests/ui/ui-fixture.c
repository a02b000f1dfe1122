/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-fixture.h"

#include "ui/chart/mps-chart-page.h"
#include "ui/mps-text-rendering.h"
#include "ui/mps-ui-resources.h"
#include "ui/patients/mps-patients-page.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>

/* Long enough for a loaded machine; a test that passes never waits for it. */
#define LIMIT_S 60

void
ui_test_init (int *argc, char ***argv)
{
  g_autofree char *translations = NULL;

  gtk_test_init (argc, argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  translations = g_test_build_filename (G_TEST_BUILT, "..", "po", NULL);
  bindtextdomain (GETTEXT_PACKAGE, translations);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_resources_register (mps_ui_get_resource ());
  adw_init ();
  mps_text_rendering_set_up ();
}

void
ui_spin (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + (gint64)ms * 1000;

  while (g_get_monotonic_time () < end_us) {
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_usleep (1000);
  }
}

gboolean
ui_wait (UiCondition condition, gpointer data)
{
  gint64 end_us = g_get_monotonic_time () + LIMIT_S * G_USEC_PER_SEC;

  while (!condition (data)) {
    if (g_get_monotonic_time () > end_us)
      return FALSE;
    ui_spin (5);
  }
  return TRUE;
}

gboolean
ui_is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (GTK_WIDGET (widget));
}

void
ui_fixture_open_session (UiFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->session = mps_session_open (fixture->folder, NULL, "test", NULL, &error);
  g_assert_no_error (error);
}

void
ui_fixture_show_session (UiFixture *fixture)
{
  fixture->window = mps_window_new (fixture->application);
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_assert_true (ui_wait (ui_is_mapped, fixture->window));
  mps_window_set_session (fixture->window, fixture->session);
  ui_spin (200);
}

/* A program has one application, so all tests of a program share it. */
GtkApplication *
ui_get_application (void)
{
  static GtkApplication *application;
  g_autoptr (GError) error = NULL;

  if (application != NULL)
    return application;
  application = GTK_APPLICATION (g_object_new (ADW_TYPE_APPLICATION,
                                               "application-id",
                                               "org.manpasik.Workstation.Test",
                                               "flags",
                                               G_APPLICATION_NON_UNIQUE,
                                               "resource-base-path",
                                               "/org/manpasik/Workstation",
                                               NULL));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
  return application;
}

void
ui_fixture_set_up (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->application = ui_get_application ();
  fixture->folder = g_dir_make_tmp ("mps-ui-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_true (mps_session_init_profile (fixture->folder, "nurse", TRUE, "test", &error));
  g_assert_no_error (error);
  ui_fixture_open_session (fixture);
  ui_fixture_show_session (fixture);
}

void
ui_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    g_remove (child);
  }
  g_rmdir (path);
}

void
ui_fixture_tear_down (UiFixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_spin (100);
  g_clear_object (&fixture->session);
  ui_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *widget, Match match, gconstpointer data)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (match (widget, data))
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, match, data);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
match_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *)data);
}

static gboolean
match_mapped (GtkWidget *widget, gconstpointer data)
{
  return gtk_widget_get_mapped (widget) && match_type (widget, data);
}

static gboolean
match_label (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), data) == 0;
}

GtkWidget *
ui_find_type (GtkWidget *widget, GType type)
{
  return find (widget, match_type, &type);
}

GtkWidget *
ui_find_mapped (GtkWidget *widget, GType type)
{
  return find (widget, match_mapped, &type);
}

GtkWidget *
ui_find_label (GtkWidget *widget, const char *text)
{
  return find (widget, match_label, text);
}

gboolean
ui_fixture_has_timeline (gpointer data)
{
  UiFixture *fixture = data;
  GtkWidget *page = mps_window_get_page (fixture->window);
  GtkWidget *list = ui_find_mapped (page, GTK_TYPE_LIST_VIEW);

  return MPS_IS_CHART_PAGE (page) && list != NULL && ui_find_mapped (list, GTK_TYPE_IMAGE) != NULL;
}

static gboolean
is_loaded (gpointer item)
{
  return *mps_patient_item_peek_row (MPS_PATIENT_ITEM (item))->id != '\0';
}

/* The fourth by name has records in the demo profile. */
void
ui_fixture_open_first_chart (UiFixture *fixture)
{
  GtkWidget *page = ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_PATIENTS_PAGE);
  GListModel *list = G_LIST_MODEL (mps_patients_page_get_list (MPS_PATIENTS_PAGE (page)));
  g_autoptr (MpsPatientItem) item = NULL;

  for (int i = 0; i < 2000 && g_list_model_get_n_items (list) < 4; i++)
    ui_spin (5);
  item = g_list_model_get_item (list, 3);
  g_assert_nonnull (item);
  g_assert_true (ui_wait (is_loaded, item));
  mps_window_open_chart (fixture->window, mps_patient_item_peek_row (item)->id);
  g_assert_true (ui_wait (ui_fixture_has_timeline, fixture));
}

static gboolean
is_over (gpointer process)
{
  return g_subprocess_get_identifier (process) == NULL;
}

/**
 * ui_press_key:
 * @key: as xdotool calls it
 *
 * A key of the screen's keyboard; the window has it after ui_focus_window().
 */
void
ui_press_key (const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_NONE, &error, "xdotool", "key", "--clearmodifiers", key, NULL);

  g_assert_no_error (error);
  g_assert_true (ui_wait (is_over, process));
  g_assert_true (g_subprocess_get_successful (process));
  ui_spin (50);
}

/* Without a window manager nobody gives the keyboard to the window. */
void
ui_focus_window (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", (int)getpid ());
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                                                      &error,
                                                      "xdotool",
                                                      "search",
                                                      "--onlyvisible",
                                                      "--pid",
                                                      pid,
                                                      "windowfocus",
                                                      NULL);

  g_assert_no_error (error);
  g_assert_true (ui_wait (is_over, process));
  ui_spin (100);
}
