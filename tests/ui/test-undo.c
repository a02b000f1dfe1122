/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-edit.h"
#include "app/clinic/chart/mps-records.h"
#include "app/clinic/chart/mps-register.h"
#include "app/session/mps-session-lock.h"
#include "tests/ui/ui-chart.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Taking back what was written last: by the toast, by the key, and where it must not be done. */

static MpsChartPage *
get_page (UiFixture *fixture)
{
  return MPS_CHART_PAGE (mps_window_get_page (fixture->window));
}

static gboolean
can_undo (gpointer fixture)
{
  return mps_chart_page_can_undo (get_page (fixture));
}

/* The only record of a type that says @part. */
static MpsResource *
find_record (UiFixture *fixture, const char *type, const char *part)
{
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
      mps_records_list (fixture->session, type, NULL, 200, NULL, &next, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++) {
    MpsResource *record = g_ptr_array_index (records, i);

    if (strstr (mps_resource_peek_json (record), part) != NULL)
      return mps_resource_ref (record);
  }
  g_error ("no %s says “%s”", type, part);
}

static void
check_record (
    UiFixture *fixture, const char *type, const char *part, gint64 version, gboolean wrong)
{
  g_autoptr (MpsResource) record = find_record (fixture, type, part);
  const char *json = mps_resource_peek_json (record);

  g_assert_cmpint (mps_resource_get_version (record), ==, version);
  g_assert_true ((strstr (json, "\"entered-in-error\"") != NULL) == wrong);
}

static GtkWidget *
find_offer (UiFixture *fixture)
{
  return ui_find_label (GTK_WIDGET (fixture->window), _ ("Undo"));
}

static gboolean
is_offered (gpointer fixture)
{
  return find_offer (fixture) != NULL;
}

/* Long enough to fade, and far from as long as it would stay by itself. */
static gboolean
is_withdrawn (UiFixture *fixture)
{
  for (int i = 0; i < 30 && find_offer (fixture) != NULL; i++)
    ui_spin (100);
  return find_offer (fixture) == NULL;
}

static gboolean
is_enabled (UiFixture *fixture)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (fixture->window));
  gboolean enabled = FALSE;

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.undo");
  gtk_widget_insert_before (button, header, NULL);
  enabled = gtk_widget_get_sensitive (button);
  gtk_widget_unparent (button);
  return enabled;
}

static void
write_problem (UiFixture *fixture, const char *name)
{
  g_assert_false (is_enabled (fixture));
  ui_chart_open_form (fixture, "problem", "name");
  ui_chart_write_field (fixture, "name", name);
  ui_chart_save (fixture);
  g_assert_true (ui_wait (can_undo, fixture));
  g_assert_true (ui_wait (is_offered, fixture));
  ui_chart_wait_text (fixture, name);
  g_assert_true (is_enabled (fixture));
}

static void
press_undo (UiFixture *fixture)
{
  ui_focus_window ();
  ui_press_key ("ctrl+z");
}

static GtkWidget *
find_error (UiFixture *fixture)
{
  return ui_find_mapped (GTK_WIDGET (get_page (fixture)), MPS_TYPE_SENTENCE_BOX);
}

static gboolean
has_error (gpointer fixture)
{
  return find_error (fixture) != NULL;
}

/* An allergy that was written for nothing is in the banner no more. */
static void
test_toast (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "allergy", "substance");
  ui_chart_write_field (fixture, "substance", "젤라틴 캡슐");
  ui_chart_choose (fixture, "criticality", 1);
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "젤라틴 캡슐");
  g_assert_true (ui_wait (is_offered, fixture));
  g_assert_nonnull (
      ui_chart_find_text (GTK_WIDGET (fixture->window), "Allergy (젤라틴 캡슐) saved"));
  g_signal_emit_by_name (ui_chart_get_button (find_offer (fixture)), "clicked");
  ui_chart_wait_text (fixture, "Allergy (젤라틴 캡슐) taken back");
  ui_chart_wait_text (fixture, _ ("Allergies: not asked"));
  check_record (fixture, "AllergyIntolerance", "젤라틴 캡슐", 2, TRUE);
  g_assert_false (is_enabled (fixture));
  g_assert_null (find_error (fixture));
}

/* The key takes back a change: the entry is as it was before. A second time there is nothing. */
static void
test_key (UiFixture *fixture, gconstpointer data)
{
  write_problem (fixture, "두드러기 갑");
  ui_chart_open_row (fixture, "두드러기 갑");
  ui_chart_press (fixture, _ ("Edit"));
  ui_chart_write_field (fixture, "name", "두드러기 을");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "Problem (두드러기 을) saved");
  press_undo (fixture);
  ui_chart_wait_text (fixture, "Problem (두드러기 을) taken back");
  check_record (fixture, "Condition", "두드러기 갑", 3, FALSE);
  g_assert_false (can_undo (fixture));
  press_undo (fixture);
  ui_spin (300);
  check_record (fixture, "Condition", "두드러기 갑", 3, FALSE);
  g_assert_null (find_error (fixture));
}

/* Signed is signed: a note that is taken back stays, as one that must not be used. */
static void
test_note (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "note", "text");
  ui_chart_write_field (fixture, "text", "다른 환자의 기록");
  ui_chart_save (fixture);
  g_assert_true (ui_wait (is_offered, fixture));
  press_undo (fixture);
  ui_chart_wait_text (fixture, "taken back");
  check_record (fixture, "DocumentReference", "다른 환자의 기록", 2, TRUE);
}

/* Values that were written together are taken back together. */
static void
test_vitals (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "vitals", "pulse");
  ui_chart_write_field (fixture, "pulse", "71.5");
  ui_chart_write_field (fixture, "temperature", "36.77");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "Vital signs saved");
  press_undo (fixture);
  ui_chart_wait_text (fixture, "Vital signs taken back");
  check_record (fixture, "Observation", "36.77", 2, TRUE);
  check_record (fixture, "Observation", "71.5", 2, TRUE);
}

/* Where text is written, and in a form at all, the key means what was typed there. */
static void
test_text (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *field = NULL;

  write_problem (fixture, "두드러기 갑");
  ui_chart_act (fixture);
  ui_spin (200);
  field = ui_chart_find_named (GTK_WIDGET (fixture->window), "name");
  g_assert_nonnull (field);
  gtk_widget_grab_focus (field);
  press_undo (fixture);
  ui_press_key ("a");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "a");
  ui_press_key ("ctrl+z");
  ui_spin (100);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "");
  ui_press_key ("ctrl+z");
  gtk_widget_grab_focus (ui_chart_find_named (GTK_WIDGET (fixture->window), "status"));
  ui_press_key ("ctrl+z");
  ui_spin (300);
  check_record (fixture, "Condition", "두드러기 갑", 1, FALSE);
  g_assert_true (can_undo (fixture));
}

static gboolean
is_disabled (gpointer fixture)
{
  return !is_enabled (fixture);
}

/* Somebody changed it since: nothing is written, and that is said on the page. */
static void
test_stale (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsResource) record = NULL;
  g_autoptr (MpsResource) changed = NULL;
  g_autoptr (GError) error = NULL;

  write_problem (fixture, "두드러기 갑");
  record = find_record (fixture, "Condition", "두드러기 갑");
  changed = mps_records_put (fixture->session, record, 1, "by another window", &error);
  g_assert_no_error (error);
  press_undo (fixture);
  g_assert_true (ui_wait (has_error, fixture));
  ui_chart_wait_text (fixture, _ ("Somebody else changed this record in the meantime."));
  g_assert_true (ui_wait (is_disabled, fixture));
  check_record (fixture, "Condition", "두드러기 갑", 2, FALSE);
  /* It stands there until one goes on. */
  mps_chart_page_show_section (get_page (fixture), "medicine");
  ui_spin (100);
  g_assert_null (find_error (fixture));
}

typedef struct {
  GAsyncResult *result;
} Answer;

static void
keep_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Answer *)data)->result = g_object_ref (result);
}

static gboolean
is_answered (gpointer answer)
{
  return ((Answer *)answer)->result != NULL;
}

static MpsChart *
open_chart (UiFixture *fixture, const char *patient_id)
{
  Answer answer = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MpsChart *chart = NULL;

  mps_chart_open_async (fixture->session, patient_id, NULL, keep_answer, &answer);
  g_assert_true (ui_wait (is_answered, &answer));
  result = answer.result;
  chart = mps_chart_open_finish (result, &error);
  g_assert_no_error (error);
  return chart;
}

static char *
dup_other_id (UiFixture *fixture, const char *patient_id)
{
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) patients =
      mps_records_list (fixture->session, "Patient", NULL, 2, NULL, &next, NULL);
  const char *first = mps_resource_peek_id (g_ptr_array_index (patients, 0));

  return g_strdup (g_str_equal (first, patient_id)
                       ? mps_resource_peek_id (g_ptr_array_index (patients, 1))
                       : first);
}

/* The chart was merged into another one by somebody else: it is refused, in words. */
static void
test_refused (UiFixture *fixture, gconstpointer data)
{
  Answer answer = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsResource) record = NULL;
  g_autoptr (MpsChart) survivor = NULL;
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *patient_id = NULL;
  g_autofree char *other_id = NULL;

  write_problem (fixture, "두드러기 갑");
  record = find_record (fixture, "Condition", "두드러기 갑");
  patient_id = mps_records_dup_patient (record);
  other_id = dup_other_id (fixture, patient_id);
  survivor = open_chart (fixture, other_id);
  mps_chart_merge_async (survivor, patient_id, "same person", NULL, keep_answer, &answer);
  g_assert_true (ui_wait (is_answered, &answer));
  result = answer.result;
  written = mps_chart_write_finish (survivor, result, &error);
  g_assert_no_error (error);
  press_undo (fixture);
  g_assert_true (ui_wait (has_error, fixture));
  check_record (fixture, "Condition", "두드러기 갑", 1, FALSE);
}

static gboolean
is_loaded (gpointer item)
{
  return *mps_patient_item_peek_row (MPS_PATIENT_ITEM (item))->id != '\0';
}

/* What is offered belongs to the chart that is shown, and to no other. */
static void
test_other_chart (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *patients = ui_find_type (GTK_WIDGET (fixture->window), MPS_TYPE_PATIENTS_PAGE);
  GListModel *list = G_LIST_MODEL (mps_patients_page_get_list (MPS_PATIENTS_PAGE (patients)));
  g_autoptr (MpsPatientItem) item = NULL;

  write_problem (fixture, "두드러기 갑");
  item = g_list_model_get_item (list, 0);
  g_assert_true (ui_wait (is_loaded, item));
  mps_window_open_chart (fixture->window, mps_patient_item_peek_row (item)->id);
  g_assert_false (is_enabled (fixture));
  g_assert_true (is_withdrawn (fixture));
  ui_spin (300);
  press_undo (fixture);
  ui_spin (300);
  g_assert_true (is_withdrawn (fixture));
  check_record (fixture, "Condition", "두드러기 갑", 1, FALSE);
}

/* Nor is it offered where the chart is out of sight, or behind the curtain. */
static void
test_hidden (UiFixture *fixture, gconstpointer data)
{
  write_problem (fixture, "두드러기 갑");
  mps_session_draw_curtain (fixture->session);
  ui_spin (100);
  g_assert_false (is_enabled (fixture));
  press_undo (fixture);
  ui_spin (200);
  mps_session_lift_curtain (fixture->session);
  ui_spin (200);
  g_assert_true (is_withdrawn (fixture));
  g_assert_true (is_enabled (fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.section", "s", "measure");
  ui_spin (100);
  g_assert_false (is_enabled (fixture));
  press_undo (fixture);
  ui_spin (300);
  check_record (fixture, "Condition", "두드러기 갑", 1, FALSE);
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
  add ("/ui/undo/toast", test_toast);
  add ("/ui/undo/key", test_key);
  add ("/ui/undo/note", test_note);
  add ("/ui/undo/vitals", test_vitals);
  add ("/ui/undo/text", test_text);
  add ("/ui/undo/stale", test_stale);
  add ("/ui/undo/refused", test_refused);
  add ("/ui/undo/other-chart", test_other_chart);
  add ("/ui/undo/hidden", test_hidden);
  return g_test_run ();
}
