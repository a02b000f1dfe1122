/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli-csv.h"

#include "app/clinic/exchange/mps-csv-import.h"
#include "app/clinic/exchange/mps-csv-mappings.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static void
print_rejection (MpsOut *out, guint line, const char *type, const char *id, const char *reason)
{
  mps_cli_note (_ ("left out line %u: %s"), line, reason);
  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "index", line);
  mps_out_string (out, "type", type);
  mps_out_string (out, "id", id);
  mps_out_string (out, "reason", reason);
  mps_out_end_object (out);
}

/* Every row that did not go in, those of the preview first. */
static guint
print_rejections (MpsOut *out, const MpsCsvPreview *preview, const MpsImportReport *report)
{
  guint n = 0;

  for (guint i = 0; i < preview->rows->len; i++) {
    const MpsCsvRow *row = g_ptr_array_index (preview->rows, i);

    if (row->reason == NULL)
      continue;
    print_rejection (out, row->line, "Observation", "", row->reason);
    n++;
  }
  for (guint i = 0; report != NULL && i < report->rejected->len; i++) {
    const MpsImportRejection *rejection = g_ptr_array_index (report->rejected, i);

    print_rejection (out, 0, rejection->type, rejection->id, rejection->reason);
    n++;
  }
  return n;
}

/* A file, or the name of a mapping that is kept; @name NULL: by the headings. */
static MpsCsvMapping *
find_mapping (MpsSession *session, const MpsCsv *table, const char *name, GError **error)
{
  if (name == NULL)
    return mps_csv_mapping_guess (table);
  if (g_file_test (name, G_FILE_TEST_EXISTS))
    return mps_csv_mapping_new_from_file (name, error);
  return mps_csv_mappings_find (session, name, error);
}

static MpsCsvPreview *
load (MpsSession *session,
      const char *csv,
      const char *mapping_name,
      const char *keep,
      GError **error)
{
  g_autoptr (MpsCsv) table = NULL;
  g_autoptr (MpsCsvMapping) mapping = NULL;

  if (!mps_session_require (session, MPS_ACTION_IMPORT, error))
    return NULL;
  table = mps_csv_load (csv, error);
  if (table == NULL)
    return NULL;
  mapping = find_mapping (session, table, mapping_name, error);
  if (mapping != NULL && keep != NULL && !mps_csv_mappings_keep (session, keep, mapping, error))
    return NULL;
  return mapping != NULL ? mps_csv_import_preview (session, table, mapping, NULL, error) : NULL;
}

/**
 * mps_cli_import_csv:
 * @cli: for whom to print
 * @csv: file with results
 * @mapping: (nullable): key file, or name of a kept mapping, that says which column is what; %NULL:
 *   by the headings
 * @keep: (nullable): name to keep that mapping under
 * @preview_only: whether nothing is stored
 *
 * Returns: what to exit with
 */
MpsExit
mps_cli_import_csv (
    MpsCli *cli, const char *csv, const char *mapping, const char *keep, gboolean preview_only)
{
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsCsvPreview) preview = NULL;
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (MpsOut) out = mps_out_new ();
  gint64 begun_us = g_get_monotonic_time ();
  guint64 accepted;
  guint rejected;
  GError *error = NULL;

  session = mps_cli_open (cli, &error);
  if (session != NULL)
    preview = load (session, csv, mapping, keep, &error);
  if (preview != NULL && !preview_only)
    report = mps_csv_import_take (session, preview, mps_cli_progress, _ ("Import"), NULL, &error);
  if (preview == NULL || (report == NULL && !preview_only))
    return mps_cli_fail (cli, error);

  mps_out_begin_object (out, NULL);
  mps_out_begin_array (out, "rejected");
  rejected = print_rejections (out, preview, report);
  mps_out_end_array (out);
  accepted = report != NULL ? report->accepted : preview->n_taken;
  mps_out_integer (out, "accepted", (gint64)accepted);
  mps_out_number (out, "seconds", (double)(g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC);
  mps_out_end_object (out);
  if (cli->json)
    mps_cli_print (out);
  else if (preview_only)
    printf (_ ("%lu records can be taken in, %u cannot\n"), (gulong)accepted, rejected);
  else
    printf (_ ("%lu records taken in, %u left out\n"), (gulong)accepted, rejected);
  return accepted == 0 && rejected > 0 ? MPS_EXIT_FAILED : MPS_EXIT_DONE;
}
