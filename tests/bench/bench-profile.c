/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/bench-profile.h"

#include "data/model/mps-resource-text.h"
#include "data/store/db/mps-db.h"
#include "data/store/search/mps-patient-words.h"
#include "data/store/search/mps-record-words.h"

#include <stdio.h>

/* Records in one transaction. */
#define CHUNK 100000

/* Times of visits: a day's µs, and the last of them. */
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define LAST_US (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC)
#define DAYS 3650

/* Deriving a key from a password is slow on purpose, and nothing that is measured here. */
static const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };

static const char *const families[] = {
  "김", "이", "박", "최", "정", "강", "조", "윤", "장", "임"
};
static const guint family_shares[] = { 215, 147, 84, 47, 43, 23, 21, 20, 19, 16 };
static const char *const rare_families[] = { "한", "오", "서", "신", "권", "황", "안", "송", "류",
                                             "전", "홍", "고", "문", "양", "손", "배", "백", "허",
                                             "유", "남", "심", "노", "하", "곽", "성", "차", "주",
                                             "우", "구", "민", "나", "진", "지", "엄", "채", "원" };
static const char *const syllables[] = {
  "민", "서", "지", "준", "현", "수", "영", "하", "윤", "은", "도", "예", "유", "주", "진", "성",
  "우", "정", "재", "경", "미", "혜", "희", "호", "훈", "동", "연", "아", "선", "상", "숙", "태",
  "원", "인", "규", "용", "순", "자", "나", "채", "시", "건", "승", "종", "광", "철", "옥", "기",
};
static const char *const tests[][3] = {
  { "2339-0", "Glucose [Mass/volume] in Blood", "mg/dL" },
  { "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%" },
  { "8480-6", "Systolic blood pressure", "mm[Hg]" },
  { "8462-4", "Diastolic blood pressure", "mm[Hg]" },
  { "29463-7", "Body Weight", "kg" },
  { "8302-2", "Body Height", "cm" },
  { "2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL" },
  { "2571-8", "Triglyceride [Mass/volume] in Serum or Plasma", "mg/dL" },
  { "2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "mg/dL" },
  { "8867-4", "Heart rate", "/min" },
  { "9279-1", "Respiratory rate", "/min" },
  { "2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL" },
  { "1742-6", "Alanine aminotransferase in Serum", "U/L" },
  { "33914-3", "추정 사구체 여과율", "mL/min" },
  { "8310-5", "체온", "Cel" },
};

static const char *
pick_family (GRand *random)
{
  gint32 share = g_rand_int_range (random, 0, 1000);

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    share -= (gint32)family_shares[i];
    if (share < 0)
      return families[i];
  }
  return rare_families[g_rand_int_range (random, 0, G_N_ELEMENTS (rare_families))];
}

typedef struct {
  MpsDb *db;
  GRand *random;
  guint patients;
  guint observations;
} Filler;

static MpsStatement *
prepare (MpsDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  MpsStatement *statement = mps_db_prepare (db, sql, &error);

  g_assert_no_error (error);
  return statement;
}

static void
run (MpsDb *db, MpsStatement *statement)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_db_run (db, statement, &error));
  g_assert_no_error (error);
}

static char *
make_patient (GRand *random, guint i)
{
  const char *family = pick_family (random);
  const char *first = syllables[g_rand_int_range (random, 0, G_N_ELEMENTS (syllables))];
  const char *second = syllables[g_rand_int_range (random, 0, G_N_ELEMENTS (syllables))];

  return g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"p%u\",\"name\":[{\"family\":\"%"
                          "s\",\"given\":[\"%s%s\"]}],"
                          "\"gender\":\"%s\",\"birthDate\":\"%d-%02d-%02d\",\"telecom\":[{"
                          "\"system\":\"phone\",\"value\":"
                          "\"010-%04d-%04d\"}],\"identifier\":[{\"type\":{\"coding\":[{\"code\":"
                          "\"MR\"}]},\"value\":\"%08u\"}]}",
                          i,
                          family,
                          first,
                          second,
                          g_rand_boolean (random) ? "male" : "female",
                          g_rand_int_range (random, 1930, 2025),
                          g_rand_int_range (random, 1, 13),
                          g_rand_int_range (random, 1, 29),
                          g_rand_int_range (random, 2000, 10000),
                          g_rand_int_range (random, 0, 10000),
                          i);
}

static char *
make_observation (const Filler *filler, guint i, const char *const *test, double value)
{
  return g_strdup_printf (
      "{\"resourceType\":\"Observation\",\"id\":\"o%u\",\"status\":\"final\",\"category\":[{"
      "\"coding\":[{"
      "\"code\":\"laboratory\"}]}],\"code\":{\"coding\":[{\"system\":\"http://"
      "loinc.org\",\"code\":\"%s\","
      "\"display\":\"%s\"}],\"text\":\"%s\"},\"subject\":{\"reference\":\"Patient/p%u\"},"
      "\"effectiveDateTime\":\"2020-01-01T09:00:00+09:00\",\"valueQuantity\":{\"value\":%.1f,"
      "\"unit\":\"%s\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"%s\"}%s}",
      i,
      test[0],
      test[1],
      test[1],
      bench_patient_of (i, filler->patients),
      value,
      test[2],
      test[2],
      i % 50 == 0 ? ",\"note\":[{\"text\":\"재검 필요, 당뇨 의심 환자\"}]" : "");
}

static gint64
add_record (MpsDb *db, const char *type, const char *id, const char *patient, const char *json)
{
  g_autoptr (MpsStatement) record = prepare (
      db, "INSERT INTO record (type, id, version, patient, updated_us) VALUES (?1, ?2, 1, ?3, 0)");
  g_autoptr (MpsStatement) version = prepare (
      db, "INSERT INTO version (record, number, written_us, audit, json) VALUES (?1, 1, 0, 1, ?2)");
  gint64 key;

  mps_statement_bind_text (record, 1, type);
  mps_statement_bind_text (record, 2, id);
  mps_statement_bind_text (record, 3, patient);
  run (db, record);
  key = sqlite3_last_insert_rowid (mps_db_peek_handle (db));
  sqlite3_bind_int64 (version, 1, key);
  mps_statement_bind_text (version, 2, json);
  run (db, version);
  return key;
}

static void
add_words (MpsDb *db, const char *sql, gint64 key, const char *words)
{
  g_autoptr (MpsStatement) statement = prepare (db, sql);

  sqlite3_bind_int64 (statement, 1, key);
  mps_statement_bind_text (statement, 2, words);
  run (db, statement);
}

static void
add_patient (const Filler *filler, guint i)
{
  g_autofree char *id = g_strdup_printf ("p%u", i);
  g_autofree char *json = make_patient (filler->random, i);
  g_autoptr (MpsPatientKeys) keys = mps_patient_keys_new (json);
  g_autofree char *packed = mps_patient_words_pack (keys);
  g_autofree char *words = mps_patient_words_list (packed);
  g_autoptr (GPtrArray) known = mps_patient_words_list_syllables (packed);
  g_autoptr (MpsStatement) row = prepare (
      filler->db,
      "INSERT INTO patient (key, id, name, name_sort, gender, birth_date, chart_number, phone,"
      " search, last_seen_us) VALUES (?1, ?2, ?3, ?3, 'male', ?4, ?5, ?6, ?7, ?8)");
  g_autoptr (MpsStatement) vocabulary =
      prepare (filler->db, "INSERT OR IGNORE INTO patient_vocabulary (word) VALUES (?1)");
  gint64 key = add_record (filler->db, "Patient", id, id, json);

  sqlite3_bind_int64 (row, 1, key);
  mps_statement_bind_text (row, 2, id);
  mps_statement_bind_text (row, 3, g_ptr_array_index (keys->names, 0));
  mps_statement_bind_text (row, 4, keys->birth_date);
  mps_statement_bind_text (row, 5, g_ptr_array_index (keys->chart_numbers, 0));
  mps_statement_bind_text (row, 6, g_ptr_array_index (keys->phones, 0));
  mps_statement_bind_text (row, 7, packed);
  sqlite3_bind_int64 (row, 8, LAST_US - g_rand_int_range (filler->random, 0, DAYS) * DAY_US - i);
  run (filler->db, row);
  add_words (filler->db, "INSERT INTO patient_words (rowid, words) VALUES (?1, ?2)", key, words);
  for (guint k = 0; k < known->len; k++) {
    mps_statement_bind_text (vocabulary, 1, g_ptr_array_index (known, k));
    run (filler->db, vocabulary);
  }
}

static void
add_result (MpsDb *db,
            gint64 key,
            const char *patient,
            const char *id,
            const char *const *test,
            gint64 when,
            double value)
{
  g_autoptr (MpsStatement) line = prepare (
      db,
      "INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator,"
      " unit, text, flag) VALUES (2 * ?1, ?2, ?3, 1, 'Observation', ?4, ?5, ?6, ?7, '', ?8, '', "
      "'')");
  g_autoptr (MpsStatement) number = prepare (
      db,
      "INSERT INTO observation_value (record, position, patient, code, unit, when_us, title, value,"
      " comparator, flag) VALUES (?1, 0, ?2, ?6, ?8, ?3, ?5, ?7, '', ?4)");
  MpsStatement *both[] = { line, number };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++) {
    sqlite3_bind_int64 (both[i], 1, key);
    mps_statement_bind_text (both[i], 2, patient);
    sqlite3_bind_int64 (both[i], 3, when);
    mps_statement_bind_text (both[i], 4, i == 0 ? id : "");
    mps_statement_bind_text (both[i], 5, test[1]);
    mps_statement_bind_text (both[i], 6, test[0]);
    sqlite3_bind_double (both[i], 7, value);
    mps_statement_bind_text (both[i], 8, test[2]);
    run (db, both[i]);
  }
}

static void
add_observation (const Filler *filler, guint i)
{
  const char *const *test = tests[g_rand_int_range (filler->random, 0, G_N_ELEMENTS (tests))];
  double value = g_rand_int_range (filler->random, 200, 3000) / 10.0;
  g_autofree char *id = g_strdup_printf ("o%u", i);
  g_autofree char *patient = g_strdup_printf ("p%u", bench_patient_of (i, filler->patients));
  g_autofree char *json = make_observation (filler, i, test, value);
  g_autofree char *text = mps_resource_dup_text (json);
  g_autoptr (GPtrArray) words = mps_record_words_list (text);
  g_autoptr (GString) line = g_string_new ("tObservation");
  g_autoptr (MpsStatement) vocabulary =
      prepare (filler->db, "INSERT OR IGNORE INTO record_vocabulary (word) VALUES (?1)");
  gint64 key = add_record (filler->db, "Observation", id, patient, json);

  add_result (filler->db,
              key,
              patient,
              id,
              test,
              LAST_US - (gint64)(filler->observations - i) * DAYS *
                            (DAY_US / MAX (filler->observations, 1)),
              value);
  for (guint k = 0; k < words->len; k++) {
    const char *word = g_ptr_array_index (words, k);

    g_string_append_printf (line, " %s", word);
    if (word[0] != 'w' || g_utf8_strlen (word + 1, -1) <= MPS_WORD_EDGES)
      continue;
    mps_statement_bind_text (vocabulary, 1, word + 1);
    run (filler->db, vocabulary);
  }
  add_words (filler->db, "INSERT INTO record_words (rowid, words) VALUES (?1, ?2)", key, line->str);
}

static void
fill_all (const Filler *filler, guint n, void (*add) (const Filler *, guint))
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++) {
    if (i % CHUNK == 0)
      g_assert_true (mps_db_begin (filler->db, &error));
    add (filler, i);
    if ((i + 1) % CHUNK == 0 || i + 1 == n) {
      g_assert_true (mps_db_commit (filler->db, &error));
      g_printerr ("%u of %u\r", i + 1, n);
    }
  }
}

/* Every patient has results all through the years, as those have who come again and again. */
guint
bench_patient_of (guint observation, guint patients)
{
  return (guint)((guint64)observation * 7919 % patients);
}

/* Fills the tables in bulk through the store's own schema and with the words that it makes itself:
 * what is measured is how it is read, and millions of audit entries would take an hour. */
void
bench_fill (const char *directory, guint patients, guint observations)
{
  g_autofree char *path = g_build_filename (directory, "records.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store =
      mps_store_open (directory, MPS_STORE_OPEN_CREATE, "bench", NULL, &error);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (MpsDb) db = NULL;
  Filler filler = { NULL, random, patients, observations };

  g_assert_no_error (error);
  g_assert_true (mps_store_audit (store, MPS_AUDIT_EXECUTE, "bench", NULL, NULL, "fill", &error));
  g_clear_object (&store);
  db = mps_db_open (path, NULL, MPS_DB_WRITE, &error);
  g_assert_no_error (error);
  filler.db = db;
  fill_all (&filler, patients, add_patient);
  fill_all (&filler, observations, add_observation);
}

/* The keys of a profile that has none yet; its account and its password are words everybody may
 * know. */
MpsKeyring *
bench_make_keys (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new (BENCH_WORD, -1);
  g_autoptr (GError) error = NULL;
  MpsKeyring *keyring = mps_keyring_new ();

  mps_keyring_set_cost (keyring, &cheap);
  g_assert_true (mps_keyring_add (keyring, BENCH_WORD, secret, &error));
  g_assert_true (mps_keyring_save (keyring, path, &error));
  g_assert_no_error (error);
  return keyring;
}

/* Seals what was filled in the open, as an existing profile is. */
void
bench_seal (const char *directory)
{
  g_autoptr (MpsKeyring) keyring = bench_make_keys (directory);
  g_autoptr (GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();

  g_assert_true (mps_store_seal (
      directory, mps_keyring_peek_key (keyring), "bench", NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  printf ("sealed in %.1f s\n", (double)(g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
}

/* Opens what there is, sealed or not. */
MpsStore *
bench_open (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new (BENCH_WORD, -1);
  g_autoptr (MpsKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;
  MpsStore *store;

  if (mps_store_get_state (directory) != MPS_STORE_STATE_SEALED) {
    store = mps_store_open (directory, MPS_STORE_OPEN_EXISTING, "bench", NULL, &error);
  } else {
    keyring = mps_keyring_load (path, &error);
    g_assert_no_error (error);
    g_assert_true (mps_keyring_unlock (keyring, BENCH_WORD, secret, &error));
    store = mps_store_open_sealed (
        directory, mps_keyring_peek_key (keyring), MPS_STORE_OPEN_EXISTING, "bench", NULL, &error);
  }
  g_assert_no_error (error);
  return store;
}
