/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/fake-input.h"
#include "tests/ui/ui-fixture.h"
#include "ui/chart/mps-chart-page.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/search/mps-namesakes-bar.h"
#include "ui/search/mps-record-hit-row.h"
#include "ui/search/mps-record-hits.h"
#include "ui/widgets/mps-preedit.h"

#include <string.h>

/* Records of one test: more than are shown at once. */
#define N_MANY 70

/* The search as people use it: keys come from the screen, as from a keyboard, and letters from an
 * input method, as those of Hangul do. */

static void
append_patient (GString *lines,
                const char *id,
                const char *name,
                const char *chart_number,
                const char *birth_date,
                const char *phone)
{
  g_string_append_printf (
      lines,
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":[{\"text\":\"%s\"}],\"gender\":"
      "\"female\",\"birthDate\":\"%s\",\"telecom\":[{\"system\":\"phone\",\"value\":\"%s\"}],"
      "\"identifier\":[{\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
      "v2-0203\",\"code\":\"MR\"}]},\"value\":\"%s\"}]}\n",
      id,
      name,
      birth_date,
      phone,
      chart_number);
}

static void
append_result (GString *lines, const char *id, guint day, const char *note)
{
  g_string_append_printf (
      lines,
      "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"status\":\"final\",\"code\":{\"text\":"
      "\"Ferritin\"},\"subject\":{\"reference\":\"Patient/sky-1\"},\"effectiveDateTime\":"
      "\"2025-%02u-%02uT09:00:00+09:00\",\"valueQuantity\":{\"value\":%u,\"unit\":\"ng/mL\"},"
      "\"note\":[{\"text\":\"%s\"}]}\n",
      id,
      1 + day / 28,
      1 + day % 28,
      20 + day,
      note);
}

static void
import_records (MpsSession *session)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = NULL;

  append_patient (lines, "sky-1", "한하늘", "S-0001", "1988-03-02", "010-2222-1234");
  append_patient (lines, "sky-2", "한하늘", "S-0002", "1988-03-02", "010-3333-5678");
  append_patient (lines, "sky-3", "한하늘", "S-0003", "1951-11-30", "010-4444-9012");
  append_patient (lines, "sea-1", "탁바다", "S-0004", "1970-01-01", "010-5555-0000");
  for (guint i = 0; i < N_MANY; i++) {
    g_autofree char *id = g_strdup_printf ("ferritin-%u", i);

    append_result (lines, id, i, i == 3 ? "철 결핍 의심, 재검 필요" : "정기");
  }
  bytes = g_bytes_new (lines->str, lines->len);
  report = mps_store_import (
      mps_session_peek_store (session), bytes, "test", "test", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, N_MANY + 4);
}

static void
set_up (UiFixture *fixture, gconstpointer data)
{
  ui_fixture_set_up (fixture, data);
  import_records (fixture->session);
  gtk_application_set_accels_for_action (
      fixture->application, "win.find", (const char *[]){ "<Control>k", NULL });
  ui_focus_window ();
}

static MpsPatientsPage *
get_page (UiFixture *fixture)
{
  return MPS_PATIENTS_PAGE (ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_PATIENTS_PAGE));
}

static MpsRecordHits *
get_hits (UiFixture *fixture)
{
  return MPS_RECORD_HITS (ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_RECORD_HITS));
}

static gboolean
is_settled (gpointer fixture)
{
  MpsPatientList *list = mps_patients_page_get_list (get_page (fixture));

  return !mps_record_hits_is_searching (get_hits (fixture)) && !mps_patient_list_is_loading (list);
}

/* The entry waits a moment for the next key before it searches. */
static void
settle (UiFixture *fixture)
{
  ui_spin (400);
  g_assert_true (ui_wait (is_settled, fixture));
  ui_spin (50);
}

/* Letter by letter, as an input method hands them over. */
static void
write_on (UiFixture *fixture, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    g_autofree char *letter = g_strndup (p, (gsize)(g_utf8_next_char (p) - p));

    fake_input_commit (letter);
    ui_spin (20);
  }
  settle (fixture);
}

static void
type (UiFixture *fixture, const char *text)
{
  GtkWidget *find = ui_find_type (GTK_WIDGET (fixture->window), GTK_TYPE_SEARCH_ENTRY);

  ui_press_key ("ctrl+k");
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), find));
  write_on (fixture, text);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find)), ==, text);
}

typedef struct {
  GtkWidget *widget;
  const char *text;
} Wanted;

static gboolean
has_label (gpointer data)
{
  const Wanted *wanted = data;

  return ui_find_label (wanted->widget, wanted->text) != NULL;
}

/* A label is there once its page was laid out. */
static gboolean
says (UiFixture *fixture, const char *text)
{
  Wanted wanted = { GTK_WIDGET (fixture->window), text };

  return ui_wait (has_label, &wanted);
}

static GtkWidget *
find_beginning (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_beginning (child, text);
  return found;
}

/* The part of a label that is marked. */
static char *
dup_marked (GtkWidget *label)
{
  const char *text = gtk_label_get_text (GTK_LABEL (label));
  PangoAttrList *list = gtk_label_get_attributes (GTK_LABEL (label));
  GSList *all = list != NULL ? pango_attr_list_get_attributes (list) : NULL;
  char *marked = NULL;

  for (GSList *at = all; at != NULL; at = at->next) {
    const PangoAttribute *attribute = at->data;

    if (attribute->klass->type == PANGO_ATTR_BACKGROUND && marked == NULL)
      marked =
          g_strndup (text + attribute->start_index, attribute->end_index - attribute->start_index);
  }
  g_slist_free_full (all, (GDestroyNotify)pango_attribute_destroy);
  return marked;
}

static gboolean
is_chart (gpointer fixture)
{
  return MPS_IS_CHART_PAGE (mps_window_get_page (((UiFixture *)fixture)->window));
}

static gboolean
shows_chart (gpointer data)
{
  UiFixture *fixture = data;
  GtkWidget *page = mps_window_get_page (fixture->window);

  return MPS_IS_CHART_PAGE (page) && ui_find_label (page, "한하늘") != NULL &&
         ui_find_label (page, "철 결핍 의심, 재검 필요") != NULL;
}

/* Ctrl+K, a word of a note, Enter on the record: the chart is open at that record, though it is
 * not among the first of the timeline. */
static void
test_record (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *row;
  GtkWidget *snippet;
  g_autofree char *marked = NULL;

  type (fixture, "재검");
  g_assert_cmpint (mps_record_hits_get_state (get_hits (fixture)), ==, MPS_RECORD_HITS_SOME);
  g_assert_true (says (fixture, "No patient matches"));
  g_assert_true (says (fixture, "1 record"));
  row = ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_RECORD_HIT_ROW);
  g_assert_nonnull (row);
  g_assert_nonnull (ui_find_label (row, "한하늘"));
  snippet = find_beginning (row, "철 결핍 의심, 재검 필요");
  g_assert_nonnull (snippet);
  marked = dup_marked (snippet);
  g_assert_cmpstr (marked, ==, "재검");

  ui_press_key ("Return");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == row);
  ui_press_key ("Return");
  g_assert_true (ui_wait (shows_chart, fixture));
}

static void
test_many (UiFixture *fixture, gconstpointer data)
{
  type (fixture, "ferr");
  g_assert_true (says (fixture, "The newest 50 of many: type more to see the others"));
  write_on (fixture, "itin 23");
  g_assert_true (says (fixture, "1 record"));
}

static void
test_nothing (UiFixture *fixture, gconstpointer data)
{
  type (fixture, "zzzz");
  g_assert_cmpint (mps_record_hits_get_state (get_hits (fixture)), ==, MPS_RECORD_HITS_NONE);
  g_assert_true (says (fixture, "No record says this"));
  g_assert_true (says (fixture, "No patient matches"));
  /* Esc shows everybody again, and nothing is searched any more. */
  ui_press_key ("Escape");
  settle (fixture);
  g_assert_cmpint (mps_record_hits_get_state (get_hits (fixture)), ==, MPS_RECORD_HITS_IDLE);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (get_hits (fixture))));
}

static gboolean
warns (gpointer fixture)
{
  return ui_find_mapped (GTK_WIDGET (((UiFixture *)fixture)->window), MPS_TYPE_NAMESAKES_BAR) !=
         NULL;
}

static void
test_namesakes (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *bar;

  type (fixture, "한하늘");
  g_assert_false (warns (fixture));
  /* Several match, so Enter opens none of them; the person chooses one in the list. */
  ui_press_key ("Return");
  g_assert_true (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
  ui_press_key ("Down");
  g_assert_true (ui_wait (warns, fixture));
  bar = ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_NAMESAKES_BAR);
  g_assert_nonnull (
      ui_find_label (bar, "2 other patients have this name: compare before you choose"));
  g_assert_nonnull (ui_find_label (bar, "…1234"));
  g_assert_nonnull (ui_find_label (bar, "…5678"));
  g_assert_nonnull (ui_find_label (bar, "…9012"));
  g_assert_nonnull (ui_find_label (bar, "S-0002"));
  ui_press_key ("Return");
  g_assert_true (ui_wait (is_chart, fixture));

  type (fixture, "탁바다");
  g_assert_false (warns (fixture));
}

/* While a syllable is open, neither people nor records are searched, and what is found stays. */
static void
test_preedit (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *find = ui_find_type (GTK_WIDGET (fixture->window), GTK_TYPE_SEARCH_ENTRY);

  gtk_widget_grab_focus (find);
  ui_spin (50);
  fake_input_compose ("재");
  ui_spin (400);
  g_assert_cmpint (mps_record_hits_get_state (get_hits (fixture)), ==, MPS_RECORD_HITS_IDLE);
  fake_input_commit ("재검");
  settle (fixture);
  g_assert_true (says (fixture, "1 record"));
  fake_input_compose ("ㅇ");
  ui_press_key ("Return");
  ui_spin (200);
  g_assert_true (MPS_IS_PATIENTS_PAGE (mps_window_get_page (fixture->window)));
  g_assert_true (says (fixture, "1 record"));
}

static void
check_marks (const char *typed, const char *text, const char *expected)
{
  g_autoptr (GArray) marks = mps_text_marks_new (typed, text);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < marks->len; i++) {
    const MpsTextMark *mark = &g_array_index (marks, MpsTextMark, i);

    g_string_append_printf (got, "%s", i > 0 ? "|" : "");
    g_string_append_len (got, text + mark->start, (gssize)(mark->end - mark->start));
  }
  g_assert_cmpstr (got->str, ==, expected);
}

/* What is marked is what was found by, in the letters of the record. */
static void
test_marks (void)
{
  check_marks ("gluc", "Glucose in Blood, not Myglucose", "Gluc");
  check_marks ("당", "당뇨, 혈당, 당", "당|당|당");
  check_marks ("당뇨 재검", "재검 필요, 당뇨", "재검|당뇨");
  /* A syllable in parts, and letters of full width, are marked whole. */
  check_marks (
      "한글", "\u1112\u1161\u11ab\u1100\u1173\u11af", "\u1112\u1161\u11ab\u1100\u1173\u11af");
  check_marks ("abc", "ＡＢＣ", "ＡＢＣ");
  check_marks ("straße", "STRASSE", "STRASSE");
  check_marks ("", "anything", "");
  check_marks ("x", "\xff", "");
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
  fake_input_install ();
  mps_preedit_get_default ();
  g_test_add_func ("/ui/search/marks", test_marks);
  add ("/ui/search/record", test_record);
  add ("/ui/search/many", test_many);
  add ("/ui/search/nothing", test_nothing);
  add ("/ui/search/namesakes", test_namesakes);
  add ("/ui/search/preedit", test_preedit);
  return g_test_run ();
}
