/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-fixture.h"
#include "ui/audit/mps-audit-section.h"
#include "ui/exchange/mps-export-page.h"
#include "ui/exchange/mps-mapping-view.h"
#include "ui/exchange/mps-records-page.h"
#include "ui/exchange/mps-results-page.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gstdio.h>
#include <string.h>

static gboolean
can_go_on (gpointer page)
{
  return gtk_widget_is_sensitive (mps_page_get_primary (MPS_PAGE (page)));
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static char *
dup_contents (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_no_error (error);
  return text;
}

/* GTK asks where the pointer is in a popover that goes with its window, and complains. */
static void
close_popover (UiFixture *fixture)
{
  GtkWidget *popover = ui_find_mapped (GTK_WIDGET (fixture->window), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  ui_spin (300);
}

/* Every row of a kind, in the order of the page. */
static void
add_rows (GtkWidget *widget, GType type, GPtrArray *rows)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (G_OBJECT_TYPE (widget) == type)
    g_ptr_array_add (rows, widget);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    add_rows (child, type, rows);
}

static gpointer
find_row (GtkWidget *page, GType type, guint position)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  add_rows (page, type, rows);
  g_assert_cmpuint (rows->len, >, position);
  return g_ptr_array_index (rows, position);
}

static MpsExportPage *
open_export (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.export", NULL);
  g_assert_true (MPS_IS_EXPORT_PAGE (mps_window_get_page (fixture->window)));
  return MPS_EXPORT_PAGE (mps_window_get_page (fixture->window));
}

typedef struct {
  const char *target;
  const char *why;
  gboolean found;
} Wanted;

static gboolean
look_at (const MpsAuditRecord *record, gpointer data)
{
  Wanted *wanted = data;

  wanted->found |=
      g_str_equal (record->target, wanted->target) && strstr (record->why, wanted->why) != NULL;
  return TRUE;
}

static gboolean
was_exported (UiFixture *fixture, const char *target, const char *why)
{
  Wanted wanted = { .target = target, .why = why };
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_store_walk_audit (mps_session_peek_store (fixture->session),
                                       &(MpsAuditFilter){ 0 },
                                       look_at,
                                       &wanted,
                                       NULL,
                                       &error));
  g_assert_no_error (error);
  return wanted.found;
}

/* Without a reason nothing leaves; with one the file is there and the reason is on record. */
static void
test_export_chart (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "chart.pdf", NULL);
  g_autofree char *text = NULL;
  MpsExportPage *page;
  GtkEditable *reason;

  ui_fixture_open_first_chart (fixture);
  page = open_export (fixture);
  reason = GTK_EDITABLE (find_row (GTK_WIDGET (page), ADW_TYPE_ENTRY_ROW, 0));
  g_assert_false (can_go_on (page));
  gtk_editable_set_text (reason, "   ");
  g_assert_false (can_go_on (page));
  mps_export_page_write (page, path);
  ui_spin (100);
  g_assert_false (is_there (path));

  gtk_editable_set_text (reason, "asked for by the patient");
  g_assert_true (can_go_on (page));
  mps_export_page_write (page, path);
  g_assert_true (ui_wait (is_there, path));
  text = dup_contents (path);
  g_assert_true (g_str_has_prefix (text, "%PDF"));
  g_assert_true (was_exported (fixture, "Export/chart-pdf", "asked for by the patient"));
  g_assert_cmpint (g_remove (path), ==, 0);
  close_popover (fixture);
}

static void
test_export_all (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "records.ndjson", NULL);
  g_autofree char *text = NULL;
  MpsExportPage *page = open_export (fixture);
  AdwComboRow *what = find_row (GTK_WIDGET (page), ADW_TYPE_COMBO_ROW, 0);
  AdwComboRow *format = find_row (GTK_WIDGET (page), ADW_TYPE_COMBO_ROW, 1);
  GtkEditable *reason = GTK_EDITABLE (find_row (GTK_WIDGET (page), ADW_TYPE_ENTRY_ROW, 0));

  g_assert_cmpuint (adw_combo_row_get_selected (what), ==, 1);
  gtk_editable_set_text (reason, "moving house");
  adw_combo_row_set_selected (what, 0);
  g_assert_false (can_go_on (page));
  adw_combo_row_set_selected (what, 2);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (format)), ==, 1);
  adw_combo_row_set_selected (what, 1);
  g_assert_true (can_go_on (page));
  mps_export_page_write (page, path);
  g_assert_true (ui_wait (is_there, path));
  text = dup_contents (path);
  g_assert_nonnull (strstr (text, "\"resourceType\":\"Patient\""));
  g_assert_true (was_exported (fixture, "Export/all", "moving house"));
  g_assert_cmpint (g_remove (path), ==, 0);
  close_popover (fixture);
}

/* Results */

static char *
write_results (UiFixture *fixture)
{
  char *path = g_build_filename (fixture->folder, "results.csv", NULL);
  const char *patient = "{\"resourceType\":\"Patient\",\"id\":\"x\",\"identifier\":[{\"type\":{"
                        "\"coding\":[{\"code\":\"MR\"}]},\"value\":\"X-1\"}],\"name\":[{\"text\":"
                        "\"홍길동\"}]}";
  g_autoptr (GBytes) bytes = g_bytes_new (patient, strlen (patient));
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = mps_store_import (
      mps_session_peek_store (fixture->session), bytes, "test", "test", NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 1);
  g_assert_true (g_file_set_contents (path,
                                      "누구,검사,결과,단위,일시\n"
                                      "X-1,Glu,101,mg/dL,2026-03-01 09:30\n"
                                      "X-1,Glu,99,mg/dL,2026-03-02 09:30\n"
                                      "X-2,Glu,99,mg/dL,2026-03-02 09:30\n",
                                      -1,
                                      &error));
  g_assert_no_error (error);
  return path;
}

static guint
count_results (UiFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) list = mps_store_list (
      mps_session_peek_store (fixture->session), "Observation", "x", 10, NULL, &next, &error);

  g_assert_no_error (error);
  return list->len;
}

static gboolean
has_both (gpointer fixture)
{
  return count_results (fixture) == 2;
}

static gboolean
is_open (gpointer page)
{
  GtkWidget *view = ui_find_type (page, MPS_TYPE_MAPPING_VIEW);

  return gtk_widget_get_mapped (view);
}

static gboolean
has_kept (gpointer row)
{
  return g_list_model_get_n_items (adw_combo_row_get_model (row)) == 2;
}

static GtkWidget *
open_results (UiFixture *fixture, const char *path)
{
  GtkWidget *page;

  mps_window_import_file (fixture->window, path);
  page = mps_window_get_page (fixture->window);
  g_assert_true (MPS_IS_RESULTS_PAGE (page));
  g_assert_true (ui_wait (is_open, page));
  return page;
}

/* Rows: 0 the kept mapping, 1 to 6 the columns, then the words for analytes. */
static void
test_results (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_results (fixture);
  GtkWidget *page = open_results (fixture, path);
  GtkWidget *mapping = ui_find_type (page, MPS_TYPE_MAPPING_VIEW);
  AdwComboRow *kept = find_row (page, ADW_TYPE_COMBO_ROW, 0);
  AdwEntryRow *name = find_row (page, ADW_TYPE_ENTRY_ROW, 0);

  ui_spin (600);
  g_assert_false (can_go_on (page));
  adw_combo_row_set_selected (find_row (page, ADW_TYPE_COMBO_ROW, 1), 1);
  adw_combo_row_set_selected (find_row (page, ADW_TYPE_COMBO_ROW, 2), 2);
  ui_spin (600);
  g_assert_false (can_go_on (page));
  adw_combo_row_set_selected (find_row (page, ADW_TYPE_COMBO_ROW, 7), 1);
  g_assert_false (can_go_on (page));
  g_assert_true (ui_wait (can_go_on, page));
  g_assert_cmpuint (count_results (fixture), ==, 0);

  gtk_editable_set_text (GTK_EDITABLE (name), "우리 검사실");
  g_signal_emit_by_name (name, "apply");
  g_assert_true (ui_wait (has_kept, kept));
  g_signal_emit_by_name (mps_page_get_primary (MPS_PAGE (page)), "clicked");
  g_assert_true (ui_wait (has_both, fixture));

  page = open_results (fixture, path);
  g_assert_true (mapping == ui_find_type (page, MPS_TYPE_MAPPING_VIEW));
  g_assert_true (ui_wait (has_kept, kept));
  ui_spin (600);
  g_assert_false (can_go_on (page));
  adw_combo_row_set_selected (kept, 1);
  g_assert_true (ui_wait (can_go_on, page));
  g_assert_true (mps_page_go_back (MPS_PAGE (page)));
  g_assert_cmpuint (count_results (fixture), ==, 2);
  g_assert_cmpint (g_remove (path), ==, 0);
  close_popover (fixture);
}

/* Records */

static gboolean
has_patient (UiFixture *fixture, const char *id)
{
  g_autoptr (MpsResource) patient =
      mps_store_get (mps_session_peek_store (fixture->session), "Patient", id, 0, NULL);

  return patient != NULL;
}

static gboolean
has_new_one (gpointer fixture)
{
  return has_patient (fixture, "n1");
}

static GtkWidget *
open_records (UiFixture *fixture, const char *text, char **path)
{
  g_autoptr (GError) error = NULL;
  GtkWidget *page;

  *path = g_build_filename (fixture->folder, "records.ndjson", NULL);
  g_assert_true (g_file_set_contents (*path, text, -1, &error));
  g_assert_no_error (error);
  mps_window_import_file (fixture->window, *path);
  page = mps_window_get_page (fixture->window);
  g_assert_true (MPS_IS_RECORDS_PAGE (page));
  g_assert_false (can_go_on (page));
  return page;
}

static gboolean
is_looked_at (gpointer page)
{
  return ui_find_mapped (page, ADW_TYPE_PREFERENCES_GROUP) != NULL;
}

static gboolean
has_failed (gpointer page)
{
  return ui_find_mapped (page, GTK_TYPE_PROGRESS_BAR) == NULL;
}

/* Nothing is stored before somebody has seen what it is. */
static void
test_records (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  GtkWidget *page = open_records (fixture,
                                  "{\"resourceType\":\"Patient\",\"id\":\"n1\"}\n"
                                  "{\"resourceType\":\"Patient\",\"gender\":\"nonsense\"}\n",
                                  &path);

  g_assert_true (ui_wait (can_go_on, page));
  g_assert_nonnull (ui_find_label (page, "1 new · 1 left out"));
  g_assert_nonnull (ui_find_label (page, "1 entry cannot be taken in"));
  g_assert_false (has_patient (fixture, "n1"));
  g_signal_emit_by_name (mps_page_get_primary (MPS_PAGE (page)), "clicked");
  g_assert_true (ui_wait (has_new_one, fixture));
  g_assert_cmpint (g_remove (path), ==, 0);
  close_popover (fixture);
}

static void
test_records_cancel (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  GtkWidget *page = open_records (fixture, "{\"resourceType\":\"Patient\",\"id\":\"n1\"}\n", &path);

  g_assert_true (ui_wait (can_go_on, page));
  g_assert_true (mps_page_go_back (MPS_PAGE (page)));
  g_assert_false (can_go_on (page));
  g_assert_false (has_patient (fixture, "n1"));

  /* Also while it is being looked at; back is where one came from. */
  mps_window_show_section (fixture->window, "audit");
  mps_window_import_file (fixture->window, path);
  g_assert_true (mps_page_go_back (MPS_PAGE (page)));
  g_assert_true (MPS_IS_AUDIT_SECTION (mps_window_get_page (fixture->window)));
  ui_spin (200);
  g_assert_false (can_go_on (page));
  g_assert_false (has_patient (fixture, "n1"));
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_records_refused (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  GtkWidget *page =
      open_records (fixture, "{\"resourceType\":\"Patient\",\"gender\":\"nonsense\"}\n", &path);

  g_assert_true (ui_wait (is_looked_at, page));
  g_assert_false (can_go_on (page));
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_records_bad (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  GtkWidget *page = open_records (fixture, "no FHIR at all", &path);

  g_assert_true (ui_wait (has_failed, page));
  g_assert_nonnull (ui_find_mapped (page, MPS_TYPE_SENTENCE_BOX));
  g_assert_false (can_go_on (page));
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* What is taken in is what was looked at. */
static void
test_records_changed (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  GtkWidget *page = open_records (fixture, "{\"resourceType\":\"Patient\",\"id\":\"n1\"}\n", &path);

  g_assert_true (ui_wait (can_go_on, page));
  g_assert_true (
      g_file_set_contents (path, "{\"resourceType\":\"Patient\",\"id\":\"n2\"}\n", -1, NULL));
  g_signal_emit_by_name (mps_page_get_primary (MPS_PAGE (page)), "clicked");
  ui_spin (500);
  g_assert_false (has_patient (fixture, "n1"));
  g_assert_false (has_patient (fixture, "n2"));
  g_assert_cmpint (g_remove (path), ==, 0);
  close_popover (fixture);
}

static void
add (const char *path, void (*test) (UiFixture *fixture, gconstpointer data))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/exchange/chart", test_export_chart);
  add ("/ui/exchange/all", test_export_all);
  add ("/ui/exchange/results", test_results);
  add ("/ui/exchange/records", test_records);
  add ("/ui/exchange/records-cancel", test_records_cancel);
  add ("/ui/exchange/records-refused", test_records_refused);
  add ("/ui/exchange/records-bad", test_records_bad);
  add ("/ui/exchange/records-changed", test_records_changed);
  return g_test_run ();
}
