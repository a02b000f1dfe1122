/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-timeline-words.h"

#include <glib/gi18n-lib.h>

/**
 * mps_timeline_kind_peek_icon:
 * @kind: one kind
 *
 * Returns: (transfer none): name of its icon
 */
const char *
mps_timeline_kind_peek_icon (MpsTimelineKind kind)
{
  switch (kind) {
  case MPS_TIMELINE_RESULT:
    return "applications-science-symbolic";
  case MPS_TIMELINE_RUN:
    return "dialog-error-symbolic";
  case MPS_TIMELINE_PRESCRIPTION:
    return "view-list-bullet-symbolic";
  case MPS_TIMELINE_VISIT:
    return "x-office-calendar-symbolic";
  case MPS_TIMELINE_NOTE:
    return "accessories-text-editor-symbolic";
  case MPS_TIMELINE_DOCUMENT:
    return "x-office-document-symbolic";
  case MPS_TIMELINE_PROBLEM:
    return "dialog-warning-symbolic";
  case MPS_TIMELINE_PROCEDURE:
    return "applications-engineering-symbolic";
  case MPS_TIMELINE_ALL:
  case MPS_TIMELINE_OTHER:
  default:
    return "text-x-generic-symbolic";
  }
}

/**
 * mps_timeline_kind_peek_word:
 * @kind: one kind, or all
 *
 * Returns: (transfer none): the translated word for it
 */
const char *
mps_timeline_kind_peek_word (MpsTimelineKind kind)
{
  switch (kind) {
  case MPS_TIMELINE_ALL:
    return C_ ("timeline", "Everything");
  case MPS_TIMELINE_RESULT:
    return C_ ("timeline", "Results");
  case MPS_TIMELINE_RUN:
    return C_ ("timeline", "Invalid measurements");
  case MPS_TIMELINE_PRESCRIPTION:
    return C_ ("timeline", "Prescriptions");
  case MPS_TIMELINE_VISIT:
    return C_ ("timeline", "Visits");
  case MPS_TIMELINE_NOTE:
    return C_ ("timeline", "Notes");
  case MPS_TIMELINE_DOCUMENT:
    return C_ ("timeline", "Documents");
  case MPS_TIMELINE_PROBLEM:
    return C_ ("timeline", "Problems");
  case MPS_TIMELINE_PROCEDURE:
    return C_ ("timeline", "Procedures");
  case MPS_TIMELINE_OTHER:
  default:
    return C_ ("timeline", "Other");
  }
}

/**
 * mps_timeline_entry_dup_value:
 * @entry: an entry
 *
 * Returns: (transfer full): its value with unit, or its text
 */
char *
mps_timeline_entry_dup_value (const MpsTimelineEntry *entry)
{
  if (entry->has_quantity)
    return mps_quantity_format (&entry->quantity);
  return g_strdup (entry->text != NULL ? entry->text : "");
}

/**
 * mps_timeline_entry_get_interpretation:
 * @entry: an entry
 * @interpretation: (out): where its value lies
 *
 * Returns: whether the entry says it
 */
gboolean
mps_timeline_entry_get_interpretation (const MpsTimelineEntry *entry,
                                       MpsInterpretation *interpretation)
{
  MpsInterpretation found = MPS_INTERPRETATION_UNKNOWN;

  if (entry->flag == NULL || *entry->flag == '\0')
    return FALSE;
  found = mps_interpretation_from_code (entry->flag);
  if (found == MPS_INTERPRETATION_UNKNOWN)
    return FALSE;
  *interpretation = found;
  return TRUE;
}
