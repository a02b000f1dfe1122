/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-patient.h"

#include <glib.h>

G_BEGIN_DECLS

char *mps_format_when (gint64 when_us) G_GNUC_WARN_UNUSED_RESULT;
char *mps_format_when_full (gint64 when_us) G_GNUC_WARN_UNUSED_RESULT;
char *mps_format_gender (const char *code) G_GNUC_WARN_UNUSED_RESULT;
char *mps_format_age (const char *birth_date) G_GNUC_WARN_UNUSED_RESULT;
char *mps_format_duration (double seconds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
