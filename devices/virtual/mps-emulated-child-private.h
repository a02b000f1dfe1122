/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean mps_emulated_child_run (const char *const *command,
                                 const char *root,
                                 int *exit_status,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
