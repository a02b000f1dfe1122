/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

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

gboolean mps_store_make_folder (const char *directory, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsStore *mps_store_open (const char *directory,
                          MpsStoreOpenMode mode,
                          const char *program,
                          GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_store_close (MpsStore *self);
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

G_END_DECLS
