/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/fake-input.h"
#include "tests/ui/ui-fixture.h"
#include "ui/chart/mps-chart-page.h"
#include "ui/chart/mps-trend-panel.h"
#include "ui/register/mps-merge-page.h"
#include "ui/register/mps-register-page.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-meaning.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (gtk_widget_get_mapped (widget) && g_str_equal (gtk_widget_get_name (widget), name))
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_named (child, name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static GtkWidget *
find_text (GtkWidget *widget, const char *part)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_text (child, part);

    if (found != NULL)
      return found;
  }
  return NULL;
}

typedef struct {
  UiFixture *fixture;
  const char *text;
} Wanted;

static gboolean
shows_text (gpointer data)
{
  Wanted *wanted = data;

  return find_text (GTK_WIDGET (wanted->fixture->window), wanted->text) != NULL;
}

static void
wait_text (UiFixture *fixture, const char *text)
{
  Wanted wanted = { fixture, text };

  if (!ui_wait (shows_text, &wanted))
    g_error ("“%s” was not shown", text);
}

static void
write_field (UiFixture *fixture, const char *name, const char *text)
{
  GtkWidget *field = find_named (GTK_WIDGET (fixture->window), name);

  g_assert_nonnull (field);
  if (GTK_IS_TEXT_VIEW (field))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (field)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (field), text);
}

static void
choose (UiFixture *fixture, const char *name, guint position)
{
  GtkWidget *field = find_named (GTK_WIDGET (fixture->window), name);

  g_assert_nonnull (field);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (field), position);
}

static GtkWidget *
get_primary (UiFixture *fixture)
{
  return mps_page_get_primary (MPS_PAGE (mps_window_get_page (fixture->window)));
}

static void
act (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  ui_spin (50);
}

static void
go_back (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL);
  ui_spin (50);
}

static gboolean
can_act (gpointer data)
{
  GtkWidget *primary = get_primary (data);

  return primary != NULL && gtk_widget_get_mapped (primary) && gtk_widget_is_sensitive (primary);
}

static MpsChartPage *
open_section (UiFixture *fixture, const char *section)
{
  MpsChartPage *page = NULL;

  ui_fixture_open_first_chart (fixture);
  page = MPS_CHART_PAGE (mps_window_get_page (fixture->window));
  mps_chart_page_show_section (page, section);
  g_assert_true (ui_wait (can_act, fixture));
  ui_spin (200);
  return page;
}

static void
open_form (UiFixture *fixture, const char *section, const char *field)
{
  open_section (fixture, section);
  act (fixture);
  ui_spin (200);
  g_assert_nonnull (find_named (GTK_WIDGET (fixture->window), field));
  ui_spin (100);
  /* Nothing is wrong with a form that was just opened. */
  g_assert_null (ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_SENTENCE_BOX));
  /* Nothing was written yet: it cannot be saved, and says so. */
  g_assert_false (gtk_widget_is_sensitive (get_primary (fixture)));
  g_assert_nonnull (gtk_widget_get_tooltip_text (get_primary (fixture)));
}

static void
save (UiFixture *fixture)
{
  if (!ui_wait (can_act, fixture))
    g_error ("it cannot be saved: %s", gtk_widget_get_tooltip_text (get_primary (fixture)));
  act (fixture);
}

static void
test_problem (UiFixture *fixture, gconstpointer data)
{
  open_form (fixture, "problem", "name");
  write_field (fixture, "name", "본태성 고혈압");
  write_field (fixture, "onset", "never");
  g_assert_false (gtk_widget_is_sensitive (get_primary (fixture)));
  write_field (fixture, "onset", "2019.4");
  save (fixture);
  wait_text (fixture, "본태성 고혈압");
  g_assert_null (find_named (GTK_WIDGET (fixture->window), "onset"));
  wait_text (fixture, "2019-04");
}

static void
test_medicine (UiFixture *fixture, gconstpointer data)
{
  open_form (fixture, "medicine", "name");
  write_field (fixture, "name", "암로디핀 5 mg");
  write_field (fixture, "dose", "하루 1번");
  save (fixture);
  wait_text (fixture, "암로디핀 5 mg");
}

/* An allergy is in the banner as soon as it is on record. */
static void
test_allergy (UiFixture *fixture, gconstpointer data)
{
  open_form (fixture, "allergy", "substance");
  write_field (fixture, "substance", "페니실린");
  choose (fixture, "criticality", 1);
  save (fixture);
  wait_text (fixture, _ ("High risk"));
  go_back (fixture);
  wait_text (fixture, "페니실린");
}

static void
test_none_known (UiFixture *fixture, gconstpointer data)
{
  open_form (fixture, "allergy", "kind");
  g_assert_nonnull (find_text (GTK_WIDGET (fixture->window), _ ("Allergies: not asked")));
  choose (fixture, "kind", 2);
  save (fixture);
  wait_text (fixture, _ ("No known allergies"));
  ui_spin (100);
  g_assert_null (find_text (GTK_WIDGET (fixture->window), _ ("Allergies: not asked")));
}

static void
test_alert (UiFixture *fixture, gconstpointer data)
{
  open_form (fixture, "alert", "text");
  write_field (fixture, "text", "낙상 위험");
  save (fixture);
  wait_text (fixture, "낙상 위험");
}

/* Each value is judged while it is written; what no living person has is asked about, in place. */
static void
test_vitals (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;

  open_form (fixture, "vitals", "pulse");
  write_field (fixture, "pulse", "72");
  wait_text (fixture, C_ ("result", "Normal"));
  write_field (fixture, "temperature", "363");
  ui_spin (50);
  g_assert_false (gtk_widget_is_sensitive (get_primary (fixture)));
  g_assert_nonnull (find_text (GTK_WIDGET (fixture->window), _ ("Yes, it is right")));
  act (fixture);
  g_assert_nonnull (find_named (GTK_WIDGET (fixture->window), "pulse"));
  write_field (fixture, "temperature", "36.3");
  ui_spin (50);
  g_assert_null (find_text (GTK_WIDGET (fixture->window), _ ("Yes, it is right")));
  write_field (fixture, "blood-pressure", "182/124");
  save (fixture);
  wait_text (fixture, "36.3");
  wait_text (fixture, "182/124");
  /* Coloured by what its two values mean, and never only by colour. */
  row = gtk_widget_get_ancestor (find_text (GTK_WIDGET (fixture->window), "182/124"),
                                 GTK_TYPE_LIST_BOX_ROW);
  g_assert_nonnull (
      find_text (row, mps_interpretation_peek_word (MPS_INTERPRETATION_CRITICAL_HIGH)));
}

static GtkWidget *
get_button (GtkWidget *label)
{
  return gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
}

static void
test_confirm (UiFixture *fixture, gconstpointer data)
{
  open_form (fixture, "vitals", "temperature");
  write_field (fixture, "temperature", "25");
  wait_text (fixture, _ ("Yes, it is right"));
  g_assert_false (gtk_widget_is_sensitive (get_primary (fixture)));
  g_signal_emit_by_name (
      get_button (find_text (GTK_WIDGET (fixture->window), _ ("Yes, it is right"))), "clicked");
  save (fixture);
  wait_text (fixture, "25");
}

/* What was written comes back to the letter, with the caret, until it is signed. */
static void
test_note_draft (UiFixture *fixture, gconstpointer data)
{
  const char *text = "어제부터 두통.\n\n  혈압 150/95 — 2주 뒤 다시 ☎";
  GtkWidget *view = NULL;
  GtkTextBuffer *buffer = NULL;
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *found = NULL;

  open_form (fixture, "note", "text");
  write_field (fixture, "text", text);
  ui_spin (1000);
  /* The window is gone as after a crash: nothing was closed in good order. */
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_spin (200);
  ui_fixture_show_session (fixture);
  open_section (fixture, "note");
  act (fixture);
  wait_text (fixture, "·");
  for (int i = 0; i < 100 && find_text (GTK_WIDGET (fixture->window), _ ("Start over")) == NULL;
       i++)
    ui_spin (20);
  view = find_named (GTK_WIDGET (fixture->window), "text");
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  found = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_cmpstr (found, ==, text);
  save (fixture);
  for (int i = 0; i < 200 && find_named (GTK_WIDGET (fixture->window), "text") != NULL; i++)
    ui_spin (20);
  g_assert_null (find_named (GTK_WIDGET (fixture->window), "text"));
  /* It is a record now, and the next note begins empty. */
  act (fixture);
  ui_spin (500);
  view = find_named (GTK_WIDGET (fixture->window), "text");
  g_assert_nonnull (view);
  g_assert_cmpint (
      gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view))), ==, 0);
}

/* A form that is left by Esc loses nothing, and another chart never gets its draft. */
static void
test_form_left (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *field = NULL;

  open_form (fixture, "problem", "name");
  write_field (fixture, "name", "초안");
  go_back (fixture);
  ui_spin (300);
  g_assert_null (find_named (GTK_WIDGET (fixture->window), "name"));
  act (fixture);
  wait_text (fixture, _ ("Start over"));
  field = find_named (GTK_WIDGET (fixture->window), "name");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "초안");
  g_signal_emit_by_name (get_button (find_text (GTK_WIDGET (fixture->window), _ ("Start over"))),
                         "clicked");
  ui_spin (50);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "");
}

static void
test_preedit (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *field = NULL;

  open_form (fixture, "problem", "name");
  write_field (fixture, "name", "고혈");
  field = find_named (GTK_WIDGET (fixture->window), "name");
  gtk_widget_grab_focus (field);
  gtk_editable_set_position (GTK_EDITABLE (field), -1);
  ui_spin (50);
  fake_input_compose ("압");
  act (fixture);
  go_back (fixture);
  gtk_widget_activate_action (
      GTK_WIDGET (mps_window_get_page (fixture->window)), "chart.next-section", NULL);
  ui_spin (200);
  g_assert_true (gtk_widget_get_mapped (field));
  fake_input_commit ("압");
  save (fixture);
  wait_text (fixture, "고혈압");
}

static gboolean
on_register (gpointer data)
{
  return MPS_IS_REGISTER_PAGE (mps_window_get_page (((UiFixture *)data)->window));
}

static gboolean
on_chart (gpointer data)
{
  return MPS_IS_CHART_PAGE (mps_window_get_page (((UiFixture *)data)->window));
}

static void
open_register (UiFixture *fixture)
{
  GtkWidget *button =
      get_button (find_text (mps_window_get_page (fixture->window), "New patient") != NULL
                      ? find_text (mps_window_get_page (fixture->window), "New patient")
                      : find_text (mps_window_get_page (fixture->window), "새 환자"));

  g_signal_emit_by_name (button, "clicked");
  g_assert_true (on_register (fixture));
}

static void
test_register (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *birth = NULL;

  open_register (fixture);
  write_field (fixture, "name", "홍길순");
  write_field (fixture, "resident-number", "901301-2234567");
  g_assert_false (gtk_widget_is_sensitive (get_primary (fixture)));
  /* The last six digits are random since 2020: no check digit rejects a number. */
  write_field (fixture, "resident-number", "900101-2234567");
  birth = find_named (GTK_WIDGET (fixture->window), "birth-date");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (birth)), ==, "1990-01-01");
  wait_text (fixture, _ ("Korean registration"));
  /* Left and come back to: it still stands there. */
  go_back (fixture);
  g_assert_false (on_register (fixture));
  open_register (fixture);
  birth = find_named (GTK_WIDGET (fixture->window), "birth-date");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (birth)), ==, "1990-01-01");
  save (fixture);
  g_assert_true (ui_wait (on_chart, fixture));
  wait_text (fixture, "홍길순");
}

/* Others of the same name are seen before anything is saved. */
static void
test_namesake (UiFixture *fixture, gconstpointer data)
{
  open_register (fixture);
  write_field (fixture, "name", "김서연");
  wait_text (fixture, _ ("Open this chart"));
  wait_text (fixture, _ ("Same name"));
  g_signal_emit_by_name (
      get_button (find_text (GTK_WIDGET (fixture->window), _ ("Open this chart"))), "clicked");
  g_assert_true (ui_wait (on_chart, fixture));
  wait_text (fixture, "김서연");
}

static void
test_edit_patient (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *label = NULL;

  open_section (fixture, "timeline");
  label = find_text (mps_window_get_page (fixture->window), _ ("Edit patient"));
  g_assert_nonnull (label);
  g_signal_emit_by_name (get_button (label), "clicked");
  ui_spin (300);
  write_field (fixture, "mobile", "010-9999-1234");
  save (fixture);
  for (int i = 0; i < 200 && find_named (GTK_WIDGET (fixture->window), "mobile") != NULL; i++)
    ui_spin (20);
  g_assert_null (find_named (GTK_WIDGET (fixture->window), "mobile"));
}

static void
test_consent (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;

  open_form (fixture, "consent", "scope");
  choose (fixture, "scope", 1);
  write_field (fixture, "text", "개인정보 수집");
  write_field (fixture, "given-by", "본인");
  save (fixture);
  wait_text (fixture, C_ ("consent", "In force"));
  row = gtk_widget_get_ancestor (find_text (GTK_WIDGET (fixture->window), "개인정보 수집"),
                                 GTK_TYPE_LIST_BOX_ROW);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  wait_text (fixture, _ ("Withdraw the consent"));
  g_signal_emit_by_name (
      get_button (find_text (GTK_WIDGET (fixture->window), _ ("Withdraw the consent"))), "clicked");
  ui_spin (100);
  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (
                             GTK_WIDGET (mps_window_get_page (fixture->window)), GTK_TYPE_ENTRY)),
                         "환자 요청");
  g_signal_emit_by_name (
      ui_find_mapped (GTK_WIDGET (mps_window_get_page (fixture->window)), GTK_TYPE_ENTRY),
      "activate");
  ui_spin (500);
  go_back (fixture);
  wait_text (fixture, C_ ("consent", "Withdrawn"));
}

static void
press (UiFixture *fixture, const char *words)
{
  GtkWidget *label = NULL;

  wait_text (fixture, words);
  label = find_text (GTK_WIDGET (fixture->window), words);
  g_assert_nonnull (get_button (label));
  g_signal_emit_by_name (get_button (label), "clicked");
  ui_spin (100);
}

static void
open_row (UiFixture *fixture, const char *words)
{
  GtkWidget *row = NULL;

  wait_text (fixture, words);
  row = gtk_widget_get_ancestor (find_text (GTK_WIDGET (fixture->window), words),
                                 GTK_TYPE_LIST_BOX_ROW);
  g_assert_nonnull (row);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  ui_spin (100);
}

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
  GtkWidget *field = find_named (GTK_WIDGET (fixture->window), "title");

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
  open_section (fixture, "document");
  g_assert_true (drop_files (fixture, files));
  write_field (fixture, "title", "진료 의뢰서");
  choose (fixture, "kind", 2);
  /* What is dropped while a form is open does not replace what stands there. */
  g_assert_false (drop_files (fixture, files));
  save (fixture);
  for (int i = 0; i < 200 && !has_title (fixture, "wound.png"); i++)
    ui_spin (20);
  write_field (fixture, "title", "상처 사진");
  choose (fixture, "kind", 5);
  save (fixture);
  open_row (fixture, "진료 의뢰서");
  g_assert_true (ui_wait (shows_picture, fixture));
  wait_text (fixture, "1");
  press (fixture, _ ("Next page"));
  g_assert_true (ui_wait (shows_picture, fixture));
  g_assert_null (ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_SENTENCE_BOX));
  go_back (fixture);
  open_row (fixture, "상처 사진");
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
  open_section (fixture, "document");
  g_assert_true (drop_files (fixture, files));
  choose (fixture, "kind", 2);
  save (fixture);
  for (int i = 0;
       i < 200 && ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_SENTENCE_BOX) == NULL;
       i++)
    ui_spin (20);
  g_assert_nonnull (ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_SENTENCE_BOX));
  go_back (fixture);
  wait_text (fixture, _ ("No documents on record"));
}

static void
test_versions (UiFixture *fixture, gconstpointer data)
{
  open_form (fixture, "problem", "name");
  write_field (fixture, "name", "고혈압");
  save (fixture);
  open_row (fixture, "고혈압");
  press (fixture, _ ("Edit"));
  write_field (fixture, "name", "본태성 고혈압");
  save (fixture);
  for (int i = 0; i < 200 && find_named (GTK_WIDGET (fixture->window), "name") != NULL; i++)
    ui_spin (20);
  open_row (fixture, "본태성 고혈압");
  press (fixture, _ ("Versions"));
  /* Side by side: what stood there, and what stands there now. */
  wait_text (fixture, C_ ("difference", "Changed"));
  wait_text (fixture, "본태성 고혈압");
  g_assert_nonnull (
      gtk_widget_get_ancestor (find_text (GTK_WIDGET (fixture->window), "nurse"), GTK_TYPE_WIDGET));
  /* Esc goes back to the record, then to the list. */
  go_back (fixture);
  wait_text (fixture, _ ("Mark as wrong"));
  go_back (fixture);
  wait_text (fixture, "본태성 고혈압");
  g_assert_null (find_text (GTK_WIDGET (fixture->window), _ ("Mark as wrong")));
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

  open_section (fixture, "timeline");
  press (fixture, _ ("_Duplicates…") + 1);
  g_assert_true (ui_wait (on_merge_page, fixture));
  page = mps_window_get_page (fixture->window);
  g_assert_false (gtk_widget_is_sensitive (get_primary (fixture)));
  find = ui_find_mapped (page, GTK_TYPE_SEARCH_ENTRY);
  reason = ui_find_mapped (page, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (find), "이도윤");
  list = ui_find_mapped (page, GTK_TYPE_LIST_VIEW);
  g_assert_true (ui_wait (has_one_row, list));
  wait_text (fixture, "이도윤   ");
  gtk_single_selection_set_selected (
      GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (list))), 0);
  wait_text (fixture, _ ("Write why it is the same person"));
  /* Not without a reason. */
  g_assert_false (gtk_widget_is_sensitive (get_primary (fixture)));
  gtk_editable_set_text (GTK_EDITABLE (reason), "같은 사람");
  ui_spin (50);
  save (fixture);
  wait_text (fixture, _ ("Take the merge back"));
  gtk_editable_set_text (GTK_EDITABLE (reason), "다른 사람");
  press (fixture, _ ("Take the merge back"));
  for (int i = 0; i < 200 && find_text (page, _ ("Take the merge back")) != NULL; i++)
    ui_spin (20);
  g_assert_null (find_text (page, _ ("Take the merge back")));
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
  g_assert_nonnull (find_text (GTK_WIDGET (panel), words));
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
  g_assert_null (find_text (GTK_WIDGET (panel), "Real fall"));
  gtk_window_destroy (GTK_WINDOW (window));
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
  fake_input_install ();
  add ("/ui/chart/problem", test_problem);
  add ("/ui/chart/medicine", test_medicine);
  add ("/ui/chart/allergy", test_allergy);
  add ("/ui/chart/none-known", test_none_known);
  add ("/ui/chart/alert", test_alert);
  add ("/ui/chart/vitals", test_vitals);
  add ("/ui/chart/confirm", test_confirm);
  add ("/ui/chart/note-draft", test_note_draft);
  add ("/ui/chart/form-left", test_form_left);
  add ("/ui/chart/preedit", test_preedit);
  add ("/ui/chart/register", test_register);
  add ("/ui/chart/namesake", test_namesake);
  add ("/ui/chart/edit-patient", test_edit_patient);
  add ("/ui/chart/consent", test_consent);
  add ("/ui/chart/document", test_document);
  add ("/ui/chart/document-refused", test_document_refused);
  g_test_add_func ("/ui/chart/change", test_change);
  add ("/ui/chart/versions", test_versions);
  add ("/ui/chart/merge", test_merge);
  return g_test_run ();
}
