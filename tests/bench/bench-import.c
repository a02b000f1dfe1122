/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-options.h"
#include "data/store/mps-store.h"
#include "data/store/seal/mps-seal-vfs.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* How many records a second the normal import takes into a sealed store, as another system's export
 * comes: patients with their visits, results, problems, notes. Beside what the clock says stands
 * what the processor worked, because machines are shared.
 *
 *   bench-import [RECORDS]
 */

#define RECORDS 20000
#define PER_PATIENT 20

static void
append_subject (GString *lines, guint patient)
{
  g_string_append_printf (lines, "\"subject\":{\"reference\":\"Patient/p%u\"}", patient);
}

static void
append_patient (GString *lines, guint i)
{
  g_string_append_printf (
      lines,
      "{\"resourceType\":\"Patient\",\"id\":\"p%u\",\"name\":[{\"family\":\"김\",\"given\":[\"민%"
      "u\"]"
      "}],\"gender\":\"female\",\"birthDate\":\"19%02u-%02u-11\",\"telecom\":[{\"system\":"
      "\"phone\","
      "\"value\":\"010-%04u-%04u\"}],\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"MR\"}]},"
      "\"value\":\"%08u\"}]}\n",
      i,
      i % 1000,
      i % 100,
      1 + i % 12,
      1000 + i % 9000,
      i * 7 % 10000,
      i);
}

static void
append_result (GString *lines, guint patient, guint i)
{
  g_string_append_printf (
      lines,
      "{\"resourceType\":\"Observation\",\"id\":\"o%u\",\"status\":\"final\",\"category\":[{"
      "\"coding\":[{\"code\":\"laboratory\"}]}],\"code\":{\"coding\":[{\"system\":\"http://"
      "loinc.org\""
      ",\"code\":\"2339-0\",\"display\":\"Glucose [Mass/volume] in "
      "Blood\"}],\"text\":\"Glucose\"},",
      i);
  append_subject (lines, patient);
  g_string_append_printf (
      lines,
      ",\"effectiveDateTime\":\"20%02u-%02u-%02uT09:00:00+09:00\",\"valueQuantity\":{\"value\":%u.%"
      "u,"
      "\"unit\":\"mg/dL\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mg/dL\"}}\n",
      i % 26,
      1 + i % 12,
      1 + i % 28,
      60 + i % 200,
      i % 10);
}

static void
append_other (GString *lines, guint patient, guint i)
{
  if (i % 2 == 0) {
    g_string_append_printf (
        lines,
        "{\"resourceType\":\"Encounter\",\"id\":\"e%u\",\"status\":\"finished\","
        "\"class\":{\"code\":\"AMB\"},\"period\":{\"start\":\"2024-01-02\"},",
        i);
  } else {
    g_string_append_printf (
        lines,
        "{\"resourceType\":\"Condition\",\"id\":\"c%u\",\"code\":{\"text\":\"제2형 당뇨병\"},"
        "\"note\":[{\"text\":\"식이 조절과 운동을 설명함\"}],\"recordedDate\":\"2024-01-02\",",
        i);
  }
  append_subject (lines, patient);
  g_string_append (lines, "}\n");
}

static GBytes *
make_export (guint records)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < records; i++) {
    if (i % PER_PATIENT == 0)
      append_patient (lines, i / PER_PATIENT);
    else if (i % 5 == 0)
      append_other (lines, i / PER_PATIENT, i);
    else
      append_result (lines, i / PER_PATIENT, i);
  }
  return g_bytes_new (lines->str, lines->len);
}

static double
get_worked (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
time_import (const char *name, const char *vfs, GBytes *bytes, guint records)
{
  g_autofree char *folder = g_dir_make_tmp ("mps-import-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (MpsStore) store = NULL;
  MpsStoreOptions options;
  gint64 start;
  double begun;

  mps_store_options_init (&options);
  options.vfs = vfs;
  store = mps_store_open_with (&options, folder, MPS_STORE_OPEN_CREATE, "bench", NULL, &error);
  g_assert_no_error (error);
  start = g_get_monotonic_time ();
  begun = get_worked ();
  report = mps_store_import (store, bytes, "bench", "bench", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, records);
  printf ("%s: %.0f records/s by the clock, %.0f by the processor\n",
          name,
          records * 1e6 / (double)(g_get_monotonic_time () - start),
          records / (get_worked () - begun));
  g_clear_object (&store);
  g_assert_cmpint (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL), ==, TRUE);
}

int
main (int argc, char **argv)
{
  guint records = argc > 1 ? (guint)atoi (argv[1]) : RECORDS;
  g_autoptr (MpsSealKey) key = mps_seal_key_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (key, &error);
  g_autoptr (GBytes) bytes = make_export (records);

  g_assert_no_error (error);
  time_import ("plain", NULL, bytes, records);
  time_import ("sealed", mps_seal_vfs_peek_name (vfs), bytes, records);
  return 0;
}
