/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a run is invalid, as #MpsRun.reason keeps it: fixed English, translated by mps-words. */
#define MPS_REASON_CANCELLED "cancelled"
#define MPS_REASON_USE_NOT_RECORDED "use could not be recorded"
#define MPS_REASON_CARTRIDGE_REMOVED "cartridge removed"
#define MPS_REASON_READER_FAULT "reader fault"
#define MPS_REASON_LOST_SCANS "scans lost"
#define MPS_REASON_GONE "reader unplugged"
#define MPS_REASON_NEVER_BEGAN "run never began"
#define MPS_REASON_STOPPED "stopped by the reader"
#define MPS_REASON_PHASE_ORDER "phases out of order"
#define MPS_REASON_SCANS_NOT_STORED "scans could not be stored"
#define MPS_REASON_RESULT_NOT_STORED "result could not be stored"
#define MPS_REASON_READER_ERROR "reader failed"
#define MPS_REASON_STORE_ERROR "store failed"
#define MPS_REASON_REJECTED "rejected by a person"

const char *mps_run_reason_for_error (const GError *error);
void mps_run_id_to_bytes (const char *id, guint8 bytes[16]);

G_END_DECLS
