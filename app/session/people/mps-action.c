/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-action.h"

#include <glib/gi18n-lib.h>

static const char *const names[MPS_N_ACTIONS] = {
  [MPS_ACTION_FIND_PATIENT] = "find-patient",
  [MPS_ACTION_READ_CHART] = "read-chart",
  [MPS_ACTION_READ_RESULT] = "read-result",
  [MPS_ACTION_READ_DISPENSING] = "read-dispensing",
  [MPS_ACTION_WRITE_RECORD] = "write-record",
  [MPS_ACTION_REGISTER_PATIENT] = "register-patient",
  [MPS_ACTION_EDIT_PATIENT] = "edit-patient",
  [MPS_ACTION_MERGE_PATIENTS] = "merge-patients",
  [MPS_ACTION_WRITE_NOTE] = "write-note",
  [MPS_ACTION_RECORD_VITALS] = "record-vitals",
  [MPS_ACTION_RECORD_CONSENT] = "record-consent",
  [MPS_ACTION_ATTACH_DOCUMENT] = "attach-document",
  [MPS_ACTION_RESTRICT_CHART] = "restrict-chart",
  [MPS_ACTION_MEASURE] = "measure",
  [MPS_ACTION_ACCEPT_RESULT] = "accept-result",
  [MPS_ACTION_SIGN_PRESCRIPTION] = "sign-prescription",
  [MPS_ACTION_DISPENSE] = "dispense",
  [MPS_ACTION_IMPORT] = "import",
  [MPS_ACTION_REPORT] = "report",
  [MPS_ACTION_EXPORT_CHART] = "export-chart",
  [MPS_ACTION_EXPORT_ALL] = "export-all",
  [MPS_ACTION_EXPORT_ANONYMISED] = "export-anonymised",
  [MPS_ACTION_SEARCH] = "search",
  [MPS_ACTION_READ_AUDIT] = "read-audit",
  [MPS_ACTION_DAILY_SHEET] = "daily-sheet",
  [MPS_ACTION_BREAK_GLASS] = "break-glass",
  [MPS_ACTION_REVIEW_BREAK_GLASS] = "review-break-glass",
  [MPS_ACTION_APPROVE] = "approve",
  [MPS_ACTION_CALIBRATE] = "calibrate",
  [MPS_ACTION_MANAGE_QC] = "manage-qc",
  [MPS_ACTION_MANAGE_DEVICES] = "manage-devices",
  [MPS_ACTION_MAINTAIN] = "maintain",
  [MPS_ACTION_BACKUP] = "backup",
  [MPS_ACTION_KEEP_SCHEDULE] = "keep-schedule",
  [MPS_ACTION_RESTORE] = "restore",
  [MPS_ACTION_REKEY] = "rekey",
  [MPS_ACTION_MANAGE_USERS] = "manage-users",
  [MPS_ACTION_SETTINGS] = "settings",
};

/** What people call it. */
static const char *const labels[MPS_N_ACTIONS] = {
  [MPS_ACTION_FIND_PATIENT] = N_ ("Find patients"),
  [MPS_ACTION_READ_CHART] = N_ ("Read a chart"),
  [MPS_ACTION_READ_RESULT] = N_ ("Read results"),
  [MPS_ACTION_READ_DISPENSING] = N_ ("Read what is dispensed"),
  [MPS_ACTION_WRITE_RECORD] = N_ ("Write a record"),
  [MPS_ACTION_REGISTER_PATIENT] = N_ ("Register a patient"),
  [MPS_ACTION_EDIT_PATIENT] = N_ ("Change a patient's data"),
  [MPS_ACTION_MERGE_PATIENTS] = N_ ("Join two charts"),
  [MPS_ACTION_WRITE_NOTE] = N_ ("Write a note"),
  [MPS_ACTION_RECORD_VITALS] = N_ ("Record vital signs"),
  [MPS_ACTION_RECORD_CONSENT] = N_ ("Record a consent"),
  [MPS_ACTION_ATTACH_DOCUMENT] = N_ ("Attach a document"),
  [MPS_ACTION_RESTRICT_CHART] = N_ ("Restrict a chart"),
  [MPS_ACTION_MEASURE] = N_ ("Measure"),
  [MPS_ACTION_ACCEPT_RESULT] = N_ ("Accept a result"),
  [MPS_ACTION_SIGN_PRESCRIPTION] = N_ ("Sign a prescription"),
  [MPS_ACTION_DISPENSE] = N_ ("Dispense"),
  [MPS_ACTION_IMPORT] = N_ ("Take records in"),
  [MPS_ACTION_REPORT] = N_ ("Print a report"),
  [MPS_ACTION_EXPORT_CHART] = N_ ("Write a chart into a file"),
  [MPS_ACTION_EXPORT_ALL] = N_ ("Write every record into a file"),
  [MPS_ACTION_EXPORT_ANONYMISED] = N_ ("Write de-identified records into a file"),
  [MPS_ACTION_SEARCH] = N_ ("Search in records"),
  [MPS_ACTION_READ_AUDIT] = N_ ("Read the audit record"),
  [MPS_ACTION_DAILY_SHEET] = N_ ("Print the daily sheet"),
  [MPS_ACTION_BREAK_GLASS] = N_ ("Break the glass"),
  [MPS_ACTION_REVIEW_BREAK_GLASS] = N_ ("Judge a broken glass"),
  [MPS_ACTION_APPROVE] = N_ ("Approve"),
  [MPS_ACTION_CALIBRATE] = N_ ("Calibrate"),
  [MPS_ACTION_MANAGE_QC] = N_ ("Manage quality control"),
  [MPS_ACTION_MANAGE_DEVICES] = N_ ("Manage devices"),
  [MPS_ACTION_MAINTAIN] = N_ ("Maintain the records"),
  [MPS_ACTION_BACKUP] = N_ ("Make a backup"),
  [MPS_ACTION_KEEP_SCHEDULE] = N_ ("Keep to the schedule of backups"),
  [MPS_ACTION_RESTORE] = N_ ("Put a backup in place of the records"),
  [MPS_ACTION_REKEY] = N_ ("Give the records new keys"),
  [MPS_ACTION_MANAGE_USERS] = N_ ("Change an account"),
  [MPS_ACTION_SETTINGS] = N_ ("Change settings"),
};

/**
 * mps_action_to_string:
 * @action: an action
 *
 * Returns: (transfer none): its name, as in roles.ini and on the audit record
 */
const char *
mps_action_to_string (MpsAction action)
{
  g_return_val_if_fail (action < MPS_N_ACTIONS, "");

  return names[action];
}

/**
 * mps_action_to_label:
 * @action: an action
 *
 * Returns: (transfer none): what people call it, translated
 */
const char *
mps_action_to_label (MpsAction action)
{
  g_return_val_if_fail (action < MPS_N_ACTIONS, "");

  return _ (labels[action]);
}

/**
 * mps_action_from_string:
 * @text: a name
 * @action: (out): the action; untouched for a name that is none
 *
 * Returns: whether @text names an action
 */
gboolean
mps_action_from_string (const char *text, MpsAction *action)
{
  for (guint i = 0; i < MPS_N_ACTIONS; i++) {
    if (g_str_equal (names[i], text)) {
      *action = (MpsAction)i;
      return TRUE;
    }
  }

  return FALSE;
}
