/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-csv-mappings.h"

#define PREFIX "csv-mapping/"
#define NAME_MAX_LETTERS 60

/**
 * mps_csv_kept_free:
 * @kept: (transfer full) (nullable): a kept mapping
 */
void
mps_csv_kept_free (MpsCsvKept *kept)
{
  if (kept == NULL)
    return;

  g_free (kept->name);
  mps_csv_mapping_free (kept->mapping);
  g_free (kept);
}

/**
 * mps_csv_mapping_name_is_valid:
 * @name: what somebody would call a mapping
 *
 * Returns: whether it is a line of 1 to 60 letters that does not begin or end with a blank
 */
gboolean
mps_csv_mapping_name_is_valid (const char *name)
{
  g_autofree char *stripped = NULL;

  if (!g_utf8_validate (name, -1, NULL))
    return FALSE;
  stripped = g_strstrip (g_strdup (name));
  if (*name == '\0' || !g_str_equal (stripped, name) || g_utf8_strlen (name, -1) > NAME_MAX_LETTERS)
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static MpsCsvMapping *
find (MpsStore *store, const char *name, GError **error)
{
  g_autofree char *key = g_strconcat (PREFIX, name, NULL);
  g_autofree char *text = NULL;
  GError *inner = NULL;

  text = mps_store_dup_setting (store, key, &inner);
  if (inner != NULL) {
    g_propagate_error (error, inner);
    return NULL;
  }
  if (text == NULL) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_NOT_FOUND,
                         "csv: no mapping is kept under that name");
    return NULL;
  }
  return mps_csv_mapping_new_from_text (text, error);
}

/**
 * mps_csv_mappings_find:
 * @session: who imports
 * @name: of a kept mapping
 * @error: return location
 *
 * Blocks. Errors: REFUSED of #MpsSessionError, NOT_FOUND of #MpsStoreError.
 *
 * Returns: (transfer full): the mapping, or %NULL
 */
MpsCsvMapping *
mps_csv_mappings_find (MpsSession *session, const char *name, GError **error)
{
  if (!mps_session_require (session, MPS_ACTION_IMPORT, error))
    return NULL;
  return find (mps_session_peek_store (session), name, error);
}

/**
 * mps_csv_mappings_load:
 * @session: who imports
 * @error: return location
 *
 * Blocks. Errors: REFUSED of #MpsSessionError, #MpsStoreError.
 *
 * Returns: (transfer full) (element-type MpsCsvKept): every mapping that is kept, by name
 */
GPtrArray *
mps_csv_mappings_load (MpsSession *session, GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_csv_kept_free);
  g_auto (GStrv) names = NULL;

  if (!mps_session_require (session, MPS_ACTION_IMPORT, error))
    return NULL;
  names = mps_store_list_settings (store, PREFIX, error);
  if (names == NULL)
    return NULL;

  for (char **name = names; *name != NULL; name++) {
    MpsCsvMapping *mapping = find (store, *name, error);
    MpsCsvKept *kept;

    if (mapping == NULL)
      return NULL;
    kept = g_new0 (MpsCsvKept, 1);
    kept->name = g_strdup (*name);
    kept->mapping = mapping;
    g_ptr_array_add (list, kept);
  }
  return g_steal_pointer (&list);
}

/**
 * mps_csv_mappings_keep:
 * @session: who imports
 * @name: what to call it; the one that had the name is replaced
 * @mapping: a mapping
 * @error: return location
 *
 * Keeps a mapping with the records of the profile, sealed as they are.
 *
 * Blocks. Errors: REFUSED of #MpsSessionError, INPUT of #MpsStoreError for a name that is none.
 *
 * Returns: whether it is durable
 */
gboolean
mps_csv_mappings_keep (MpsSession *session,
                       const char *name,
                       const MpsCsvMapping *mapping,
                       GError **error)
{
  g_autofree char *key = g_strconcat (PREFIX, name, NULL);
  g_autofree char *target = g_strconcat ("Setting/", PREFIX, name, NULL);
  g_autofree char *text = mps_csv_mapping_to_text (mapping);
  g_autoptr (MpsStoreBatch) batch = NULL;
  const MpsAuditNote note = { .action = MPS_AUDIT_UPDATE,
                              .who = mps_session_peek_user (session),
                              .target = target,
                              .why = "mapping of a CSV file kept" };

  if (!mps_session_require (session, MPS_ACTION_IMPORT, error))
    return FALSE;
  if (!mps_csv_mapping_name_is_valid (name)) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_INPUT,
                         "csv: the name of a mapping has 1 to 60 letters");
    return FALSE;
  }

  batch = mps_store_batch_new (note.who, note.why);
  mps_store_batch_set_setting (batch, key, text);
  return mps_store_audit_note (mps_session_peek_store (session), &note, error) &&
         mps_store_commit (mps_session_peek_store (session), batch, NULL, NULL, error);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *list = mps_csv_mappings_load (source, &error);

  if (list == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, list, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * mps_csv_mappings_load_async:
 * @session: who imports
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_csv_mappings_load() on a worker thread.
 */
void
mps_csv_mappings_load_async (MpsSession *session,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);

  g_task_set_source_tag (task, mps_csv_mappings_load_async);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_csv_mappings_load_finish:
 * @result: of mps_csv_mappings_load_async()
 * @error: return location
 *
 * Returns: (transfer full) (element-type MpsCsvKept): the mappings, or %NULL
 */
GPtrArray *
mps_csv_mappings_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const MpsCsvKept *kept = data;
  GError *error = NULL;

  if (mps_csv_mappings_keep (source, kept->name, kept->mapping, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mps_csv_mappings_keep_async:
 * @session: who imports
 * @name: as in mps_csv_mappings_keep()
 * @mapping: likewise; copied
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_csv_mappings_keep() on a worker thread.
 */
void
mps_csv_mappings_keep_async (MpsSession *session,
                             const char *name,
                             const MpsCsvMapping *mapping,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);
  MpsCsvKept *kept = g_new0 (MpsCsvKept, 1);

  kept->name = g_strdup (name);
  kept->mapping = mps_csv_mapping_copy (mapping);
  g_task_set_source_tag (task, mps_csv_mappings_keep_async);
  g_task_set_task_data (task, kept, (GDestroyNotify)mps_csv_kept_free);
  g_task_run_in_thread (task, keep_in_thread);
}

/**
 * mps_csv_mappings_keep_finish:
 * @result: of mps_csv_mappings_keep_async()
 * @error: return location
 *
 * Returns: whether it is durable
 */
gboolean
mps_csv_mappings_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
