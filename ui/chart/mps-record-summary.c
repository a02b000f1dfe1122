/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-record-summary.h"

#include "app/clinic/chart/mps-chart-edit.h"
#include "data/model/mps-analyte-info.h"
#include "data/model/mps-time.h"
#include "data/model/mps-tree.h"
#include "ui/chart/mps-timeline-words.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-language.h"

#include <glib/gi18n-lib.h>

/* Which fields of a form say what it is, and what else matters; the first that holds something is
   the title. */
typedef struct {
  const char *titles[3];
  const char *facts[7];
} Plan;

static const Plan plans[MPS_FORM_N_KINDS] = {
  [MPS_FORM_ALLERGY] = { { "substance", "kind" },
                         { "reaction", "severity", "category", "verification", "onset" } },
  [MPS_FORM_ALERT] = { { "text" }, { "category", "start", "end" } },
  [MPS_FORM_PROBLEM] = { { "name" },
                         { "status", "code", "severity", "verification", "onset", "end" } },
  [MPS_FORM_MEDICINE] = { { "name" }, { "dose", "status", "reason", "start", "end" } },
  [MPS_FORM_NOTE] = { { "title", "kind" }, { "kind", "time" } },
  [MPS_FORM_DOCUMENT] = { { "title", "kind" }, { "kind", "time" } },
  [MPS_FORM_CONSENT] = { { "text", "scope" }, { "scope", "given-by", "given-on", "end" } },
};

static char *
dup_time (const char *text)
{
  gint64 time_us = 0;

  if (strchr (text, 'T') != NULL && mps_time_parse (text, &time_us))
    return mps_format_when_full (time_us);
  return g_strdup (text);
}

static char *
dup_words (const MpsForm *form, const char *field)
{
  const char *text = mps_form_peek (form, field);
  gsize n = 0;
  const MpsFormField *fields = mps_form_list_fields (mps_form_get_kind (form), &n);

  if (text == NULL || *text == '\0')
    return NULL;
  for (gsize i = 0; i < n; i++) {
    if (!g_str_equal (fields[i].name, field))
      continue;
    if (fields[i].type == MPS_FIELD_CODE)
      return mps_form_code_dup_label (mps_form_get_kind (form), field, text);
    if (fields[i].type == MPS_FIELD_TIME)
      return dup_time (text);
  }
  return g_strdup (text);
}

static void
append (GString *line, const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, words);
}

static gboolean
is (const MpsForm *form, const char *field, const char *code)
{
  return g_strcmp0 (mps_form_peek (form, field), code) == 0;
}

static void
take_flag (MpsRecordSummary *summary, MpsMeaning meaning, const char *word)
{
  g_free (summary->flag);
  summary->flag = g_strdup (word);
  summary->meaning = meaning;
}

static void
judge_form (MpsRecordSummary *summary, const MpsForm *form)
{
  switch (mps_form_get_kind (form)) {
  case MPS_FORM_ALLERGY:
    if (is (form, "criticality", "high"))
      take_flag (summary, MPS_MEANING_CRITICAL, _ ("High risk"));
    summary->over = !is (form, "status", "active") || is (form, "verification", "refuted");
    break;
  case MPS_FORM_ALERT:
    summary->over = !is (form, "status", "active");
    break;
  case MPS_FORM_PROBLEM:
    summary->over = is (form, "status", "inactive") || is (form, "status", "resolved") ||
                    is (form, "status", "remission") || is (form, "verification", "refuted");
    break;
  case MPS_FORM_MEDICINE:
    summary->over = !is (form, "status", "active") && !is (form, "status", "intended");
    break;
  case MPS_FORM_DOCUMENT:
    summary->over = is (form, "status", "superseded");
    break;
  case MPS_FORM_PATIENT:
  case MPS_FORM_VITALS:
  case MPS_FORM_NOTE:
  case MPS_FORM_CONSENT:
  case MPS_FORM_N_KINDS:
  default:
    break;
  }
}

/* States that every kind of record has, and consent's own. */
static void
judge_status (MpsRecordSummary *summary, const MpsTree *tree, MpsFormKind kind)
{
  const char *status = mps_tree_peek_string (tree, "status");
  const char *verified = mps_tree_peek_path_string (tree, "verificationStatus.coding[0].code");

  if (kind == MPS_FORM_CONSENT && g_strcmp0 (status, "inactive") == 0) {
    summary->over = TRUE;
    take_flag (summary, MPS_MEANING_ATTENTION, C_ ("consent", "Withdrawn"));
  }
  if (kind == MPS_FORM_CONSENT && g_strcmp0 (status, "active") == 0)
    take_flag (summary, MPS_MEANING_NORMAL, C_ ("consent", "In force"));
  if (g_strcmp0 (status, "entered-in-error") == 0 ||
      g_strcmp0 (verified, "entered-in-error") == 0) {
    summary->over = TRUE;
    take_flag (summary, MPS_MEANING_UNKNOWN, mps_status_peek_word ("entered-in-error"));
  }
}

static char *
dup_quantity (const MpsTree *tree)
{
  const MpsTree *value = mps_tree_peek_path (tree, "valueQuantity.value");
  const char *code = mps_tree_peek_path_string (tree, "valueQuantity.code");
  g_autofree char *unit = NULL;

  if (value == NULL || mps_tree_peek_text (value) == NULL)
    return NULL;
  unit = mps_unit_display (code != NULL ? code : "");
  return g_strdup_printf ("%s %s", mps_tree_peek_text (value), unit);
}

/* A blood pressure has its two values as components. */
static char *
dup_pressure (const MpsTree *tree)
{
  const MpsTree *components = mps_tree_peek (tree, "component");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *unit = NULL;

  for (guint i = 0; components != NULL && i < mps_tree_get_size (components); i++) {
    const MpsTree *component = mps_tree_peek_item (components, i);
    const MpsTree *value = mps_tree_peek_path (component, "valueQuantity.value");

    if (value == NULL)
      continue;
    g_string_append_printf (text, "%s%s", text->len > 0 ? "/" : "", mps_tree_peek_text (value));
    g_free (unit);
    unit = mps_unit_display (mps_tree_peek_path_string (component, "valueQuantity.code"));
  }
  if (text->len == 0)
    return NULL;
  g_string_append_printf (text, " %s", unit);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_observation_name (const MpsTree *tree)
{
  const char *code = mps_tree_peek_path_string (tree, "code.coding[0].code");
  const char *text = mps_tree_peek_path_string (tree, "code.text");
  const char *display = mps_tree_peek_path_string (tree, "code.coding[0].display");
  g_autofree char *name = code != NULL ? mps_analyte_dup_name (code, mps_language_peek ()) : NULL;

  if (name != NULL && g_strcmp0 (name, code) != 0)
    return g_steal_pointer (&name);
  return g_strdup (text != NULL ? text : display != NULL ? display : _ ("Vital sign"));
}

static MpsInterpretation
get_interpretation (const MpsTree *tree)
{
  const char *code = mps_tree_peek_path_string (tree, "interpretation[0].coding[0].code");

  return code != NULL ? mps_interpretation_from_code (code) : MPS_INTERPRETATION_UNKNOWN;
}

/* How much a meaning must be seen. */
static guint
get_weight (MpsInterpretation interpretation)
{
  if (interpretation == MPS_INTERPRETATION_UNKNOWN)
    return 0;
  if (interpretation == MPS_INTERPRETATION_NORMAL)
    return 1;
  return mps_meaning_for_interpretation (interpretation) == MPS_MEANING_CRITICAL ? 3 : 2;
}

/* Of a blood pressure the value that is further out says what it means. */
static MpsInterpretation
get_worst_interpretation (const MpsTree *tree)
{
  const MpsTree *components = mps_tree_peek (tree, "component");
  MpsInterpretation worst = get_interpretation (tree);

  for (guint i = 0; components != NULL && i < mps_tree_get_size (components); i++) {
    MpsInterpretation part = get_interpretation (mps_tree_peek_item (components, i));

    if (get_weight (part) > get_weight (worst))
      worst = part;
  }
  return worst;
}

static void
judge_observation (MpsRecordSummary *summary, const MpsTree *tree)
{
  MpsInterpretation interpretation = get_worst_interpretation (tree);

  if (interpretation != MPS_INTERPRETATION_UNKNOWN)
    take_flag (summary,
               mps_meaning_for_interpretation (interpretation),
               mps_interpretation_peek_word (interpretation));
}

static void
summarise_observation (MpsRecordSummary *summary, const MpsTree *tree)
{
  g_autofree char *name = dup_observation_name (tree);
  g_autofree char *quantity = dup_quantity (tree);
  g_autofree char *pressure = quantity == NULL ? dup_pressure (tree) : NULL;
  const char *value = quantity != NULL ? quantity : pressure;
  const char *when = mps_tree_peek_string (tree, "effectiveDateTime");

  summary->title = value != NULL ? g_strdup_printf ("%s  %s", name, value) : g_strdup (name);
  summary->facts = when != NULL ? dup_time (when) : g_strdup ("");
  judge_observation (summary, tree);
}

static void
summarise_form (MpsRecordSummary *summary, const MpsForm *form)
{
  const Plan *plan = &plans[mps_form_get_kind (form)];
  g_autoptr (GString) facts = g_string_new (NULL);
  const char *used = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (plan->titles) && plan->titles[i] != NULL; i++) {
    if (summary->title == NULL) {
      summary->title = dup_words (form, plan->titles[i]);
      used = plan->titles[i];
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (plan->facts) && plan->facts[i] != NULL; i++) {
    g_autofree char *words = dup_words (form, plan->facts[i]);

    if (g_strcmp0 (plan->facts[i], used) != 0)
      append (facts, words);
  }
  summary->facts = g_string_free (g_steal_pointer (&facts), FALSE);
  judge_form (summary, form);
}

/**
 * mps_record_summary_new:
 * @kind: which form it was made with
 * @resource: a record
 *
 * Returns: (transfer full): what a list says of it, translated
 */
MpsRecordSummary *
mps_record_summary_new (MpsFormKind kind, const MpsResource *resource)
{
  MpsRecordSummary *summary = g_new0 (MpsRecordSummary, 1);
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  g_autoptr (MpsForm) form = NULL;

  if (kind == MPS_FORM_VITALS)
    summarise_observation (summary, tree);
  else
    form = mps_form_new_from_resource (kind, resource, NULL);
  if (form != NULL)
    summarise_form (summary, form);
  if (summary->title == NULL)
    summary->title = g_strdup (_ ("Entry without a name"));
  if (summary->facts == NULL)
    summary->facts = g_strdup ("");
  judge_status (summary, tree, kind);
  return summary;
}

/**
 * mps_record_summary_free:
 * @summary: (transfer full): a summary
 */
void
mps_record_summary_free (MpsRecordSummary *summary)
{
  g_free (summary->title);
  g_free (summary->facts);
  g_free (summary->flag);
  g_free (summary);
}
