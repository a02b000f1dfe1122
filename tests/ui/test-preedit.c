/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/fake-input.h"
#include "tests/ui/ui-fixture.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-preedit.h"

/* Every kind of field is heard, none had to say so. */
static void
test_fields (void)
{
  GtkWidget *fields[] = {
    gtk_entry_new (), gtk_search_entry_new (), gtk_text_view_new (), adw_entry_row_new ()
  };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_child (GTK_WINDOW (window), box);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_box_append (GTK_BOX (box), fields[i]);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (ui_wait (ui_is_mapped, window));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_assert_true (gtk_widget_grab_focus (fields[i]));
    ui_spin (50);
    g_assert_false (mps_preedit_is_open ());
    fake_input_compose ("ㄱ");
    g_assert_true (mps_preedit_is_open ());
    g_assert_true (mps_preedit_get_field () == fields[i] ||
                   gtk_widget_is_ancestor (mps_preedit_get_field (), fields[i]));
    fake_input_compose ("가");
    g_assert_true (mps_preedit_is_open ());
    fake_input_commit ("가");
    g_assert_false (mps_preedit_is_open ());
  }
  /* A field that goes away leaves nothing open behind it. */
  gtk_widget_grab_focus (fields[0]);
  ui_spin (50);
  fake_input_compose ("ㄴ");
  g_assert_true (mps_preedit_is_open ());
  gtk_widget_set_visible (fields[0], FALSE);
  g_assert_false (mps_preedit_is_open ());
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_false (mps_preedit_is_open ());
}

static void
count (guint *n)
{
  (*n)++;
}

/* The primary action of every page goes through the same foot. */
static void
test_primary (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_entry_new ();
  MpsActionBar *bar = g_object_new (MPS_TYPE_ACTION_BAR, NULL);
  guint n = 0;

  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar));
  gtk_window_set_child (GTK_WINDOW (window), box);
  mps_action_bar_set_primary (bar, "_Save", NULL);
  g_signal_connect_swapped (bar, "primary", G_CALLBACK (count), &n);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (ui_wait (ui_is_mapped, window));
  gtk_widget_grab_focus (entry);
  ui_spin (50);
  fake_input_compose ("ㅇ");
  g_signal_emit_by_name (mps_action_bar_get_primary (bar), "clicked");
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpstr (mps_action_bar_peek_reason (bar), !=, "");
  fake_input_commit ("아");
  g_assert_cmpstr (mps_action_bar_peek_reason (bar), ==, "");
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "아");
  g_signal_emit_by_name (mps_action_bar_get_primary (bar), "clicked");
  g_assert_cmpuint (n, ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* No chart takes the place of another, and nothing is searched, with half a syllable. */
static void
test_window (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *find = ui_find_type (GTK_WIDGET (fixture->window), GTK_TYPE_SEARCH_ENTRY);

  ui_fixture_open_first_chart (fixture);
  gtk_widget_grab_focus (find);
  ui_spin (50);
  fake_input_compose ("김");
  mps_window_open_chart (fixture->window, "nobody");
  g_assert_false (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
  g_assert_null (ui_find_label (GTK_WIDGET (fixture->window), "Opening the chart…"));
  g_signal_emit_by_name (find, "activate");
  ui_spin (50);
  g_assert_false (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
  fake_input_commit ("김");
  ui_spin (300);
  g_assert_true (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  fake_input_install ();
  mps_preedit_get_default ();
  g_test_add_func ("/ui/preedit/fields", test_fields);
  g_test_add_func ("/ui/preedit/primary", test_primary);
  g_test_add (
      "/ui/preedit/window", UiFixture, NULL, ui_fixture_set_up, test_window, ui_fixture_tear_down);
  return g_test_run ();
}
