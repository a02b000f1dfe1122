/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MPS_CSV_ERROR (mps_csv_error_quark ())
GQuark mps_csv_error_quark (void);

/**
 * MpsCsvError:
 * @MPS_CSV_ERROR_ENCODING: neither UTF-8 nor CP949
 * @MPS_CSV_ERROR_SYNTAX: quotes that do not fit
 * @MPS_CSV_ERROR_SIZE: more rows, columns or bytes than are read
 */
typedef enum {
  MPS_CSV_ERROR_ENCODING,
  MPS_CSV_ERROR_SYNTAX,
  MPS_CSV_ERROR_SIZE,
} MpsCsvError;

/**
 * MpsCsv:
 * @rows: (element-type GPtrArray): each an array of texts; lines that are empty are left out
 * @lines: (element-type guint): at which line of the file each row begins, from 1
 * @delimiter: what stands between fields
 * @encoding: (type utf8): "UTF-8" or "CP949"
 *
 * A table as RFC 4180 writes it. It does not change, and several threads may read it.
 */
typedef struct {
  GPtrArray *rows;
  GArray *lines;
  char delimiter;
  const char *encoding;
} MpsCsv;

MpsCsv *mps_csv_ref (MpsCsv *csv);
void mps_csv_free (MpsCsv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsCsv, mps_csv_free)
MpsCsv *mps_csv_parse (const char *data, gsize length, char delimiter, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
const char *mps_csv_peek (const MpsCsv *csv, guint row, guint column);

void mps_csv_append_text (GString *line, const char *text);
void mps_csv_append_number (GString *line, const char *number);
void mps_csv_end_line (GString *line);

G_END_DECLS
