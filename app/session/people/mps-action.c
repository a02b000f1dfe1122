/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-action.h"

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
