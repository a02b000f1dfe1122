/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-analyte-info.h"
#include "tests/ui/ui-chart.h"
#include "ui/chart/mps-trend-panel.h"
#include "ui/register/mps-merge-page.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-meaning.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"
#include "ui/widgets/mps-trend-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What is read in a chart: documents, trends, versions, and the records of a duplicate. */

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GFile *
new_file (UiFixture *fixture, const char *name, GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, (const char *)bytes->data, (gssize)bytes->len, NULL));
  return g_file_new_for_path (path);
}

/* Two pages; readers find the objects of a file without a table of them. */
static GFile *
new_pdf (UiFixture *fixture)
{
  static const char pdf[] =
      "%PDF-1.4\n"
      "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 5 0 R>>endobj\n"
      "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 5 0 R>>endobj\n"
      "5 0 obj<</Length 19>>stream\n20 20 100 100 re f \nendstream endobj\n"
      "trailer<</Root 1 0 R/Size 6>>\n%%EOF\n";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *)pdf, sizeof pdf - 1);
  return new_file (fixture, "referral.pdf", bytes);
}

static GFile *
new_picture (UiFixture *fixture)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 64, 48);

  cairo_surface_write_to_png_stream (surface, write_bytes, bytes);
  cairo_surface_destroy (surface);
  return new_file (fixture, "wound.png", bytes);
}

/* As a hand does that lets files go over the section. */
static gboolean
drop_files (UiFixture *fixture, GSList *files)
{
  GtkWidget *section =
      ui_find_mapped (GTK_WIDGET (fixture->window), g_type_from_name ("MpsListSection"));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (section);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (files));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET (controller))
      g_signal_emit_by_name (controller, "drop", &value, 1.0, 1.0, &taken);
  }
  ui_spin (100);
  return taken;
}

static gboolean
shows_picture (gpointer fixture)
{
  GtkWidget *picture =
      ui_find_mapped (GTK_WIDGET (((UiFixture *)fixture)->window), GTK_TYPE_PICTURE);

  return picture != NULL && gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL;
}

static gboolean
has_title (UiFixture *fixture, const char *text)
{
  GtkWidget *field = ui_chart_find_named (GTK_WIDGET (fixture->window), "title");

  return field != NULL && g_str_equal (gtk_editable_get_text (GTK_EDITABLE (field)), text);
}

/* Two files dropped at once: each has its form, is kept, and is looked at. */
static void
test_document (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) pdf = new_pdf (fixture);
  g_autoptr (GFile) picture = new_picture (fixture);
  g_autoptr (GSList) files = NULL;

  files = g_slist_append (files, pdf);
  files = g_slist_append (files, picture);
  ui_chart_open_section (fixture, "document");
  g_assert_true (drop_files (fixture, files));
  ui_chart_write_field (fixture, "title", "진료 의뢰서");
  ui_chart_choose (fixture, "kind", 2);
  /* What is dropped while a form is open does not replace what stands there. */
  g_assert_false (drop_files (fixture, files));
  ui_chart_save (fixture);
  for (int i = 0; i < 200 && !has_title (fixture, "wound.png"); i++)
    ui_spin (20);
  ui_chart_write_field (fixture, "title", "상처 사진");
  ui_chart_choose (fixture, "kind", 5);
  ui_chart_save (fixture);
  ui_chart_open_row (fixture, "진료 의뢰서");
  g_assert_true (ui_wait (shows_picture, fixture));
  ui_chart_wait_text (fixture, "1");
  ui_chart_press (fixture, _ ("Next page"));
  g_assert_true (ui_wait (shows_picture, fixture));
  g_assert_null (ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_SENTENCE_BOX));
  ui_chart_go_back (fixture);
  ui_chart_open_row (fixture, "상처 사진");
  g_assert_true (ui_wait (shows_picture, fixture));
}

/* A file that says it is a picture and is none is refused in words, and nothing is kept. */
static void
test_document_refused (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GFile) file = NULL;
  g_autoptr (GSList) files = NULL;

  g_byte_array_append (bytes, (const guint8 *)"\177ELF\377\376 program", 14);
  file = new_file (fixture, "scan.png", bytes);
  files = g_slist_append (files, file);
  ui_chart_open_section (fixture, "document");
  g_assert_true (drop_files (fixture, files));
  ui_chart_choose (fixture, "kind", 2);
  ui_chart_save (fixture);
  for (int i = 0;
       i < 200 && ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_SENTENCE_BOX) == NULL;
       i++)
    ui_spin (20);
  g_assert_nonnull (ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_SENTENCE_BOX));
  ui_chart_go_back (fixture);
  ui_chart_wait_text (fixture, _ ("No documents on record"));
}

static void
test_versions (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "problem", "name");
  ui_chart_write_field (fixture, "name", "고혈압");
  ui_chart_save (fixture);
  ui_chart_open_row (fixture, "고혈압");
  ui_chart_press (fixture, _ ("Edit"));
  ui_chart_write_field (fixture, "name", "본태성 고혈압");
  ui_chart_save (fixture);
  for (int i = 0; i < 200 && ui_chart_find_named (GTK_WIDGET (fixture->window), "name") != NULL;
       i++)
    ui_spin (20);
  ui_chart_open_row (fixture, "본태성 고혈압");
  ui_chart_press (fixture, _ ("Versions"));
  /* Side by side: what stood there, and what stands there now. */
  ui_chart_wait_text (fixture, C_ ("difference", "Changed"));
  ui_chart_wait_text (fixture, "본태성 고혈압");
  g_assert_nonnull (gtk_widget_get_ancestor (
      ui_chart_find_text (GTK_WIDGET (fixture->window), "nurse"), GTK_TYPE_WIDGET));
  /* Esc goes back to the record, then to the list. */
  ui_chart_go_back (fixture);
  ui_chart_wait_text (fixture, _ ("Mark as wrong"));
  ui_chart_go_back (fixture);
  ui_chart_wait_text (fixture, "본태성 고혈압");
  g_assert_null (ui_chart_find_text (GTK_WIDGET (fixture->window), _ ("Mark as wrong")));
}

static gboolean
on_merge_page (gpointer data)
{
  return MPS_IS_MERGE_PAGE (mps_window_get_page (((UiFixture *)data)->window));
}

static gboolean
has_one_row (gpointer list)
{
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (list));

  return g_list_model_get_n_items (G_LIST_MODEL (model)) == 1;
}

/* The other chart is chosen, a reason is given; it is taken back by the same way. */
static void
test_merge (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *page = NULL;
  GtkWidget *find = NULL;
  GtkWidget *reason = NULL;
  GtkWidget *list = NULL;

  ui_chart_open_section (fixture, "timeline");
  ui_chart_press (fixture, _ ("_Duplicates…") + 1);
  g_assert_true (ui_wait (on_merge_page, fixture));
  page = mps_window_get_page (fixture->window);
  g_assert_false (gtk_widget_is_sensitive (ui_chart_get_primary (fixture)));
  find = ui_find_mapped (page, GTK_TYPE_SEARCH_ENTRY);
  reason = ui_find_mapped (page, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (find), "이도윤");
  list = ui_find_mapped (page, GTK_TYPE_LIST_VIEW);
  g_assert_true (ui_wait (has_one_row, list));
  ui_chart_wait_text (fixture, "이도윤   ");
  gtk_single_selection_set_selected (
      GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (list))), 0);
  ui_chart_wait_text (fixture, _ ("Write why it is the same person"));
  /* Not without a reason. */
  g_assert_false (gtk_widget_is_sensitive (ui_chart_get_primary (fixture)));
  gtk_editable_set_text (GTK_EDITABLE (reason), "같은 사람");
  ui_spin (50);
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, _ ("Take the merge back"));
  gtk_editable_set_text (GTK_EDITABLE (reason), "다른 사람");
  ui_chart_press (fixture, _ ("Take the merge back"));
  for (int i = 0; i < 200 && ui_chart_find_text (page, _ ("Take the merge back")) != NULL; i++)
    ui_spin (20);
  g_assert_null (ui_chart_find_text (page, _ ("Take the merge back")));
  g_assert_null (ui_find_mapped (page, MPS_TYPE_SENTENCE_BOX));
}

/* Glucose after 100 mg/dL, as the window says it. */
static void
check_change (MpsTrendPanel *panel, double after, MpsChangeState state, const char *words)
{
  const MpsQuantity first = { .value = 100, .unit = "mg/dL" };
  const MpsQuantity second = { .value = after, .unit = "mg/dL" };
  MpsChange change = { 0 };

  mps_change_judge ("2345-7", &first, &second, &change);
  g_assert_cmpint (change.state, ==, state);
  mps_trend_panel_set_change (panel, &change);
  ui_spin (50);
  g_assert_nonnull (ui_chart_find_text (GTK_WIDGET (panel), words));
}

/* A difference that chance explains is called no real change, up to the reference change value. */
static void
test_change (void)
{
  GtkWidget *window = gtk_window_new ();
  MpsTrendPanel *panel = g_object_new (MPS_TYPE_TREND_PANEL, NULL);
  const MpsQuantity first = { .value = 100, .unit = "mg/dL" };
  MpsChange change = { 0 };

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (panel));
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (ui_wait (ui_is_mapped, panel));
  mps_change_judge ("2345-7", &first, &first, &change);
  g_assert_cmpfloat (change.least_percent, >, 0);
  check_change (panel, 100 + change.least_percent * 0.98, MPS_CHANGE_NONE, "No real change");
  check_change (panel, 100 + change.most_percent * 1.02, MPS_CHANGE_ROSE, "Real rise");
  check_change (panel, 100 - change.most_percent * 1.02, MPS_CHANGE_FELL, "Real fall");
  mps_trend_panel_set_change (panel, NULL);
  g_assert_null (ui_chart_find_text (GTK_WIDGET (panel), "Real fall"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
write_pressure (UiFixture *fixture, const char *text)
{
  ui_chart_act (fixture);
  ui_spin (200);
  ui_chart_write_field (fixture, "blood-pressure", text);
  ui_chart_save (fixture);
  for (int i = 0;
       i < 200 && ui_chart_find_named (GTK_WIDGET (fixture->window), "blood-pressure") != NULL;
       i++)
    ui_spin (20);
}

/* Both values of a blood pressure have their course, in the chart, its reading and its table. */
static void
test_pressure_trend (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *systolic = mps_analyte_dup_name ("8480-6", mps_language_peek ());
  g_autofree char *diastolic = mps_analyte_dup_name ("8462-4", mps_language_peek ());
  g_autofree char *upper = NULL;
  g_autofree char *lower = NULL;
  GtkWidget *panel = NULL;
  MpsTrendChart *chart = NULL;

  ui_chart_open_section (fixture, "vitals");
  write_pressure (fixture, "118/76");
  write_pressure (fixture, "162/101");
  ui_chart_open_row (fixture, "162/101");
  for (int i = 0;
       i < 200 && ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_TREND_PANEL) == NULL;
       i++)
    ui_spin (20);
  panel = ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_TREND_PANEL);
  g_assert_nonnull (panel);
  chart = MPS_TREND_CHART (mps_trend_panel_get_chart (MPS_TREND_PANEL (panel)));
  g_assert_nonnull (strstr (mps_trend_chart_peek_reading (chart), "101"));
  g_assert_nonnull (strstr (mps_trend_chart_peek_reading (chart), diastolic));
  mps_trend_chart_move_cursor (chart, -1);
  g_assert_nonnull (strstr (mps_trend_chart_peek_reading (chart), "162"));
  g_assert_nonnull (strstr (mps_trend_chart_peek_reading (chart), systolic));
  /* Each says whether its change is a real one. */
  g_assert_nonnull (ui_chart_find_text (panel, diastolic));
  gtk_stack_set_visible_child_name (GTK_STACK (ui_find_mapped (panel, GTK_TYPE_STACK)), "table");
  ui_spin (300);
  upper = g_strdup_printf ("%s 118", systolic);
  lower = g_strdup_printf ("%s 76", diastolic);
  g_assert_nonnull (ui_chart_find_text (panel, upper));
  g_assert_nonnull (ui_chart_find_text (panel, lower));
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/chart-read/document", test_document);
  add ("/ui/chart-read/document-refused", test_document_refused);
  g_test_add_func ("/ui/chart-read/change", test_change);
  add ("/ui/chart-read/pressure-trend", test_pressure_trend);
  add ("/ui/chart-read/versions", test_versions);
  add ("/ui/chart-read/merge", test_merge);
  return g_test_run ();
}
