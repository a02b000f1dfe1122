/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-words.h"
#include "app/session/readers/mps-reader-item-private.h"
#include "devices/reader/mps-reader.h"

#include <math.h>

#define BATTERY_MAINS 255

void
mps_reader_probe_free (MpsReaderProbe *probe)
{
  if (probe == NULL)
    return;

  g_free (probe->firmware);
  g_free (probe->problem);
  g_free (probe);
}

static void
set_failure (MpsReaderProbe *probe, const GError *error)
{
  g_autoptr (MpsSentence) sentence = mps_sentence_new_for_error (error);

  probe->state = MPS_READER_ITEM_UNKNOWN;
  if (g_error_matches (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_VERSION) ||
      g_error_matches (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED) ||
      g_error_matches (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_PERMISSION))
    probe->state = MPS_READER_ITEM_REFUSED;
  else if (g_error_matches (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_BUSY))
    probe->state = MPS_READER_ITEM_BUSY;
  else if (g_error_matches (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_FAULT))
    probe->state = MPS_READER_ITEM_FAULT;
  g_free (probe->problem);
  probe->problem = g_strdup_printf ("%s %s", sentence->what, sentence->next);
}

static void
set_status (MpsReaderProbe *probe, const MpsReaderStatus *status)
{
  static const MpsReaderItemState states[] = {
    [MPS_READER_IDLE] = MPS_READER_ITEM_READY,
    [MPS_READER_RUNNING] = MPS_READER_ITEM_BUSY,
    [MPS_READER_UPDATING] = MPS_READER_ITEM_BUSY,
    [MPS_READER_FAULT] = MPS_READER_ITEM_FAULT,
  };

  probe->state =
      status->state < G_N_ELEMENTS (states) ? states[status->state] : MPS_READER_ITEM_UNKNOWN;
  if (status->battery_percent != BATTERY_MAINS)
    probe->battery = MIN (status->battery_percent, 100);
  if (status->temperature_centi_c != MPS_SCAN_TEMPERATURE_ABSENT)
    probe->temperature = status->temperature_centi_c / 100.0;
  if (probe->state == MPS_READER_ITEM_FAULT) {
    g_autoptr (GError) fault = g_error_new (
        MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_FAULT, "reader: fault bits 0x%x", status->faults);

    set_failure (probe, fault);
  }
}

/* Blocks, on a worker thread. Never fails: what went wrong is in the probe's state and problem. */
MpsReaderProbe *
mps_reader_probe_run (MpsTransport *transport, GCancellable *cancellable)
{
  g_autoptr (MpsReaderProbe) probe = g_new0 (MpsReaderProbe, 1);
  g_autoptr (MpsReader) reader = mps_reader_new (transport);
  g_autoptr (GError) error = NULL;
  const MpsReaderHello *hello;
  MpsReaderStatus status;
  MpsCalibration calibration;

  probe->firmware = g_strdup ("");
  probe->problem = g_strdup ("");
  probe->battery = -1;
  probe->temperature = NAN;
  probe->calibrated_s = -1;
  if (!mps_reader_open (reader, cancellable, &error)) {
    set_failure (probe, error);
    return g_steal_pointer (&probe);
  }

  hello = mps_reader_peek_hello (reader);
  g_free (probe->firmware);
  probe->firmware = g_strdup_printf (
      "%u.%u.%u", hello->firmware_major, hello->firmware_minor, hello->firmware_patch);
  probe->clock_offset_us = (gint64)hello->clock_us - g_get_real_time ();
  if (!mps_reader_get_status (reader, &status, cancellable, &error))
    set_failure (probe, error);
  else
    set_status (probe, &status);
  /* A block that cannot be read says so when a run needs it; the list only lacks its date. */
  if (mps_reader_read_calibration (reader, &calibration, NULL, cancellable, NULL))
    probe->calibrated_s = calibration.made_s;
  mps_reader_close (reader);
  return g_steal_pointer (&probe);
}
