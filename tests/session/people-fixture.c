/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/session/people-fixture.h"

#include "app/session/mps-session-profile.h"

#include <string.h>

static const char *const signals[] = {
  "locked", "unlocked", "user-changed", "curtain", "approvals-changed"
};

static void
note_signal (People *people, const char *name)
{
  g_string_append_printf (people->heard, "%s ", name);
}

static void
on_locked (MpsSession *session, People *people)
{
  note_signal (people, signals[0]);
}

static void
on_unlocked (MpsSession *session, People *people)
{
  note_signal (people, signals[1]);
}

static void
on_user_changed (MpsSession *session, People *people)
{
  note_signal (people, signals[2]);
}

static void
on_curtain (MpsSession *session, People *people)
{
  note_signal (people, signals[3]);
}

static void
on_approvals (MpsSession *session, People *people)
{
  note_signal (people, signals[4]);
}

static void
on_glass (MpsSession *session, const char *patient_id, People *people)
{
  g_string_append_printf (people->heard, "glass-%s ", patient_id != NULL ? patient_id : "reviewed");
}

static void
listen (People *people)
{
  const GCallback callbacks[] = { G_CALLBACK (on_locked),
                                  G_CALLBACK (on_unlocked),
                                  G_CALLBACK (on_user_changed),
                                  G_CALLBACK (on_curtain),
                                  G_CALLBACK (on_approvals) };

  people->heard = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect (people->session, signals[i], callbacks[i], people);
  g_signal_connect (people->session, "glass-changed", G_CALLBACK (on_glass), people);
}

/* As somebody who knows the key would: the checks are what is tested. */
void
people_put (People *people, const char *json, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, &error);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("kim", "test");

  g_assert_no_error (error);
  mps_store_batch_put (batch, resource, expected);
  g_assert_true (
      mps_store_commit (mps_session_peek_store (people->session), batch, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
add (People *people, const char *login, MpsRole role)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_accounts_add (people->session,
                                   login,
                                   NULL,
                                   MPS_ROLE_BIT (role),
                                   people->password,
                                   MPS_PASSWORD_STAYS,
                                   &error));
  g_assert_no_error (error);
}

void
people_set_up (People *people, gconstpointer data)
{
  const MpsKeyringCost cost = { .passes = 1, .memory_kib = 8 };
  MpsProfileOptions options = { .admin = "kim", .program = "test", .cost = &cost };
  g_autoptr (GError) error = NULL;

  people->folder = g_dir_make_tmp ("mps-people-XXXXXX", &error);
  people->profile = g_build_filename (people->folder, "profile", NULL);
  people->password = mps_secret_new ("four words are better", -1);
  people->wrong = mps_secret_new ("not the password", -1);
  options.folder = people->profile;
  options.password = people->password;
  g_assert_true (mps_profile_create (&options, NULL, &error));
  people->session =
      mps_session_sign_in (people->profile, "kim", people->password, "test", NULL, &error);
  g_assert_no_error (error);
  add (people, "lee", MPS_ROLE_DOCTOR);
  add (people, "park", MPS_ROLE_STAFF);
  people_put (people,
              "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"Hong\"}]}",
              MPS_VERSION_NEW);
  listen (people);
}

void
people_tear_down (People *people, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&people->session);
  g_string_free (people->heard, TRUE);
  mps_secret_free (people->password);
  mps_secret_free (people->wrong);
  fixture_remove_folder (people->folder);
  g_free (people->folder);
  g_free (people->profile);
}

/* What has been heard since the last time ends with this; a limit only against waiting for ever. */
void
people_iterate_until (People *people, const char *heard)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (strstr (people->heard->str, heard) == NULL) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
  g_string_truncate (people->heard, 0);
}

void
people_unlock (People *people, const char *user)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_session_unlock (people->session, user, people->password, NULL, &error));
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

typedef struct {
  const char *who;
  const char *why;
  guint n;
} Wanted;

static gboolean
look_at (const MpsAuditRecord *record, gpointer data)
{
  Wanted *wanted = data;

  if (record->outcome == MPS_AUDIT_REFUSED && g_str_equal (record->who, wanted->who) &&
      strstr (record->why, wanted->why) != NULL)
    wanted->n++;
  return TRUE;
}

/* What nobody waits for is written soon. */
guint
people_count_refused (People *people, const char *who, const char *why, guint expected)
{
  Wanted wanted = { .who = who, .why = why };

  for (int i = 0; i < 2000; i++) {
    const MpsAuditFilter filter = { 0 };
    g_autoptr (GError) error = NULL;

    wanted.n = 0;
    g_assert_true (mps_store_walk_audit (
        mps_session_peek_store (people->session), &filter, look_at, &wanted, NULL, &error));
    if (wanted.n >= expected)
      break;
    g_usleep (5000);
  }
  return wanted.n;
}
