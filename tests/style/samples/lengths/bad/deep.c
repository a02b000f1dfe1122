/* SPDX-License-Identifier: GPL-3.0-or-later */
int
deep_one (int a)
{
  if (a) {
    if (a) {
      if (a) {
        if (a) {
          if (a) {
            a++;
          }
        }
      }
    }
  }
  return a;
}
