/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-retention.h"

#include "data/store/keep/mps-store-retention.h"

#include "mps-clinic-resources.h"

#define PATH "/org/manpasik/clinic/retention.ini"

/* The table is part of the program: that it cannot be read is a defect of the build. */
static GKeyFile *
load_table (void)
{
  g_autoptr (GBytes) bytes = NULL;
  GKeyFile *table = g_key_file_new ();

  g_resources_register (mps_clinic_get_resource ());
  bytes = g_resources_lookup_data (PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL || !g_key_file_load_from_bytes (table, bytes, G_KEY_FILE_NONE, NULL))
    g_error ("the table of retention terms cannot be read");
  return table;
}

/**
 * mps_retention_item_free:
 * @item: (transfer full) (nullable): a record past its term
 */
void
mps_retention_item_free (MpsRetentionItem *item)
{
  if (item == NULL)
    return;

  g_free (item->kind);
  g_free (item->name);
  g_free (item->reference);
  g_free (item->patient_id);
  g_free (item);
}

/**
 * mps_retention_get_years:
 * @type: resource type
 *
 * Returns: how many years a record of that type is kept at least, by retention.ini; 0: the table
 *   does not know it, so that it is kept for good
 */
guint
mps_retention_get_years (const char *type)
{
  g_autoptr (GKeyFile) table = load_table ();
  g_auto (GStrv) kinds = g_key_file_get_groups (table, NULL);
  guint years = 0;

  for (gsize i = 0; kinds[i] != NULL; i++) {
    g_auto (GStrv) types = g_key_file_get_string_list (table, kinds[i], "types", NULL, NULL);
    guint term = (guint)g_key_file_get_integer (table, kinds[i], "years", NULL);

    if (types != NULL && g_strv_contains ((const char *const *)types, type))
      years = MAX (years, term);
  }
  return years;
}

typedef struct {
  MpsSession *session;
  GKeyFile *table;
  GPtrArray *items;
  gint64 now_us;
  guint limit;
  GCancellable *cancellable;
} Listing;

static gint64
subtract_years (gint64 now_us, guint years)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_add_years (now, -(int)years);

  return g_date_time_to_unix (then) * G_USEC_PER_SEC;
}

static gboolean
list_type (Listing *listing, const char *kind, const char *type, guint years, GError **error)
{
  g_autofree char *name = g_key_file_get_locale_string (listing->table, kind, "name", NULL, NULL);
  g_autoptr (GPtrArray) old = mps_store_list_old (mps_session_peek_store (listing->session),
                                                  type,
                                                  subtract_years (listing->now_us, years),
                                                  listing->limit - listing->items->len,
                                                  listing->cancellable,
                                                  error);

  if (old == NULL)
    return FALSE;

  for (guint i = 0; i < old->len; i++) {
    const MpsOldRecord *record = g_ptr_array_index (old, i);
    MpsRetentionItem *item = g_new0 (MpsRetentionItem, 1);

    item->kind = g_strdup (kind);
    item->name = g_strdup (name);
    item->reference = g_strconcat (record->type, "/", record->id, NULL);
    item->patient_id = g_strdup (record->patient_id);
    item->years = years;
    item->updated_us = record->updated_us;
    g_ptr_array_add (listing->items, item);
  }
  return TRUE;
}

static gboolean
list_kind (Listing *listing, const char *kind, GError **error)
{
  g_auto (GStrv) types = g_key_file_get_string_list (listing->table, kind, "types", NULL, NULL);
  guint years = (guint)g_key_file_get_integer (listing->table, kind, "years", NULL);

  for (gsize i = 0; types != NULL && types[i] != NULL && listing->items->len < listing->limit; i++)
    if (years == mps_retention_get_years (types[i]) &&
        !list_type (listing, kind, types[i], years, error))
      return FALSE;

  return TRUE;
}

/**
 * mps_retention_list:
 * @session: who looks
 * @now_us: now, µs since 1970 UTC
 * @limit: most that are wanted
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * What is past the term for which it must be kept, counted from the day it was last written; see
 * retention.ini. Nothing is deleted. Blocks; a worker thread. Errors: REFUSED of #MpsSessionError,
 * #MpsStoreError.
 *
 * Returns: (transfer full) (element-type MpsRetentionItem): them, or %NULL
 */
GPtrArray *
mps_retention_list (
    MpsSession *session, gint64 now_us, guint limit, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) items =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_retention_item_free);
  g_autoptr (GKeyFile) table = load_table ();
  g_auto (GStrv) kinds = g_key_file_get_groups (table, NULL);
  Listing listing = { session, table, items, now_us, limit, cancellable };

  if (!mps_session_require (session, MPS_ACTION_MAINTAIN, error))
    return NULL;
  for (gsize i = 0; kinds[i] != NULL; i++)
    if (!list_kind (&listing, kinds[i], error))
      return NULL;

  return g_steal_pointer (&items);
}

static gboolean
count_types (Listing *listing, MpsRetentionKind *kind, GError **error)
{
  g_auto (GStrv) types =
      g_key_file_get_string_list (listing->table, kind->kind, "types", NULL, NULL);
  gint64 before_us = subtract_years (listing->now_us, kind->years);

  for (gsize i = 0; types != NULL && types[i] != NULL; i++) {
    guint64 records = 0;
    guint64 past = 0;

    if (kind->years != mps_retention_get_years (types[i]))
      continue;
    if (!mps_store_count_old (mps_session_peek_store (listing->session),
                              types[i],
                              before_us,
                              &records,
                              &past,
                              listing->cancellable,
                              error))
      return FALSE;
    kind->records += records;
    kind->past += past;
  }
  return TRUE;
}

/**
 * mps_retention_kind_free:
 * @kind: (transfer full) (nullable): a kind of record
 */
void
mps_retention_kind_free (MpsRetentionKind *kind)
{
  if (kind == NULL)
    return;

  g_free (kind->kind);
  g_free (kind->name);
  g_free (kind);
}

/**
 * mps_retention_count:
 * @session: who looks
 * @now_us: now, µs since 1970 UTC
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * How long each kind of record is kept, how many there are and how many of them are past the term.
 * A type of several kinds counts with the one that is kept longest. Blocks; a worker thread.
 * Errors: REFUSED of #MpsSessionError, #MpsStoreError.
 *
 * Returns: (transfer full) (element-type MpsRetentionKind): in the order of retention.ini, or %NULL
 */
GPtrArray *
mps_retention_count (MpsSession *session, gint64 now_us, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) kinds =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_retention_kind_free);
  g_autoptr (GKeyFile) table = load_table ();
  g_auto (GStrv) names = g_key_file_get_groups (table, NULL);
  Listing listing = { session, table, NULL, now_us, 0, cancellable };

  if (!mps_session_require (session, MPS_ACTION_MAINTAIN, error))
    return NULL;
  for (gsize i = 0; names[i] != NULL; i++) {
    MpsRetentionKind *kind = g_new0 (MpsRetentionKind, 1);

    g_ptr_array_add (kinds, kind);
    kind->kind = g_strdup (names[i]);
    kind->name = g_key_file_get_locale_string (table, names[i], "name", NULL, NULL);
    kind->years = (guint)g_key_file_get_integer (table, names[i], "years", NULL);
    if (!count_types (&listing, kind, error))
      return NULL;
  }
  return g_steal_pointer (&kinds);
}
