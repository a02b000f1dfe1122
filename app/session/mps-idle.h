/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-policy.h"
#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsIdleState: what is due after so long without a key or a movement.
 * @MPS_IDLE_ACTIVE: nothing
 * @MPS_IDLE_CURTAIN: the curtain
 * @MPS_IDLE_LOCK: the lock
 */
typedef enum {
  MPS_IDLE_ACTIVE,
  MPS_IDLE_CURTAIN,
  MPS_IDLE_LOCK,
} MpsIdleState;

/**
 * MpsIdle: draws a session's curtain and locks it when nobody is there. A window makes one for its
 * session and calls mps_idle_touch() for every key and movement. Property with notify:
 * "seconds-left" (uint): behind the curtain, how long until the lock; otherwise 0.
 */
#define MPS_TYPE_IDLE (mps_idle_get_type ())
G_DECLARE_FINAL_TYPE (MpsIdle, mps_idle, MPS, IDLE, GObject)

MpsIdle *mps_idle_new (MpsSession *session, const MpsPolicy *policy) G_GNUC_WARN_UNUSED_RESULT;
void mps_idle_touch (MpsIdle *self);
guint mps_idle_get_seconds_left (MpsIdle *self);
MpsIdleState mps_idle_judge (const MpsPolicy *policy, gint64 idle_us, guint *next_s);

G_END_DECLS
