/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-resource.h"

#include <string.h>

/* A small record with every kind of value, that passes. */
static const char good[] =
    "{\"resourceType\":\"Observation\",\"id\":\"a-1.B\",\"meta\":{\"versionId\":\"7\"},"
    "\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"given\":[null,\"b\"],"
    "\"_given\":[{\"extension\":[{\"url\":\"http://x\",\"valueCode\":\"y\"}]},null]}]}],"
    "\"status\":\"final\",\"code\":{\"text\":\"\\ud55c\\uae00 \\ud83d\\ude00\"},"
    "\"issued\":\"2024-02-29T23:59:60.123Z\",\"valueQuantity\":{\"value\":-1.50E+3},"
    "\"component\":[{\"code\":{\"text\":\"c\"},\"valueBoolean\":true}],"
    "\"futureElement\":{\"kept\":[]},\"futureNull\":null}";

typedef struct {
  const char *json;
  int code;
  const char *message;
} Sample;

static void
check_samples (const Sample *samples, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    gboolean passes = mps_fhir_check (samples[i].json, -1, &error);
    g_test_message ("sample %zu", i);
    if (samples[i].message == NULL) {
      g_assert_no_error (error);
      g_assert_true (passes);
      continue;
    }
    g_assert_false (passes);
    g_assert_error (error, MPS_MODEL_ERROR, samples[i].code);
    g_assert_cmpstr (error->message, ==, samples[i].message);
  }
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (mps_fhir_check (good, -1, &error));
  g_assert_no_error (error);
}

/* Cut at any byte, a record is never taken for a whole one. */
static void
test_truncated (void)
{
  for (gssize length = 0; length < (gssize)strlen (good); length++) {
    g_autoptr (GError) error = NULL;
    /* A copy of exactly this size, so that a sanitizer sees a read beyond it. */
    g_autofree char *cut = g_memdup2 (good, (gsize)length);
    g_assert_false (mps_fhir_check (cut != NULL ? cut : "", length, &error));
    g_assert_error (error, MPS_MODEL_ERROR, MPS_MODEL_ERROR_SYNTAX);
  }
}

/* Damaged anywhere, the check ends with an answer, and with an error that says something. */
static void
test_damaged (void)
{
  static const char marks[] = "\"{}[],:\\ 0-.eE\x01\xff\xc3tn_/";
  gsize length = strlen (good);
  for (gsize at = 0; at < length; at++) {
    for (gsize mark = 0; mark < sizeof marks; mark++) {
      g_autoptr (GError) error = NULL;
      g_autofree char *damaged = g_memdup2 (good, length);
      damaged[at] = marks[mark];
      if (!mps_fhir_check (damaged, (gssize)length, &error))
        g_assert_true (error != NULL && *error->message != '\0');
    }
  }
}

#define SYNTAX MPS_MODEL_ERROR_SYNTAX
#define INVALID MPS_MODEL_ERROR_INVALID

static void
test_syntax (void)
{
  static const Sample samples[] = {
    { "", SYNTAX, "not valid JSON: the text ends too early at line 1, column 1" },
    { "{\"resourceType\":\"Patient\",\n \"id\":\"1\",\"id\":\"2\"}",
      SYNTAX,
      "not valid JSON: the same name twice in one object, at line 2, column 11" },
    { "{\"resourceType\":\"Patient\",\"x\":1,\"\\u0078\":1}",
      SYNTAX,
      "not valid JSON: the same name twice in one object, at line 1, column 33" },
    { "{\"resourceType\":\"Patient\"} {}",
      SYNTAX,
      "not valid JSON: more text after the end of the value at line 1, column 28" },
    { "{\"한글\":tru}", SYNTAX, "not valid JSON: an unexpected character at line 1, column 7" },
    { "{\"a\":1,}", SYNTAX, "not valid JSON: a name in quotes is missing at line 1, column 8" },
    { "[1,]", SYNTAX, "not valid JSON: an unexpected character at line 1, column 4" },
    { "[1 2]", SYNTAX, "not valid JSON: a missing comma or closing bracket at line 1, column 4" },
    { "{\"a\" 1}", SYNTAX, "not valid JSON: a missing colon at line 1, column 6" },
    { "[01]", SYNTAX, "not valid JSON: a missing comma or closing bracket at line 1, column 3" },
    { "[1.]", SYNTAX, "not valid JSON: a malformed number at line 1, column 2" },
    { "[-]", SYNTAX, "not valid JSON: a malformed number at line 1, column 2" },
    { "[1e]", SYNTAX, "not valid JSON: a malformed number at line 1, column 2" },
    { "[.5]", SYNTAX, "not valid JSON: an unexpected character at line 1, column 2" },
    { "[NaN]", SYNTAX, "not valid JSON: an unexpected character at line 1, column 2" },
    { "['a']", SYNTAX, "not valid JSON: an unexpected character at line 1, column 2" },
    { "// no\n{}", SYNTAX, "not valid JSON: an unexpected character at line 1, column 1" },
    { "[\"\\x\"]", SYNTAX, "not valid JSON: an escape that does not exist at line 1, column 3" },
    { "[\"\\u00\"]", SYNTAX, "not valid JSON: an escape that does not exist at line 1, column 3" },
    { "[\"\\u0000\"]",
      SYNTAX,
      "not valid JSON: an escape that does not exist at line 1, column 3" },
    { "[\"\\ud800\"]",
      SYNTAX,
      "not valid JSON: an escape that does not exist at line 1, column 3" },
    { "[\"\\udc00\"]",
      SYNTAX,
      "not valid JSON: an escape that does not exist at line 1, column 3" },
    { "[\"a\nb\"]",
      SYNTAX,
      "not valid JSON: a control character inside a text at line 1, column 4" },
    { "[\"a",
      SYNTAX,
      "not valid JSON: the text ends inside the quotation that begins at line 1, column 2" },
    { "[\"\xff\"]", SYNTAX, "not valid JSON: a byte that is not UTF-8 at line 1, column 3" },
    { "\xef\xbb\xbf{}",
      SYNTAX,
      "not valid JSON: a byte order mark, which JSON may not have, at line 1, column 1" },
  };
  check_samples (samples, G_N_ELEMENTS (samples));
}

static void
test_depth (void)
{
  for (guint depth = 62; depth <= 64; depth++) {
    g_autoptr (GString) text = g_string_new ("{\"resourceType\":\"Patient\",\"x\":");
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < depth; i++)
      g_string_append_c (text, '[');
    for (guint i = 0; i < depth; i++)
      g_string_append_c (text, ']');
    g_string_append_c (text, '}');
    g_assert_cmpint (mps_fhir_check (text->str, -1, &error), ==, depth + 1 <= 64);
    if (depth + 1 > 64)
      g_assert_error (error, MPS_MODEL_ERROR, MPS_MODEL_ERROR_SYNTAX);
  }
  g_autofree char *hostile = g_strnfill (1000000, '[');
  g_assert_false (mps_fhir_check (hostile, -1, NULL));
}

/* Many names in one object: found when equal, and not in quadratic time. */
static void
test_many_names (void)
{
  for (guint equal = 0; equal < 2; equal++) {
    g_autoptr (GString) text = g_string_new ("{\"resourceType\":\"Patient\"");
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < 20000; i++)
      g_string_append_printf (text, ",\"x%u\":%u", i, i);
    g_string_append (text, equal ? ",\"x9\":1}" : ",\"y\":1}");
    g_assert_cmpint (mps_fhir_check (text->str, -1, &error), ==, !equal);
  }
}

#define OBSERVATION(rest)                                                                          \
  "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"}" rest "}"
#define PATIENT(rest) "{\"resourceType\":\"Patient\"" rest "}"

static void
test_structure (void)
{
  static const Sample samples[] = {
    { "[]", INVALID, "a FHIR resource must be an object (this is a list)" },
    { "{}", INVALID, "the record has no resourceType, so it is not a FHIR resource" },
    { "{\"resourceType\":1}",
      INVALID,
      "the record has no resourceType, so it is not a FHIR resource" },
    { "{\"resourceType\":\"Foo\"}",
      INVALID,
      "the record has a resourceType that FHIR R4 (4.0.1) does not know" },
    { "{\"resourceType\":\"Quantity\"}",
      INVALID,
      "Quantity has a resourceType that FHIR R4 (4.0.1) does not know" },
    { "{\"resourceType\":\"DomainResource\"}",
      INVALID,
      "DomainResource has a resourceType that FHIR R4 (4.0.1) does not know" },
    { "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/1\"},"
      "\"category\":{\"text\":\"x\"}}",
      INVALID,
      "Condition.category must be a list (it is a single object)" },
    { OBSERVATION (",\"valueTime\":\"18:23:47+09:00\""),
      INVALID,
      "Observation.valueTime must be a time without a zone, such as 18:23:47" },
    { OBSERVATION (",\"valueTime\":\"18:23:47.5\""), 0, NULL },
    { OBSERVATION (",\"subject\":[{\"reference\":\"Patient/1\"}]"),
      INVALID,
      "Observation.subject must be a single value (it is a list)" },
    { OBSERVATION (",\"subject\":\"Patient/1\""),
      INVALID,
      "Observation.subject must be an object (it is text)" },
    { OBSERVATION (",\"category\":[]"),
      INVALID,
      "Observation.category must not be an empty list; leave it out instead" },
    { OBSERVATION (",\"subject\":{}"),
      INVALID,
      "Observation.subject must not be an empty object; leave it out instead" },
    { OBSERVATION (",\"subject\":null"),
      INVALID,
      "Observation.subject must not be null; leave it out instead" },
    { OBSERVATION (",\"category\":[null]"), INVALID, "Observation.category[0] must not be null" },
    { OBSERVATION (",\"valueString\":\"a\",\"valueBoolean\":true"),
      INVALID,
      "Observation.value[x] may be given once; it is there as valueString and as valueBoolean" },
    { OBSERVATION (",\"valueString\":\"a\",\"_valueString\":{\"id\":\"b\"}"), 0, NULL },
    { OBSERVATION (",\"valueDecimal\":1"),
      INVALID,
      "Observation.value[x] may not be of type decimal in FHIR R4" },
    { OBSERVATION (",\"valueAttachment\":{\"url\":\"x\"}"),
      INVALID,
      "Observation.value[x] may not be of type Attachment in FHIR R4" },
    { OBSERVATION (",\"valueNew\":1"), 0, NULL },
    { "{\"resourceType\":\"Observation\",\"status\":\"final\"}",
      INVALID,
      "Observation.code is missing; FHIR R4 requires it" },
    { "{\"resourceType\":\"Observation\",\"_status\":{\"id\":\"x\"},\"code\":{\"text\":\"x\"}}",
      0,
      NULL },
    { "{\"resourceType\":\"Observation\",\"status\":\"done\",\"code\":{\"text\":\"x\"}}",
      INVALID,
      "Observation.status must be one of: registered, preliminary, final, amended, corrected, "
      "cancelled, entered-in-error, unknown" },
  };
  check_samples (samples, G_N_ELEMENTS (samples));
}

static void
test_nested (void)
{
  static const Sample samples[] = {
    { OBSERVATION (",\"component\":[{\"valueString\":\"a\"}]"),
      INVALID,
      "Observation.component[0].code is missing; FHIR R4 requires it" },
    { OBSERVATION (",\"component\":[{\"code\":{\"text\":\"x\"},\"referenceRange\":[{\"low\":1}]}]"),
      INVALID,
      "Observation.component[0].referenceRange[0].low must be an object (it is a number)" },
    { OBSERVATION (",\"contained\":[{\"id\":\"x\"}]"),
      INVALID,
      "Observation.contained[0] has no resourceType, so it is not a FHIR resource" },
    { OBSERVATION (",\"contained\":[{\"resourceType\":\"Patient\",\"gender\":\"m\"}]"),
      INVALID,
      "Observation.contained[0].gender must be one of: male, female, other, unknown" },
    { OBSERVATION (",\"extension\":[{\"valueString\":\"x\"}]"),
      INVALID,
      "Observation.extension[0].url is missing; FHIR R4 requires it" },
    { PATIENT (",\"name\":[{\"given\":[\"a\",7]}]"),
      INVALID,
      "Patient.name[0].given[1] must be text that is not empty" },
    { PATIENT (",\"name\":[{\"given\":[null]}]"),
      INVALID,
      "Patient.name[0].given[0] must not be null" },
    { PATIENT (",\"name\":[{\"given\":[\"a\"],\"_given\":[null]}]"), 0, NULL },
    { PATIENT (",\"name\":[{\"given\":[\"a\"],\"_given\":[\"b\"]}]"),
      INVALID,
      "Patient.name[0]._given[0] must be an object (it is text)" },
    { PATIENT (",\"_birthDate\":{\"extension\":{}}"),
      INVALID,
      "Patient._birthDate.extension must be a list (it is a single object)" },
    { PATIENT (",\"_name\":7"), 0, NULL },
    { PATIENT (",\"\\u0067ender\":\"m\""),
      INVALID,
      "Patient.gender must be one of: male, female, other, unknown" },
    { "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
      "{\"resourceType\":\"Patient\",\"active\":\"yes\"}}]}",
      INVALID,
      "Bundle.entry[0].resource.active must be true or false" },
    { "{\"resourceType\":\"MedicationRequest\",\"status\":\"active\",\"intent\":\"x\"}",
      INVALID,
      "MedicationRequest.intent must be one of: proposal, plan, order, original-order, "
      "reflex-order, filler-order, instance-order, option" },
    { "{\"resourceType\":\"Appointment\",\"status\":\"maybe\",\"participant\":[{\"status\":"
      "\"accepted\"}]}",
      INVALID,
      "Appointment.status must be one of: proposed, pending, booked, arrived, fulfilled, "
      "cancelled, noshow, entered-in-error, checked-in, waitlist" },
  };
  check_samples (samples, G_N_ELEMENTS (samples));
}

static void
test_primitives (void)
{
  static const struct {
    const char *type;
    const char *element;
    const char *good;
    const char *bad;
  } formats[] = {
    { "Patient",
      "birthDate",
      "\"1990\"|\"1990-05\"|\"1992-02-29\"|\"0001-01-01\"",
      "\"90\"|\"1990-13\"|\"1990-00\"|\"1991-02-29\"|\"1990-5-1\"|\"1990-05-17T00:00:00Z\"|"
      "\"0000\"|"
      "\"1990-05-17 \"|\"\"|1990" },
    { "Patient",
      "deceasedDateTime",
      "\"1990\"|\"1990-05-17T23:59:60Z\"|\"1990-05-17T10:00:00.123456789-13:59\"|"
      "\"1990-05-17T10:00:00+14:00\"",
      "\"1990-05-17T10:00:00\"|\"1990-05-17T10:00Z\"|\"1990-05-17T24:00:00Z\"|"
      "\"1990-05-17T10:60:00Z\"|\"1990-05-17T10:00:61Z\"|\"1990-05-17T10:00:00.Z\"|"
      "\"1990-05-17T10:00:00+14:01\"|\"1990-05-17T10:00:00+0900\"|\"1990-05-17t10:00:00z\"|"
      "\"1990-05T10:00:00Z\"" },
    { "Patient", "deceasedBoolean", "true|false", "\"true\"|1|[true]" },
    { "Patient",
      "multipleBirthInteger",
      "1|-3|2147483647|-2147483648|0",
      "1.0|1e2|2147483648|-2147483649|\"1\"|99999999999999999999" },
    { "Patient",
      "id",
      "\"a\"|\"A-1.b\"|\"0123456789012345678901234567890123456789012345678901234567890123\"",
      "\"\"|\"a_b\"|\"a "
      "b\"|\"한\"|7|\"01234567890123456789012345678901234567890123456789012345678901234\"" },
    { "Patient", "language", "\"ko\"|\"en-US\"|\"a b\"", "\" ko\"|\"ko \"|\"a  b\"|\"\"" },
    { "Patient", "implicitRules", "\"http://x\"|\"a\"", "\"a b\"|\"\"|\"a\\n\"|\"\\ta\"" },
    { "Binary",
      "data",
      "\"QQ==\"|\"QUJD\"|\"QU JD\"",
      "\"QQ=\"|\"Q\"|\"Q=Q=\"|\"QQ?=\"|\"\"|\"====\"" },
    { "Binary", "contentType", "\"text/plain\"", "\"text / plain \"" },
    { "Media", "height", "1|2147483647", "0|-1|1.5" },
    { "Media", "duration", "1.50|0|-0.1e-3|12345678901234567890.5", "\"1\"|1e999" },
    { "Bundle", "total", "0|7", "-1|\"4\"" },
    { "Bundle", "timestamp", "\"2024-01-01T00:00:00Z\"", "\"2024\"|\"2024-01-01\"" },
    { "Location", "name", "\"a\\tb\"|\" \"", "\"\"|\"a\\u0001b\"|{}" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (guint bad = 0; bad < 2; bad++) {
      g_auto (GStrv) values = g_strsplit (bad ? formats[i].bad : formats[i].good, "|", -1);
      for (char **value = values; *value != NULL; value++) {
        const char *rest = strcmp (formats[i].type, "Bundle") == 0 ? ",\"type\":\"batch\""
                           : strcmp (formats[i].type, "Binary") == 0
                               ? ",\"_contentType\":{\"id\":\"x\"}"
                           : strcmp (formats[i].type, "Media") == 0
                               ? ",\"status\":\"completed\",\"content\":{\"url\":\"x\"}"
                               : "";
        g_autoptr (GError) error = NULL;
        g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"%s\",\"%s\":%s%s}",
                                                 formats[i].type,
                                                 formats[i].element,
                                                 *value,
                                                 rest);
        g_test_message ("%s", json);
        g_assert_cmpint (mps_fhir_check (json, -1, &error), ==, !bad);
        if (bad) {
          g_autofree char *path = g_strconcat (formats[i].type, ".", formats[i].element, NULL);
          g_assert_error (error, MPS_MODEL_ERROR, MPS_MODEL_ERROR_INVALID);
          g_assert_true (g_str_has_prefix (error->message, path));
        }
      }
    }
  }
}

static void
test_versions (void)
{
  static const Sample samples[] = {
    { "{\"resourceType\":\"MedicationOrder\"}",
      MPS_MODEL_ERROR_VERSION,
      "MedicationOrder belongs to FHIR DSTU2, this program reads R4 (4.0.1)" },
    { "{\"resourceType\":\"ProcedureRequest\"}",
      MPS_MODEL_ERROR_VERSION,
      "ProcedureRequest belongs to FHIR DSTU2 or STU3, this program reads R4 (4.0.1)" },
    { "{\"resourceType\":\"NutritionProduct\"}",
      MPS_MODEL_ERROR_VERSION,
      "NutritionProduct belongs to FHIR R4B or R5, this program reads R4 (4.0.1)" },
    { "{\"resourceType\":\"Transport\"}",
      MPS_MODEL_ERROR_VERSION,
      "Transport belongs to FHIR R5, this program reads R4 (4.0.1)" },
  };
  check_samples (samples, G_N_ELEMENTS (samples));
}

/* No message may carry what stands in a record. */
static void
test_no_values (void)
{
  static const char *const records[] = {
    PATIENT (",\"birthDate\":\"SECRET\""), PATIENT (",\"gender\":\"SECRET\""),
    PATIENT (",\"id\":\"SECRET SECRET\""), PATIENT (",\"SECRET\":\"a\",\"SECRET\":\"b\""),
    PATIENT (",\"name\":\"SECRET\""),      PATIENT (",\"SECRET"),
    "{\"resourceType\":\"SECRET\"}",       "SECRET",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (mps_fhir_check (records[i], -1, &error));
    g_assert_null (strstr (error->message, "SECRET"));
  }
}

static void
test_names (void)
{
  g_assert_true (mps_fhir_id_is_valid ("A-z.0"));
  g_assert_false (mps_fhir_id_is_valid (""));
  g_assert_false (mps_fhir_id_is_valid (NULL));
  g_assert_false (mps_fhir_id_is_valid ("a/b"));
  g_assert_true (mps_fhir_type_is_known ("Observation"));
  g_assert_false (mps_fhir_type_is_known ("Observation.component"));
  g_assert_false (mps_fhir_type_is_known ("Quantity"));
  g_assert_false (mps_fhir_type_is_known ("Resource"));
  g_assert_false (mps_fhir_type_is_known ("observation"));
  g_assert_false (mps_fhir_type_is_known (NULL));
}

static void
test_resource (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (good, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mps_resource_peek_type (resource), ==, "Observation");
  g_assert_cmpstr (mps_resource_peek_id (resource), ==, "a-1.B");
  g_assert_cmpint (mps_resource_get_version (resource), ==, 7);
  g_assert_cmpstr (mps_resource_peek_json (resource), ==, good);
  g_autofree char *reference = mps_resource_dup_reference (resource);
  g_assert_cmpstr (reference, ==, "Observation/a-1.B");

  g_autoptr (MpsResource) second = mps_resource_ref (resource);
  g_assert_true (second == resource);

  g_autoptr (MpsResource) without = mps_resource_new_from_json (
      "{\"resourceType\":\"Patient\",\"meta\":{\"versionId\":\"c0ffee-1\"}} trailing", 60, NULL);
  g_assert_null (without);
  g_autoptr (MpsResource) foreign = mps_resource_new_from_json (
      "{\"resourceType\":\"Patient\",\"meta\":{\"versionId\":\"c0ffee-1\"}}", -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mps_resource_get_version (foreign), ==, 0);
  g_assert_cmpstr (mps_resource_peek_id (foreign), ==, "");

  g_autoptr (MpsResource) stored = mps_resource_new_checked ("Patient", "x", 3, "{}");
  g_assert_cmpint (mps_resource_get_version (stored), ==, 3);
}

static gpointer
check_often (gpointer data)
{
  for (guint i = 0; i < 50; i++)
    g_assert_true (mps_fhir_check (good, -1, NULL));
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("check", check_often, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fhir/threads", test_threads);
  g_test_add_func ("/fhir/good", test_good);
  g_test_add_func ("/fhir/truncated", test_truncated);
  g_test_add_func ("/fhir/damaged", test_damaged);
  g_test_add_func ("/fhir/syntax", test_syntax);
  g_test_add_func ("/fhir/depth", test_depth);
  g_test_add_func ("/fhir/many-names", test_many_names);
  g_test_add_func ("/fhir/structure", test_structure);
  g_test_add_func ("/fhir/nested", test_nested);
  g_test_add_func ("/fhir/primitives", test_primitives);
  g_test_add_func ("/fhir/versions", test_versions);
  g_test_add_func ("/fhir/no-values", test_no_values);
  g_test_add_func ("/fhir/names", test_names);
  g_test_add_func ("/fhir/resource", test_resource);
  return g_test_run ();
}
