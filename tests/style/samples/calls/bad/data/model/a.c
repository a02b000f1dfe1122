/* SPDX-License-Identifier: GPL-3.0-or-later */
void
a (void)
{
  strcpy (a, b);
  x = atof (b);
  setlocale (LC_ALL, "");
  goto out;
  g_getenv ("HOME");
  g_print ("hello");
  g_warning ("hello");
  system ("ls");
  s = g_strdup_printf ("%s is %.2f",
                       "x",
                       1.0);
}
