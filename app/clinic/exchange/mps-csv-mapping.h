/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-csv.h"

G_BEGIN_DECLS

/**
 * MpsCsvColumn: what a column of results can be.
 */
typedef enum {
  MPS_CSV_PATIENT,
  MPS_CSV_CODE,
  MPS_CSV_VALUE,
  MPS_CSV_UNIT,
  MPS_CSV_TIME,
  MPS_CSV_FLAG,
  MPS_N_CSV_COLUMNS,
} MpsCsvColumn;

/**
 * MpsCsvMapping:
 * @columns: heading of the column; %NULL where there is none. Only unit and flag may be missing
 * @codes: (element-type utf8 utf8): what the file calls an analyte → LOINC code
 * @units: (element-type utf8 utf8): what the file calls a unit → UCUM code
 * @default_unit: (nullable): UCUM code where the file has none
 *
 * Which column of a file is what.
 */
typedef struct {
  char *columns[MPS_N_CSV_COLUMNS];
  GHashTable *codes;
  GHashTable *units;
  char *default_unit;
} MpsCsvMapping;

MpsCsvMapping *mps_csv_mapping_new (void) G_GNUC_WARN_UNUSED_RESULT;
MpsCsvMapping *mps_csv_mapping_new_from_file (const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsCsvMapping *mps_csv_mapping_new_from_text (const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_csv_mapping_to_text (const MpsCsvMapping *mapping) G_GNUC_WARN_UNUSED_RESULT;
MpsCsvMapping *mps_csv_mapping_copy (const MpsCsvMapping *mapping) G_GNUC_WARN_UNUSED_RESULT;
MpsCsvMapping *mps_csv_mapping_guess (const MpsCsv *csv) G_GNUC_WARN_UNUSED_RESULT;
void mps_csv_mapping_free (MpsCsvMapping *mapping);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsCsvMapping, mps_csv_mapping_free)
const char *mps_csv_column_to_string (MpsCsvColumn column);
void mps_csv_mapping_set_column (MpsCsvMapping *mapping, MpsCsvColumn column, const char *heading);
gboolean mps_csv_find_column (const MpsCsv *csv, const char *heading, guint *position);
GPtrArray *mps_csv_mapping_list_values (const MpsCsvMapping *mapping,
                                        const MpsCsv *csv,
                                        MpsCsvColumn column,
                                        guint max) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
