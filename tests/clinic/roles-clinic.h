/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-edit.h"
#include "app/clinic/mps-tasks.h"
#include "tests/session/fixture.h"

G_BEGIN_DECLS

/**
 * Which chart: an ordinary one; the one that the family member is guardian of; a restricted one;
 * a restricted one whose glass everybody broke who may.
 */
typedef enum {
  CHART_OPEN,
  CHART_OWN,
  CHART_CLOSED,
  CHART_BROKEN,
  N_CHARTS,
} WhichChart;

/**
 * Clinic: a profile with an account of each role, and charts that the doctor opened before somebody
 * else took the session over.
 */
typedef struct {
  char *folder;
  char *profile;
  MpsSession *session;
  MpsReaders *readers;
  MpsTasks *tasks;
  MpsSecret *password;
  MpsChart *charts[N_CHARTS];
  MpsMeasurement *measurements[N_CHARTS];
  char *out;
  guint serial;
} Clinic;

/**
 * Scope:
 * @SCOPE_CLINIC: no chart in particular: only who may do it for all may do it
 * @SCOPE_CHART: one chart
 * @SCOPE_LIST: a list that is shortened to a person's own
 */
typedef enum {
  SCOPE_CLINIC,
  SCOPE_CHART,
  SCOPE_LIST,
} Scope;

/**
 * UseCase:
 * @name: in the table
 * @functions: public functions that it goes through, with a blank between
 * @action: what it needs
 * @other: what does as well, or the same
 * @scope: of what
 * @run: does it, as whoever works now
 */
typedef struct {
  const char *name;
  const char *functions;
  MpsAction action;
  MpsAction other;
  Scope scope;
  gboolean (*run) (Clinic *clinic, WhichChart which, GError **error);
} UseCase;

extern const char *const chart_ids[N_CHARTS];

void clinic_set_up (Clinic *clinic, gconstpointer data);
void clinic_tear_down (Clinic *clinic, gconstpointer data);
void clinic_become (Clinic *clinic, const char *login);
char *clinic_dup_path (Clinic *clinic, const char *ending);
void clinic_put (Clinic *clinic, const char *json, gint64 expected);

const UseCase *chart_cases_get (gsize *n);
const UseCase *clinic_cases_get (gsize *n);

G_END_DECLS
