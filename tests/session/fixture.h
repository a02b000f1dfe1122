/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/measurement/mps-measurement.h"

G_BEGIN_DECLS

/**
 * Fixture: a demo profile in a folder of its own, with its readers and one of its patients.
 */
typedef struct {
  char *folder;
  char *profile;
  MpsSession *session;
  MpsReaders *readers;
  char *patient;
  char *other;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
MpsStore *fixture_store (Fixture *fixture);
void fixture_use (Fixture *fixture, const MpsVirtualConfig *config);
void fixture_reopen (Fixture *fixture);
void fixture_remove_folder (const char *path);

/* The quick configuration that tests start from; cleared by the caller. */
void quick_config_init (MpsVirtualConfig *config);
void quick_plan_init (MpsMeasurementPlan *plan, guint32 scans);

MpsMeasurement *fixture_check (Fixture *fixture) G_GNUC_WARN_UNUSED_RESULT;
gboolean measure_check_tag (MpsMeasurement *measurement, MpsTagRefusal *refusal, GError **error);
gboolean measure_start (MpsMeasurement *measurement,
                        const MpsMeasurementPlan *plan,
                        const char *serial,
                        GError **error);
void measure_until_end (MpsMeasurement *measurement);
MpsMeasurement *fixture_measure (Fixture *fixture, guint32 scans) G_GNUC_WARN_UNUSED_RESULT;

/* No half result: either all of a run is there, or an invalid run with its reason and nothing else.
 */
void assert_whole_or_invalid (Fixture *fixture, MpsMeasurement *measurement);

void keep_result (GObject *source, GAsyncResult *result, gpointer where);
GAsyncResult *wait_result (GAsyncResult **where);

G_END_DECLS
