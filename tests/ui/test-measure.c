/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-run.h"
#include "ui/measure/mps-measure-page.h"
#include "ui/measure/mps-measure-step.h"
#include "ui/measure/mps-result-card.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-reader-row.h"
#include "ui/widgets/mps-reader-words.h"

#include <glib/gi18n-lib.h>

static gboolean
is_measuring (gpointer page)
{
  return ui_run_get_state (page) > MPS_MEASUREMENT_CONNECTING;
}

static gboolean
is_ended (gpointer page)
{
  return ui_run_get_state (page) >= MPS_MEASUREMENT_REVIEW;
}

static gboolean
is_saved (gpointer page)
{
  return ui_run_get_state (page) == MPS_MEASUREMENT_SAVED;
}

static gboolean
is_tag_checked (gpointer page)
{
  return ui_run_get_state (page) == MPS_MEASUREMENT_TAG_CHECKED;
}

static gboolean
has_card (gpointer page)
{
  return ui_find_mapped (GTK_WIDGET (page), MPS_TYPE_RESULT_CARD) != NULL;
}

/* What was seen in every state of a run, however fast it went by. */
typedef struct {
  UiFixture *fixture;
  MpsMeasurePage *page;
  guint measured;
  guint unbound;
  guint pressable;
} Watch;

static void
on_state (Watch *watch)
{
  MpsMeasurementState state = ui_run_get_state (watch->page);

  if (state <= MPS_MEASUREMENT_CONNECTING || state >= MPS_MEASUREMENT_REVIEW)
    return;
  watch->measured++;
  if (!mps_measure_page_is_bound (watch->page))
    watch->unbound++;
  if (mps_window_get_page (watch->fixture->window) == GTK_WIDGET (watch->page) &&
      ui_can_press (watch->fixture))
    watch->pressable++;
}

/* A result is read from its first value: nobody accepts what they have not seen. */
static gboolean
is_first_card_seen (gpointer data)
{
  GtkWidget *page = data;
  GtkWidget *card = ui_find_mapped (page, MPS_TYPE_RESULT_CARD);
  GtkWidget *scroller =
      card != NULL ? gtk_widget_get_ancestor (card, GTK_TYPE_SCROLLED_WINDOW) : NULL;
  graphene_rect_t bounds;

  return scroller != NULL && gtk_widget_compute_bounds (card, scroller, &bounds) &&
         bounds.origin.y >= 0 && bounds.origin.y < (float)gtk_widget_get_height (scroller) / 2;
}

static gboolean
is_elsewhere (gpointer data)
{
  UiFixture *fixture = data;

  return !MPS_IS_MEASURE_PAGE (mps_window_get_page (fixture->window));
}

static void
test_whole_run (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = ui_run_start (fixture, UI_RUN_SHORT, -1);
  Watch watch = { .fixture = fixture, .page = page };
  GtkWidget *card = NULL;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1024, 720);
  g_signal_connect_data (mps_measure_page_get_measurement (page),
                         "changed",
                         G_CALLBACK (on_state),
                         &watch,
                         NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_assert_true (ui_wait (is_measuring, page));

  /* It goes on when the page is left. */
  mps_window_show_section (fixture->window, "devices");
  g_assert_true (ui_wait (is_ended, page));
  g_assert_cmpint (ui_run_get_state (page), ==, MPS_MEASUREMENT_REVIEW);
  g_assert_cmpuint (watch.measured, >, 0);
  g_assert_cmpuint (watch.unbound, ==, 0);
  g_assert_cmpuint (watch.pressable, ==, 0);
  mps_window_show_section (fixture->window, "measure");
  g_assert_true (ui_wait (has_card, page));
  card = ui_find_mapped (GTK_WIDGET (page), MPS_TYPE_RESULT_CARD);
  g_assert_cmpint (mps_result_card_get_look (MPS_RESULT_CARD (card)), !=, MPS_RESULT_LOOK_NONE);
  g_assert_cmpstr (mps_result_card_peek_value (MPS_RESULT_CARD (card)), !=, "");
  g_assert_true (ui_wait (is_first_card_seen, page));
  /* And nothing scrolls it away again. */
  ui_spin (500);
  g_assert_true (is_first_card_seen (page));

  g_assert_true (ui_wait (ui_can_press, fixture));
  ui_press_primary (fixture);
  g_assert_true (ui_wait (is_saved, page));
  g_assert_false (mps_measure_page_is_bound (page));
  /* Done: the primary action opens the chart. */
  g_assert_true (ui_wait (ui_can_press, fixture));
  ui_press_primary (fixture);
  g_assert_true (ui_wait (is_elsewhere, fixture));
}

static gboolean
says_no_result (gpointer page)
{
  return ui_find_label (GTK_WIDGET (page), _ ("No result")) != NULL;
}

static void
test_invalid_run (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = ui_run_start (fixture, UI_RUN_SHORT, 60);

  g_assert_true (ui_wait (is_ended, page));
  g_assert_cmpint (ui_run_get_state (page), ==, MPS_MEASUREMENT_INVALID);
  /* Words and shape, and no value anywhere. */
  g_assert_true (ui_wait (says_no_result, page));
  g_assert_null (ui_find_mapped (GTK_WIDGET (page), MPS_TYPE_RESULT_CARD));
  g_assert_false (mps_measure_page_is_bound (page));
  g_assert_true (ui_wait (ui_can_press, fixture));
  ui_press_primary (fixture);
  g_assert_null (mps_measure_page_get_measurement (page));
  g_assert_nonnull (mps_measure_page_get_chart (page));
}

static void
test_cancelled_run (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = ui_run_start (fixture, UI_RUN_LONG, -1);

  g_assert_true (ui_wait (is_measuring, page));
  /* Looked at in a state that stays: the run is far from over. */
  g_assert_cmpint (ui_run_get_state (page), <, MPS_MEASUREMENT_COMPUTING);
  g_assert_true (mps_measure_page_is_bound (page));
  g_assert_false (ui_can_press (fixture));
  mps_measurement_cancel (mps_measure_page_get_measurement (page));
  g_assert_true (ui_wait (is_ended, page));
  g_assert_cmpint (ui_run_get_state (page), ==, MPS_MEASUREMENT_INVALID);
}

/* A measurement stays with its patient, whatever chart is opened meanwhile. */
static void
test_bound (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = ui_run_start (fixture, UI_RUN_LONG, -1);
  MpsChart *chart = mps_measure_page_get_chart (page);
  g_autofree char *patient =
      g_strdup (mps_measurement_peek_patient_id (mps_measure_page_get_measurement (page)));

  g_assert_true (ui_wait (is_measuring, page));
  mps_measure_page_set_chart (page, NULL);
  g_assert_true (mps_measure_page_get_chart (page) == chart);
  g_assert_cmpstr (
      mps_measurement_peek_patient_id (mps_measure_page_get_measurement (page)), ==, patient);
  mps_measurement_cancel (mps_measure_page_get_measurement (page));
  g_assert_true (ui_wait (is_ended, page));
}

#define SECOND_SERIAL "MPS-00000002"

static void
add_second_reader (UiFixture *fixture)
{
  g_auto (MpsVirtualConfig) config = { 0 };

  mps_virtual_config_init (&config);
  g_free (config.serial);
  config.serial = g_strdup (SECOND_SERIAL);
  config.speed = 20;
  mps_readers_add_virtual (mps_window_get_readers (fixture->window), &config);
}

static gboolean
must_choose (gpointer data)
{
  UiFixture *fixture = data;

  return mps_readers_summarise (mps_window_get_readers (fixture->window)) ==
         MPS_READER_SUMMARY_CHOOSE;
}

/* Tab goes on until the choice of that reader has the focus. */
static GtkWidget *
tab_to_choice (UiFixture *fixture, const char *serial)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  for (int i = 0; i < 80; i++) {
    GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

    if (focus != NULL && GTK_IS_CHECK_BUTTON (focus) &&
        ui_find_label (gtk_widget_get_ancestor (focus, MPS_TYPE_READER_ROW), serial) != NULL)
      return focus;
    gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  }
  return NULL;
}

/* With two readers nothing starts before a person says which of them has the cartridge; the choice
   is made with Tab and Space, and that reader measures. */
static void
test_two_readers (UiFixture *fixture, gconstpointer data)
{
  MpsMeasurePage *page = NULL;
  GtkWidget *choice = NULL;

  ui_run_set_up_reader (fixture, -1);
  add_second_reader (fixture);
  page = ui_run_open_page (fixture, UI_RUN_SHORT);
  ui_press_primary (fixture);
  g_assert_true (ui_wait (must_choose, fixture));
  g_assert_true (ui_wait (is_tag_checked, page));
  g_assert_false (ui_can_press (fixture));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (page), _ ("Which reader is the cartridge in?")));
  gtk_test_accessible_assert_property (mps_page_get_primary (MPS_PAGE (page)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       _ ("Choose the reader that the cartridge is in"));

  choice = tab_to_choice (fixture, SECOND_SERIAL);
  g_assert_nonnull (choice);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (choice)));
  gtk_test_accessible_assert_property (choice, GTK_ACCESSIBLE_PROPERTY_LABEL, SECOND_SERIAL);
  g_assert_true (gtk_widget_activate (choice));
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (choice)));
  /* The header knows it as well. */
  g_assert_nonnull (ui_find_label (GTK_WIDGET (fixture->window), _ ("Reader ready")));
  g_assert_true (ui_wait (ui_can_press, fixture));
  ui_press_primary (fixture);
  g_assert_true (ui_wait (is_ended, page));
  g_assert_cmpint (ui_run_get_state (page), ==, MPS_MEASUREMENT_REVIEW);
  g_assert_true (ui_wait (is_first_card_seen, page));
  g_assert_cmpstr (
      mps_measurement_peek_run (mps_measure_page_get_measurement (page))->reader_serial,
      ==,
      SECOND_SERIAL);
}

static void
test_steps (void)
{
  g_assert_cmpint (
      mps_measure_step_for_state (MPS_MEASUREMENT_READY), ==, MPS_MEASURE_STEP_CARTRIDGE);
  g_assert_cmpint (
      mps_measure_step_for_state (MPS_MEASUREMENT_COMPUTING), ==, MPS_MEASURE_STEP_MEASURING);
  g_assert_cmpint (
      mps_measure_step_for_state (MPS_MEASUREMENT_INVALID), ==, MPS_MEASURE_STEP_RESULT);
  g_assert_cmpint (mps_measure_step_for_state (MPS_MEASUREMENT_SAVED), ==, MPS_MEASURE_STEP_DONE);
  g_assert_true (mps_measure_step_is_bound (MPS_MEASUREMENT_REVIEW));
  g_assert_true (mps_measure_step_is_bound (MPS_MEASUREMENT_BASELINE));
  g_assert_false (mps_measure_step_is_bound (MPS_MEASUREMENT_INVALID));
  g_assert_false (mps_measure_step_is_bound (MPS_MEASUREMENT_TAG_CHECKED));
}

static void
test_looks (void)
{
  MpsResult result = { .code = (char *)"2339-0", .has_value = TRUE };
  MpsReviewResult review = { .result = &result, .interpretation = MPS_INTERPRETATION_NORMAL };

  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_PLAIN);
  review.interpretation = MPS_INTERPRETATION_UNKNOWN;
  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_UNCHECKED);
  result.quantity.comparator = MPS_COMPARATOR_GREATER;
  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_BEYOND);
  review.interpretation = MPS_INTERPRETATION_CRITICAL_HIGH;
  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_CRITICAL);
  result.has_value = FALSE;
  g_assert_cmpint (mps_result_look_for (&review), ==, MPS_RESULT_LOOK_NONE);
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
  g_test_add_func ("/ui/measure/steps", test_steps);
  g_test_add_func ("/ui/measure/looks", test_looks);
  add ("/ui/measure/whole", test_whole_run);
  add ("/ui/measure/invalid", test_invalid_run);
  add ("/ui/measure/cancelled", test_cancelled_run);
  add ("/ui/measure/bound", test_bound);
  add ("/ui/measure/two-readers", test_two_readers);
  return g_test_run ();
}
