/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsAction:
 * @MPS_ACTION_FIND_PATIENT: see the list of patients and who is who
 * @MPS_ACTION_READ_CHART: open a chart
 * @MPS_ACTION_READ_RESULT: look at a run and its results
 * @MPS_ACTION_READ_DISPENSING: see what dispensing needs: who, allergies, medicines
 * @MPS_ACTION_WRITE_RECORD: write an allergy, a problem, a medicine or any other record of a chart
 * @MPS_ACTION_REGISTER_PATIENT: open a chart for a new patient
 * @MPS_ACTION_EDIT_PATIENT: change name, address, contacts of a patient
 * @MPS_ACTION_MERGE_PATIENTS: join two charts of one person, and take that back
 * @MPS_ACTION_WRITE_NOTE: write a note
 * @MPS_ACTION_RECORD_VITALS: write vital signs
 * @MPS_ACTION_RECORD_CONSENT: write that consent was given or withdrawn
 * @MPS_ACTION_ATTACH_DOCUMENT: put a file into a chart
 * @MPS_ACTION_RESTRICT_CHART: mark a chart as restricted, and take that back
 * @MPS_ACTION_MEASURE: run a measurement of a patient
 * @MPS_ACTION_ACCEPT_RESULT: accept or reject a result
 * @MPS_ACTION_SIGN_PRESCRIPTION: sign a prescription
 * @MPS_ACTION_DISPENSE: dispense a prescription
 * @MPS_ACTION_IMPORT: take in records of a file
 * @MPS_ACTION_REPORT: print a result or save it as a PDF
 * @MPS_ACTION_EXPORT_CHART: write one chart into a file
 * @MPS_ACTION_EXPORT_ALL: write every record into a file
 * @MPS_ACTION_EXPORT_ANONYMISED: write de-identified records into a file
 * @MPS_ACTION_SEARCH: search the text of all charts
 * @MPS_ACTION_READ_AUDIT: read the audit record
 * @MPS_ACTION_DAILY_SHEET: print the sheet of a day, with the head of the audit record
 * @MPS_ACTION_BREAK_GLASS: open for a limited time, with a reason, a chart that is closed to one
 * @MPS_ACTION_REVIEW_BREAK_GLASS: judge whether somebody else's break-glass was right
 * @MPS_ACTION_APPROVE: be the second person who approves a risky action
 * @MPS_ACTION_CALIBRATE: calibrate a reader
 * @MPS_ACTION_MANAGE_QC: controls, lots and what they hold
 * @MPS_ACTION_MANAGE_DEVICES: readers: identify, self-test, set up
 * @MPS_ACTION_MAINTAIN: check the records, compute runs again
 * @MPS_ACTION_BACKUP: make a backup, and say when and where backups are made
 * @MPS_ACTION_KEEP_SCHEDULE: see when the last backup was made, and make one that is due
 * @MPS_ACTION_RESTORE: put a backup in place of the records
 * @MPS_ACTION_REKEY: give the profile a new data key or a new recovery key
 * @MPS_ACTION_MANAGE_USERS: accounts, their roles and passwords
 * @MPS_ACTION_SETTINGS: settings of the clinic
 *
 * What a person may or may not do; which role may is data, roles.ini. Every use case asks
 * mps_session_require() or mps_session_require_chart() first. A new action is a line here, one in
 * mps-action.c and a group in roles.ini.
 */
typedef enum {
  MPS_ACTION_FIND_PATIENT,
  MPS_ACTION_READ_CHART,
  MPS_ACTION_READ_RESULT,
  MPS_ACTION_READ_DISPENSING,
  MPS_ACTION_WRITE_RECORD,
  MPS_ACTION_REGISTER_PATIENT,
  MPS_ACTION_EDIT_PATIENT,
  MPS_ACTION_MERGE_PATIENTS,
  MPS_ACTION_WRITE_NOTE,
  MPS_ACTION_RECORD_VITALS,
  MPS_ACTION_RECORD_CONSENT,
  MPS_ACTION_ATTACH_DOCUMENT,
  MPS_ACTION_RESTRICT_CHART,
  MPS_ACTION_MEASURE,
  MPS_ACTION_ACCEPT_RESULT,
  MPS_ACTION_SIGN_PRESCRIPTION,
  MPS_ACTION_DISPENSE,
  MPS_ACTION_IMPORT,
  MPS_ACTION_REPORT,
  MPS_ACTION_EXPORT_CHART,
  MPS_ACTION_EXPORT_ALL,
  MPS_ACTION_EXPORT_ANONYMISED,
  MPS_ACTION_SEARCH,
  MPS_ACTION_READ_AUDIT,
  MPS_ACTION_DAILY_SHEET,
  MPS_ACTION_BREAK_GLASS,
  MPS_ACTION_REVIEW_BREAK_GLASS,
  MPS_ACTION_APPROVE,
  MPS_ACTION_CALIBRATE,
  MPS_ACTION_MANAGE_QC,
  MPS_ACTION_MANAGE_DEVICES,
  MPS_ACTION_MAINTAIN,
  MPS_ACTION_BACKUP,
  MPS_ACTION_KEEP_SCHEDULE,
  MPS_ACTION_RESTORE,
  MPS_ACTION_REKEY,
  MPS_ACTION_MANAGE_USERS,
  MPS_ACTION_SETTINGS,
  MPS_N_ACTIONS,
} MpsAction;

const char *mps_action_to_string (MpsAction action);
const char *mps_action_to_label (MpsAction action);
gboolean mps_action_from_string (const char *text, MpsAction *action) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
