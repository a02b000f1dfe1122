/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-role.h"

#include "app/session/mps-session-resources.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define MATRIX_PATH "/org/manpasik/session/roles.ini"
#define GROUP_DISPENSING "types for dispensing"
#define GROUP_WRITE "write actions"
#define GROUP_GLASS "broken glass"

static const struct {
  const char *name;
  const char *label;
} roles_info[MPS_N_ROLES] = {
  [MPS_ROLE_ADMINISTRATOR] = { "administrator", N_ ("Administrator") },
  [MPS_ROLE_DOCTOR] = { "doctor", N_ ("Doctor") },
  [MPS_ROLE_STAFF] = { "staff", N_ ("Staff") },
  [MPS_ROLE_PHARMACIST] = { "pharmacist", N_ ("Pharmacist") },
  [MPS_ROLE_LAB_LEAD] = { "lab-lead", N_ ("Lab lead") },
  [MPS_ROLE_FAMILY_MEMBER] = { "family-member", N_ ("Family member") },
  [MPS_ROLE_RESEARCHER] = { "researcher", N_ ("Researcher") },
};

static const char *const grant_names[] = {
  [MPS_GRANT_NO] = "no",
  [MPS_GRANT_OWN] = "own",
  [MPS_GRANT_ALL] = "all",
};

typedef struct {
  MpsGrant grants[MPS_N_ACTIONS][MPS_N_ROLES];
  char **dispensing;
  char **glass;
  GHashTable *write_actions;
} Matrix;

/* The table is linked into the program: one that is not whole is a mistake of the build, and a
 * program that does not know who may do what must not run. */
static GKeyFile *
load_key_file (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_session_get_resource (), MATRIX_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &error))
    g_error ("roles: %s", error->message);
  return g_steal_pointer (&file);
}

static MpsGrant
read_grant (GKeyFile *file, const char *action, const char *role)
{
  g_autofree char *word = g_key_file_get_string (file, action, role, NULL);

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (grant_names); i++) {
    if (g_str_equal (word, grant_names[i]))
      return (MpsGrant)i;
  }

  g_error ("roles: %s of %s is missing or not a grant", role, action);
}

static GHashTable *
read_write_actions (GKeyFile *file)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) types = g_key_file_get_keys (file, GROUP_WRITE, NULL, NULL);

  for (guint i = 0; types != NULL && types[i] != NULL; i++) {
    g_autofree char *word = g_key_file_get_string (file, GROUP_WRITE, types[i], NULL);
    MpsAction action;

    if (word == NULL || !mps_action_from_string (word, &action))
      g_error ("roles: writing %s is no action", types[i]);
    g_hash_table_insert (table, g_strdup (types[i]), GINT_TO_POINTER ((int)action));
  }

  return table;
}

static const Matrix *
peek_matrix (void)
{
  static Matrix matrix;
  static gsize loaded = 0;

  if (g_once_init_enter (&loaded)) {
    g_autoptr (GKeyFile) file = load_key_file ();

    for (guint action = 0; action < MPS_N_ACTIONS; action++) {
      for (guint role = 0; role < MPS_N_ROLES; role++)
        matrix.grants[action][role] =
            read_grant (file, mps_action_to_string ((MpsAction)action), roles_info[role].name);
    }
    matrix.dispensing = g_key_file_get_string_list (file, GROUP_DISPENSING, "Types", NULL, NULL);
    if (matrix.dispensing == NULL)
      g_error ("roles: the types for dispensing are missing");
    matrix.glass = g_key_file_get_string_list (file, GROUP_GLASS, "Actions", NULL, NULL);
    if (matrix.glass == NULL)
      g_error ("roles: what a broken glass opens is missing");
    matrix.write_actions = read_write_actions (file);
    g_once_init_leave (&loaded, 1);
  }

  return &matrix;
}

/**
 * mps_role_to_string:
 * @role: a role
 *
 * Returns: (transfer none): its name for data and scripts
 */
const char *
mps_role_to_string (MpsRole role)
{
  g_return_val_if_fail (role < MPS_N_ROLES, "");

  return roles_info[role].name;
}

/**
 * mps_role_from_string:
 * @text: a name
 * @role: (out): the role; untouched for a name that is none
 *
 * Returns: whether @text names a role
 */
gboolean
mps_role_from_string (const char *text, MpsRole *role)
{
  for (guint i = 0; i < MPS_N_ROLES; i++) {
    if (g_str_equal (roles_info[i].name, text)) {
      *role = (MpsRole)i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * mps_role_dup_label:
 * @role: a role
 *
 * Returns: (transfer full): the role as people read it, translated
 */
char *
mps_role_dup_label (MpsRole role)
{
  g_return_val_if_fail (role < MPS_N_ROLES, NULL);

  return g_strdup (_ (roles_info[role].label));
}

/**
 * mps_roles_get_first:
 * @roles: a set, not empty
 *
 * Returns: the one of it that stands first in #MpsRole
 */
MpsRole
mps_roles_get_first (MpsRoles roles)
{
  for (guint i = 0; i < MPS_N_ROLES; i++) {
    if ((roles & MPS_ROLE_BIT (i)) != 0)
      return (MpsRole)i;
  }

  g_return_val_if_reached (MPS_ROLE_RESEARCHER);
}

/**
 * mps_roles_to_string:
 * @roles: a set
 *
 * Returns: (transfer full): its names with commas between
 */
char *
mps_roles_to_string (MpsRoles roles)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MPS_N_ROLES; i++) {
    if ((roles & MPS_ROLE_BIT (i)) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", roles_info[i].name);
  }

  return g_strdup (text->str);
}

/**
 * mps_roles_from_string:
 * @text: names with commas between
 * @roles: (out): the set; untouched unless every name is a role and there is one
 *
 * Returns: whether @text names roles
 */
gboolean
mps_roles_from_string (const char *text, MpsRoles *roles)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  MpsRoles found = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    MpsRole role;

    if (!mps_role_from_string (g_strstrip (words[i]), &role))
      return FALSE;
    found |= MPS_ROLE_BIT (role);
  }
  if (found == 0)
    return FALSE;

  *roles = found;
  return TRUE;
}

/**
 * mps_roles_get_grant:
 * @roles: what somebody is
 * @action: what they are about to do
 *
 * Returns: how far they may: the most that one of their roles may
 */
MpsGrant
mps_roles_get_grant (MpsRoles roles, MpsAction action)
{
  const Matrix *matrix = peek_matrix ();
  MpsGrant grant = MPS_GRANT_NO;

  g_return_val_if_fail (action < MPS_N_ACTIONS, MPS_GRANT_NO);

  for (guint role = 0; role < MPS_N_ROLES; role++) {
    if ((roles & MPS_ROLE_BIT (role)) != 0)
      grant = MAX (grant, matrix->grants[action][role]);
  }

  return grant;
}

/**
 * mps_roles_is_for_dispensing:
 * @type: type of a record
 *
 * Returns: whether dispensing needs such records
 */
gboolean
mps_roles_is_for_dispensing (const char *type)
{
  return g_strv_contains ((const char *const *)peek_matrix ()->dispensing, type);
}

/**
 * mps_roles_get_write_action:
 * @type: type of a record
 *
 * Returns: what writing such a record is
 */
MpsAction
mps_roles_get_write_action (const char *type)
{
  gpointer action;

  if (g_hash_table_lookup_extended (peek_matrix ()->write_actions, type, NULL, &action))
    return (MpsAction)GPOINTER_TO_INT (action);

  return MPS_ACTION_WRITE_RECORD;
}

/**
 * mps_roles_is_opened_by_glass:
 * @action: an action
 *
 * Returns: whether somebody who may not do it otherwise may do it for a chart whose glass is broken
 */
gboolean
mps_roles_is_opened_by_glass (MpsAction action)
{
  return g_strv_contains ((const char *const *)peek_matrix ()->glass,
                          mps_action_to_string (action));
}
