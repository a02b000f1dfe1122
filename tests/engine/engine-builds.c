/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs engine-digest as it was built in several ways (the programs are the arguments) and in a
 * locale with a decimal comma: all must print the same digest.
 */
#include <gio/gio.h>

#include <string.h>

static char **digests;

/* Returns: (transfer full): what @program prints, run in a locale of folder @locales or in "C" */
static char *
run_digest (const char *program, const char *locales, const char *locale)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  if (locales != NULL)
    g_subprocess_launcher_setenv (launcher, "LOCPATH", locales, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", locale, TRUE);

  process = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_cmpuint (strlen (output), ==, 65);
  return output;
}

static void
test_same_in_every_build (void)
{
  g_autofree char *first = run_digest (digests[0], NULL, "C");

  g_test_message ("digest of this build: %s", first);
  for (guint i = 1; digests[i] != NULL; i++) {
    g_autofree char *other = run_digest (digests[i], NULL, "C");

    g_test_message ("%s: %s", digests[i], other);
    g_assert_cmpstr (other, ==, first);
  }
}

static void
test_same_with_decimal_comma (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mps-locale-XXXXXX", NULL);
  g_autofree char *target = g_build_filename (folder, "de_DE.UTF-8", NULL);
  const char *argv[] = { "localedef", "-i", "de_DE", "-f", "UTF-8", target, NULL };
  const char *remove[] = { "rm", "-r", folder, NULL };
  g_autofree char *plain = NULL, *comma = NULL;
  gboolean made;
  int status = 1;

  made =
      g_spawn_sync (NULL,
                    (char **)argv,
                    NULL,
                    G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                    NULL,
                    NULL,
                    NULL,
                    NULL,
                    &status,
                    NULL) &&
      status == 0;
  if (made) {
    plain = run_digest (digests[0], NULL, "C");
    comma = run_digest (digests[0], folder, "de_DE.UTF-8");
    g_assert_cmpstr (comma, ==, plain);
  } else {
    g_test_skip ("the locale sources are not installed (package locales)");
  }

  g_spawn_sync (
      NULL, (char **)remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  digests = argv + 1;
  g_assert_cmpint (argc, >=, 3);

  g_test_add_func ("/engine/builds/same-in-every-build", test_same_in_every_build);
  g_test_add_func ("/engine/builds/same-with-decimal-comma", test_same_with_decimal_comma);
  return g_test_run ();
}
