/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/measurement/mps-measurement-private.h"

G_BEGIN_DECLS

typedef struct {
  GArray *median;
  GArray *low;
  GArray *high;
} MpsGroupTrace;

struct _MpsMeasurement {
  GObject parent_instance;

  MpsSession *session;
  MpsReaders *readers;
  char *patient_id;
  MpsMeasurementState state;
  MpsTag *tag;
  MpsPatient *patient;
  MpsCartridge *cartridge;
  MpsMeasurementPlan plan;
  GCancellable *cancellable;
  gulong outer_cancelled;
  GCancellable *outer;
  GTask *starting;
  GThread *thread;
  MpsMeasurementJob *job;
  char *reader_serial;

  MpsEngineLive live;
  GArray *seconds;
  GArray *phases;
  MpsGroupTrace groups[MPS_CARTRIDGE_MAX_ANALYTES];
  guint shown;
  gboolean link_lost;
  gint64 link_lost_us;
  guint link_tick;

  MpsRun *run;
  GPtrArray *observation_ids;
  char *report_id;
  char *reason;
  GError *error;
};

gboolean mps_measurement_enter (MpsMeasurement *self, MpsMeasurementState state);
void mps_measurement_enter_invalid (MpsMeasurement *self, const char *reason);
gboolean mps_measurement_check_state (MpsMeasurement *self,
                                      MpsMeasurementState next,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_measurement_emit_changed (MpsMeasurement *self);
void mps_measurement_emit_live (MpsMeasurement *self);

G_END_DECLS
