/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-patient.h"

#include "data/model/mps-json-private.h"
#include "data/model/mps-time-private.h"

#include <string.h>

static char *
dup_member (const MpsJson *json, guint32 object, const char *name)
{
  guint32 node;
  if (!mps_json_find_kind (json, object, name, MPS_JSON_STRING, &node))
    return g_strdup ("");
  return mps_json_dup_text (json, node);
}

static gboolean
member_equals (const MpsJson *json, guint32 object, const char *name, const char *value)
{
  g_autofree char *text = dup_member (json, object, name);
  return strcmp (text, value) == 0;
}

/* A name is shown on one line whatever the record holds. */
static char *
collapse_space (const char *text)
{
  GString *line = g_string_new (NULL);
  gboolean gap = FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar character = g_utf8_get_char (p);
    if (g_unichar_isspace (character) || g_unichar_iscntrl (character)) {
      gap = line->len > 0;
      continue;
    }
    if (gap)
      g_string_append_c (line, ' ');
    gap = FALSE;
    g_string_append_unichar (line, character);
  }
  return g_string_free (line, FALSE);
}

/* Names in Hangul or Chinese characters are written family first and without a space. */
static gboolean
is_east_asian (const char *text)
{
  gboolean any = FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar character = g_utf8_get_char (p);
    if (!g_unichar_isalpha (character))
      continue;
    GUnicodeScript script = g_unichar_get_script (character);
    if (script != G_UNICODE_SCRIPT_HANGUL && script != G_UNICODE_SCRIPT_HAN)
      return FALSE;
    any = TRUE;
  }
  return any;
}

static char *
join_given (const MpsJson *json, guint32 name)
{
  guint32 list;
  g_autoptr (GString) given = g_string_new (NULL);
  if (!mps_json_find_kind (json, name, "given", MPS_JSON_ARRAY, &list))
    return g_strdup ("");

  guint32 end = mps_json_peek (json, list)->next;
  for (guint32 at = list + 1; at < end; at = mps_json_peek (json, at)->next) {
    if (mps_json_peek (json, at)->kind != MPS_JSON_STRING)
      continue;
    g_autofree char *part = mps_json_dup_text (json, at);
    g_string_append_printf (given, "%s%s", given->len > 0 ? " " : "", part);
  }
  return g_strdup (given->str);
}

static char *
format_name (const MpsJson *json, guint32 name)
{
  g_autofree char *text = dup_member (json, name, "text");
  if (*text != '\0')
    return collapse_space (text);

  g_autofree char *family = dup_member (json, name, "family");
  g_autofree char *given = join_given (json, name);
  g_autofree char *both = g_strconcat (family, given, NULL);
  if (is_east_asian (both)) {
    g_auto (GStrv) parts = g_strsplit (both, " ", -1);
    g_autofree char *joined = g_strjoinv ("", parts);
    return collapse_space (joined);
  }
  g_autofree char *western = g_strconcat (given, " ", family, NULL);
  return collapse_space (western);
}

/* The official name, or else the first that is still in use, or else the first. */
static int
rank_name (const MpsJson *json, guint32 name)
{
  guint32 ended;
  if (member_equals (json, name, "use", "old") || member_equals (json, name, "use", "maiden"))
    return 3;
  if (mps_json_find_kind (json, name, "period", MPS_JSON_OBJECT, &ended) &&
      mps_json_find (json, ended, "end", &ended))
    return 2;
  return member_equals (json, name, "use", "official") ? 0 : 1;
}

static char *
dup_name (const MpsJson *json)
{
  guint32 list;
  int best = G_MAXINT;
  g_autofree char *found = g_strdup ("");
  if (!mps_json_find_kind (json, 0, "name", MPS_JSON_ARRAY, &list))
    return g_steal_pointer (&found);

  guint32 end = mps_json_peek (json, list)->next;
  for (guint32 at = list + 1; at < end; at = mps_json_peek (json, at)->next) {
    g_autofree char *name = format_name (json, at);
    int rank = rank_name (json, at);
    if (*name == '\0' || rank >= best)
      continue;
    best = rank;
    g_free (found);
    found = g_steal_pointer (&name);
  }
  return g_steal_pointer (&found);
}

/* Identifier type MR of HL7's table 0203: medical record number. */
static gboolean
is_chart_number (const MpsJson *json, guint32 identifier)
{
  guint32 type, list;
  if (member_equals (json, identifier, "use", "old") ||
      !mps_json_find_kind (json, identifier, "type", MPS_JSON_OBJECT, &type) ||
      !mps_json_find_kind (json, type, "coding", MPS_JSON_ARRAY, &list))
    return FALSE;

  guint32 end = mps_json_peek (json, list)->next;
  for (guint32 at = list + 1; at < end; at = mps_json_peek (json, at)->next)
    if (member_equals (json, at, "code", "MR"))
      return TRUE;
  return FALSE;
}

static gboolean
is_phone (const MpsJson *json, guint32 telecom)
{
  return member_equals (json, telecom, "system", "phone") &&
         !member_equals (json, telecom, "use", "old");
}

static char *
dup_first_value (const MpsJson *json,
                 const char *name,
                 gboolean (*accepts) (const MpsJson *json, guint32 item))
{
  guint32 list;
  if (!mps_json_find_kind (json, 0, name, MPS_JSON_ARRAY, &list))
    return g_strdup ("");

  guint32 end = mps_json_peek (json, list)->next;
  for (guint32 at = list + 1; at < end; at = mps_json_peek (json, at)->next) {
    g_autofree char *value = dup_member (json, at, "value");
    if (*value != '\0' && accepts (json, at))
      return collapse_space (value);
  }
  return g_strdup ("");
}

static gboolean
read_deceased (const MpsJson *json)
{
  guint32 node;
  if (mps_json_find (json, 0, "deceasedDateTime", &node))
    return TRUE;
  return mps_json_find_kind (json, 0, "deceasedBoolean", MPS_JSON_BOOLEAN, &node) &&
         json->text[mps_json_peek (json, node)->start] == 't';
}

/**
 * mps_patient_new_from_resource:
 * @resource: a Patient
 *
 * Of several names the official one counts, then one that is in use.
 *
 * Returns: (transfer full) (nullable): what it says, or %NULL with %MPS_MODEL_ERROR_INVALID when
 *   @resource is no Patient
 */
MpsPatient *
mps_patient_new_from_resource (MpsResource *resource, GError **error)
{
  if (strcmp (mps_resource_peek_type (resource), "Patient") != 0) {
    g_set_error (error,
                 MPS_MODEL_ERROR,
                 MPS_MODEL_ERROR_INVALID,
                 "a Patient is needed (this is a record of type %s)",
                 mps_resource_peek_type (resource));
    return NULL;
  }
  g_autoptr (MpsJson) json = mps_json_parse (mps_resource_peek_json (resource), -1, error);
  if (json == NULL)
    return NULL;

  MpsPatient *patient = g_new0 (MpsPatient, 1);
  patient->id = g_strdup (mps_resource_peek_id (resource));
  patient->name = dup_name (json);
  patient->gender = dup_member (json, 0, "gender");
  patient->birth_date = dup_member (json, 0, "birthDate");
  patient->deceased = read_deceased (json);
  patient->chart_number = dup_first_value (json, "identifier", is_chart_number);
  patient->phone = dup_first_value (json, "telecom", is_phone);
  return patient;
}

/**
 * mps_patient_copy:
 * @patient: a patient
 *
 * Returns: (transfer full): a copy
 */
MpsPatient *
mps_patient_copy (const MpsPatient *patient)
{
  MpsPatient *copy = g_new0 (MpsPatient, 1);
  copy->id = g_strdup (patient->id);
  copy->name = g_strdup (patient->name);
  copy->gender = g_strdup (patient->gender);
  copy->birth_date = g_strdup (patient->birth_date);
  copy->deceased = patient->deceased;
  copy->chart_number = g_strdup (patient->chart_number);
  copy->phone = g_strdup (patient->phone);
  return copy;
}

/**
 * mps_patient_free:
 * @patient: (transfer full) (nullable): a patient
 */
void
mps_patient_free (MpsPatient *patient)
{
  if (patient == NULL)
    return;

  g_free (patient->id);
  g_free (patient->name);
  g_free (patient->gender);
  g_free (patient->birth_date);
  g_free (patient->chart_number);
  g_free (patient->phone);
  g_free (patient);
}

/**
 * mps_patient_get_age:
 * @patient: a patient
 * @at: the day that counts, in the time zone of the clinic
 * @years: (out): whole years
 * @months: (out): whole months since the last birthday, 0…11
 *
 * Where only the year or the month of birth is known, its first day counts, so that the age may
 * be up to a year, or a month, too high. Whoever was born on 29 February turns older on 1 March
 * of common years.
 *
 * Returns: whether the age is known; FALSE without a birth date and before it, outputs untouched
 */
gboolean
mps_patient_get_age (const MpsPatient *patient, GDateTime *at, guint *years, guint *months)
{
  MpsTimeParts birth;
  int year, month, day;
  if (patient->birth_date == NULL ||
      !mps_time_read (patient->birth_date, strlen (patient->birth_date), &birth))
    return FALSE;

  g_date_time_get_ymd (at, &year, &month, &day);
  int whole = (year - (int)birth.year) * 12 + month - (int)birth.month;
  if (day < (int)birth.day)
    whole--;
  if (whole < 0)
    return FALSE;

  *years = (guint)whole / 12;
  *months = (guint)whole % 12;
  return TRUE;
}
