/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"
#include "data/model/mps-run.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MPS_STORE_ERROR (mps_store_error_quark ())
GQuark mps_store_error_quark (void);

/**
 * MpsStoreError:
 * @MPS_STORE_ERROR_NOT_FOUND: no such record or profile
 * @MPS_STORE_ERROR_EXISTS: there is one already
 * @MPS_STORE_ERROR_STALE: it was edited from a version that is no longer the newest
 * @MPS_STORE_ERROR_REFUSED: a rule of the store forbids it
 * @MPS_STORE_ERROR_BUSY: another program holds the profile; the message says which
 * @MPS_STORE_ERROR_READ_ONLY: the folder or file may not be written
 * @MPS_STORE_ERROR_FULL: the disk is full; nothing was written
 * @MPS_STORE_ERROR_VERSION: made by a newer version of the program
 * @MPS_STORE_ERROR_CORRUPT: what is stored cannot be right
 * @MPS_STORE_ERROR_INPUT: what was handed in is not valid
 * @MPS_STORE_ERROR_FAILED: anything else
 */
typedef enum {
  MPS_STORE_ERROR_NOT_FOUND,
  MPS_STORE_ERROR_EXISTS,
  MPS_STORE_ERROR_STALE,
  MPS_STORE_ERROR_REFUSED,
  MPS_STORE_ERROR_BUSY,
  MPS_STORE_ERROR_READ_ONLY,
  MPS_STORE_ERROR_FULL,
  MPS_STORE_ERROR_VERSION,
  MPS_STORE_ERROR_CORRUPT,
  MPS_STORE_ERROR_INPUT,
  MPS_STORE_ERROR_FAILED,
} MpsStoreError;

typedef enum {
  MPS_STORE_OPEN_EXISTING,
  MPS_STORE_OPEN_CREATE,
} MpsStoreOpenMode;

/**
 * MpsStore:
 *
 * The records of one profile. Every call blocks and may come from any thread but a window's main
 * one: writes are carried out by the store's one writer thread, in order, and are durable when the
 * call returns; reads take a connection from a pool. Several programs may share a profile.
 */
#define MPS_TYPE_STORE (mps_store_get_type ())
G_DECLARE_FINAL_TYPE (MpsStore, mps_store, MPS, STORE, GObject)

MpsStore *mps_store_open (const char *directory,
                          MpsStoreOpenMode mode,
                          const char *program,
                          GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mps_store_peek_directory (MpsStore *self);

/**
 * MpsAuditAction: what was done, with the letters of FHIR AuditEvent.action.
 */
typedef enum {
  MPS_AUDIT_CREATE = 'C',
  MPS_AUDIT_READ = 'R',
  MPS_AUDIT_UPDATE = 'U',
  MPS_AUDIT_DELETE = 'D',
  MPS_AUDIT_EXECUTE = 'E',
} MpsAuditAction;

gboolean mps_store_audit (MpsStore *self,
                          MpsAuditAction action,
                          const char *who,
                          const char *patient_id,
                          const char *target,
                          const char *why,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsStoreBatch:
 *
 * Writes that happen together or not at all, with their audit entries and change-log lines.
 */
typedef struct _MpsStoreBatch MpsStoreBatch;

/** MPS_VERSION_ANY: write whatever version is stored, or a new record */
#define MPS_VERSION_ANY (-1)
/** MPS_VERSION_NEW: the record must not exist yet */
#define MPS_VERSION_NEW 0

MpsStoreBatch *mps_store_batch_new (const char *who, const char *why) G_GNUC_WARN_UNUSED_RESULT;
void mps_store_batch_free (MpsStoreBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsStoreBatch, mps_store_batch_free)
void mps_store_batch_bind_patient (MpsStoreBatch *batch, const char *patient_id);
void mps_store_batch_put (MpsStoreBatch *batch, MpsResource *resource, gint64 expected_version);
void mps_store_batch_put_run (MpsStoreBatch *batch, const MpsRun *run);
void mps_store_batch_append_scans (MpsStoreBatch *batch,
                                   const char *run_id,
                                   const MpsScan *scans,
                                   gsize n_scans);
void mps_store_batch_set_setting (MpsStoreBatch *batch, const char *key, const char *value);
gboolean mps_store_commit (MpsStore *self,
                           MpsStoreBatch *batch,
                           GPtrArray **written,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Records */
MpsResource *
mps_store_get (MpsStore *self, const char *type, const char *id, gint64 version, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_history (MpsStore *self, const char *type, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_list (MpsStore *self,
                           const char *type,
                           const char *patient_id,
                           guint limit,
                           const char *after,
                           char **next,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mps_store_dup_setting (MpsStore *self, const char *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsImportRejection:
 * @index: entry of the bundle, or line of the NDJSON, from 0
 * @type: resource type, or empty
 * @id: id, or empty
 * @reason: what is wrong and where, in the program's fixed English; holds no value from the record
 */
typedef struct {
  guint64 index;
  char *type;
  char *id;
  char *reason;
} MpsImportRejection;

/**
 * MpsImportReport:
 * @accepted: entries stored (each durable)
 * @rejected: (element-type MpsImportRejection): entries left out, their neighbours stored
 */
typedef struct {
  guint64 accepted;
  GPtrArray *rejected;
} MpsImportReport;

typedef void (*MpsProgressFunc) (guint64 done, guint64 total, gpointer data);

void mps_import_report_free (MpsImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsImportReport, mps_import_report_free)
MpsImportReport *mps_store_import (MpsStore *self,
                                   GBytes *data,
                                   const char *who,
                                   const char *why,
                                   MpsProgressFunc progress,
                                   gpointer progress_data,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What lists need, projected */

/**
 * MpsPatientOrder: how the list of patients is sorted.
 */
typedef enum {
  MPS_PATIENT_ORDER_NAME,
  MPS_PATIENT_ORDER_BIRTH_DATE,
  MPS_PATIENT_ORDER_CHART_NUMBER,
  MPS_PATIENT_ORDER_LAST_SEEN,
} MpsPatientOrder;

/**
 * MpsPatientRow:
 * @key: row key, as in the index
 * @id: FHIR id
 * @name: as it is shown
 * @gender: FHIR code, or empty
 * @birth_date: FHIR date, or empty
 * @chart_number: or empty
 * @phone: or empty
 * @last_seen_us: newest entry of the chart, µs since 1970 UTC; 0 where there is none
 */
typedef struct {
  gint64 key;
  char *id;
  char *name;
  char *gender;
  char *birth_date;
  char *chart_number;
  char *phone;
  gint64 last_seen_us;
} MpsPatientRow;

void mps_patient_row_free (MpsPatientRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsPatientRow, mps_patient_row_free)
GArray *mps_store_index_patients (MpsStore *self,
                                  MpsPatientOrder order,
                                  gboolean descending,
                                  const char *filter,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_load_patient_rows (MpsStore *self, const gint64 *keys, gsize n, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsTimelineKind: what stands on a chart's timeline; a set of them filters it.
 */
typedef enum {
  MPS_TIMELINE_RESULT = 1 << 0,
  MPS_TIMELINE_PRESCRIPTION = 1 << 1,
  MPS_TIMELINE_VISIT = 1 << 2,
  MPS_TIMELINE_NOTE = 1 << 3,
  MPS_TIMELINE_DOCUMENT = 1 << 4,
  MPS_TIMELINE_PROBLEM = 1 << 5,
  MPS_TIMELINE_PROCEDURE = 1 << 6,
  MPS_TIMELINE_RUN = 1 << 7,
  MPS_TIMELINE_OTHER = 1 << 8,
  MPS_TIMELINE_ALL = (1 << 9) - 1,
} MpsTimelineKind;

/**
 * MpsTimelineEntry:
 * @type: resource type, or "Run" for a run that gave no result
 * @id: its id
 * @kind: what it is
 * @when_us: µs since 1970 UTC; 0 where the record has no time
 * @title: what to show, from the record
 * @code: its first coding's code, or empty
 * @has_quantity: whether @quantity counts
 * @quantity: its value
 * @text: its value as text where it is no quantity, or its status
 * @flag: interpretation or flag word, or empty
 */
typedef struct {
  char *type;
  char *id;
  MpsTimelineKind kind;
  gint64 when_us;
  char *title;
  char *code;
  gboolean has_quantity;
  MpsQuantity quantity;
  char *text;
  char *flag;
} MpsTimelineEntry;

void mps_timeline_entry_free (MpsTimelineEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsTimelineEntry, mps_timeline_entry_free)
GPtrArray *mps_store_load_timeline (MpsStore *self,
                                    const char *patient_id,
                                    MpsTimelineKind kinds,
                                    guint limit,
                                    const char *after,
                                    char **next,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_load_trend (MpsStore *self,
                                 const char *patient_id,
                                 const char *code,
                                 const char *unit,
                                 guint limit,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs */
MpsRun *mps_store_load_run (MpsStore *self, const char *id, gboolean with_scans, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_list_run_ids (MpsStore *self, const char *patient_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_store_get_highest_uses (MpsStore *self, const char *cartridge_id, guint *uses, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsStoreCheck:
 * @records: resources stored
 * @versions: versions of them
 * @runs: runs stored
 * @audit_entries: entries in the audit chain
 * @first_broken: sequence of the first audit entry that does not fit its chain; 0 when all do
 * @head: hash of the newest audit entry, hexadecimal
 * @problems: (element-type utf8): what is wrong, empty when nothing is
 */
typedef struct {
  guint64 records;
  guint64 versions;
  guint64 runs;
  guint64 audit_entries;
  guint64 first_broken;
  char *head;
  GPtrArray *problems;
} MpsStoreCheck;

void mps_store_check_free (MpsStoreCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsStoreCheck, mps_store_check_free)
MpsStoreCheck *mps_store_check (MpsStore *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
