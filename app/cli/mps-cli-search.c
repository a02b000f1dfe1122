/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"
#include "app/clinic/patients/mps-search.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define SEARCH_LIMIT 50
#define SEARCH_LIMIT_MAX 1000

static void
print_answer (MpsCli *cli, const MpsSearchAnswer *answer)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  mps_out_begin_object (out, NULL);
  mps_out_begin_array (out, "hits");
  for (guint i = 0; i < answer->hits->len; i++) {
    const MpsSearchHit *hit = g_ptr_array_index (answer->hits, i);

    if (!cli->json)
      printf ("%s  %s  %s\n", hit->reference, hit->title, hit->snippet);
    mps_out_begin_object (out, NULL);
    mps_out_string (out, "id", hit->reference);
    mps_out_string (out, "title", hit->title);
    mps_out_string (out, "snippet", hit->snippet);
    if (hit->patient_id != NULL)
      mps_out_string (out, "patient", hit->patient_id);
    mps_out_end_object (out);
  }
  mps_out_end_array (out);
  mps_out_boolean (out, "more", answer->more);
  mps_out_number (out, "seconds", answer->seconds);
  mps_out_end_object (out);
  if (cli->json)
    mps_cli_print (out);
  else if (answer->hits->len == 0)
    printf ("%s\n", _ ("Nothing was found"));
  else if (answer->more)
    printf ("%s\n", _ ("There is more: say more of what you look for, or raise --limit"));
}

static MpsExit
run_search (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *type = NULL;
  int limit = SEARCH_LIMIT;
  const GOptionEntry entries[] = {
    { "type", 0, 0, G_OPTION_ARG_STRING, &type, N_ ("Only records of this type"), "TYPE" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("How many, up to 1000"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsSearchAnswer) answer = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "TEXT", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc < 2)
    return mps_cli_usage (cli, "%s", _ ("search needs what to look for"));
  if (type != NULL && !mps_fhir_type_is_known (type))
    return mps_cli_usage (cli, "%s", _ ("--type needs a type of record, as in “Observation”"));
  if (limit < 1 || limit > SEARCH_LIMIT_MAX)
    return mps_cli_usage (cli, _ ("--limit goes from 1 to %d"), SEARCH_LIMIT_MAX);

  text = g_strjoinv (" ", argv + 1);
  session = mps_cli_open (cli, &error);
  if (session != NULL)
    answer = mps_search (session, text, type, (guint)limit, NULL, &error);
  if (answer == NULL)
    return mps_cli_fail (cli, error);

  print_answer (cli, answer);
  return MPS_EXIT_DONE;
}

const MpsCommand mps_search_commands[] = {
  { "search",
    "TEXT [--type Type] [--limit N]",
    N_ ("find patients and what stands in their records"),
    run_search },
  { NULL },
};
