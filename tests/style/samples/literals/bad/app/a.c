/* SPDX-License-Identifier: GPL-3.0-or-later */
const char *a = _("%" G_GUINT64_FORMAT " records");
const char *b =
    ngettext ("one",
              "%" G_GUINT64_FORMAT " records", (gulong) n);
