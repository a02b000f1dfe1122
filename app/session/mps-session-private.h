/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/* What stands after the guard is read by worker threads and changes when somebody else takes over:
 * it is looked at with the guard held. Names of users are interned, so that one that was handed out
 * stays valid. */
struct _MpsSession {
  GObject parent_instance;

  char *profile;
  char *program;
  gboolean demo;
  GThreadPool *refusals;

  GMutex guard;
  MpsStore *store;
  const char *user;
  MpsRoles roles;
};

/* mps-session-rights.c */
void mps_session_start_refusals (MpsSession *self);

G_END_DECLS
