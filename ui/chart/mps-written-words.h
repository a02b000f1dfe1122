/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"

G_BEGIN_DECLS

char *mps_written_words_dup (GPtrArray *records) G_GNUC_WARN_UNUSED_RESULT;
char *mps_written_words_dup_undone (GPtrArray *records) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
