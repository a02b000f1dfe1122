/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-scan-window.h"

#include <string.h>

static MpsScan
make_scan (guint32 index, guint64 copy)
{
  MpsScan scan = { .index = index, .time_us = copy };

  return scan;
}

static MpsScanWindowResult
add (MpsScanWindow *window, guint32 index, guint64 copy)
{
  MpsScan scan = make_scan (index, copy);

  return mps_scan_window_add (window, &scan);
}

static guint
take_all (MpsScanWindow *window)
{
  const MpsScan *scans;
  guint total = 0;
  guint n;

  while ((n = mps_scan_window_peek (window, &scans)) > 0) {
    for (guint i = 0; i < n; i++)
      g_assert_cmpuint (scans[i].index, ==, window->next + i);
    mps_scan_window_take (window, n);
    total += n;
  }
  return total;
}

static void
test_order (void)
{
  g_autoptr (MpsScanWindow) window = mps_scan_window_new (5);
  const MpsScan *scans;

  g_assert_cmpint (add (window, 2, 0), ==, MPS_SCAN_WINDOW_ADDED);
  g_assert_cmpuint (mps_scan_window_peek (window, &scans), ==, 0);
  g_assert_cmpint (add (window, 0, 0), ==, MPS_SCAN_WINDOW_ADDED);
  g_assert_cmpuint (take_all (window), ==, 1);
  g_assert_cmpint (add (window, 1, 0), ==, MPS_SCAN_WINDOW_ADDED);
  g_assert_cmpuint (take_all (window), ==, 2);
  g_assert_cmpuint (window->next, ==, 3);
  g_assert_cmpuint (window->seen, ==, 3);
}

static void
test_first_copy_wins (void)
{
  g_autoptr (MpsScanWindow) window = mps_scan_window_new (5);
  const MpsScan *scans;

  g_assert_cmpint (add (window, 0, 11), ==, MPS_SCAN_WINDOW_ADDED);
  g_assert_cmpint (add (window, 0, 22), ==, MPS_SCAN_WINDOW_DUPLICATE);
  g_assert_cmpuint (mps_scan_window_peek (window, &scans), ==, 1);
  g_assert_cmpuint (scans[0].time_us, ==, 11);
  mps_scan_window_take (window, 1);
  g_assert_cmpint (add (window, 0, 33), ==, MPS_SCAN_WINDOW_DUPLICATE);
  g_assert_cmpuint (window->duplicates, ==, 2);
}

static void
test_outside (void)
{
  g_autoptr (MpsScanWindow) small = mps_scan_window_new (5);
  g_autoptr (MpsScanWindow) large = mps_scan_window_new (MPS_RUN_MAX_SCANS);

  g_assert_cmpint (add (small, 5, 0), ==, MPS_SCAN_WINDOW_OUTSIDE);
  g_assert_cmpuint (small->seen, ==, 0);
  g_assert_cmpint (add (large, MPS_SCAN_WINDOW_SIZE - 1, 0), ==, MPS_SCAN_WINDOW_ADDED);
  g_assert_cmpint (add (large, MPS_SCAN_WINDOW_SIZE, 0), ==, MPS_SCAN_WINDOW_OUTSIDE);
  g_assert_cmpuint (large->seen, ==, MPS_SCAN_WINDOW_SIZE + 1);
  g_assert_cmpuint (mps_scan_window_count_missing (large, large->seen), ==, MPS_SCAN_WINDOW_SIZE);
}

static void
test_missing_ranges (void)
{
  g_autoptr (MpsScanWindow) window = mps_scan_window_new (10000);
  MpsScanRange ranges[4];
  guint32 n_scans = 0;

  add (window, 0, 0);
  take_all (window);
  add (window, 3, 0);
  add (window, 2003, 0);
  g_assert_cmpuint (
      mps_scan_window_find_missing (window, window->seen, ranges, 4, &n_scans), ==, 3);
  g_assert_cmpuint (ranges[0].first, ==, 1);
  g_assert_cmpuint (ranges[0].count, ==, 2);
  g_assert_cmpuint (ranges[1].first, ==, 4);
  g_assert_cmpuint (ranges[1].count, ==, 1024);
  g_assert_cmpuint (ranges[2].first, ==, 1028);
  g_assert_cmpuint (ranges[2].count, ==, 975);
  g_assert_cmpuint (n_scans, ==, 2001);
  g_assert_cmpuint (mps_scan_window_count_missing (window, window->seen), ==, 2001);
  g_assert_cmpuint (
      mps_scan_window_find_missing (window, window->seen, ranges, 2, &n_scans), ==, 2);
  g_assert_cmpuint (n_scans, ==, 1026);
}

static void
test_resent (void)
{
  g_autoptr (MpsScanWindow) window = mps_scan_window_new (10);
  MpsScanRange ranges[2];
  guint32 n_scans = 0;
  guint n;

  add (window, 4, 0);
  n = mps_scan_window_find_missing (window, 5, ranges, 2, &n_scans);
  mps_scan_window_mark_asked (window, ranges, n);
  for (guint32 i = 0; i < 6; i++)
    add (window, i, 0);
  g_assert_cmpuint (window->resent, ==, 4);
  g_assert_cmpuint (take_all (window), ==, 6);
  /* The mark goes with the slot, not with whoever uses it next. */
  for (guint32 i = 6; i < 10; i++)
    add (window, i, 0);
  g_assert_cmpuint (window->resent, ==, 4);
}

/* The naive model: an array of all scans. */
typedef struct {
  guint32 total;
  gboolean *have;
  guint64 *copy;
  guint32 next;
} Model;

static void
model_take (Model *model, MpsScanWindow *window)
{
  const MpsScan *scans;
  guint n;

  while ((n = mps_scan_window_peek (window, &scans)) > 0) {
    n = (guint)g_test_rand_int_range (1, (gint32)n + 1);
    for (guint i = 0; i < n; i++) {
      g_assert_true (model->have[model->next]);
      g_assert_cmpuint (scans[i].index, ==, model->next);
      g_assert_cmpuint (scans[i].time_us, ==, model->copy[model->next]);
      model->next++;
    }
    mps_scan_window_take (window, n);
  }
  g_assert_true (model->next == model->total || !model->have[model->next]);
}

static void
model_check_missing (const Model *model, const MpsScanWindow *window)
{
  MpsScanRange ranges[MPS_RESEND_MAX_RANGES];
  guint32 n_scans = 0, missing = 0, at = model->next;
  guint n =
      mps_scan_window_find_missing (window, window->seen, ranges, G_N_ELEMENTS (ranges), &n_scans);

  for (guint32 i = model->next; i < window->seen; i++)
    missing += !model->have[i];
  g_assert_cmpuint (mps_scan_window_count_missing (window, window->seen), ==, missing);
  for (guint r = 0; r < n; r++) {
    g_assert_cmpuint (ranges[r].count, <=, MPS_RESEND_MAX_SCANS);
    for (; at < ranges[r].first; at++)
      g_assert_true (model->have[at]);
    for (; at < ranges[r].first + ranges[r].count; at++)
      g_assert_false (model->have[at]);
  }
}

static void
test_against_model (void)
{
  for (guint round = 0; round < 40; round++) {
    guint32 total = (guint32)g_test_rand_int_range (1, 30000);
    g_autoptr (MpsScanWindow) window = mps_scan_window_new (total);
    g_autofree gboolean *have = g_new0 (gboolean, total + 1);
    g_autofree guint64 *copy = g_new0 (guint64, total + 1);
    Model model = { total, have, copy, 0 };
    gint32 reach = g_test_rand_int_range (1, round % 4 == 0 ? 20000 : 50);

    for (guint64 step = 1; model.next < total; step++) {
      guint32 index = model.next + (guint32)g_test_rand_int_range (0, reach);
      MpsScanWindowResult result;

      /* The first gap closes now and then, and what was taken long ago comes again. */
      if (step % 2 == 0)
        index = model.next;
      else if (g_test_rand_int_range (0, 10) == 0)
        index = (guint32)g_test_rand_int_range (0, (gint32)model.next + 1);
      result = add (window, index, step);
      if (index >= total || index >= model.next + MPS_SCAN_WINDOW_SIZE) {
        g_assert_cmpint (result, ==, MPS_SCAN_WINDOW_OUTSIDE);
        continue;
      }
      g_assert_cmpint (result, ==, have[index] ? MPS_SCAN_WINDOW_DUPLICATE : MPS_SCAN_WINDOW_ADDED);
      if (!have[index])
        copy[index] = step;
      have[index] = TRUE;
      if (step % 64 == 0)
        model_check_missing (&model, window);
      model_take (&model, window);
    }
    g_assert_cmpuint (window->next, ==, total);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/order", test_order);
  g_test_add_func ("/window/first-copy-wins", test_first_copy_wins);
  g_test_add_func ("/window/outside", test_outside);
  g_test_add_func ("/window/missing-ranges", test_missing_ranges);
  g_test_add_func ("/window/resent", test_resent);
  g_test_add_func ("/window/against-model", test_against_model);
  return g_test_run ();
}
