/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-line-private.h"

#include "data/model/mps-analyte-info.h"
#include "data/model/mps-time.h"

/* Digits of a number that are printed as they were written; what has more was computed, and is
 * rounded. */
#define MAX_DIGITS 5

/* Elements by which R4 dates records, the ones that a timeline prefers first. */
static const char *const dates[] = {
  "effectiveDateTime",
  "effectivePeriod.start",
  "effectiveInstant",
  "onsetDateTime",
  "onsetPeriod.start",
  "occurrenceDateTime",
  "occurrencePeriod.start",
  "performedDateTime",
  "performedPeriod.start",
  "context.period.start",
  "period.start",
  "authoredOn",
  "started",
  "start",
  "date",
  "dateTime",
  "createdDateTime",
  "created",
  "sent",
  "dateAsserted",
  "recordedDate",
  "recorded",
  "issued",
  "lastOccurrence",
  "billablePeriod.start",
  "servicedPeriod.start",
};

/**
 * mps_chart_line_peek_when:
 * @line: an entry
 *
 * The element that the timeline has taken, as it was written: "2015-07" is not the first of July.
 *
 * Returns: (transfer none) (nullable): FHIR date or dateTime
 */
const char *
mps_chart_line_peek_when (const MpsChartLine *line)
{
  const char *first = NULL;

  for (gsize i = 0; line->tree != NULL && i < G_N_ELEMENTS (dates); i++) {
    const char *text = mps_tree_peek_path_string (line->tree, dates[i]);
    gint64 when_us;

    if (text == NULL || !mps_time_parse (text, &when_us))
      continue;
    if (when_us == line->entry->when_us)
      return text;
    if (first == NULL)
      first = text;
  }
  return first;
}

static char *
dup_name (const MpsChartLine *line, const char *code, const char *title)
{
  g_autofree char *name = NULL;

  if (code == NULL || *code == '\0')
    return g_strdup (title);
  name = mps_analyte_dup_name (code, line->language);
  return g_strdup (g_str_equal (name, code) ? title : name);
}

static const char *
peek_literal (const MpsTree *tree, const char *path)
{
  const MpsTree *place = mps_tree_peek_path (tree, path);

  return place != NULL && mps_tree_get_kind (place) == MPS_TREE_LITERAL ? mps_tree_peek_text (place)
                                                                        : NULL;
}

static gboolean
is_short (const char *number)
{
  guint n = 0;

  for (const char *p = number; *p != '\0'; p++) {
    if (g_ascii_tolower (*p) == 'e')
      return FALSE;
    n += g_ascii_isdigit (*p) ? 1 : 0;
  }
  return n <= MAX_DIGITS;
}

/* A quantity of the record with the digits that it was written with: 98 is not 98.0. */
static char *
dup_quantity (const MpsTree *quantity)
{
  const char *number = peek_literal (quantity, "value");
  const char *code = mps_tree_peek_string (quantity, "code");
  const char *comparator = mps_tree_peek_string (quantity, "comparator");
  g_autofree char *unit = NULL;
  g_autofree char *digits = NULL;

  if (number == NULL)
    return NULL;
  if (code == NULL)
    code = mps_tree_peek_string (quantity, "unit");
  unit = mps_unit_display (code != NULL ? code : "");
  digits =
      is_short (number) ? g_strdup (number) : mps_number_format (g_ascii_strtod (number, NULL), 3);
  return g_strconcat (comparator != NULL ? comparator : "",
                      comparator != NULL ? " " : "",
                      digits,
                      *unit != '\0' ? " " : "",
                      unit,
                      NULL);
}

static char *
dup_components (const MpsChartLine *line)
{
  const MpsTree *components = line->tree != NULL ? mps_tree_peek (line->tree, "component") : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; components != NULL && i < mps_tree_get_size (components); i++) {
    const MpsTree *component = mps_tree_peek_item (components, i);
    const MpsTree *quantity = mps_tree_peek (component, "valueQuantity");
    g_autofree char *value = quantity != NULL ? dup_quantity (quantity) : NULL;
    const char *display = mps_tree_peek_path_string (component, "code.coding[0].display");
    const char *code = mps_tree_peek_path_string (component, "code.coding[0].code");
    g_autofree char *name = NULL;

    /* What is not a number is told by the timeline's own text. */
    if (value == NULL)
      return g_string_free (text, TRUE);
    name = dup_name (line, code, display != NULL ? display : code);
    g_string_append_printf (
        text, "%s%s %s", text->len > 0 ? ", " : "", name != NULL ? name : "", value);
  }
  if (text->len == 0)
    return g_string_free (text, TRUE);
  return g_string_free (text, FALSE);
}

static char *
dup_range (const MpsTree *tree)
{
  const char *text = mps_tree_peek_path_string (tree, "referenceRange[0].text");
  const char *low = peek_literal (tree, "referenceRange[0].low.value");
  const char *high = peek_literal (tree, "referenceRange[0].high.value");

  if (low != NULL && high != NULL)
    return g_strdup_printf ("%s–%s", low, high);
  if (low != NULL)
    return g_strdup_printf ("≥ %s", low);
  if (high != NULL)
    return g_strdup_printf ("≤ %s", high);
  return g_strdup (text);
}

/* Whether a status says no more than that the record is what it seems to be. */
static gboolean
is_plain (const char *status)
{
  static const char *const plain[] = { "final",     "current", "completed", "finished",
                                       "confirmed", "active",  NULL };

  return g_strv_contains (plain, status);
}

static void
append_word (const MpsChartLine *line, GString *text, const char *kind, const char *code)
{
  g_autofree char *word = mps_chart_pages_dup_word (line->pages, kind, code);

  g_string_append_printf (text, "  [%s]", word);
}

/* "entered in error" and "ruled out" must never be missing; "active" counts where others of its
 * kind are not. */
static void
append_states (const MpsChartLine *line, GString *text)
{
  static const char *const paths[] = { "clinicalStatus.coding[0].code",
                                       "verificationStatus.coding[0].code",
                                       "status" };
  const gboolean flagged = line->entry->flag != NULL && *line->entry->flag != '\0';
  const gboolean is_allergy = g_str_equal (line->entry->type, "AllergyIntolerance");
  const gboolean counts = line->entry->kind == MPS_TIMELINE_PRESCRIPTION ||
                          (line->entry->kind == MPS_TIMELINE_PROBLEM && !is_allergy);

  if (flagged)
    append_word (line, text, is_allergy ? "criticality" : "interpretation", line->entry->flag);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    const char *code = mps_tree_peek_path_string (line->tree, paths[i]);

    if (code == NULL || g_strcmp0 (code, line->entry->flag) == 0)
      continue;
    if (!is_plain (code) || (counts && i != 1))
      append_word (line, text, "status", code);
  }
}

static gboolean
is_state (const MpsChartLine *line, const char *text)
{
  return g_strcmp0 (text, mps_tree_peek_path_string (line->tree, "status")) == 0 ||
         g_strcmp0 (text,
                    mps_tree_peek_path_string (line->tree, "clinicalStatus.coding[0].code")) == 0;
}

static char *
dup_value (const MpsChartLine *line)
{
  const MpsTree *quantity = mps_tree_peek (line->tree, "valueQuantity");
  char *value = quantity != NULL ? dup_quantity (quantity) : dup_components (line);

  if (value != NULL || is_state (line, line->entry->text))
    return value;
  return g_strdup (line->entry->text);
}

/**
 * mps_chart_line_dup_text:
 * @line: an entry
 *
 * Returns: (transfer full): "Glucose: < 20 mg/dL (70–99)  [Low]", "Penicillin: rash  [High risk]"
 */
char *
mps_chart_line_dup_text (const MpsChartLine *line)
{
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  g_autofree char *range = NULL;
  GString *text;

  if (line->tree == NULL)
    return mps_chart_pages_dup_word (line->pages, "type", line->entry->type);

  value = dup_value (line);
  range = dup_range (line->tree);
  name = dup_name (line, line->entry->code, line->entry->title);
  text = g_string_new (name);
  if (value != NULL && *value != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? ": " : "", value);
  if (range != NULL)
    g_string_append_printf (text, " (%s)", range);
  append_states (line, text);
  return g_string_free (text, FALSE);
}
