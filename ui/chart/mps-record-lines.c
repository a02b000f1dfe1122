/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-record-lines.h"

#include "app/clinic/chart/mps-chart-edit.h"
#include "data/model/mps-time.h"
#include "data/model/mps-tree.h"
#include "ui/chart/mps-record-summary.h"
#include "ui/chart/mps-timeline-words.h"
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

static void
line_free (gpointer data)
{
  MpsRecordField *line = data;

  g_free (line->member);
  g_free (line->label);
  g_free (line->value);
  g_free (line);
}

static void
add_line (GPtrArray *lines, const char *member, const char *label, const char *value)
{
  MpsRecordField *line = NULL;

  if (value == NULL || *value == '\0')
    return;
  line = g_new0 (MpsRecordField, 1);
  line->member = g_strdup (member);
  line->label = g_strdup (label);
  line->value = g_strdup (value);
  g_ptr_array_add (lines, line);
}

static char *
dup_moment (const char *text)
{
  gint64 time_us = 0;

  if (text != NULL && strchr (text, 'T') != NULL && mps_time_parse (text, &time_us))
    return mps_format_when_full (time_us);
  return g_strdup (text);
}

static void
add_form_line (GPtrArray *lines, const MpsForm *form, const MpsFormField *field)
{
  MpsFormKind kind = mps_form_get_kind (form);
  const char *text = mps_form_peek (form, field->name);
  g_autofree char *label = mps_form_field_dup_label (kind, field->name);
  g_autofree char *words = NULL;

  if (text == NULL || *text == '\0')
    return;
  if (field->type == MPS_FIELD_CODE)
    words = mps_form_code_dup_label (kind, field->name, text);
  else if (field->type == MPS_FIELD_TIME)
    words = dup_moment (text);
  else
    words = g_strdup (text);
  add_line (lines, field->name, label, mps_status_peek_word (words));
}

/* Who wrote it and when, as far as the record itself says. */
static void
add_origin (GPtrArray *lines, const MpsTree *tree)
{
  static const char *const persons[] = {
    "recorder.display", "author.display", "author[0].display", "informationSource.display"
  };
  static const char *const moments[] = { "recordedDate", "dateAsserted", "dateTime" };

  for (gsize i = 0; i < G_N_ELEMENTS (persons); i++)
    add_line (lines, persons[i], _ ("Recorded by"), mps_tree_peek_path_string (tree, persons[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++) {
    g_autofree char *when = dup_moment (mps_tree_peek_path_string (tree, moments[i]));

    add_line (lines, moments[i], _ ("Recorded"), when);
  }
}

static void
add_state (GPtrArray *lines, const MpsTree *tree, MpsFormKind kind)
{
  const char *status = mps_tree_peek_string (tree, "status");

  if (kind == MPS_FORM_CONSENT && g_strcmp0 (status, "active") == 0)
    add_line (lines, "state", _ ("Status"), C_ ("consent", "In force"));
  else if (kind == MPS_FORM_CONSENT && g_strcmp0 (status, "inactive") == 0)
    add_line (lines, "state", _ ("Status"), C_ ("consent", "Withdrawn"));
  else if (kind == MPS_FORM_NOTE && g_strcmp0 (status, "entered-in-error") == 0)
    add_line (lines, "state", _ ("Status"), mps_status_peek_word (status));
}

static gboolean
is_vital_sign (const MpsTree *tree)
{
  return g_strcmp0 (mps_tree_peek_path_string (tree, "category[0].coding[0].code"),
                    "vital-signs") == 0;
}

/* The value is the title already: what it means, its range, when and by whom are the rest. */
static GPtrArray *
new_vital_lines (MpsResource *resource)
{
  static const char *const members[] = { "referenceRange", "performer", "note" };
  g_autoptr (MpsRecordSummary) summary = mps_record_summary_new (MPS_FORM_VITALS, resource);
  g_autoptr (GPtrArray) fields = mps_record_dup_fields (resource);
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);

  add_line (lines, "interpretation", _ ("Interpretation"), summary->flag);
  add_line (lines, "time", _ ("Time"), summary->facts);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    for (guint j = 0; j < fields->len; j++) {
      const MpsRecordField *field = g_ptr_array_index (fields, j);

      if (g_str_equal (field->member, members[i]))
        add_line (lines, field->member, field->label, field->value);
    }
  }
  return lines;
}

/**
 * mps_record_lines_new:
 * @resource: a record
 *
 * Says what stands in it as the form says it, so that one reads the words that one chose. The text
 * of a note is left out: it stands above.
 *
 * Returns: (transfer full) (element-type MpsRecordField) (nullable): its lines; %NULL where there
 * is no form for such a record, or it cannot be read as one
 */
GPtrArray *
mps_record_lines_new (MpsResource *resource)
{
  g_autoptr (MpsForm) form = NULL;
  g_autoptr (MpsTree) tree = NULL;
  const MpsFormField *fields = NULL;
  GPtrArray *lines = NULL;
  MpsFormKind kind = MPS_FORM_N_KINDS;
  gsize n = 0;

  tree = mps_tree_new_from_resource (resource);
  if (g_str_equal (mps_resource_peek_type (resource), "Observation") && is_vital_sign (tree))
    return new_vital_lines (resource);
  if (!mps_form_kind_for_resource (resource, &kind))
    return NULL;
  form = mps_form_new_from_resource (kind, resource, NULL);
  if (form == NULL)
    return NULL;
  fields = mps_form_list_fields (kind, &n);
  lines = g_ptr_array_new_with_free_func (line_free);
  for (gsize i = 0; i < n; i++) {
    if (!g_str_equal (fields[i].name, "text") || kind != MPS_FORM_NOTE)
      add_form_line (lines, form, &fields[i]);
  }
  add_state (lines, tree, kind);
  add_origin (lines, tree);
  return lines;
}

/* A note has its text side by side too. */
static GPtrArray *
new_lines_with_text (MpsResource *resource)
{
  GPtrArray *lines = mps_record_lines_new (resource);
  g_autofree char *text = NULL;

  if (lines == NULL)
    return NULL;
  if (g_str_equal (mps_resource_peek_type (resource), "DocumentReference"))
    text = mps_note_dup_text (resource);
  add_line (lines, "text", _ ("Text"), text);
  return lines;
}

static const char *
find_value (GPtrArray *lines, const MpsRecordField *wanted)
{
  for (guint i = 0; i < lines->len; i++) {
    const MpsRecordField *line = g_ptr_array_index (lines, i);

    if (g_str_equal (line->member, wanted->member))
      return line->value;
  }
  return NULL;
}

static gboolean
add_difference (GPtrArray *differences,
                const MpsRecordField *line,
                const char *before,
                const char *after)
{
  MpsRecordDifference *difference = g_new0 (MpsRecordDifference, 1);

  difference->label = g_strdup (line->label);
  difference->before = g_strdup (before);
  difference->after = g_strdup (after);
  difference->kind = before == NULL                   ? MPS_DIFFERENCE_ADDED
                     : after == NULL                  ? MPS_DIFFERENCE_REMOVED
                     : g_strcmp0 (before, after) != 0 ? MPS_DIFFERENCE_CHANGED
                                                      : MPS_DIFFERENCE_SAME;
  g_ptr_array_add (differences, difference);
  return difference->kind != MPS_DIFFERENCE_SAME;
}

/**
 * mps_record_lines_compare:
 * @before: a version of a record
 * @after: a later one
 *
 * Lays both side by side in the words of their form. Where that shows no difference, or there is no
 * form, every element of the record is compared as it is written: nothing that changed is left out.
 *
 * Returns: (transfer full) (element-type MpsRecordDifference): all lines, also those that stayed
 */
GPtrArray *
mps_record_lines_compare (MpsResource *before, MpsResource *after)
{
  MpsFormKind kind = MPS_FORM_N_KINDS;
  gboolean has_form = mps_form_kind_for_resource (after, &kind);
  g_autoptr (GPtrArray) old = has_form ? new_lines_with_text (before) : NULL;
  g_autoptr (GPtrArray) new = has_form ? new_lines_with_text (after) : NULL;
  g_autoptr (GPtrArray) differences =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_record_difference_free);
  gboolean differs = FALSE;

  if (old == NULL || new == NULL)
    return mps_record_dup_differences (before, after);
  for (guint i = 0; i < old->len; i++) {
    const MpsRecordField *line = g_ptr_array_index (old, i);

    differs |= add_difference (differences, line, line->value, find_value (new, line));
  }
  for (guint i = 0; i < new->len; i++) {
    const MpsRecordField *line = g_ptr_array_index (new, i);

    if (find_value (old, line) == NULL)
      differs |= add_difference (differences, line, NULL, line->value);
  }
  if (!differs)
    return mps_record_dup_differences (before, after);
  return g_steal_pointer (&differences);
}
