/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-keyring.h"

G_BEGIN_DECLS

/**
 * MpsProfileOptions:
 * @folder: what shall become a profile
 * @admin: name of its first account
 * @password: (nullable): that account's password; %NULL: none, anybody at the workstation is it
 * @demo: whether to fill it with invented patients, a virtual cartridge and the virtual reader
 * @program: who does it, for the store's owner note
 * @cost: (nullable): what it costs to try a password of this profile; %NULL: the usual
 *
 * A profile that is to be made.
 */
typedef struct {
  const char *folder;
  const char *admin;
  const MpsSecret *password;
  gboolean demo;
  const char *program;
  const MpsKeyringCost *cost;
} MpsProfileOptions;

gboolean mps_profile_create (const MpsProfileOptions *options, char **recovery_key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
