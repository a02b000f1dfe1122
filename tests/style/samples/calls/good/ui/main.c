/* SPDX-License-Identifier: GPL-3.0-or-later */
int
main (void)
{
  setlocale (LC_ALL, "");
  mps_session_open_async (profile);
  return 0;
}
