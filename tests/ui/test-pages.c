/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-fixture.h"
#include "ui/chart/mps-chart-page.h"
#include "ui/devices/mps-devices-page.h"
#include "ui/measure/mps-measure-page.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/report/mps-report-page.h"
#include "ui/start/mps-start-page.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-mnemonic.h"
#include "ui/widgets/mps-page.h"

#include <glib/gi18n-lib.h>

static void
test_templates (void)
{
  GType types[] = { MPS_TYPE_START_PAGE,   MPS_TYPE_PATIENTS_PAGE, MPS_TYPE_CHART_PAGE,
                    MPS_TYPE_MEASURE_PAGE, MPS_TYPE_REPORT_PAGE,   MPS_TYPE_DEVICES_PAGE };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    GtkWidget *page = g_object_ref_sink (g_object_new (types[i], NULL));

    g_assert_true (MPS_IS_PAGE (page));
    g_assert_nonnull (gtk_widget_get_first_child (page));
    g_assert_finalize_object (G_OBJECT (page));
  }
}

static gboolean
has_text (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (has_text (child))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    return TRUE;
  /* A button that is labelled by its own picture only says nothing. */
  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL)
    return FALSE;
  return gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
         has_text (widget);
}

/* Parts of GTK's own widgets whose parent carries the name. */
static gboolean
is_inner (GtkWidget *widget)
{
  const char *type = G_OBJECT_TYPE_NAME (widget);

  return GTK_IS_TEXT (widget) || GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_LABEL (widget) ||
         GTK_IS_WINDOW (widget) || g_str_equal (type, "GtkListItemWidget") ||
         g_str_equal (type, "GtkColumnListItemWidget") || g_str_equal (type, "GtkColumnListView") ||
         GTK_IS_WINDOW_CONTROLS (gtk_widget_get_parent (widget)) || GTK_IS_PANED (widget) ||
         (gtk_widget_get_parent (widget) != NULL &&
          (GTK_IS_DROP_DOWN (gtk_widget_get_parent (widget)) ||
           GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)) ||
           GTK_IS_COLUMN_VIEW (gtk_widget_get_parent (widget)))) ||
         g_str_equal (type, "GtkColumnViewTitle");
}

static void
list_nameless (GtkWidget *widget, GString *nameless)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (!gtk_widget_get_mapped (widget))
    return;
  if (gtk_widget_get_focusable (widget) && !is_inner (widget) && !has_name (widget))
    g_string_append_printf (
        nameless, "%s (%s) ", G_OBJECT_TYPE_NAME (widget), gtk_widget_get_name (widget));
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    list_nameless (child, nameless);
}

static void
list_mnemonics (GtkWidget *widget, GHashTable *seen, GString *twice)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget) &&
      gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)) != GDK_KEY_VoidSymbol) {
    guint key = gdk_keyval_to_lower (gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)));
    const char *text = gtk_label_get_text (GTK_LABEL (widget));
    const char *other = g_hash_table_lookup (seen, GUINT_TO_POINTER (key));

    if (other != NULL)
      g_string_append_printf (twice, "%s / %s ", other, text);
    g_hash_table_insert (seen, GUINT_TO_POINTER (key), (gpointer)text);
  }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    list_mnemonics (child, seen, twice);
}

static gboolean
tab_reaches (UiFixture *fixture, GtkWidget *wanted)
{
  GtkWidget *page = mps_window_get_page (fixture->window);

  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  for (int i = 0; i < 80; i++) {
    GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

    if (focus == wanted)
      return TRUE;
    gtk_widget_child_focus (GTK_WIDGET (fixture->window), GTK_DIR_TAB_FORWARD);
  }
  return FALSE;
}

/* GTK 4.8 would read "_Save Save". */
static void
list_read_twice (GtkWidget *widget, GString *twice)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_BUTTON (widget) && gtk_button_get_use_underline (GTK_BUTTON (widget)) &&
      gtk_button_get_label (GTK_BUTTON (widget)) != NULL) {
    const char *label = gtk_button_get_label (GTK_BUTTON (widget));
    g_autofree char *plain = mps_mnemonic_dup_plain (label);
    g_autofree char *seen = gtk_test_accessible_check_property (
        GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, plain);

    if (seen != NULL || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                                          GTK_ACCESSIBLE_RELATION_LABELLED_BY))
      g_string_append_printf (twice, "%s ", label);
  }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    list_read_twice (child, twice);
}

static void
test_plain_names (void)
{
  static const struct {
    const char *label;
    const char *plain;
  } cases[] = {
    { "_Save", "Save" },
    { "Measure a_gain", "Measure again" },
    { "측정 시작(_S)", "측정 시작" },
    { "저장(_S)…", "저장…" },
    { "a__b", "a_b" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *plain = mps_mnemonic_dup_plain (cases[i].label);

    g_assert_cmpstr (plain, ==, cases[i].plain);
  }
}

/* The smallest screen that the program is made for. */
static void
assert_fits (UiFixture *fixture, const char *how)
{
  int width = 0;
  int height = 0;

  gtk_widget_measure (
      GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (
      GTK_WIDGET (fixture->window), GTK_ORIENTATION_VERTICAL, 1024, &height, NULL, NULL, NULL);
  g_test_message ("%s: at least %d x %d", how, width, height);
  if (width > 1024 || height > 720)
    g_test_message ("TOO LARGE");
}

/* With the text as it is, and twice as large. */
static void
assert_fits_enlarged (UiFixture *fixture)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (fixture->window));
  int dpi_1024 = 0;

  assert_fits (fixture, "100 %");
  g_object_get (settings, "gtk-xft-dpi", &dpi_1024, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi_1024, NULL);
  ui_spin (100);
  assert_fits (fixture, "200 %");
  g_object_set (settings, "gtk-xft-dpi", dpi_1024, NULL);
  ui_spin (50);
}

/* What holds for every page, whatever it shows just now. */
static void
check_page (UiFixture *fixture, const char *what)
{
  GtkWidget *page = mps_window_get_page (fixture->window);
  GtkWidget *primary = NULL;
  g_autoptr (GString) nameless = g_string_new (NULL);
  g_autoptr (GString) twice = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  ui_spin (100);
  g_test_message ("page: %s", what);
  list_nameless (GTK_WIDGET (fixture->window), nameless);
  g_assert_cmpstr (nameless->str, ==, "");
  list_mnemonics (page, seen, twice);
  list_read_twice (GTK_WIDGET (fixture->window), twice);
  g_assert_cmpstr (twice->str, ==, "");
  assert_fits_enlarged (fixture);

  primary = mps_page_get_primary (MPS_PAGE (page));
  g_assert_nonnull (primary);
  if (!gtk_widget_get_mapped (primary))
    return;
  if (gtk_widget_is_sensitive (primary)) {
    g_assert_true (tab_reaches (fixture, primary));
    return;
  }
  g_assert_nonnull (gtk_widget_get_tooltip_text (primary));
  gtk_test_accessible_assert_property (
      primary, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, gtk_widget_get_tooltip_text (primary));
}

static void
check_size (UiFixture *fixture, const char *what)
{
  ui_spin (100);
  g_test_message ("page: %s", what);
  assert_fits_enlarged (fixture);
}

/* One of the views of the audit record. */
static void
show_view (UiFixture *fixture, const char *name)
{
  GtkWidget *views = ui_find_mapped (mps_window_get_page (fixture->window), GTK_TYPE_STACK);

  gtk_stack_set_visible_child_name (GTK_STACK (views), name);
  ui_spin (300);
}

static void
test_every_page (UiFixture *fixture, gconstpointer data)
{
  static const char *const sections[] = { "keeping", "reviews", "accounts", "audit" };
  static const char *const chart_sections[] = { "problem", "medicine", "allergy",  "alert",
                                                "vitals",  "note",     "document", "consent" };

  g_assert_true (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
  check_page (fixture, "patients");
  mps_window_show_section (fixture->window, "measure");
  check_page (fixture, "measure without a patient");
  mps_window_show_section (fixture->window, "devices");
  check_page (fixture, "devices");
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++) {
    mps_window_show_section (fixture->window, sections[i]);
    ui_spin (300);
    check_size (fixture, sections[i]);
  }
  show_view (fixture, "month");
  check_size (fixture, "audit: month");
  show_view (fixture, "check");
  check_size (fixture, "audit: check");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.own-account", NULL);
  check_size (fixture, "own account");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.export", NULL);
  check_size (fixture, "export");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.new-patient", NULL);
  check_size (fixture, "register");
  ui_fixture_open_first_chart (fixture);
  check_page (fixture, "chart");
  for (gsize i = 0; i < G_N_ELEMENTS (chart_sections); i++) {
    mps_chart_page_show_section (MPS_CHART_PAGE (mps_window_get_page (fixture->window)),
                                 chart_sections[i]);
    check_size (fixture, chart_sections[i]);
  }
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.measure", NULL);
  check_page (fixture, "measure: is it the patient");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  ui_spin (500);
  check_page (fixture, "measure: cartridge");
}

static void
test_start_page (UiFixture *fixture, gconstpointer data)
{
  MpsWindow *window = mps_window_new (fixture->application);
  MpsStartPage *start = MPS_START_PAGE (mps_window_show_start_page (window));
  g_autoptr (GError) error =
      g_error_new_literal (MPS_STORE_ERROR, MPS_STORE_ERROR_READ_ONLY, "store: read only");
  g_autoptr (GString) nameless = g_string_new (NULL);

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (ui_wait (ui_is_mapped, window));
  g_assert_null (mps_page_get_primary (MPS_PAGE (start)));
  mps_start_page_show_fresh (start, "/nowhere");
  ui_spin (100);
  list_nameless (GTK_WIDGET (window), nameless);
  g_assert_cmpstr (nameless->str, ==, "");
  g_assert_nonnull (mps_page_get_primary (MPS_PAGE (start)));
  mps_start_page_show_error (start, error);
  ui_spin (100);
  list_nameless (GTK_WIDGET (window), nameless);
  g_assert_cmpstr (nameless->str, ==, "");
  g_assert_true (gtk_widget_get_mapped (mps_page_get_primary (MPS_PAGE (start))));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The one page for a chart: going back and forth loses neither the section nor the chart. */
static void
test_sections_keep (UiFixture *fixture, gconstpointer data)
{
  ui_fixture_open_first_chart (fixture);
  mps_window_show_section (fixture->window, "devices");
  mps_window_show_section (fixture->window, "patients");
  g_assert_true (MPS_IS_CHART_PAGE (mps_window_get_page (fixture->window)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL);
  g_assert_true (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
}

static void
test_language (void)
{
  const char *wanted = g_getenv ("LANGUAGE");

  g_assert_cmpstr (mps_language_peek (), ==, g_strcmp0 (wanted, "ko") == 0 ? "ko" : "en");
  g_assert_cmpstr (_ ("Patients"), ==, g_strcmp0 (wanted, "ko") == 0 ? "환자" : "Patients");
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/language", test_language);
  g_test_add_func ("/ui/pages/plain-names", test_plain_names);
  g_test_add_func ("/ui/pages/templates", test_templates);
  g_test_add (
      "/ui/pages/every", UiFixture, NULL, ui_fixture_set_up, test_every_page, ui_fixture_tear_down);
  g_test_add (
      "/ui/pages/start", UiFixture, NULL, ui_fixture_set_up, test_start_page, ui_fixture_tear_down);
  g_test_add ("/ui/pages/sections",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_sections_keep,
              ui_fixture_tear_down);
  return g_test_run ();
}
