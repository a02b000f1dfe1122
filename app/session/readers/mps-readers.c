/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/readers/mps-readers.h"

#include "app/session/readers/mps-reader-item-private.h"
#include "app/session/readers/mps-readers-private.h"
#include "devices/reader/mps-reader.h"
#include "devices/transport/mps-usb.h"

#include <glib/gi18n-lib.h>

#define KIND_USB "usb"
#define KIND_VIRTUAL "virtual"

struct _MpsReaders {
  GObject parent_instance;

  MpsSession *session;
  MpsUsbMonitor *monitor;
  GError *watch_error;
  GPtrArray *items;           /* MpsReaderItem */
  GPtrArray *virtual_readers; /* MpsVirtualReader; empty unless for demo */
  GHashTable *locks;          /* serial → MpsReaderLock */
  GHashTable *claimed;        /* serial */
  GHashTable *probes;         /* item → GCancellable of the probe under way */
  GPtrArray *waiting;         /* GTask of refreshes */
  char *chosen;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsReaders,
                               mps_readers,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
clear_lock (gpointer data)
{
  g_mutex_clear (&((MpsReaderLock *)data)->mutex);
}

void
mps_reader_lock_unref (MpsReaderLock *lock)
{
  g_atomic_rc_box_release_full (lock, clear_lock);
}

static void
mps_readers_dispose (GObject *object)
{
  MpsReaders *self = MPS_READERS (object);
  GHashTableIter iter;
  gpointer cancellable;

  g_hash_table_iter_init (&iter, self->probes);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_cancellable_cancel (cancellable);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_readers_parent_class)->dispose (object);
}

static void
mps_readers_finalize (GObject *object)
{
  MpsReaders *self = MPS_READERS (object);

  g_clear_error (&self->watch_error);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->virtual_readers);
  g_hash_table_unref (self->locks);
  g_hash_table_unref (self->claimed);
  g_hash_table_unref (self->probes);
  g_ptr_array_unref (self->waiting);
  g_free (self->chosen);
  G_OBJECT_CLASS (mps_readers_parent_class)->finalize (object);
}

static guint chosen_signal;

static void
mps_readers_class_init (MpsReadersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mps_readers_dispose;
  object_class->finalize = mps_readers_finalize;
  /**
   * MpsReaders::chosen: another reader was chosen, or none.
   */
  chosen_signal = g_signal_new (
      "chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_readers_init (MpsReaders *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->virtual_readers = g_ptr_array_new_with_free_func (g_object_unref);
  self->locks = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)(void *)mps_reader_lock_unref);
  self->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->probes = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

static GType
get_item_type (GListModel *model)
{
  return MPS_TYPE_READER_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return MPS_READERS (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  MpsReaders *self = MPS_READERS (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* Locks and claims */

MpsReaderLock *
mps_readers_ref_lock (MpsReaders *self, const char *serial)
{
  MpsReaderLock *lock = g_hash_table_lookup (self->locks, serial);

  if (lock == NULL) {
    lock = g_atomic_rc_box_new0 (MpsReaderLock);
    g_mutex_init (&lock->mutex);
    g_hash_table_insert (self->locks, g_strdup (serial), lock);
  }

  return g_atomic_rc_box_acquire (lock);
}

static MpsReaderItem *
peek_item_by_serial (MpsReaders *self, const char *serial)
{
  for (guint i = 0; i < self->items->len; i++) {
    MpsReaderItem *item = g_ptr_array_index (self->items, i);

    if (g_str_equal (mps_reader_item_peek_serial (item), serial))
      return item;
  }

  return NULL;
}

/* Probing */

typedef struct {
  MpsReaderItem *item;
  MpsTransport *transport;
  MpsReaderLock *lock;
} ProbeJob;

static void
probe_job_free (gpointer data)
{
  ProbeJob *job = data;

  g_object_unref (job->item);
  g_object_unref (job->transport);
  mps_reader_lock_unref (job->lock);
  g_free (job);
}

static void
probe_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ProbeJob *job = data;
  MpsReaderProbe *probe;

  g_mutex_lock (&job->lock->mutex);
  probe = mps_reader_probe_run (job->transport, cancellable);
  g_mutex_unlock (&job->lock->mutex);
  g_task_return_pointer (task, probe, (GDestroyNotify)mps_reader_probe_free);
}

static void
answer_waiting (MpsReaders *self)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (g_hash_table_size (self->probes) > 0)
    return;

  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++) {
    GTask *task = g_ptr_array_index (waiting, i);

    if (self->watch_error != NULL && self->virtual_readers->len == 0)
      g_task_return_error (task, g_error_copy (self->watch_error));
    else
      g_task_return_boolean (task, TRUE);
  }
}

static void probe_item (MpsReaders *self, MpsReaderItem *item);

static void
probe_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsReaders *self = MPS_READERS (source);
  GTask *task = G_TASK (result);
  ProbeJob *job = g_task_get_task_data (task);
  gboolean cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));
  g_autoptr (MpsReaderProbe) probe = g_task_propagate_pointer (task, NULL);

  g_hash_table_remove (self->probes, job->item);
  if (probe != NULL && !cancelled)
    mps_reader_item_apply (job->item, probe);
  else if (g_ptr_array_find (self->items, job->item, NULL))
    probe_item (self, job->item); /* what it was cancelled for may be over already */
  answer_waiting (self);
}

static MpsTransport *
new_transport (MpsReaders *self, MpsReaderItem *item)
{
  const char *serial = mps_reader_item_peek_serial (item);

  if (g_str_equal (mps_reader_item_peek_transport (item), KIND_USB))
    return mps_usb_transport_new (serial);

  for (guint i = 0; i < self->virtual_readers->len; i++) {
    MpsVirtualReader *reader = g_ptr_array_index (self->virtual_readers, i);

    if (g_str_equal (mps_virtual_reader_get_serial (reader), serial))
      return mps_virtual_transport_new (reader);
  }

  return NULL;
}

static void
probe_item (MpsReaders *self, MpsReaderItem *item)
{
  const char *serial = mps_reader_item_peek_serial (item);
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (GTask) task = NULL;
  g_autoptr (MpsTransport) transport = NULL;
  ProbeJob *job;

  if (mps_reader_item_get_state (item) == MPS_READER_ITEM_REFUSED ||
      g_hash_table_contains (self->claimed, serial) || g_hash_table_contains (self->probes, item))
    return;
  transport = new_transport (self, item);
  if (transport == NULL)
    return;

  cancellable = g_cancellable_new ();
  task = g_task_new (self, cancellable, probe_done, NULL);
  job = g_new0 (ProbeJob, 1);
  job->item = g_object_ref (item);
  job->transport = g_steal_pointer (&transport);
  job->lock = mps_readers_ref_lock (self, serial);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, probe_job_free);
  g_hash_table_insert (self->probes, g_object_ref (item), g_steal_pointer (&cancellable));
  g_task_run_in_thread (task, probe_in_thread);
}

/* What is attached */

static char *
dup_usb_key (const MpsUsbDevice *device)
{
  return g_strdup_printf (KIND_USB ":%u:%u", device->bus, device->address);
}

static gboolean
has_device (GPtrArray *devices, MpsReaderItem *item)
{
  for (guint i = 0; i < devices->len; i++) {
    g_autofree char *key = dup_usb_key (g_ptr_array_index (devices, i));

    if (g_str_equal (key, mps_reader_item_peek_key (item)))
      return TRUE;
  }

  return FALSE;
}

static MpsReaderItem *
peek_item_by_key (MpsReaders *self, const char *key)
{
  for (guint i = 0; i < self->items->len; i++) {
    MpsReaderItem *item = g_ptr_array_index (self->items, i);

    if (g_str_equal (mps_reader_item_peek_key (item), key))
      return item;
  }

  return NULL;
}

static void
remove_item (MpsReaders *self, guint position)
{
  MpsReaderItem *item = g_ptr_array_index (self->items, position);
  GCancellable *probe = g_hash_table_lookup (self->probes, item);

  if (probe != NULL)
    g_cancellable_cancel (probe);
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static MpsReaderItem *
add_item (MpsReaders *self, const char *key, const char *serial, const char *kind)
{
  MpsReaderItem *item = mps_reader_item_new (key, serial, kind);

  g_ptr_array_add (self->items, item);
  if (g_hash_table_contains (self->claimed, serial))
    mps_reader_item_set_busy (item);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
  return item;
}

/* What is wrong with a device may come and go (a second reader of the same serial number). */
static void
add_device (MpsReaders *self, const MpsUsbDevice *device)
{
  g_autofree char *key = dup_usb_key (device);
  MpsReaderItem *item = peek_item_by_key (self, key);
  gboolean is_new = item == NULL;

  if (is_new)
    item = add_item (self, key, device->serial, KIND_USB);
  if (device->problem != MPS_USB_PROBLEM_NONE) {
    g_autofree char *problem = mps_usb_problem_dup_message (device->problem);

    mps_reader_item_refuse (item, problem);
  } else if (is_new) {
    probe_item (self, item);
  } else if (mps_reader_item_get_state (item) == MPS_READER_ITEM_REFUSED) {
    for (guint i = 0; i < self->items->len; i++) {
      if (g_ptr_array_index (self->items, i) == item)
        remove_item (self, i);
    }
    add_device (self, device);
  }
}

/* The virtual readers of a demo profile step back while a real one is attached. */
static void
update_virtual (MpsReaders *self, gboolean real_attached)
{
  for (guint i = 0; i < self->virtual_readers->len && !real_attached; i++) {
    const char *serial =
        mps_virtual_reader_get_serial (g_ptr_array_index (self->virtual_readers, i));
    g_autofree char *key = g_strconcat (KIND_VIRTUAL ":", serial, NULL);

    if (peek_item_by_key (self, key) == NULL)
      probe_item (self, add_item (self, key, serial, KIND_VIRTUAL));
  }
}

static gboolean
is_item_attached (MpsReaders *self, MpsReaderItem *item, GPtrArray *devices)
{
  g_autoptr (MpsTransport) transport = NULL;

  if (g_str_equal (mps_reader_item_peek_transport (item), KIND_USB))
    return has_device (devices, item);

  transport = new_transport (self, item);
  return devices->len == 0 && transport != NULL;
}

static void
reconcile (MpsReaders *self, GPtrArray *devices)
{
  for (guint i = self->items->len; i-- > 0;) {
    if (!is_item_attached (self, g_ptr_array_index (self->items, i), devices))
      remove_item (self, i);
  }
  for (guint i = 0; i < devices->len; i++)
    add_device (self, g_ptr_array_index (devices, i));
  update_virtual (self, devices->len > 0);
}

static void
monitor_changed (MpsUsbMonitor *monitor, gpointer data)
{
  MpsReaders *self = data;
  g_autoptr (GPtrArray) devices = mps_usb_monitor_dup_devices (monitor);

  reconcile (self, devices);
}

static MpsVirtualReader *
new_virtual_reader (const MpsVirtualConfig *config)
{
  g_autoptr (GError) error = NULL;
  MpsVirtualReader *reader = mps_virtual_reader_new (config, &error);

  /* The caller checks a configuration that people wrote with mps_virtual_config_check(). */
  g_return_val_if_fail (reader != NULL, NULL);
  return reader;
}

static void
add_virtual_reader (MpsReaders *self, const MpsVirtualConfig *config)
{
  MpsVirtualReader *reader = new_virtual_reader (config);

  if (reader != NULL)
    g_ptr_array_add (self->virtual_readers, reader);
}

/**
 * mps_readers_new:
 * @session: who works on which profile
 *
 * Starts to watch the bus. When that is not possible on this machine,
 * mps_readers_peek_watch_error() says why; then only a demo's virtual reader can be there.
 *
 * Main context only; does not block.
 *
 * Returns: (transfer full): the readers
 */
MpsReaders *
mps_readers_new (MpsSession *session)
{
  MpsReaders *self = g_object_new (MPS_TYPE_READERS, NULL);

  self->session = g_object_ref (session);
  if (mps_session_is_demo (session)) {
    g_auto (MpsVirtualConfig) config = { 0 };

    mps_virtual_config_init (&config);
    add_virtual_reader (self, &config);
  }
  self->monitor = mps_usb_monitor_new (&self->watch_error);
  if (self->monitor != NULL) {
    g_signal_connect (self->monitor, "changed", G_CALLBACK (monitor_changed), self);
    monitor_changed (self->monitor, self);
  } else {
    update_virtual (self, FALSE);
  }

  return self;
}

/**
 * mps_readers_peek_watch_error:
 * @self: the readers
 *
 * Returns: (transfer none) (nullable): why the bus cannot be watched
 */
const GError *
mps_readers_peek_watch_error (MpsReaders *self)
{
  return self->watch_error;
}

static void
replace_virtual (MpsReaders *self, guint keep, const MpsVirtualConfig *config)
{
  g_autoptr (GPtrArray) devices = NULL;

  if (!mps_session_is_demo (self->session))
    return;

  g_ptr_array_set_size (self->virtual_readers, (int)keep);
  for (guint i = self->items->len; i-- > 0 && keep == 0;) {
    if (g_str_equal (mps_reader_item_peek_transport (g_ptr_array_index (self->items, i)),
                     KIND_VIRTUAL))
      remove_item (self, i);
  }
  add_virtual_reader (self, config);
  devices =
      self->monitor != NULL ? mps_usb_monitor_dup_devices (self->monitor) : g_ptr_array_new ();
  update_virtual (self, devices->len > 0);
}

/**
 * mps_readers_set_virtual_config:
 * @self: the readers
 * @config: a configuration that mps_virtual_config_check() accepted
 *
 * Puts another virtual reader in the place of those of a demo profile; does nothing in a profile
 * that is not for demo. A measurement under way keeps the reader that it has.
 */
void
mps_readers_set_virtual_config (MpsReaders *self, const MpsVirtualConfig *config)
{
  replace_virtual (self, 0, config);
}

/**
 * mps_readers_add_virtual:
 * @self: the readers
 * @config: a configuration that mps_virtual_config_check() accepted, with a serial number of its
 * own
 *
 * Attaches one more virtual reader to a demo profile, so that the choice between several readers
 * can be tried out; does nothing in a profile that is not for demo.
 */
void
mps_readers_add_virtual (MpsReaders *self, const MpsVirtualConfig *config)
{
  replace_virtual (self, self->virtual_readers->len, config);
}

/* Asking again */

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *devices = mps_usb_list_devices (&error);

  if (devices == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, devices, (GDestroyNotify)g_ptr_array_unref);
}

static void
list_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsReaders *self = MPS_READERS (source);
  GTask *waiting = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_error (&self->watch_error);
  if (devices == NULL) {
    self->watch_error = g_steal_pointer (&error);
    devices = g_ptr_array_new ();
  }
  reconcile (self, devices);
  for (guint i = 0; i < self->items->len; i++)
    probe_item (self, g_ptr_array_index (self->items, i));
  g_ptr_array_add (self->waiting, waiting);
  answer_waiting (self);
}

/**
 * mps_readers_refresh_async:
 * @self: the readers
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when every reader has answered, or failed to
 * @data: for @callback
 *
 * Looks at the bus and asks every reader anew who it is, but not one that measures.
 */
void
mps_readers_refresh_async (MpsReaders *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *waiting = g_task_new (self, cancellable, callback, data);
  g_autoptr (GTask) task = g_task_new (self, NULL, list_done, waiting);

  g_task_set_source_tag (waiting, mps_readers_refresh_async);
  g_task_run_in_thread (task, list_in_thread);
}

/**
 * mps_readers_refresh_finish:
 * @self: the readers
 * @result: of mps_readers_refresh_async()
 * @error: return location
 *
 * Returns: whether the bus could be looked at; with a virtual reader, always
 */
gboolean
mps_readers_refresh_finish (MpsReaders *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mps_readers_is_asking:
 * @self: the readers
 *
 * Returns: whether a reader is being asked who it is; a program that ends lets that finish, so that
 *   the reader is let go in an orderly way
 */
gboolean
mps_readers_is_asking (MpsReaders *self)
{
  return g_hash_table_size (self->probes) > 0;
}

/* Choosing */

/**
 * mps_readers_choose:
 * @self: the readers
 * @serial: (nullable): the reader to use when a measurement names none; %NULL takes it back
 */
void
mps_readers_choose (MpsReaders *self, const char *serial)
{
  if (g_strcmp0 (self->chosen, serial) == 0)
    return;

  g_free (self->chosen);
  self->chosen = g_strdup (serial);
  g_signal_emit (self, chosen_signal, 0);
}

/**
 * mps_readers_peek_chosen:
 * @self: the readers
 *
 * Returns: (transfer none) (nullable): the serial number that was chosen
 */
const char *
mps_readers_peek_chosen (MpsReaders *self)
{
  return self->chosen;
}

static MpsReaderItem *
find_chosen (MpsReaders *self, const char *serial, GError **error)
{
  MpsReaderItem *item = peek_item_by_serial (self, serial);

  if (item == NULL) {
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_NO_READER,
                 "readers: %s is not attached",
                 serial);
    return NULL;
  }
  if (mps_reader_item_get_state (item) == MPS_READER_ITEM_REFUSED) {
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_REFUSED,
                 "readers: refused: %s",
                 mps_reader_item_peek_problem (item));
    return NULL;
  }

  return item;
}

/* The one reader that can be meant. A refused one counts as attached: with two on the table nobody
 * shall have to guess which of them measured. */
static MpsReaderItem *
find_only (MpsReaders *self, GError **error)
{
  if (self->items->len == 1) {
    MpsReaderItem *item = g_ptr_array_index (self->items, 0);

    if (mps_reader_item_get_state (item) != MPS_READER_ITEM_REFUSED)
      return item;
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_REFUSED,
                 "readers: refused: %s",
                 mps_reader_item_peek_problem (item));
  } else if (self->items->len == 0 && self->watch_error != NULL) {
    g_propagate_error (error, g_error_copy (self->watch_error));
  } else if (self->items->len == 0) {
    g_set_error_literal (
        error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_NO_READER, "readers: none is attached");
  } else {
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_CHOOSE_READER,
                 "readers: %u are attached",
                 self->items->len);
  }

  return NULL;
}

/* Which reader a measurement shall use: the one named, else the chosen one, else the only one.
 * A second reader is an explicit choice, never a guess. */
char *
mps_readers_resolve (MpsReaders *self, const char *serial, GError **error)
{
  MpsReaderItem *item;

  if (serial == NULL)
    serial = self->chosen;
  item = serial != NULL ? find_chosen (self, serial, error) : find_only (self, error);
  if (item == NULL)
    return NULL;
  if (g_hash_table_contains (self->claimed, mps_reader_item_peek_serial (item))) {
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_BUSY,
                 "readers: %s is measuring",
                 mps_reader_item_peek_serial (item));
    return NULL;
  }

  return g_strdup (mps_reader_item_peek_serial (item));
}

/* From here to mps_readers_release() nobody else asks the reader anything. */
void
mps_readers_claim (MpsReaders *self, const char *serial)
{
  MpsReaderItem *item = peek_item_by_serial (self, serial);
  GCancellable *probe = item != NULL ? g_hash_table_lookup (self->probes, item) : NULL;

  g_hash_table_add (self->claimed, g_strdup (serial));
  if (probe != NULL)
    g_cancellable_cancel (probe);
  if (item != NULL)
    mps_reader_item_set_busy (item);
}

void
mps_readers_release (MpsReaders *self, const char *serial)
{
  MpsReaderItem *item = peek_item_by_serial (self, serial);

  g_hash_table_remove (self->claimed, serial);
  if (item != NULL)
    probe_item (self, item);
}

/**
 * mps_readers_dup_transport:
 * @self: the readers
 * @serial: serial number of an attached reader that is not refused
 * @error: return location
 *
 * Errors: NO_READER of #MpsSessionError, REFUSED of #MpsDeviceError.
 *
 * Returns: (transfer full): a closed byte stream to it
 */
MpsTransport *
mps_readers_dup_transport (MpsReaders *self, const char *serial, GError **error)
{
  MpsReaderItem *item = find_chosen (self, serial, error);

  return item != NULL ? new_transport (self, item) : NULL;
}

/* Asks one reader anew who it is, after something was done with it. */
void
mps_readers_ask (MpsReaders *self, const char *serial)
{
  MpsReaderItem *item = peek_item_by_serial (self, serial);

  if (item != NULL)
    probe_item (self, item);
}

MpsSession *
mps_readers_peek_session (MpsReaders *self)
{
  return self->session;
}
