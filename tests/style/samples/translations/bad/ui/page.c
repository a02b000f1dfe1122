/* SPDX-License-Identifier: GPL-3.0-or-later */
const char *a = _("Save");
const char *b = _("%s is ready");
