/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MPS_SEAL_ERROR (mps_seal_error_quark ())
GQuark mps_seal_error_quark (void);

/**
 * MpsSealError:
 * @MPS_SEAL_ERROR_WRONG_SECRET: the password or key does not fit
 * @MPS_SEAL_ERROR_UNKNOWN_ACCOUNT: there is no such account; people are told the same as above
 * @MPS_SEAL_ERROR_ALTERED: someone changed what is sealed, or put something else in its place
 * @MPS_SEAL_ERROR_DAMAGED: it cannot be read
 * @MPS_SEAL_ERROR_VERSION: made by a newer version of the program
 * @MPS_SEAL_ERROR_EXISTS: there is one already
 * @MPS_SEAL_ERROR_FAILED: anything else
 */
typedef enum {
  MPS_SEAL_ERROR_WRONG_SECRET,
  MPS_SEAL_ERROR_UNKNOWN_ACCOUNT,
  MPS_SEAL_ERROR_ALTERED,
  MPS_SEAL_ERROR_DAMAGED,
  MPS_SEAL_ERROR_VERSION,
  MPS_SEAL_ERROR_EXISTS,
  MPS_SEAL_ERROR_FAILED,
} MpsSealError;

G_END_DECLS
