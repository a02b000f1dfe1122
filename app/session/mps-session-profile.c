/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-profile.h"

#include "app/session/mps-demo-private.h"
#include "app/session/mps-session-private.h"
#include "app/session/people/mps-policy.h"
#include "data/store/people/mps-secret-hash.h"

#include <glib/gstdio.h>
#include <string.h>

/* Who sets a profile up is often the one who treats and measures too; any of it can be handed to
 * another account later. */
#define FIRST_ROLES "administrator,doctor,lab-lead"

/* Nobody tries an empty password: checking it need not be slow. */
static const MpsKeyringCost no_cost = { .passes = 1, .memory_kib = 8 };

static gboolean
check_free (const char *folder, GError **error)
{
  if (mps_store_get_state (folder) == MPS_STORE_STATE_NONE)
    return TRUE;

  g_set_error_literal (
      error,
      MPS_STORE_ERROR,
      MPS_STORE_ERROR_EXISTS,
      "records: there is a profile here already; open it, or choose another folder");
  return FALSE;
}

/* Left by a set-up that was killed: keys that no records were ever sealed with. */
static void
move_stale_keys (const char *path)
{
  g_autofree char *aside = g_strconcat (path, ".unused", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS) && g_rename (path, aside) != 0)
    return;
}

static gboolean
add_first (MpsKeyring *keyring, const MpsProfileOptions *options, GError **error)
{
  g_autoptr (MpsSecret) nothing = mps_secret_new ("", 0);
  g_autofree char *name = mps_store_fold_login (options->admin);
  MpsKeyringCost usual = mps_keyring_get_cost (keyring);

  if (options->cost != NULL)
    usual = *options->cost;
  mps_keyring_set_cost (keyring, options->password != NULL ? &usual : &no_cost);
  if (options->password != NULL)
    return mps_keyring_add (keyring, name, options->password, error);
  if (!mps_keyring_add (keyring, MPS_SESSION_NO_PASSWORD, nothing, error))
    return FALSE;

  mps_keyring_set_cost (keyring, &usual);
  return TRUE;
}

static MpsKeyring *
make_keyring (const MpsProfileOptions *options, char **recovery_key, GError **error)
{
  g_autofree char *path = mps_session_dup_keyring_path (options->folder);
  g_autoptr (MpsKeyring) keyring = mps_keyring_new ();
  char *text;

  if (!add_first (keyring, options, error))
    return NULL;
  text = mps_keyring_renew_recovery (keyring, error);
  if (text == NULL)
    return NULL;

  move_stale_keys (path);
  if (!mps_keyring_save (keyring, path, error)) {
    explicit_bzero (text, strlen (text));
    g_free (text);
    return NULL;
  }

  *recovery_key = text;
  return g_steal_pointer (&keyring);
}

static gboolean
fill (MpsStore *store, const MpsProfileOptions *options, GError **error)
{
  g_autoptr (MpsStoreBatch) batch =
      mps_store_batch_new (options->admin, options->demo ? "demo profile" : "new profile");
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *salt = mps_badge_salt_new ();
  g_autofree char *login = g_strdup (options->admin);
  g_autofree char *roles = g_strdup (FIRST_ROLES);
  const MpsStoreAccount account = {
    .id = id,
    .login = login,
    .roles = roles,
    .has_password = options->password != NULL,
  };

  mps_store_name_person (store, login, id);
  mps_store_batch_set_setting (batch, MPS_SETTING_ADMIN, options->admin);
  mps_store_batch_set_setting (batch, MPS_SETTING_DEMO, options->demo ? "true" : "false");
  mps_store_batch_set_setting (batch, MPS_SETTING_BADGE_SALT, salt);
  mps_store_batch_add_account (batch, &account);
  if (options->demo && !mps_demo_fill (batch, options->folder, g_get_real_time (), error))
    return FALSE;

  return mps_store_commit (store, batch, NULL, NULL, error);
}

static gboolean
check_options (const MpsProfileOptions *options, GError **error)
{
  if (options->admin == NULL || *options->admin == '\0') {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_REFUSED,
                         "session: a profile needs the name of its administrator");
    return FALSE;
  }

  return mps_policy_check_login (options->admin, error) &&
         (options->password == NULL ||
          mps_policy_check_password (options->admin, options->password, error)) &&
         check_free (options->folder, error);
}

/**
 * mps_profile_create:
 * @options: what is to be made
 * @recovery_key: (out) (optional) (transfer full): what opens the profile when every password is
 *   forgotten; it is shown once and cannot be shown again. Wipe it after use
 * @error: return location
 *
 * Makes a new sealed profile: its keys, its records, one account with the roles of administrator,
 * doctor and lab lead, and its settings. A demo profile says so in every record that was invented
 * (security label HTEST) and can never be turned into a real one.
 *
 * Blocks; any thread but a window's main one. Errors: #MpsStoreError, #MpsSealError; REFUSED of
 * #MpsSessionError for a name or password that the rules forbid.
 *
 * Returns: whether the profile is there now
 */
gboolean
mps_profile_create (const MpsProfileOptions *options, char **recovery_key, GError **error)
{
  g_autoptr (MpsKeyring) keyring = NULL;
  g_autoptr (MpsStore) store = NULL;
  g_autofree char *text = NULL;
  gboolean done;

  if (!check_options (options, error) || !mps_store_make_folder (options->folder, error))
    return FALSE;
  keyring = make_keyring (options, &text, error);
  if (keyring == NULL)
    return FALSE;

  store = mps_store_open_sealed (options->folder,
                                 mps_keyring_peek_key (keyring),
                                 MPS_STORE_OPEN_CREATE,
                                 options->program,
                                 NULL,
                                 error);
  done = store != NULL && fill (store, options, error);
  if (done && recovery_key != NULL)
    *recovery_key = g_steal_pointer (&text);
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  return done;
}

/**
 * mps_session_init_profile:
 * @profile: folder that shall become a profile
 * @admin: name of the one account of the profile, not empty
 * @demo: as in #MpsProfileOptions
 * @program: likewise
 * @error: return location
 *
 * mps_profile_create() without a password, and with a recovery key that nobody is shown: whoever
 * gives the profile a password gets one then.
 *
 * Returns: whether the profile is there now
 */
gboolean
mps_session_init_profile (
    const char *profile, const char *admin, gboolean demo, const char *program, GError **error)
{
  const MpsProfileOptions options = {
    .folder = profile, .admin = admin, .demo = demo, .program = program
  };

  return mps_profile_create (&options, NULL, error);
}
