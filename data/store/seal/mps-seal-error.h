/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MPS_SEAL_ERROR (mps_seal_error_quark ())
GQuark mps_seal_error_quark (void);

/**
 * MpsSealError:
 * @MPS_SEAL_ERROR_WRONG_SECRET: the password or the key does not open it
 * @MPS_SEAL_ERROR_UNKNOWN_ACCOUNT: there is no such account; people see the same sentence as for
 *   %MPS_SEAL_ERROR_WRONG_SECRET
 * @MPS_SEAL_ERROR_MISTYPED: the recovery key's own check characters do not fit: it was not typed as
 *   printed
 * @MPS_SEAL_ERROR_ALTERED: someone else put it there, changed it or took something away
 * @MPS_SEAL_ERROR_DAMAGED: it cannot be read as what it should be
 * @MPS_SEAL_ERROR_VERSION: made by a newer version of the program
 * @MPS_SEAL_ERROR_NOT_FOUND: the file is not there
 * @MPS_SEAL_ERROR_EXISTS: there is one already
 * @MPS_SEAL_ERROR_STALE: another program changed the file since it was read; read it again
 * @MPS_SEAL_ERROR_BUSY: another program is just changing the file
 * @MPS_SEAL_ERROR_LOCKED: it must be unlocked first
 * @MPS_SEAL_ERROR_FAILED: anything else
 */
typedef enum {
  MPS_SEAL_ERROR_WRONG_SECRET,
  MPS_SEAL_ERROR_UNKNOWN_ACCOUNT,
  MPS_SEAL_ERROR_MISTYPED,
  MPS_SEAL_ERROR_ALTERED,
  MPS_SEAL_ERROR_DAMAGED,
  MPS_SEAL_ERROR_VERSION,
  MPS_SEAL_ERROR_NOT_FOUND,
  MPS_SEAL_ERROR_EXISTS,
  MPS_SEAL_ERROR_STALE,
  MPS_SEAL_ERROR_BUSY,
  MPS_SEAL_ERROR_LOCKED,
  MPS_SEAL_ERROR_FAILED,
} MpsSealError;

G_END_DECLS
