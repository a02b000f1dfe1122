/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MpsVirtualConfig:
 * @serial: serial number; %NULL: MPS-00000001
 * @seed: everything that is random comes from it
 * @dose: concentration that the response stands for, in the unit of the virtual tag's first analyte
 * @speed: how much faster than the clock scans are made; 1 is real time
 * @noise_counts: standard deviation of white noise, counts
 * @spike_rate: share of points that are spikes, 0…1
 * @drop_rate: share of SCAN frames that are lost when they are first sent
 * @bad_crc_rate: share of frames sent with a wrong CRC
 * @slow_channels: electrodes that answer slowly
 * @dead_channels: electrodes that never change
 * @unplug_at_scan: cut the cable when this scan was sent; -1 never
 * @replug_after_ms: plug it in again after so long; -1 never
 * @remove_cartridge_at_scan: take the cartridge out at this scan; -1 never
 * @fault_at_scan: report a converter fault at this scan; -1 never
 * @protocol_version: version in each frame header; 1
 * @calibrated: whether its calibration block has a date
 * @busy_requests: how many requests are answered "busy" before the first is done
 * @clock_error_ms: how far the reader's clock is ahead at first, ms
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
  guint busy_requests;
  gint64 clock_error_ms;
  char *play;
} MpsVirtualConfig;

void mps_virtual_config_init (MpsVirtualConfig *config);
void mps_virtual_config_copy (const MpsVirtualConfig *config, MpsVirtualConfig *copy);
void mps_virtual_config_clear (MpsVirtualConfig *config);
GOptionGroup *mps_virtual_config_get_option_group (MpsVirtualConfig *config)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_virtual_config_check (const MpsVirtualConfig *config, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MpsVirtualConfig, mps_virtual_config_clear)

G_END_DECLS
