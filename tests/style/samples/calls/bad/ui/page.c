/* SPDX-License-Identifier: GPL-3.0-or-later */
void
a (void)
{
  g_usleep (10);
  g_spawn_sync (NULL);
  mps_store_commit (store);
  libusb_open (device);
  mps_session_open (profile);
  g_file_get_contents (path);
  cairo_stroke (cr);
}
