/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *name;
  gsize offset;
  double wrong;
} Wrong;

static void
test_defaults (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (GError) error = NULL;

  mps_virtual_config_init (&config);
  g_assert_true (mps_virtual_config_check (&config, &error));
  g_assert_no_error (error);
}

static void
test_refused (void)
{
  static const Wrong wrongs[] = {
    { "dose", G_STRUCT_OFFSET (MpsVirtualConfig, dose), -1 },
    { "dose", G_STRUCT_OFFSET (MpsVirtualConfig, dose), NAN },
    { "speed", G_STRUCT_OFFSET (MpsVirtualConfig, speed), 0 },
    { "speed", G_STRUCT_OFFSET (MpsVirtualConfig, speed), NAN },
    { "noise", G_STRUCT_OFFSET (MpsVirtualConfig, noise_counts), -1 },
    { "spikes", G_STRUCT_OFFSET (MpsVirtualConfig, spike_rate), 1.5 },
    { "drops", G_STRUCT_OFFSET (MpsVirtualConfig, drop_rate), -0.1 },
    { "bad-crc", G_STRUCT_OFFSET (MpsVirtualConfig, bad_crc_rate), NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++) {
    g_auto (MpsVirtualConfig) config = { 0 };
    g_autoptr (GError) error = NULL;

    mps_virtual_config_init (&config);
    G_STRUCT_MEMBER (double, &config, wrongs[i].offset) = wrongs[i].wrong;
    g_assert_null (mps_virtual_reader_new (&config, &error));
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    g_assert_nonnull (strstr (error->message, wrongs[i].name));
  }
}

static void
test_channels (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };

  mps_virtual_config_init (&config);
  config.dead_channels = 80;
  config.slow_channels = 8;
  g_assert_true (mps_virtual_config_check (&config, NULL));
  config.slow_channels = 9;
  g_assert_false (mps_virtual_config_check (&config, NULL));
  config.slow_channels = (guint)-1;
  config.dead_channels = 2;
  g_assert_false (mps_virtual_config_check (&config, NULL));
}

static void
test_options (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  char *words[] = {
    (char *)"x",  (char *)"--serial=MPS-0000ABCD", (char *)"--dose=120.5",  (char *)"--seed",
    (char *)"42", (char *)"--uncalibrated",        (char *)"--unplug-at=7", NULL
  };
  char **argv = words;
  int argc = G_N_ELEMENTS (words) - 1;

  mps_virtual_config_init (&config);
  g_option_context_add_group (context, mps_virtual_config_get_option_group (&config));
  g_assert_true (g_option_context_parse (context, &argc, &argv, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (config.serial, ==, "MPS-0000ABCD");
  g_assert_cmpfloat (config.dose, ==, 120.5);
  g_assert_cmpuint (config.seed, ==, 42);
  g_assert_false (config.calibrated);
  g_assert_cmpint (config.unplug_at_scan, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/virtual-config/defaults", test_defaults);
  g_test_add_func ("/virtual-config/refused", test_refused);
  g_test_add_func ("/virtual-config/channels", test_channels);
  g_test_add_func ("/virtual-config/options", test_options);
  return g_test_run ();
}
