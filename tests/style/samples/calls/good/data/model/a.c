/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strcpy (a, b) and goto are named in a comment only. */
void
a (void)
{
  g_ascii_strtod ("1.5", NULL);
  g_strdup_printf ("%d strtod (", 1);
  g_ascii_formatd (buffer, 8, "%.3f", 1.5);
}
