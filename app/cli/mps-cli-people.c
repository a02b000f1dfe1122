/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"
#include "app/session/people/mps-accounts.h"
#include "app/session/people/mps-break-glass.h"
#include "data/model/mps-time.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/**
 * UserOptions: what may stand after "user …".
 */
typedef struct {
  char *role;
  char *name;
  char *new_password_file;
  char *person;
  char *guardian;
  gboolean must_change;
  gboolean no_change;
} UserOptions;

typedef struct {
  MpsCli *cli;
  MpsSession *session;
  const char *login;
  UserOptions options;
} UserCall;

typedef struct {
  const char *name;
  gboolean has_login;
  gboolean opens; /* the profile */
  MpsExit (*run) (UserCall *call);
} UserVerb;

static void
user_options_clear (UserOptions *options)
{
  g_free (options->role);
  g_free (options->name);
  g_free (options->new_password_file);
  g_free (options->person);
  g_free (options->guardian);
}

static void
add_account (MpsOut *out, const MpsStoreAccount *account)
{
  g_auto (GStrv) roles = g_strsplit (account->roles, ",", -1);

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "user", account->login);
  mps_out_string (out, "role", roles[0]);
  mps_out_begin_array (out, "roles");
  for (guint i = 0; roles[i] != NULL; i++)
    mps_out_string (out, NULL, roles[i]);
  mps_out_end_array (out);
  mps_out_string (out, "name", account->name);
  mps_out_boolean (out, "active", account->active);
  mps_out_boolean (out, "must_change", account->must_change);
  mps_out_end_object (out);
}

static void
print_account (MpsCli *cli, const MpsStoreAccount *account)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (cli->json) {
    add_account (out, account);
    mps_cli_print (out);
    return;
  }

  printf ("%s\t%s%s%s\n",
          account->login,
          account->roles,
          account->active ? "" : _ (", disabled"),
          account->must_change ? _ (", must change the password") : "");
}

static MpsExit
print_one (UserCall *call)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) accounts = mps_accounts_list (call->session, &error);
  g_autofree char *wanted = mps_store_fold_login (call->login);

  if (accounts == NULL)
    return mps_cli_fail (call->cli, error);
  for (guint i = 0; i < accounts->len; i++) {
    const MpsStoreAccount *account = g_ptr_array_index (accounts, i);
    g_autofree char *login = mps_store_fold_login (account->login);

    if (g_strcmp0 (login, wanted) == 0)
      print_account (call->cli, account);
  }

  return MPS_EXIT_DONE;
}

static MpsExit
list_users (UserCall *call)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) accounts = mps_accounts_list (call->session, &error);

  if (accounts == NULL)
    return mps_cli_fail (call->cli, error);
  for (guint i = 0; i < accounts->len; i++)
    print_account (call->cli, g_ptr_array_index (accounts, i));
  return MPS_EXIT_DONE;
}

static gboolean
parse_roles (UserCall *call, MpsRoles *roles, MpsExit *code)
{
  if (call->options.role != NULL && mps_roles_from_string (call->options.role, roles))
    return TRUE;

  *code = mps_cli_usage (
      call->cli,
      "%s",
      _ ("--role is one of administrator, doctor, staff, pharmacist, lab-lead, family-member, "
         "researcher, or several with commas between"));
  return FALSE;
}

static MpsSecret *
read_new_password (UserCall *call, MpsExit *code)
{
  GError *error = NULL;
  MpsSecret *password;

  if (call->options.new_password_file == NULL) {
    *code = mps_cli_usage (call->cli, "%s", _ ("--new-password-file FILE is needed"));
    return NULL;
  }

  password = mps_secret_new_from_file (call->options.new_password_file, &error);
  if (password == NULL)
    *code = mps_cli_fail (call->cli, error);
  return password;
}

static MpsExit
add_user (UserCall *call)
{
  g_autoptr (MpsSecret) password = NULL;
  GError *error = NULL;
  MpsRoles roles = 0;
  MpsExit code;

  if (!parse_roles (call, &roles, &code))
    return code;
  password = read_new_password (call, &code);
  if (password == NULL)
    return code;
  if (!mps_accounts_add (call->session,
                         call->login,
                         call->options.name,
                         roles,
                         password,
                         call->options.must_change ? MPS_PASSWORD_MUST_CHANGE : MPS_PASSWORD_STAYS,
                         &error))
    return mps_cli_fail (call->cli, error);

  return print_one (call);
}

static MpsExit
disable_user (UserCall *call)
{
  GError *error = NULL;

  if (!mps_accounts_disable (call->session, call->login, &error))
    return mps_cli_fail (call->cli, error);

  return print_one (call);
}

static MpsExit
set_role (UserCall *call)
{
  GError *error = NULL;
  MpsRoles roles = 0;
  MpsExit code;

  if (!parse_roles (call, &roles, &code))
    return code;
  if (!mps_accounts_set_roles (call->session, call->login, roles, &error))
    return mps_cli_fail (call->cli, error);
  if (!mps_session_may (call->session, MPS_ACTION_MANAGE_USERS)) {
    mps_cli_note ("%s", _ ("The role is changed; accounts are no longer yours to see."));
    return MPS_EXIT_DONE;
  }

  return print_one (call);
}

static MpsExit
link_user (UserCall *call)
{
  const UserOptions *options = &call->options;
  const char *slash = options->guardian != NULL ? strchr (options->guardian, '/') : NULL;
  GError *error = NULL;

  if ((options->person == NULL) == (options->guardian == NULL))
    return mps_cli_usage (call->cli,
                          "%s",
                          _ ("user link needs either --person Practitioner/ID or --guardian "
                             "RelatedPerson/ID"));
  if (options->person != NULL &&
      !mps_accounts_set_person (call->session, call->login, options->person, &error))
    return mps_cli_fail (call->cli, error);
  if (options->guardian != NULL &&
      !mps_accounts_set_guarded (
          call->session, call->login, slash != NULL ? slash + 1 : options->guardian, TRUE, &error))
    return mps_cli_fail (call->cli, error);

  return print_one (call);
}

static void
print_recovery (MpsCli *cli, const char *login, char *recovery_key)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (cli->json) {
    mps_out_begin_object (out, NULL);
    mps_out_string (out, "user", login);
    if (recovery_key != NULL)
      mps_out_string (out, "recovery_key", recovery_key);
    mps_out_end_object (out);
    mps_cli_print (out);
  } else if (recovery_key != NULL) {
    printf (_ ("Recovery key: %s\n"), recovery_key);
    printf (
        "%s\n",
        _ ("Write it down and keep it locked away from this computer: it opens the profile when "
           "every password is forgotten, and it is not shown again."));
  } else {
    printf (_ ("The password of %s is changed.\n"), login);
  }
  if (recovery_key != NULL)
    explicit_bzero (recovery_key, strlen (recovery_key));
}

static MpsExit
change_own_password (UserCall *call, const MpsSecret *password)
{
  g_autoptr (MpsSecret) old = NULL;
  g_autofree char *recovery_key = NULL;
  GError *error = NULL;

  if (call->cli->password_file != NULL && call->cli->recovery_file == NULL) {
    old = mps_secret_new_from_file (call->cli->password_file, &error);
    if (old == NULL)
      return mps_cli_fail (call->cli, error);
  }
  if (!mps_accounts_change_password (call->session, old, password, &recovery_key, &error))
    return mps_cli_fail (call->cli, error);

  print_recovery (call->cli, mps_session_peek_user (call->session), recovery_key);
  return MPS_EXIT_DONE;
}

static MpsExit
set_password (UserCall *call)
{
  MpsExit code;
  g_autoptr (MpsSecret) password = read_new_password (call, &code);
  g_autofree char *wanted = mps_store_fold_login (call->login);
  g_autofree char *own = mps_store_fold_login (mps_session_peek_user (call->session));
  GError *error = NULL;

  if (password == NULL)
    return code;
  if (g_strcmp0 (wanted, own) == 0)
    return change_own_password (call, password);
  if (!mps_accounts_reset_password (call->session,
                                    call->login,
                                    password,
                                    call->options.no_change ? MPS_PASSWORD_STAYS
                                                            : MPS_PASSWORD_MUST_CHANGE,
                                    &error))
    return mps_cli_fail (call->cli, error);

  print_recovery (call->cli, call->login, NULL);
  return MPS_EXIT_DONE;
}

static MpsExit
renew_recovery (UserCall *call)
{
  GError *error = NULL;
  g_autofree char *recovery_key = mps_accounts_renew_recovery (call->session, &error);

  if (recovery_key == NULL)
    return mps_cli_fail (call->cli, error);

  print_recovery (call->cli, mps_session_peek_user (call->session), recovery_key);
  return MPS_EXIT_DONE;
}

/* What roles.ini says, one action a line. */
static MpsExit
list_roles (UserCall *call)
{
  static const char *const words[] = {
    [MPS_GRANT_NO] = "no", [MPS_GRANT_OWN] = "own", [MPS_GRANT_ALL] = "all"
  };

  for (MpsAction action = 0; action < MPS_N_ACTIONS; action++) {
    g_autoptr (MpsOut) out = mps_out_new ();

    mps_out_begin_object (out, NULL);
    mps_out_string (out, "action", mps_action_to_string (action));
    if (!call->cli->json)
      printf ("%-20s", mps_action_to_string (action));
    for (MpsRole role = 0; role < MPS_N_ROLES; role++) {
      const char *word = words[mps_roles_get_grant (MPS_ROLE_BIT (role), action)];

      mps_out_string (out, mps_role_to_string (role), word);
      if (!call->cli->json)
        printf ("  %s: %-4s", mps_role_to_string (role), word);
    }
    mps_out_end_object (out);
    if (call->cli->json)
      mps_cli_print (out);
    else
      printf ("\n");
  }
  return MPS_EXIT_DONE;
}

static const UserVerb user_verbs[] = {
  { "list", FALSE, TRUE, list_users },         { "add", TRUE, TRUE, add_user },
  { "disable", TRUE, TRUE, disable_user },     { "role", TRUE, TRUE, set_role },
  { "link", TRUE, TRUE, link_user },           { "password", TRUE, TRUE, set_password },
  { "recovery", FALSE, TRUE, renew_recovery }, { "roles", FALSE, FALSE, list_roles },
};

static const UserVerb *
find_verb (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (user_verbs); i++) {
    if (g_strcmp0 (user_verbs[i].name, name) == 0)
      return &user_verbs[i];
  }

  return NULL;
}

static gboolean
parse_user (UserCall *call, int *argc, char ***argv, MpsExit *code)
{
  UserOptions *options = &call->options;
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_STRING, &options->role, N_ ("What the person is"), N_ ("ROLE") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->name, N_ ("Name that people read"), "TEXT" },
    { "new-password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->new_password_file,
      N_ ("File that holds the new password"),
      N_ ("FILE") },
    { "must-change",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->must_change,
      N_ ("add: the password must be changed at the first sign-in"),
      NULL },
    { "no-change",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->no_change,
      N_ ("password: it need not be changed at the next sign-in"),
      NULL },
    { "person", 0, 0, G_OPTION_ARG_STRING, &options->person, "Practitioner/ID", "ID" },
    { "guardian", 0, 0, G_OPTION_ARG_STRING, &options->guardian, "RelatedPerson/ID", "ID" },
    G_OPTION_ENTRY_NULL,
  };

  return mps_cli_parse (call->cli,
                        "list|add|disable|role|link|password|recovery|roles [NAME]",
                        entries,
                        NULL,
                        argc,
                        argv,
                        code);
}

static MpsExit
run_user (MpsCli *cli, int argc, char **argv)
{
  UserCall call = { .cli = cli };
  g_autoptr (MpsSession) session = NULL;
  const UserVerb *verb;
  GError *error = NULL;
  MpsExit code;

  if (!parse_user (&call, &argc, &argv, &code)) {
    user_options_clear (&call.options);
    return code;
  }

  verb = argc > 1 ? find_verb (argv[1]) : NULL;
  if (verb == NULL || argc != (verb->has_login ? 3 : 2)) {
    code = mps_cli_usage (
        cli,
        "%s",
        _ ("user is followed by list, add, disable, role, link, password, recovery or roles"));
  } else {
    session = verb->opens ? mps_cli_open (cli, &error) : NULL;
    call.session = session;
    call.login = verb->has_login ? argv[2] : NULL;
    code = session != NULL || !verb->opens ? verb->run (&call) : mps_cli_fail (cli, error);
  }
  user_options_clear (&call.options);
  return code;
}

/* Breaking the glass */

static void
add_time (MpsOut *out, const char *name, gint64 time_us)
{
  g_autofree char *text = NULL;

  if (time_us == 0) {
    mps_out_null (out, name);
    return;
  }
  text = mps_time_format_utc (time_us);
  mps_out_string (out, name, text);
}

static void
print_glass (MpsCli *cli, const MpsGlass *glass)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf ("%s\t%s\tPatient/%s\t%s\t%s\n",
            glass->id,
            glass->login,
            glass->patient_id,
            *glass->outcome != '\0' ? glass->outcome : _ ("to be reviewed"),
            glass->reason);
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "id", glass->id);
  mps_out_string (out, "user", glass->login);
  mps_out_string (out, "patient", glass->patient_id);
  mps_out_string (out, "reason", glass->reason);
  add_time (out, "began", glass->began_us);
  add_time (out, "ends", glass->ends_us);
  add_time (out, "ended", glass->ended_us);
  mps_out_string (out, "outcome", glass->outcome);
  mps_out_string (out, "comment", glass->comment);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
list_glass (MpsCli *cli, MpsSession *session)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) list = mps_glass_list (session, FALSE, &error);

  if (list == NULL)
    return mps_cli_fail (cli, error);
  for (guint i = 0; i < list->len; i++)
    print_glass (cli, g_ptr_array_index (list, i));
  return MPS_EXIT_DONE;
}

static MpsExit
break_glass (MpsCli *cli, MpsSession *session, const char *patient, const char *reason)
{
  const char *id = g_str_has_prefix (patient, "Patient/") ? patient + strlen ("Patient/") : patient;
  g_autoptr (MpsSecret) password = NULL;
  g_autoptr (MpsOut) out = mps_out_new ();
  g_autofree char *until = NULL;
  GError *error = NULL;
  gint64 ends_us = 0;

  if (cli->password_file != NULL) {
    password = mps_secret_new_from_file (cli->password_file, &error);
    if (password == NULL)
      return mps_cli_fail (cli, error);
  }
  if (!mps_glass_break (session, id, reason, password, &ends_us, &error))
    return mps_cli_fail (cli, error);

  until = mps_time_format_utc (ends_us);
  if (!cli->json) {
    printf (_ ("The chart is open to you until %s. Somebody will review this.\n"), until);
    return MPS_EXIT_DONE;
  }
  mps_out_begin_object (out, NULL);
  mps_out_string (out, "patient", id);
  mps_out_string (out, "until", until);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static MpsExit
review_glass (
    MpsCli *cli, MpsSession *session, const char *id, gboolean justified, const char *comment)
{
  GError *error = NULL;

  if (!mps_glass_review (session, id, justified, comment, &error))
    return mps_cli_fail (cli, error);

  return list_glass (cli, session);
}

typedef struct {
  char *reason;
  gboolean justified;
  gboolean not_justified;
} GlassOptions;

static MpsExit
run_glass_verb (MpsCli *cli, int argc, char **argv, const GlassOptions *options)
{
  const char *verb = argc > 1 ? argv[1] : "";
  gboolean reviewing =
      g_str_equal (verb, "review") && argc == 3 && options->justified != options->not_justified;
  gboolean breaking = g_str_equal (verb, "open") && argc == 3 && options->reason != NULL;
  g_autoptr (MpsSession) session = NULL;
  GError *error = NULL;

  if (!reviewing && !breaking && !(g_str_equal (verb, "list") && argc == 2))
    return mps_cli_usage (cli,
                          "%s",
                          _ ("glass is followed by open PATIENT --reason TEXT, list, or review ID "
                             "--justified|--not-justified [--reason TEXT]"));
  session = mps_cli_open (cli, &error);
  if (session == NULL)
    return mps_cli_fail (cli, error);
  if (breaking)
    return break_glass (cli, session, argv[2], options->reason);
  if (reviewing)
    return review_glass (cli, session, argv[2], options->justified, options->reason);

  return list_glass (cli, session);
}

static MpsExit
run_glass (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *reason = NULL;
  GlassOptions options = { 0 };
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why"), "TEXT" },
    { "justified", 0, 0, G_OPTION_ARG_NONE, &options.justified, N_ ("It was right"), NULL },
    { "not-justified", 0, 0, G_OPTION_ARG_NONE, &options.not_justified, N_ ("It was wrong"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  MpsExit code;

  if (!mps_cli_parse (cli, "open|list|review", entries, NULL, &argc, &argv, &code))
    return code;

  options.reason = reason;
  return run_glass_verb (cli, argc, argv, &options);
}

const MpsCommand mps_people_commands[] = {
  { "user",
    "list|add|disable|role|link|password|recovery|roles [NAME] …",
    N_ ("accounts: who may sign in, and what they are"),
    run_user },
  { "glass",
    "open PATIENT --reason TEXT | list | review ID --justified|--not-justified",
    N_ ("open a chart in an emergency, and review that"),
    run_glass },
  { NULL },
};
