/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-written-words.h"

#include "data/model/mps-tree.h"
#include "ui/chart/mps-record-summary.h"

#include <glib/gi18n-lib.h>

/* One of each, as it stands before "saved" or "taken back". */
static const char *const nouns[MPS_FORM_N_KINDS] = {
  [MPS_FORM_PATIENT] = NC_ ("written", "Patient’s details"),
  [MPS_FORM_ALLERGY] = NC_ ("written", "Allergy"),
  [MPS_FORM_ALERT] = NC_ ("written", "Alert"),
  [MPS_FORM_PROBLEM] = NC_ ("written", "Problem"),
  [MPS_FORM_MEDICINE] = NC_ ("written", "Medicine"),
  [MPS_FORM_VITALS] = NC_ ("written", "Vital signs"),
  [MPS_FORM_NOTE] = NC_ ("written", "Note"),
  [MPS_FORM_DOCUMENT] = NC_ ("written", "Document"),
  [MPS_FORM_CONSENT] = NC_ ("written", "Consent"),
};

/* Vital signs are written together, and nothing else that is written here is an Observation. */
static MpsFormKind
find_kind (const MpsResource *resource)
{
  const char *type = mps_resource_peek_type (resource);
  MpsFormKind kind = MPS_FORM_N_KINDS;

  if (g_str_equal (type, "Observation"))
    return MPS_FORM_VITALS;
  if (g_str_equal (type, "Patient"))
    return MPS_FORM_PATIENT;
  return mps_form_kind_for_resource (resource, &kind) ? kind : MPS_FORM_N_KINDS;
}

/* "Allergy (Penicillin)"; of vital signs, which are several, and of the patient, whose name stands
   above, the noun alone. */
static char *
dup_name (const MpsResource *resource, MpsFormKind kind)
{
  g_autoptr (MpsRecordSummary) summary = NULL;
  const char *noun = NULL;

  if (kind == MPS_FORM_N_KINDS || nouns[kind] == NULL)
    return g_strdup (C_ ("written", "Entry"));
  noun = g_dpgettext2 (GETTEXT_PACKAGE, "written", nouns[kind]);
  if (kind == MPS_FORM_PATIENT || kind == MPS_FORM_VITALS)
    return g_strdup (noun);
  summary = mps_record_summary_new (kind, resource);
  /* TRANSLATORS: kind of an entry, and the entry: "Allergy (Penicillin)" */
  return g_strdup_printf (_ ("%s (%s)"), noun, summary->title);
}

static gboolean
is_wrong (const MpsTree *tree)
{
  const char *status = mps_tree_peek_string (tree, "status");
  const char *verified = mps_tree_peek_path_string (tree, "verificationStatus.coding[0].code");

  return g_strcmp0 (status, "entered-in-error") == 0 ||
         g_strcmp0 (verified, "entered-in-error") == 0;
}

/**
 * mps_written_words_dup:
 * @records: (element-type MpsResource): what was written at once, the entry itself first
 *
 * Returns: (transfer full): what was done, in a few words
 */
char *
mps_written_words_dup (GPtrArray *records)
{
  const MpsResource *resource = g_ptr_array_index (records, 0);
  MpsFormKind kind = find_kind (resource);
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  g_autofree char *name = dup_name (resource, kind);

  if (is_wrong (tree))
    /* TRANSLATORS: %s is an entry of a chart, as “Allergy (Penicillin)” */
    return g_strdup_printf (_ ("%s marked as wrong"), name);
  if (kind == MPS_FORM_CONSENT &&
      g_strcmp0 (mps_tree_peek_string (tree, "status"), "inactive") == 0)
    /* TRANSLATORS: %s is an entry of a chart, as “Consent (Treatment)” */
    return g_strdup_printf (_ ("%s withdrawn"), name);
  if (kind == MPS_FORM_NOTE)
    /* TRANSLATORS: %s is an entry of a chart, as “Note (Progress note)” */
    return g_strdup_printf (_ ("%s signed"), name);
  /* TRANSLATORS: %s is an entry of a chart, as “Allergy (Penicillin)” */
  return g_strdup_printf (_ ("%s saved"), name);
}

/**
 * mps_written_words_dup_undone:
 * @records: (element-type MpsResource): what was written, and is taken back
 *
 * Returns: (transfer full): that it was taken back, in a few words
 */
char *
mps_written_words_dup_undone (GPtrArray *records)
{
  const MpsResource *resource = g_ptr_array_index (records, 0);
  g_autofree char *name = dup_name (resource, find_kind (resource));

  /* TRANSLATORS: %s is an entry of a chart, as “Allergy (Penicillin)” */
  return g_strdup_printf (_ ("%s taken back"), name);
}
