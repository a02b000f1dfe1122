/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"
#include "app/clinic/runs/mps-recompute.h"
#include "app/clinic/runs/mps-run-review.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

static const char *
skip_run_prefix (const char *text)
{
  return g_str_has_prefix (text, "Run/") ? text + strlen ("Run/") : text;
}

static void
print_recomputed (MpsCli *cli, const MpsRecomputeReport *report)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (_ ("%u of %u runs gave the same result again\n"), report->identical, report->runs);
    for (guint i = 0; i < report->differences->len; i++) {
      const MpsRecomputeDifference *difference = g_ptr_array_index (report->differences, i);

      printf ("  %s: %s\n", difference->run, difference->first);
    }
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "runs", report->runs);
  mps_out_integer (out, "identical", report->identical);
  mps_out_begin_array (out, "differences");
  for (guint i = 0; i < report->differences->len; i++) {
    const MpsRecomputeDifference *difference = g_ptr_array_index (report->differences, i);

    mps_out_begin_object (out, NULL);
    mps_out_string (out, "run", difference->run);
    mps_out_string (out, "first", difference->first);
    mps_out_end_object (out);
  }
  mps_out_end_array (out);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_recompute (MpsCli *cli, int argc, char **argv)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("All runs of the profile"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsRecomputeReport) report = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "RUN…", entries, NULL, &argc, &argv, &code))
    return code;
  if (all == (argc > 1))
    return mps_cli_usage (cli, "%s", _ ("recompute needs either runs or --all"));

  for (int i = 1; i < argc; i++)
    g_ptr_array_add (ids, (gpointer)skip_run_prefix (argv[i]));
  g_ptr_array_add (ids, NULL);
  session = mps_cli_open (cli, &error);
  if (session != NULL)
    report = mps_recompute_runs (session,
                                 all ? NULL : (const char *const *)ids->pdata,
                                 mps_cli_progress,
                                 _ ("Runs"),
                                 NULL,
                                 &error);
  if (report == NULL)
    return mps_cli_fail (cli, error);

  print_recomputed (cli, report);
  return report->differences->len == 0 ? MPS_EXIT_DONE : MPS_EXIT_FAILED;
}

static char *
find_run (MpsSession *session, const char *text, GError **error)
{
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;

  if (mps_cli_split_reference (text, &type, &id))
    return mps_run_review_find_run (session, type, id, error);

  return g_strdup (skip_run_prefix (text));
}

static gboolean
write_report (MpsSession *session,
              const char *run,
              const char *language,
              const char *pdf,
              guint *n_pages,
              GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (MpsRunReview) review = NULL;
  g_autoptr (MpsReport) report = NULL;

  id = find_run (session, run, error);
  if (id == NULL)
    return FALSE;
  review = mps_run_review_load (session, id, language, error);
  if (review == NULL ||
      !mps_session_require_chart (session, MPS_ACTION_REPORT, review->run->patient_id, error))
    return FALSE;

  report = mps_run_review_make_report (review);
  return mps_report_write_pdf (report, pdf, n_pages, error);
}

static MpsExit
run_report (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *pdf = NULL;
  g_autofree char *language = NULL;
  const GOptionEntry entries[] = {
    { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &pdf, N_ ("Where to write it"), N_ ("FILE") },
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("Of the report"), "ko|en" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsOut) out = mps_out_new ();
  guint n_pages = 0;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "RUN", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc != 2 || pdf == NULL)
    return mps_cli_usage (cli, "%s", _ ("report needs a run and --pdf FILE"));
  if (language == NULL)
    language = g_strdup (g_str_has_prefix (g_get_language_names ()[0], "ko") ? "ko" : "en");
  if (!g_str_equal (language, "ko") && !g_str_equal (language, "en"))
    return mps_cli_usage (cli, "%s", _ ("--language is “ko” or “en”"));

  session = mps_cli_open (cli, &error);
  if (session == NULL || !write_report (session, argv[1], language, pdf, &n_pages, &error))
    return mps_cli_fail (cli, error);

  if (!cli->json) {
    printf (_ ("%u pages written to %s\n"), n_pages, pdf);
    return MPS_EXIT_DONE;
  }
  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "pages", n_pages);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

const MpsCommand mps_run_commands[] = {
  { "recompute",
    "RUN… | --all",
    N_ ("compute stored runs again and compare every bit"),
    run_recompute },
  { "report", "RUN --pdf FILE [--language ko|en]", N_ ("write the report of a run"), run_report },
  { NULL },
};
