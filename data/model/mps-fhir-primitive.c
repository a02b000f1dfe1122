/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-fhir-primitive-private.h"

#include "data/model/mps-resource.h"
#include "data/model/mps-time-private.h"

#include <math.h>
#include <string.h>

/* The formats of https://hl7.org/fhir/R4/datatypes.html#primitive, by their regular expressions
 * there, and a day must exist in its month. */

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* R4: no text may be empty or hold a control character but tab, line feed and return. */
static gboolean
is_text (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar)text[i] < 0x20 && !is_space (text[i]))
      return FALSE;
  return length > 0;
}

static gboolean
is_uri (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar)text[i] <= 0x20)
      return FALSE;
  return length > 0;
}

/* No space at the ends, and none beside another. */
static gboolean
is_code (const char *text, gsize length)
{
  gboolean after_space = TRUE;
  for (gsize i = 0; i < length; i++) {
    gboolean space = is_space (text[i]);
    if ((space && after_space) || (!space && (guchar)text[i] < 0x20))
      return FALSE;
    after_space = space;
  }
  return length > 0 && !after_space;
}

static gboolean
is_id (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '.')
      return FALSE;
  return length > 0 && length <= 64;
}

static gboolean
is_base64 (const char *text, gsize length)
{
  gsize digits = 0, padding = 0;
  for (gsize i = 0; i < length; i++) {
    if (is_space (text[i]))
      continue;
    if (text[i] == '=')
      padding++;
    else if (padding > 0 || (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/'))
      return FALSE;
    digits++;
  }
  return digits > 0 && digits % 4 == 0 && padding <= 2;
}

/* "urn:oid:" and numbers without leading zeros between dots, the first of them 0…2. */
static gboolean
is_oid (const char *text, gsize length)
{
  if (length < 11 || memcmp (text, "urn:oid:", 8) != 0 || text[8] < '0' || text[8] > '2')
    return FALSE;

  gsize i = 9;
  while (i < length) {
    gsize first = i + 1;
    if (text[i] != '.')
      return FALSE;
    for (i = first; i < length && g_ascii_isdigit (text[i]);)
      i++;
    if (i == first || (text[first] == '0' && i > first + 1))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_uuid (const char *text, gsize length)
{
  if (length != 45 || memcmp (text, "urn:uuid:", 9) != 0)
    return FALSE;

  for (gsize i = 0; i < 36; i++) {
    char c = text[9 + i];
    gboolean dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !(g_ascii_isdigit (c) || (c >= 'a' && c <= 'f')))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_date (const char *text, gsize length)
{
  MpsTimeParts parts;
  return mps_time_read (text, length, &parts) && parts.precision != MPS_TIME_SECOND;
}

static gboolean
is_date_time (const char *text, gsize length)
{
  MpsTimeParts parts;
  return mps_time_read (text, length, &parts);
}

static gboolean
is_instant (const char *text, gsize length)
{
  MpsTimeParts parts;
  return mps_time_read (text, length, &parts) && parts.precision == MPS_TIME_SECOND;
}

/* A number that a double cannot hold would turn into infinity later on. */
static gboolean
is_decimal (const char *text, gsize length)
{
  char short_text[64];
  if (length < sizeof short_text) {
    memcpy (short_text, text, length);
    short_text[length] = '\0';
    return isfinite (g_ascii_strtod (short_text, NULL));
  }
  g_autofree char *copy = g_strndup (text, length);
  return isfinite (g_ascii_strtod (copy, NULL));
}

static gboolean
is_integer_from (const char *text, gsize length, gint64 least)
{
  char digits[16];
  if (length >= sizeof digits || memchr (text, '.', length) != NULL ||
      memchr (text, 'e', length) != NULL || memchr (text, 'E', length) != NULL)
    return FALSE;

  memcpy (digits, text, length);
  digits[length] = '\0';
  gint64 value = g_ascii_strtoll (digits, NULL, 10);
  return value >= least && value <= G_MAXINT32;
}

static gboolean
is_integer (const char *text, gsize length)
{
  return is_integer_from (text, length, G_MININT32);
}

static gboolean
is_unsigned (const char *text, gsize length)
{
  return is_integer_from (text, length, 0);
}

static gboolean
is_positive (const char *text, gsize length)
{
  return is_integer_from (text, length, 1);
}

static gboolean
is_boolean (const char *text, gsize length)
{
  return TRUE;
}

typedef struct {
  MpsJsonKind kind;
  gboolean (*holds) (const char *text, gsize length);
  const char *expected;
} Format;

static const Format formats[] = {
  [MPS_FHIR_BASE64] = { MPS_JSON_STRING, is_base64, "base64 text" },
  [MPS_FHIR_BOOLEAN] = { MPS_JSON_BOOLEAN, is_boolean, "true or false" },
  [MPS_FHIR_CANONICAL] = { MPS_JSON_STRING, is_uri, "an address (canonical) without spaces" },
  [MPS_FHIR_CODE] = { MPS_JSON_STRING,
                      is_code,
                      "a code: text without spaces at its ends and without double spaces" },
  [MPS_FHIR_DATE] = { MPS_JSON_STRING, is_date, "a date, such as 1990, 1990-05 or 1990-05-17" },
  [MPS_FHIR_DATE_TIME] = { MPS_JSON_STRING,
                           is_date_time,
                           "a date, or a date and time with a zone, such as 2024-05-17 or "
                           "2024-05-17T18:23:47+09:00" },
  [MPS_FHIR_DECIMAL] = { MPS_JSON_NUMBER, is_decimal, "a number" },
  [MPS_FHIR_ID] = { MPS_JSON_STRING, is_id, "an id: 1 to 64 letters, digits, \"-\" or \".\"" },
  [MPS_FHIR_INSTANT] = { MPS_JSON_STRING,
                         is_instant,
                         "a date and time to the second with a zone, such as "
                         "2024-05-17T18:23:47+09:00" },
  [MPS_FHIR_INTEGER] = { MPS_JSON_NUMBER, is_integer, "a whole number" },
  [MPS_FHIR_MARKDOWN] = { MPS_JSON_STRING, is_text, "text that is not empty" },
  [MPS_FHIR_OID] = { MPS_JSON_STRING, is_oid, "an OID, such as urn:oid:1.2.3" },
  [MPS_FHIR_POSITIVE_INT] = { MPS_JSON_NUMBER, is_positive, "a whole number of 1 or more" },
  [MPS_FHIR_STRING] = { MPS_JSON_STRING, is_text, "text that is not empty" },
  [MPS_FHIR_TIME] = { MPS_JSON_STRING,
                      mps_time_read_clock,
                      "a time without a zone, such as 18:23:47" },
  [MPS_FHIR_UNSIGNED_INT] = { MPS_JSON_NUMBER, is_unsigned, "a whole number of 0 or more" },
  [MPS_FHIR_URI] = { MPS_JSON_STRING, is_uri, "an address (URI) without spaces" },
  [MPS_FHIR_URL] = { MPS_JSON_STRING, is_uri, "an address (URL) without spaces" },
  [MPS_FHIR_UUID] = { MPS_JSON_STRING,
                      is_uuid,
                      "a UUID, such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520" },
  [MPS_FHIR_XHTML] = { MPS_JSON_STRING, is_text, "text (XHTML)" },
};

/**
 * mps_fhir_primitive_check:
 * @json: a text
 * @node: a value in it
 * @primitive: the format it must have
 * @expected: (out): on failure, what is expected, to follow "must be"
 *
 * Returns: whether the value is of that format
 */
gboolean
mps_fhir_primitive_check (const MpsJson *json,
                          guint32 node,
                          MpsFhirPrimitive primitive,
                          const char **expected)
{
  const Format *format = &formats[primitive];
  const MpsJsonNode *value = mps_json_peek (json, node);
  gboolean holds = value->kind == format->kind;
  if (holds && value->escaped) {
    g_autofree char *plain = mps_json_dup_text (json, node);
    holds = format->holds (plain, strlen (plain));
  } else if (holds) {
    holds = format->holds (json->text + value->start, value->length);
  }
  if (!holds)
    *expected = format->expected;
  return holds;
}

/**
 * mps_fhir_id_is_valid:
 * @id: (nullable): a text
 *
 * Returns: whether it may be the id of a FHIR R4 resource
 */
gboolean
mps_fhir_id_is_valid (const char *id)
{
  return id != NULL && is_id (id, strlen (id));
}
