/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-analyte-info.h"

#include <gio/gio.h>

G_BEGIN_DECLS

char *mps_report_text (const char *language, const char *key, ...) G_GNUC_NULL_TERMINATED
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_number (double value, guint significant) G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_quantity (const MpsQuantity *quantity) G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_date (const char *language, const char *fhir_date) G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_time (const char *language, GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_day (const char *language, GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_range (const char *language, const MpsReferenceRange *range, const char *ucum)
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_flags (const char *language, const char *flags) G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_reason (const char *language, const char *reason) G_GNUC_WARN_UNUSED_RESULT;
char *mps_report_text_word (const char *language, const char *kind, const char *code)
    G_GNUC_WARN_UNUSED_RESULT;
const char *mps_report_text_key_for (MpsInterpretation interpretation);

G_END_DECLS
