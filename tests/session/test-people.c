/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-approvals.h"
#include "app/session/people/mps-attempts.h"
#include "app/session/people/mps-break-glass.h"
#include "app/session/people/mps-policy.h"
#include "data/store/keep/mps-store-seal.h"
#include "data/store/seal/mps-keyring.h"
#include "data/store/seal/mps-seal-key.h"
#include "tests/session/people-fixture.h"

#include <string.h>

/* So much of memory is looked through in one piece. */
#define MAX_WALLED (1024 * 1024)
#define MAX_MAPPED (256 * 1024 * 1024)

#define REASON "unconscious at the door"

/* Signing in */

static void
test_lock_out (People *p, gconstpointer data)
{
  const MpsPolicy *policy = mps_policy_get ();

  for (guint i = 0; i <= policy->lock_out_failures; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    int code =
        i < policy->lock_out_failures ? MPS_SESSION_ERROR_WRONG_SECRET : MPS_SESSION_ERROR_WAIT;

    mps_session_sign_in_async (p->profile, "lee", p->wrong, "test", NULL, keep_result, &result);
    result = wait_result (&result);
    g_assert_null (mps_session_sign_in_finish (result, &error));
    g_assert_error (error, MPS_SESSION_ERROR, code);
    if (i == policy->lock_out_failures)
      g_assert_nonnull (strstr (error->message, " s, "));
  }
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;

    /* The right one is not taken either, and the others are not held up. */
    g_assert_null (mps_session_sign_in (p->profile, "lee", p->password, "test", NULL, &error));
    g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WAIT);
  }
  people_unlock (p, "park");
}

static void
fail_to_sign_in (People *p, const char *login, MpsSecret *password, guint times)
{
  for (guint i = 0; i < times; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (mps_session_sign_in (p->profile, login, password, "test", NULL, &error));
    g_assert_nonnull (error);
  }
}

static char *
read_attempts (People *p)
{
  g_autofree char *path = g_build_filename (p->profile, MPS_ATTEMPTS_FILE, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_no_error (error);
  return text;
}

/* Whoever signs in next has every attempt put on the audit record, with its own time; what was
 * typed as a name and is none may be a password, and is nowhere. */
static void
test_attempts (People *p, gconstpointer data)
{
  const guint n = mps_policy_get ()->lock_out_failures;
  g_autofree char *noted = NULL;
  g_autofree char *after = NULL;

  fail_to_sign_in (p, "lee", p->wrong, n);
  fail_to_sign_in (p, "Lee", p->password, 3);
  fail_to_sign_in (p, "four words are better", p->password, 2);
  noted = read_attempts (p);
  g_assert_null (strstr (noted, "lee"));
  g_assert_null (strstr (noted, "four"));
  g_assert_cmpuint (people_count_refused (p, "lee", "refused: ", 0), ==, 0);

  people_unlock (p, "park");
  g_assert_cmpuint (
      people_count_refused (p, "lee", "refused: wrong password at sign-in, 20", n), ==, n);
  g_assert_cmpuint (people_count_refused (p, "lee", "while the name had to wait, 20", 3), ==, 3);
  g_assert_cmpuint (people_count_refused (p, MPS_ATTEMPTS_NOBODY, "no account's, 20", 2), ==, 2);
  after = read_attempts (p);
  g_assert_cmpstr (after, ==, "");

  people_unlock (p, "kim");
  g_assert_cmpuint (people_count_refused (p, "lee", "refused: ", n + 3), ==, n + 3);
}

#define LONG_AGO_US G_GINT64_CONSTANT (1700000000000000)

/* A flood grows neither the file nor the record. */
static void
test_attempts_flood (People *p, gconstpointer data)
{
  const guint singly = mps_policy_get ()->attempts_singly;
  const char *rest = "refused: 1000 more attempts to sign in from 2023-11-14T22:13:20";
  g_autofree char *some = NULL;
  g_autofree char *many = NULL;

  for (guint i = 0; i < singly + 9; i++)
    mps_attempts_note (p->profile, MPS_ATTEMPT_WAIT, "lee", LONG_AGO_US + i);
  some = read_attempts (p);
  for (guint i = 0; i < 991; i++)
    mps_attempts_note (p->profile, MPS_ATTEMPT_UNKNOWN, NULL, LONG_AGO_US + G_USEC_PER_SEC);
  many = read_attempts (p);
  g_assert_cmpuint (strlen (many), <, strlen (some) + 10);

  people_unlock (p, NULL);
  g_assert_cmpuint (people_count_refused (p, "lee", "refused: ", singly), ==, singly);
  g_assert_cmpuint (people_count_refused (p, MPS_ATTEMPTS_NOBODY, rest, 1), ==, 1);
}

/* That something was there is said, whatever it was. */
static void
test_attempts_damaged (People *p, gconstpointer data)
{
  static const char *const damaged[] = { "nonsense",
                                         "manpasik attempts 1 salt\n1 wrong",
                                         "manpasik attempts 1 salt\n-1 wrong -\nmore x 1 2\n" };
  g_autofree char *path = g_build_filename (p->profile, MPS_ATTEMPTS_FILE, NULL);
  const char *why = "part of the attempts to sign in could not be read";

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, damaged[i], -1, &error));
    g_assert_no_error (error);
    mps_attempts_note (p->profile, MPS_ATTEMPT_WRONG, "lee", LONG_AGO_US);
    people_unlock (p, NULL);
    g_assert_cmpuint (people_count_refused (p, MPS_ATTEMPTS_NOBODY, why, i + 1), ==, i + 1);
    g_assert_cmpuint (
        people_count_refused (p, "lee", "wrong password at sign-in", i + 1), ==, i + 1);
  }
}

static void
test_wait_grows (void)
{
  const MpsPolicy *policy = mps_policy_get ();
  gint64 now_us = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC;
  gint64 before = 0;

  g_assert_cmpint (mps_policy_get_wait_us (policy->lock_out_failures - 1, now_us, now_us), ==, 0);
  for (guint i = policy->lock_out_failures; i < policy->lock_out_failures + 20; i++) {
    gint64 wait_us = mps_policy_get_wait_us (i, now_us, now_us);

    g_assert_cmpint (wait_us, >=, before);
    g_assert_cmpint (wait_us, >=, (gint64)policy->lock_out_first_s * G_USEC_PER_SEC);
    g_assert_cmpint (wait_us, <=, (gint64)policy->lock_out_max_s * G_USEC_PER_SEC);
    before = wait_us;
  }
}

static void
test_must_change (People *p, gconstpointer data)
{
  g_autoptr (MpsSecret) own = mps_secret_new ("one of my own words", -1);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_accounts_reset_password (
      p->session, "lee", p->password, MPS_PASSWORD_MUST_CHANGE, &error));
  people_unlock (p, "lee");
  g_assert_true (mps_session_must_change_password (p->session));
  g_assert_false (mps_session_may (p->session, MPS_ACTION_FIND_PATIENT));
  g_assert_false (mps_session_require (p->session, MPS_ACTION_FIND_PATIENT, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_CHANGE_PASSWORD);
  g_clear_error (&error);
  g_assert_cmpuint (people_count_refused (p, "lee", "password must be changed", 1), ==, 1);

  g_assert_false (mps_accounts_change_password (p->session, p->wrong, own, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  g_assert_cmpuint (people_count_refused (p, "lee", "not given again", 1), ==, 1);
  g_assert_false (
      mps_accounts_change_password (p->session, p->password, p->password, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (mps_accounts_change_password (p->session, p->password, own, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (mps_session_may (p->session, MPS_ACTION_FIND_PATIENT));
}

/* Locking */

static void
test_refused_while_locked (People *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mps_session_lock (p->session);
  people_iterate_until (p, "locked ");
  mps_session_wait_until_closed (p->session);
  for (guint i = 0; i < 3; i++) {
    g_clear_error (&error);
    g_assert_false (mps_session_require_chart (p->session, MPS_ACTION_READ_CHART, "p1", &error));
    g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_LOCKED);
  }
  g_clear_error (&error);
  g_assert_null (mps_store_get (mps_session_peek_store (p->session), "Patient", "p1", 0, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (mps_session_unlock (p->session, NULL, p->wrong, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WRONG_SECRET);

  people_unlock (p, NULL);
  people_iterate_until (p, "unlocked ");
  g_assert_cmpuint (people_count_refused (p, "kim", "3 attempts while it was locked", 1), ==, 1);
  g_assert_cmpuint (people_count_refused (p, "kim", "wrong password at sign-in, 20", 1), ==, 1);
}

/* The search for the key must not find its own copy. */
static void
mask (guint8 *masked, const guint8 *key)
{
  for (gsize i = 0; i < MPS_SEAL_KEY_SIZE; i++)
    masked[i] = key[i] ^ 0xa5;
}

static gboolean
holds_key (const guint8 *bytes, gsize size, const guint8 *masked)
{
  for (gsize i = 0; i + MPS_SEAL_KEY_SIZE <= size; i++) {
    gsize k = 0;

    while (k < MPS_SEAL_KEY_SIZE && (bytes[i + k] ^ 0xa5) == masked[k])
      k++;
    if (k == MPS_SEAL_KEY_SIZE)
      return TRUE;
  }
  return FALSE;
}

static guint
count_in_memory (const guint8 *masked)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GFile) file = g_file_new_for_path ("/proc/self/mem");
  g_autoptr (GFileInputStream) memory = g_file_read (file, NULL, NULL);
  guint n = 0;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    guint64 from = g_ascii_strtoull (lines[i], NULL, 16);
    const char *dash = strchr (lines[i], '-');
    guint64 to = dash != NULL ? g_ascii_strtoull (dash + 1, NULL, 16) : 0;
    g_autofree guint8 *bytes = NULL;
    gsize got = 0;

    /* Also what is not to be read: the key is kept behind such a wall. Not files, nor what malloc
     * has put aside. */
    if (dash == NULL || strchr (lines[i], '/') != NULL || strstr (lines[i], "[v") != NULL ||
        to - from > (strstr (lines[i], " ---p ") != NULL ? MAX_WALLED : MAX_MAPPED))
      continue;
    bytes = g_malloc (to - from);
    if (g_seekable_seek (G_SEEKABLE (memory), (goffset)from, G_SEEK_SET, NULL, NULL) &&
        g_input_stream_read_all (G_INPUT_STREAM (memory), bytes, to - from, &got, NULL, NULL) &&
        holds_key (bytes, got, masked))
      n++;
    explicit_bzero (bytes, to - from);
  }
  return n;
}

static void
test_key_is_wiped (People *p, gconstpointer data)
{
  g_autofree char *path = g_build_filename (p->profile, MPS_KEYRING_FILE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsKeyring) keyring = mps_keyring_load (path, &error);
  guint8 masked[MPS_SEAL_KEY_SIZE];

  g_assert_true (mps_keyring_unlock (keyring, "kim", p->password, &error));
  mask (masked, mps_seal_key_peek (mps_keyring_peek_key (keyring)));
  g_clear_pointer (&keyring, mps_keyring_free);
  /* It can be found while it is there. */
  g_assert_cmpuint (count_in_memory (masked), >=, 1);

  mps_session_lock (p->session);
  people_iterate_until (p, "locked ");
  mps_session_wait_until_closed (p->session);
  g_assert_cmpuint (count_in_memory (masked), ==, 0);
  people_unlock (p, "kim");
  g_assert_cmpuint (count_in_memory (masked), >=, 1);
}

static void
test_held (People *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) patient = NULL;

  mps_session_hold (p->session);
  mps_session_lock (p->session);
  g_assert_true (mps_session_is_locked (p->session));
  g_assert_false (mps_session_require (p->session, MPS_ACTION_FIND_PATIENT, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_true (mps_session_require_begun (
      p->session, mps_session_peek_user (p->session), MPS_ACTION_READ_CHART, "p1", &error));
  patient = mps_store_get (mps_session_peek_store (p->session), "Patient", "p1", 0, &error);
  g_assert_no_error (error);
  mps_session_release (p->session);
  mps_session_wait_until_closed (p->session);
  g_assert_false (mps_session_require_begun (
      p->session, mps_session_peek_user (p->session), MPS_ACTION_READ_CHART, "p1", &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_LOCKED);
}

static void
test_curtain (People *p, gconstpointer data)
{
  mps_session_draw_curtain (p->session);
  mps_session_draw_curtain (p->session);
  g_assert_true (mps_session_has_curtain (p->session));
  g_assert_cmpstr (p->heard->str, ==, "curtain ");
  mps_session_lock (p->session);
  g_assert_cmpstr (p->heard->str, ==, "curtain locked ");
  g_assert_false (mps_session_has_curtain (p->session));
  mps_session_draw_curtain (p->session);
  g_assert_false (mps_session_has_curtain (p->session));
  mps_session_wait_until_closed (p->session);
}

/* Taking over */

static gboolean
take_over (People *p, const char *user, const char *pin, GError **error)
{
  g_autoptr (MpsSecret) secret = mps_secret_new (pin, -1);
  g_autoptr (GAsyncResult) result = NULL;

  mps_session_switch_by_pin_async (p->session, user, secret, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_session_switch_finish (p->session, result, error);
}

static void
set_pin (People *p, const char *user, const char *pin)
{
  g_autoptr (MpsSecret) secret = mps_secret_new (pin, -1);
  g_autoptr (GError) error = NULL;

  people_unlock (p, user);
  g_assert_true (mps_accounts_set_pin (p->session, p->password, secret, &error));
  g_assert_no_error (error);
}

static void
test_pin (People *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = NULL;

  set_pin (p, "lee", "246813");
  set_pin (p, "kim", "975310");
  names = mps_accounts_list_switchable (p->session, &error);
  g_assert_cmpuint (names->len, ==, 2);
  g_string_truncate (p->heard, 0);

  mps_session_draw_curtain (p->session);
  g_assert_true (take_over (p, "lee", "246813", &error));
  g_assert_no_error (error);
  people_iterate_until (p, "curtain user-changed curtain ");
  g_assert_cmpstr (mps_session_peek_user (p->session), ==, "lee");
  g_assert_cmpint (mps_session_get_role (p->session), ==, MPS_ROLE_DOCTOR);

  for (guint i = 0; i < mps_policy_get ()->pin_max_failures; i++) {
    g_assert_false (take_over (p, "kim", "111222", &error));
    g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WRONG_SECRET);
    g_clear_error (&error);
  }
  /* From now on only the password: the right PIN is not taken. */
  g_assert_false (take_over (p, "kim", "975310", &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_SIGN_IN);
  g_clear_error (&error);
  g_assert_cmpstr (mps_session_peek_user (p->session), ==, "lee");
  g_assert_cmpuint (people_count_refused (p, "lee", "too many wrong PINs", 1), ==, 1);
  people_unlock (p, "kim");
  g_assert_false (take_over (p, "nobody", "975310", &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  mps_session_lock (p->session);
  g_assert_false (take_over (p, "lee", "246813", &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_SIGN_IN);
}

static void
test_pin_of_the_day (void)
{
  gint64 day_us = (gint64)mps_policy_get ()->pin_valid_s * G_USEC_PER_SEC;

  g_assert_true (mps_policy_takes_pin (day_us, day_us));
  g_assert_true (mps_policy_takes_pin (day_us, 2 * day_us - 1));
  g_assert_false (mps_policy_takes_pin (day_us, 2 * day_us));
  g_assert_false (mps_policy_takes_pin (day_us, day_us - 1));
}

static void
test_changed_elsewhere (People *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSession) window =
      mps_session_sign_in (p->profile, "park", p->password, "window", NULL, &error);

  g_assert_no_error (error);
  g_assert_true (mps_session_require (window, MPS_ACTION_FIND_PATIENT, &error));
  g_assert_true (mps_accounts_disable (p->session, "park", &error));
  g_assert_no_error (error);
  /* It is looked up again within a second. */
  for (int i = 0; i < 200 && mps_session_require (window, MPS_ACTION_FIND_PATIENT, NULL); i++)
    g_usleep (50000);
  g_assert_false (mps_session_require (window, MPS_ACTION_FIND_PATIENT, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
}

/* The broken glass */

static void
restrict_chart (People *p)
{
  people_put (p,
              "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"meta\":{\"security\":[{\"system\":"
              "\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}]}}",
              1);
}

static gboolean
may_read (People *p)
{
  return mps_session_may_chart (p->session, MPS_ACTION_READ_CHART, "p1");
}

static void
test_glass (People *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) queue = NULL;
  gint64 ends_us = 0;
  gint64 counted_us = 0;

  restrict_chart (p);
  people_unlock (p, "lee");
  g_string_truncate (p->heard, 0);
  g_assert_false (may_read (p));
  g_assert_false (mps_glass_break (p->session, "p1", " why ", p->password, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (mps_glass_break (p->session, "p1", REASON, p->wrong, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  g_assert_cmpuint (people_count_refused (p, "lee", "no reason", 1), ==, 1);
  g_assert_cmpuint (people_count_refused (p, "lee", "not given again", 1), ==, 1);
  g_assert_false (may_read (p));

  g_assert_true (mps_glass_break (p->session, "p1", REASON, p->password, &ends_us, &error));
  g_assert_no_error (error);
  people_iterate_until (p, "glass-p1 ");
  g_assert_true (may_read (p));
  g_assert_true (mps_glass_get_end (p->session, "p1", &counted_us, &error));
  g_assert_cmpint (counted_us, ==, ends_us);
  g_assert_cmpint (
      ends_us - g_get_real_time (), <=, (gint64)mps_policy_get ()->glass_s * G_USEC_PER_SEC);

  queue = mps_glass_list (p->session, TRUE, &error);
  g_assert_cmpuint (queue->len, ==, 1);
  g_assert_false (mps_glass_review (
      p->session, ((MpsGlass *)g_ptr_array_index (queue, 0))->id, TRUE, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpuint (people_count_refused (p, "lee", "refused: ", 3), ==, 3);
  people_unlock (p, "kim");
  g_assert_true (mps_glass_review (
      p->session, ((MpsGlass *)g_ptr_array_index (queue, 0))->id, TRUE, NULL, &error));
  g_assert_no_error (error);
  people_iterate_until (p, "glass-reviewed ");
  people_unlock (p, "lee");
  g_assert_false (may_read (p));
}

/* One whose time is up in a moment: what the policy gives takes too long for a test. */
static void
test_glass_ends (People *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("lee", "glass broken");
  gint64 now_us = g_get_real_time ();
  gint64 ends_us = 0;
  MpsGlass glass = { .id = (char *)"11111111-2222-4333-8444-555555555555",
                     .patient_id = (char *)"p1",
                     .reason = (char *)REASON,
                     .began_us = now_us,
                     .ends_us = now_us + 3 * G_USEC_PER_SEC };

  restrict_chart (p);
  people_unlock (p, "lee");
  glass.account_id = (char *)mps_session_peek_account_id (p->session);
  mps_store_batch_add_glass (batch, &glass);
  g_assert_true (mps_store_commit (mps_session_peek_store (p->session), batch, NULL, NULL, &error));
  g_string_truncate (p->heard, 0);
  g_assert_true (mps_glass_get_end (p->session, "p1", &ends_us, &error));
  g_assert_cmpint (ends_us, ==, glass.ends_us);
  g_assert_true (mps_glass_get_end (p->session, "p1", &ends_us, &error));

  people_iterate_until (p, "glass-p1 ");
  g_assert_false (may_read (p));
  g_assert_true (mps_glass_get_end (p->session, "p1", &ends_us, &error));
  g_assert_cmpint (ends_us, ==, 0);
  g_assert_false (mps_session_require_chart (p->session, MPS_ACTION_READ_CHART, "p1", &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_RESTRICTED);
  g_assert_cmpuint (people_count_refused (p, "lee", "closed to this person", 1), ==, 1);
}

/* The second person */

static void
test_approval (People *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  people_unlock (p, "lee");
  g_string_truncate (p->heard, 0);
  g_assert_null (mps_approval_request (p->session, "merge-patients", "Patient/p1", "so", &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
  g_clear_error (&error);
  id = mps_approval_request (
      p->session, "merge-patients", "Patient/p1", "two charts of one person", &error);
  g_assert_no_error (error);
  people_iterate_until (p, "approvals-changed ");
  g_assert_false (mps_approval_use (p->session, "merge-patients", "Patient/p1", &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (mps_approval_decide (p->session, id, TRUE, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpuint (people_count_refused (p, "lee", "refused: ", 3), ==, 3);

  people_unlock (p, "park");
  g_assert_false (mps_approval_decide (p->session, id, TRUE, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
  g_clear_error (&error);
  people_unlock (p, "kim");
  g_assert_true (mps_approval_decide (p->session, id, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (mps_approval_decide (p->session, id, FALSE, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_clear_error (&error);

  people_unlock (p, "lee");
  g_assert_false (mps_approval_use (p->session, "merge-patients", "Patient/p2", &error));
  g_clear_error (&error);
  g_assert_true (mps_approval_use (p->session, "merge-patients", "Patient/p1", &error));
  g_assert_no_error (error);
  g_assert_false (mps_approval_use (p->session, "merge-patients", "Patient/p1", &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, People, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/people/sign-in/lock-out", test_lock_out);
  ADD ("/people/sign-in/attempts", test_attempts);
  ADD ("/people/sign-in/attempts-flood", test_attempts_flood);
  ADD ("/people/sign-in/attempts-damaged", test_attempts_damaged);
  g_test_add_func ("/people/sign-in/wait-grows", test_wait_grows);
  ADD ("/people/sign-in/must-change", test_must_change);
  ADD ("/people/lock/refused-while-locked", test_refused_while_locked);
  ADD ("/people/lock/key-is-wiped", test_key_is_wiped);
  ADD ("/people/lock/held", test_held);
  ADD ("/people/lock/curtain", test_curtain);
  ADD ("/people/switch/pin", test_pin);
  g_test_add_func ("/people/switch/pin-of-the-day", test_pin_of_the_day);
  ADD ("/people/changed-elsewhere", test_changed_elsewhere);
  ADD ("/people/glass/break-and-review", test_glass);
  ADD ("/people/glass/ends-by-itself", test_glass_ends);
  ADD ("/people/approval", test_approval);
  return g_test_run ();
}
