/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/frame-times.h"

static GArray *frames_us;
static GArray *late_us;
static gint64 frame_begun_us;
static gint64 tick_due_us;
static guint tick;

static void
on_before (void)
{
  frame_begun_us = g_get_monotonic_time ();
}

static void
on_after (void)
{
  gint64 taken_us = g_get_monotonic_time () - frame_begun_us;

  g_array_append_val (frames_us, taken_us);
}

static gboolean
on_tick (gpointer data)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 late = MAX (now_us - tick_due_us, 0);

  g_array_append_val (late_us, late);
  tick_due_us = now_us + 5000;
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *)a;
  gint64 second = *(const gint64 *)b;

  return (first > second) - (first < second);
}

static void
print (const char *what, GArray *values)
{
  const double shares[] = { 0.5, 0.95, 0.99, 1.0 };

  g_array_sort (values, compare);
  g_print ("%s: %u", what, values->len);
  for (gsize i = 0; i < G_N_ELEMENTS (shares) && values->len > 0; i++) {
    guint at = MIN ((guint)(shares[i] * values->len), values->len - 1);

    g_print (", p%.0f %.1f ms", shares[i] * 100, (double)g_array_index (values, gint64, at) / 1000);
  }
  g_print ("\n");
}

void
frame_times_begin (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  frames_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  late_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before), NULL);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after), NULL);
  tick_due_us = g_get_monotonic_time () + 5000;
  tick = g_timeout_add (5, on_tick, NULL);
}

void
frame_times_end (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_source_remove (tick);
  g_signal_handlers_disconnect_by_func (clock, on_before, NULL);
  g_signal_handlers_disconnect_by_func (clock, on_after, NULL);
  print ("frames drawn (goal p99 33 ms)", frames_us);
  print ("main loop late by", late_us);
  g_array_unref (frames_us);
  g_array_unref (late_us);
}
