/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/users/mps-people-words.h"

#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

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
