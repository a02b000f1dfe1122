/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-judge.h"
#include "app/session/measurement/mps-run-reasons.h"
#include "app/session/mps-session.h"
#include "app/session/mps-words.h"
#include "data/model/mps-resource.h"
#include "data/model/mps-time.h"
#include "devices/transport/mps-transport.h"

/* Every code of every part has words of its own, and no code or technical text in them. */
static void
test_errors (void)
{
  const struct {
    GQuark domain;
    int last;
  } domains[] = {
    { MPS_STORE_ERROR, MPS_STORE_ERROR_FAILED },
    { MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT },
    { MPS_SESSION_ERROR, MPS_SESSION_ERROR_NOT_FOUND },
    { MPS_MODEL_ERROR, MPS_MODEL_ERROR_VERSION },
    { MPS_ENGINE_ERROR, MPS_ENGINE_ERROR_INPUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++) {
    for (int code = 0; code <= domains[i].last; code++) {
      g_autoptr (GError) error = g_error_new (domains[i].domain, code, "part: technical text");
      g_autoptr (MpsSentence) sentence = mps_sentence_new_for_error (error);

      g_test_message ("%s %d", g_quark_to_string (domains[i].domain), code);
      g_assert_cmpstr (mps_words_error_domain (error), !=, "program");
      g_assert_cmpuint (g_utf8_strlen (sentence->what, -1), >, 10);
      g_assert_cmpuint (g_utf8_strlen (sentence->next, -1), >, 10);
      g_assert_null (g_strstr_len (sentence->what, -1, "technical"));
      g_assert_null (g_strstr_len (sentence->next, -1, "technical"));
      g_assert_null (g_strstr_len (sentence->what, -1, "did not expect"));
      g_assert_nonnull (g_strstr_len (sentence->detail, -1, "technical text"));
    }
  }
}

static void
test_unknown_error (void)
{
  g_autoptr (GError) error = g_error_new (g_quark_from_string ("nobody-knows"), 7, "text");
  g_autoptr (MpsSentence) sentence = mps_sentence_new_for_error (error);

  g_assert_cmpstr (sentence->what, !=, "");
  g_assert_cmpstr (sentence->next, !=, "");
  g_assert_cmpstr (mps_words_error_code (error), ==, "failed");
}

static void
test_refused_cartridge (void)
{
  g_autoptr (GError) error =
      g_error_new (MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED, "cartridge: refused: spent");
  g_autoptr (MpsSentence) sentence = mps_sentence_new_for_error (error);

  g_assert_nonnull (g_strstr_len (sentence->next, -1, "spent"));
  g_assert_nonnull (g_strstr_len (sentence->next, -1, "new cartridge"));
}

static void
test_reasons (void)
{
  static const char *const reasons[] = {
    MPS_REASON_CANCELLED,
    MPS_REASON_USE_NOT_RECORDED,
    MPS_REASON_CARTRIDGE_REMOVED,
    MPS_REASON_READER_FAULT,
    MPS_REASON_LOST_SCANS,
    MPS_REASON_LOST_SCANS ": 3 from scan 120 on",
    MPS_REASON_GONE,
    MPS_REASON_NEVER_BEGAN,
    MPS_REASON_STOPPED,
    MPS_REASON_PHASE_ORDER,
    MPS_REASON_SCANS_NOT_STORED,
    MPS_REASON_RESULT_NOT_STORED,
    MPS_REASON_READER_ERROR,
    MPS_REASON_STORE_ERROR,
    MPS_REASON_REJECTED,
    "the program ended during the run",
    "23 of 88 channels are unusable, 22 may be",
    "9 of 400 scans lost contact, 1 % may",
    "block of level 0 and temperature step 0 has 1 exposure scans, 2 are needed",
    "scan 7 came out of order",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++) {
    g_autofree char *words = mps_words_dup_run_reason (reasons[i]);

    g_test_message ("%s: %s", reasons[i], words);
    g_assert_cmpstr (words, !=, reasons[i]);
    g_assert_true (g_str_has_suffix (words, "."));
  }
}

static void
test_flags (void)
{
  g_autofree char *both = mps_words_dup_flag (MPS_FLAG_TEMPERATURE_UNKNOWN "; something new");
  g_autofree char *none = mps_words_dup_flag ("");

  g_assert_cmpstr (both, ==, "temperature unknown: 25 °C was assumed; something new");
  g_assert_cmpstr (none, ==, "");
}

/* "Normal" is only said when it is known; without the blank's noise it says what was not checked.
 */
static void
test_feedback (void)
{
  MpsEngineLive live = { .feedback = MPS_FEEDBACK_OUTLIER, .feedback_channels = 12 };
  g_autofree char *outlier = mps_words_dup_feedback (&live);
  g_autofree char *unchecked = NULL;

  g_assert_true (g_str_has_prefix (outlier, "12 channels"));
  live.feedback = MPS_FEEDBACK_NORMAL;
  unchecked = mps_words_dup_feedback (&live);
  g_assert_nonnull (g_strstr_len (unchecked, -1, "not checked"));
}

static void
test_judge (void)
{
  static const struct {
    double value;
    MpsComparator comparator;
    MpsInterpretation expected;
  } cases[] = {
    { 90, MPS_COMPARATOR_NONE, MPS_INTERPRETATION_NORMAL },
    { 60, MPS_COMPARATOR_NONE, MPS_INTERPRETATION_LOW },
    { 120, MPS_COMPARATOR_NONE, MPS_INTERPRETATION_HIGH },
    { 50, MPS_COMPARATOR_LESS, MPS_INTERPRETATION_LOW },
    { 90, MPS_COMPARATOR_LESS, MPS_INTERPRETATION_UNKNOWN },
    { 600, MPS_COMPARATOR_GREATER, MPS_INTERPRETATION_HIGH },
    { 90, MPS_COMPARATOR_GREATER, MPS_INTERPRETATION_UNKNOWN },
  };
  const MpsReferenceRange range = { .has_low = TRUE, .low = 70, .has_high = TRUE, .high = 99 };
  g_autoptr (MpsResult) result = mps_result_new ("2339-0", "mg/dL");

  g_assert_cmpint (mps_judge_result (result, &range), ==, MPS_INTERPRETATION_UNKNOWN);
  result->has_value = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    result->quantity.value = cases[i].value;
    result->quantity.comparator = cases[i].comparator;
    g_assert_cmpint (mps_judge_result (result, &range), ==, cases[i].expected);
    g_assert_cmpint (mps_judge_result (result, NULL), ==, MPS_INTERPRETATION_UNKNOWN);
  }
}

/* Half past midnight in Seoul on the first birthday: in UTC the child is still of an age without a
   range. */
static void
test_judge_at_local_date (void)
{
  const MpsPatient patient = { .gender = (char *)"female", .birth_date = (char *)"2025-11-21" };
  g_autoptr (MpsResult) result = mps_result_new ("41653-7", "mg/dL");
  MpsTimelineEntry entry = { .code = (char *)"41653-7",
                             .has_quantity = TRUE,
                             .quantity = { .value = 40, .unit = "mg/dL" } };
  MpsReferenceRange range = { 0 };
  gint64 birthday_us = 0;

  g_assert_true (mps_time_parse ("2026-11-20T15:30:00Z", &birthday_us));
  g_assert_true (mps_judge_find_range (result, &patient, birthday_us, &range));
  g_assert_cmpfloat (range.low, ==, 70);
  g_assert_false (
      mps_judge_find_range (result, &patient, birthday_us - 31 * 60 * G_USEC_PER_SEC, &range));

  entry.when_us = birthday_us;
  g_assert_cmpint (mps_judge_entry (&entry, &patient), ==, MPS_INTERPRETATION_CRITICAL_LOW);
  entry.quantity.comparator = MPS_COMPARATOR_GREATER;
  g_assert_cmpint (mps_judge_entry (&entry, &patient), ==, MPS_INTERPRETATION_UNKNOWN);
  entry.quantity.comparator = MPS_COMPARATOR_NONE;
  entry.when_us -= 31 * 60 * G_USEC_PER_SEC;
  g_assert_cmpint (mps_judge_entry (&entry, &patient), ==, MPS_INTERPRETATION_UNKNOWN);
  entry.when_us = 0;
  g_assert_cmpint (mps_judge_entry (&entry, &patient), ==, MPS_INTERPRETATION_UNKNOWN);
}

static void
test_counts (void)
{
  static const struct {
    guint64 count;
    const char *text;
  } cases[] = {
    { 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { 123456, "123,456" }, { 1000000, "1,000,000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = mps_words_dup_count (cases[i].count);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("TZ", "+09:00", TRUE);
  g_test_add_func ("/session/words/errors", test_errors);
  g_test_add_func ("/session/words/unknown-error", test_unknown_error);
  g_test_add_func ("/session/words/refused-cartridge", test_refused_cartridge);
  g_test_add_func ("/session/words/reasons", test_reasons);
  g_test_add_func ("/session/words/flags", test_flags);
  g_test_add_func ("/session/words/feedback", test_feedback);
  g_test_add_func ("/session/words/counts", test_counts);
  g_test_add_func ("/session/judge/limits", test_judge);
  g_test_add_func ("/session/judge/local-date", test_judge_at_local_date);
  return g_test_run ();
}
