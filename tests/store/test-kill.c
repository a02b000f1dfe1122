/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-store-backup.h"
#include "tests/store/place.h"
#include "tests/store/store-fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sealing, re-keying and backup, killed at random moments: whatever the moment, the next sign-in
 * finds every record. With --rounds N as often as that; a few times otherwise. */

#define N_PATIENTS 400
#define N_ROUNDS 6

static guint n_rounds = N_ROUNDS;
static const char *program;

/* The child: does its work until it is killed or done, saying when it began. */
static int
run_child (const char *mode, const char *root)
{
  g_auto (Place) place = { 0 };
  g_autoptr (MpsKeyring) keyring = NULL;
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  place_init (&place, root);
  keyring = place_sign_in (&place);
  puts ("ready");
  fflush (stdout);
  if (g_str_equal (mode, "seal")) {
    done = mps_store_seal (
        place.directory, mps_keyring_peek_key (keyring), "child", NULL, NULL, NULL, &error);
  } else if (g_str_equal (mode, "rekey")) {
    done = mps_store_rekey (place.directory, keyring, "child", NULL, NULL, NULL, &error);
  } else {
    store = mps_store_open_sealed (place.directory,
                                   mps_keyring_peek_key (keyring),
                                   MPS_STORE_OPEN_EXISTING,
                                   "child",
                                   NULL,
                                   &error);
    g_clear_pointer (&keyring, mps_keyring_free);
    report =
        store != NULL ? mps_store_back_up (store, place.backup, NULL, NULL, NULL, &error) : NULL;
    done = report != NULL;
  }
  if (error != NULL)
    puts (error->message);
  return done ? 0 : 1;
}

/* How long the work takes when no one disturbs it; 0 kills nothing. */
static gint64
run_and_kill (const char *mode, const Place *place, gint64 after_us)
{
  const char *const line[] = { program, "--child", mode, place->root, NULL };
  g_autoptr (GError) error = NULL;
  gint64 began;
  char answer[8];
  GPid pid;
  int out;
  int status;

  g_spawn_async_with_pipes (NULL,
                            (char **)line,
                            NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD,
                            NULL,
                            NULL,
                            &pid,
                            NULL,
                            &out,
                            NULL,
                            &error);
  g_assert_no_error (error);
  g_assert_cmpint (read (out, answer, sizeof answer), >, 0);
  began = g_get_monotonic_time ();
  if (after_us > 0) {
    g_usleep ((gulong)after_us);
    kill (pid, SIGKILL);
  }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  close (out);
  g_spawn_close_pid (pid);
  g_assert_true (after_us > 0 || (WIFEXITED (status) && WEXITSTATUS (status) == 0));
  return g_get_monotonic_time () - began;
}

static void
prepare (const Place *place, gboolean plain)
{
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (GError) error = NULL;

  place_make_keyring (place);
  if (plain)
    store = mps_store_open (place->directory, MPS_STORE_OPEN_CREATE, "test", NULL, &error);
  else
    store = place_open (place, MPS_STORE_OPEN_CREATE);
  g_assert_no_error (error);
  place_fill (store, N_PATIENTS);
}

static gint64
choose_moment (gint64 whole_us)
{
  return 1 + (gint64)(g_test_rand_double () * (double)whole_us * 1.1);
}

static void
test_sealing (void)
{
  gint64 whole_us = 0;

  for (guint i = 0; i <= n_rounds; i++) {
    g_autofree char *root = store_test_make_folder ();
    g_auto (Place) place = { 0 };
    g_autoptr (MpsStore) store = NULL;
    g_autoptr (MpsKeyring) keyring = NULL;
    g_autoptr (GError) error = NULL;

    place_init (&place, root);
    prepare (&place, TRUE);
    if (i == 0)
      whole_us = run_and_kill ("seal", &place, 0);
    else
      run_and_kill ("seal", &place, choose_moment (whole_us));

    /* What a sign-in does: sealing goes on, or begins again. */
    keyring = place_sign_in (&place);
    g_assert_true (mps_store_seal (
        place.directory, mps_keyring_peek_key (keyring), "test", NULL, NULL, NULL, &error));
    g_assert_no_error (error);
    g_clear_pointer (&keyring, mps_keyring_free);
    g_assert_cmpint (mps_store_get_state (place.directory), ==, MPS_STORE_STATE_SEALED);
    store = place_open (&place, MPS_STORE_OPEN_EXISTING);
    place_assert_whole (store, N_PATIENTS);
    g_clear_object (&store);
    store_test_remove_folder (root);
  }
}

static void
test_rekeying (void)
{
  g_autofree char *root = store_test_make_folder ();
  g_auto (Place) place = { 0 };
  gint64 whole_us;

  place_init (&place, root);
  prepare (&place, FALSE);
  whole_us = run_and_kill ("rekey", &place, 0);
  for (guint i = 0; i < n_rounds; i++) {
    g_autoptr (MpsStore) store = NULL;

    run_and_kill ("rekey", &place, choose_moment (whole_us));
    store = place_open (&place, MPS_STORE_OPEN_EXISTING);
    place_assert_whole (store, N_PATIENTS);
  }
  store_test_remove_folder (root);
}

/* There is always a whole backup: the one before, or the new one. */
static void
test_backing_up (void)
{
  g_autofree char *root = store_test_make_folder ();
  g_auto (Place) place = { 0 };
  gint64 whole_us;

  place_init (&place, root);
  prepare (&place, FALSE);
  whole_us = run_and_kill ("backup", &place, 0);
  for (guint i = 0; i < n_rounds; i++) {
    g_autoptr (MpsStore) store = NULL;

    run_and_kill ("backup", &place, choose_moment (whole_us));
    store = place_open (&place, MPS_STORE_OPEN_EXISTING);
    place_assert_whole (store, N_PATIENTS);
    g_assert_cmpuint (place_restore (&place), ==, N_PATIENTS);
  }
  store_test_remove_folder (root);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  if (argc == 3 && g_str_equal (argv[1], "--rounds"))
    n_rounds = (guint)strtoul (argv[2], NULL, 10);

  g_test_add_func ("/kill/sealing", test_sealing);
  g_test_add_func ("/kill/rekeying", test_rekeying);
  g_test_add_func ("/kill/backing-up", test_backing_up);
  return g_test_run ();
}
