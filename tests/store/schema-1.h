/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store.h"

G_BEGIN_DECLS

/* What lies in a profile of schema 1; in a large one two records more for each patient. */
#define SCHEMA_1_RECORDS 6
#define SCHEMA_1_VERSIONS 7
#define SCHEMA_1_AUDIT 10

void schema_1_make (const char *directory, const char *vfs);
void schema_1_make_large (const char *directory, const char *vfs, guint n_patients);
void schema_1_assert_there (MpsStore *store);

G_END_DECLS
