/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/** MPS_ATTEMPTS_FILE: name of the file in a profile's folder */
#define MPS_ATTEMPTS_FILE "attempts"

/** MPS_ATTEMPTS_NOBODY: who stands on the audit record for a name that is no account's; no account
 * can be called that */
#define MPS_ATTEMPTS_NOBODY ":unknown"

/**
 * MpsAttemptKind: how signing in failed.
 * @MPS_ATTEMPT_WRONG: a wrong password
 * @MPS_ATTEMPT_WAIT: any password while the name waits after too many wrong ones
 * @MPS_ATTEMPT_UNKNOWN: a name that is no account's
 * @MPS_ATTEMPT_RECOVERY: a wrong recovery key
 */
typedef enum {
  MPS_ATTEMPT_WRONG,
  MPS_ATTEMPT_WAIT,
  MPS_ATTEMPT_UNKNOWN,
  MPS_ATTEMPT_RECOVERY,
} MpsAttemptKind;

gboolean
mps_attempts_note (const char *profile, MpsAttemptKind kind, const char *login, gint64 now_us);
gboolean mps_attempts_report (const char *profile, MpsStore *store, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
