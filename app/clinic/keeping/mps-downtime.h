/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/** MPS_DOWNTIME_SHEET: name of the sealed PDF in a kit */
#define MPS_DOWNTIME_SHEET "downtime.pdf.sealed"

/**
 * MpsDowntimeKit: what a clinic takes along for a day without this computer or its network.
 * @folder: a profile of its own, opened with the same passwords: the charts, and the sealed PDF
 * @patients: how many
 * @records: records in their charts
 * @pages: pages of the PDF
 */
typedef struct {
  char *folder;
  guint patients;
  guint64 records;
  guint pages;
} MpsDowntimeKit;

void mps_downtime_kit_free (MpsDowntimeKit *kit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsDowntimeKit, mps_downtime_kit_free)

/**
 * MpsDowntimePlan:
 * @place: folder in which the kit's own folder is made
 * @language: of the PDF, "ko" or "en"
 * @program: name of this program, for others
 * @progress: (nullable): told how much is done, on the working thread
 * @data: for @progress
 */
typedef struct {
  const char *place;
  const char *language;
  const char *program;
  MpsProgressFunc progress;
  gpointer data;
} MpsDowntimePlan;

MpsDowntimeKit *mps_downtime_make (MpsSession *session,
                                   const MpsDowntimePlan *plan,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_downtime_open_sheet (MpsSession *session, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
