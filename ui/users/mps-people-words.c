/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/users/mps-people-words.h"

#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

/* What the program writes about accounts and as reasons, as people read it; what is not here, such
   as a change of roles that names them, is shown as it was written. */
static const struct {
  const char *what;
  const char *words;
} events[] = {
  { "account made", N_ ("Account made") },
  { "account disabled", N_ ("Access taken away") },
  { "account enabled", N_ ("Access given back") },
  { "account linked to a practitioner", N_ ("Linked to a record of the person") },
  { "linked to a practitioner", N_ ("Linked to a record of the person") },
  { "badge set", N_ ("Badge set") },
  { "badge taken away", N_ ("Badge taken away") },
  { "named as guardian", N_ ("Named as guardian") },
  { "no longer guardian", N_ ("No longer guardian") },
  { "password changed by the person", N_ ("Password changed by the person") },
  { "password reset by somebody else", N_ ("New password set by somebody else") },
  { "password set", N_ ("Password set") },
  { "PIN set", N_ ("PIN set") },
  { "PIN taken away", N_ ("PIN taken away") },
  { "wrong PIN", N_ ("Wrong PIN") },
  { "signed in", N_ ("Signed in") },
  { "locked", N_ ("Locked") },
  { "unlocked", N_ ("Unlocked") },
  { "took over by PIN", N_ ("Took over by PIN") },
  { "took over by badge", N_ ("Took over by badge") },
  { "PIN changed", N_ ("PIN changed") },
  { "password changed", N_ ("Password changed") },
  { "password reset", N_ ("New password set") },
  { "recovery key renewed", N_ ("New recovery key made") },
  { "glass broken", N_ ("Glass broken") },
  { "broken glass closed", N_ ("Broken glass closed") },
  { "broken glass reviewed", N_ ("Broken glass judged") },
  { "approval requested", N_ ("Approval asked for") },
  { "approved", N_ ("Approved") },
  { "audit record read", N_ ("Audit record read") },
  { "month looked through", N_ ("Month looked through") },
  { "new profile", N_ ("Set up") },
  { "demo profile", N_ ("Set up with made-up patients") },
  { "signed in with the recovery key", N_ ("Signed in with the recovery key") },
};

/* Actions that a second person approves. */
static const struct {
  const char *action;
  const char *words;
} actions[] = {
  { "merge-patients", N_ ("Join two charts") },
  { "export-all", N_ ("Write every record into a file") },
  { "export-chart", N_ ("Write a chart into a file") },
  { "export-anonymised", N_ ("Write de-identified records into a file") },
  { "restore", N_ ("Put a backup in place of the records") },
  { "rekey", N_ ("Give the records new keys") },
  { "restrict-chart", N_ ("Restrict a chart") },
  { "manage-users", N_ ("Change an account") },
};

/**
 * mps_people_words_dup_roles:
 * @roles: a set of roles
 *
 * Returns: (transfer full): their names, with commas between
 */
char *
mps_people_words_dup_roles (MpsRoles roles)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MPS_N_ROLES; i++) {
    g_autofree char *label = mps_role_dup_label ((MpsRole)i);

    if ((roles & MPS_ROLE_BIT (i)) == 0)
      continue;
    if (text->len > 0)
      g_string_append (text, ", ");
    g_string_append (text, label);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * mps_people_words_dup_account_title:
 * @account: an account
 *
 * Returns: (transfer full): the person's name, and the one to sign in with where it is another
 */
char *
mps_people_words_dup_account_title (const MpsStoreAccount *account)
{
  if (account->name == NULL || *account->name == '\0' ||
      g_str_equal (account->name, account->login))
    return g_strdup (account->login);
  /* TRANSLATORS: somebody's full name, and the name that they sign in with */
  return g_strdup_printf (_ ("%s (%s)"), account->name, account->login);
}

/**
 * mps_people_words_dup_account_facts:
 * @account: an account
 *
 * Returns: (transfer full): roles, what is special, and when the person signed in last
 */
char *
mps_people_words_dup_account_facts (const MpsStoreAccount *account)
{
  MpsRoles roles = 0;
  g_autofree char *names = NULL;
  g_autofree char *when = NULL;
  g_autofree char *last = NULL;
  const char *state = NULL;

  if (!mps_roles_from_string (account->roles, &roles))
    roles = 0;
  names = mps_people_words_dup_roles (roles);
  if (account->last_sign_in_us > 0) {
    when = mps_format_when (account->last_sign_in_us);
    /* TRANSLATORS: %s is a time or a day */
    last = g_strdup_printf (_ ("signed in last: %s"), when);
  } else {
    last = g_strdup (_ ("never signed in"));
  }
  if (!account->active)
    state = _ ("no access");
  else if (!account->has_password)
    state = _ ("no password");
  else if (account->must_change)
    state = _ ("has to choose a password");
  return state != NULL ? g_strdup_printf ("%s · %s · %s", names, state, last)
                       : g_strdup_printf ("%s · %s", names, last);
}

/**
 * mps_people_words_peek_event:
 * @what: of a #MpsAccountEvent
 *
 * Returns: what happened, as people read it
 */
const char *
mps_people_words_peek_event (const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++) {
    if (g_strcmp0 (events[i].what, what) == 0)
      return _ (events[i].words);
  }
  return what;
}

/**
 * mps_people_words_peek_action:
 * @action: of a #MpsApproval
 *
 * Returns: what shall be done, as people read it
 */
const char *
mps_people_words_peek_action (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (g_strcmp0 (actions[i].action, action) == 0)
      return _ (actions[i].words);
  }
  return action;
}
