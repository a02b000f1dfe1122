/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/clinic/roles-clinic.h"

#include "app/session/mps-session-lock.h"
#include "app/session/mps-session-profile.h"
#include "app/session/people/mps-accounts.h"
#include "app/session/people/mps-break-glass.h"
#include "tests/clinic/clinic-fixture.h"

#define PASSWORD "four words are better"

#define LABEL                                                                                      \
  "\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"                   \
  "v3-Confidentiality\",\"code\":\"R\"}]},"

const char *const chart_ids[N_CHARTS] = { "open", "own", "closed", "broken" };

/* As somebody who knows the key would: the checks are what is tested. */
void
clinic_put (Clinic *clinic, const char *json, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, &error);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("kim", "test");

  g_assert_no_error (error);
  mps_store_batch_put (batch, resource, expected);
  g_assert_true (
      mps_store_commit (mps_session_peek_store (clinic->session), batch, NULL, NULL, &error));
  g_assert_no_error (error);
}

char *
clinic_dup_path (Clinic *clinic, const char *ending)
{
  return g_strdup_printf ("%s/%u%s", clinic->folder, ++clinic->serial, ending);
}

void
clinic_become (Clinic *clinic, const char *login)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_session_unlock (clinic->session, login, clinic->password, NULL, &error));
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
put_chart (Clinic *clinic, const char *id)
{
  g_autofree char *patient = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\","
                                              "\"name\":[{\"text\":\"Hong %s\"}],"
                                              "\"birthDate\":\"1980-01-01\",\"gender\":\"female\"}",
                                              id,
                                              id);
  g_autofree char *allergy = g_strdup_printf ("{\"resourceType\":\"AllergyIntolerance\","
                                              "\"id\":\"allergy-%s\","
                                              "\"patient\":{\"reference\":\"Patient/%s\"},"
                                              "\"code\":{\"text\":\"penicillin\"}}",
                                              id,
                                              id);
  g_autofree char *value = g_strdup_printf ("{\"resourceType\":\"Observation\",\"id\":\"value-%s\","
                                            "\"status\":\"final\",\"code\":{\"text\":\"x\"},"
                                            "\"subject\":{\"reference\":\"Patient/%s\"}}",
                                            id,
                                            id);

  clinic_put (clinic, patient, MPS_VERSION_NEW);
  clinic_put (clinic, allergy, MPS_VERSION_NEW);
  clinic_put (clinic, value, MPS_VERSION_NEW);
}

static void
put_guardian (Clinic *clinic)
{
  clinic_put (clinic,
              "{\"resourceType\":\"RelatedPerson\",\"id\":\"guardian\","
              "\"patient\":{\"reference\":\"Patient/own\"}}",
              MPS_VERSION_NEW);
  clinic_put (
      clinic,
      "{\"resourceType\":\"Consent\",\"id\":\"consent\",\"status\":\"active\","
      "\"patient\":{\"reference\":\"Patient/own\"},\"scope\":{\"text\":\"privacy\"},"
      "\"category\":[{\"text\":\"guardian\"}],\"provision\":{\"type\":\"permit\",\"actor\":[{"
      "\"role\":{\"text\":\"guardian\"},\"reference\":{\"reference\":\"RelatedPerson/"
      "guardian\"}}]}}",
      MPS_VERSION_NEW);
}

static void
add_account (Clinic *clinic, const char *login, MpsRole role)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_accounts_add (clinic->session,
                                   login,
                                   NULL,
                                   MPS_ROLE_BIT (role),
                                   clinic->password,
                                   MPS_PASSWORD_STAYS,
                                   &error));
  g_assert_no_error (error);
}

static void
add_accounts (Clinic *clinic)
{
  for (MpsRole role = 0; role < MPS_N_ROLES; role++)
    add_account (clinic, mps_role_to_string (role), role);
  add_account (clinic, "dummy", MPS_ROLE_STAFF);
}

static void
restrict_chart (Clinic *clinic, const char *id)
{
  g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\"," LABEL
                                           "\"name\":[{\"text\":\"Hong %s\"}],"
                                           "\"birthDate\":\"1980-01-01\",\"gender\":\"female\"}",
                                           id,
                                           id);

  clinic_put (clinic, json, 1);
}

static void
break_glass (Clinic *clinic)
{
  for (MpsRole role = 0; role < MPS_N_ROLES; role++) {
    g_autoptr (GError) error = NULL;

    clinic_become (clinic, mps_role_to_string (role));
    if (mps_session_get_grant (clinic->session, MPS_ACTION_BREAK_GLASS) != MPS_GRANT_ALL)
      continue;
    g_assert_true (mps_glass_break (clinic->session,
                                    chart_ids[CHART_BROKEN],
                                    "unconscious at the door",
                                    clinic->password,
                                    NULL,
                                    &error));
    g_assert_no_error (error);
  }
}

static MpsMeasurement *
check_cartridge (Clinic *clinic, const char *patient)
{
  MpsMeasurement *measurement = mps_measurement_new (clinic->session, clinic->readers, patient);
  g_autoptr (GError) error = NULL;

  g_assert_true (measure_check_tag (measurement, NULL, &error));
  g_assert_no_error (error);
  return measurement;
}

/* So that there is something to take back in a chart that will be closed. */
static void
write_problem (Clinic *clinic, WhichChart which)
{
  g_autoptr (MpsForm) form = fill (MPS_FORM_PROBLEM, chart_ids[which], "name", "cough", NULL);
  g_autoptr (MpsResource) problem = save_one (clinic->charts[which], form);

  g_assert_nonnull (problem);
  settle_chart (clinic->charts[which]);
}

static void
start_readers (Clinic *clinic)
{
  Fixture fixture = { .session = clinic->session };
  g_auto (MpsVirtualConfig) config = { 0 };

  clinic->readers = mps_readers_new (clinic->session);
  fixture.readers = clinic->readers;
  quick_config_init (&config);
  fixture_use (&fixture, &config);
}

void
clinic_set_up (Clinic *clinic, gconstpointer data)
{
  const MpsKeyringCost cost = { .passes = 1, .memory_kib = 8 };
  MpsProfileOptions options = { .admin = "kim", .demo = TRUE, .program = "test", .cost = &cost };
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  clinic->folder = g_dir_make_tmp ("mps-roles-XXXXXX", &error);
  clinic->profile = g_build_filename (clinic->folder, "profile", NULL);
  clinic->password = mps_secret_new (PASSWORD, -1);
  options.folder = clinic->profile;
  options.password = clinic->password;
  g_assert_true (mps_profile_create (&options, NULL, &error));
  clinic->session =
      mps_session_sign_in (clinic->profile, "kim", clinic->password, "test", NULL, &error);
  g_assert_no_error (error);

  for (WhichChart i = 0; i < N_CHARTS; i++)
    put_chart (clinic, chart_ids[i]);
  put_chart (clinic, "glass");
  put_guardian (clinic);
  add_accounts (clinic);
  g_assert_true (
      mps_accounts_set_guarded (clinic->session, "family-member", "guardian", TRUE, &error));
  start_readers (clinic);
  clinic->tasks = mps_tasks_new (clinic->session);
  clinic_become (clinic, "doctor");
  fixture.session = clinic->session;
  for (WhichChart i = 0; i < N_CHARTS; i++) {
    clinic->charts[i] = open_chart (&fixture, chart_ids[i]);
    settle_chart (clinic->charts[i]);
    write_problem (clinic, i);
    clinic->measurements[i] = check_cartridge (clinic, chart_ids[i]);
  }
  restrict_chart (clinic, chart_ids[CHART_CLOSED]);
  restrict_chart (clinic, chart_ids[CHART_BROKEN]);
  break_glass (clinic);
}

void
clinic_tear_down (Clinic *clinic, gconstpointer data)
{
  for (WhichChart i = 0; i < N_CHARTS; i++) {
    settle_chart (clinic->charts[i]);
    g_clear_object (&clinic->charts[i]);
    g_clear_object (&clinic->measurements[i]);
  }
  g_clear_object (&clinic->tasks);
  for (int i = 0; i < 2000 && G_OBJECT (clinic->readers)->ref_count > 1; i++) {
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_usleep (1000);
  }
  g_clear_object (&clinic->readers);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&clinic->session);
  mps_secret_free (clinic->password);
  fixture_remove_folder (clinic->folder);
  g_free (clinic->folder);
  g_free (clinic->profile);
}
