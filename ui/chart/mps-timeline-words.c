/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-timeline-words.h"

#include "app/session/mps-words.h"
#include "data/model/mps-observation.h"
#include "ui/widgets/mps-language.h"

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
 * mps_timeline_entry_dup_title:
 * @entry: an entry
 *
 * Returns: (transfer full): what it is, in the window's language where the program knows the code,
 *   else as the record says it
 */
char *
mps_timeline_entry_dup_title (const MpsTimelineEntry *entry)
{
  g_autofree char *name = NULL;

  if (g_strcmp0 (entry->type, "Run") == 0)
    return g_strdup (_ ("Invalid measurement"));
  if (g_strcmp0 (entry->type, "DiagnosticReport") == 0 &&
      g_strcmp0 (entry->code, MPS_REPORT_CODE) == 0)
    return g_strdup (_ ("Laboratory report"));
  if (entry->code == NULL || *entry->code == '\0')
    return g_strdup (entry->title);
  name = mps_analyte_dup_name (entry->code, mps_language_peek ());
  return g_strdup (g_str_equal (name, entry->code) ? entry->title : name);
}

/**
 * mps_status_peek_word:
 * @status: FHIR's status of a record
 *
 * Returns: (transfer none): the word for those that a person meets on a timeline; others stand as
 *   the record has them
 */
const char *
mps_status_peek_word (const char *status)
{
  static const struct {
    const char *code;
    const char *word;
  } words[] = {
    { "preliminary", NC_ ("status", "Not reviewed yet") },
    { "final", NC_ ("status", "Final") },
    { "amended", NC_ ("status", "Amended") },
    { "corrected", NC_ ("status", "Corrected") },
    { "active", NC_ ("status", "Active") },
    { "completed", NC_ ("status", "Completed") },
    { "finished", NC_ ("status", "Finished") },
    { "in-progress", NC_ ("status", "In progress") },
    { "resolved", NC_ ("status", "Resolved") },
    { "stopped", NC_ ("status", "Stopped") },
    { "cancelled", NC_ ("status", "Cancelled") },
    { "entered-in-error", NC_ ("status", "Entered in error") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_strcmp0 (status, words[i].code) == 0)
      return g_dpgettext2 (GETTEXT_PACKAGE, "status", words[i].word);
  }
  return status;
}

/**
 * mps_timeline_entry_is_withdrawn:
 * @entry: an entry
 *
 * Returns: whether it was entered in error or cancelled: kept on record, not to be used
 */
gboolean
mps_timeline_entry_is_withdrawn (const MpsTimelineEntry *entry)
{
  return g_strcmp0 (entry->flag, "entered-in-error") == 0 ||
         g_strcmp0 (entry->flag, "cancelled") == 0;
}

/**
 * mps_timeline_entry_dup_value:
 * @entry: an entry
 *
 * Returns: (transfer full): its value with unit, or its text; a withdrawn one says so first
 */
char *
mps_timeline_entry_dup_value (const MpsTimelineEntry *entry)
{
  g_autofree char *value = NULL;

  if (g_strcmp0 (entry->type, "Run") == 0)
    return mps_words_dup_run_reason (entry->text);
  if (entry->has_quantity)
    value = mps_quantity_format (&entry->quantity);
  else
    value = g_strdup (entry->text != NULL ? mps_status_peek_word (entry->text) : "");
  if (!mps_timeline_entry_is_withdrawn (entry) || g_strcmp0 (entry->text, entry->flag) == 0)
    return g_steal_pointer (&value);
  return g_strdup_printf ("%s · %s", mps_status_peek_word (entry->flag), value);
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
