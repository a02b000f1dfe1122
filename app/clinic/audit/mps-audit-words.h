/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mps_audit_dup_why_words (const char *why) G_GNUC_WARN_UNUSED_RESULT;
const char *mps_audit_peek_who_words (const char *who);
char *mps_audit_dup_target_words (const char *target) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
