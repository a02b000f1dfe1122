/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"
#include "app/clinic/chart/mps-chart-edit.h"
#include "app/clinic/chart/mps-chart-identifier.h"
#include "app/clinic/chart/mps-register.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* What is done in one patient's chart, bound to it as in the window. */

static MpsChart *
open_chart (MpsSession *session, const char *patient_id, GError **error)
{
  MpsCliWait wait = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_open_async (session, patient_id, NULL, mps_cli_wait_callback, &wait);
  result = mps_cli_wait (&wait);
  return mps_chart_open_finish (result, error);
}

/* "Patient/1" or "1" */
static const char *
peek_id (const char *text)
{
  return g_str_has_prefix (text, "Patient/") ? text + strlen ("Patient/") : text;
}

typedef struct {
  const char *kept;
  const char *other;
  const char *reason;
  gboolean undo;
} Merge;

static gboolean
merge (MpsSession *session, const Merge *merge, GError **error)
{
  g_autoptr (MpsChart) chart = open_chart (session, merge->kept, error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) written = NULL;
  MpsCliWait wait = { 0 };

  if (chart == NULL)
    return FALSE;
  if (merge->undo)
    mps_chart_unmerge_async (
        chart, merge->other, merge->reason, NULL, mps_cli_wait_callback, &wait);
  else
    mps_chart_merge_async (chart, merge->other, merge->reason, NULL, mps_cli_wait_callback, &wait);
  result = mps_cli_wait (&wait);
  written = mps_chart_write_finish (chart, result, error);
  mps_chart_close (chart);
  return written != NULL;
}

static void
print_merge (const MpsCli *cli, const Merge *merge)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (merge->undo ? _ ("Both charts are as they were: %s and %s.\n")
                        : _ ("The chart %s shows the records of %s too.\n"),
            merge->kept,
            merge->other);
    return;
  }
  mps_out_begin_object (out, NULL);
  mps_out_string (out, "patient", merge->kept);
  mps_out_string (out, merge->undo ? "unmerged" : "merged", merge->other);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_merge (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *reason = NULL;
  gboolean undo = FALSE;
  const GOptionEntry entries[] = {
    { "reason",
      0,
      0,
      G_OPTION_ARG_STRING,
      &reason,
      N_ ("Why it is the same person, or is not"),
      "TEXT" },
    { "undo", 0, 0, G_OPTION_ARG_NONE, &undo, N_ ("Take the merge back"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  GError *error = NULL;
  Merge what;
  MpsExit code;

  if (!mps_cli_parse (cli, "PATIENT DUPLICATE", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc != 3)
    return mps_cli_usage (
        cli, "%s", _ ("merge needs the patient whose chart stays, and the duplicate"));
  if (reason == NULL || *reason == '\0')
    return mps_cli_usage (cli, "%s", _ ("merge needs --reason: why it is the same person"));

  what = (Merge){ peek_id (argv[1]), peek_id (argv[2]), reason, undo };
  session = mps_cli_open (cli, &error);
  if (session == NULL || !merge (session, &what, &error))
    return mps_cli_fail (cli, error);
  print_merge (cli, &what);
  return MPS_EXIT_DONE;
}

/* The resident number, whole */

static char *
reveal (MpsSession *session, const char *patient_id, const char *reason, GError **error)
{
  g_autoptr (MpsChart) chart = open_chart (session, patient_id, error);
  g_autoptr (GAsyncResult) result = NULL;
  MpsCliWait wait = { 0 };
  char *number = NULL;

  if (chart == NULL)
    return NULL;
  mps_chart_reveal_identifier_async (chart, reason, NULL, mps_cli_wait_callback, &wait);
  result = mps_cli_wait (&wait);
  number = mps_chart_reveal_identifier_finish (chart, result, error);
  mps_chart_close (chart);
  return number;
}

static void
print_number (const MpsCli *cli, const char *patient_id, const char *number)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf ("%s\n", number);
    return;
  }
  mps_out_begin_object (out, NULL);
  mps_out_string (out, "patient", patient_id);
  mps_out_string (out, "resident_number", number);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_resident_number (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason",
      0,
      0,
      G_OPTION_ARG_STRING,
      &reason,
      N_ ("What the number is needed for; goes on the audit record"),
      "TEXT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autofree char *number = NULL;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "PATIENT", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc != 2)
    return mps_cli_usage (cli, "%s", _ ("resident-number needs a patient"));
  if (reason == NULL || *reason == '\0')
    return mps_cli_usage (
        cli, "%s", _ ("resident-number needs --reason: what the number is needed for"));

  session = mps_cli_open (cli, &error);
  if (session != NULL)
    number = reveal (session, peek_id (argv[1]), reason, &error);
  if (number == NULL)
    return mps_cli_fail (cli, error);
  print_number (cli, peek_id (argv[1]), number);
  return MPS_EXIT_DONE;
}

const MpsCommand mps_chart_commands[] = {
  { "merge",
    "PATIENT DUPLICATE --reason TEXT [--undo]",
    N_ ("join two charts of one person; nothing is deleted, and it can be taken back"),
    run_merge },
  { "resident-number",
    "PATIENT --reason TEXT",
    N_ ("print a patient's whole resident number, which is masked everywhere else"),
    run_resident_number },
  { NULL },
};
