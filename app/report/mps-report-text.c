/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-text-private.h"

#include "mps-report-resources.h"

#include <math.h>
#include <string.h>

#define CATALOGUE_PATH "/org/manpasik/report/report-text.ini"
#define MAX_PARTS 8

static gpointer
load_catalogue (gpointer data)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_report_data_get_resource (), CATALOGUE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gboolean loaded = g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, NULL);
  g_assert (loaded);
  return file;
}

static GKeyFile *
peek_catalogue (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, load_catalogue, NULL);
}

/* Puts @parts in the places {1}, {2} … */
static char *
fill_in (const char *pattern, const char *const *parts, guint n_parts)
{
  GString *text = g_string_new (NULL);
  for (const char *p = pattern; *p != '\0'; p++) {
    guint part = p[0] == '{' && g_ascii_isdigit (p[1]) && p[2] == '}' ? (guint)(p[1] - '0') : 0;
    if (part == 0 || part > n_parts) {
      g_string_append_c (text, *p);
      continue;
    }
    g_string_append (text, parts[part - 1]);
    p += 2;
  }
  return g_string_free (text, FALSE);
}

/**
 * mps_report_text:
 * @language: "ko" or "en"
 * @key: group of report-text.ini
 * @...: texts for {1}, {2} …, then %NULL
 *
 * Returns: (transfer full): the text in that language, in English where there is none
 */
char *
mps_report_text (const char *language, const char *key, ...)
{
  const char *parts[MAX_PARTS] = { NULL };
  guint n = 0;
  va_list arguments;
  va_start (arguments, key);
  for (const char *part = va_arg (arguments, const char *); part != NULL && n < MAX_PARTS;
       part = va_arg (arguments, const char *))
    parts[n++] = part;
  va_end (arguments);

  g_autofree char *pattern =
      g_key_file_get_locale_string (peek_catalogue (), key, "text", language, NULL);
  g_return_val_if_fail (pattern != NULL, g_strdup (key));
  return fill_in (pattern, parts, n);
}

/**
 * mps_report_text_number:
 * @value: a number
 * @significant: figures to show; figures before the point are never rounded away
 *
 * Both languages of a report write a point; the language of the process does not matter.
 *
 * Returns: (transfer full): the number, with a true minus sign
 */
char *
mps_report_text_number (double value, guint significant)
{
  char format[16], digits[G_ASCII_DTOSTR_BUF_SIZE + 320];
  double magnitude = fabs (value);
  int before = magnitude > 0 ? (int)floor (log10 (magnitude)) + 1 : (int)significant;
  g_snprintf (format, sizeof format, "%%.%df", CLAMP ((int)significant - before, 0, 15));
  g_ascii_formatd (digits, sizeof digits, format, magnitude);
  return g_strconcat (value < 0 ? "\u2212" : "", digits, NULL);
}

static int
count_decimals (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (digits, sizeof digits, "%.6g", value);
  const char *point = strchr (digits, '.');
  return point == NULL || strchr (digits, 'e') != NULL ? 0 : (int)strlen (point + 1);
}

/* A limit with the figures that it has; those of a pair have equally many. */
static char *
dup_limit (double value, double beside)
{
  char format[16], digits[G_ASCII_DTOSTR_BUF_SIZE + 320];
  int decimals = MAX (count_decimals (value), count_decimals (beside));
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (digits, sizeof digits, format, value);
  return g_strdup (digits);
}

/**
 * mps_report_text_quantity:
 * @quantity: a quantity
 *
 * Returns: (transfer full): "< 20.0 mg/dL"
 */
char *
mps_report_text_quantity (const MpsQuantity *quantity)
{
  g_autofree char *number = mps_report_text_number (quantity->value, 3);
  g_autofree char *unit = mps_unit_display (quantity->unit);
  const char *comparator = mps_comparator_to_string (quantity->comparator);
  return g_strconcat (
      comparator, *comparator != '\0' ? " " : "", number, *unit != '\0' ? " " : "", unit, NULL);
}

static char *
dup_month (const char *language, guint month)
{
  g_autofree char *names = mps_report_text (language, "months", NULL);
  g_auto (GStrv) list = g_strsplit (names, " ", 12);
  return g_strdup (list[CLAMP (month, 1, 12) - 1]);
}

/**
 * mps_report_text_date:
 * @language: "ko" or "en"
 * @fhir_date: a date, possibly without day or month
 *
 * Returns: (transfer full): the date in words, as exact as it is
 */
char *
mps_report_text_date (const char *language, const char *fhir_date)
{
  static const char *const keys[] = { "date-year", "date-month", "date" };
  g_auto (GStrv) parts = g_strsplit (fhir_date, "-", 3);
  guint n = g_strv_length (parts);
  if (n == 0)
    return g_strdup ("");

  guint month_number = n > 1 ? (guint)g_ascii_strtoull (parts[1], NULL, 10) : 1;
  guint day_number = n > 2 ? (guint)g_ascii_strtoull (parts[2], NULL, 10) : 1;
  g_autofree char *name = dup_month (language, month_number);
  g_autofree char *month = g_strdup_printf ("%u", month_number);
  g_autofree char *day = g_strdup_printf ("%u", day_number);
  return mps_report_text (language, keys[n - 1], parts[0], month, day, name, NULL);
}

/**
 * mps_report_text_day:
 * @language: "ko" or "en"
 * @time: a time
 *
 * Returns: (transfer full): its date, in its own zone
 */
char *
mps_report_text_day (const char *language, GDateTime *time)
{
  g_autofree char *date = g_strdup_printf ("%04d-%02d-%02d",
                                           g_date_time_get_year (time),
                                           g_date_time_get_month (time),
                                           g_date_time_get_day_of_month (time));
  return mps_report_text_date (language, date);
}

/**
 * mps_report_text_time:
 * @language: "ko" or "en"
 * @time: a time
 *
 * Returns: (transfer full): its date and time, in its own zone
 */
char *
mps_report_text_time (const char *language, GDateTime *time)
{
  g_autofree char *day = mps_report_text_day (language, time);
  return g_strdup_printf (
      "%s %02d:%02d", day, g_date_time_get_hour (time), g_date_time_get_minute (time));
}

/**
 * mps_report_text_range:
 * @language: "ko" or "en"
 * @range: (nullable): a reference range
 * @ucum: its unit
 *
 * Returns: (transfer full): the range in words
 */
char *
mps_report_text_range (const char *language, const MpsReferenceRange *range, const char *ucum)
{
  if (range == NULL || (!range->has_low && !range->has_high))
    return mps_report_text (language, "no-reference", NULL);

  g_autofree char *unit = mps_unit_display (ucum);
  double first = range->has_low ? range->low : range->high;
  double last = range->has_high ? range->high : range->low;
  g_autofree char *low = dup_limit (first, last);
  g_autofree char *high = dup_limit (last, first);
  if (!range->has_high)
    return mps_report_text (language, "range-low", low, unit, NULL);
  if (!range->has_low)
    return mps_report_text (
        language, range->high_excluded ? "range-below" : "range-high", high, unit, NULL);
  return mps_report_text (
      language, range->high_excluded ? "range-both-below" : "range-both", low, high, unit, NULL);
}

/* The numbers of a fixed text become #, and are given back in order. */
static char *
take_numbers (const char *text, GPtrArray *numbers)
{
  GString *pattern = g_string_new (NULL);
  const char *p = text;
  while (*p != '\0') {
    if (!g_ascii_isdigit (*p)) {
      g_string_append_c (pattern, *p++);
      continue;
    }
    const char *end = p;
    while (g_ascii_isdigit (*end))
      end++;
    g_ptr_array_add (numbers, g_strndup (p, (gsize)(end - p)));
    g_string_append_c (pattern, '#');
    p = end;
  }
  return g_string_free (pattern, FALSE);
}

/* A text that the catalogue does not know stays English: better than nothing. */
static char *
translate_fixed (const char *language, const char *kind, const char *text)
{
  g_autoptr (GPtrArray) numbers = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *pattern = take_numbers (text, numbers);
  g_autofree char *group = g_strconcat (kind, " ", pattern, NULL);
  g_autofree char *found =
      g_key_file_get_locale_string (peek_catalogue (), group, "text", language, NULL);
  if (found == NULL)
    return g_strdup (text);
  return fill_in (found, (const char *const *)numbers->pdata, numbers->len);
}

/**
 * mps_report_text_flags:
 * @language: "ko" or "en"
 * @flags: (nullable): flag words of a result, joined by "; "
 *
 * Returns: (transfer full): a sentence for each, or nothing
 */
char *
mps_report_text_flags (const char *language, const char *flags)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) words = g_strsplit (flags != NULL ? flags : "", "; ", -1);
  for (char **word = words; *word != NULL; word++) {
    if (**word == '\0')
      continue;
    g_autofree char *sentence = translate_fixed (language, "flag", *word);
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
  }
  return g_strdup (text->str);
}

/**
 * mps_report_text_reason:
 * @language: "ko" or "en"
 * @reason: (nullable): why a run is invalid, in the program's fixed English
 *
 * Returns: (transfer full): the reason in that language
 */
char *
mps_report_text_reason (const char *language, const char *reason)
{
  if (reason == NULL || *reason == '\0')
    return mps_report_text (language, "unfinished", NULL);
  return translate_fixed (language, "reason", reason);
}

/**
 * mps_report_text_word:
 * @language: "ko" or "en"
 * @kind: what the code is of
 * @code: a code of FHIR
 *
 * Returns: (transfer full): the word for it, or the code where the catalogue has none
 */
char *
mps_report_text_word (const char *language, const char *kind, const char *code)
{
  return translate_fixed (language, kind, code);
}

/**
 * mps_report_text_key_for:
 * @interpretation: where a value lies
 *
 * Returns: key of the word for it
 */
const char *
mps_report_text_key_for (MpsInterpretation interpretation)
{
  switch (interpretation) {
  case MPS_INTERPRETATION_NORMAL:
    return "normal";
  case MPS_INTERPRETATION_LOW:
    return "low";
  case MPS_INTERPRETATION_HIGH:
    return "high";
  case MPS_INTERPRETATION_CRITICAL_LOW:
    return "critical-low";
  case MPS_INTERPRETATION_CRITICAL_HIGH:
    return "critical-high";
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    return "not-judged";
  }
}
