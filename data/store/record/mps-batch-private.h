/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/audit/mps-store-audit.h"
#include "data/store/record/mps-store-batch.h"

G_BEGIN_DECLS

/**
 * MpsWriteKind:
 * @MPS_WRITE_RECORD: a new version of a record
 * @MPS_WRITE_IMPORT: likewise, unless its newest version says the same already
 * @MPS_WRITE_RUN: a run's row, results and fingerprints
 * @MPS_WRITE_SCANS: more scans of a run
 * @MPS_WRITE_SETTING: a setting
 * @MPS_WRITE_AUDIT: an audit entry alone
 * @MPS_WRITE_CALL: what a function does
 */
typedef enum {
  MPS_WRITE_RECORD,
  MPS_WRITE_IMPORT,
  MPS_WRITE_RUN,
  MPS_WRITE_SCANS,
  MPS_WRITE_SETTING,
  MPS_WRITE_AUDIT,
  MPS_WRITE_CALL,
} MpsWriteKind;

typedef struct _MpsWriteContext MpsWriteContext;

/* Inside the batch's transaction, on the writer's thread; the same data comes again where the batch
 * is tried again. */
typedef gboolean (*MpsWriteFunc) (MpsWriteContext *context, gconstpointer data, GError **error);

/**
 * MpsWrite:
 * @kind: which of the fields count
 * @resource: the record
 * @expected_version: version it was edited from, or MPS_VERSION_ANY or MPS_VERSION_NEW
 * @run: the run; its scans are not looked at
 * @run_id: whose scans
 * @scans: (element-type MpsScan): the scans
 * @key: setting, or target of an audit entry
 * @value: (nullable): value of a setting; %NULL takes it away
 * @action: of an audit entry
 * @outcome: likewise
 * @patient_id: likewise
 * @func: does it
 * @data: for @func
 * @destroy: (nullable): frees @data
 */
typedef struct {
  MpsWriteKind kind;
  MpsResource *resource;
  gint64 expected_version;
  MpsRun *run;
  char *run_id;
  GArray *scans;
  char *key;
  char *value;
  MpsAuditAction action;
  MpsAuditOutcome outcome;
  char *patient_id;
  MpsWriteFunc func;
  gpointer data;
  GDestroyNotify destroy;
} MpsWrite;

struct _MpsStoreBatch {
  char *who;
  char *why;
  char *patient_id;
  char *other_id;
  GPtrArray *writes;
};

void mps_store_batch_import (MpsStoreBatch *batch, MpsResource *resource);
void mps_store_batch_audit (MpsStoreBatch *batch,
                            MpsAuditAction action,
                            const char *patient_id,
                            const char *target);
void mps_store_batch_note (MpsStoreBatch *batch, const MpsAuditNote *note);

void mps_store_batch_call (MpsStoreBatch *batch,
                           MpsWriteFunc func,
                           gpointer data,
                           GDestroyNotify destroy);

G_END_DECLS
