/* SPDX-License-Identifier: GPL-3.0-or-later */
const char *a = _("%lu records");
const char *b = "%" G_GINT64_FORMAT;
