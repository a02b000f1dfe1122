/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-reader-words.h"

#include <glib/gi18n-lib.h>

static guint
count_state (MpsReaders *readers, MpsReaderItemState state)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (readers));
  guint count = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsReaderItem) item = g_list_model_get_item (G_LIST_MODEL (readers), i);

    if (mps_reader_item_get_state (item) == state)
      count++;
  }
  return count;
}

/**
 * mps_readers_count_usable:
 * @readers: the attached readers
 *
 * Returns: how many could measure: ready or busy
 */
guint
mps_readers_count_usable (MpsReaders *readers)
{
  return count_state (readers, MPS_READER_ITEM_READY) + count_state (readers, MPS_READER_ITEM_BUSY);
}

/**
 * mps_readers_summarise:
 * @readers: the attached readers
 *
 * Returns: the one thing to say of them: what hinders a measurement comes first
 */
MpsReaderSummary
mps_readers_summarise (MpsReaders *readers)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (readers));
  guint usable = mps_readers_count_usable (readers);

  if (n == 0)
    return MPS_READER_SUMMARY_NONE;
  if (usable == 0 && count_state (readers, MPS_READER_ITEM_UNKNOWN) > 0)
    return MPS_READER_SUMMARY_ASKING;
  if (usable == 0)
    return MPS_READER_SUMMARY_PROBLEM;
  if (count_state (readers, MPS_READER_ITEM_BUSY) > 0)
    return MPS_READER_SUMMARY_BUSY;
  /* One that cannot be used counts: nobody shall have to guess which of them measured. */
  if (n > 1 && mps_readers_peek_chosen (readers) == NULL)
    return MPS_READER_SUMMARY_CHOOSE;
  return MPS_READER_SUMMARY_READY;
}

/**
 * mps_reader_summary_peek_word:
 * @summary: what is to be said
 *
 * Returns: (transfer none): it, translated
 */
const char *
mps_reader_summary_peek_word (MpsReaderSummary summary)
{
  switch (summary) {
  case MPS_READER_SUMMARY_READY:
    return _ ("Reader ready");
  case MPS_READER_SUMMARY_BUSY:
    return _ ("Reader measuring");
  case MPS_READER_SUMMARY_CHOOSE:
    return _ ("Choose a reader");
  case MPS_READER_SUMMARY_ASKING:
    return _ ("Asking the reader…");
  case MPS_READER_SUMMARY_PROBLEM:
    return _ ("Reader problem");
  case MPS_READER_SUMMARY_NONE:
  default:
    return _ ("No reader");
  }
}

/**
 * mps_reader_state_peek_word:
 * @state: state of one reader
 *
 * Returns: (transfer none): it, translated
 */
const char *
mps_reader_state_peek_word (MpsReaderItemState state)
{
  switch (state) {
  case MPS_READER_ITEM_READY:
    return C_ ("reader", "Ready");
  case MPS_READER_ITEM_BUSY:
    return C_ ("reader", "Measuring");
  case MPS_READER_ITEM_FAULT:
    return C_ ("reader", "Fault");
  case MPS_READER_ITEM_REFUSED:
    return C_ ("reader", "Cannot be used");
  case MPS_READER_ITEM_UNKNOWN:
  default:
    return C_ ("reader", "Not asked yet");
  }
}

/**
 * mps_reader_state_get_meaning:
 * @state: state of one reader
 *
 * Returns: how it is to be shown
 */
MpsMeaning
mps_reader_state_get_meaning (MpsReaderItemState state)
{
  switch (state) {
  case MPS_READER_ITEM_READY:
  case MPS_READER_ITEM_BUSY:
    return MPS_MEANING_NORMAL;
  case MPS_READER_ITEM_FAULT:
    return MPS_MEANING_CRITICAL;
  case MPS_READER_ITEM_REFUSED:
    return MPS_MEANING_ATTENTION;
  case MPS_READER_ITEM_UNKNOWN:
  default:
    return MPS_MEANING_UNKNOWN;
  }
}

/**
 * mps_reader_transport_peek_word:
 * @transport: "usb" or "virtual"
 *
 * Returns: (transfer none): how the reader is connected, translated
 */
const char *
mps_reader_transport_peek_word (const char *transport)
{
  if (g_strcmp0 (transport, "virtual") == 0)
    return _ ("Virtual, for demonstration");
  return "USB";
}
