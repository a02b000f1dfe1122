/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine against reference.py, which was written from the rules alone: the test runs it into a
 * temporary folder and reads every case that it wrote.
 */
#include "app/engine/mps-block.h"
#include "app/engine/mps-correction.h"
#include "app/engine/mps-engine.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define SCAN_SIZE 728

/* Sums are formed in another order there. */
#define CLOSE 1e-12

typedef struct {
  char *name;
  JsonParser *parser;
  JsonObject *expect;
  MpsCalibration calibration;
  MpsAnalyte *analytes;
  MpsEngineInput input;
  GArray *scans;
} Case;

static char *folder;

static void
case_free (Case *self)
{
  g_free (self->name);
  g_clear_object (&self->parser);
  g_free (self->analytes);
  g_clear_pointer (&self->scans, g_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Case, case_free)

static char *
read_file (const char *name, const char *suffix, gsize *length)
{
  g_autofree char *base = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (folder, base, NULL);
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  g_file_get_contents (path, &contents, length, &error);
  g_assert_no_error (error);
  return contents;
}

/* This machine is little-endian like the wire; the codec has tests of its own. */
static MpsScan
decode_scan (const char *bytes)
{
  MpsScan scan = { 0 };

  memcpy (&scan.index, bytes, 4);
  memcpy (&scan.time_us, bytes + 4, 8);
  memcpy (&scan.phase, bytes + 12, 4);
  memcpy (&scan.temperature_centi_c, bytes + 16, 2);
  memcpy (&scan.humidity_centi_percent, bytes + 18, 2);
  memcpy (&scan.pressure_pa, bytes + 20, 4);
  memcpy (scan.det, bytes + 24, sizeof scan.det);
  memcpy (scan.ref, bytes + 24 + sizeof scan.det, sizeof scan.ref);
  return scan;
}

static void
read_scans (Case *self)
{
  gsize length;
  g_autofree char *bytes = read_file (self->name, ".scans", &length);

  self->scans = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  for (gsize at = 0; at < length; at += SCAN_SIZE) {
    MpsScan scan = decode_scan (bytes + at);

    g_array_append_val (self->scans, scan);
  }
}

static void
read_calibration (Case *self)
{
  gsize length;
  g_autofree char *bytes = read_file (self->name, ".calibration", &length);

  g_assert_cmpuint (length, ==, 1068);
  memcpy (&self->calibration.made_s, bytes + 4, 4);
  memcpy (self->calibration.channel, bytes + 8, sizeof self->calibration.channel);
}

static void
read_analyte (JsonObject *object, MpsAnalyte *analyte)
{
  JsonArray *parameters = json_object_get_array_member (object, "parameters");

  g_strlcpy (analyte->code, json_object_get_string_member (object, "name"), sizeof analyte->code);
  g_strlcpy (analyte->unit, json_object_get_string_member (object, "unit"), sizeof analyte->unit);
  analyte->first_channel = (guint)json_object_get_int_member (object, "first");
  analyte->n_channels = (guint)json_object_get_int_member (object, "count");
  g_assert_true (mps_curve_kind_from_string (json_object_get_string_member (object, "curve"),
                                             &analyte->curve));
  for (guint i = 0; i < json_array_get_length (parameters); i++)
    analyte->parameters[i] = json_array_get_double_element (parameters, i);
  analyte->low = json_object_get_double_member (object, "low");
  analyte->high = json_object_get_double_member (object, "high");
  analyte->temperature_coefficient = json_object_get_double_member (object, "k");
}

static Case *
case_load (const char *name)
{
  Case *self = g_new0 (Case, 1);
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *json = NULL;
  JsonObject *root, *tag;
  JsonArray *analytes;

  self->name = g_strdup (name);
  json = read_file (name, ".json", &length);
  self->parser = json_parser_new_immutable ();
  json_parser_load_from_data (self->parser, json, (gssize)length, &error);
  g_assert_no_error (error);

  root = json_node_get_object (json_parser_get_root (self->parser));
  self->expect = json_object_get_object_member (root, "expect");
  tag = json_object_get_object_member (root, "tag");
  analytes = json_object_get_array_member (tag, "analytes");

  self->input.programme = (MpsProgramme)json_object_get_int_member (tag, "programme");
  self->input.uses_burnt = (guint)json_object_get_int_member (tag, "uses_burnt");
  self->input.n_analytes = json_array_get_length (analytes);
  self->analytes = g_new0 (MpsAnalyte, self->input.n_analytes + 1);
  for (guint i = 0; i < self->input.n_analytes; i++)
    read_analyte (json_array_get_object_element (analytes, i), &self->analytes[i]);
  self->input.analytes = self->analytes;
  self->input.calibration = &self->calibration;

  read_calibration (self);
  read_scans (self);
  return self;
}

/* @scale: what the two were made from is this large, where it is larger than they are */
static void
assert_close (const char *what, guint number, double got, double expected, double scale)
{
  double allowed = CLOSE * fmax (fabs (expected), scale);

  if (fabs (got - expected) <= allowed)
    return;

  g_error ("%s %u: got %.17g, expected %.17g", what, number, got, expected);
}

static void
check_numbers (Case *self, const char *member, const double *got, double scale)
{
  JsonArray *expected = json_object_get_array_member (self->expect, member);

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    if (json_array_get_null_element (expected, c))
      g_assert_true (isnan (got[c]));
    else
      assert_close (member, c, got[c], json_array_get_double_element (expected, c), scale);
  }
}

static void
check_usable (Case *self, const gboolean *usable)
{
  JsonArray *expected = json_object_get_array_member (self->expect, "usable");

  for (guint c = 0; c < MPS_CHANNELS; c++)
    g_assert_cmpint (usable[c], ==, json_array_get_boolean_element (expected, c));
}

static void
check_blank (Case *self)
{
  MpsBlankAnalysis blank;

  mps_engine_analyse_blank (self->input.calibration,
                            (const MpsScan *)(const void *)self->scans->data,
                            self->scans->len,
                            &blank);

  check_numbers (self, "alpha", blank.alpha, 0);
  check_numbers (self, "alpha_se", blank.alpha_se, 0);
  /* The common mode of 0.4 V, of which the noise is what is left. */
  check_numbers (self, "noise", blank.noise, 1e-3);
  check_numbers (self, "rejection_db", blank.rejection_db, 1);
  check_usable (self, blank.usable);
  g_assert_cmpint (blank.accepted, ==, json_object_get_boolean_member (self->expect, "accepted"));
}

static void
check_fingerprint (Case *self, const MpsFingerprint *got)
{
  JsonObject *all = json_object_get_object_member (self->expect, "fingerprints");
  g_autofree char *name = g_strdup_printf ("%u", got->dimension);
  JsonObject *expected = json_object_get_object_member (all, name);
  JsonArray *values = json_object_get_array_member (expected, "values");

  g_assert_cmpuint (json_array_get_length (values), ==, got->dimension);
  for (guint i = 0; i < got->dimension; i++) {
    float value = (float)json_array_get_double_element (values, i);

    /* A double on the very edge between two floats may fall on either side of it. */
    if (value != got->values[i] && nextafterf (value, got->values[i]) != got->values[i])
      g_error ("fingerprint %s, value %u: got %.9g, expected %.9g",
               name,
               i,
               (double)got->values[i],
               (double)value);
  }
  g_assert_cmpfloat_with_epsilon (
      got->norm / json_object_get_double_member (expected, "norm"), 1, 1e-7);
}

static void
check_result (JsonObject *expected, const MpsResult *got)
{
  const MpsQuantity *quantity = &got->quantity;
  gboolean has_value = !json_object_get_null_member (expected, "value");
  gboolean has_u = !json_object_get_null_member (expected, "uncertainty");

  g_assert_cmpstr (got->code, ==, json_object_get_string_member (expected, "code"));
  g_assert_cmpstr (got->flag, ==, json_object_get_string_member (expected, "flag"));
  g_assert_cmpstr (quantity->unit, ==, "mg/dL");
  g_assert_cmpint (got->has_value, ==, has_value);
  g_assert_cmpstr (mps_comparator_to_string (quantity->comparator),
                   ==,
                   json_object_get_string_member (expected, "comparator"));
  if (has_value)
    assert_close (
        got->code, 0, quantity->value, json_object_get_double_member (expected, "value"), 1);

  g_assert_cmpint (quantity->has_uncertainty, ==, has_u);
  if (has_u)
    /* The reference finds the curve's slope by differences. */
    g_assert_cmpfloat_with_epsilon (quantity->expanded_uncertainty /
                                        json_object_get_double_member (expected, "uncertainty"),
                                    1,
                                    1e-7);
}

static MpsBlock *
compute_block (Case *self, const MpsCorrection *correction, guint b)
{
  MpsBlock *block = mps_block_new (correction->gain);
  double signal[MPS_CHANNELS];
  MpsCleaned cleaned;

  for (guint i = 0; i < self->scans->len; i++) {
    const MpsScan *scan = &g_array_index (self->scans, MpsScan, i);

    if (scan->level + 2u * scan->step != b)
      continue;
    mps_correction_apply (correction, scan, signal);
    mps_block_add (block, scan, signal, &cleaned);
  }

  mps_block_finish (block);
  return block;
}

/* The features in double, before they become binary32. */
static void
check_features (Case *self, const gboolean *usable)
{
  JsonArray *blocks = json_object_get_array_member (self->expect, "features");
  JsonArray *sigmas = json_object_get_array_member (self->expect, "sigma");
  MpsCorrection correction;

  mps_correction_init (&correction, self->input.calibration);
  for (guint b = 0; b < json_array_get_length (blocks); b++) {
    MpsBlock *block = compute_block (self, &correction, b);
    JsonArray *channels = json_array_get_array_element (blocks, b);
    JsonArray *sigma = json_array_get_array_element (sigmas, b);

    for (guint c = 0; c < MPS_CHANNELS; c++) {
      JsonArray *features = json_array_get_array_element (channels, c);

      if (!usable[c])
        continue;
      for (guint f = 0; f < MPS_FEATURES; f++)
        /* ΔS is a small difference of s, which is of the order of 0.1 V. */
        assert_close ("feature",
                      c * MPS_FEATURES + f,
                      block->feature[f][c],
                      json_array_get_double_element (features, f),
                      0.1);
      assert_close (
          "sigma", c, block->baseline.sigma[c], json_array_get_double_element (sigma, c), 1e-3);
    }
    mps_block_free (block);
  }
}

static void
check_run (Case *self)
{
  g_autoptr (MpsAnalysis) analysis = mps_engine_analyse (
      &self->input, (const MpsScan *)(const void *)self->scans->data, self->scans->len);
  JsonArray *results = json_object_get_array_member (self->expect, "results");

  g_assert_cmpstr (mps_run_status_to_string (analysis->status),
                   ==,
                   json_object_get_string_member (self->expect, "status"));
  check_usable (self, analysis->usable);
  g_assert_cmpuint (analysis->results->len, ==, json_array_get_length (results));
  g_assert_cmpuint (
      analysis->fingerprints->len,
      ==,
      json_object_get_size (json_object_get_object_member (self->expect, "fingerprints")));

  if (analysis->status == MPS_RUN_INVALID) {
    g_assert_cmpstr (analysis->reason, !=, "");
    g_assert_true (mps_engine_gave_reason (analysis->reason));
    return;
  }

  g_assert_cmpstr (analysis->reason, ==, "");
  g_assert_cmpuint (
      analysis->replaced, ==, (guint64)json_object_get_int_member (self->expect, "replaced"));
  check_features (self, analysis->usable);
  for (guint i = 0; i < analysis->fingerprints->len; i++)
    check_fingerprint (self, g_ptr_array_index (analysis->fingerprints, i));
  for (guint i = 0; i < analysis->results->len; i++)
    check_result (json_array_get_object_element (results, i),
                  g_ptr_array_index (analysis->results, i));
}

static void
test_case (gconstpointer data)
{
  g_autoptr (Case) self = case_load (data);

  if (self->input.programme == MPS_PROGRAMME_BLANK)
    check_blank (self);
  else
    check_run (self);
}

static GPtrArray *
make_cases (const char *script)
{
  const char *argv[] = { "python3", script, folder, NULL };
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  int status;

  g_spawn_sync (NULL,
                (char **)argv,
                NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                NULL,
                NULL,
                NULL,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);

  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (".json")));

  return names;
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_autofree char *script = NULL;
  g_autoptr (GPtrArray) names = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("mps-engine-XXXXXX", NULL);
  g_assert_nonnull (folder);
  script = g_test_build_filename (G_TEST_DIST, "engine", "reference.py", NULL);
  names = make_cases (script);
  g_assert_cmpuint (names->len, >, 30);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *path = g_strconcat ("/engine/vectors/", name, NULL);

    g_test_add_data_func (path, name, test_case);
  }

  result = g_test_run ();
  remove_folder ();
  g_free (folder);
  return result;
}
