/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-action.h"

G_BEGIN_DECLS

/**
 * MpsRole: what somebody is in the clinic. One person may be several, as the doctor who runs a
 * small clinic is its administrator too.
 */
typedef enum {
  MPS_ROLE_ADMINISTRATOR,
  MPS_ROLE_DOCTOR,
  MPS_ROLE_STAFF,
  MPS_ROLE_PHARMACIST,
  MPS_ROLE_LAB_LEAD,
  MPS_ROLE_FAMILY_MEMBER,
  MPS_ROLE_RESEARCHER,
  MPS_N_ROLES,
} MpsRole;

/**
 * MpsRoles: a set of roles, one bit each; see MPS_ROLE_BIT().
 */
typedef guint MpsRoles;

#define MPS_ROLE_BIT(role) (1u << (guint)(role))

/**
 * MpsGrant:
 * @MPS_GRANT_NO: never
 * @MPS_GRANT_OWN: for the charts that the person is guardian of, by consent
 * @MPS_GRANT_ALL: always
 *
 * How far a role may do something.
 */
typedef enum {
  MPS_GRANT_NO,
  MPS_GRANT_OWN,
  MPS_GRANT_ALL,
} MpsGrant;

const char *mps_role_to_string (MpsRole role);
gboolean mps_role_from_string (const char *text, MpsRole *role) G_GNUC_WARN_UNUSED_RESULT;
char *mps_role_dup_label (MpsRole role) G_GNUC_WARN_UNUSED_RESULT;

MpsRole mps_roles_get_first (MpsRoles roles);
char *mps_roles_to_string (MpsRoles roles) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_roles_from_string (const char *text, MpsRoles *roles) G_GNUC_WARN_UNUSED_RESULT;

MpsGrant mps_roles_get_grant (MpsRoles roles, MpsAction action);
gboolean mps_roles_is_for_dispensing (const char *type);
MpsAction mps_roles_get_write_action (const char *type);
gboolean mps_roles_is_opened_by_glass (MpsAction action);

G_END_DECLS
