/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>

/* usage: bench-start MANPASIK MINIMAL
   Time from exec to the first pixels of the window with 100 000 patients stored, against the least
   libadwaita program, turn about in one run on one screen. A pixel counts as drawn when it is no
   longer the black of the empty root window. */

#define N_PATIENTS 100000
#define N_ROUNDS 7
#define LIMIT_US (30 * G_USEC_PER_SEC)

static void
fill (const char *profile)
{
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_session_init_profile (profile, "nurse", TRUE, "bench", &error));
  session = mps_session_open (profile, NULL, "bench", NULL, &error);
  g_assert_no_error (error);
  for (guint from = 0; from < N_PATIENTS; from += 10000) {
    g_autoptr (GString) lines = g_string_new (NULL);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (MpsImportReport) report = NULL;

    for (guint i = from; i < from + 10000; i++)
      g_string_append_printf (lines,
                              "{\"resourceType\":\"Patient\",\"id\":\"p-%u\",\"name\":[{\"family\":"
                              "\"김\",\"given\":[\"연희%u\"]}],\"gender\":\"female\","
                              "\"birthDate\":\"1980-01-01\"}\n",
                              i,
                              i);
    bytes = g_bytes_new (lines->str, lines->len);
    report = mps_store_import (
        mps_session_peek_store (session), bytes, "bench", "bench", NULL, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (report->accepted, ==, 10000);
  }
}

static gboolean
has_pixels (Display *display, Window window)
{
  XWindowAttributes attributes;
  XImage *image = NULL;
  gboolean drawn = FALSE;

  if (!XGetWindowAttributes (display, window, &attributes) || attributes.map_state != IsViewable ||
      attributes.width < 200)
    return FALSE;
  image = XGetImage (
      display, window, attributes.width / 2, attributes.height / 2, 1, 1, AllPlanes, ZPixmap);
  if (image == NULL)
    return FALSE;
  drawn = (XGetPixel (image, 0, 0) & 0xffffff) != 0;
  XDestroyImage (image);
  return drawn;
}

static gboolean
any_drawn (Display *display)
{
  Window root;
  Window parent;
  Window *children = NULL;
  unsigned int n = 0;
  gboolean drawn = FALSE;

  if (!XQueryTree (display, DefaultRootWindow (display), &root, &parent, &children, &n))
    return FALSE;
  for (unsigned int i = 0; i < n && !drawn; i++)
    drawn = has_pixels (display, children[i]);
  if (children != NULL)
    XFree (children);
  return drawn;
}

static int
ignore_errors (Display *display, XErrorEvent *event)
{
  /* Windows may go while they are looked at. */
  return 0;
}

static double
time_start (Display *display, char **argv)
{
  GPid pid = 0;
  g_autoptr (GError) error = NULL;
  gint64 begun_us = g_get_monotonic_time ();
  gint64 drawn_us = 0;

  g_assert_true (g_spawn_async (NULL,
                                argv,
                                NULL,
                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                                NULL,
                                NULL,
                                &pid,
                                &error));
  while (!any_drawn (display)) {
    g_assert_cmpint (g_get_monotonic_time () - begun_us, <, LIMIT_US);
    g_usleep (500);
  }
  drawn_us = g_get_monotonic_time ();
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  g_spawn_close_pid (pid);
  while (any_drawn (display))
    g_usleep (1000);
  return (double)(drawn_us - begun_us) / 1000.0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return (first > second) - (first < second);
}

static double
median (double *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare);
  return values[N_ROUNDS / 2];
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *profile = NULL;
  Display *display = XOpenDisplay (NULL);
  double full[N_ROUNDS];
  double least[N_ROUNDS];

  g_assert_cmpint (argc, ==, 3);
  g_assert_nonnull (display);
  XSetErrorHandler (ignore_errors);
  folder = g_dir_make_tmp ("mps-start-XXXXXX", NULL);
  profile = g_build_filename (folder, "profile", NULL);
  fill (profile);
  for (guint i = 0; i < N_ROUNDS; i++) {
    char *full_argv[] = { argv[1], (char *)"--profile", profile, NULL };
    char *least_argv[] = { argv[2], NULL };

    least[i] = time_start (display, least_argv);
    full[i] = time_start (display, full_argv);
  }
  XCloseDisplay (display);
  g_print ("start with %d patients: %.0f ms; minimal window: %.0f ms; ratio %.2f (goal 1.5)\n",
           N_PATIENTS,
           median (full),
           median (least),
           median (full) / median (least));
  return 0;
}
