/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

#include "data/store/run/mps-scan-codec.h"

#include <math.h>
#include <string.h>

#define N_SCANS 50

static gint32
random_count (void)
{
  switch (g_test_rand_int_range (0, 6)) {
  case 0:
    return -8388608;
  case 1:
    return 8388607;
  case 2:
    return 0;
  default:
    return g_test_rand_int_range (-8388608, 8388608);
  }
}

static void
random_scan (MpsScan *scan, guint32 index)
{
  memset (scan, 0, sizeof *scan);
  scan->index = index;
  scan->time_us = (guint64)(guint32)g_test_rand_int () << g_test_rand_int_range (0, 33);
  scan->phase = (guint8)g_test_rand_int_range (0, 256);
  scan->level = (guint8)g_test_rand_int_range (0, 256);
  scan->step = (guint8)g_test_rand_int_range (0, 256);
  scan->flags = (guint8)g_test_rand_int_range (0, 256);
  scan->temperature_centi_c = (gint16)g_test_rand_int_range (G_MININT16, G_MAXINT16 + 1);
  scan->humidity_centi_percent = (guint16)g_test_rand_int_range (0, 65536);
  scan->pressure_pa = (guint32)g_test_rand_int ();
  for (guint i = 0; i < MPS_CHANNELS; i++) {
    scan->det[i] = random_count ();
    scan->ref[i] = random_count ();
  }
}

static GArray *
random_scans (guint n)
{
  GArray *scans = g_array_sized_new (FALSE, FALSE, sizeof (MpsScan), n);

  g_array_set_size (scans, n);
  for (guint i = 0; i < n; i++)
    random_scan (&g_array_index (scans, MpsScan, i), i);
  return scans;
}

static void
assert_same_scans (const GArray *a, const GArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    g_assert_true (mps_scan_equal (&g_array_index (a, MpsScan, i), &g_array_index (b, MpsScan, i)));
}

static void
test_codec_round_trip (void)
{
  for (guint round = 0; round < 40; round++) {
    guint n = round == 0 ? MPS_SCAN_CHUNK_MAX : (guint)g_test_rand_int_range (1, 60);
    g_autoptr (GArray) scans = random_scans (n);
    g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (MpsScan));
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) data = mps_scan_codec_encode ((MpsScan *)(void *)scans->data, n, &error);

    g_assert_no_error (error);
    g_assert_true (mps_scan_codec_decode (data, n, back, &error));
    g_assert_no_error (error);
    assert_same_scans (scans, back);
  }
}

static void
test_codec_refuses_wide_counts (void)
{
  const gint32 wide[] = { 8388608, -8388609, G_MAXINT32, G_MININT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (wide); i++) {
    g_autoptr (GError) error = NULL;
    MpsScan scan;

    random_scan (&scan, 0);
    scan.ref[i] = wide[i];
    g_assert_null (mps_scan_codec_encode (&scan, 1, &error));
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
  }
}

/* Whatever the bytes, the codec says so or gives scans; it never reads beyond them. */
static void
test_codec_is_total (void)
{
  g_autoptr (GArray) scans = random_scans (9);
  g_autoptr (GBytes) data = mps_scan_codec_encode ((MpsScan *)(void *)scans->data, 9, NULL);
  gsize size = g_bytes_get_size (data);
  guint n_found = 0;

  for (guint round = 0; round < 2000; round++) {
    g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (data, NULL), size);
    gsize cut = round % 2 == 0 ? size : (gsize)g_test_rand_int_range (0, (gint32)size);
    g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (MpsScan));
    g_autoptr (GBytes) damaged = NULL;
    g_autoptr (GError) error = NULL;

    if (round % 2 == 0)
      bytes[g_test_rand_int_range (0, (gint32)size)] ^= (guint8)g_test_rand_int_range (1, 256);
    damaged = g_bytes_new (bytes, cut);
    if (!mps_scan_codec_decode (damaged, 9, back, &error)) {
      g_assert_true (error->domain == MPS_STORE_ERROR);
      g_assert_cmpuint (back->len, ==, 0);
      n_found++;
    } else {
      assert_same_scans (scans, back);
    }
  }

  /* The checksum finds every flipped bit; only bits that zlib does not use may go unseen. */
  g_assert_cmpuint (n_found, >, 1950);
}

static MpsRun *
make_run (const char *id, const char *patient)
{
  MpsRun *run = mps_run_new (id);
  const guint8 payload[] = { 0, 1, 255, 0 };
  guint channel = 7;

  run->patient_id = g_strdup (patient);
  run->reader_serial = g_strdup ("MPK-1");
  run->reader_firmware = g_strdup ("1.2.3");
  run->transport = g_strdup ("virtual");
  run->cartridge_uid = g_bytes_new (payload, 4);
  run->cartridge_id = g_strdup ("cart");
  run->cartridge_payload = g_bytes_new (payload, 3);
  run->uses_burnt = 3;
  run->calibration = g_bytes_new (payload, 2);
  run->programme = MPS_PROGRAMME_STANDARD;
  run->rate_hz = 100;
  run->baseline_scans = 10;
  run->exposure_scans = 30;
  run->recovery_scans = 10;
  run->started_us = 1789000000123456;
  run->resent = 4;
  run->replaced = 5;
  g_array_append_val (run->unusable, channel);
  channel = 87;
  g_array_append_val (run->unusable, channel);
  return run;
}

static gboolean
put_run (MpsStore *store, const MpsRun *run, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("nurse", "measure");

  mps_store_batch_put_run (batch, run);
  return mps_store_commit (store, batch, NULL, NULL, error);
}

static gboolean
append (MpsStore *store, const char *id, const MpsScan *scans, gsize n, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("nurse", "measure");

  mps_store_batch_append_scans (batch, id, scans, n);
  return mps_store_commit (store, batch, NULL, NULL, error);
}

static void
finish (MpsRun *run)
{
  const double values[] = { 5.1, 0.1 + 0.2, -0.0, 1e-308 };
  MpsFingerprint *small = mps_fingerprint_new (88);
  MpsFingerprint *large = mps_fingerprint_new (448);

  run->status = MPS_RUN_COMPLETE;
  g_free (run->engine_version);
  run->engine_version = g_strdup ("1");
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    MpsResult *result = mps_result_new ("2339-0", "mg/dL");

    result->has_value = TRUE;
    result->quantity.value = values[i];
    result->quantity.comparator = (MpsComparator)(i % 3);
    result->quantity.has_uncertainty = i % 2 == 0;
    if (result->quantity.has_uncertainty)
      result->quantity.expanded_uncertainty = 1.0 / 3.0;
    mps_result_add_flag (result, i == 1 ? "noisy" : "");
    g_ptr_array_add (run->results, result);
  }
  g_ptr_array_add (run->results, mps_result_new ("none", "mmol/L"));

  for (guint i = 0; i < 448; i++)
    large->values[i] = (float)g_test_rand_double_range (-1, 1);
  large->values[3] = -0.0f;
  large->values[4] = 1e-45f;
  large->norm = sqrt (2) * 7;
  small->norm = 0;
  g_ptr_array_add (run->fingerprints, large);
  g_ptr_array_add (run->fingerprints, small);
}

static void
assert_same_bits (double a, double b)
{
  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
}

static void
assert_same_run (const MpsRun *a, const MpsRun *b)
{
  g_assert_cmpstr (a->patient_id, ==, b->patient_id);
  g_assert_cmpstr (a->reader_serial, ==, b->reader_serial);
  g_assert_cmpstr (a->reader_firmware, ==, b->reader_firmware);
  g_assert_cmpstr (a->transport, ==, b->transport);
  g_assert_true (g_bytes_equal (a->cartridge_uid, b->cartridge_uid));
  g_assert_true (g_bytes_equal (a->cartridge_payload, b->cartridge_payload));
  g_assert_true (g_bytes_equal (a->calibration, b->calibration));
  g_assert_cmpuint (a->uses_burnt, ==, b->uses_burnt);
  g_assert_cmpint (a->started_us, ==, b->started_us);
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpstr (a->engine_version, ==, b->engine_version);
  g_assert_cmpuint (a->resent, ==, b->resent);
  g_assert_cmpuint (a->replaced, ==, b->replaced);
  g_assert_cmpmem (
      a->unusable->data, a->unusable->len * 4, b->unusable->data, b->unusable->len * 4);
  g_assert_cmpuint (a->results->len, ==, b->results->len);
  for (guint i = 0; i < a->results->len; i++) {
    const MpsResult *x = g_ptr_array_index (a->results, i);
    const MpsResult *y = g_ptr_array_index (b->results, i);

    g_assert_cmpstr (x->code, ==, y->code);
    g_assert_cmpstr (x->flag, ==, y->flag);
    g_assert_cmpstr (x->quantity.unit, ==, y->quantity.unit);
    g_assert_cmpint (x->has_value, ==, y->has_value);
    g_assert_cmpint (x->quantity.comparator, ==, y->quantity.comparator);
    g_assert_cmpint (x->quantity.has_uncertainty, ==, y->quantity.has_uncertainty);
    assert_same_bits (x->quantity.value, y->quantity.value);
    assert_same_bits (x->quantity.expanded_uncertainty, y->quantity.expanded_uncertainty);
  }
  g_assert_cmpuint (a->fingerprints->len, ==, b->fingerprints->len);
  for (guint i = 0; i < a->fingerprints->len; i++) {
    const MpsFingerprint *x = g_ptr_array_index (a->fingerprints, i);
    const MpsFingerprint *y = g_ptr_array_index (b->fingerprints, i);

    g_assert_cmpuint (x->dimension, ==, y->dimension);
    assert_same_bits (x->norm, y->norm);
    g_assert_cmpmem (x->values, x->dimension * 4, y->values, y->dimension * 4);
  }
}

static void
measure (MpsStore *store, MpsRun *run, const GArray *scans)
{
  g_autoptr (MpsStoreBatch) last = mps_store_batch_new ("nurse", "measure");
  g_autoptr (GError) error = NULL;

  g_assert_true (put_run (store, run, &error));
  for (guint i = 0; i < 40; i += 8)
    g_assert_true (append (store, run->id, &g_array_index (scans, MpsScan, i), 8, &error));

  finish (run);
  mps_store_batch_bind_patient (last, run->patient_id);
  mps_store_batch_append_scans (last, run->id, &g_array_index (scans, MpsScan, 40), 10);
  mps_store_batch_put_run (last, run);
  g_assert_true (mps_store_commit (store, last, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_run_round_trip (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsRun) run = make_run ("run-1", "p");
  g_autoptr (GArray) scans = random_scans (N_SCANS);
  g_autoptr (MpsRun) back = NULL;
  g_autoptr (MpsRun) bare = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  guint uses = 99;

  measure (fixture->store, run, scans);
  store_fixture_reopen (fixture);

  back = mps_store_load_run (fixture->store, "run-1", TRUE, &error);
  g_assert_no_error (error);
  assert_same_run (run, back);
  g_assert_cmpuint (back->n_scans, ==, N_SCANS);
  assert_same_scans (scans, back->scans);
  bare = mps_store_load_run (fixture->store, "run-1", FALSE, &error);
  g_assert_no_error (error);
  g_assert_null (bare->scans);
  g_assert_cmpuint (bare->n_scans, ==, N_SCANS);

  ids = mps_store_list_run_ids (fixture->store, "p", &error);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_true (mps_store_get_highest_uses (fixture->store, "cart", &uses, &error));
  g_assert_cmpuint (uses, ==, 3);
  g_assert_true (mps_store_get_highest_uses (fixture->store, "unknown", &uses, &error));
  g_assert_cmpuint (uses, ==, 0);
  g_assert_null (mps_store_load_run (fixture->store, "nothing", FALSE, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  store_test_assert_whole (fixture->store);
}

static void
test_order (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsRun) run = make_run ("run-1", "p");
  g_autoptr (GArray) scans = random_scans (N_SCANS);
  MpsScan *all = (MpsScan *)(void *)scans->data;
  g_autoptr (GError) error = NULL;

  g_assert_false (append (fixture->store, "run-1", all, 5, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (put_run (fixture->store, run, &error));
  g_assert_true (append (fixture->store, "run-1", all, 5, &error));
  g_assert_false (append (fixture->store, "run-1", all, 5, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_false (append (fixture->store, "run-1", all + 6, 5, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
  g_clear_error (&error);
  all[7].index = 20;
  g_assert_false (append (fixture->store, "run-1", all + 5, 5, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
}

static void
assert_put_refused (MpsStore *store, const MpsRun *run)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (put_run (store, run, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
}

static void
test_rules (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsRun) run = make_run ("run-1", "p");
  g_autoptr (GArray) scans = random_scans (N_SCANS);
  g_autoptr (MpsRun) half = make_run ("run-1", "p");
  g_autoptr (MpsRun) moved = make_run ("run-1", "q");
  g_autoptr (MpsRun) early = make_run ("run-2", "p");
  g_autoptr (MpsStoreBatch) wrong = mps_store_batch_new ("nurse", "measure");
  g_autoptr (GError) error = NULL;

  g_assert_true (put_run (fixture->store, run, &error));
  g_assert_true (append (fixture->store, "run-1", (MpsScan *)(void *)scans->data, 40, &error));

  finish (half);
  assert_put_refused (fixture->store, half);
  assert_put_refused (fixture->store, moved);
  g_ptr_array_add (early->results, mps_result_new ("x", "1"));
  assert_put_refused (fixture->store, early);

  mps_store_batch_bind_patient (wrong, "q");
  mps_store_batch_append_scans (wrong, "run-1", &g_array_index (scans, MpsScan, 40), 10);
  g_assert_false (mps_store_commit (fixture->store, wrong, NULL, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (append (fixture->store, "run-1", &g_array_index (scans, MpsScan, 40), 10, &error));
  finish (run);
  ((MpsResult *)g_ptr_array_index (run->results, 0))->quantity.value = NAN;
  g_assert_false (put_run (fixture->store, run, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
  g_clear_error (&error);
  ((MpsResult *)g_ptr_array_index (run->results, 0))->quantity.value = 1;
  g_assert_true (put_run (fixture->store, run, &error));
  g_assert_no_error (error);
  assert_put_refused (fixture->store, run);
  store_test_assert_whole (fixture->store);
}

static void
test_invalid_on_timeline (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsRun) run = make_run ("run-1", "p");
  g_autoptr (MpsRun) other = make_run ("run-2", "p");
  g_autoptr (GArray) scans = random_scans (N_SCANS);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  const MpsTimelineEntry *entry;
  g_autoptr (GError) error = NULL;

  store_test_put_patient (fixture->store, "p");
  g_assert_true (put_run (fixture->store, run, &error));
  before = mps_store_load_timeline (fixture->store, "p", MPS_TIMELINE_ALL, 10, NULL, NULL, &error);
  g_assert_cmpuint (before->len, ==, 0);

  run->status = MPS_RUN_INVALID;
  g_free (run->reason);
  run->reason = g_strdup ("the reader was unplugged");
  g_assert_true (put_run (fixture->store, run, &error));
  measure (fixture->store, other, scans);

  after = mps_store_load_timeline (fixture->store, "p", MPS_TIMELINE_RUN, 10, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, 1);
  entry = g_ptr_array_index (after, 0);
  g_assert_cmpstr (entry->type, ==, "Run");
  g_assert_cmpstr (entry->id, ==, "run-1");
  g_assert_cmpstr (entry->text, ==, "the reader was unplugged");
  g_assert_cmpstr (entry->flag, ==, "invalid");
  g_assert_cmpint (entry->kind, ==, MPS_TIMELINE_RUN);
}

/* Two open stores on one profile: neither writes into the other's run. */
static void
test_other_owner (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) second = NULL;
  g_autoptr (MpsRun) run = make_run ("run-1", "p");
  g_autoptr (MpsRun) back = NULL;
  g_autoptr (MpsRun) ended = NULL;
  g_autoptr (GArray) scans = random_scans (N_SCANS);

  g_assert_true (put_run (fixture->store, run, &error));
  g_assert_true (append (fixture->store, "run-1", (MpsScan *)(void *)scans->data, 20, &error));
  second = mps_store_open (fixture->directory, MPS_STORE_OPEN_EXISTING, "second", NULL, &error);
  g_assert_no_error (error);

  back = mps_store_load_run (second, "run-1", FALSE, &error);
  g_assert_cmpint (back->status, ==, MPS_RUN_IN_PROGRESS);
  g_assert_false (append (second, "run-1", &g_array_index (scans, MpsScan, 20), 5, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_clear_error (&error);

  /* The one who measures goes without finishing; the next to open says so. */
  g_clear_object (&fixture->store);
  g_clear_object (&second);
  store_fixture_reopen (fixture);
  ended = mps_store_load_run (fixture->store, "run-1", TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ended->status, ==, MPS_RUN_INVALID);
  g_assert_cmpstr (ended->reason, ==, "the program ended during the run");
  g_assert_cmpuint (ended->scans->len, ==, 20);
  store_test_assert_whole (fixture->store);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);
  g_test_add_func ("/store/codec/round-trip", test_codec_round_trip);
  g_test_add_func ("/store/codec/refuses-wide-counts", test_codec_refuses_wide_counts);
  g_test_add_func ("/store/codec/is-total", test_codec_is_total);
  store_test_add ("/store/runs/round-trip", test_run_round_trip);
  store_test_add ("/store/runs/order", test_order);
  store_test_add ("/store/runs/rules", test_rules);
  store_test_add ("/store/runs/invalid-on-timeline", test_invalid_on_timeline);
  store_test_add ("/store/runs/other-owner", test_other_owner);
  return g_test_run ();
}
