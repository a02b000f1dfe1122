/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-retention.h"
#include "tests/clinic/clinic-fixture.h"

#define YEAR_US (366 * G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

static void
test_terms (void)
{
  g_assert_cmpuint (mps_retention_get_years ("Observation"), ==, 5);
  g_assert_cmpuint (mps_retention_get_years ("DiagnosticReport"), ==, 5);
  g_assert_cmpuint (mps_retention_get_years ("MedicationRequest"), ==, 2);
  g_assert_cmpuint (mps_retention_get_years ("Procedure"), ==, 10);
  g_assert_cmpuint (mps_retention_get_years ("Condition"), ==, 10);
  g_assert_cmpuint (mps_retention_get_years ("DocumentReference"), ==, 10);
  g_assert_cmpuint (mps_retention_get_years ("MedicationDispense"), ==, 5);
  /* In the list of patients for 5 years, but a chart without it is nobody's. */
  g_assert_cmpuint (mps_retention_get_years ("Patient"), ==, 10);
  g_assert_cmpuint (mps_retention_get_years ("Unheard"), ==, 0);
}

static GPtrArray *
list_at (Fixture *fixture, gint64 now_us, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = mps_retention_list (fixture->session, now_us, limit, NULL, &error);

  g_assert_no_error (error);
  return items;
}

static guint
count_kind (GPtrArray *items, const char *kind)
{
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    n += g_str_equal (((const MpsRetentionItem *)g_ptr_array_index (items, i))->kind, kind);
  return n;
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  gint64 now_us = g_get_real_time ();
  g_autoptr (GPtrArray) today = list_at (fixture, now_us, 1000);
  g_autoptr (GPtrArray) in_three = list_at (fixture, now_us + 3 * YEAR_US, 1000);
  g_autoptr (GPtrArray) in_six = list_at (fixture, now_us + 6 * YEAR_US, 1000);
  g_autoptr (GPtrArray) in_eleven = list_at (fixture, now_us + 11 * YEAR_US, 1000);
  g_autoptr (GPtrArray) few = list_at (fixture, now_us + 11 * YEAR_US, 3);

  g_assert_cmpuint (today->len, ==, 0);
  g_assert_cmpuint (in_three->len, ==, count_kind (in_three, "prescriptions"));
  g_assert_cmpuint (count_kind (in_six, "findings"), >, 0);
  g_assert_cmpuint (count_kind (in_six, "chart"), ==, 0);
  g_assert_cmpuint (count_kind (in_eleven, "chart"), >, 0);
  g_assert_cmpuint (few->len, ==, 3);
  g_assert_cmpuint (count_records (fixture, "Patient", NULL), >, 0);
}

static void
test_count (Fixture *fixture, gconstpointer data)
{
  gint64 then_us = g_get_real_time () + 11 * YEAR_US;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) kinds = mps_retention_count (fixture->session, then_us, NULL, &error);
  g_autoptr (GPtrArray) items = list_at (fixture, then_us, 100000);
  guint64 past = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (kinds->len, ==, 9);
  for (guint i = 0; i < kinds->len; i++) {
    const MpsRetentionKind *kind = g_ptr_array_index (kinds, i);

    g_assert_cmpuint (kind->past, ==, count_kind (items, kind->kind));
    g_assert_cmpuint (kind->past, ==, kind->records);
    g_assert_nonnull (kind->name);
    past += kind->past;
  }
  g_assert_cmpuint (past, ==, items->len);
  g_assert_cmpuint (past, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/retention/terms", test_terms);
  g_test_add ("/retention/list", Fixture, NULL, fixture_set_up, test_list, fixture_tear_down);
  g_test_add ("/retention/count", Fixture, NULL, fixture_set_up, test_count, fixture_tear_down);
  return g_test_run ();
}
