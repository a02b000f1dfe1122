/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli-csv.h"
#include "app/cli/mps-cli.h"
#include "app/clinic/chart/mps-chart.h"
#include "app/clinic/chart/mps-records.h"
#include "app/clinic/exchange/mps-import.h"
#include "app/session/measurement/mps-fhir-read.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define LIST_LIMIT 50
#define LIST_LIMIT_MAX 200

/* Import */

static void
print_rejections (MpsOut *out, const MpsImportReport *report, int file, gboolean many)
{
  for (guint i = 0; i < report->rejected->len; i++) {
    const MpsImportRejection *rejection = g_ptr_array_index (report->rejected, i);

    mps_cli_note (_ ("left out entry %lu (%s/%s): %s"),
                  (unsigned long)rejection->index,
                  rejection->type,
                  rejection->id,
                  rejection->reason);
    mps_out_begin_object (out, NULL);
    if (many)
      mps_out_integer (out, "file", file);
    mps_out_integer (out, "index", (gint64)rejection->index);
    mps_out_string (out, "type", rejection->type);
    mps_out_string (out, "id", rejection->id);
    mps_out_string (out, "reason", rejection->reason);
    mps_out_end_object (out);
  }
}

static void
print_kinds (MpsOut *out, const MpsImportReport *report)
{
  mps_out_begin_array (out, "kinds");
  for (guint i = 0; i < report->kinds->len; i++) {
    const MpsImportKind *kind = g_ptr_array_index (report->kinds, i);

    mps_out_begin_object (out, NULL);
    mps_out_string (out, "type", kind->type);
    mps_out_integer (out, "new", (gint64)kind->added);
    mps_out_integer (out, "changed", (gint64)kind->changed);
    mps_out_integer (out, "same", (gint64)kind->same);
    mps_out_integer (out, "rejected", (gint64)kind->rejected);
    mps_out_end_object (out);
  }
  mps_out_end_array (out);
}

static void
print_as_text (const MpsImportReport *report, gboolean dry_run)
{
  for (guint i = 0; dry_run && i < report->kinds->len; i++) {
    const MpsImportKind *kind = g_ptr_array_index (report->kinds, i);

    /* TRANSLATORS: a FHIR resource type, and numbers of records */
    printf (_ ("%s: %lu new, %lu changed, %lu known already, %lu left out\n"),
            *kind->type != '\0' ? kind->type : "?",
            (gulong)kind->added,
            (gulong)kind->changed,
            (gulong)kind->same,
            (gulong)kind->rejected);
  }
  printf (dry_run ? _ ("%lu records would be taken in, %u left out; nothing was stored\n")
                  : _ ("%lu records taken in, %u left out\n"),
          (gulong)report->accepted,
          report->rejected->len);
}

static MpsImportReport *
import_file (MpsSession *session, const char *path, gboolean dry_run, GError **error)
{
  g_autoptr (MpsImportPreview) preview = NULL;

  if (!dry_run)
    return mps_import_file (session, path, mps_cli_progress, _ ("Import"), NULL, error);

  preview = mps_import_preview_new (path);
  return mps_import_preview_look (preview, session, mps_cli_progress, _ ("Import"), NULL, error)
             ? g_steal_pointer (&preview->report)
             : NULL;
}

static MpsExit
import_files (MpsCli *cli, int n, char **paths, gboolean dry_run)
{
  GError *error = NULL;
  g_autoptr (MpsSession) session = mps_cli_open (cli, &error);
  g_autoptr (MpsImportReport) sum = mps_import_report_new ();
  g_autoptr (MpsOut) out = mps_out_new ();
  gint64 begun_us = g_get_monotonic_time ();

  if (session == NULL)
    return mps_cli_fail (cli, error);

  mps_out_begin_object (out, NULL);
  mps_out_begin_array (out, "rejected");
  for (int i = 0; i < n; i++) {
    g_autoptr (MpsImportReport) report = import_file (session, paths[i], dry_run, &error);

    if (report == NULL)
      return mps_cli_fail (cli, error);
    print_rejections (out, report, i, n > 1);
    mps_import_report_add (sum, report);
  }
  mps_out_end_array (out);
  mps_out_integer (out, "accepted", (gint64)sum->accepted);
  mps_out_number (out, "seconds", (double)(g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC);
  mps_out_boolean (out, "dry_run", dry_run);
  print_kinds (out, sum);
  mps_out_integer (out, "patients", (gint64)g_hash_table_size (sum->patients));
  mps_out_end_object (out);
  if (cli->json)
    mps_cli_print (out);
  else
    print_as_text (sum, dry_run);
  return sum->accepted == 0 && sum->rejected->len > 0 ? MPS_EXIT_FAILED : MPS_EXIT_DONE;
}

static MpsExit
run_import (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *csv = NULL;
  g_autofree char *mapping = NULL;
  g_autofree char *keep = NULL;
  gboolean preview = FALSE;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, N_ ("CSV file with results"), N_ ("FILE") },
    { "mapping",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &mapping,
      N_ ("Which of its columns is what"),
      N_ ("FILE|NAME") },
    { "keep-mapping",
      0,
      0,
      G_OPTION_ARG_STRING,
      &keep,
      N_ ("Keep that mapping under a name"),
      N_ ("NAME") },
    { "preview", 0, 0, G_OPTION_ARG_NONE, &preview, N_ ("Store nothing of it yet"), NULL },
    { "dry-run",
      0,
      0,
      G_OPTION_ARG_NONE,
      &dry_run,
      N_ ("Say what would become of the files, and store nothing"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  MpsExit code;

  if (!mps_cli_parse (cli, "FILE…", entries, NULL, &argc, &argv, &code))
    return code;
  if ((argc < 2) == (csv == NULL) || (csv != NULL && dry_run) ||
      (csv == NULL && (mapping != NULL || keep != NULL || preview)))
    return mps_cli_usage (cli, "%s", _ ("import needs a file"));
  if (csv != NULL)
    return mps_cli_import_csv (cli, csv, mapping, keep, preview);

  return import_files (cli, argc - 1, argv + 1, dry_run);
}

/* Reading */

static void
print_resource (MpsCli *cli, MpsResource *resource)
{
  g_autofree char *line = NULL;
  g_autofree char *reference = NULL;
  g_autoptr (GPtrArray) fields = NULL;

  if (cli->json) {
    line = mps_out_dup_one_line (mps_resource_peek_json (resource));
    printf ("%s\n", line);
    return;
  }

  reference = mps_resource_dup_reference (resource);
  fields = mps_record_dup_fields (resource);
  printf (_ ("%s, version %ld\n"), reference, (long)mps_resource_get_version (resource));
  for (guint i = 0; i < fields->len; i++) {
    const MpsRecordField *field = g_ptr_array_index (fields, i);

    printf ("  %s: %s\n", field->label, field->value);
  }
}

static MpsExit
run_get (MpsCli *cli, int argc, char **argv)
{
  gint64 version = 0;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_INT64, &version, N_ ("Which version"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsResource) resource = NULL;
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "Type/id", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc != 2 || !mps_cli_split_reference (argv[1], &type, &id) || version < 0)
    return mps_cli_usage (cli, "%s", _ ("get needs a record, as in “Patient/123”"));

  session = mps_cli_open (cli, &error);
  if (session != NULL)
    resource = mps_records_get (session, type, id, version, &error);
  if (resource == NULL)
    return mps_cli_fail (cli, error);

  print_resource (cli, resource);
  return MPS_EXIT_DONE;
}

static MpsExit
run_history (MpsCli *cli, int argc, char **argv)
{
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "Type/id", NULL, NULL, &argc, &argv, &code))
    return code;
  if (argc != 2 || !mps_cli_split_reference (argv[1], &type, &id))
    return mps_cli_usage (cli, "%s", _ ("history needs a record, as in “Patient/123”"));

  session = mps_cli_open (cli, &error);
  if (session != NULL)
    versions = mps_records_history (session, type, id, &error);
  if (versions == NULL)
    return mps_cli_fail (cli, error);

  for (guint i = 0; i < versions->len; i++)
    print_resource (cli, g_ptr_array_index (versions, i));
  return MPS_EXIT_DONE;
}

static void
print_list (MpsCli *cli, GPtrArray *records, const char *next)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  for (guint i = 0; i < records->len; i++)
    print_resource (cli, g_ptr_array_index (records, i));
  if (!cli->json) {
    if (next != NULL)
      printf (_ ("More: --after %s\n"), next);
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "next", next);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_list (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *patient = NULL;
  g_autofree char *after = NULL;
  int limit = LIST_LIMIT;
  const GOptionEntry entries[] = {
    { "patient", 0, 0, G_OPTION_ARG_STRING, &patient, N_ ("Only of this patient"), "ID" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("How many, up to 200"), "N" },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_ ("Where the page before ended"), "CURSOR" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *next = NULL;
  const char *patient_id;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "Type", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc != 2 || !mps_fhir_type_is_known (argv[1]))
    return mps_cli_usage (cli, "%s", _ ("list needs a type of record, as in “Patient”"));
  if (limit < 1 || limit > LIST_LIMIT_MAX)
    return mps_cli_usage (cli, _ ("--limit goes from 1 to %d"), LIST_LIMIT_MAX);

  patient_id = patient != NULL && g_str_has_prefix (patient, "Patient/")
                   ? patient + strlen ("Patient/")
                   : patient;
  session = mps_cli_open (cli, &error);
  if (session != NULL)
    records = mps_records_list (session, argv[1], patient_id, (guint)limit, after, &next, &error);
  if (records == NULL)
    return mps_cli_fail (cli, error);

  print_list (cli, records, next);
  return MPS_EXIT_DONE;
}

/* Writing */

static JsonObject *
parse_object (const char *text, gsize size)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_data (parser, text, (gssize)size, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

/* A resource without an id gets one, put into its text so that nothing else of it changes. What is
 * no JSON object stays as it is: the check of the resource says what is wrong with it. */
static char *
dup_with_id (const char *text, gsize size, JsonObject *object)
{
  const char *brace;
  g_autofree char *uuid = NULL;

  if (object == NULL || json_object_has_member (object, "id"))
    return g_strndup (text, size);

  brace = memchr (text, '{', size);
  uuid = g_uuid_string_random ();
  return g_strdup_printf ("%.*s{\"id\":\"%s\"%s%.*s",
                          (int)(brace - text),
                          text,
                          uuid,
                          json_object_get_size (object) > 0 ? "," : "",
                          (int)(size - (gsize)(brace - text) - 1),
                          brace + 1);
}

/* meta.versionId says from which version it was edited. Without one the newest is edited; a version
 * of another system, or of a record that is not here, is no version of ours. */
static gboolean
find_expected (MpsStore *store,
               const MpsResource *resource,
               JsonObject *object,
               gint64 *expected,
               GError **error)
{
  const char *text = mps_fhir_peek_string (mps_fhir_peek_object (object, "meta"), "versionId");
  g_autoptr (GError) local_error = NULL;
  g_autoptr (MpsResource) stored = mps_store_get (
      store, mps_resource_peek_type (resource), mps_resource_peek_id (resource), 0, &local_error);
  guint64 version;

  if (stored == NULL &&
      !g_error_matches (local_error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (stored == NULL) {
    *expected = MPS_VERSION_NEW;
    return TRUE;
  }
  if (text == NULL) {
    *expected = MPS_VERSION_ANY;
    return TRUE;
  }
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &version, NULL)) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_STALE,
                         "put: meta.versionId is no version of this store");
    return FALSE;
  }

  *expected = (gint64)version;
  return TRUE;
}

static MpsResource *
put_resource (MpsSession *session, const char *text, gsize size, GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  g_autoptr (JsonObject) object = parse_object (text, size);
  g_autofree char *json = dup_with_id (text, size, object);
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, error);
  gint64 expected;

  if (resource == NULL || !find_expected (store, resource, object, &expected, error))
    return NULL;

  return mps_records_put (session, resource, expected, "put on the command line", error);
}

static MpsExit
run_put (MpsCli *cli, int argc, char **argv)
{
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (MpsOut) out = mps_out_new ();
  g_autofree char *text = NULL;
  g_autofree char *reference = NULL;
  gsize size;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "FILE", NULL, NULL, &argc, &argv, &code))
    return code;
  if (argc != 2)
    return mps_cli_usage (cli, "%s", _ ("put needs one file"));
  if (!g_file_get_contents (argv[1], &text, &size, &error))
    return mps_cli_fail (cli, error);

  session = mps_cli_open (cli, &error);
  if (session != NULL)
    resource = put_resource (session, text, size, &error);
  if (resource == NULL)
    return mps_cli_fail (cli, error);

  reference = mps_resource_dup_reference (resource);
  if (!cli->json) {
    printf (_ ("%s stored as version %ld\n"), reference, (long)mps_resource_get_version (resource));
    return MPS_EXIT_DONE;
  }
  mps_out_begin_object (out, NULL);
  mps_out_string (out, "id", reference);
  mps_out_integer (out, "version", mps_resource_get_version (resource));
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

const MpsCommand mps_record_commands[] = {
  { "import",
    "[--dry-run] FILE… | --csv FILE [--mapping FILE|NAME] [--keep-mapping NAME] [--preview]",
    N_ ("take in FHIR R4 bundles or NDJSON, or results as CSV"),
    run_import },
  { "put", "FILE", N_ ("store one FHIR record"), run_put },
  { "get", "Type/id [--version N]", N_ ("print a record"), run_get },
  { "history", "Type/id", N_ ("print all versions of a record, the newest first"), run_history },
  { "list",
    "Type [--patient ID] [--limit N] [--after CURSOR]",
    N_ ("print records of one type, page by page"),
    run_list },
  { NULL },
};
