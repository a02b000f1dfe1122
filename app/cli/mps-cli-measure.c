/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli-results.h"
#include "app/session/measurement/mps-measurement.h"
#include "app/session/mps-words.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/**
 * Wish: what was asked for on the command line.
 */
typedef struct {
  char *patient;
  char *reader;
  char *tag;
  int programme;
  int rate;
  int scans;
  gboolean accept;
  MpsVirtualConfig config;
} Wish;

static void
wish_clear (Wish *wish)
{
  g_free (wish->patient);
  g_free (wish->reader);
  g_free (wish->tag);
  mps_virtual_config_clear (&wish->config);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

static gboolean
make_plan (const Wish *wish, MpsMeasurementPlan *plan, GError **error)
{
  mps_measurement_plan_init (plan);
  if (wish->programme < MPS_PROGRAMME_STANDARD ||
      wish->programme > MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE) {
    g_set_error_literal (
        error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("--programme is 1, 2 or 3"));
    return FALSE;
  }
  if (wish->rate < 0 || wish->rate > 1000 || wish->scans < 0) {
    g_set_error_literal (error,
                         G_OPTION_ERROR,
                         G_OPTION_ERROR_BAD_VALUE,
                         _ ("--rate goes from 1 to 1000, --scans is a number of scans"));
    return FALSE;
  }

  plan->programme = (MpsProgramme)wish->programme;
  if (wish->rate > 0)
    plan->rate_hz = (guint)wish->rate;
  if (wish->scans == 0 || mps_measurement_plan_set_total (plan, (guint32)wish->scans, error))
    return TRUE;

  /* What cannot be shared out is a matter of how the program was called. */
  if (error != NULL) {
    (*error)->domain = G_OPTION_ERROR;
    (*error)->code = G_OPTION_ERROR_BAD_VALUE;
  }
  return FALSE;
}

static gboolean
check_tag (MpsMeasurement *measurement, MpsTagRefusal *refusal, GError **error)
{
  MpsCliWait wait = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  mps_measurement_check_tag_async (measurement, NULL, mps_cli_wait_callback, &wait);
  result = mps_cli_wait (&wait);
  return mps_measurement_check_tag_finish (measurement, result, refusal, error);
}

/* A demo goes on with a new virtual cartridge when the old one is used up. */
static gboolean
ensure_tag (MpsSession *session, MpsMeasurement *measurement, const Wish *wish, GError **error)
{
  MpsTagRefusal refusal = MPS_TAG_ACCEPTED;
  g_autoptr (GError) local_error = NULL;

  if (check_tag (measurement, &refusal, &local_error))
    return TRUE;
  if (wish->tag != NULL || !mps_session_is_demo (session) ||
      (refusal != MPS_TAG_REFUSED_SPENT && refusal != MPS_TAG_REFUSED_EXPIRED)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  mps_cli_note (_ ("The virtual cartridge was used up: a new one takes its place."));
  mps_measurement_replace_virtual_cartridge (measurement);
  return check_tag (measurement, NULL, error);
}

static void
note_state (MpsMeasurement *measurement, gpointer data)
{
  MpsMeasurementState *shown = data;
  MpsMeasurementState state = mps_measurement_get_state (measurement);
  double seconds;

  if (mps_measurement_is_link_lost (measurement, &seconds))
    mps_cli_note (_ ("The reader was unplugged: waiting %.0f s for it to come back."), seconds);
  if (state == *shown)
    return;

  *shown = state;
  mps_cli_note ("%s", mps_measurement_state_to_string (state));
}

static gboolean
stop (gpointer data)
{
  mps_cli_note (_ ("Stopping."));
  mps_measurement_cancel (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
start (MpsMeasurement *measurement,
       const MpsMeasurementPlan *plan,
       const char *reader,
       GError **error)
{
  MpsCliWait wait = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  mps_measurement_start_async (measurement, plan, reader, NULL, mps_cli_wait_callback, &wait);
  result = mps_cli_wait (&wait);
  return mps_measurement_start_finish (measurement, result, error);
}

static gboolean
accept_result (MpsMeasurement *measurement, GError **error)
{
  MpsCliWait wait = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  mps_measurement_accept_async (measurement, NULL, mps_cli_wait_callback, &wait);
  result = mps_cli_wait (&wait);
  return mps_measurement_accept_finish (measurement, result, error);
}

static void
wait_for_end (MpsMeasurement *measurement)
{
  while (mps_measurement_get_state (measurement) != MPS_MEASUREMENT_REVIEW &&
         mps_measurement_get_state (measurement) != MPS_MEASUREMENT_INVALID)
    g_main_context_iteration (NULL, TRUE);
}

static void
out_run (MpsOut *out, MpsMeasurement *measurement)
{
  const MpsRun *run = mps_measurement_peek_run (measurement);
  GPtrArray *ids = mps_measurement_peek_observation_ids (measurement);
  const char *report = mps_measurement_peek_report_id (measurement);
  g_autofree char *reference =
      report != NULL ? g_strconcat ("DiagnosticReport/", report, NULL) : NULL;

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "run", run->id);
  mps_out_string (out, "status", mps_run_status_to_string (run->status));
  mps_out_string (out, "reason", run->reason);
  mps_out_integer (out, "scans", run->n_scans);
  mps_out_integer (out, "resent", run->resent);
  mps_out_integer (out, "replaced", run->replaced);
  if (run->status == MPS_RUN_COMPLETE)
    mps_out_integer (out, "fingerprint_dimension", mps_programme_get_dimension (run->programme));
  else
    mps_out_null (out, "fingerprint_dimension");
  mps_cli_out_results (out, run->results);
  mps_out_begin_array (out, "observations");
  for (guint i = 0; i < ids->len; i++) {
    g_autofree char *id =
        g_strconcat ("Observation/", (const char *)g_ptr_array_index (ids, i), NULL);

    mps_out_string (out, NULL, id);
  }
  mps_out_end_array (out);
  mps_out_string (out, "report", reference);
  mps_out_end_object (out);
}

static void
print_run (MpsCli *cli, MpsMeasurement *measurement)
{
  const MpsRun *run = mps_measurement_peek_run (measurement);
  g_autoptr (MpsOut) out = mps_out_new ();
  g_autofree char *reason = mps_words_dup_run_reason (run->reason);

  if (cli->json) {
    out_run (out, measurement);
    mps_cli_print (out);
    return;
  }
  if (run->status != MPS_RUN_COMPLETE) {
    printf (_ ("Run %s is invalid; there is no result. %s\n"), run->id, reason);
    return;
  }
  printf (_ ("Run %s is complete, %u scans:\n"), run->id, run->n_scans);
  mps_cli_print_results (run->results);
}

static MpsExit
measure (MpsCli *cli, MpsMeasurement *measurement, const MpsMeasurementPlan *plan, const Wish *wish)
{
  GError *error = NULL;

  if (!start (measurement, plan, wish->reader, &error))
    return mps_cli_fail (cli, error);

  wait_for_end (measurement);
  if (mps_measurement_get_state (measurement) == MPS_MEASUREMENT_REVIEW && wish->accept &&
      !accept_result (measurement, &error))
    return mps_cli_fail (cli, error);

  print_run (cli, measurement);
  return mps_measurement_get_state (measurement) == MPS_MEASUREMENT_INVALID ? MPS_EXIT_FAILED
                                                                            : MPS_EXIT_DONE;
}

static gboolean
set_tag (MpsMeasurement *measurement, const Wish *wish, GError **error)
{
  g_autoptr (MpsTag) tag = NULL;

  if (wish->tag == NULL)
    return TRUE;
  tag = mps_virtual_tag_new_for_file (wish->tag, error);
  if (tag == NULL)
    return FALSE;

  mps_measurement_set_tag (measurement, tag);
  return TRUE;
}

static gboolean
refresh (MpsReaders *readers, GError **error)
{
  MpsCliWait wait = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  mps_readers_refresh_async (readers, NULL, mps_cli_wait_callback, &wait);
  result = mps_cli_wait (&wait);
  return mps_readers_refresh_finish (readers, result, error);
}

static MpsExit
measure_in_session (MpsCli *cli,
                    MpsSession *session,
                    const MpsMeasurementPlan *plan,
                    const Wish *wish)
{
  g_autoptr (MpsReaders) readers = mps_readers_new (session);
  const char *patient = g_str_has_prefix (wish->patient, "Patient/")
                            ? wish->patient + strlen ("Patient/")
                            : wish->patient;
  g_autoptr (MpsMeasurement) measurement = mps_measurement_new (session, readers, patient);
  MpsMeasurementState shown = MPS_MEASUREMENT_READY;
  GError *error = NULL;
  guint on_interrupt = g_unix_signal_add (SIGINT, stop, measurement);
  guint on_terminate = g_unix_signal_add (SIGTERM, stop, measurement);
  MpsExit code;

  g_signal_connect (measurement, "changed", G_CALLBACK (note_state), &shown);
  mps_readers_set_virtual_config (readers, &wish->config);
  if (!set_tag (measurement, wish, &error) || !ensure_tag (session, measurement, wish, &error) ||
      !refresh (readers, &error))
    code = mps_cli_fail (cli, error);
  else
    code = measure (cli, measurement, plan, wish);

  /* After a run the reader is asked how it stands. */
  while (mps_readers_is_asking (readers))
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (measurement, &shown);
  g_source_remove (on_interrupt);
  g_source_remove (on_terminate);
  return code;
}

static MpsExit
run_measure (MpsCli *cli, int argc, char **argv)
{
  g_auto (Wish) wish = { .programme = MPS_PROGRAMME_STANDARD };
  const GOptionEntry entries[] = {
    { "patient", 0, 0, G_OPTION_ARG_STRING, &wish.patient, N_ ("Whom to measure"), "ID" },
    { "reader", 0, 0, G_OPTION_ARG_STRING, &wish.reader, N_ ("With which reader"), "SERIAL" },
    { "programme", 0, 0, G_OPTION_ARG_INT, &wish.programme, N_ ("1, 2 or 3"), "P" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &wish.rate, N_ ("Scans a second"), "HZ" },
    { "scans", 0, 0, G_OPTION_ARG_INT, &wish.scans, N_ ("Scans in all"), "N" },
    { "tag", 0, 0, G_OPTION_ARG_FILENAME, &wish.tag, N_ ("File of a virtual tag"), N_ ("FILE") },
    { "accept", 0, 0, G_OPTION_ARG_NONE, &wish.accept, N_ ("Accept the result at once"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  MpsMeasurementPlan plan;
  GError *error = NULL;
  MpsExit code;

  mps_virtual_config_init (&wish.config);
  if (!mps_cli_parse (cli,
                      "",
                      entries,
                      mps_virtual_config_get_option_group (&wish.config),
                      &argc,
                      &argv,
                      &code))
    return code;
  if (argc > 1 || wish.patient == NULL)
    return mps_cli_usage (cli, "%s", _ ("measure needs --patient ID and nothing but options"));
  if (!mps_cli_check_virtual (&wish.config, &error) || !make_plan (&wish, &plan, &error))
    return mps_cli_fail (cli, error);

  session = mps_cli_open (cli, &error);
  if (session == NULL)
    return mps_cli_fail (cli, error);

  return measure_in_session (cli, session, &plan, &wish);
}

const MpsCommand mps_measure_commands[] = {
  { "measure",
    "--patient ID [--reader SERIAL] [--programme P] [--rate HZ] [--scans N] [--tag FILE] "
    "[--accept]",
    N_ ("measure a patient; SIGINT stops the run, which is then invalid"),
    run_measure },
  { NULL },
};
