/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-fixture.h"
#include "ui/patients/mps-patient-columns.h"
#include "ui/patients/mps-patients-page.h"

#define N_PATIENTS 5000

static void
import_patients (MpsSession *session)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = NULL;

  for (guint i = 0; i < N_PATIENTS; i++)
    g_string_append_printf (lines,
                            "{\"resourceType\":\"Patient\",\"id\":\"many-%u\",\"identifier\":[{"
                            "\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/"
                            "CodeSystem/v2-0203\",\"code\":\"MR\"}]},\"value\":\"M-%05u\"}],"
                            "\"name\":[{\"family\":\"Many\",\"given\":[\"Number%05u\"]}],"
                            "\"gender\":\"female\",\"birthDate\":\"19%02u-01-01\"}\n",
                            i,
                            i,
                            i,
                            i % 100);
  bytes = g_bytes_new (lines->str, lines->len);
  report = mps_store_import (
      mps_session_peek_store (session), bytes, "test", "test", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, N_PATIENTS);
}

static MpsPatientsPage *
get_page (UiFixture *fixture)
{
  return MPS_PATIENTS_PAGE (ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_PATIENTS_PAGE));
}

static gboolean
is_settled (gpointer page)
{
  return !mps_patient_list_is_loading (mps_patients_page_get_list (page));
}

static guint
count (MpsPatientsPage *page)
{
  g_assert_true (ui_wait (is_settled, page));
  return g_list_model_get_n_items (G_LIST_MODEL (mps_patients_page_get_list (page)));
}

static guint
count_labels (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  guint n = GTK_IS_LABEL (widget) ? 1 : 0;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_labels (child);
  return n;
}

static void
set_up (UiFixture *fixture, gconstpointer data)
{
  ui_fixture_set_up (fixture, data);
  import_patients (fixture->session);
  mps_patients_page_reload (get_page (fixture));
}

static gboolean
shows_last (gpointer page)
{
  return ui_find_label (GTK_WIDGET (page), "M-04999") != NULL;
}

static void
test_many (UiFixture *fixture, gconstpointer data)
{
  MpsPatientsPage *page = get_page (fixture);
  GtkWidget *scroller = ui_find_mapped (GTK_WIDGET (page), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

  g_assert_cmpuint (count (page), ==, N_PATIENTS + 12);
  ui_spin (200);
  /* Only rows near those in view exist as widgets. */
  g_assert_cmpuint (count_labels (GTK_WIDGET (page)), <, 3000);
  mps_patients_page_set_filter (page, "Number0499");
  g_assert_cmpuint (count (page), ==, 10);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  g_assert_true (ui_wait (shows_last, page));
}

static void
test_filter (UiFixture *fixture, gconstpointer data)
{
  MpsPatientsPage *page = get_page (fixture);

  mps_patients_page_set_filter (page, "M-04321");
  g_assert_cmpuint (count (page), ==, 1);
  mps_patients_page_set_filter (page, "nobody has this name");
  g_assert_cmpuint (count (page), ==, 0);
  ui_spin (50);
  g_assert_nonnull (ui_find_mapped (GTK_WIDGET (page), ADW_TYPE_STATUS_PAGE));
  mps_patients_page_set_filter (page, "");
  g_assert_cmpuint (count (page), ==, N_PATIENTS + 12);
}

/* A syllable that is still being composed is in no search, and switches no page. */
static void
test_preedit (UiFixture *fixture, gconstpointer data)
{
  MpsPatientsPage *page = get_page (fixture);
  GtkWidget *entry = ui_find_type (GTK_WIDGET (fixture->window), GTK_TYPE_SEARCH_ENTRY);
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (entry));

  mps_window_show_section (fixture->window, "devices");
  gtk_widget_grab_focus (entry);
  g_signal_emit_by_name (text, "preedit-changed", "ㅇ");
  gtk_editable_set_text (GTK_EDITABLE (entry), "M-04321");
  g_signal_emit_by_name (entry, "activate");
  ui_spin (500);
  g_assert_cmpuint (count (page), ==, N_PATIENTS + 12);
  g_assert_false (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
  g_signal_emit_by_name (text, "preedit-changed", "");
  g_assert_cmpuint (count (page), ==, 1);
  g_assert_true (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
}

static gboolean
left_page (gpointer data)
{
  return !MPS_IS_PATIENTS_PAGE (mps_window_get_page (((UiFixture *)data)->window));
}

/* Enter opens the one that matches what stands in the entry now, and never one of several. */
static void
test_enter (UiFixture *fixture, gconstpointer data)
{
  MpsPatientsPage *page = get_page (fixture);

  mps_patients_page_set_filter (page, "Number0432");
  mps_patients_page_open_first (page);
  g_assert_cmpuint (count (page), ==, 10);
  ui_spin (200);
  g_assert_false (left_page (fixture));
  mps_patients_page_set_filter (page, "M-04321");
  mps_patients_page_open_first (page);
  g_assert_true (ui_wait (left_page, fixture));
}

static gboolean
first_is_loaded (gpointer list)
{
  g_autoptr (MpsPatientItem) item = g_list_model_get_item (G_LIST_MODEL (list), 0);

  return item != NULL && *mps_patient_item_peek_row (item)->id != '\0';
}

static char *
dup_first_name (MpsPatientsPage *page)
{
  MpsPatientList *list = mps_patients_page_get_list (page);
  g_autoptr (MpsPatientItem) item = NULL;

  g_assert_true (ui_wait (is_settled, page));
  g_assert_true (ui_wait (first_is_loaded, list));
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  return g_strdup (mps_patient_item_peek_row (item)->name);
}

static void
test_sort (UiFixture *fixture, gconstpointer data)
{
  MpsPatientsPage *page = get_page (fixture);
  GtkColumnView *view = GTK_COLUMN_VIEW (ui_find_type (GTK_WIDGET (page), GTK_TYPE_COLUMN_VIEW));
  g_autoptr (GtkColumnViewColumn) column =
      g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  /* So many fit that only the best are listed, and that is said; sorted by a column, all are. */
  mps_patients_page_set_filter (page, "Number");
  g_assert_cmpuint (count (page), <, N_PATIENTS);
  g_assert_true (mps_patient_list_has_more (mps_patients_page_get_list (page)));
  gtk_column_view_sort_by_column (view, column, GTK_SORT_ASCENDING);
  g_assert_cmpuint (count (page), ==, N_PATIENTS);
  g_assert_false (mps_patient_list_has_more (mps_patients_page_get_list (page)));
  first = dup_first_name (page);
  g_assert_cmpstr (first, ==, "Number00000 Many");
  gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
  last = dup_first_name (page);
  g_assert_cmpstr (last, ==, "Number04999 Many");
}

static void
test_text (void)
{
  MpsPatientRow row = { .id = (char *)"1",
                        .name = (char *)"김연희",
                        .gender = (char *)"female",
                        .birth_date = (char *)"",
                        .chart_number = (char *)"D-1",
                        .phone = (char *)"010" };
  g_autofree char *text = mps_patient_columns_dup_text (&row);
  g_auto (GStrv) cells = g_strsplit (text, "\t", -1);

  g_assert_cmpuint (g_strv_length (cells), ==, 6);
  g_assert_cmpstr (cells[0], ==, "김연희");
  g_assert_cmpstr (cells[3], ==, "D-1");
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/patients/text", test_text);
  add ("/ui/patients/many", test_many);
  add ("/ui/patients/filter", test_filter);
  add ("/ui/patients/preedit", test_preedit);
  add ("/ui/patients/enter", test_enter);
  add ("/ui/patients/sort", test_sort);
  return g_test_run ();
}
