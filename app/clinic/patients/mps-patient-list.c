/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/patients/mps-patient-list.h"

#include "app/clinic/patients/mps-patient-item-private.h"

/* A screen shows some 30 rows and GtkColumnView holds some 200. */
#define BLOCK_ROWS 64
#define MAX_BLOCKS 32

/* Nobody reads more than this of what a few letters find; that there is more is told. */
#define FOUND_MAX 500

/**
 * Block: rows that are read together and kept alive for scrolling back.
 */
typedef struct {
  guint index;
  GPtrArray *items;
} Block;

/**
 * Held: an item that somebody holds; owned by the table that finds it by its key.
 */
typedef struct {
  gint64 key;
  MpsPatientItem *item;
  MpsPatientList *list;
} Held;

struct _MpsPatientList {
  GObject parent_instance;

  MpsSession *session;
  MpsPatientOrder order;
  gboolean descending;
  char *filter;
  gboolean is_sorted; /* what was found, by a column; else the best match first */
  gboolean has_more;
  GArray *keys;      /* gint64, in order */
  const char *user;  /* who asked for them */
  GHashTable *items; /* key → Held */
  GQueue blocks;     /* newest first */
  GCancellable *query;
  guint age;
  GError *error;
};

typedef enum {
  PROP_LOADING = 1,
  PROP_MORE,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);
static void item_gone (gpointer data, GObject *where);

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsPatientList,
                               mps_patient_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
block_free (gpointer data)
{
  Block *block = data;

  g_ptr_array_unref (block->items);
  g_free (block);
}

static void
drop_blocks (MpsPatientList *self)
{
  Block *block;

  while ((block = g_queue_pop_head (&self->blocks)) != NULL)
    block_free (block);
}

static void
mps_patient_list_dispose (GObject *object)
{
  MpsPatientList *self = MPS_PATIENT_LIST (object);
  GHashTableIter iter;
  gpointer held;

  g_cancellable_cancel (self->query);
  g_clear_object (&self->query);
  drop_blocks (self);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &held)) {
    g_object_weak_unref (G_OBJECT (((Held *)held)->item), item_gone, held);
    g_hash_table_iter_remove (&iter);
  }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_patient_list_parent_class)->dispose (object);
}

static void
mps_patient_list_finalize (GObject *object)
{
  MpsPatientList *self = MPS_PATIENT_LIST (object);

  g_free (self->filter);
  g_array_unref (self->keys);
  g_hash_table_unref (self->items);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (mps_patient_list_parent_class)->finalize (object);
}

static void
mps_patient_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LOADING)
    g_value_set_boolean (value, MPS_PATIENT_LIST (object)->query != NULL);
  else if (id == PROP_MORE)
    g_value_set_boolean (value, MPS_PATIENT_LIST (object)->has_more);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mps_patient_list_class_init (MpsPatientListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mps_patient_list_dispose;
  object_class->finalize = mps_patient_list_finalize;
  object_class->get_property = mps_patient_list_get_property;
  properties[PROP_LOADING] =
      g_param_spec_boolean ("loading",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_MORE] =
      g_param_spec_boolean ("more",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mps_patient_list_init (MpsPatientList *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->items = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_queue_init (&self->blocks);
  self->age = 1;
}

/* Rows */

static void
item_gone (gpointer data, GObject *where)
{
  Held *held = data;

  g_hash_table_remove (held->list->items, &held->key);
}

typedef struct {
  MpsSession *session;
  const char *user;
  GArray *keys;
  guint age;
} RowsQuery;

static void
rows_query_free (gpointer data)
{
  RowsQuery *query = data;

  g_object_unref (query->session);
  g_array_unref (query->keys);
  g_free (query);
}

/* Whoever has taken the session over since does not scroll through what the person before saw. */
static gboolean
check_reader (const RowsQuery *query, GError **error)
{
  if (!mps_session_may (query->session, MPS_ACTION_FIND_PATIENT))
    return mps_session_require (query->session, MPS_ACTION_FIND_PATIENT, error);
  if (query->user == mps_session_peek_user (query->session))
    return TRUE;

  g_set_error_literal (error,
                       MPS_SESSION_ERROR,
                       MPS_SESSION_ERROR_REFUSED,
                       "patients: the list is another person's; read it anew");
  return FALSE;
}

static void
load_rows_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  RowsQuery *query = data;
  GError *error = NULL;
  GPtrArray *rows = NULL;

  if (check_reader (query, &error))
    rows = mps_store_load_patient_rows (mps_session_peek_store (query->session),
                                        (const gint64 *)(void *)query->keys->data,
                                        query->keys->len,
                                        &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, rows, (GDestroyNotify)g_ptr_array_unref);
}

static void
note_error (MpsPatientList *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
}

static void
rows_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsPatientList *self = MPS_PATIENT_LIST (source);
  const RowsQuery *query = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = g_task_propagate_pointer (G_TASK (result), &error);

  if (rows == NULL) {
    note_error (self, error);
    return;
  }

  g_ptr_array_set_free_func (rows, NULL);
  for (guint i = 0; i < rows->len; i++) {
    MpsPatientRow *row = g_ptr_array_index (rows, i);
    Held *held = row != NULL ? g_hash_table_lookup (self->items, &row->key) : NULL;

    if (held != NULL)
      mps_patient_item_take_row (held->item, row, query->age);
    else
      mps_patient_row_free (row);
  }
}

static void
load_rows (MpsPatientList *self, GArray *keys)
{
  g_autoptr (GTask) task = NULL;
  RowsQuery *query;

  if (keys->len == 0 || self->session == NULL)
    return;

  query = g_new0 (RowsQuery, 1);
  query->session = g_object_ref (self->session);
  query->user = self->user;
  query->keys = g_array_ref (keys);
  query->age = self->age;
  task = g_task_new (self, NULL, rows_loaded, NULL);
  g_task_set_task_data (task, query, rows_query_free);
  g_task_run_in_thread (task, load_rows_in_thread);
}

static Block *
peek_block (MpsPatientList *self, guint index)
{
  for (GList *l = self->blocks.head; l != NULL; l = l->next) {
    Block *block = l->data;

    if (block->index != index)
      continue;
    if (l != self->blocks.head) {
      g_queue_unlink (&self->blocks, l);
      g_queue_push_head_link (&self->blocks, l);
    }
    return block;
  }

  return NULL;
}

static MpsPatientItem *
ref_item (MpsPatientList *self, gint64 key)
{
  Held *held = g_hash_table_lookup (self->items, &key);

  if (held != NULL)
    return g_object_ref (held->item);

  held = g_new0 (Held, 1);
  held->key = key;
  held->item = mps_patient_item_new (key);
  held->list = self;
  g_hash_table_insert (self->items, &held->key, held);
  g_object_weak_ref (G_OBJECT (held->item), item_gone, held);
  return held->item;
}

/* A row that is looked at brings its neighbours with it. */
static Block *
load_block (MpsPatientList *self, guint index)
{
  Block *block = g_new0 (Block, 1);
  guint first = index * BLOCK_ROWS;
  guint end = MIN (first + BLOCK_ROWS, self->keys->len);
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (gint64));

  block->index = index;
  block->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = first; i < end; i++) {
    gint64 key = g_array_index (self->keys, gint64, i);
    MpsPatientItem *item = ref_item (self, key);

    g_ptr_array_add (block->items, item);
    if (mps_patient_item_get_age (item) != self->age)
      g_array_append_val (wanted, key);
  }
  g_queue_push_head (&self->blocks, block);
  if (self->blocks.length > MAX_BLOCKS)
    block_free (g_queue_pop_tail (&self->blocks));
  load_rows (self, wanted);
  return block;
}

static GType
get_item_type (GListModel *model)
{
  return MPS_TYPE_PATIENT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return MPS_PATIENT_LIST (model)->keys->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  MpsPatientList *self = MPS_PATIENT_LIST (model);
  Block *block;

  if (position >= self->keys->len)
    return NULL;

  block = peek_block (self, position / BLOCK_ROWS);
  if (block == NULL)
    block = load_block (self, position / BLOCK_ROWS);
  return g_object_ref (g_ptr_array_index (block->items, position % BLOCK_ROWS));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* The order */

typedef struct {
  MpsSession *session;
  MpsPatientOrder order;
  gboolean descending;
  gboolean is_sorted;
  char *filter;
} IndexQuery;

typedef struct {
  const char *user;
  GArray *keys;
  gboolean has_more;
} IndexAnswer;

static void
index_query_free (gpointer data)
{
  IndexQuery *query = data;

  g_object_unref (query->session);
  g_free (query->filter);
  g_free (query);
}

/* A family member has a handful: they are not sorted or searched. */
static GArray *
index_own (MpsSession *session, GError **error)
{
  g_autoptr (GPtrArray) ids = mps_session_list_own_patients (session, error);

  return ids != NULL ? mps_store_find_patient_keys (mps_session_peek_store (session), ids, error)
                     : NULL;
}

static void
index_answer_free (gpointer data)
{
  IndexAnswer *answer = data;

  g_clear_pointer (&answer->keys, g_array_unref);
  g_free (answer);
}

static GArray *
find_keys (const IndexQuery *query, gboolean *has_more, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsPatientHits) found = mps_store_find_patients (
      mps_session_peek_store (query->session), query->filter, FOUND_MAX, cancellable, error);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (found == NULL)
    return NULL;

  for (guint i = 0; i < found->hits->len; i++)
    g_array_append_val (keys, g_array_index (found->hits, MpsPatientHit, i).key);
  *has_more = found->more;
  return g_steal_pointer (&keys);
}

static GArray *
index_keys (const IndexQuery *query, gboolean *has_more, GCancellable *cancellable, GError **error)
{
  if (mps_session_get_grant (query->session, MPS_ACTION_FIND_PATIENT) == MPS_GRANT_OWN &&
      mps_session_may (query->session, MPS_ACTION_FIND_PATIENT))
    return index_own (query->session, error);
  if (!mps_session_require (query->session, MPS_ACTION_FIND_PATIENT, error))
    return NULL;
  if (query->filter != NULL && !query->is_sorted)
    return find_keys (query, has_more, cancellable, error);

  return mps_store_index_patients (mps_session_peek_store (query->session),
                                   query->order,
                                   query->descending,
                                   query->filter,
                                   cancellable,
                                   error);
}

static void
index_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean has_more = FALSE;
  const IndexQuery *query = data;
  const char *user = mps_session_peek_user (query->session);
  GArray *keys = index_keys (data, &has_more, cancellable, &error);
  IndexAnswer *answer;

  if (keys == NULL) {
    g_task_return_error (task, error);
    return;
  }

  answer = g_new0 (IndexAnswer, 1);
  answer->user = user;
  answer->keys = keys;
  answer->has_more = has_more;
  g_task_return_pointer (task, answer, index_answer_free);
}

static gint64
get_key (GArray *keys, guint position)
{
  return g_array_index (keys, gint64, position);
}

/* What stays at both ends is not said to have changed, so that a view keeps its place. */
static void
swap_keys (MpsPatientList *self, GArray *keys)
{
  g_autoptr (GArray) old = g_steal_pointer (&self->keys);
  guint shorter = MIN (old->len, keys->len);
  guint same_head = 0;
  guint same_tail = 0;

  while (same_head < shorter && get_key (old, same_head) == get_key (keys, same_head))
    same_head++;
  while (same_tail < shorter - same_head &&
         get_key (old, old->len - 1 - same_tail) == get_key (keys, keys->len - 1 - same_tail))
    same_tail++;

  self->keys = keys;
  drop_blocks (self);
  self->age++;
  if (old->len != keys->len || same_head < keys->len)
    g_list_model_items_changed (G_LIST_MODEL (self),
                                same_head,
                                old->len - same_head - same_tail,
                                keys->len - same_head - same_tail);
}

/* Rows that somebody still shows are read anew: what they say may have changed. */
static void
refresh_held_rows (MpsPatientList *self)
{
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Held *held = value;
    guint age = mps_patient_item_get_age (held->item);

    if (age != self->age && age != 0)
      g_array_append_val (wanted, held->key);
  }
  load_rows (self, wanted);
}

static void
index_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsPatientList *self = MPS_PATIENT_LIST (source);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  GError *error = NULL;
  IndexAnswer *answer = g_task_propagate_pointer (G_TASK (result), &error);

  /* A newer query took its place. */
  if (cancellable != self->query) {
    g_clear_pointer (&answer, index_answer_free);
    g_clear_error (&error);
    return;
  }

  g_clear_object (&self->query);
  note_error (self, error);
  if (answer != NULL) {
    self->user = answer->user;
    self->has_more = answer->has_more;
    swap_keys (self, g_steal_pointer (&answer->keys));
    refresh_held_rows (self);
    index_answer_free (answer);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MORE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/**
 * mps_patient_list_reload:
 * @self: the list
 *
 * Reads the order anew; what was under way is cancelled. The rows that are shown stay until the new
 * order is there.
 */
void
mps_patient_list_reload (MpsPatientList *self)
{
  g_autoptr (GTask) task = NULL;
  IndexQuery *query = g_new0 (IndexQuery, 1);
  gboolean was_loading = self->query != NULL;

  query->session = g_object_ref (self->session);
  query->order = self->order;
  query->descending = self->descending;
  query->is_sorted = self->is_sorted;
  query->filter = g_strdup (self->filter);
  g_cancellable_cancel (self->query);
  g_clear_object (&self->query);
  self->query = g_cancellable_new ();
  task = g_task_new (self, self->query, index_done, NULL);
  g_task_set_task_data (task, query, index_query_free);
  g_task_run_in_thread (task, index_in_thread);
  if (!was_loading)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/**
 * mps_patient_list_new:
 * @session: who looks
 *
 * Returns: (transfer full): all patients by name; empty until the order was read
 */
MpsPatientList *
mps_patient_list_new (MpsSession *session)
{
  MpsPatientList *self = g_object_new (MPS_TYPE_PATIENT_LIST, NULL);

  self->session = g_object_ref (session);
  mps_patient_list_reload (self);
  return self;
}

/**
 * mps_patient_list_set_order:
 * @self: the list
 * @order: by what
 * @descending: whether the last comes first
 *
 * What a filter found is sorted, too, and all of it listed, until there is no filter any more.
 */
void
mps_patient_list_set_order (MpsPatientList *self, MpsPatientOrder order, gboolean descending)
{
  gboolean is_sorted = self->filter != NULL;

  if (self->order == order && self->descending == !!descending && self->is_sorted == is_sorted)
    return;

  self->order = order;
  self->descending = !!descending;
  self->is_sorted = is_sorted;
  mps_patient_list_reload (self);
}

/**
 * mps_patient_list_set_match_order:
 * @self: the list
 *
 * What a filter found comes with the best match first again.
 */
void
mps_patient_list_set_match_order (MpsPatientList *self)
{
  if (!self->is_sorted)
    return;

  self->is_sorted = FALSE;
  mps_patient_list_reload (self);
}

/**
 * mps_patient_list_set_filter:
 * @self: the list
 * @text: (nullable): what was typed, as mps_store_find_patients() takes it; %NULL or empty: all
 *
 * The best match comes first, then who was seen last. Of very many only the first are listed, and
 * "more" is %TRUE.
 */
void
mps_patient_list_set_filter (MpsPatientList *self, const char *text)
{
  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (self->filter, text) == 0)
    return;

  self->is_sorted = self->is_sorted && text != NULL;
  g_free (self->filter);
  self->filter = g_strdup (text);
  mps_patient_list_reload (self);
}

/**
 * mps_patient_list_has_more:
 * @self: the list
 *
 * Returns: whether more patients fit the filter than are listed; show it to the person
 */
gboolean
mps_patient_list_has_more (MpsPatientList *self)
{
  return self->has_more;
}

/**
 * mps_patient_list_is_loading:
 * @self: the list
 *
 * Returns: whether the order is being read
 */
gboolean
mps_patient_list_is_loading (MpsPatientList *self)
{
  return self->query != NULL;
}

/**
 * mps_patient_list_peek_error:
 * @self: the list
 *
 * Returns: (transfer none) (nullable): why the list could not be read the last time: what it shows
 * is then not all there is
 */
const GError *
mps_patient_list_peek_error (MpsPatientList *self)
{
  return self->error;
}
