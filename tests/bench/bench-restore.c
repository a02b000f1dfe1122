/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-store-backup.h"
#include "data/store/keep/mps-store-seal.h"
#include "tests/bench/bench-profile.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long a clinic is without its records after its machine is lost: a backup of a profile as
 * large as it is asked for is made, and restored as on a new machine.
 *
 *   bench-restore FOLDER PATIENTS OBSERVATIONS    leaves nothing in FOLDER, which is made
 */

#define CHUNK (1024 * 1024)

typedef struct {
  char *profile;
  char *restored;
  char *backup;
  char *copy;
} Place;

static double
get_seconds (gint64 began_us)
{
  return (double)(g_get_monotonic_time () - began_us) / G_USEC_PER_SEC;
}

static double
get_megabytes (const char *path)
{
  struct stat status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return (double)status.st_size / 1e6;
}

static void
back_up (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = bench_open (place->profile);
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (MpsBackupReport) report = NULL;

  g_assert_no_error (error);
  report = mps_store_back_up (store, place->backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  printf ("backup of %.0f MB, %lu records: %.1f s\n",
          get_megabytes (place->backup),
          (gulong)report->records,
          get_seconds (began_us));
}

/* On a machine that has nothing but the file: with a password. */
static void
restore (Place *place)
{
  g_autoptr (MpsSecret) secret = mps_secret_new (BENCH_WORD, -1);
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackup) backup = mps_backup_open (place->backup, &error);
  g_autoptr (MpsBackupReport) report = NULL;

  g_assert_no_error (error);
  g_assert_true (mps_keyring_unlock (mps_backup_peek_keyring (backup), BENCH_WORD, secret, &error));
  report = mps_backup_restore (backup, place->restored, "bench", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  printf ("restore of %.0f MB, %lu records, checked: %.1f s\n",
          get_megabytes (place->backup),
          (gulong)report->records,
          get_seconds (began_us));
}

/* The floor: the same bytes copied and synced. */
static void
copy (Place *place)
{
  g_autofree guint8 *buffer = g_malloc (CHUNK);
  gint64 began_us = g_get_monotonic_time ();
  int from = g_open (place->backup, O_RDONLY | O_CLOEXEC, 0);
  int to = g_open (place->copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gssize n;

  g_assert_cmpint (from, >=, 0);
  g_assert_cmpint (to, >=, 0);
  while ((n = read (from, buffer, CHUNK)) > 0)
    g_assert_cmpint (write (to, buffer, (gsize)n), ==, n);
  g_assert_cmpint (fsync (to), ==, 0);
  close (from);
  close (to);
  printf ("floor, the file copied and synced: %.1f s\n", get_seconds (began_us));
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_all (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *profile = NULL;
  g_autofree char *restored = NULL;
  g_autofree char *backup = NULL;
  g_autofree char *copied = NULL;
  g_autoptr (GError) error = NULL;
  Place place = { 0 };

  if (argc != 4 || g_mkdir (argv[1], 0700) != 0) {
    fprintf (stderr, "usage: bench-restore FOLDER PATIENTS OBSERVATIONS; FOLDER must be new\n");
    return 2;
  }

  place.profile = profile = g_build_filename (argv[1], "profile", NULL);
  place.restored = restored = g_build_filename (argv[1], "restored", NULL);
  place.backup = backup = g_build_filename (argv[1], "bench.backup", NULL);
  place.copy = copied = g_build_filename (argv[1], "copy", NULL);
  g_assert_cmpint (g_mkdir (profile, 0700), ==, 0);
  bench_fill (profile, (guint)atoi (argv[2]), (guint)atoi (argv[3]));
  bench_seal (profile);
  back_up (&place);
  copy (&place);
  restore (&place);
  remove_all (argv[1]);
  return 0;
}
