/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-downtime-patients-private.h"

#include "app/clinic/keeping/mps-keeping-policy.h"
#include "data/model/mps-time.h"
#include "data/model/mps-tree.h"

#include <string.h>

#define DAY_US (86400 * (gint64)G_USEC_PER_SEC)
/* Rows that are read at once. */
#define BLOCK 200

typedef struct {
  gint64 from_us;
  gint64 to_us;
  guint most;
  GPtrArray *ids;
  GHashTable *known;
} Choice;

static void
add (Choice *choice, const char *id)
{
  if (choice->ids->len >= choice->most || g_hash_table_contains (choice->known, id))
    return;

  g_ptr_array_add (choice->ids, g_strdup (id));
  g_hash_table_add (choice->known, g_strdup (id));
}

static gboolean
is_over (const char *status)
{
  return g_strcmp0 (status, "cancelled") == 0 || g_strcmp0 (status, "noshow") == 0 ||
         g_strcmp0 (status, "entered-in-error") == 0;
}

static gboolean
look_at_appointment (const MpsWalkRecord *record, gpointer data, GError **error)
{
  Choice *choice = data;
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (record->json, -1, error);
  g_autoptr (MpsTree) tree = resource != NULL ? mps_tree_new_from_resource (resource) : NULL;
  const MpsTree *people;
  const char *start;
  gint64 start_us = 0;

  if (tree == NULL)
    return FALSE;

  start = mps_tree_peek_path_string (tree, "start");
  if (start == NULL || !mps_time_parse (start, &start_us) || start_us < choice->from_us ||
      start_us >= choice->to_us || is_over (mps_tree_peek_path_string (tree, "status")))
    return TRUE;

  people = mps_tree_peek_path (tree, "participant");
  for (guint i = 0; people != NULL && i < mps_tree_get_size (people); i++) {
    const char *who = mps_tree_peek_path_string (mps_tree_peek_item (people, i), "actor.reference");

    if (who != NULL && g_str_has_prefix (who, "Patient/"))
      add (choice, who + strlen ("Patient/"));
  }
  return TRUE;
}

/* FALSE in goes_on: the rest was seen longer ago. */
static gboolean
add_block (Choice *choice,
           MpsStore *store,
           const GArray *keys,
           guint first,
           gint64 since_us,
           gboolean *goes_on,
           GError **error)
{
  guint n = MIN (BLOCK, keys->len - first);
  g_autoptr (GPtrArray) rows =
      mps_store_load_patient_rows (store, &g_array_index (keys, gint64, first), n, error);

  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len && *goes_on; i++) {
    const MpsPatientRow *row = g_ptr_array_index (rows, i);

    *goes_on = row != NULL && row->last_seen_us >= since_us && choice->ids->len < choice->most;
    if (*goes_on)
      add (choice, row->id);
  }
  return TRUE;
}

static gboolean
add_seen (
    Choice *choice, MpsStore *store, gint64 since_us, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) keys =
      mps_store_index_patients (store, MPS_PATIENT_ORDER_LAST_SEEN, TRUE, NULL, cancellable, error);
  gboolean goes_on = TRUE;

  if (keys == NULL)
    return FALSE;
  for (guint first = 0; first < keys->len && goes_on; first += BLOCK)
    if (!add_block (choice, store, keys, first, since_us, &goes_on, error))
      return FALSE;

  return TRUE;
}

static gint64
get_midnight (gint64 now_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) midnight = g_date_time_new (zone,
                                                    g_date_time_get_year (now),
                                                    g_date_time_get_month (now),
                                                    g_date_time_get_day_of_month (now),
                                                    0,
                                                    0,
                                                    0);

  return g_date_time_to_unix (midnight) * G_USEC_PER_SEC;
}

/**
 * mps_downtime_list_patients:
 * @store: the records
 * @now_us: now, µs since 1970 UTC
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Who may need treatment while the computer is gone, by the figures of keeping.ini: first whoever
 * has an appointment from today on, then whose chart has something new, the newest first.
 *
 * Returns: (transfer full) (element-type utf8): their ids, or %NULL
 */
GPtrArray *
mps_downtime_list_patients (MpsStore *store,
                            gint64 now_us,
                            GCancellable *cancellable,
                            GError **error)
{
  const MpsKeepingPolicy *policy = mps_keeping_policy_get ();
  const MpsWalk walk = { .type = "Appointment" };
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Choice choice = { .most = policy->most_patients, .ids = ids, .known = known };

  choice.from_us = get_midnight (now_us);
  choice.to_us = choice.from_us + (policy->ahead_days + 1) * DAY_US;
  if (!mps_store_walk_records (store, &walk, look_at_appointment, &choice, cancellable, error) ||
      !add_seen (&choice, store, now_us - policy->back_days * DAY_US, cancellable, error))
    return NULL;

  return g_steal_pointer (&ids);
}
