/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

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
 * @MPS_STORE_ERROR_CLOSED: the records were closed, as when the workstation is locked
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
  MPS_STORE_ERROR_CLOSED,
  MPS_STORE_ERROR_FAILED,
} MpsStoreError;

G_END_DECLS
