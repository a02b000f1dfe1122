/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session-lock.h"
#include "app/session/people/mps-accounts.h"
#include "tests/session/fixture.h"

G_BEGIN_DECLS

/**
 * People: a profile with passwords that cost nothing to try: "kim" (administrator, doctor, lab
 * lead), "lee" (doctor), "park" (staff), all with the same password, and the patient "p1".
 */
typedef struct {
  char *folder;
  char *profile;
  MpsSecret *password;
  MpsSecret *wrong;
  MpsSession *session;
  GString *heard; /* signals, in order */
} People;

void people_set_up (People *people, gconstpointer data);
void people_tear_down (People *people, gconstpointer data);
void people_put (People *people, const char *json, gint64 expected);
void people_iterate_until (People *people, const char *heard);
guint people_count_refused (People *people, const char *who, const char *why, guint expected);
void people_unlock (People *people, const char *user);

G_END_DECLS
