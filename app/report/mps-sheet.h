/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MpsSheetCount: what is counted of a day, in the order of the page.
 */
typedef enum {
  MPS_SHEET_PEOPLE,
  MPS_SHEET_CHARTS,
  MPS_SHEET_PATIENTS,
  MPS_SHEET_CREATED,
  MPS_SHEET_CHANGED,
  MPS_SHEET_RUNS,
  MPS_SHEET_REFUSED,
  MPS_SHEET_BREAK_GLASS,
  MPS_SHEET_EXPORTS,
  MPS_SHEET_ENTRIES,
  MPS_N_SHEET_COUNTS,
} MpsSheetCount;

/**
 * MpsSheet:
 * @language: "ko" or "en"
 * @clinic: (nullable): name of the clinic
 * @printed_by: (nullable): who asked for it
 * @day: the day, FHIR date
 * @printed: when it is printed, in the zone that the page is written in
 * @counts: what was done on the day
 * @head: hash of the newest audit entry, hexadecimal
 * @head_seq: its number
 * @code: what the printed code says
 * @first_broken: first audit entry that does not fit; 0 where all do
 *
 * One page at the end of a day: what was done, in numbers and without a name of a patient, and the
 * head of the audit record, so that a tail that is cut off later is noticed.
 */
typedef struct {
  const char *language;
  const char *clinic;
  const char *printed_by;
  const char *day;
  GDateTime *printed;
  guint64 counts[MPS_N_SHEET_COUNTS];
  const char *head;
  gint64 head_seq;
  const char *code;
  guint64 first_broken;
} MpsSheet;

void mps_sheet_draw (const MpsSheet *sheet, cairo_t *cr);
gboolean mps_sheet_write_pdf (const MpsSheet *sheet, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
