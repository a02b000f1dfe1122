/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/clinic/clinic-fixture.h"

#include <string.h>

/* One chart, one token: several threads, each a window of its own, open charts at random, begin to
 * save, and switch before it is done. One save in eight is for another patient than the chart. */

#define THREADS 4
#define BATCH 500
#define SAVES 3

static int n_charts = 60;

typedef struct {
  Fixture *fixture;
  GPtrArray *ids;
  guint seed;
  guint rounds;
  guint accepted;
  guint refused;
  guint pending;
} Window;

typedef struct {
  Window *window;
  gboolean wrong;
} Pending;

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Pending *pending = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) written = mps_chart_save_finish (MPS_CHART (source), result, NULL, &error);

  pending->window->pending--;
  if (pending->wrong) {
    g_assert_error (error, MPS_CHART_ERROR, MPS_CHART_ERROR_WRONG_CHART);
    pending->window->refused++;
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpuint (written->len, ==, 1);
  pending->window->accepted++;
}

static void
begin_save (Window *window, GRand *rand, MpsChart *chart)
{
  const char *own = mps_chart_peek_patient_id (chart);
  guint pick = (guint)g_rand_int_range (rand, 0, (int)window->ids->len);
  const char *other = g_ptr_array_index (window->ids, pick);
  gboolean wrong = g_rand_int_range (rand, 0, 8) == 0 && !g_str_equal (own, other);
  const char *patient = wrong ? other : own;
  /* The name says for whom it was typed. */
  g_autoptr (MpsForm) form = fill (MPS_FORM_MEDICINE, patient, "name", patient, NULL);
  Pending *pending = g_new0 (Pending, 1);

  pending->window = window;
  pending->wrong = wrong;
  window->pending++;
  mps_chart_save_async (chart, form, NULL, saved, pending);
}

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsChart **chart = data;
  g_autoptr (GError) error = NULL;

  *chart = mps_chart_open_finish (result, &error);
  g_assert_no_error (error);
}

static void
visit (Window *window, GRand *rand, GMainContext *context)
{
  guint pick = (guint)g_rand_int_range (rand, 0, (int)window->ids->len);
  g_autoptr (MpsChart) chart = NULL;

  mps_chart_open_async (
      window->fixture->session, g_ptr_array_index (window->ids, pick), NULL, opened, &chart);
  while (chart == NULL)
    g_main_context_iteration (context, TRUE);
  for (int i = g_rand_int_range (rand, 1, SAVES + 1); i > 0; i--)
    begin_save (window, rand, chart);
  /* Now and then the switch waits for what was begun, mostly it does not. */
  while (g_rand_int_range (rand, 0, 4) == 0 && g_main_context_iteration (context, FALSE))
    ;
  mps_chart_close (chart);
  g_assert_false (mps_chart_is_open (chart));
}

static gpointer
run_window (gpointer data)
{
  Window *window = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (window->seed);

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < window->rounds; i++)
    visit (window, rand, context);
  while (window->pending > 0)
    g_main_context_iteration (context, TRUE);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
make_charts (Fixture *f, GPtrArray *ids)
{
  for (int i = 0; i < n_charts;) {
    g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "charts");
    g_autoptr (GError) error = NULL;

    for (int k = 0; k < BATCH && i < n_charts; k++, i++) {
      char *id = g_strdup_printf ("switch-%d", i);
      g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\"}", id);
      g_autoptr (MpsResource) patient = mps_resource_new_from_json (json, -1, NULL);

      mps_store_batch_put (batch, patient, MPS_VERSION_NEW);
      g_ptr_array_add (ids, id);
    }
    g_assert_true (mps_store_commit (fixture_store (f), batch, NULL, NULL, &error));
    g_assert_no_error (error);
  }
}

/* Every record that is in a chart was typed for that chart's patient. */
static guint
check_charts (Fixture *f)
{
  g_autofree char *after = NULL;
  guint n = 0;

  do {
    g_autofree char *next = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) page =
        mps_store_list (fixture_store (f), "MedicationStatement", NULL, 200, after, &next, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < page->len; i++) {
      const char *json = mps_resource_peek_json (g_ptr_array_index (page, i));
      const char *text = strstr (json, "\"text\":\"switch-");
      g_autofree char *reference = NULL;

      if (text == NULL)
        continue;
      text += strlen ("\"text\":\"");
      reference = g_strdup_printf (
          "\"reference\":\"Patient/%.*s\"", (int)(strchr (text, '"') - text), text);
      g_assert_nonnull (strstr (json, reference));
      n++;
    }
    g_free (after);
    after = g_steal_pointer (&next);
  } while (after != NULL);

  return n;
}

static gboolean
count_wrong (const MpsAuditRecord *record, gpointer data)
{
  if (record->outcome == MPS_AUDIT_REFUSED && g_str_has_prefix (record->why, "wrong chart"))
    (*(guint *)data)++;
  return TRUE;
}

static guint
count_audited (Fixture *f)
{
  const MpsAuditFilter filter = { 0 };
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (mps_store_walk_audit (fixture_store (f), &filter, count_wrong, &n, NULL, &error));
  g_assert_no_error (error);
  return n;
}

static void
test_switching (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  Window windows[THREADS] = { 0 };
  GThread *threads[THREADS];
  guint accepted = 0;
  guint refused = 0;

  make_charts (f, ids);
  for (guint i = 0; i < THREADS; i++) {
    windows[i] = (Window){ .fixture = f,
                           .ids = ids,
                           .seed = (guint32)g_test_rand_int (),
                           .rounds = (guint)n_charts / THREADS };
    threads[i] = g_thread_new ("window", run_window, &windows[i]);
  }
  for (guint i = 0; i < THREADS; i++) {
    g_thread_join (threads[i]);
    accepted += windows[i].accepted;
    refused += windows[i].refused;
  }

  g_assert_cmpuint (accepted, >, 0);
  g_assert_cmpuint (refused, >, 0);
  g_assert_cmpuint (check_charts (f), ==, accepted);
  g_assert_cmpuint (count_audited (f), ==, refused);
  g_test_message ("%d charts: %u saves in the right chart, %u refused and on record, none crossed",
                  n_charts,
                  accepted,
                  refused);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    if (g_str_has_prefix (argv[i], "--charts="))
      n_charts = (int)g_ascii_strtoll (argv[i] + strlen ("--charts="), NULL, 10);
  }
  g_test_init (&argc, &argv, NULL);
  g_test_add (
      "/switching/random", Fixture, NULL, fixture_set_up, test_switching, fixture_tear_down);
  return g_test_run ();
}
