/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsJsonWriter: writes JSON text piece by piece. Names are %NULL inside a list.
 */
typedef struct {
  GString *text;
  gboolean comma;
} MpsJsonWriter;

void mps_json_writer_init (MpsJsonWriter *writer);
char *mps_json_writer_finish (MpsJsonWriter *writer) G_GNUC_WARN_UNUSED_RESULT;
void mps_json_writer_open (MpsJsonWriter *writer, const char *name, char bracket);
void mps_json_writer_close (MpsJsonWriter *writer, char bracket);
void mps_json_writer_string (MpsJsonWriter *writer, const char *name, const char *value);
void mps_json_writer_number (MpsJsonWriter *writer, const char *name, double value);
void mps_json_writer_literal (MpsJsonWriter *writer, const char *name, const char *literal);

G_END_DECLS
