/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsOut:
 *
 * One line of JSON being written. Numbers read back as the same double whatever the locale; what is
 * no number is null. A name of %NULL is for entries of an array and for the outermost value.
 */
typedef struct _MpsOut MpsOut;

MpsOut *mps_out_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mps_out_free (MpsOut *out);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsOut, mps_out_free)

void mps_out_begin_object (MpsOut *out, const char *name);
void mps_out_end_object (MpsOut *out);
void mps_out_begin_array (MpsOut *out, const char *name);
void mps_out_end_array (MpsOut *out);
void mps_out_string (MpsOut *out, const char *name, const char *value);
void mps_out_number (MpsOut *out, const char *name, double value);
void mps_out_single (MpsOut *out, const char *name, float value);
void mps_out_integer (MpsOut *out, const char *name, gint64 value);
void mps_out_boolean (MpsOut *out, const char *name, gboolean value);
void mps_out_null (MpsOut *out, const char *name);

const char *mps_out_peek (MpsOut *out);

char *mps_out_dup_one_line (const char *json) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
