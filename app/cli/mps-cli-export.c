/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"
#include "app/clinic/chart/mps-chart-print.h"
#include "app/clinic/exchange/mps-csv-export.h"
#include "app/clinic/exchange/mps-export-anonymised.h"
#include "app/clinic/exchange/mps-export.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* Why somebody exports who gives no reason on the command line, as its contract allows. */
#define DEFAULT_REASON "exported by command"

static void
print_count (MpsCli *cli, const char *name, guint64 n, const char *path)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (_ ("%lu records written to %s\n"), (gulong)n, path);
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_integer (out, name, (gint64)n);
  mps_out_end_object (out);
  mps_cli_print (out);
}

/* What stands on the command line. */
typedef struct {
  char *path;
  char *patient;
  char *reason;
  gboolean anonymise;
  gboolean bundle;
  gboolean csv;
  gboolean pdf;
} Wish;

static void
wish_clear (Wish *wish)
{
  g_free (wish->path);
  g_free (wish->patient);
  g_free (wish->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

static MpsExportPlan
make_plan (const Wish *wish)
{
  return (MpsExportPlan){
    .path = wish->path,
    .format = wish->bundle ? MPS_EXPORT_BUNDLE : MPS_EXPORT_NDJSON,
    .patient_id = wish->patient != NULL && g_str_has_prefix (wish->patient, "Patient/")
                      ? wish->patient + strlen ("Patient/")
                      : wish->patient,
    .reason = wish->reason != NULL ? wish->reason : DEFAULT_REASON,
    .progress = mps_cli_progress,
    .progress_data = _ ("Export"),
  };
}

static void
print_anonymised (MpsCli *cli, const Wish *wish, const MpsAnonymisedReport *report)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (_ ("%lu records written to %s\n"), (gulong)report->resources, wish->path);
    printf (_ ("Left out: %lu records, %lu elements; %lu patients told less exactly\n"),
            (gulong)(report->other_types + report->no_chart + report->not_told),
            (gulong)report->elements,
            (gulong)report->generalised);
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "resources", (gint64)report->resources);
  mps_out_begin_object (out, "left_out");
  mps_out_integer (out, "other_types", (gint64)report->other_types);
  mps_out_integer (out, "no_chart", (gint64)report->no_chart);
  mps_out_integer (out, "not_told", (gint64)report->not_told);
  mps_out_integer (out, "elements", (gint64)report->elements);
  mps_out_end_object (out);
  mps_out_integer (out, "generalised", (gint64)report->generalised);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
export_anonymised (MpsCli *cli, MpsSession *session, const Wish *wish)
{
  const MpsExportPlan plan = make_plan (wish);
  MpsAnonymisedReport report;
  GError *error = NULL;

  if (!mps_export_anonymised (session, &plan, &report, NULL, &error))
    return mps_cli_fail (cli, error);

  print_anonymised (cli, wish, &report);
  return MPS_EXIT_DONE;
}

static MpsExit
export_pdf (MpsCli *cli, MpsSession *session, const Wish *wish)
{
  const MpsExportPlan plan = make_plan (wish);
  const gboolean korean = g_str_has_prefix (g_get_language_names ()[0], "ko");
  g_autoptr (MpsOut) out = mps_out_new ();
  GError *error = NULL;
  guint n_pages = 0;

  if (!mps_chart_print (session, &plan, korean ? "ko" : "en", &n_pages, NULL, &error))
    return mps_cli_fail (cli, error);

  if (!cli->json) {
    printf (_ ("%u pages written to %s\n"), n_pages, wish->path);
    return MPS_EXIT_DONE;
  }
  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "pages", n_pages);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static MpsExit
export_records (MpsCli *cli, MpsSession *session, const Wish *wish)
{
  const MpsExportPlan plan = make_plan (wish);
  GError *error = NULL;
  guint64 n = 0;

  gboolean done = wish->csv ? mps_csv_export (session, &plan, &n, NULL, &error)
                            : mps_export_records (session, &plan, &n, NULL, &error);

  if (!done)
    return mps_cli_fail (cli, error);

  print_count (cli, "resources", n, wish->path);
  return MPS_EXIT_DONE;
}

static MpsExit
run_export (MpsCli *cli, int argc, char **argv)
{
  g_auto (Wish) wish = { 0 };
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &wish.path, N_ ("Where to write it"), N_ ("FILE") },
    { "patient", 0, 0, G_OPTION_ARG_STRING, &wish.patient, N_ ("Only of this patient"), "ID" },
    { "reason",
      0,
      0,
      G_OPTION_ARG_STRING,
      &wish.reason,
      N_ ("Why, for the audit record"),
      N_ ("TEXT") },
    { "anonymise",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wish.anonymise,
      N_ ("For research: without what says whose they are"),
      NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &wish.csv, N_ ("Results as CSV"), NULL },
    { "pdf", 0, 0, G_OPTION_ARG_NONE, &wish.pdf, N_ ("One chart as a PDF"), NULL },
    { "bundle", 0, 0, G_OPTION_ARG_NONE, &wish.bundle, N_ ("As one FHIR Bundle"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1 || wish.path == NULL)
    return mps_cli_usage (cli, "%s", _ ("export needs --out FILE"));

  if ((wish.anonymise ? 1 : 0) + (wish.bundle ? 1 : 0) + (wish.csv ? 1 : 0) + (wish.pdf ? 1 : 0) >
      1)
    return mps_cli_usage (
        cli, "%s", _ ("export takes only one of --anonymise, --bundle, --csv and --pdf"));

  if (wish.pdf && wish.patient == NULL)
    return mps_cli_usage (cli, "%s", _ ("export --pdf needs --patient ID"));

  session = mps_cli_open (cli, &error);
  if (session == NULL)
    return mps_cli_fail (cli, error);
  if (wish.pdf)
    return export_pdf (cli, session, &wish);
  return wish.anonymise ? export_anonymised (cli, session, &wish)
                        : export_records (cli, session, &wish);
}

const MpsCommand mps_export_commands[] = {
  { "export",
    "--out FILE [--patient ID] [--anonymise] [--reason TEXT] [--bundle | --csv | --pdf]",
    N_ ("write records into a file"),
    run_export },
  { NULL },
};
