/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-secret.h"

G_BEGIN_DECLS

/**
 * MpsPolicy:
 * @password_min_length: characters that a password has at least
 * @pin_min_digits: digits that a PIN has at least
 * @pin_max_failures: wrong PINs after which only the password is taken
 * @pin_valid_s: for how long after a password was given a PIN or badge is taken
 * @lock_out_failures: wrong passwords after which a name waits
 * @lock_out_first_s: how long the first time
 * @lock_out_max_s: how long at most
 * @attempts_singly: failed attempts to sign in that are put on the audit record one by one; those
 *   after them as a number
 * @idle_curtain_s: without a movement for so long, the curtain hides the screen
 * @idle_lock_s: and for so long, the session locks
 * @glass_s: how long a broken glass stays open
 * @glass_min_reason: characters that its reason has at least
 * @approval_s: how long an approval can be given and used
 * @approval_min_reason: characters that its reason has at least
 *
 * Rules of policy.ini.
 */
typedef struct {
  guint password_min_length;
  guint pin_min_digits;
  guint pin_max_failures;
  guint pin_valid_s;
  guint lock_out_failures;
  guint lock_out_first_s;
  guint lock_out_max_s;
  guint attempts_singly;
  guint idle_curtain_s;
  guint idle_lock_s;
  guint glass_s;
  guint glass_min_reason;
  guint approval_s;
  guint approval_min_reason;
} MpsPolicy;

const MpsPolicy *mps_policy_get (void);

gboolean mps_policy_check_login (const char *login, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_policy_check_password (const char *login, const MpsSecret *password, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_policy_check_pin (const MpsSecret *pin, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_policy_takes_pin (gint64 password_us, gint64 now_us);
gint64 mps_policy_get_wait_us (guint failures, gint64 last_us, gint64 now_us);

G_END_DECLS
