/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-vitals.h"

#include "data/model/mps-patient.h"
#include "mps-model-resources.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define TABLE_PATH "/org/manpasik/model/vital-ranges.ini"
#define MONTHS 12

static const char *const loincs[MPS_VITAL_N] = {
  [MPS_VITAL_SYSTOLIC] = "8480-6",    [MPS_VITAL_DIASTOLIC] = "8462-4",
  [MPS_VITAL_PULSE] = "8867-4",       [MPS_VITAL_RESPIRATION] = "9279-1",
  [MPS_VITAL_TEMPERATURE] = "8310-5", [MPS_VITAL_OXYGEN] = "59408-5",
  [MPS_VITAL_WEIGHT] = "29463-7",     [MPS_VITAL_HEIGHT] = "8302-2",
  [MPS_VITAL_BMI] = "39156-5",
};

/* value in the vital's unit = (typed - offset) * factor. The unit of a vital itself needs no
 * conversion; what was converted is rounded to @decimals, far finer than anybody measures. */
static const struct {
  MpsVital vital;
  const char *word;
  double factor;
  double offset;
  int decimals;
} units[] = {
  { MPS_VITAL_SYSTOLIC, "mmhg", 1, 0, -1 },
  { MPS_VITAL_SYSTOLIC, "mm[hg]", 1, 0, -1 },
  { MPS_VITAL_SYSTOLIC, "kpa", 7.500616827, 0, 1 },
  { MPS_VITAL_PULSE, "bpm", 1, 0, -1 },
  { MPS_VITAL_PULSE, "/min", 1, 0, -1 },
  { MPS_VITAL_PULSE, "/분", 1, 0, -1 },
  { MPS_VITAL_PULSE, "회/분", 1, 0, -1 },
  { MPS_VITAL_PULSE, "회", 1, 0, -1 },
  { MPS_VITAL_RESPIRATION, "/min", 1, 0, -1 },
  { MPS_VITAL_RESPIRATION, "/분", 1, 0, -1 },
  { MPS_VITAL_RESPIRATION, "회/분", 1, 0, -1 },
  { MPS_VITAL_RESPIRATION, "회", 1, 0, -1 },
  { MPS_VITAL_TEMPERATURE, "c", 1, 0, -1 },
  { MPS_VITAL_TEMPERATURE, "°c", 1, 0, -1 },
  { MPS_VITAL_TEMPERATURE, "cel", 1, 0, -1 },
  { MPS_VITAL_TEMPERATURE, "도", 1, 0, -1 },
  { MPS_VITAL_TEMPERATURE, "°", 1, 0, -1 },
  { MPS_VITAL_TEMPERATURE, "f", 5.0 / 9, 32, 2 },
  { MPS_VITAL_TEMPERATURE, "°f", 5.0 / 9, 32, 2 },
  { MPS_VITAL_TEMPERATURE, "[degf]", 5.0 / 9, 32, 2 },
  { MPS_VITAL_OXYGEN, "%", 1, 0, -1 },
  { MPS_VITAL_WEIGHT, "kg", 1, 0, -1 },
  { MPS_VITAL_WEIGHT, "킬로", 1, 0, -1 },
  { MPS_VITAL_WEIGHT, "g", 0.001, 0, 4 },
  { MPS_VITAL_WEIGHT, "그램", 0.001, 0, 4 },
  { MPS_VITAL_WEIGHT, "lb", 0.45359237, 0, 2 },
  { MPS_VITAL_WEIGHT, "lbs", 0.45359237, 0, 2 },
  { MPS_VITAL_WEIGHT, "[lb_av]", 0.45359237, 0, 2 },
  { MPS_VITAL_WEIGHT, "파운드", 0.45359237, 0, 2 },
  { MPS_VITAL_HEIGHT, "cm", 1, 0, -1 },
  { MPS_VITAL_HEIGHT, "센티", 1, 0, -1 },
  { MPS_VITAL_HEIGHT, "m", 100, 0, 2 },
  { MPS_VITAL_HEIGHT, "미터", 100, 0, 2 },
  { MPS_VITAL_HEIGHT, "in", 2.54, 0, 2 },
  { MPS_VITAL_HEIGHT, "[in_i]", 2.54, 0, 2 },
  { MPS_VITAL_HEIGHT, "\"", 2.54, 0, 2 },
  { MPS_VITAL_HEIGHT, "ft", 30.48, 0, 2 },
  { MPS_VITAL_HEIGHT, "'", 30.48, 0, 2 },
  { MPS_VITAL_BMI, "kg/m2", 1, 0, -1 },
};

static GKeyFile *
load_table (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_model_get_resource (), TABLE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gboolean loaded = g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, NULL);

  g_assert (loaded);
  return file;
}

static GKeyFile *
peek_table (void)
{
  static gsize loaded = 0;

  if (g_once_init_enter (&loaded))
    g_once_init_leave (&loaded, GPOINTER_TO_SIZE (load_table ()));
  return GSIZE_TO_POINTER (loaded);
}

/* Strings of the table, for as long as the program runs. */
static const char *
intern_value (const char *group, const char *key)
{
  g_autofree char *text = g_key_file_get_string (peek_table (), group, key, NULL);

  return text != NULL ? g_intern_string (text) : NULL;
}

/**
 * mps_vital_peek_loinc:
 * @vital: a vital sign
 *
 * Returns: its LOINC code
 */
const char *
mps_vital_peek_loinc (MpsVital vital)
{
  return loincs[vital];
}

/**
 * mps_vital_peek_unit:
 * @vital: a vital sign
 *
 * Returns: the UCUM unit that it is stored in
 */
const char *
mps_vital_peek_unit (MpsVital vital)
{
  return intern_value (loincs[vital], "Unit");
}

/**
 * mps_vital_peek_display:
 * @vital: a vital sign
 *
 * Returns: LOINC's long common name
 */
const char *
mps_vital_peek_display (MpsVital vital)
{
  return intern_value (loincs[vital], "Display");
}

/**
 * mps_vital_from_loinc:
 * @loinc: a LOINC code
 * @vital: (out): the vital sign
 *
 * Returns: whether it is one
 */
gboolean
mps_vital_from_loinc (const char *loinc, MpsVital *vital)
{
  for (guint i = 0; i < MPS_VITAL_N; i++) {
    if (g_strcmp0 (loincs[i], loinc) == 0) {
      *vital = (MpsVital)i;
      return TRUE;
    }
  }
  return FALSE;
}

/* Typed text */

/* One comma between digits is what other countries write for the point. */
static void
point_for_comma (char *text)
{
  char *comma = strchr (text, ',');

  if (comma != NULL && strchr (text, '.') == NULL && strchr (comma + 1, ',') == NULL)
    *comma = '.';
}

/* "72", "36.5": no sign, no exponent, nothing that is not a plain number. */
static gboolean
read_number (const char **text, double *number)
{
  const char *p = *text;
  const char *begin;
  guint points = 0;
  char digits[32];

  while (g_ascii_isspace (*p))
    p++;
  begin = p;
  while (g_ascii_isdigit (*p) || (*p == '.' && g_ascii_isdigit (p[1]) && points++ == 0))
    p++;
  if (p == begin || *begin == '.' || (gsize)(p - begin) >= sizeof digits)
    return FALSE;

  memcpy (digits, begin, (gsize)(p - begin));
  digits[p - begin] = '\0';
  *number = g_ascii_strtod (digits, NULL);
  *text = p;
  return TRUE;
}

static double
round_to (double value, int decimals)
{
  double scale = pow (10, decimals);

  return decimals < 0 ? value : round (value * scale) / scale;
}

static MpsVital
unit_vital (MpsVital vital)
{
  return vital == MPS_VITAL_DIASTOLIC ? MPS_VITAL_SYSTOLIC : vital;
}

static gboolean
convert (MpsVital vital, const char *word, double typed, double *value)
{
  if (*word == '\0') {
    *value = typed;
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    if (units[i].vital == unit_vital (vital) && g_str_equal (units[i].word, word)) {
      *value = round_to ((typed - units[i].offset) * units[i].factor, units[i].decimals);
      return TRUE;
    }
  }
  return FALSE;
}

/* Signs of other widths and the like become plain ones, letters small ones, spaces around go. */
static char *
normalise (const char *text)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  char *lower = plain != NULL ? g_utf8_strdown (plain, -1) : g_strdup ("");

  g_strstrip (lower);
  point_for_comma (lower);
  return lower;
}

static void
fill (MpsVital vital, double value, MpsQuantity *quantity)
{
  *quantity = (MpsQuantity){ .value = value };
  g_strlcpy (quantity->unit, mps_vital_peek_unit (vital), sizeof quantity->unit);
}

/* 5'7", 5 ft 7 in */
static gboolean
read_feet_and_inches (const char *text, double *value)
{
  double feet;
  double inches;
  g_autofree char *rest = NULL;

  if (!read_number (&text, &feet))
    return FALSE;
  while (*text == ' ')
    text++;
  if (g_str_has_prefix (text, "ft"))
    text += strlen ("ft");
  else if (*text == '\'')
    text++;
  else
    return FALSE;
  if (!read_number (&text, &inches) || inches >= 12)
    return FALSE;
  rest = g_strstrip (g_strdup (text));
  if (!g_str_equal (rest, "") && !g_str_equal (rest, "in") && !g_str_equal (rest, "\""))
    return FALSE;

  *value = round_to (feet * 30.48 + inches * 2.54, 2);
  return TRUE;
}

/**
 * mps_vital_parse:
 * @vital: a vital sign
 * @text: what was typed: "36.5", "97.7 F", "70kg", "154 lb", "1.72 m", "5'7\""
 * @quantity: (out): it in the unit of mps_vital_peek_unit(); untouched unless it was understood
 *
 * A number without a unit is in that unit: nothing is guessed from its size.
 *
 * Returns: how it was understood
 */
MpsVitalParse
mps_vital_parse (MpsVital vital, const char *text, MpsQuantity *quantity)
{
  g_autofree char *plain = normalise (text);
  const char *rest = plain;
  double typed;
  double value;

  if (vital == MPS_VITAL_HEIGHT && read_feet_and_inches (plain, &value)) {
    fill (vital, value, quantity);
    return MPS_VITAL_PARSED;
  }
  if (!read_number (&rest, &typed))
    return MPS_VITAL_NO_NUMBER;
  while (g_ascii_isspace (*rest))
    rest++;
  if (g_ascii_isdigit (*rest) || *rest == '.' || *rest == ',')
    return MPS_VITAL_NO_NUMBER;
  if (!convert (vital, rest, typed, &value))
    return MPS_VITAL_NO_UNIT;
  if (value <= 0 || (vital == MPS_VITAL_OXYGEN && value > 100))
    return MPS_VITAL_NO_NUMBER;

  fill (vital, value, quantity);
  return MPS_VITAL_PARSED;
}

/**
 * mps_vital_parse_pressure:
 * @text: what was typed: "120/80", "120 / 80 mmHg", "16/10.7 kPa"
 * @systolic: (out): the first number, in mmHg; untouched unless both were understood
 * @diastolic: (out): the second one
 *
 * Returns: how it was understood
 */
MpsVitalParse
mps_vital_parse_pressure (const char *text, MpsQuantity *systolic, MpsQuantity *diastolic)
{
  g_autofree char *plain = normalise (text);
  const char *unit = plain;
  double first;
  double second;

  if (!read_number (&unit, &first))
    return MPS_VITAL_NO_NUMBER;
  while (*unit == ' ')
    unit++;
  if (*unit != '/' && *unit != '-')
    return MPS_VITAL_NO_NUMBER;
  unit++;
  if (!read_number (&unit, &second))
    return MPS_VITAL_NO_NUMBER;
  while (*unit == ' ')
    unit++;
  if (!convert (MPS_VITAL_SYSTOLIC, unit, first, &first) ||
      !convert (MPS_VITAL_SYSTOLIC, unit, second, &second))
    return MPS_VITAL_NO_UNIT;
  if (first <= 0 || second <= 0)
    return MPS_VITAL_NO_NUMBER;

  fill (MPS_VITAL_SYSTOLIC, first, systolic);
  fill (MPS_VITAL_DIASTOLIC, second, diastolic);
  return MPS_VITAL_PARSED;
}

/* Ranges */

static gboolean
read_limit (const char *group, const char *key, double *limit)
{
  g_autofree char *text = g_key_file_get_string (peek_table (), group, key, NULL);

  if (text == NULL)
    return FALSE;
  *limit = g_ascii_strtod (text, NULL);
  return TRUE;
}

static gboolean
group_fits (const char *group, const char *gender, gboolean has_age, guint months)
{
  g_autofree char *needed = g_key_file_get_string (peek_table (), group, "Gender", NULL);
  double from = 0;
  double to = 0;
  gboolean has_from = read_limit (group, "FromMonths", &from);
  gboolean has_to = read_limit (group, "ToMonths", &to);

  if (needed != NULL && g_strcmp0 (needed, gender) != 0)
    return FALSE;
  if (!has_from && !has_to)
    return TRUE;
  return has_age && (!has_from || months >= from) && (!has_to || months <= to);
}

static char *
dup_group (MpsVital vital, const char *gender, gboolean has_age, guint months)
{
  g_auto (GStrv) groups = g_key_file_get_groups (peek_table (), NULL);
  g_autofree char *prefix = g_strconcat (loincs[vital], "/", NULL);

  for (char **group = groups; *group != NULL; group++) {
    if (g_str_has_prefix (*group, prefix) && group_fits (*group, gender, has_age, months))
      return g_strdup (*group);
  }
  return NULL;
}

static void
read_range (const char *group, MpsReferenceRange *range)
{
  GKeyFile *file = peek_table ();

  range->has_low = read_limit (group, "Low", &range->low);
  range->has_high = read_limit (group, "High", &range->high);
  range->high_excluded = g_key_file_get_boolean (file, group, "HighExcluded", NULL);
  range->has_critical_low = read_limit (group, "CriticalLow", &range->critical_low);
  range->critical_low_included = g_key_file_get_boolean (file, group, "CriticalLowIncluded", NULL);
  range->has_critical_high = read_limit (group, "CriticalHigh", &range->critical_high);
  range->critical_high_included =
      g_key_file_get_boolean (file, group, "CriticalHighIncluded", NULL);
}

static gboolean
get_months (const char *birth_date, GDateTime *at, guint *months)
{
  const MpsPatient person = { .birth_date = (char *)birth_date };
  guint years;
  guint rest;

  if (birth_date == NULL || *birth_date == '\0' || at == NULL ||
      !mps_patient_get_age (&person, at, &years, &rest))
    return FALSE;
  *months = years * MONTHS + rest;
  return TRUE;
}

/**
 * mps_vital_judge:
 * @vital: a vital sign
 * @quantity: a value in its unit
 * @gender: (nullable): FHIR code of the person's sex
 * @birth_date: (nullable): FHIR date
 * @at: when it was measured, in the clinic's time zone
 * @verdict: (out): where it lies, by vital-ranges.ini
 */
void
mps_vital_judge (MpsVital vital,
                 const MpsQuantity *quantity,
                 const char *gender,
                 const char *birth_date,
                 GDateTime *at,
                 MpsVitalVerdict *verdict)
{
  MpsReferenceRange range = { 0 };
  guint months = 0;
  gboolean has_age = get_months (birth_date, at, &months);
  g_autofree char *group = dup_group (vital, gender, has_age, months);

  *verdict = (MpsVitalVerdict){ .interpretation = MPS_INTERPRETATION_UNKNOWN };
  if (group == NULL)
    return;

  read_range (group, &range);
  verdict->interpretation = mps_reference_range_judge (&range, quantity->value);
  verdict->has_low = range.has_low;
  verdict->low = range.low;
  verdict->has_high = range.has_high;
  verdict->high = range.high;
  verdict->has_plausible = read_limit (group, "PlausibleLow", &verdict->plausible_low) &&
                           read_limit (group, "PlausibleHigh", &verdict->plausible_high);
  verdict->implausible = verdict->has_plausible && (quantity->value < verdict->plausible_low ||
                                                    quantity->value > verdict->plausible_high);
  verdict->source = intern_value (group, "Source");
  verdict->as_of = intern_value (group, "AsOf");
}
