/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-run.h"
#include "ui/chart/mps-report-results.h"
#include "ui/report/mps-report-page.h"
#include "ui/widgets/mps-trend-chart.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gtk/gtkunixprint.h>
#include <string.h>

/* One folder for all tests: the dialog goes back to where it was last, and says so when that is
   gone. */
static char *saved_in;

static GtkWidget *
find_dialog (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next) {
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  }
  return NULL;
}

static gboolean
has_chooser (gpointer data)
{
  return find_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL;
}

static gboolean
has_no_chooser (gpointer data)
{
  return !has_chooser (data);
}

static gboolean
has_question (gpointer data)
{
  return find_dialog (GTK_TYPE_MESSAGE_DIALOG) != NULL;
}

static gboolean
has_no_question (gpointer data)
{
  return !has_question (data);
}

static void
answer (int response)
{
  g_assert_true (ui_wait (has_question, NULL));
  gtk_dialog_response (GTK_DIALOG (find_dialog (GTK_TYPE_MESSAGE_DIALOG)), response);
  g_assert_true (ui_wait (has_no_question, NULL));
}

static gboolean
has_printers (gpointer data)
{
  return find_dialog (GTK_TYPE_PRINT_UNIX_DIALOG) != NULL;
}

static gboolean
has_no_printers (gpointer data)
{
  return !has_printers (data);
}

static gboolean
has_report (gpointer data)
{
  UiFixture *fixture = data;
  GtkWidget *page = mps_window_get_page (fixture->window);

  return MPS_IS_REPORT_PAGE (page) && mps_report_page_peek_report (MPS_REPORT_PAGE (page)) != NULL;
}

/* Ctrl+P on a result shows its report; Ctrl+P on the report prints it. */
static MpsReportPage *
open_report (UiFixture *fixture)
{
  MpsMeasurePage *page = ui_run_finish (fixture);

  g_assert_nonnull (mps_measure_page_get_measurement (page));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.print", NULL);
  g_assert_true (ui_wait (has_report, fixture));
  return MPS_REPORT_PAGE (mps_window_get_page (fixture->window));
}

static void
press (GtkWidget *page, const char *label)
{
  GtkWidget *button = ui_find_label (page, label);

  g_assert_nonnull (button);
  button = gtk_widget_get_ancestor (button, GTK_TYPE_BUTTON);
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* The button of the page, without its underscore. */
static char *
dup_plain (const char *mnemonic)
{
  char *plain = NULL;

  g_assert_true (pango_parse_markup (mnemonic, -1, '_', NULL, &plain, NULL, NULL));
  return plain;
}

static GtkFileChooserDialog *
ask_where (MpsReportPage *page)
{
  g_autofree char *save = dup_plain (_ ("_Save as PDF…"));

  press (GTK_WIDGET (page), save);
  g_assert_true (ui_wait (has_chooser, NULL));
  return GTK_FILE_CHOOSER_DIALOG (find_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG));
}

static gboolean
has_folder (gpointer dialog)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_current_folder (dialog);

  return folder != NULL;
}

/* The dialog goes to a folder of its own first, in its own time; sent elsewhere meanwhile, it says
   that it was interrupted. */
static gboolean
is_in_folder (gpointer dialog)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_current_folder (dialog);
  GFile *wanted = g_object_get_data (dialog, "wanted");
  GtkWidget *complaint = find_dialog (GTK_TYPE_MESSAGE_DIALOG);

  if (complaint != NULL)
    gtk_dialog_response (GTK_DIALOG (complaint), GTK_RESPONSE_CLOSE);
  if (complaint == NULL && folder != NULL && g_file_equal (folder, wanted))
    return TRUE;
  ui_spin (500);
  g_clear_object (&folder);
  folder = gtk_file_chooser_get_current_folder (dialog);
  if (folder != NULL && !g_file_equal (folder, wanted))
    gtk_file_chooser_set_current_folder (dialog, wanted, NULL);
  return FALSE;
}

static void
choose (GtkFileChooserDialog *dialog, const char *folder, const char *name)
{
  g_object_set_data_full (
      G_OBJECT (dialog), "wanted", g_file_new_for_path (folder), g_object_unref);
  g_assert_true (ui_wait (has_folder, dialog));
  g_assert_true (ui_wait (is_in_folder, dialog));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_widget_activate (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT));
}

typedef struct {
  GtkWidget *page;
  const char *text;
} Said;

static gboolean
is_said (gpointer data)
{
  Said *said = data;

  return ui_find_label (said->page, said->text) != NULL;
}

static void
wait_said (MpsReportPage *page, const char *text)
{
  Said said = { GTK_WIDGET (page), text };

  g_assert_true (ui_wait (is_said, &said));
}

static guint
count_pages (const char *bytes, gsize length)
{
  const char *const mark = "/Type /Page";
  guint n = 0;

  /* Not the "/Type /Pages" above them. */
  for (gsize i = 0; i + strlen (mark) < length; i++)
    n += memcmp (bytes + i, mark, strlen (mark)) == 0 && bytes[i + strlen (mark)] != 's';
  return n;
}

static void
assert_pdf (const char *path, guint n_pages)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, 2000);
  g_assert_cmpmem (bytes, 5, "%PDF-", 5);
  g_assert_nonnull (g_strstr_len (bytes + length - 16, 16, "%%EOF"));
  g_assert_cmpuint (count_pages (bytes, length), ==, n_pages);
}

static gboolean
is_file (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static void
test_save (UiFixture *fixture, gconstpointer data)
{
  MpsReportPage *page = open_report (fixture);
  guint n_pages = mps_report_get_n_pages (mps_report_page_peek_report (page));
  g_autofree char *path = g_build_filename (saved_in, "saved.pdf", NULL);
  GStatBuf info;

  g_assert_cmpuint (n_pages, >=, 1);
  g_remove (path);
  choose (ask_where (page), saved_in, "saved.pdf");
  g_assert_true (ui_wait (has_no_chooser, NULL));
  wait_said (page, _ ("The report is saved."));
  assert_pdf (path, n_pages);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_cancel (UiFixture *fixture, gconstpointer data)
{
  MpsReportPage *page = open_report (fixture);
  GtkFileChooserDialog *dialog = ask_where (page);

  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_assert_true (ui_wait (has_no_chooser, NULL));
  ui_spin (200);
  g_assert_null (ui_find_label (GTK_WIDGET (page), _ ("The report is saved.")));
  g_assert_null (ui_find_label (GTK_WIDGET (page), _ ("The report was not saved.")));
}

/* A file that is there is replaced only by one who says so. */
static void
test_replace (UiFixture *fixture, gconstpointer data)
{
  MpsReportPage *page = open_report (fixture);
  guint n_pages = mps_report_get_n_pages (mps_report_page_peek_report (page));
  g_autofree char *path = g_build_filename (saved_in, "saved.pdf", NULL);
  g_autofree char *before = NULL;
  GtkFileChooserDialog *dialog = NULL;

  g_assert_true (g_file_set_contents (path, "somebody's letter", -1, NULL));
  dialog = ask_where (page);
  choose (dialog, saved_in, "saved.pdf");
  answer (GTK_RESPONSE_CANCEL);
  ui_spin (200);
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  g_assert_cmpstr (before, ==, "somebody's letter");

  choose (dialog, saved_in, "saved.pdf");
  answer (GTK_RESPONSE_ACCEPT);
  g_assert_true (ui_wait (has_no_chooser, NULL));
  wait_said (page, _ ("The report is saved."));
  assert_pdf (path, n_pages);
}

/* /proc takes no files, whoever asks. */
static void
test_unwritable (UiFixture *fixture, gconstpointer data)
{
  MpsReportPage *page = open_report (fixture);
  g_autofree char *path = g_build_filename (saved_in, "saved.pdf", NULL);

  g_remove (path);
  choose (ask_where (page), "/proc", "saved.pdf");
  g_assert_true (ui_wait (has_no_chooser, NULL));
  wait_said (page, _ ("The report was not saved."));
  g_assert_nonnull (
      ui_find_label (GTK_WIDGET (page), _ ("Choose another folder or name, then save again.")));
  g_assert_false (g_file_test ("/proc/saved.pdf", G_FILE_TEST_EXISTS));
  /* The page is as usable as before. */
  choose (ask_where (page), saved_in, "saved.pdf");
  wait_said (page, _ ("The report is saved."));
  g_assert_null (ui_find_label (GTK_WIDGET (page), _ ("The report was not saved.")));
}

static GtkPrintUnixDialog *
ask_printer (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.print", NULL);
  g_assert_true (ui_wait (has_printers, NULL));
  return GTK_PRINT_UNIX_DIALOG (find_dialog (GTK_TYPE_PRINT_UNIX_DIALOG));
}

static gboolean
has_printer (gpointer dialog)
{
  return gtk_print_unix_dialog_get_selected_printer (GTK_PRINT_UNIX_DIALOG (dialog)) != NULL;
}

static void
choose_printer (GtkPrintUnixDialog *dialog, const char *path)
{
  g_autoptr (GtkPrintSettings) settings = gtk_print_settings_new ();
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_URI, uri);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf");
  gtk_print_settings_set_printer (settings, g_dgettext ("gtk40", "Print to File"));
  gtk_print_unix_dialog_set_settings (dialog, settings);
  g_assert_true (ui_wait (has_printer, dialog));
}

static void
test_print (UiFixture *fixture, gconstpointer data)
{
  MpsReportPage *page = open_report (fixture);
  guint n_pages = mps_report_get_n_pages (mps_report_page_peek_report (page));
  g_autofree char *path = g_build_filename (saved_in, "printed.pdf", NULL);
  GtkPrintUnixDialog *dialog = ask_printer (fixture);

  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_assert_true (ui_wait (has_no_printers, NULL));
  g_assert_null (ui_find_label (GTK_WIDGET (page), _ ("The report could not be printed.")));

  dialog = ask_printer (fixture);
  choose_printer (dialog, path);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  g_assert_true (ui_wait (has_no_printers, NULL));
  g_assert_true (ui_wait (is_file, path));
  ui_spin (500);
  assert_pdf (path, n_pages);
  g_assert_null (ui_find_label (GTK_WIDGET (page), _ ("The report could not be printed.")));
}

static gboolean
has_results (gpointer data)
{
  UiFixture *fixture = data;
  GtkWidget *page = mps_window_get_page (fixture->window);
  GtkWidget *results = ui_find_mapped (page, MPS_TYPE_REPORT_RESULTS);

  return results != NULL && ui_find_mapped (results, GTK_TYPE_LIST_BOX_ROW) != NULL;
}

static gboolean
has_trend (gpointer data)
{
  UiFixture *fixture = data;

  return ui_find_mapped (mps_window_get_page (fixture->window), MPS_TYPE_TREND_CHART) != NULL;
}

/* A report in the chart lists its results; opening one shows that observation with its trend. */
static void
test_report_in_chart (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *page = NULL;
  GtkWidget *row = NULL;
  GtkListView *timeline = NULL;
  GtkSelectionModel *model = NULL;

  ui_run_finish (fixture);
  ui_press_primary (fixture);
  g_assert_true (ui_wait (ui_fixture_has_timeline, fixture));
  page = mps_window_get_page (fixture->window);
  timeline = GTK_LIST_VIEW (ui_find_mapped (page, GTK_TYPE_LIST_VIEW));
  model = gtk_list_view_get_model (timeline);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++) {
    g_autoptr (MpsTimelineItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);

    if (g_str_equal (mps_timeline_item_peek_entry (item)->type, "DiagnosticReport")) {
      gtk_selection_model_select_item (model, i, TRUE);
      break;
    }
  }
  g_assert_true (ui_wait (has_results, fixture));
  g_assert_nonnull (ui_find_label (page, _ ("Laboratory report")));
  row = ui_find_mapped (ui_find_mapped (page, MPS_TYPE_REPORT_RESULTS), GTK_TYPE_LIST_BOX_ROW);
  gtk_widget_activate (row);
  g_assert_true (ui_wait (has_trend, fixture));
  g_assert_false (has_results (fixture));
}

/* What other systems sent without an interpretation is judged by the patient's range; what has no
   range says nothing, and above all not "normal". */
static void
test_trend_words (UiFixture *fixture, gconstpointer data)
{
  MpsTrendPoint points[] = {
    { .when_us = 1, .value = 40, .interpretation = MPS_INTERPRETATION_UNKNOWN },
    { .when_us = 2, .value = 40, .interpretation = MPS_INTERPRETATION_LOW },
  };
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (MpsTrendPoint));
  MpsTrendChart *chart = g_object_ref_sink (g_object_new (MPS_TYPE_TREND_CHART, NULL));

  g_array_append_vals (array, points, G_N_ELEMENTS (points));
  mps_trend_chart_set (chart, array, "x", "mg/dL", NULL);
  g_assert_true (g_str_has_suffix (mps_trend_chart_peek_reading (chart), C_ ("result", "Low")));
  mps_trend_chart_move_cursor (chart, -1);
  g_assert_true (g_str_has_suffix (mps_trend_chart_peek_reading (chart), "mg/dL"));
  g_object_unref (chart);
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  int status = 0;

  ui_test_init (&argc, &argv);
  saved_in = g_dir_make_tmp ("mps-ui-XXXXXX", NULL);
  add ("/ui/report/save", test_save);
  add ("/ui/report/cancel", test_cancel);
  add ("/ui/report/replace", test_replace);
  add ("/ui/report/unwritable", test_unwritable);
  add ("/ui/report/print", test_print);
  add ("/ui/report/in-chart", test_report_in_chart);
  add ("/ui/report/trend-words", test_trend_words);
  status = g_test_run ();
  ui_remove_folder (saved_in);
  g_free (saved_in);
  return status;
}
