/* SPDX-License-Identifier: GPL-3.0-or-later */
static const int table[2][1] = { { 1 }, { 2 } };

int
short_one (int a)
{
  if (a) {
    while (a)
      a--;
  }
  return a;
}
