/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mps_resource_dup_text (const char *json) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
