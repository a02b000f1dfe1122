/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli-results.h"
#include "app/engine/mps-curve.h"
#include "app/engine/mps-engine.h"
#include "app/session/measurement/mps-fhir-read.h"
#include "app/session/mps-words.h"
#include "devices/reader/mps-reader-message.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/**
 * RawTag: what TAG.json says. Names may be longer than a tag's codes, so they stand apart.
 */
typedef struct {
  MpsProgramme programme;
  guint uses_burnt;
  MpsAnalyte analytes[MPS_CARTRIDGE_MAX_ANALYTES];
  char *names[MPS_CARTRIDGE_MAX_ANALYTES];
  guint n_analytes;
} RawTag;

static void
raw_tag_clear (RawTag *tag)
{
  for (guint i = 0; i < MPS_CARTRIDGE_MAX_ANALYTES; i++)
    g_free (tag->names[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RawTag, raw_tag_clear)

/* Reading the files */

static GArray *
read_scans (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GArray) scans = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  gsize size;

  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  if (size == 0 || size % MPS_SCAN_WIRE_SIZE != 0) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_DATA,
                 "scans: %" G_GSIZE_FORMAT " bytes are not a whole number of scans of %d bytes",
                 size,
                 MPS_SCAN_WIRE_SIZE);
    return NULL;
  }

  for (gsize at = 0; at < size; at += MPS_SCAN_WIRE_SIZE) {
    MpsScan scan;

    if (!mps_scan_decode ((const guint8 *)data + at, MPS_SCAN_WIRE_SIZE, &scan)) {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA,
                   "scans: scan at byte %" G_GSIZE_FORMAT " holds values that no reader sends",
                   at);
      return NULL;
    }
    g_array_append_val (scans, scan);
  }

  return g_steal_pointer (&scans);
}

static gboolean
read_calibration (const char *path, MpsCalibration *calibration, GError **error)
{
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, error))
    return FALSE;
  if (size == MPS_CALIBRATION_WIRE_SIZE &&
      mps_calibration_decode ((const guint8 *)data, size, calibration))
    return TRUE;

  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               "calibration: not a valid block of %d bytes (length, version, checksum, gain or "
               "offset is wrong)",
               MPS_CALIBRATION_WIRE_SIZE);
  return FALSE;
}

static gboolean
get_number (JsonObject *object, const char *member, double *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) {
    *value = json_node_get_double (node);
    return TRUE;
  }

  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "tag: “%s” is missing or no number", member);
  return FALSE;
}

static gboolean
get_count (JsonObject *object, const char *member, guint *value, GError **error)
{
  double number;

  if (!get_number (object, member, &number, error))
    return FALSE;
  if (number >= 0 && number <= G_MAXINT && number <= floor (number)) {
    *value = (guint)number;
    return TRUE;
  }

  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               "tag: “%s” is not a whole number from 0 on",
               member);
  return FALSE;
}

static gboolean
get_text (JsonObject *object, const char *member, const char **text, GError **error)
{
  *text = mps_fhir_peek_string (object, member);
  if (*text != NULL)
    return TRUE;

  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "tag: “%s” is missing or no text", member);
  return FALSE;
}

static gboolean
refuse (GError **error)
{
  /* The same words as for a real tag whose fields break the rules. */
  g_set_error (
      error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED, "cartridge: refused: %s", "fields");
  return FALSE;
}

static gboolean
read_parameters (JsonObject *object, MpsAnalyte *analyte, GError **error)
{
  JsonArray *parameters = mps_fhir_peek_array (object, "parameters");
  guint n = parameters != NULL ? json_array_get_length (parameters) : 0;

  if (n < mps_curve_kind_get_n_parameters (analyte->curve) || n > MPS_CURVE_MAX_PARAMETERS)
    return refuse (error);
  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (parameters, i);

    if (!JSON_NODE_HOLDS_VALUE (node))
      return refuse (error);
    analyte->parameters[i] = json_node_get_double (node);
  }

  return TRUE;
}

static gboolean
read_analyte (JsonObject *object, RawTag *tag, GError **error)
{
  MpsAnalyte *analyte = &tag->analytes[tag->n_analytes];
  const char *name;
  const char *unit;
  const char *curve;

  if (!get_text (object, "name", &name, error) || !get_text (object, "unit", &unit, error) ||
      !get_text (object, "curve", &curve, error) ||
      !get_count (object, "first", &analyte->first_channel, error) ||
      !get_count (object, "count", &analyte->n_channels, error) ||
      !get_number (object, "low", &analyte->low, error) ||
      !get_number (object, "high", &analyte->high, error) ||
      !get_number (object, "k", &analyte->temperature_coefficient, error))
    return FALSE;
  if (!mps_curve_kind_from_string (curve, &analyte->curve) || strlen (unit) >= sizeof analyte->unit)
    return refuse (error);
  if (!read_parameters (object, analyte, error))
    return FALSE;
  if (analyte->n_channels < 1 ||
      (guint64)analyte->first_channel + analyte->n_channels > MPS_CHANNELS ||
      !(analyte->low < analyte->high) || !mps_curve_is_valid (analyte->curve, analyte->parameters))
    return refuse (error);

  g_strlcpy (analyte->unit, unit, sizeof analyte->unit);
  g_strlcpy (analyte->code, name, sizeof analyte->code);
  tag->names[tag->n_analytes] = g_strdup (name);
  tag->n_analytes++;
  return TRUE;
}

static gboolean
read_analytes (JsonObject *object, RawTag *tag, GError **error)
{
  JsonArray *analytes = mps_fhir_peek_array (object, "analytes");
  guint n = analytes != NULL ? json_array_get_length (analytes) : 0;

  if (n > MPS_CARTRIDGE_MAX_ANALYTES)
    return refuse (error);
  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (analytes, i);

    if (!JSON_NODE_HOLDS_OBJECT (node)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "tag: analyte %u is no object", i);
      return FALSE;
    }
    if (!read_analyte (json_node_get_object (node), tag, error)) {
      g_prefix_error (error, "analyte %u: ", i);
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
read_tag (const char *path, RawTag *tag, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local_error = NULL;
  JsonNode *root;
  guint programme;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, error))
    return FALSE;
  json_parser_load_from_data (parser, data, (gssize)size, &local_error);
  root = local_error == NULL ? json_parser_get_root (parser) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_DATA,
                 "tag: not a JSON object%s%s",
                 local_error != NULL ? ": " : "",
                 local_error != NULL ? local_error->message : "");
    return FALSE;
  }
  if (!get_count (json_node_get_object (root), "programme", &programme, error) ||
      !get_count (json_node_get_object (root), "uses_burnt", &tag->uses_burnt, error))
    return FALSE;
  if (programme > MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE) {
    g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "tag: “programme” goes from 0 to 3");
    return FALSE;
  }

  tag->programme = (MpsProgramme)programme;
  return read_analytes (json_node_get_object (root), tag, error);
}

/* Printing */

static void
out_unusable (MpsOut *out, const gboolean *usable)
{
  mps_out_begin_array (out, "unusable");
  for (guint i = 0; i < MPS_CHANNELS; i++) {
    if (!usable[i])
      mps_out_integer (out, NULL, i);
  }
  mps_out_end_array (out);
}

static void
out_channels (MpsOut *out, const char *name, const double *values)
{
  mps_out_begin_array (out, name);
  for (guint i = 0; i < MPS_CHANNELS; i++)
    mps_out_number (out, NULL, values[i]);
  mps_out_end_array (out);
}

static MpsExit
analyse_blank (MpsCli *cli, const MpsCalibration *calibration, GArray *scans)
{
  g_autoptr (MpsOut) out = mps_out_new ();
  MpsBlankAnalysis blank;

  mps_engine_analyse_blank (calibration, (const MpsScan *)(void *)scans->data, scans->len, &blank);
  if (!cli->json) {
    printf (blank.accepted ? _ ("Blank accepted: %u of 88 channels unusable.\n")
                           : _ ("Blank not accepted: %u of 88 channels unusable, 8 may be.\n"),
            blank.n_unusable);
    return MPS_EXIT_DONE;
  }

  mps_out_begin_object (out, NULL);
  out_channels (out, "alpha", blank.alpha);
  out_channels (out, "alpha_se", blank.alpha_se);
  out_channels (out, "noise", blank.noise);
  out_channels (out, "rejection_db", blank.rejection_db);
  out_unusable (out, blank.usable);
  mps_out_boolean (out, "accepted", blank.accepted);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static void
out_fingerprints (MpsOut *out, GPtrArray *fingerprints)
{
  mps_out_begin_object (out, "fingerprints");
  for (guint i = 0; i < fingerprints->len; i++) {
    const MpsFingerprint *fingerprint = g_ptr_array_index (fingerprints, i);
    g_autofree char *name = g_strdup_printf ("%u", fingerprint->dimension);

    mps_out_begin_array (out, name);
    for (guint j = 0; j < fingerprint->dimension; j++)
      mps_out_single (out, NULL, fingerprint->values[j]);
    mps_out_end_array (out);
  }
  mps_out_end_object (out);

  mps_out_begin_object (out, "norms");
  for (guint i = 0; i < fingerprints->len; i++) {
    const MpsFingerprint *fingerprint = g_ptr_array_index (fingerprints, i);
    g_autofree char *name = g_strdup_printf ("%u", fingerprint->dimension);

    mps_out_number (out, name, fingerprint->norm);
  }
  mps_out_end_object (out);
}

/* Results come in tag order; a name may be longer than the engine keeps it. */
static void
restore_names (GPtrArray *results, const RawTag *tag)
{
  for (guint i = 0; i < results->len && i < tag->n_analytes; i++) {
    MpsResult *result = g_ptr_array_index (results, i);

    g_free (result->code);
    result->code = g_strdup (tag->names[i]);
  }
}

static MpsExit
print_analysis (MpsCli *cli, const MpsAnalysis *analysis)
{
  g_autoptr (MpsOut) out = mps_out_new ();
  MpsExit code = analysis->status == MPS_RUN_COMPLETE ? MPS_EXIT_DONE : MPS_EXIT_FAILED;
  g_autofree char *reason = mps_words_dup_run_reason (analysis->reason);

  if (!cli->json) {
    printf ("%s%s%s\n",
            mps_run_status_to_string (analysis->status),
            *reason != '\0' ? ": " : "",
            reason);
    mps_cli_print_results (analysis->results);
    return code;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "status", mps_run_status_to_string (analysis->status));
  mps_out_string (out, "reason", analysis->reason);
  out_unusable (out, analysis->usable);
  out_fingerprints (out, analysis->fingerprints);
  mps_out_integer (out, "replaced", (gint64)analysis->replaced);
  mps_cli_out_results (out, analysis->results);
  mps_out_end_object (out);
  mps_cli_print (out);
  return code;
}

static MpsExit
run_analyse (MpsCli *cli, int argc, char **argv)
{
  g_auto (RawTag) tag = { 0 };
  g_autoptr (GArray) scans = NULL;
  g_autoptr (MpsAnalysis) analysis = NULL;
  MpsCalibration calibration;
  MpsEngineInput input;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "SCANS CALIBRATION TAG.json", NULL, NULL, &argc, &argv, &code))
    return code;
  if (argc != 4)
    return mps_cli_usage (cli, "%s", _ ("analyse needs SCANS, CALIBRATION and TAG.json"));

  scans = read_scans (argv[1], &error);
  if (scans == NULL || !read_calibration (argv[2], &calibration, &error) ||
      !read_tag (argv[3], &tag, &error))
    return mps_cli_fail (cli, error);
  if (tag.programme == MPS_PROGRAMME_BLANK)
    return analyse_blank (cli, &calibration, scans);

  input = (MpsEngineInput){
    .programme = tag.programme,
    .calibration = &calibration,
    .analytes = tag.analytes,
    .n_analytes = tag.n_analytes,
    .uses_burnt = tag.uses_burnt,
  };
  if (!mps_engine_check_input (&input, &error))
    return mps_cli_fail (cli, error);

  analysis = mps_engine_analyse (&input, (const MpsScan *)(void *)scans->data, scans->len);
  restore_names (analysis->results, &tag);
  return print_analysis (cli, analysis);
}

const MpsCommand mps_analyse_commands[] = {
  { "analyse",
    "SCANS CALIBRATION TAG.json",
    N_ ("compute a run or a blank from raw files, without a profile"),
    run_analyse },
  { NULL },
};
