/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "devices/transport/mps-transport.h"
#include "devices/virtual/mps-virtual.h"

G_BEGIN_DECLS

/**
 * MpsReaderItemState:
 * @MPS_READER_ITEM_UNKNOWN: not asked yet
 * @MPS_READER_ITEM_READY: answers and is idle
 * @MPS_READER_ITEM_BUSY: a run is under way
 * @MPS_READER_ITEM_FAULT: reports a fault
 * @MPS_READER_ITEM_REFUSED: shown, but may not be used; #MpsReaderItem:problem says why
 */
typedef enum {
  MPS_READER_ITEM_UNKNOWN,
  MPS_READER_ITEM_READY,
  MPS_READER_ITEM_BUSY,
  MPS_READER_ITEM_FAULT,
  MPS_READER_ITEM_REFUSED,
} MpsReaderItemState;

/**
 * MpsReaderItem:
 *
 * One attached reader. Properties, all readable with notify: "serial" (string), "transport"
 * (string, "usb" or "virtual"), "firmware" (string, "1.2.3" or empty), "state" (int,
 * #MpsReaderItemState), "problem" (string, translated; empty without one), "battery" (int, %; -1
 * for mains or unknown), "temperature" (double, °C, NaN unknown), "calibrated-s" (int64, s since
 * 1970; 0 never; -1 unknown), "clock-offset-us" (int64, reader minus workstation).
 */
#define MPS_TYPE_READER_ITEM (mps_reader_item_get_type ())
G_DECLARE_FINAL_TYPE (MpsReaderItem, mps_reader_item, MPS, READER_ITEM, GObject)

const char *mps_reader_item_peek_serial (MpsReaderItem *self);
const char *mps_reader_item_peek_transport (MpsReaderItem *self);
const char *mps_reader_item_peek_firmware (MpsReaderItem *self);
const char *mps_reader_item_peek_problem (MpsReaderItem *self);
MpsReaderItemState mps_reader_item_get_state (MpsReaderItem *self);
const char *mps_reader_item_state_to_string (MpsReaderItemState state);

/**
 * MpsReaders:
 *
 * A #GListModel of the #MpsReaderItem that are attached now, kept by hot-plug events; each is asked
 * for its identity when it arrives. A demo profile has the virtual reader in it as long as no other
 * is attached. Belongs to the main context.
 */
#define MPS_TYPE_READERS (mps_readers_get_type ())
G_DECLARE_FINAL_TYPE (MpsReaders, mps_readers, MPS, READERS, GObject)

MpsReaders *mps_readers_new (MpsSession *session) G_GNUC_WARN_UNUSED_RESULT;
void mps_readers_set_virtual_config (MpsReaders *self, const MpsVirtualConfig *config);
void mps_readers_add_virtual (MpsReaders *self, const MpsVirtualConfig *config);
const GError *mps_readers_peek_watch_error (MpsReaders *self);
void mps_readers_refresh_async (MpsReaders *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean mps_readers_refresh_finish (MpsReaders *self, GAsyncResult *result, GError **error);
gboolean mps_readers_is_asking (MpsReaders *self);
void mps_readers_set_clock_async (MpsReaders *self,
                                  const char *serial,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean mps_readers_set_clock_finish (MpsReaders *self,
                                       GAsyncResult *result,
                                       gint64 *old_minus_new_us,
                                       GError **error);
void mps_readers_self_test_async (MpsReaders *self,
                                  const char *serial,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean mps_readers_self_test_finish (MpsReaders *self,
                                       GAsyncResult *result,
                                       guint *faults,
                                       GError **error);
void mps_readers_choose (MpsReaders *self, const char *serial);
const char *mps_readers_peek_chosen (MpsReaders *self);
MpsTransport *mps_readers_dup_transport (MpsReaders *self, const char *serial, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
