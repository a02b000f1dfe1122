/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-emulated-child-private.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define PRELOAD_LIBRARY MPS_PRELOAD_NAME ".so.0"

typedef struct {
  GMainLoop *loop;
  GPid pid;
  int exit_status;
} Child;

/* The library of a sanitizer that this program was built with, which insists on being the first. */
static char *
find_sanitizer (void)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL))
    return NULL;

  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *path = strchr (lines[i], '/');

    if (path != NULL && strstr (path, "/libasan.so") != NULL)
      return g_strdup (path);
  }
  return NULL;
}

static void
append_library (GString *preload, const char *library)
{
  if (*library == '\0' || strstr (preload->str, library) != NULL)
    return;
  if (preload->len > 0)
    g_string_append_c (preload, ':');
  g_string_append (preload, library);
}

/* What LD_PRELOAD must be: umockdev's library behind all others. */
char *
mps_emulated_child_make_preload (void)
{
  const char *given = g_getenv ("LD_PRELOAD") != NULL ? g_getenv ("LD_PRELOAD") : "";
  g_auto (GStrv) libraries = g_strsplit_set (given, ": ", -1);
  g_autofree char *sanitizer = find_sanitizer ();
  GString *preload = g_string_new (NULL);

  if (sanitizer != NULL)
    append_library (preload, sanitizer);
  for (guint i = 0; libraries[i] != NULL; i++)
    if (strstr (libraries[i], MPS_PRELOAD_NAME) == NULL)
      append_library (preload, libraries[i]);
  append_library (preload, PRELOAD_LIBRARY);
  return g_string_free (preload, FALSE);
}

static void
on_child_exit (GPid pid, int status, gpointer data)
{
  Child *child = data;

  child->exit_status = WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
  g_main_loop_quit (child->loop);
}

/* The command ends first, then we: without the test bed it would be aborted. */
static gboolean
forward (Child *child, int signal_number)
{
  kill (child->pid, signal_number);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_hang_up (gpointer data)
{
  return forward (data, SIGHUP);
}

static gboolean
on_interrupt (gpointer data)
{
  return forward (data, SIGINT);
}

static gboolean
on_terminate (gpointer data)
{
  return forward (data, SIGTERM);
}

/* Runs the unmodified command inside the test bed at @root until it ends. The main context goes on
 * meanwhile. */
gboolean
mps_emulated_child_run (const char *const *command,
                        const char *root,
                        int *exit_status,
                        GError **error)
{
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *preload = mps_emulated_child_make_preload ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Child child = { .loop = loop };
  guint sources[3];

  environment = g_environ_setenv (environment, "LD_PRELOAD", preload, TRUE);
  environment = g_environ_setenv (environment, "UMOCKDEV_DIR", root, TRUE);
  if (!g_spawn_async (NULL,
                      (char **)command,
                      environment,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH |
                          G_SPAWN_CHILD_INHERITS_STDIN,
                      NULL,
                      NULL,
                      &child.pid,
                      error))
    return FALSE;

  sources[0] = g_unix_signal_add (SIGHUP, on_hang_up, &child);
  sources[1] = g_unix_signal_add (SIGINT, on_interrupt, &child);
  sources[2] = g_unix_signal_add (SIGTERM, on_terminate, &child);
  g_child_watch_add (child.pid, on_child_exit, &child);
  g_main_loop_run (loop);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  g_spawn_close_pid (child.pid);
  *exit_status = child.exit_status;
  return TRUE;
}
