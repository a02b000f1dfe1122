/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-lock.h"
#include "tests/ui/fake-input.h"
#include "tests/ui/ui-chart.h"
#include "ui/forms/mps-identifier-reveal.h"
#include "ui/register/mps-register-page.h"

#include <glib/gi18n-lib.h>

static void
test_problem (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "problem", "name");
  ui_chart_write_field (fixture, "name", "본태성 고혈압");
  ui_chart_write_field (fixture, "onset", "never");
  g_assert_false (gtk_widget_is_sensitive (ui_chart_get_primary (fixture)));
  ui_chart_write_field (fixture, "onset", "2019.4");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "본태성 고혈압");
  g_assert_null (ui_chart_find_named (GTK_WIDGET (fixture->window), "onset"));
  ui_chart_wait_text (fixture, "2019-04");
}

static void
test_medicine (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "medicine", "name");
  ui_chart_write_field (fixture, "name", "암로디핀 5 mg");
  ui_chart_write_field (fixture, "dose", "하루 1번");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "암로디핀 5 mg");
}

/* An allergy is in the banner as soon as it is on record. */
static void
test_allergy (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "allergy", "substance");
  ui_chart_write_field (fixture, "substance", "페니실린");
  ui_chart_choose (fixture, "criticality", 1);
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, _ ("High risk"));
  ui_chart_go_back (fixture);
  ui_chart_wait_text (fixture, "페니실린");
}

static void
test_none_known (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "allergy", "kind");
  g_assert_nonnull (ui_chart_find_text (GTK_WIDGET (fixture->window), _ ("Allergies: not asked")));
  ui_chart_choose (fixture, "kind", 2);
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, _ ("No known allergies"));
  ui_spin (100);
  g_assert_null (ui_chart_find_text (GTK_WIDGET (fixture->window), _ ("Allergies: not asked")));
}

static void
test_alert (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "alert", "text");
  ui_chart_write_field (fixture, "text", "낙상 위험");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "낙상 위험");
}

/* Each value is judged while it is written; what no living person has is asked about, in place. */
static void
test_vitals (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;

  ui_chart_open_form (fixture, "vitals", "pulse");
  ui_chart_write_field (fixture, "pulse", "72");
  ui_chart_wait_text (fixture, C_ ("result", "Normal"));
  ui_chart_write_field (fixture, "temperature", "363");
  ui_spin (50);
  g_assert_false (gtk_widget_is_sensitive (ui_chart_get_primary (fixture)));
  g_assert_nonnull (ui_chart_find_text (GTK_WIDGET (fixture->window), _ ("Yes, it is right")));
  ui_chart_act (fixture);
  g_assert_nonnull (ui_chart_find_named (GTK_WIDGET (fixture->window), "pulse"));
  ui_chart_write_field (fixture, "temperature", "36.3");
  ui_spin (50);
  g_assert_null (ui_chart_find_text (GTK_WIDGET (fixture->window), _ ("Yes, it is right")));
  ui_chart_write_field (fixture, "blood-pressure", "182/124");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "36.3");
  ui_chart_wait_text (fixture, "182/124");
  /* Coloured by what its two values mean, and never only by colour. */
  row = gtk_widget_get_ancestor (ui_chart_find_text (GTK_WIDGET (fixture->window), "182/124"),
                                 GTK_TYPE_LIST_BOX_ROW);
  g_assert_nonnull (
      ui_chart_find_text (row, mps_interpretation_peek_word (MPS_INTERPRETATION_CRITICAL_HIGH)));
}

static void
test_confirm (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "vitals", "temperature");
  ui_chart_write_field (fixture, "temperature", "25");
  ui_chart_wait_text (fixture, _ ("Yes, it is right"));
  g_assert_false (gtk_widget_is_sensitive (ui_chart_get_primary (fixture)));
  g_signal_emit_by_name (ui_chart_get_button (ui_chart_find_text (GTK_WIDGET (fixture->window),
                                                                  _ ("Yes, it is right"))),
                         "clicked");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "25");
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

  ui_chart_open_form (fixture, "note", "text");
  ui_chart_write_field (fixture, "text", text);
  ui_spin (1000);
  /* The window is gone as after a crash: nothing was closed in good order. */
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_spin (200);
  ui_fixture_show_session (fixture);
  ui_chart_open_section (fixture, "note");
  ui_chart_act (fixture);
  ui_chart_wait_text (fixture, "·");
  for (int i = 0;
       i < 100 && ui_chart_find_text (GTK_WIDGET (fixture->window), _ ("Start over")) == NULL;
       i++)
    ui_spin (20);
  view = ui_chart_find_named (GTK_WIDGET (fixture->window), "text");
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  found = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_cmpstr (found, ==, text);
  ui_chart_save (fixture);
  for (int i = 0; i < 200 && ui_chart_find_named (GTK_WIDGET (fixture->window), "text") != NULL;
       i++)
    ui_spin (20);
  g_assert_null (ui_chart_find_named (GTK_WIDGET (fixture->window), "text"));
  /* It is a record now, and the next note begins empty. */
  ui_chart_act (fixture);
  ui_spin (500);
  view = ui_chart_find_named (GTK_WIDGET (fixture->window), "text");
  g_assert_nonnull (view);
  g_assert_cmpint (
      gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view))), ==, 0);
}

/* A form that is left by Esc loses nothing, and another chart never gets its draft. */
static void
test_form_left (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *field = NULL;

  ui_chart_open_form (fixture, "problem", "name");
  ui_chart_write_field (fixture, "name", "초안");
  ui_chart_go_back (fixture);
  ui_spin (300);
  g_assert_null (ui_chart_find_named (GTK_WIDGET (fixture->window), "name"));
  ui_chart_act (fixture);
  ui_chart_wait_text (fixture, _ ("Start over"));
  field = ui_chart_find_named (GTK_WIDGET (fixture->window), "name");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "초안");
  g_signal_emit_by_name (
      ui_chart_get_button (ui_chart_find_text (GTK_WIDGET (fixture->window), _ ("Start over"))),
      "clicked");
  ui_spin (50);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "");
}

/* Who comes back sees what was begun, in its own section only, until it is saved. */
static void
test_draft_row (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *field = NULL;

  ui_chart_open_form (fixture, "problem", "name");
  ui_chart_write_field (fixture, "name", "초안");
  ui_chart_go_back (fixture);
  ui_chart_wait_text (fixture, _ ("Go on writing"));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_spin (200);
  ui_fixture_show_session (fixture);
  window = GTK_WIDGET (fixture->window);
  ui_chart_open_section (fixture, "medicine");
  ui_spin (500);
  g_assert_null (ui_chart_find_text (window, _ ("Go on writing")));
  mps_chart_page_show_section (MPS_CHART_PAGE (mps_window_get_page (fixture->window)), "problem");
  ui_chart_press (fixture, _ ("Go on writing"));
  ui_chart_wait_text (fixture, _ ("Start over"));
  field = ui_chart_find_named (window, "name");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "초안");
  ui_chart_save (fixture);
  ui_chart_open_row (fixture, "초안");
  /* An edit that was begun leads to its own record. */
  ui_chart_press (fixture, _ ("Edit"));
  ui_chart_write_field (fixture, "name", "초안 둘");
  ui_chart_go_back (fixture);
  ui_chart_wait_text (fixture, _ ("Edit problem"));
  ui_chart_press (fixture, _ ("Go on writing"));
  ui_chart_wait_text (fixture, _ ("Start over"));
  field = ui_chart_find_named (window, "name");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "초안 둘");
  ui_chart_save (fixture);
  for (int i = 0; i < 200 && ui_chart_find_named (window, "name") != NULL; i++)
    ui_spin (20);
  ui_spin (500);
  g_assert_null (ui_chart_find_text (window, _ ("Go on writing")));
}

static void
test_preedit (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *field = NULL;

  ui_chart_open_form (fixture, "problem", "name");
  ui_chart_write_field (fixture, "name", "고혈");
  field = ui_chart_find_named (GTK_WIDGET (fixture->window), "name");
  gtk_widget_grab_focus (field);
  gtk_editable_set_position (GTK_EDITABLE (field), -1);
  ui_spin (50);
  fake_input_compose ("압");
  ui_chart_act (fixture);
  ui_chart_go_back (fixture);
  gtk_widget_activate_action (
      GTK_WIDGET (mps_window_get_page (fixture->window)), "chart.next-section", NULL);
  ui_spin (200);
  g_assert_true (gtk_widget_get_mapped (field));
  fake_input_commit ("압");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, "고혈압");
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
  GtkWidget *button = ui_chart_get_button (
      ui_chart_find_text (mps_window_get_page (fixture->window), "New patient") != NULL
          ? ui_chart_find_text (mps_window_get_page (fixture->window), "New patient")
          : ui_chart_find_text (mps_window_get_page (fixture->window), "새 환자"));

  g_signal_emit_by_name (button, "clicked");
  g_assert_true (on_register (fixture));
}

static void
test_register (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *birth = NULL;

  open_register (fixture);
  ui_chart_write_field (fixture, "name", "홍길순");
  ui_chart_write_field (fixture, "resident-number", "901301-2234567");
  g_assert_false (gtk_widget_is_sensitive (ui_chart_get_primary (fixture)));
  /* The last six digits are random since 2020: no check digit rejects a number. */
  ui_chart_write_field (fixture, "resident-number", "900101-2234567");
  birth = ui_chart_find_named (GTK_WIDGET (fixture->window), "birth-date");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (birth)), ==, "1990-01-01");
  ui_chart_wait_text (fixture, _ ("Korean registration"));
  /* Left and come back to: it still stands there. */
  ui_chart_go_back (fixture);
  g_assert_false (on_register (fixture));
  open_register (fixture);
  birth = ui_chart_find_named (GTK_WIDGET (fixture->window), "birth-date");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (birth)), ==, "1990-01-01");
  ui_chart_save (fixture);
  g_assert_true (ui_wait (on_chart, fixture));
  ui_chart_wait_text (fixture, "홍길순");
}

/* Others of the same name are seen before anything is saved. */
static void
test_namesake (UiFixture *fixture, gconstpointer data)
{
  open_register (fixture);
  ui_chart_write_field (fixture, "name", "김서연");
  ui_chart_wait_text (fixture, _ ("Open this chart"));
  ui_chart_wait_text (fixture, _ ("Same name"));
  g_signal_emit_by_name (ui_chart_get_button (ui_chart_find_text (GTK_WIDGET (fixture->window),
                                                                  _ ("Open this chart"))),
                         "clicked");
  g_assert_true (ui_wait (on_chart, fixture));
  ui_chart_wait_text (fixture, "김서연");
}

static void
test_edit_patient (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *label = NULL;

  ui_chart_open_section (fixture, "timeline");
  label = ui_chart_find_text (mps_window_get_page (fixture->window), _ ("Edit patient"));
  g_assert_nonnull (label);
  g_signal_emit_by_name (ui_chart_get_button (label), "clicked");
  ui_spin (300);
  ui_chart_write_field (fixture, "mobile", "010-9999-1234");
  ui_chart_save (fixture);
  for (int i = 0; i < 200 && ui_chart_find_named (GTK_WIDGET (fixture->window), "mobile") != NULL;
       i++)
    ui_spin (20);
  g_assert_null (ui_chart_find_named (GTK_WIDGET (fixture->window), "mobile"));
}

static void
edit_patient (UiFixture *fixture)
{
  ui_chart_press (fixture, _ ("Edit patient"));
  ui_spin (300);
  g_assert_nonnull (ui_chart_find_named (GTK_WIDGET (fixture->window), "mobile"));
}

static void
write_reason (UiFixture *fixture, const char *reason)
{
  GtkWidget *reveal = ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_IDENTIFIER_REVEAL);

  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (reveal, GTK_TYPE_ENTRY)), reason);
}

/* Also in widgets that are not shown. */
static gboolean
keeps_text (GtkWidget *widget, const char *part)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (keeps_text (child, part))
      return TRUE;
  }
  return FALSE;
}

static void
show_number (UiFixture *fixture)
{
  ui_chart_press (fixture, _ ("Show the number…"));
  write_reason (fixture, "보험 청구");
  ui_chart_press (fixture, _ ("Show"));
  ui_chart_wait_text (fixture, "880808-2345678");
}

/* Masked until a reason is given, and gone as soon as nobody looks at it. */
static void
test_reveal (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *show = NULL;

  ui_chart_open_section (fixture, "timeline");
  edit_patient (fixture);
  /* Without a number on record nothing is offered. */
  ui_chart_write_field (fixture, "resident-number", "");
  ui_chart_write_field (fixture, "resident-number", "880808-2345678");
  ui_chart_write_field (fixture, "birth-date", "1988-08-08");
  ui_chart_write_field (fixture, "mobile", "010-2222-3333");
  ui_chart_save (fixture);
  for (int i = 0; i < 200 && ui_chart_find_named (window, "mobile") != NULL; i++)
    ui_spin (20);
  ui_spin (300);
  edit_patient (fixture);
  g_assert_false (keeps_text (window, "2345678"));
  ui_chart_press (fixture, _ ("Show the number…"));
  show = ui_chart_get_button (ui_chart_find_text (window, _ ("Show")));
  write_reason (fixture, "  ");
  g_assert_false (gtk_widget_get_sensitive (show));
  ui_chart_go_back (fixture);
  g_assert_nonnull (ui_chart_find_named (window, "mobile"));
  show_number (fixture);
  ui_chart_press (fixture, _ ("Hide"));
  g_assert_false (keeps_text (window, "2345678"));
  show_number (fixture);
  mps_session_draw_curtain (fixture->session);
  ui_spin (100);
  g_assert_false (keeps_text (window, "2345678"));
  mps_session_lift_curtain (fixture->session);
  ui_spin (100);
  g_assert_false (keeps_text (window, "2345678"));
  show_number (fixture);
  ui_chart_go_back (fixture);
  ui_chart_go_back (fixture);
  g_assert_null (ui_chart_find_named (window, "mobile"));
  g_assert_false (keeps_text (window, "2345678"));
}

static void
test_consent (UiFixture *fixture, gconstpointer data)
{
  ui_chart_open_form (fixture, "consent", "scope");
  ui_chart_choose (fixture, "scope", 1);
  ui_chart_write_field (fixture, "text", "개인정보 수집");
  ui_chart_write_field (fixture, "given-by", "본인");
  ui_chart_save (fixture);
  ui_chart_wait_text (fixture, C_ ("consent", "In force"));
  ui_chart_open_row (fixture, "개인정보 수집");
  ui_chart_wait_text (fixture, _ ("Withdraw the consent"));
  g_signal_emit_by_name (ui_chart_get_button (ui_chart_find_text (GTK_WIDGET (fixture->window),
                                                                  _ ("Withdraw the consent"))),
                         "clicked");
  ui_spin (100);
  gtk_editable_set_text (GTK_EDITABLE (ui_find_mapped (
                             GTK_WIDGET (mps_window_get_page (fixture->window)), GTK_TYPE_ENTRY)),
                         "환자 요청");
  g_signal_emit_by_name (
      ui_find_mapped (GTK_WIDGET (mps_window_get_page (fixture->window)), GTK_TYPE_ENTRY),
      "activate");
  ui_spin (500);
  ui_chart_go_back (fixture);
  ui_chart_wait_text (fixture, C_ ("consent", "Withdrawn"));
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
  add ("/ui/chart/draft-row", test_draft_row);
  add ("/ui/chart/preedit", test_preedit);
  add ("/ui/chart/register", test_register);
  add ("/ui/chart/namesake", test_namesake);
  add ("/ui/chart/edit-patient", test_edit_patient);
  add ("/ui/chart/reveal", test_reveal);
  add ("/ui/chart/consent", test_consent);
  return g_test_run ();
}
