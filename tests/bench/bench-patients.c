/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-words.h"
#include "tests/bench/frame-times.h"
#include "tests/ui/ui-fixture.h"
#include "ui/patients/mps-patients-page.h"

#include <stdlib.h>

/* usage: bench-patients [PATIENTS]
   The list of patients with a million of them: slow and fast scrolling, jumps to both ends. Fails
   where a row that is in view stays empty. */

#define MANY 1000000
#define CHUNK 50000
#define STEPS 600

static void
import_chunk (MpsSession *session, guint first, guint n)
{
  g_autoptr (GString) lines = g_string_sized_new ((gsize)n * 160);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = NULL;

  for (guint i = first; i < first + n; i++)
    g_string_append_printf (lines,
                            "{\"resourceType\":\"Patient\",\"id\":\"m%u\",\"name\":[{\"family\":"
                            "\"Many\",\"given\":[\"Number%07u\"]}],\"gender\":\"female\","
                            "\"birthDate\":\"19%02u-01-01\"}\n",
                            i,
                            i,
                            i % 100);
  bytes = g_bytes_new (lines->str, lines->len);
  report = mps_store_import (
      mps_session_peek_store (session), bytes, "bench", "bench", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, n);
}

static gboolean
is_settled (gpointer page)
{
  return !mps_patient_list_is_loading (mps_patients_page_get_list (page));
}

typedef struct {
  GtkWidget *page;
  char *name;
} Wanted;

static gboolean
is_shown (gpointer data)
{
  Wanted *wanted = data;

  return ui_find_label (wanted->page, wanted->name) != NULL;
}

static void
wait_name (MpsPatientsPage *page, guint number)
{
  Wanted wanted = { GTK_WIDGET (page), g_strdup_printf ("Number%07u Many", number) };

  if (!ui_wait (is_shown, &wanted))
    g_error ("%s is not shown", wanted.name);
  g_free (wanted.name);
}

/* As a wheel does it: so many pixels a frame. */
static void
scroll (UiFixture *fixture, GtkAdjustment *adjustment, const char *what, double pixels)
{
  g_print ("%s:\n", what);
  frame_times_begin (GTK_WIDGET (fixture->window));
  for (guint i = 0; i < STEPS; i++) {
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + pixels);
    ui_spin (16);
  }
  frame_times_end (GTK_WIDGET (fixture->window));
}

int
main (int argc, char **argv)
{
  UiFixture fixture = { 0 };
  MpsPatientsPage *page = NULL;
  GtkAdjustment *adjustment = NULL;
  guint n = 0;
  gint64 begun_us = 0;

  ui_test_init (&argc, &argv);
  n = argc > 1 ? (guint)strtoul (argv[1], NULL, 10) : MANY;
  ui_fixture_set_up (&fixture, NULL);
  begun_us = g_get_monotonic_time ();
  for (guint i = 0; i < n; i += CHUNK)
    import_chunk (fixture.session, i, MIN (CHUNK, n - i));
  g_print (
      "%u patients imported in %.1f s\n", n, (double)(g_get_monotonic_time () - begun_us) / 1e6);

  page = MPS_PATIENTS_PAGE (ui_find_type (GTK_WIDGET (fixture.window), MPS_TYPE_PATIENTS_PAGE));
  adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (ui_find_mapped (GTK_WIDGET (page), GTK_TYPE_SCROLLED_WINDOW)));
  begun_us = g_get_monotonic_time ();
  mps_patients_page_reload (page);
  g_assert_true (ui_wait (is_settled, page));
  gtk_adjustment_set_value (adjustment, 0);
  wait_name (page, 0);
  g_print ("list read and shown in %.0f ms\n", (double)(g_get_monotonic_time () - begun_us) / 1000);

  scroll (&fixture, adjustment, "slow scrolling", 20);
  scroll (&fixture, adjustment, "fast scrolling", 5000);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * 0.5);
  ui_spin (100);
  gtk_adjustment_set_value (adjustment, 0);
  wait_name (page, 0);
  ui_fixture_tear_down (&fixture, NULL);
  return 0;
}
