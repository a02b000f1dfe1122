/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-exclusive-private.h"

#include "data/store/mps-store-error.h"

#define WAIT_MS 10000

struct _MpsExclusive {
  int lock;
  MpsOwner *owner;
};

static gboolean
check_alone (MpsExclusive *self, GError **error)
{
  g_autofree char *others = mps_owner_dup_others (self->owner);

  if (others == NULL)
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_BUSY,
               "records: %s has this profile open; close it, then try again",
               others);
  return FALSE;
}

/**
 * mps_exclusive_new:
 * @directory: the profile's folder
 * @program: name of this program, for others
 * @error: return location
 *
 * Error: %MPS_STORE_ERROR_BUSY, which names who has the profile.
 *
 * Returns: (transfer full): the profile to ourselves until it is freed, or %NULL
 */
MpsExclusive *
mps_exclusive_new (const char *directory, const char *program, GError **error)
{
  g_autoptr (MpsExclusive) self = g_new0 (MpsExclusive, 1);

  self->lock = mps_profile_lock (directory, WAIT_MS, error);
  if (self->lock < 0)
    return NULL;

  self->owner = mps_owner_new (directory, program, error);
  if (self->owner == NULL || !check_alone (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mps_exclusive_free:
 * @self: (transfer full) (nullable): the profile, which others may open again
 */
void
mps_exclusive_free (MpsExclusive *self)
{
  if (self == NULL)
    return;

  mps_owner_free (self->owner);
  mps_profile_unlock (self->lock);
  g_free (self);
}
