/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/search/namesakes", test_namesakes);
  return g_test_run ();
}
