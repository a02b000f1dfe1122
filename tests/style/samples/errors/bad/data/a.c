/* SPDX-License-Identifier: GPL-3.0-or-later */
void
a (void)
{
  g_set_error (error, D, C, "Reader gave %s", what);
  g_set_error_literal (error,
                       D,
                       C,
                       "reader: no answer.");
}
