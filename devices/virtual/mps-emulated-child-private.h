/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* umockdev's library, without its version */
#define MPS_PRELOAD_NAME "libumockdev-preload"

char *mps_emulated_child_make_preload (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_emulated_child_run (const char *const *command,
                                 const char *root,
                                 int *exit_status,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
