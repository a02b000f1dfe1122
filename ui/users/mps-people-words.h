/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-people-job.h"

G_BEGIN_DECLS

char *mps_people_words_dup_account_title (const MpsStoreAccount *account) G_GNUC_WARN_UNUSED_RESULT;
char *mps_people_words_dup_account_facts (const MpsStoreAccount *account) G_GNUC_WARN_UNUSED_RESULT;
char *mps_people_words_dup_roles (MpsRoles roles) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
