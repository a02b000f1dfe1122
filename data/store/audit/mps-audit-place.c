/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/audit/mps-audit-place-private.h"

struct _MpsAuditPlace {
  char *workstation;
  char *program;
  GMutex mutex;
  GHashTable *accounts;
};

/**
 * mps_audit_place_new:
 * @program: name of this program
 *
 * Returns: (transfer full): this computer
 */
MpsAuditPlace *
mps_audit_place_new (const char *program)
{
  MpsAuditPlace *place = g_new0 (MpsAuditPlace, 1);

  place->workstation = g_utf8_make_valid (g_get_host_name (), -1);
  place->program = g_strdup (program != NULL ? program : "");
  place->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&place->mutex);
  return place;
}

/**
 * mps_audit_place_free:
 * @place: (transfer full) (nullable): a place no one writes from any more
 */
void
mps_audit_place_free (MpsAuditPlace *place)
{
  if (place == NULL)
    return;

  g_free (place->workstation);
  g_free (place->program);
  g_hash_table_unref (place->accounts);
  g_mutex_clear (&place->mutex);
  g_free (place);
}

/**
 * mps_audit_place_peek_workstation:
 * @place: a place
 *
 * Returns: (transfer none): name of the computer
 */
const char *
mps_audit_place_peek_workstation (const MpsAuditPlace *place)
{
  return place->workstation;
}

/**
 * mps_audit_place_peek_program:
 * @place: a place
 *
 * Returns: (transfer none): name of the program
 */
const char *
mps_audit_place_peek_program (const MpsAuditPlace *place)
{
  return place->program;
}

/**
 * mps_audit_place_name:
 * @place: a place
 * @name: a person's name as batches have it
 * @account_id: the account behind it
 */
void
mps_audit_place_name (MpsAuditPlace *place, const char *name, const char *account_id)
{
  g_mutex_lock (&place->mutex);
  g_hash_table_replace (place->accounts, g_strdup (name), (gpointer)g_intern_string (account_id));
  g_mutex_unlock (&place->mutex);
}

/**
 * mps_audit_place_peek_account:
 * @place: a place
 * @name: a person's name
 *
 * Returns: (transfer none): the account behind it, empty where none was named
 */
const char *
mps_audit_place_peek_account (MpsAuditPlace *place, const char *name)
{
  const char *account;

  g_mutex_lock (&place->mutex);
  account = g_hash_table_lookup (place->accounts, name);
  g_mutex_unlock (&place->mutex);
  return account != NULL ? account : "";
}
