/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsKeepingPolicy: figures of keeping.ini, which says what they are.
 */
typedef struct {
  guint every_hours;
  guint min_every_hours;
  guint max_every_hours;
  guint keep;
  guint min_keep;
  guint max_keep;
  guint grace_hours;
  guint retry_minutes;
  guint look_minutes;
  guint ahead_days;
  guint back_days;
  guint most_patients;
  guint results;
} MpsKeepingPolicy;

const MpsKeepingPolicy *mps_keeping_policy_get (void);

G_END_DECLS
