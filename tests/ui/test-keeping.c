/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-fixture.h"
#include "ui/keeping/mps-keeping-page.h"
#include "ui/keeping/mps-keeping-words.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <string.h>

typedef struct {
  UiFixture *fixture;
  MpsKeepingPage *page;
  MpsActionBar *bar;
} Place;

static gboolean
has_reason (gpointer data)
{
  const Place *place = data;
  const char *reason = mps_action_bar_peek_reason (place->bar);

  return reason != NULL && strstr (reason, "folder") != NULL;
}

static gboolean
is_ready (gpointer data)
{
  return gtk_widget_get_sensitive (mps_action_bar_get_primary (((const Place *)data)->bar));
}

static gboolean
says_good (gpointer page)
{
  return ui_find_label (page, "The last good backup: just now, 48 records") != NULL ||
         ui_find_label (page,
                        "The folder is on the same disk as the records: with the disk both "
                        "are lost.") != NULL;
}

static guint
count_backups (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".backup");
  return n;
}

static void
show (UiFixture *fixture, Place *place)
{
  mps_window_show_section (fixture->window, "keeping");
  place->fixture = fixture;
  place->page = MPS_KEEPING_PAGE (mps_window_get_page (fixture->window));
  place->bar = MPS_ACTION_BAR (ui_find_type (GTK_WIDGET (place->page), MPS_TYPE_ACTION_BAR));
  g_assert_nonnull (place->bar);
}

/* A fresh profile: no folder, and it says what that means. */
static void
test_nothing_planned (UiFixture *fixture, gconstpointer data)
{
  Place place = { 0 };

  show (fixture, &place);
  g_assert_true (ui_wait (has_reason, &place));
  g_assert_false (is_ready (&place));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (place.page), "No backup was made yet"));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (place.page), "Nowhere yet"));
}

static gboolean
has_kinds (gpointer page)
{
  return ui_find_label (page, "Test findings") != NULL;
}

static void
test_terms (UiFixture *fixture, gconstpointer data)
{
  Place place = { 0 };

  show (fixture, &place);
  g_assert_true (ui_wait (has_kinds, place.page));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (place.page), "Prescriptions"));
}

/* The folder is chosen on the command line, as by an administrator; the window makes the first
 * backup by itself when it is opened, and another with its button. */
static void
test_made_by_itself (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mps-drive-XXXXXX", &error);
  MpsBackupPlan plan = { .every_hours = 12, .keep = 14 };
  Place place = { 0 };

  g_assert_no_error (error);
  plan.folder = folder;
  g_assert_true (mps_backup_plan_set (fixture->session, &plan, &error));
  g_assert_no_error (error);

  mps_window_show_section (fixture->window, "keeping");
  place.page = MPS_KEEPING_PAGE (mps_window_get_page (fixture->window));
  place.bar = MPS_ACTION_BAR (ui_find_type (GTK_WIDGET (place.page), MPS_TYPE_ACTION_BAR));
  g_assert_true (ui_wait (says_good, place.page));
  g_assert_true (ui_wait (is_ready, &place));
  g_assert_cmpuint (count_backups (folder), ==, 1);
  g_assert_nonnull (ui_find_label (GTK_WIDGET (place.page), folder));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (place.page), "Every 12 hours"));

  ui_spin (1100);
  g_signal_emit_by_name (mps_page_get_primary (MPS_PAGE (place.page)), "clicked");
  g_assert_false (is_ready (&place));
  g_assert_true (ui_wait (is_ready, &place));
  g_assert_cmpuint (count_backups (folder), ==, 2);
  ui_remove_folder (folder);
}

/* What is worst is said first. */
static void
test_words (void)
{
  const struct {
    MpsBackupState state;
    MpsMeaning meaning;
  } cases[] = {
    { { .overdue = TRUE }, MPS_MEANING_CRITICAL },
    { { .overdue = TRUE, .last_good_us = 1, .plan.folder = (char *)"/x" }, MPS_MEANING_CRITICAL },
    { { .failure = MPS_BACKUP_FULL, .last_good_us = 1, .there = TRUE, .plan.folder = (char *)"/x" },
      MPS_MEANING_ATTENTION },
    { { .last_good_us = 1 }, MPS_MEANING_ATTENTION },
    { { .last_good_us = 1, .plan.folder = (char *)"/x" }, MPS_MEANING_ATTENTION },
    { { .last_good_us = 1, .plan.folder = (char *)"/x", .there = TRUE, .same_disk = TRUE },
      MPS_MEANING_ATTENTION },
    { { .last_good_us = 1, .plan.folder = (char *)"/x", .there = TRUE }, MPS_MEANING_NORMAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (MpsKeepingSentence) sentence = { 0 };

    mps_keeping_sentence_init (&sentence, &cases[i].state);
    g_assert_cmpint (sentence.meaning, ==, cases[i].meaning);
    g_assert_nonnull (sentence.what);
    g_assert_true (sentence.meaning == MPS_MEANING_NORMAL || sentence.next != NULL);
  }
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/keeping/words", test_words);
  g_test_add ("/keeping/nothing-planned",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_nothing_planned,
              ui_fixture_tear_down);
  g_test_add (
      "/keeping/terms", UiFixture, NULL, ui_fixture_set_up, test_terms, ui_fixture_tear_down);
  g_test_add ("/keeping/made-by-itself",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_made_by_itself,
              ui_fixture_tear_down);
  return g_test_run ();
}
