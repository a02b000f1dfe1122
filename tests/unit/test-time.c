/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-time.h"

static void
test_parse (void)
{
  static const struct {
    const char *text;
    gint64 us;
  } samples[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1970", 0 },
    { "1970-02", G_GINT64_CONSTANT (31) * 86400 * 1000000 },
    { "1969-12-31T23:59:59.999999Z", -1 },
    { "1969-12-31T23:59:59.9999999Z", -1 },
    { "2026-11-21T10:30:00+09:00", G_GINT64_CONSTANT (1795224600) * 1000000 },
    { "2026-11-21T01:30:00Z", G_GINT64_CONSTANT (1795224600) * 1000000 },
    { "2026-11-20T20:30:00.5-05:00", G_GINT64_CONSTANT (1795224600500000) },
    { "2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228800) * 1000000 },
    { "2000-02-29", G_GINT64_CONSTANT (951782400) * 1000000 },
    { "0001", G_GINT64_CONSTANT (-62135596800) * 1000000 },
    { "9999-12-31T23:59:59Z", G_GINT64_CONSTANT (253402300799) * 1000000 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    gint64 us = 17;
    g_assert_true (mps_time_parse (samples[i].text, &us));
    g_assert_cmpint (us, ==, samples[i].us);
  }
}

static void
test_bad (void)
{
  static const char *const samples[] = { "",
                                         "x",
                                         "197",
                                         "19700",
                                         "1970-",
                                         "1970-1",
                                         "1970-01-",
                                         "1970-01-01T",
                                         "1970-01-01T00:00:00",
                                         "1970-01-01T00:00:00z",
                                         "1900-02-29",
                                         "1970-01-01 00:00:00Z",
                                         "1970-01-01T00:00:00Z ",
                                         "-970-01-01",
                                         "1970-01-01T00:00:00+1:00" };
  gint64 us = 17;
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    g_assert_false (mps_time_parse (samples[i], &us));
  g_assert_false (mps_time_parse (NULL, &us));
  g_assert_cmpint (us, ==, 17);
}

static void
test_format (void)
{
  static const struct {
    gint64 us;
    const char *text;
  } samples[] = {
    { 0, "1970-01-01T00:00:00Z" },
    { -1, "1969-12-31T23:59:59.999999Z" },
    { 250000, "1970-01-01T00:00:00.250Z" },
    { 250001, "1970-01-01T00:00:00.250001Z" },
    { G_MAXINT64, "9999-12-31T23:59:59.999999Z" },
    { G_MININT64, "0001-01-01T00:00:00Z" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    g_autofree char *text = mps_time_format_utc (samples[i].us);
    g_assert_cmpstr (text, ==, samples[i].text);
  }
}

/* What is written reads back as the same moment. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < 20000; i++) {
    gint64 us = (gint64)(g_test_rand_double_range (-62135596800.0, 253402300799.0) * 1e6);
    gint64 back = 0;
    g_autofree char *text = mps_time_format_utc (us);
    g_assert_true (mps_time_parse (text, &back));
    g_assert_cmpint (back, ==, us);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/parse", test_parse);
  g_test_add_func ("/time/bad", test_bad);
  g_test_add_func ("/time/format", test_format);
  g_test_add_func ("/time/round-trip", test_round_trip);
  return g_test_run ();
}
