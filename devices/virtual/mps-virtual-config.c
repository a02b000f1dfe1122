/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-config.h"

#include "data/model/mps-scan.h"
#include "devices/reader/mps-reader-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Faster than this, the bytes of the scans would not fit through the link. */
#define MAX_SPEED 1000.0

/**
 * mps_virtual_config_init:
 * @config: (out caller-allocates): to be filled with the defaults of the demo
 */
void
mps_virtual_config_init (MpsVirtualConfig *config)
{
  *config = (MpsVirtualConfig){
    .serial = g_strdup ("MPS-00000001"),
    .seed = 1,
    .dose = 95,
    .speed = 1,
    .noise_counts = 200,
    .spike_rate = 0.0005,
    .slow_channels = 2,
    .dead_channels = 1,
    .unplug_at_scan = -1,
    .replug_after_ms = -1,
    .remove_cartridge_at_scan = -1,
    .fault_at_scan = -1,
    .protocol_version = 1,
    .calibrated = TRUE,
  };
}

/**
 * mps_virtual_config_copy:
 * @config: a configuration
 * @copy: (out caller-allocates): to be cleared by mps_virtual_config_clear()
 */
void
mps_virtual_config_copy (const MpsVirtualConfig *config, MpsVirtualConfig *copy)
{
  *copy = *config;
  copy->serial = g_strdup (config->serial);
  copy->play = g_strdup (config->play);
}

/**
 * mps_virtual_config_clear:
 * @config: what mps_virtual_config_init() filled
 */
void
mps_virtual_config_clear (MpsVirtualConfig *config)
{
  g_clear_pointer (&config->serial, g_free);
  g_clear_pointer (&config->play, g_free);
}

/* A plain string option would forget to free the default. */
static gboolean
set_serial (const char *name, const char *value, gpointer data, GError **error)
{
  MpsVirtualConfig *config = data;

  g_free (config->serial);
  config->serial = g_strdup (value);
  return TRUE;
}

static void
add_entry (GOptionGroup *group, const GOptionEntry *entry)
{
  const GOptionEntry entries[] = { *entry, G_OPTION_ENTRY_NULL };

  g_option_group_add_entries (group, entries);
}

static void
add (GOptionGroup *group,
     const char *name,
     GOptionArg kind,
     gpointer target,
     const char *text,
     const char *value)
{
  const GOptionEntry entry = { name, 0, 0, kind, target, text, value };

  add_entry (group, &entry);
}

static void
add_signal_options (GOptionGroup *group, MpsVirtualConfig *c)
{
  const GOptionEntry uncalibrated = { .long_name = "uncalibrated",
                                      .flags = G_OPTION_FLAG_REVERSE,
                                      .arg = G_OPTION_ARG_NONE,
                                      .arg_data = &c->calibrated,
                                      .description = N_ ("Never calibrated") };

  add (group,
       "serial",
       G_OPTION_ARG_CALLBACK,
       (gpointer)set_serial,
       N_ ("Serial number"),
       "MPS-XXXXXXXX");
  add (group, "seed", G_OPTION_ARG_INT64, &c->seed, N_ ("Seed of all that is random"), "N");
  add (group, "dose", G_OPTION_ARG_DOUBLE, &c->dose, N_ ("Glucose of the sample, mg/dL"), "X");
  add (group, "speed", G_OPTION_ARG_DOUBLE, &c->speed, N_ ("Times faster than the clock"), "X");
  add (group, "noise", G_OPTION_ARG_DOUBLE, &c->noise_counts, N_ ("White noise, counts"), "X");
  add (group, "spikes", G_OPTION_ARG_DOUBLE, &c->spike_rate, N_ ("Share of spikes"), "0…1");
  add (group, "slow", G_OPTION_ARG_INT, &c->slow_channels, N_ ("Slow electrodes"), "N");
  add (group, "dead", G_OPTION_ARG_INT, &c->dead_channels, N_ ("Dead electrodes"), "N");
  add (
      group, "play", G_OPTION_ARG_FILENAME, &c->play, N_ ("Play back recorded counts"), "FILE.csv");
  add_entry (group, &uncalibrated);
}

static void
add_trouble_options (GOptionGroup *group, MpsVirtualConfig *c)
{
  add (group, "drops", G_OPTION_ARG_DOUBLE, &c->drop_rate, N_ ("Share of lost frames"), "0…1");
  add (group,
       "bad-crc",
       G_OPTION_ARG_DOUBLE,
       &c->bad_crc_rate,
       N_ ("Share of damaged frames"),
       "0…1");
  add (group,
       "unplug-at",
       G_OPTION_ARG_INT64,
       &c->unplug_at_scan,
       N_ ("Cut the cable at a scan"),
       "N");
  add (group,
       "replug-after",
       G_OPTION_ARG_INT64,
       &c->replug_after_ms,
       N_ ("Plug in again after, ms"),
       "N");
  add (group,
       "remove-cartridge-at",
       G_OPTION_ARG_INT64,
       &c->remove_cartridge_at_scan,
       N_ ("Take the cartridge out at a scan"),
       "N");
  add (group,
       "fault-at",
       G_OPTION_ARG_INT64,
       &c->fault_at_scan,
       N_ ("Report a fault at a scan"),
       "N");
  add (group,
       "protocol-version",
       G_OPTION_ARG_INT,
       &c->protocol_version,
       N_ ("Version in each frame"),
       "N");
  add (group, "busy", G_OPTION_ARG_INT, &c->busy_requests, N_ ("Requests answered as busy"), "N");
  add (
      group, "clock-error", G_OPTION_ARG_INT64, &c->clock_error_ms, N_ ("Clock ahead by, ms"), "N");
}

/**
 * mps_virtual_config_get_option_group:
 * @config: where the options go; outlives the group
 *
 * Returns: (transfer full): the options of the virtual reader for a command line
 */
GOptionGroup *
mps_virtual_config_get_option_group (MpsVirtualConfig *config)
{
  GOptionGroup *group = g_option_group_new ("virtual",
                                            _ ("Options of the virtual reader:"),
                                            _ ("Show the options of the virtual reader"),
                                            config,
                                            NULL);

  add_signal_options (group, config);
  add_trouble_options (group, config);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  return group;
}

static gboolean
is_share (double share)
{
  return share >= 0 && share <= 1;
}

/**
 * mps_virtual_config_check:
 * @config: a configuration
 * @error: return location; %G_OPTION_ERROR_BAD_VALUE
 *
 * The serial number is not looked at: a malformed one is something to test with.
 *
 * Returns: whether a reader can be made of it
 */
gboolean
mps_virtual_config_check (const MpsVirtualConfig *config, GError **error)
{
  const char *wrong = NULL;

  if (config->serial == NULL || strlen (config->serial) > MPS_SERIAL_WIRE_SIZE)
    wrong = "serial";
  else if (!(config->dose >= 0 && config->dose <= 1e6))
    wrong = "dose";
  else if (!(config->speed > 0 && config->speed <= MAX_SPEED))
    wrong = "speed";
  else if (!(config->noise_counts >= 0 && config->noise_counts <= MPS_COUNT_RAIL))
    wrong = "noise";
  else if (!is_share (config->spike_rate))
    wrong = "spikes";
  else if (!is_share (config->drop_rate))
    wrong = "drops";
  else if (!is_share (config->bad_crc_rate))
    wrong = "bad-crc";
  else if (config->slow_channels > MPS_CHANNELS || config->dead_channels > MPS_CHANNELS ||
           config->slow_channels + config->dead_channels > MPS_CHANNELS)
    wrong = "slow, dead";
  else if (config->protocol_version > G_MAXUINT8)
    wrong = "protocol-version";
  if (wrong == NULL)
    return TRUE;

  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_BAD_VALUE,
               /* TRANSLATORS: %s is the name of an option of the virtual reader */
               _ ("virtual reader: the value of “%s” is out of range"),
               wrong);
  return FALSE;
}
