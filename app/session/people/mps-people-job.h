/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-accounts.h"

G_BEGIN_DECLS

/**
 * MpsPeopleTask: what takes too long for a window's main thread; each is the function that its line
 * names, with the fields of #MpsPeopleJob that stand behind it.
 * @MPS_PEOPLE_CREATE_PROFILE: mps_profile_create(): profile, login, secret; gives a text
 * @MPS_PEOPLE_RECOVER: mps_session_sign_in_by_recovery(): profile, login, old; gives a session
 * @MPS_PEOPLE_WAIT: mps_session_get_wait_us(): profile, login; gives a number
 * @MPS_PEOPLE_CHANGE_PASSWORD: mps_accounts_change_password(): old, secret; may give a text
 * @MPS_PEOPLE_SET_PIN: mps_accounts_set_pin(): old (the password), secret (the PIN, or %NULL)
 * @MPS_PEOPLE_LIST_SWITCHABLE: mps_accounts_list_switchable(); gives a list
 * @MPS_PEOPLE_LIST: mps_accounts_list(); gives a list
 * @MPS_PEOPLE_LIST_EVENTS: mps_accounts_list_events(): login; gives a list
 * @MPS_PEOPLE_ADD: mps_accounts_add(): login, name, roles, secret
 * @MPS_PEOPLE_DISABLE: mps_accounts_disable(): login
 * @MPS_PEOPLE_SET_ROLES: mps_accounts_set_roles(): login, roles
 * @MPS_PEOPLE_RESET_PASSWORD: mps_accounts_reset_password(): login, secret
 * @MPS_PEOPLE_RENEW_RECOVERY: mps_accounts_renew_recovery() after the password: old; gives a text
 * @MPS_PEOPLE_LIST_APPROVALS: mps_approval_list(): open_only; gives a list
 * @MPS_PEOPLE_DECIDE: mps_approval_decide(): id, yes, text
 * @MPS_PEOPLE_LIST_GLASS: mps_glass_list(): open_only; gives a list
 * @MPS_PEOPLE_REVIEW: mps_glass_review(): id, yes, text
 * @MPS_PEOPLE_GLASS_END: mps_glass_get_end(): id (a patient); gives a number
 * @MPS_PEOPLE_CLOSE_GLASS: mps_glass_close(): id (a patient)
 */
typedef enum {
  MPS_PEOPLE_CREATE_PROFILE,
  MPS_PEOPLE_RECOVER,
  MPS_PEOPLE_WAIT,
  MPS_PEOPLE_CHANGE_PASSWORD,
  MPS_PEOPLE_SET_PIN,
  MPS_PEOPLE_LIST_SWITCHABLE,
  MPS_PEOPLE_LIST,
  MPS_PEOPLE_LIST_EVENTS,
  MPS_PEOPLE_ADD,
  MPS_PEOPLE_DISABLE,
  MPS_PEOPLE_SET_ROLES,
  MPS_PEOPLE_RESET_PASSWORD,
  MPS_PEOPLE_RENEW_RECOVERY,
  MPS_PEOPLE_LIST_APPROVALS,
  MPS_PEOPLE_DECIDE,
  MPS_PEOPLE_LIST_GLASS,
  MPS_PEOPLE_REVIEW,
  MPS_PEOPLE_GLASS_END,
  MPS_PEOPLE_CLOSE_GLASS,
  MPS_N_PEOPLE_TASKS,
} MpsPeopleTask;

/**
 * MpsPeopleJob:
 * @task: what is done
 * @session: (nullable): who does it; %NULL before anybody signed in
 * @profile: (nullable): a profile's folder, likewise
 * @program: (nullable): who opens the profile
 * @login: (nullable): an account
 * @name: (nullable): the name that people read
 * @roles: roles of an account
 * @old: (nullable): a password or recovery key that is given as proof
 * @secret: (nullable): a new password or PIN
 * @id: (nullable): of a request, a broken glass or a patient
 * @text: (nullable): a comment
 * @yes: whether it is approved or was justified
 * @open_only: whether only what is not decided yet is listed
 *
 * A piece of work on accounts, approvals and broken glasses on its way to a worker thread. Its
 * fields are filled by who makes it, before it runs.
 */
typedef struct {
  MpsPeopleTask task;
  MpsSession *session;
  char *profile;
  char *program;
  char *login;
  char *name;
  MpsRoles roles;
  MpsSecret *old;
  MpsSecret *secret;
  char *id;
  char *text;
  gboolean yes;
  gboolean open_only;
} MpsPeopleJob;

MpsPeopleJob *mps_people_job_new (MpsPeopleTask task, MpsSession *session)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_people_job_run_async (MpsPeopleJob *job,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
MpsPeopleTask mps_people_job_get_task (GAsyncResult *result);
gboolean mps_people_job_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mps_people_job_finish_text (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_people_job_finish_list (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsSession *mps_people_job_finish_session (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gint64 mps_people_job_finish_number (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
