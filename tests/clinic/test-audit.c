/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-list.h"
#include "app/clinic/audit/mps-audit-month.h"
#include "app/clinic/audit/mps-audit-words.h"
#include "app/session/people/mps-accounts.h"
#include "app/session/people/mps-attempts.h"
#include "data/store/audit/mps-store-audit.h"
#include "tests/session/people-fixture.h"

#include <string.h>

/* Whose an entry of the audit record is: a name for whoever may find patients, a chart number for
 * whoever reads the record and nothing else, and one question a page. */

#define HONG                                                                                       \
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"Hong\"}],"                    \
  "\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"MR\"}]},\"value\":\"C-17\"}]}"
#define OLD                                                                                        \
  "{\"resourceType\":\"Patient\",\"id\":\"p2\",\"name\":[{\"text\":\"Hong old\"}],"                \
  "\"link\":[{\"type\":\"replaced-by\",\"other\":{\"reference\":\"Patient/p1\"}}]}"

static void
set_up (People *people, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  people_set_up (people, NULL);
  people_put (people, HONG, 1);
  people_put (people, OLD, MPS_VERSION_NEW);
  g_assert_true (mps_store_audit (mps_session_peek_store (people->session),
                                  MPS_AUDIT_READ,
                                  "kim",
                                  "typed \"id\"",
                                  "Patient/typed",
                                  "test",
                                  &error));
  g_assert_no_error (error);
}

/* kim without any role but the administrator's. */
static void
take_charts_away (People *people)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_accounts_set_roles (
      people->session, "kim", MPS_ROLE_BIT (MPS_ROLE_ADMINISTRATOR), &error));
  g_assert_no_error (error);
  g_assert_false (mps_session_may (people->session, MPS_ACTION_FIND_PATIENT));
  g_assert_true (mps_session_may (people->session, MPS_ACTION_READ_AUDIT));
}

static MpsAuditPage *
load (People *people, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  MpsAuditPage *page =
      mps_audit_review_load_page (people->session, patient_id, 1000, NULL, NULL, &error);

  g_assert_no_error (error);
  return page;
}

static MpsAuditItem *
find (const MpsAuditPage *page, const char *patient_id)
{
  for (guint i = 0; i < page->items->len; i++) {
    MpsAuditItem *item = g_ptr_array_index (page->items, i);

    if (g_str_equal (mps_audit_item_peek_record (item)->patient_id, patient_id))
      return item;
  }
  g_assert_not_reached ();
}

static void
assert_whose (const MpsAuditPage *page, const char *patient_id, const char *text, const char *full)
{
  MpsAuditItem *item = find (page, patient_id);
  g_autofree char *whose = mps_audit_item_dup_whose (item);
  g_autofree char *whole = mps_audit_item_dup_whose_full (item);

  g_assert_cmpstr (whose, ==, text);
  g_assert_cmpstr (whole, ==, full);
}

static void
test_named (People *people, gconstpointer data)
{
  g_autoptr (MpsAuditPage) page = load (people, NULL);

  assert_whose (page, "", "", "");
  assert_whose (page, "p1", "Hong · chart C-17", "Hong · chart C-17, id p1");
  assert_whose (page, "p2", "Hong old (merged)", "Hong old, merged into Hong · chart C-17, id p2");
  assert_whose (page,
                "typed \"id\"",
                "Not in these records",
                "No patient of these records has the id typed \"id\"");
  g_assert_cmpint (
      mps_audit_item_peek_subject (find (page, "p2"))->state, ==, MPS_AUDIT_SUBJECT_MERGED);
}

static void
test_number_only (People *people, gconstpointer data)
{
  g_autoptr (MpsAuditPage) page = NULL;

  take_charts_away (people);
  page = load (people, NULL);
  assert_whose (page, "p1", "Chart C-17", "Chart C-17, id p1");
  assert_whose (
      page, "p2", "Patient p2 (merged)", "No chart number, merged into Chart C-17, id p2");
  for (guint i = 0; i < page->items->len; i++) {
    const MpsAuditSubject *subject =
        mps_audit_item_peek_subject (g_ptr_array_index (page->items, i));

    g_assert_null (subject->name);
    g_assert_null (subject->survivor_name);
  }
}

/* That somebody read it is one entry a reading, however many patients are named. */
static void
test_one_entry (People *people, gconstpointer data)
{
  g_autofree char *head = NULL;
  g_autoptr (GError) error = NULL;
  MpsStore *store = mps_session_peek_store (people->session);
  gint64 before = 0;
  gint64 after = 0;

  g_assert_true (mps_store_get_audit_head (store, &before, &head, &error));
  g_clear_pointer (&head, g_free);
  mps_audit_page_free (load (people, NULL));
  g_assert_true (mps_store_get_audit_head (store, &after, &head, &error));
  g_assert_no_error (error);
  g_assert_cmpint (after, ==, before + 1);
}

static void
assert_all_named (GListModel *list, gboolean named)
{
  g_assert_cmpuint (g_list_model_get_n_items (list), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (MpsAuditItem) item = g_list_model_get_item (list, i);
    const MpsAuditSubject *subject = mps_audit_item_peek_subject (item);

    if (subject->state == MPS_AUDIT_SUBJECT_KNOWN)
      g_assert_cmpint (subject->name != NULL, ==, named);
  }
}

static void
assert_lists (People *people, gboolean named)
{
  const MpsAuditQuery query = { .patient_id = "p1" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) list = NULL;
  g_autoptr (GListModel) access = NULL;
  g_autoptr (GError) error = NULL;

  mps_audit_list_async (people->session, &query, NULL, keep_result, &result);
  list = mps_audit_list_finish (wait_result (&result), NULL, &error);
  g_assert_no_error (error);
  assert_all_named (list, named);
  g_clear_object (&result);
  mps_audit_review_access_async (people->session, "p1", NULL, keep_result, &result);
  access = mps_audit_review_access_finish (wait_result (&result), &error);
  g_assert_no_error (error);
  assert_all_named (access, named);
}

static void
test_lists (People *people, gconstpointer data)
{
  assert_lists (people, TRUE);
  take_charts_away (people);
  assert_lists (people, FALSE);
}

static const MpsAuditSubject *
find_refused (const MpsAuditMonth *month)
{
  GListModel *list = G_LIST_MODEL (month->concerns[MPS_AUDIT_CONCERN_REFUSED]);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (MpsAuditItem) item = g_list_model_get_item (list, i);

    if (g_str_equal (mps_audit_item_peek_record (item)->patient_id, "p1"))
      return mps_audit_item_peek_subject (item);
  }
  g_assert_not_reached ();
}

static void
test_month (People *people, gconstpointer data)
{
  const MpsAuditNote note = { .action = MPS_AUDIT_READ,
                              .outcome = MPS_AUDIT_REFUSED,
                              .who = "park",
                              .patient_id = "p1",
                              .target = "Patient/p1",
                              .why = "refused: test" };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (MpsAuditMonth) month = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_store_audit_note (mps_session_peek_store (people->session), &note, &error));
  month = mps_audit_month_load (
      people->session, g_date_time_get_year (now), g_date_time_get_month (now), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (find_refused (month)->name, ==, "Hong");
  g_assert_cmpstr (find_refused (month)->chart_number, ==, "C-17");
}

/* The time of an attempt is the attempt's, on the workstation's clock. */
static void
test_attempt_words (void)
{
  static const char *const pairs[][2] = {
    { "refused: wrong password at sign-in, 2023-11-14T22:13:20Z",
      "Refused: wrong password at sign-in, 2023-11-1" },
    { "refused: 12 more attempts to sign in from 2023-11-14T22:13:20Z to 2023-11-16T22:13:20Z",
      "Refused: 12 more attempts to sign in, 2023-11-1" },
    { "refused: 12 more attempts to sign in from A to B",
      "Refused: 12 more attempts to sign in from A to B" },
    { "refused: a person said this, and that", "Refused: a person said this, and that" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *words = mps_audit_dup_why_words (pairs[i][0]);

    g_assert_true (g_str_has_prefix (words, pairs[i][1]));
    g_assert_null (strstr (words, "T22:13"));
  }
  g_assert_cmpstr (mps_audit_peek_who_words (MPS_ATTEMPTS_NOBODY), ==, "Unknown name");
  g_assert_cmpstr (mps_audit_peek_who_words ("kim"), ==, "kim");
}

static void
add (const char *path, void (*test) (People *people, gconstpointer data))
{
  g_test_add (path, People, NULL, set_up, test, people_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/clinic/audit/named", test_named);
  add ("/clinic/audit/number-only", test_number_only);
  add ("/clinic/audit/one-entry", test_one_entry);
  add ("/clinic/audit/lists", test_lists);
  add ("/clinic/audit/month", test_month);
  g_test_add_func ("/clinic/audit/attempt-words", test_attempt_words);
  return g_test_run ();
}
