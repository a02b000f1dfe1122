/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-profile.h"

#include <stdio.h>

/* usage: cheap-profile FOLDER ADMIN PASSWORD-FILE: a profile whose passwords cost next to nothing
 * to check, so that a test can sign in hundreds of times; prints the recovery key. */
int
main (int argc, char **argv)
{
  const MpsKeyringCost cost = { .passes = 1, .memory_kib = 8 };
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSecret) password = argc == 4 ? mps_secret_new_from_file (argv[3], &error) : NULL;
  g_autofree char *recovery_key = NULL;
  MpsProfileOptions options = { .program = "test", .cost = &cost };

  if (password != NULL) {
    options.folder = argv[1];
    options.admin = argv[2];
    options.password = password;
    if (mps_profile_create (&options, &recovery_key, &error)) {
      printf ("%s\n", recovery_key);
      return 0;
    }
  }

  fprintf (stderr, "cheap-profile: %s\n", error != NULL ? error->message : "three arguments");
  return 1;
}
