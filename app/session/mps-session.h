/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store.h"

G_BEGIN_DECLS

#define MPS_SESSION_ERROR (mps_session_error_quark ())
GQuark mps_session_error_quark (void);

/**
 * MpsSessionError:
 * @MPS_SESSION_ERROR_REFUSED: a rule forbids it: role, chart, state, cartridge
 * @MPS_SESSION_ERROR_CHOOSE_READER: several readers could be meant; the person must choose one
 * @MPS_SESSION_ERROR_NO_READER: no reader is attached
 * @MPS_SESSION_ERROR_NO_TAG: no cartridge tag can be read
 * @MPS_SESSION_ERROR_NOT_FOUND: no such patient, run or profile
 */
typedef enum {
  MPS_SESSION_ERROR_REFUSED,
  MPS_SESSION_ERROR_CHOOSE_READER,
  MPS_SESSION_ERROR_NO_READER,
  MPS_SESSION_ERROR_NO_TAG,
  MPS_SESSION_ERROR_NOT_FOUND,
} MpsSessionError;

/**
 * MpsAction: what a person may or may not do. Roles come as data in accounts; every use case asks
 * mps_session_require() first, so that the rule stands in one place.
 */
typedef enum {
  MPS_ACTION_READ_CHART,
  MPS_ACTION_WRITE_RECORD,
  MPS_ACTION_MEASURE,
  MPS_ACTION_IMPORT,
  MPS_ACTION_REPORT,
  MPS_ACTION_MANAGE_DEVICES,
  MPS_ACTION_MAINTAIN,
} MpsAction;

/**
 * MpsSession:
 *
 * One person at work on one profile.
 */
#define MPS_TYPE_SESSION (mps_session_get_type ())
G_DECLARE_FINAL_TYPE (MpsSession, mps_session, MPS, SESSION, GObject)

char *mps_session_dup_default_profile (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_init_profile (const char *profile,
                                   const char *admin,
                                   gboolean demo,
                                   const char *program,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsSession *mps_session_open (const char *profile,
                              const char *user,
                              const char *program,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_session_open_async (const char *profile,
                             const char *user,
                             const char *program,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
MpsSession *mps_session_open_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsStore *mps_session_peek_store (MpsSession *self);
const char *mps_session_peek_profile (MpsSession *self);
const char *mps_session_peek_user (MpsSession *self);
gboolean mps_session_is_demo (MpsSession *self);
char *mps_session_dup_virtual_tag_path (MpsSession *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_session_require (MpsSession *self, MpsAction action, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
