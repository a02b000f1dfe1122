/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MPS_RRN_SYSTEM: identifier system of Korean resident and foreign registration numbers */
#define MPS_RRN_SYSTEM "https://mois.go.kr/rrn"

/**
 * MpsRrnProblem:
 * @MPS_RRN_OK: it can be a number; whether the last six digits were ever given out is not knowable
 * @MPS_RRN_SHAPE: not 13 digits, with or without a dash after the sixth
 * @MPS_RRN_DATE: the first six digits with the seventh are no day of the calendar
 */
typedef enum {
  MPS_RRN_OK,
  MPS_RRN_SHAPE,
  MPS_RRN_DATE,
} MpsRrnProblem;

/**
 * MpsRrn:
 * @digits: the 13 digits
 * @birth_date: FHIR date that the number says
 * @gender: "male" or "female", as the number says
 * @foreign: whether it is a foreign registration number
 */
typedef struct {
  char digits[14];
  char birth_date[11];
  const char *gender;
  gboolean foreign;
} MpsRrn;

MpsRrnProblem mps_rrn_parse (const char *text, MpsRrn *rrn) G_GNUC_WARN_UNUSED_RESULT;
char *mps_rrn_mask (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mps_rrn_format (const MpsRrn *rrn) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
