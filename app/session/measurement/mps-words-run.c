/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-words.h"

#include "app/session/measurement/mps-run-reasons.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  const char *key;
  const char *words;
} Words;

static const Words flag_words[] = {
  { MPS_FLAG_BEYOND_ASYMPTOTE, N_ ("signal beyond what the curve can reach") },
  { MPS_FLAG_TEMPERATURE_OUT_OF_RANGE, N_ ("temperature out of range during the run") },
  { MPS_FLAG_TEMPERATURE_UNKNOWN, N_ ("temperature unknown: 25 °C was assumed") },
  { MPS_FLAG_NO_USABLE_CHANNEL, N_ ("no result: no usable channel for it") },
  { MPS_FLAG_TEMPERATURE_TERM, N_ ("no result: the temperature cannot be corrected for") },
};

/* What happened and what to do; that there is no result is said by the page's heading. */
static const Words reason_words[] = {
  { MPS_REASON_CANCELLED, N_ ("The measurement was cancelled. Start anew when you are ready.") },
  { MPS_REASON_USE_NOT_RECORDED,
    N_ ("The use could not be recorded on the cartridge. Take a new cartridge and start anew.") },
  { MPS_REASON_CARTRIDGE_REMOVED,
    N_ ("The cartridge was taken out during the run. Take a new cartridge and start anew.") },
  { MPS_REASON_READER_FAULT,
    N_ ("The reader reported a fault. Run its self-test under Devices; if the fault stays, use "
        "another reader.") },
  { MPS_REASON_LOST_SCANS,
    N_ ("Part of the signal was lost on its way from the reader. Check the cable, take a new "
        "cartridge and start anew.") },
  { MPS_REASON_GONE,
    N_ ("The reader was unplugged and did not come back in 30 seconds. Check the cable, take a new "
        "cartridge and start anew.") },
  { MPS_REASON_NEVER_BEGAN,
    N_ ("The reader did not begin the run. Start anew; if it happens again, unplug the reader and "
        "plug it in.") },
  { MPS_REASON_STOPPED, N_ ("The reader stopped the run. Start anew with a new cartridge.") },
  { MPS_REASON_PHASE_ORDER,
    N_ ("The reader went through the phases in the wrong order. Do not use it until support has "
        "looked at it.") },
  { MPS_REASON_SCANS_NOT_STORED,
    N_ ("The signal could not be stored. Check that the disk has space, then start anew with a new "
        "cartridge.") },
  { MPS_REASON_RESULT_NOT_STORED,
    N_ ("The result could not be stored, so it is not shown. Check that the disk has space, then "
        "start anew with a new cartridge.") },
  { MPS_REASON_READER_ERROR,
    N_ ("The reader failed. Unplug it, plug it in again, and start anew.") },
  { MPS_REASON_STORE_ERROR,
    N_ ("The measurement could not be put on record. Check that the disk has space, then start "
        "anew.") },
  { MPS_REASON_REJECTED, N_ ("The result was rejected. It stays on record as entered in error.") },
  { "the program ended during the run",
    N_ ("The program ended during the run. Take a new cartridge and start anew.") },
  { "of 88 channels are unusable",
    N_ ("Too many channels gave no usable signal. Reseat the cartridge or take a new one; if it "
        "happens again, calibrate the reader.") },
  { "scans lost contact",
    N_ ("The cartridge lost contact. Reseat it or take a new one, and start anew.") },
  { "are needed", N_ ("The run was too short to be computed. Start anew with a longer one.") },
};

static const char *
find_exact (const Words *words, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++) {
    if (g_str_equal (words[i].key, key))
      return words[i].words;
  }

  return NULL;
}

/**
 * mps_words_dup_flag:
 * @flag: #MpsResult.flag: words joined by "; "
 *
 * Returns: (transfer full): the same, translated; a word that is not known stays as it is
 */
char *
mps_words_dup_flag (const char *flag)
{
  g_auto (GStrv) parts = g_strsplit (flag != NULL ? flag : "", "; ", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++) {
    const char *words = find_exact (flag_words, G_N_ELEMENTS (flag_words), parts[i]);

    if (text->len > 0)
      g_string_append (text, "; ");
    g_string_append (text, words != NULL ? _ (words) : parts[i]);
  }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * mps_words_dup_run_reason:
 * @reason: #MpsRun.reason
 *
 * Returns: (transfer full): what happened and what to do, translated; a reason that is not known
 *   stays as it is
 */
char *
mps_words_dup_run_reason (const char *reason)
{
  const char *words;

  if (reason == NULL || *reason == '\0')
    return g_strdup ("");

  words = find_exact (reason_words, G_N_ELEMENTS (reason_words), reason);
  /* Reasons may carry figures: "scans lost: 3 from scan 120 on". */
  for (gsize i = 0; words == NULL && i < G_N_ELEMENTS (reason_words); i++) {
    if (strstr (reason, reason_words[i].key) != NULL)
      words = reason_words[i].words;
  }

  if (words == NULL && mps_engine_gave_reason (reason))
    words =
        N_ ("The signal does not fit what was asked for, so nothing was computed from it. Start "
            "anew; if it happens again, use another reader.");
  return g_strdup (words != NULL ? _ (words) : reason);
}

static char *
format_channels (const char *text, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_auto (GStrv) parts = g_strsplit (text, "%u", 2);

  return g_strjoinv (number, parts);
}

/**
 * mps_words_dup_feedback:
 * @live: the live picture
 *
 * Returns: (transfer full): what to tell the person at the reader, translated: what is seen and
 * what to do
 */
char *
mps_words_dup_feedback (const MpsEngineLive *live)
{
  guint n = live->feedback_channels;

  switch (live->feedback) {
  case MPS_FEEDBACK_CONTACT_LOST:
    return g_strdup (_ ("The cartridge lost contact — push it in again"));
  case MPS_FEEDBACK_SATURATED:
    return format_channels (ngettext ("%u channel is at its limit — check the cartridge",
                                      "%u channels are at their limit — check the cartridge",
                                      n),
                            n);
  case MPS_FEEDBACK_NEEDS_CALIBRATION:
    return format_channels (ngettext ("%u channel drifts — calibrate the reader after this run",
                                      "%u channels drift — calibrate the reader after this run",
                                      n),
                            n);
  case MPS_FEEDBACK_OUTLIER:
    return format_channels (ngettext ("%u channel is unsteady — reseat the cartridge",
                                      "%u channels are unsteady — reseat the cartridge",
                                      n),
                            n);
  case MPS_FEEDBACK_NORMAL:
  default:
    /* "Normal" does not mean that the calibration was looked at. */
    return g_strdup (live->calibration_checked
                         ? _ ("The signal is steady")
                         : _ ("The signal is steady; calibration not checked"));
  }
}
