/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/transport/mps-tag.h"
#include "devices/transport/mps-transport.h"

G_BEGIN_DECLS

/**
 * MpsVirtualConfig:
 * @serial: serial number; %NULL: MPS-00000001
 * @seed: everything that is random comes from it
 * @dose: concentration that the response stands for, in the unit of the virtual tag's first analyte
 * @speed: how much faster than the clock scans are made; 1 is real time
 * @noise_counts: standard deviation of white noise, counts
 * @spike_rate: share of points that are spikes, 0…1
 * @drop_rate: share of SCAN frames that are never sent
 * @bad_crc_rate: share of frames sent with a wrong CRC
 * @slow_channels: electrodes that answer slowly
 * @dead_channels: electrodes that never change
 * @unplug_at_scan: cut the cable when this scan was sent; -1 never
 * @replug_after_ms: plug it in again after so long; -1 never
 * @remove_cartridge_at_scan: take the cartridge out at this scan; -1 never
 * @fault_at_scan: report a converter fault at this scan; -1 never
 * @protocol_version: version in each frame header; 1
 * @calibrated: whether its calibration block has a date
 * @play: (nullable): CSV of recorded counts to play back instead of made signals
 *
 * What the virtual reader does. mps_virtual_config_init() gives the defaults of the demo.
 */
typedef struct {
  char *serial;
  guint64 seed;
  double dose;
  double speed;
  double noise_counts;
  double spike_rate;
  double drop_rate;
  double bad_crc_rate;
  guint slow_channels;
  guint dead_channels;
  gint64 unplug_at_scan;
  gint64 replug_after_ms;
  gint64 remove_cartridge_at_scan;
  gint64 fault_at_scan;
  guint protocol_version;
  gboolean calibrated;
  char *play;
} MpsVirtualConfig;

void mps_virtual_config_init (MpsVirtualConfig *config);
void mps_virtual_config_clear (MpsVirtualConfig *config);
GOptionGroup *mps_virtual_config_get_option_group (MpsVirtualConfig *config)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_virtual_config_check (const MpsVirtualConfig *config, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MpsVirtualConfig, mps_virtual_config_clear)

/**
 * MpsVirtualReader:
 *
 * The reader's side of the protocol: bytes in, bytes out, a clock handed in. Knows nothing of how
 * the bytes travel. A reader that plays a CSV answers like any other.
 */
#define MPS_TYPE_VIRTUAL_READER (mps_virtual_reader_get_type ())
G_DECLARE_FINAL_TYPE (MpsVirtualReader, mps_virtual_reader, MPS, VIRTUAL_READER, GObject)

MpsVirtualReader *mps_virtual_reader_new (const MpsVirtualConfig *config, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
const char *mps_virtual_reader_get_serial (MpsVirtualReader *self);
void
mps_virtual_reader_receive (MpsVirtualReader *self, const guint8 *data, gsize size, gint64 now_us);
gsize mps_virtual_reader_send (MpsVirtualReader *self, guint8 *buffer, gsize size, gint64 now_us);
gint64 mps_virtual_reader_next_us (MpsVirtualReader *self, gint64 now_us);
gboolean mps_virtual_reader_is_plugged (MpsVirtualReader *self, gint64 now_us);
void mps_virtual_reader_unplug (MpsVirtualReader *self, gint64 now_us);
void mps_virtual_reader_plug (MpsVirtualReader *self, gint64 now_us);
void mps_virtual_reader_reset_usb (MpsVirtualReader *self, gint64 now_us);
void mps_virtual_reader_press_button (MpsVirtualReader *self, gint64 now_us);

/**
 * MpsVirtualTransport:
 *
 * The virtual reader in the same process, as a transport.
 */
#define MPS_TYPE_VIRTUAL_TRANSPORT (mps_virtual_transport_get_type ())
G_DECLARE_FINAL_TYPE (
    MpsVirtualTransport, mps_virtual_transport, MPS, VIRTUAL_TRANSPORT, MpsTransport)

MpsTransport *mps_virtual_transport_new (MpsVirtualReader *reader) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsVirtualTag:
 *
 * A cartridge tag that exists only in memory or in a file of 540 bytes (135 pages); what is written
 * to it is kept there.
 */
#define MPS_TYPE_VIRTUAL_TAG (mps_virtual_tag_get_type ())
G_DECLARE_FINAL_TYPE (MpsVirtualTag, mps_virtual_tag, MPS, VIRTUAL_TAG, MpsTag)

MpsTag *mps_virtual_tag_new (GBytes *memory) G_GNUC_WARN_UNUSED_RESULT;
MpsTag *mps_virtual_tag_new_for_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_virtual_tag_create_file (const char *path, guint64 seed, gint64 now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GBytes *mps_virtual_tag_make_memory (guint64 seed, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;
const char *mps_virtual_tag_peek_key_file (void);

G_END_DECLS
