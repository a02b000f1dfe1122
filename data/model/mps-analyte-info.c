/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-analyte-info.h"

#include "mps-model-resources.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define TABLE_PATH "/org/manpasik/model/analytes.ini"

/* One [code/word] group of analytes.ini. */
typedef struct {
  char *group;
  char *code;
  char *unit;
  char *gender;
  guint age_from;
  guint age_to;
  gboolean by_age;
  MpsReferenceRange range;
} Rule;

typedef struct {
  GKeyFile *file;
  GPtrArray *rules;
} Table;

static gboolean
read_limit (GKeyFile *file, const char *group, const char *key, double *limit)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  if (text == NULL)
    return FALSE;

  *limit = g_ascii_strtod (text, NULL);
  return TRUE;
}

static guint
read_age (GKeyFile *file, const char *group, const char *key, guint fallback, gboolean *limited)
{
  double age;
  if (!read_limit (file, group, key, &age))
    return fallback;

  *limited = TRUE;
  return (guint)age;
}

/* The strings of a rule live as long as the program, as MpsReferenceRange promises. */
static Rule *
read_rule (GKeyFile *file, const char *group, const char *slash)
{
  Rule *rule = g_new0 (Rule, 1);
  MpsReferenceRange *range = &rule->range;
  rule->group = g_strdup (group);
  rule->code = g_strndup (group, (gsize)(slash - group));
  rule->unit = g_key_file_get_string (file, rule->code, "Unit", NULL);
  rule->gender = g_key_file_get_string (file, group, "Gender", NULL);
  rule->age_from = read_age (file, group, "AgeFrom", 0, &rule->by_age);
  rule->age_to = read_age (file, group, "AgeTo", G_MAXUINT, &rule->by_age);
  range->has_low = read_limit (file, group, "Low", &range->low);
  range->has_high = read_limit (file, group, "High", &range->high);
  range->high_excluded = g_key_file_get_boolean (file, group, "HighExcluded", NULL);
  range->has_critical_low = read_limit (file, group, "CriticalLow", &range->critical_low);
  range->critical_low_included = g_key_file_get_boolean (file, group, "CriticalLowIncluded", NULL);
  range->has_critical_high = read_limit (file, group, "CriticalHigh", &range->critical_high);
  range->critical_high_included =
      g_key_file_get_boolean (file, group, "CriticalHighIncluded", NULL);
  range->source = g_key_file_get_string (file, group, "Source", NULL);
  range->as_of = g_key_file_get_string (file, group, "AsOf", NULL);
  return rule;
}

static Table *
load_table (void)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_model_get_resource (), TABLE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  Table *table = g_new0 (Table, 1);
  table->file = g_key_file_new ();
  table->rules = g_ptr_array_new ();
  gboolean loaded =
      g_key_file_load_from_bytes (table->file, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, NULL);
  g_assert (loaded);

  g_auto (GStrv) groups = g_key_file_get_groups (table->file, NULL);
  for (char **group = groups; *group != NULL; group++) {
    const char *slash = strchr (*group, '/');
    if (slash != NULL)
      g_ptr_array_add (table->rules, read_rule (table->file, *group, slash));
  }
  return table;
}

static const Table *
peek_table (void)
{
  static gsize loaded = 0;
  if (g_once_init_enter (&loaded))
    g_once_init_leave (&loaded, GPOINTER_TO_SIZE (load_table ()));
  return GSIZE_TO_POINTER (loaded);
}

/**
 * mps_analyte_list:
 *
 * Returns: (transfer full): the LOINC codes that the program has a name for
 */
char **
mps_analyte_list (void)
{
  g_auto (GStrv) groups = g_key_file_get_groups (peek_table ()->file, NULL);
  GPtrArray *codes = g_ptr_array_new ();
  for (char **group = groups; *group != NULL; group++)
    if (strchr (*group, '/') == NULL && mps_loinc_is_valid (*group))
      g_ptr_array_add (codes, g_strdup (*group));
  g_ptr_array_add (codes, NULL);
  return (char **)g_ptr_array_free (codes, FALSE);
}

/**
 * mps_analyte_dup_name:
 * @loinc: LOINC code
 * @language: "ko", "en" …
 *
 * Returns: (transfer full): the analyte's name in that language, in English where there is none;
 *   the code itself where the analyte is not known
 */
char *
mps_analyte_dup_name (const char *loinc, const char *language)
{
  GKeyFile *file = peek_table ()->file;
  char *name = g_key_file_get_locale_string (file, loinc, "Name", language, NULL);
  return name != NULL ? name : g_strdup (loinc);
}

/**
 * mps_analyte_dup_display:
 * @loinc: LOINC code
 *
 * Returns: (transfer full) (nullable): LOINC's long common name, where it is known
 */
char *
mps_analyte_dup_display (const char *loinc)
{
  return g_key_file_get_string (peek_table ()->file, loinc, "Display", NULL);
}

/**
 * mps_analyte_dup_unit:
 * @loinc: LOINC code
 *
 * Returns: (transfer full) (nullable): UCUM unit of the analyte's range, where it is known
 */
char *
mps_analyte_dup_unit (const char *loinc)
{
  return g_key_file_get_string (peek_table ()->file, loinc, "Unit", NULL);
}

/**
 * mps_loinc_is_valid:
 * @code: (nullable): a text
 *
 * Checks form and check digit: modulus 10 by Luhn over the digits before the dash.
 *
 * Returns: whether it can be a LOINC code
 */
gboolean
mps_loinc_is_valid (const char *code)
{
  gsize length = code == NULL ? 0 : strlen (code);
  guint sum = 0;
  if (length < 3 || length > 9 || code[length - 2] != '-' || !g_ascii_isdigit (code[length - 1]))
    return FALSE;

  for (gsize i = 0; i < length - 2; i++) {
    if (!g_ascii_isdigit (code[i]))
      return FALSE;
    guint digit = (guint)(code[i] - '0') * ((length - 2 - i) % 2 == 1 ? 2 : 1);
    sum += digit / 10 + digit % 10;
  }
  return (guint)(code[length - 1] - '0') == (10 - sum % 10) % 10;
}

static gboolean
rule_fits (const Rule *rule,
           const char *loinc,
           const char *unit,
           const char *gender,
           gboolean has_age,
           guint age_years)
{
  if (g_strcmp0 (rule->code, loinc) != 0 || g_strcmp0 (rule->unit, unit) != 0)
    return FALSE;
  if (rule->gender != NULL && g_strcmp0 (rule->gender, gender) != 0)
    return FALSE;
  if (!rule->by_age)
    return TRUE;
  return has_age && age_years >= rule->age_from && age_years <= rule->age_to;
}

/**
 * mps_analyte_get_range:
 * @loinc: LOINC code
 * @unit: UCUM unit of the value
 * @gender: (nullable): FHIR administrative gender
 * @has_age: whether the age is known
 * @age_years: whole years
 * @range: (out): the range for such a person; its strings live as long as the program
 *
 * Reads analytes.ini. There is no range in another unit, and none that depends on sex or age for
 * a person of whom they are not known.
 *
 * Returns: whether there is one; otherwise @range is untouched
 */
gboolean
mps_analyte_get_range (const char *loinc,
                       const char *unit,
                       const char *gender,
                       gboolean has_age,
                       guint age_years,
                       MpsReferenceRange *range)
{
  const Table *table = peek_table ();
  for (guint i = 0; i < table->rules->len; i++) {
    const Rule *rule = table->rules->pdata[i];
    if (!rule_fits (rule, loinc, unit, gender, has_age, age_years))
      continue;
    *range = rule->range;
    return TRUE;
  }
  return FALSE;
}

/**
 * mps_reference_range_dup_source:
 * @range: a range of mps_analyte_get_range(), or one with a source of its own
 * @language: "ko", "en" …
 *
 * Returns: (transfer full): where the limits come from, in that language where it is known; empty
 *   without a source
 */
char *
mps_reference_range_dup_source (const MpsReferenceRange *range, const char *language)
{
  const Table *table = peek_table ();
  for (guint i = 0; i < table->rules->len && range->source != NULL; i++) {
    const Rule *rule = table->rules->pdata[i];
    if (g_strcmp0 (rule->range.source, range->source) == 0)
      return g_key_file_get_locale_string (table->file, rule->group, "Source", language, NULL);
  }
  return g_strdup (range->source != NULL ? range->source : "");
}

static gboolean
is_critical_low (const MpsReferenceRange *range, double value)
{
  return range->has_critical_low && (value < range->critical_low || (range->critical_low_included &&
                                                                     value <= range->critical_low));
}

static gboolean
is_critical_high (const MpsReferenceRange *range, double value)
{
  return range->has_critical_high &&
         (value > range->critical_high ||
          (range->critical_high_included && value >= range->critical_high));
}

static gboolean
is_high (const MpsReferenceRange *range, double value)
{
  return range->has_high && (value > range->high || (range->high_excluded && value >= range->high));
}

/**
 * mps_reference_range_judge:
 * @range: (nullable): a range
 * @value: a measured value in its unit, which is no limit
 *
 * For a value that may be a limit ("< 20") use mps_reference_range_judge_quantity().
 *
 * Returns: where @value lies; unknown without a range, when nothing bounds it, and for NaN
 */
MpsInterpretation
mps_reference_range_judge (const MpsReferenceRange *range, double value)
{
  if (range == NULL || isnan (value))
    return MPS_INTERPRETATION_UNKNOWN;
  if (is_critical_low (range, value))
    return MPS_INTERPRETATION_CRITICAL_LOW;
  if (is_critical_high (range, value))
    return MPS_INTERPRETATION_CRITICAL_HIGH;
  if (range->has_low && value < range->low)
    return MPS_INTERPRETATION_LOW;
  if (is_high (range, value))
    return MPS_INTERPRETATION_HIGH;
  if (!range->has_low && !range->has_high)
    return MPS_INTERPRETATION_UNKNOWN;
  return MPS_INTERPRETATION_NORMAL;
}

/* The true value is below @limit. */
static MpsInterpretation
judge_below (const MpsReferenceRange *range, double limit)
{
  if (range->has_critical_low && limit <= range->critical_low)
    return MPS_INTERPRETATION_CRITICAL_LOW;
  if (range->has_low && limit <= range->low)
    return MPS_INTERPRETATION_LOW;
  if (!range->has_low && !range->has_critical_low && range->has_high && limit <= range->high)
    return MPS_INTERPRETATION_NORMAL;
  return MPS_INTERPRETATION_UNKNOWN;
}

/* The true value is above @limit. */
static MpsInterpretation
judge_above (const MpsReferenceRange *range, double limit)
{
  if (range->has_critical_high && limit >= range->critical_high)
    return MPS_INTERPRETATION_CRITICAL_HIGH;
  if (range->has_high && limit >= range->high)
    return MPS_INTERPRETATION_HIGH;
  if (!range->has_high && !range->has_critical_high && range->has_low && limit >= range->low)
    return MPS_INTERPRETATION_NORMAL;
  return MPS_INTERPRETATION_UNKNOWN;
}

/**
 * mps_reference_range_judge_quantity:
 * @range: (nullable): a range
 * @quantity: a value in its unit
 *
 * Judges "< 60" and "> 600" by all values that they may stand for: what holds for every one of
 * them is said, and nothing more. "< 150" for a range of 70 to 100 is unknown, not normal.
 *
 * Returns: where the value lies
 */
MpsInterpretation
mps_reference_range_judge_quantity (const MpsReferenceRange *range, const MpsQuantity *quantity)
{
  if (range == NULL || isnan (quantity->value))
    return MPS_INTERPRETATION_UNKNOWN;

  switch (quantity->comparator) {
  case MPS_COMPARATOR_LESS:
    return judge_below (range, quantity->value);
  case MPS_COMPARATOR_GREATER:
    return judge_above (range, quantity->value);
  case MPS_COMPARATOR_NONE:
  default:
    return mps_reference_range_judge (range, quantity->value);
  }
}

/**
 * mps_interpretation_to_code:
 * @interpretation: where a value lies
 *
 * Returns: the code of HL7's ObservationInterpretation; empty for unknown
 */
const char *
mps_interpretation_to_code (MpsInterpretation interpretation)
{
  switch (interpretation) {
  case MPS_INTERPRETATION_NORMAL:
    return "N";
  case MPS_INTERPRETATION_LOW:
    return "L";
  case MPS_INTERPRETATION_HIGH:
    return "H";
  case MPS_INTERPRETATION_CRITICAL_LOW:
    return "LL";
  case MPS_INTERPRETATION_CRITICAL_HIGH:
    return "HH";
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    return "";
  }
}

/**
 * mps_interpretation_from_code:
 * @code: (nullable): a code of HL7's ObservationInterpretation
 *
 * Returns: what it means; unknown for a code that says less or something else
 */
MpsInterpretation
mps_interpretation_from_code (const char *code)
{
  static const struct {
    const char *code;
    MpsInterpretation interpretation;
  } codes[] = {
    { "N", MPS_INTERPRETATION_NORMAL },        { "L", MPS_INTERPRETATION_LOW },
    { "LU", MPS_INTERPRETATION_LOW },          { "H", MPS_INTERPRETATION_HIGH },
    { "HU", MPS_INTERPRETATION_HIGH },         { "LL", MPS_INTERPRETATION_CRITICAL_LOW },
    { "HH", MPS_INTERPRETATION_CRITICAL_HIGH }
  };
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (codes[i].code, code) == 0)
      return codes[i].interpretation;
  return MPS_INTERPRETATION_UNKNOWN;
}
