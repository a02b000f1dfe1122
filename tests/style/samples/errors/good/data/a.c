/* SPDX-License-Identifier: GPL-3.0-or-later */
void
a (void)
{
  g_set_error (error, D, C, "reader: no answer within %u ms", 5);
  g_set_error_literal (error, D, C, "FHIR version is not R4");
}
