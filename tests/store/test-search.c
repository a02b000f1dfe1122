/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

#include "data/model/mps-resource-text.h"
#include "data/store/mps-store-options.h"
#include "data/store/search/mps-patient-words.h"
#include "data/store/search/mps-record-words.h"

#include <string.h>

static void
put (MpsStore *store, const char *json)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (store_test_put (store, json, MPS_VERSION_ANY, &error), >=, 1);
  g_assert_no_error (error);
}

#define NAMED(id, more)                                                                            \
  "{\"resourceType\":\"Patient\",\"id\":\"" id "\",\"name\":[{\"family\":\"김\",\"given\":[\"민" \
  "수\"]}]" more "}"

static void
test_namesakes (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsNamesakes) found = NULL;
  g_autoptr (MpsNamesakes) named = NULL;
  g_autoptr (MpsNamesakes) one = NULL;
  g_autoptr (GError) error = NULL;
  const MpsNamesake *other;

  put (fixture->store,
       NAMED ("a",
              ",\"gender\":\"male\",\"birthDate\":\"1980-01-02\",\"telecom\":[{\"system\":"
              "\"phone\",\"value\":\"010-1234-5678\"}],\"address\":[{\"line\":[\"서울특별시 강남구 "
              "1\"]}]"));
  put (fixture->store, NAMED ("b", ",\"address\":[{\"district\":\"서초구\"}]"));
  put (fixture->store,
       "{\"resourceType\":\"Patient\",\"id\":\"c\",\"name\":[{\"text\":\"김 민수\"}]}");
  put (fixture->store,
       "{\"resourceType\":\"Patient\",\"id\":\"d\",\"name\":[{\"text\":\"김민수아\"}]}");
  put (fixture->store, "{\"resourceType\":\"Patient\",\"id\":\"e\"}");
  found = mps_store_find_namesakes (fixture->store, "b", 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->own->district, ==, "서초구");
  g_assert_cmpuint (found->others->len, ==, 2);
  g_assert_false (found->more);
  other = g_ptr_array_index (found->others, 1);
  g_assert_cmpstr (other->id, ==, "a");
  g_assert_cmpstr (other->gender, ==, "male");
  g_assert_cmpstr (other->birth_date, ==, "1980-01-02");
  g_assert_cmpstr (other->phone_end, ==, "5678");
  g_assert_cmpstr (other->district, ==, "강남구");

  named = mps_store_find_namesakes_of_name (fixture->store, " 김민 수", 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (named->own);
  g_assert_cmpuint (named->others->len, ==, 2);
  g_assert_true (named->more);

  one = mps_store_find_namesakes (fixture->store, "e", 10, NULL, &error);
  g_assert_cmpuint (one->others->len, ==, 0);
  g_assert_null (mps_store_find_namesakes (fixture->store, "x", 10, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
}

/* What is found for a text, as "id:match" in order. */
static char *
find (MpsStore *store, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatientHits) found = mps_store_find_patients (store, text, 50, NULL, &error);
  g_autoptr (GString) line = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_false (found->more);
  for (guint i = 0; i < found->hits->len; i++) {
    const MpsPatientHit *hit = &g_array_index (found->hits, MpsPatientHit, i);
    g_autoptr (GPtrArray) rows = mps_store_load_patient_rows (store, &hit->key, 1, &error);
    const MpsPatientRow *row = g_ptr_array_index (rows, 0);

    g_string_append_printf (line, "%s%s:%d", i > 0 ? " " : "", row->id, (int)hit->match);
  }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
assert_found (MpsStore *store, const char *text, const char *expected)
{
  g_autofree char *found = find (store, text);

  if (!g_str_equal (found, expected))
    g_test_message ("asked for \"%s\"", text);
  g_assert_cmpstr (found, ==, expected);
}

static const char minsu[] =
    "{\"resourceType\":\"Patient\",\"id\":\"k\",\"birthDate\":\"1980-01-02\",\"name\":[{\"family\":"
    "\"김\",\"given\":[\"민수\"]}],\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"MR\"}]},"
    "\"value\":\"D-0007\"},{\"value\":\"M12345678\"}],\"telecom\":[{\"system\":\"phone\",\"value\":"
    "\"010-1234-5678\"},{\"system\":\"phone\",\"value\":\"+82 2-987-6543\"},{\"system\":\"email\","
    "\"value\":\"x@y.kr\"}]}";

static const struct {
  const char *text;
  const char *found;
} kinds[] = {
  /* Syllables, the whole name or a part of it. */
  { "김민수", "k:0" },
  { " 김 민수 ", "k:0" },
  { "김", "k:1" },
  { "김민", "k:1" },
  { "민", "k:6" },
  { "민수", "k:6" },
  { "수", "k:6" },
  { "김수", "" },
  { "이민수", "" },
  /* The last syllable half done. */
  { "기", "k:1" },
  { "김미", "k:1" },
  { "미", "k:6" },
  { "김민ㅅ", "k:3" },
  { "기민수", "" },
  { "김마", "" },
  /* Initial consonants, some joined by the keyboard. */
  { "ㄱ", "k:3" },
  { "ㄱㅁㅅ", "k:3" },
  { "ㄱㅁ", "k:3" },
  { "김ㅁㅅ", "k:3" },
  { "ㄱ민ㅅ", "k:3" },
  { "ㅁㅅ", "k:7" },
  { "ㅅ", "k:7" },
  { "ㄱㅅ", "" },
  { "ㄳ", "" },
  { "ㄲ", "" },
  { "ㅏ", "" },
  /* Latin letters. */
  { "kim", "k:3" },
  { "Gim", "k:3" },
  { "KIMMINSU", "k:3" },
  { "kim min soo", "k:3" },
  { "k", "k:3" },
  { "minsoo", "k:7" },
  { "su", "k:7" },
  { "kimminsun", "" },
  { "lee", "" },
  { "김min", "k:7" },
  /* Numbers. */
  { "D-0007", "k:0" },
  { "d0007", "k:0" },
  { "d-0", "k:2" },
  { "0007", "" },
  { "m123", "k:9" },
  { "m12345678", "k:9" },
  { "m2", "" },
  { "5678", "k:4" },
  { "1234", "k:8" },
  { "01012345678", "k:0" },
  { "010-1234-5678", "k:0" },
  { "010-12", "k:8" },
  { "34-5", "k:8" },
  { "02-987-6543", "k:0" },
  { "6543", "k:4" },
  { "5679", "" },
  { "19800102", "k:5" },
  { "198001", "k:5" },
  { "19801", "" },
  { "800102", "k:5" },
  { "8001", "k:5" },
  { "1980", "k:5" },
  { "1980-01-02", "k:5" },
  { "1980-1", "k:5" },
  { "1980-", "k:5" },
  { "1980.1.2", "k:5" },
  { "80.1.2", "k:5" },
  { "80/01/02", "k:5" },
  { "1980년1월2일", "k:5" },
  { "80.1.3", "" },
  { "1981-01-02", "" },
  /* Several together. */
  { "김민수 1980", "k:5" },
  { "ㄱㅁㅅ 5678", "k:4" },
  { "1980 김", "k:5" },
  { "김민수 1981", "" },
  { "이 5678", "" },
  /* What is no question fits nobody, and nothing is an operator. */
  { "", "" },
  { " ", "" },
  { "-", "" },
  { "\"", "" },
  { "%_*'", "" },
  { "김 OR 이", "" },
  { "NOT 김", "" },
  { "words:김", "" },
  { "\xff\xfe", "" },
  { "y.kr", "" },
};

static void
test_kinds (StoreFixture *fixture, gconstpointer data)
{
  put (fixture->store, minsu);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    assert_found (fixture->store, kinds[i].text, kinds[i].found);
}

static void
put_name (MpsStore *store, const char *id, const char *names)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":[%s]}", id, names);

  put (store, json);
}

static void
test_latin_names (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text;
    const char *found;
  } asked[] = {
    { "john", "j:1" },
    { "smith", "j:1" },
    { "smith john", "j:0" },
    { "John Smith", "j:0" },
    { "smi", "j:1" },
    { "mit", "j:6" },
    { "it", "" },
    { "jose", "e:1" },
    { "josé", "e:1" },
    { "ＳＭＩＴＨ", "j:1" },
    { "nuñ", "e:1" },
    { "lee", "h:3" },
    { "rhee", "h:3" },
    { "yi", "h:3" },
    { "i", "h:3" },
    { "leeyoung", "h:3" },
    { "lee yeong hui", "h:3" },
    { "younghee", "h:7" },
    { "hui", "h:7" },
    { "王", "w:1" },
    { "王伟", "w:0" },
    { "伟", "w:6" },
    { "abbott774", "a:1" },
    { "774", "" },
    { "이", "h:1" },
    { "park", "" },
  };

  put_name (fixture->store, "j", "{\"family\":\"Smith\",\"given\":[\"John\"]}");
  put_name (fixture->store, "e", "{\"family\":\"Nuñez\",\"given\":[\"José\"]}");
  put_name (fixture->store, "h", "{\"text\":\"이영희\"}");
  put_name (fixture->store, "w", "{\"family\":\"王\",\"given\":[\"伟\"]}");
  put_name (fixture->store, "a", "{\"family\":\"Abbott774\",\"given\":[\"Wes\"]}");
  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    assert_found (fixture->store, asked[i].text, asked[i].found);
}

/* The same surname typed as people write it in passports. */
static void
test_surnames (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *typed;
  } people[] = {
    { "박지성", "park ji sung" },  { "박지성", "pak" },
    { "박지성", "bakjiseong" },    { "최유진", "choi yoojin" },
    { "최유진", "choe" },          { "정현우", "chung hyun woo" },
    { "정현우", "jeonghyeonu" },   { "임영웅", "lim young" },
    { "임영웅", "im yeongung" },   { "노무현", "roh moo hyun" },
    { "조경희", "cho kyung hee" }, { "황보관", "hwangbo kwan" },
    { "윤석열", "yoon suk yeol" }, { "안철수", "ahn cheol soo" },
    { "류현진", "ryu hyun jin" },  { "오세훈", "oh se hoon" },
    { "강감찬", "kang" },          { "우상호", "woo sang ho" },
    { "허준", "hur jun" },         { "서울", "suh" },
    { "까치", "kkachi" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    g_autofree char *names = g_strdup_printf ("{\"text\":\"%s\"}", people[i].name);

    put_name (fixture->store, "p", names);
    assert_found (fixture->store, people[i].typed, "p:3");
  }
}

static void
put_seen (MpsStore *store, const char *id, const char *name, const char *day)
{
  g_autofree char *names = g_strdup_printf ("{\"text\":\"%s\"}", name);
  g_autofree char *visit = g_strdup_printf (
      "{\"resourceType\":\"Encounter\",\"id\":\"v-%s\",\"status\":\"finished\",\"class\":{\"code\":"
      "\"AMB\"},\"subject\":{\"reference\":\"Patient/%s\"},\"period\":{\"start\":\"%s\"}}",
      id,
      id,
      day);

  put_name (store, id, names);
  put (store, visit);
}

static void
test_order (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsPatientHits) two = NULL;
  g_autoptr (GError) error = NULL;

  put_seen (fixture->store, "inside", "이김", "2026-01-09");
  put_seen (fixture->store, "old", "김가", "2020-01-01");
  put_seen (fixture->store, "new", "김나", "2025-01-01");
  put_seen (fixture->store, "whole", "김", "2019-01-01");
  assert_found (fixture->store, "김", "whole:0 new:1 old:1 inside:6");
  put_seen (fixture->store, "old", "김가", "2025-06-01");
  assert_found (fixture->store, "김", "whole:0 old:1 new:1 inside:6");
  two = mps_store_find_patients (fixture->store, "김", 2, NULL, &error);
  g_assert_cmpuint (two->hits->len, ==, 2);
  g_assert_true (two->more);
}

/* A new version is found by what it says, and no longer by what it said. */
static void
test_new_version (StoreFixture *fixture, gconstpointer data)
{
  put_name (fixture->store, "p", "{\"text\":\"김민수\"}");
  put_name (fixture->store, "p", "{\"text\":\"박영희\"}");
  assert_found (fixture->store, "민수", "");
  assert_found (fixture->store, "ㅂㅇㅎ", "p:3");
  put_name (fixture->store, "p", "{\"text\":\"박영희\"},{\"use\":\"old\",\"text\":\"김민수\"}");
  assert_found (fixture->store, "김민수", "p:0");
  put (fixture->store, "{\"resourceType\":\"Patient\",\"id\":\"p\"}");
  assert_found (fixture->store, "박", "");
  assert_found (fixture->store, "김", "");
  store_test_assert_whole (fixture->store);
}

static const char *const families[] = { "김", "이", "박", "최", "남궁", "민", "Kim", "Lee" };
static const char *const parts[] = { "민", "수", "영", "지", "훈", "김",
                                     "하", "은", "값", "Su", "an" };

static char *
invent_name (GRand *random)
{
  const char *family = families[g_rand_int_range (random, 0, G_N_ELEMENTS (families))];
  const char *first = parts[g_rand_int_range (random, 0, G_N_ELEMENTS (parts))];
  const char *second = parts[g_rand_int_range (random, 0, G_N_ELEMENTS (parts))];

  return g_strconcat (family, g_rand_boolean (random) ? " " : "", first, second, NULL);
}

static char *
invent_patient (GRand *random, guint i)
{
  g_autofree char *name = invent_name (random);

  return g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"r%u\",\"name\":[{\"text\":\"%s\"}],\"birthDate\":"
      "\"19%02d-%02d-%02d\",\"telecom\":[{\"system\":\"phone\",\"value\":\"010-%04d-%04d\"}],"
      "\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"MR\"}]},\"value\":\"%04u\"}]}",
      i,
      name,
      g_rand_int_range (random, 0, 100),
      g_rand_int_range (random, 1, 13),
      g_rand_int_range (random, 1, 29),
      g_rand_int_range (random, 0, 30),
      g_rand_int_range (random, 0, 10000),
      i);
}

static char *
invent_question (GRand *random)
{
  static const char *const bits[] = {
    "김", "이", "민", "수", "미", "미", "ㄱ", "ㅇ", "ㅁ", "ㅅ", "남", "kim", "k",  "i",  "s", "min",
    "su", "0",  "1",  "9",  "8",  "01", "19", "-",  ".",  " ",  "값", "가",  "은", "\"", "*", "(",
  };
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (random, 1, 5);

  for (int i = 0; i < n; i++)
    g_string_append (text, bits[g_rand_int_range (random, 0, G_N_ELEMENTS (bits))]);
  return g_string_free (text, FALSE);
}

/* Everybody who fits is found, and nobody else. */
static void
test_complete (StoreFixture *fixture, gconstpointer data)
{
  enum { PATIENTS = 500, QUESTIONS = 3000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);
  g_autoptr (GPtrArray) packed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < PATIENTS; i++) {
    g_autofree char *json = invent_patient (random, i);
    g_autoptr (MpsPatientKeys) keys = mps_patient_keys_new (json);

    g_string_append_printf (lines, "%s\n", json);
    g_ptr_array_add (packed, mps_patient_words_pack (keys));
  }
  bytes = g_bytes_new (lines->str, lines->len);
  report = mps_store_import (fixture->store, bytes, "t", "t", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, PATIENTS);

  for (guint i = 0; i < QUESTIONS; i++) {
    g_autofree char *text = invent_question (random);
    g_autoptr (MpsPatientQuery) query = mps_patient_query_new (text);
    g_autoptr (MpsPatientHits) found =
        mps_store_find_patients (fixture->store, text, PATIENTS, NULL, &error);
    guint fitting = 0;

    g_assert_no_error (error);
    for (guint k = 0; k < PATIENTS; k++)
      if (mps_patient_query_match (query, g_ptr_array_index (packed, k)) != MPS_PATIENT_MATCH_NONE)
        fitting++;
    if (fitting != found->hits->len)
      g_test_message ("asked for \"%s\"", text);
    g_assert_cmpuint (found->hits->len, ==, fitting);
  }
}

/* Ids of the records that are found for a text, in order. */
static char *
search (MpsStore *store, const char *text, const char *type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsTextHits) found =
      mps_store_search (store, text, type, 50, NULL, NULL, NULL, &error);
  g_autoptr (GString) line = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_false (found->more);
  for (guint i = 0; i < found->hits->len; i++) {
    const MpsTextHit *hit = g_ptr_array_index (found->hits, i);

    g_string_append_printf (line, "%s%s", i > 0 ? " " : "", hit->id);
  }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
assert_searched (MpsStore *store, const char *text, const char *expected)
{
  g_autofree char *found = search (store, text, NULL);

  if (!g_str_equal (found, expected))
    g_test_message ("asked for \"%s\"", text);
  g_assert_cmpstr (found, ==, expected);
}

#define NOTE(id, text)                                                                             \
  "{\"resourceType\":\"Communication\",\"id\":\"" id "\",\"status\":\"completed\",\"subject\":{"   \
  "\"reference\":\"Patient/p\",\"display\":\"홍길동\"},\"payload\":[{\"contentString\":\"" text    \
  "\"}]}"

static void
put_records (MpsStore *store)
{
  put (store, "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"홍길동\"}]}");
  put (store, NOTE ("n", "제2형당뇨병으로 Metformin 500mg 복용 중. HbA1c 7.2%, e.g. (glucose)"));
  put (store,
       "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"code\":{\"coding\":[{"
       "\"system\":\"http://loinc.org\",\"code\":\"2339-0\",\"display\":\"Glucose in Blood\"}]},"
       "\"subject\":{\"reference\":\"Patient/p\"},\"valueQuantity\":{\"value\":95.50,\"unit\":\"mg/"
       "dL\"},"
       "\"note\":[{\"text\":\"공복 혈당\"}]}");
  put (store,
       "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a\",\"patient\":{\"reference\":\"Patient/"
       "p\"},"
       "\"code\":{\"text\":\"페니실린\"},\"reaction\":[{\"manifestation\":[{\"text\":\"두드러기\"}]"
       "}]}");
  put (store,
       "{\"resourceType\":\"DocumentReference\",\"id\":\"d\",\"status\":\"current\",\"subject\":{"
       "\"reference\":\"Patient/p\"},\"content\":[{\"attachment\":{\"contentType\":\"text/plain\","
       "\"title\":\"소견서\",\"data\":\"7Zek66qo6riA66Gc67mIIHN0YWJsZQ==\"}}]}");
}

static void
test_text (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text;
    const char *found;
  } asked[] = {
    { "당뇨", "n" },      { "당", "o n" },       { "병", "n" },
    { "당뇨병", "n" },    { "2형당뇨", "n" },    { "형당뇨병으", "n" },
    { "뇨당", "" },       { "혈당", "o" },       { "공복 혈당", "o" },
    { "혈당 공복", "o" }, { "metf", "n" },       { "METFORMIN", "n" },
    { "m", "o n" },       { "formin", "" },      { "500", "n" },
    { "500m", "n" },      { "50", "o n" },       { "00", "" },
    { "7.2", "n" },       { "7.2%", "n" },       { "7.3", "" },
    { "7", "n" },         { "95.5", "o" },       { "95 mg/dl", "o" },
    { "gluc", "o n" },    { "(gluc", "n" },      { "glucose blood", "o" },
    { "2339-0", "o" },    { "2339", "o" },       { "339", "" },
    { "페니실린", "a" },  { "두드러기", "a" },   { "린", "a" },
    { "헤모", "d" },      { "stable", "d" },     { "소견", "d" },
    { "홍길동", "" },     { "final", "" },       { "loinc", "" },
    { "", "" },           { "  ", "" },          { "%", "" },
    { "\"", "" },         { "\" OR \"", "" },    { "*", "" },
    { "당뇨 OR", "" },    { "당뇨 NOT 혈", "" }, { "당뇨 AND", "" },
    { "words:당뇨", "" }, { "\xff", "" },        { "복용 중.", "n" },
    { "당뇨*", "" },      { "-", "" },           { "hba1c", "n" },
    { "a1c", "" },
  };
  g_autofree char *of_type = NULL;
  g_autofree char *of_other = NULL;
  g_autofree char *of_none = NULL;

  put_records (fixture->store);
  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    assert_searched (fixture->store, asked[i].text, asked[i].found);
  of_type = search (fixture->store, "당", "Observation");
  of_other = search (fixture->store, "당", "Condition");
  of_none = search (fixture->store, "당", "x\" OR \"u당");
  g_assert_cmpstr (of_type, ==, "o");
  g_assert_cmpstr (of_other, ==, "");
  g_assert_cmpstr (of_none, ==, "");
}

static gboolean
sees_nothing_of (const char *patient, gpointer data)
{
  return g_strcmp0 (patient, data) != 0;
}

static void
test_hit (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsTextHits) found = NULL;
  g_autoptr (MpsTextHits) hidden = NULL;
  g_autoptr (MpsTextHits) one = NULL;
  const MpsTextHit *hit;

  put_records (fixture->store);
  found = mps_store_search (fixture->store, "metf", NULL, 10, NULL, NULL, NULL, &error);
  hit = g_ptr_array_index (found->hits, 0);
  g_assert_cmpstr (hit->type, ==, "Communication");
  g_assert_cmpstr (hit->patient_id, ==, "p");
  g_assert_nonnull (strstr (hit->snippet, "Metformin 500mg"));

  hidden = mps_store_search (
      fixture->store, "당", NULL, 10, sees_nothing_of, (gpointer) "p", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hidden->hits->len, ==, 0);
  one = mps_store_search (fixture->store, "당", NULL, 1, NULL, NULL, NULL, &error);
  g_assert_cmpuint (one->hits->len, ==, 1);
  g_assert_true (one->more);
}

static void
test_text_of_new_version (StoreFixture *fixture, gconstpointer data)
{
  put (fixture->store, NOTE ("n", "고혈압 의심"));
  put (fixture->store, NOTE ("n", "정상 혈압"));
  assert_searched (fixture->store, "의심", "");
  assert_searched (fixture->store, "고혈압", "");
  assert_searched (fixture->store, "혈압", "n");
  put (fixture->store,
       "{\"resourceType\":\"Communication\",\"id\":\"n\",\"status\":\"entered-in-error\","
       "\"payload\":[{"
       "\"contentString\":\"정상 혈압\"}]}");
  assert_searched (fixture->store, "혈압", "");
  put (fixture->store, NOTE ("n", "다시 정상"));
  assert_searched (fixture->store, "정상", "n");
  store_fixture_reopen (fixture);
  assert_searched (fixture->store, "정상", "n");
  store_test_assert_whole (fixture->store);
}

/* What another program writes is found here, too. */
static void
test_two_programs (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) other =
      mps_store_open (fixture->directory, MPS_STORE_OPEN_EXISTING, "other", NULL, &error);

  g_assert_no_error (error);
  put (fixture->store, NOTE ("n", "고혈압"));
  put_name (fixture->store, "p", "{\"text\":\"김민수\"}");
  assert_searched (other, "혈압", "n");
  assert_found (other, "ㄱㅁㅅ", "p:3");
  put (other, NOTE ("n", "당뇨"));
  put_name (other, "p", "{\"text\":\"박민수\"}");
  assert_searched (fixture->store, "혈압", "");
  assert_searched (fixture->store, "당뇨", "n");
  assert_found (fixture->store, "ㄱㅁㅅ", "");
  assert_found (fixture->store, "ㅂㅁㅅ", "p:3");
  put (fixture->store, NOTE ("n", "통풍"));
  assert_searched (other, "당뇨", "");
  assert_searched (other, "통풍", "n");
}

/* A profile of schema 1 has its words after it was opened, and only once. */
static void
test_migration (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->directory, "records.db", NULL);
  g_autoptr (MpsDb) db = NULL;

  put_records (fixture->store);
  put (fixture->store, minsu);
  put (fixture->store, NOTE ("x", "고혈압"));
  put (fixture->store, NOTE ("x", "저혈압"));
  g_clear_object (&fixture->store);

  /* As it was before there was an index. */
  db = mps_db_open (path, NULL, MPS_DB_WRITE, &error);
  g_assert_true (mps_db_exec (db,
                              "INSERT INTO patient_words (patient_words) VALUES ('delete-all');"
                              "INSERT INTO record_words (record_words) VALUES ('delete-all');"
                              "DELETE FROM record_vocabulary; DELETE FROM patient_vocabulary;"
                              "UPDATE patient SET search = 'old';"
                              "UPDATE search_state SET version = 0",
                              &error));
  g_assert_no_error (error);
  g_clear_pointer (&db, mps_db_close);

  for (guint i = 0; i < 2; i++) {
    store_fixture_reopen (fixture);
    assert_found (fixture->store, "ㄱㅁㅅ", "k:3");
    assert_found (fixture->store, "ㅎㄱㄷ", "p:3");
    assert_searched (fixture->store, "metformin", "n");
    assert_searched (fixture->store, "혈압", "x");
    assert_searched (fixture->store, "고혈압", "");
  }
  put (fixture->store, NOTE ("x", "정상"));
  assert_searched (fixture->store, "혈압", "");
  store_test_assert_whole (fixture->store);
}

static const char *const words[] = { "당뇨병", "고혈압", "glucose", "gluconate", "E11.9",
                                     "7.2%",   "혈",     "당뇨",    "복용",      "Metformin",
                                     "2형",    "mg/dL",  "a",       "ab",        "가나다라",
                                     "나다",   "H1N1",   "(의심)",  "β-blocker", "王先生" };

static char *
invent_text (GRand *random, gboolean is_question)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int n = g_rand_int_range (random, 1, is_question ? 4 : 12);

  for (int i = 0; i < n; i++) {
    const char *word = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];
    glong length = g_utf8_strlen (word, -1);
    glong from = is_question ? g_rand_int_range (random, 0, (gint32)length) : 0;
    glong to = is_question ? g_rand_int_range (random, (gint32)from, (gint32)length) + 1 : length;
    g_autofree char *part = g_utf8_substring (word, from, to);

    g_string_append_printf (text, "%s%s", g_rand_boolean (random) ? " " : "", part);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static guint
count_matches (const char *question, GPtrArray *notes)
{
  g_autoptr (MpsTextQuery) query = mps_text_query_new (question);
  guint n = 0;

  for (guint i = 0; i < notes->len; i++)
    if (mps_text_query_matches (query, g_ptr_array_index (notes, i)))
      n++;
  return n;
}

/* Every record that matches is found, and no other. */
static void
test_text_complete (StoreFixture *fixture, gconstpointer data)
{
  enum { NOTES = 300, QUESTIONS = 2000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (20260102);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("t", "t");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < NOTES; i++) {
    g_autofree char *text = invent_text (random, FALSE);
    g_autofree char *json = g_strdup_printf (
        "{\"resourceType\":\"Communication\",\"id\":\"t%u\",\"status\":\"completed\","
        "\"payload\":[{\"contentString\":\"%s\"}]}",
        i,
        text);
    g_autoptr (MpsResource) resource = store_test_resource (json);

    mps_store_batch_put (batch, resource, MPS_VERSION_ANY);
    g_ptr_array_add (notes, mps_resource_dup_text (json));
  }
  g_assert_true (mps_store_commit (fixture->store, batch, NULL, NULL, &error));

  for (guint i = 0; i < QUESTIONS; i++) {
    g_autofree char *question = invent_text (random, TRUE);
    g_autoptr (MpsTextHits) found =
        mps_store_search (fixture->store, question, NULL, NOTES, NULL, NULL, NULL, &error);
    guint matches = count_matches (question, notes);

    g_assert_no_error (error);
    if (matches != found->hits->len)
      g_test_message ("asked for \"%s\"", question);
    g_assert_cmpuint (found->hits->len, ==, matches);
  }
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);
  store_test_add ("/store/search/namesakes", test_namesakes);
  store_test_add ("/store/search/kinds", test_kinds);
  store_test_add ("/store/search/latin-names", test_latin_names);
  store_test_add ("/store/search/surnames", test_surnames);
  store_test_add ("/store/search/order", test_order);
  store_test_add ("/store/search/new-version", test_new_version);
  store_test_add ("/store/search/complete", test_complete);
  store_test_add ("/store/search/text", test_text);
  store_test_add ("/store/search/hit", test_hit);
  store_test_add ("/store/search/text-of-new-version", test_text_of_new_version);
  store_test_add ("/store/search/two-programs", test_two_programs);
  store_test_add ("/store/search/migration", test_migration);
  store_test_add ("/store/search/text-complete", test_text_complete);
  return g_test_run ();
}
