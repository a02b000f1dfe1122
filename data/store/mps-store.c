/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"

#include "data/store/audit/mps-store-audit.h"
#include "data/store/keep/mps-keys-private.h"
#include "data/store/keep/mps-seal-private.h"
#include "data/store/keep/mps-store-seal.h"
#include "data/store/record/mps-batch-private.h"
#include "data/store/record/mps-store-records.h"
#include "data/store/search/mps-search-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define BUSY_MS 10000
#define N_READERS 4

struct _MpsStore {
  GObject parent;
  char *directory;
  char *path;
  char *vfs;
  MpsSealKey *key;
  MpsSealVfs *seal;
  MpsOwner *owner;
  MpsAuditPlace *place;
  MpsWriter *writer;
  MpsPool *pool;
};

G_DEFINE_FINAL_TYPE (MpsStore, mps_store, G_TYPE_OBJECT)

static void
mps_store_finalize (GObject *object)
{
  MpsStore *self = MPS_STORE (object);

  /* The writer closes last: the last connection folds the log into the database. */
  g_clear_pointer (&self->pool, mps_pool_free);
  g_clear_pointer (&self->writer, mps_writer_free);
  g_clear_pointer (&self->seal, mps_seal_vfs_free);
  g_clear_pointer (&self->key, mps_seal_key_unref);
  g_clear_pointer (&self->owner, mps_owner_free);
  g_clear_pointer (&self->place, mps_audit_place_free);
  g_free (self->directory);
  g_free (self->path);
  g_free (self->vfs);
  G_OBJECT_CLASS (mps_store_parent_class)->finalize (object);
}

static void
mps_store_class_init (MpsStoreClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mps_store_finalize;
}

static void
mps_store_init (MpsStore *self)
{
}

/**
 * mps_store_options_init:
 * @options: (out): set to what mps_store_open() uses
 */
void
mps_store_options_init (MpsStoreOptions *options)
{
  *options = (MpsStoreOptions){ .busy_ms = BUSY_MS, .n_readers = N_READERS };
  options->migrations = mps_migrate_list (&options->n_migrations);
}

static char *
dup_busy (gpointer data)
{
  return mps_owner_dup_others (data);
}

/**
 * mps_store_make_folder:
 * @directory: folder of a profile
 * @error: return location
 *
 * Makes the folder, for its owner only, where there is none. Blocks. Errors: FULL and READ_ONLY of
 * #MpsStoreError.
 *
 * Returns: whether it is there
 */
gboolean
mps_store_make_folder (const char *directory, GError **error)
{
  int code;

  if (g_mkdir_with_parents (directory, 0700) == 0)
    return TRUE;

  code = errno;
  g_set_error (error,
               MPS_STORE_ERROR,
               code == ENOSPC ? MPS_STORE_ERROR_FULL : MPS_STORE_ERROR_READ_ONLY,
               "records: the profile's folder cannot be made (%s); choose another place for it",
               g_strerror (code));
  return FALSE;
}

static gboolean
check_exists (MpsStore *self, GError **error)
{
  if (g_access (self->path, F_OK) == 0)
    return TRUE;

  if (errno == EACCES)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_READ_ONLY,
                 "records: the profile's folder may not be opened; give this account the right to "
                 "read and write there, or choose another profile");
  else
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_NOT_FOUND,
                 "records: there is no profile here; choose its folder or make one with init");
  return FALSE;
}

/* Made by us with its rights, since SQLite would let the whole group read it. */
static gboolean
make_file (MpsStore *self, GError **error)
{
  int fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0) {
    close (fd);
    return TRUE;
  }

  g_set_error (error,
               MPS_STORE_ERROR,
               errno == ENOSPC ? MPS_STORE_ERROR_FULL : MPS_STORE_ERROR_READ_ONLY,
               "records: records.db cannot be made (%s); give this account the right to write in "
               "the profile's folder, or choose another profile",
               g_strerror (errno));
  return FALSE;
}

static gboolean
check_mode (MpsDb *db, MpsStoreOpenMode mode, GError **error)
{
  gboolean empty = FALSE;

  if (!mps_migrate_is_empty (db, &empty, error))
    return FALSE;
  if (mode == MPS_STORE_OPEN_CREATE && !empty) {
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_EXISTS,
                 "records: there is a profile here already; open it, or choose another folder");
    return FALSE;
  }
  if (mode == MPS_STORE_OPEN_EXISTING && empty) {
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_NOT_FOUND,
                 "records: the profile here was never finished; make it with init");
    return FALSE;
  }

  return TRUE;
}

/* A limit is a number of the program, not a value from outside. */
static gboolean
limit_pages (MpsDb *db, guint max_pages, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %u", max_pages);

  return max_pages == 0 || mps_db_exec (db, sql, error);
}

/* Looks at the mode of a file that was made before it is turned to WAL: that already writes. */
static gboolean
prepare (MpsStore *self,
         const MpsStoreOptions *options,
         MpsStoreOpenMode mode,
         MpsDb *db,
         GError **error)
{
  mps_db_set_busy (db, options->busy_ms, dup_busy, self->owner);
  return check_mode (db, mode, error) && mps_db_exec (db, "PRAGMA journal_mode = WAL", error) &&
         mps_migrate (db,
                      self->directory,
                      mps_store_peek_vfs (self),
                      options->migrations,
                      options->n_migrations,
                      error) &&
         (self->key == NULL || mps_keys_take (db, self->directory, self->key, error)) &&
         mps_search_ensure (db, error) && limit_pages (db, options->max_pages, error) &&
         mps_runs_end_abandoned (db, self->owner, self->place, error);
}

static MpsDb *
open_writer (MpsStore *self,
             const MpsStoreOptions *options,
             MpsStoreOpenMode mode,
             const char *program,
             GError **error)
{
  g_autoptr (MpsDb) db = NULL;

  if (mode == MPS_STORE_OPEN_EXISTING ? !check_exists (self, error) : !make_file (self, error))
    return NULL;

  self->owner = mps_owner_new (self->directory, program, error);
  if (self->owner == NULL)
    return NULL;
  self->place = mps_audit_place_new (program);

  db = mps_db_open (self->path, mps_store_peek_vfs (self), MPS_DB_WRITE, error);
  if (db == NULL || !prepare (self, options, mode, db, error))
    return NULL;

  mps_owner_clean (self->owner);
  return g_steal_pointer (&db);
}

/* A plain file and a sealed one are never taken for each other. */
static gboolean
take_key (MpsStore *self, const MpsStoreOptions *options, GError **error)
{
  self->vfs = g_strdup (options->vfs);
  if (options->key == NULL)
    return mps_seal_name_seals (options->vfs) || mps_seal_check_state (self->path, FALSE, error);

  if (!mps_seal_settle (self->directory, error) || !mps_seal_check_state (self->path, TRUE, error))
    return FALSE;

  self->key = mps_seal_key_ref (options->key);
  self->seal = mps_seal_vfs_new_over (options->key, options->vfs, MPS_SEAL_KEEP, error);
  return self->seal != NULL;
}

static gboolean
open_locked (MpsStore *self,
             const MpsStoreOptions *options,
             MpsStoreOpenMode mode,
             const char *program,
             GError **error)
{
  MpsDb *db =
      take_key (self, options, error) ? open_writer (self, options, mode, program, error) : NULL;

  if (db == NULL)
    return FALSE;

  self->writer = mps_writer_new (db, mps_owner_peek_id (self->owner), self->place);
  self->pool = mps_pool_new (self->path, mps_store_peek_vfs (self), options->n_readers);
  mps_pool_set_busy (self->pool, options->busy_ms, dup_busy, self->owner);
  return TRUE;
}

/**
 * mps_store_open_with:
 * @options: how
 * @directory: as in mps_store_open()
 * @mode: likewise
 * @program: likewise
 * @cancellable: (nullable): likewise
 * @error: return location
 *
 * Returns: (transfer full): the store, or %NULL
 */
MpsStore *
mps_store_open_with (const MpsStoreOptions *options,
                     const char *directory,
                     MpsStoreOpenMode mode,
                     const char *program,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (MpsStore) self = g_object_new (MPS_TYPE_STORE, NULL);
  gboolean opened;
  int lock;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  self->directory = g_strdup (directory);
  self->path = g_build_filename (directory, MPS_RECORDS_FILE, NULL);
  if (mode == MPS_STORE_OPEN_CREATE && !mps_store_make_folder (directory, error))
    return NULL;
  if (mode == MPS_STORE_OPEN_EXISTING && mps_store_get_state (directory) == MPS_STORE_STATE_NONE &&
      !check_exists (self, error))
    return NULL;

  lock = mps_profile_lock (directory, options->busy_ms, error);
  if (lock < 0)
    return NULL;

  opened = open_locked (self, options, mode, program, error);
  mps_profile_unlock (lock);
  return opened ? g_steal_pointer (&self) : NULL;
}

/**
 * mps_store_open:
 * @directory: the profile's folder
 * @mode: whether the profile is there or is to be made
 * @program: name of this program, for others that share the profile
 * @cancellable: (nullable): looked at before anything is touched
 * @error: return location
 *
 * Opens a profile. An older schema is brought up to date, a backup first. Runs that were in
 * progress in a program that is gone become invalid.
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND, %MPS_STORE_ERROR_EXISTS, %MPS_STORE_ERROR_BUSY,
 * %MPS_STORE_ERROR_READ_ONLY, %MPS_STORE_ERROR_FULL, %MPS_STORE_ERROR_VERSION or
 * %MPS_STORE_ERROR_CORRUPT.
 *
 * Returns: (transfer full): the store, or %NULL
 */
MpsStore *
mps_store_open (const char *directory,
                MpsStoreOpenMode mode,
                const char *program,
                GCancellable *cancellable,
                GError **error)
{
  MpsStoreOptions options;

  mps_store_options_init (&options);
  return mps_store_open_with (&options, directory, mode, program, cancellable, error);
}

/**
 * mps_store_open_sealed:
 * @directory: as in mps_store_open()
 * @key: the profile's data key, from its keyring
 * @mode: likewise
 * @program: likewise
 * @cancellable: (nullable): likewise
 * @error: return location
 *
 * As mps_store_open(), for a profile whose files are sealed; what is made is sealed. Sealing that
 * was interrupted is brought to its end; a profile that is plain is refused
 * (%MPS_STORE_ERROR_REFUSED): mps_store_seal() first. So is one whose keys file was altered or put
 * back to an older state (%MPS_SEAL_ERROR_ALTERED). Where the keyring says that re-keying was
 * begun, mps_store_settle_rekey() comes before this.
 *
 * Returns: (transfer full): the store, or %NULL
 */
MpsStore *
mps_store_open_sealed (const char *directory,
                       MpsSealKey *key,
                       MpsStoreOpenMode mode,
                       const char *program,
                       GCancellable *cancellable,
                       GError **error)
{
  MpsStoreOptions options;

  mps_store_options_init (&options);
  options.key = key;
  return mps_store_open_with (&options, directory, mode, program, cancellable, error);
}

/**
 * mps_store_peek_vfs:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): the VFS that its files are read through
 */
const char *
mps_store_peek_vfs (MpsStore *self)
{
  return self->seal != NULL ? mps_seal_vfs_peek_name (self->seal) : self->vfs;
}

/**
 * mps_store_peek_seal:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): what seals its files; %NULL for a plain profile
 */
MpsSealVfs *
mps_store_peek_seal (MpsStore *self)
{
  return self->seal;
}

/**
 * mps_store_peek_key:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): the data key; %NULL for a plain profile
 */
MpsSealKey *
mps_store_peek_key (MpsStore *self)
{
  return self->key;
}

/**
 * mps_store_close:
 * @self: a store
 *
 * Closes the records while others may still hold the store: what is under way is waited for, then
 * every connection is closed and every call fails with %MPS_STORE_ERROR_CLOSED. Blocks.
 */
void
mps_store_close (MpsStore *self)
{
  mps_pool_close (self->pool);
  mps_writer_close (self->writer);
  /* Nothing reads through them any more: the key is wiped now, not when the last holder lets go. */
  g_clear_pointer (&self->seal, mps_seal_vfs_free);
  g_clear_pointer (&self->key, mps_seal_key_unref);
}

/**
 * mps_store_peek_directory:
 * @self: a store
 *
 * Returns: (transfer none): the profile's folder
 */
const char *
mps_store_peek_directory (MpsStore *self)
{
  return self->directory;
}

/**
 * mps_store_peek_owner:
 * @self: a store
 *
 * Returns: (transfer none): this open store, as other programs see it
 */
MpsOwner *
mps_store_peek_owner (MpsStore *self)
{
  return self->owner;
}

/**
 * mps_store_take_reader:
 * @self: a store
 * @cancellable: (nullable): ends long questions
 * @error: return location
 *
 * Returns: (transfer full): a connection that reads, on loan
 */
MpsLoan *
mps_store_take_reader (MpsStore *self, GCancellable *cancellable, GError **error)
{
  return mps_pool_take (self->pool, cancellable, error);
}

/**
 * mps_store_commit:
 * @self: a store
 * @batch: what to write; it can be committed again where that failed
 * @written: (out) (optional) (transfer full) (element-type MpsResource): the records that were put,
 *   in order, as they are stored: with id and version
 * @cancellable: (nullable): takes the batch back if it comes in time
 * @error: return location
 *
 * Writes a batch. Blocks until it is durable.
 *
 * Fails with %MPS_STORE_ERROR_STALE, %MPS_STORE_ERROR_EXISTS, %MPS_STORE_ERROR_NOT_FOUND,
 * %MPS_STORE_ERROR_REFUSED, %MPS_STORE_ERROR_INPUT, or those of the disk; then nothing of the batch
 * is written.
 *
 * Returns: whether all of it is written
 */
gboolean
mps_store_commit (MpsStore *self,
                  MpsStoreBatch *batch,
                  GPtrArray **written,
                  GCancellable *cancellable,
                  GError **error)
{
  return mps_writer_commit (self->writer, batch, written, cancellable, error);
}

/**
 * mps_store_audit:
 * @self: a store
 * @action: what was done
 * @who: the person
 * @patient_id: (nullable): whose record
 * @target: (nullable): what it was done to, "Patient/1"
 * @why: what for
 * @error: return location
 *
 * Puts on record what is no write: a chart that was opened, a report that was printed. Blocks until
 * the entry is durable.
 *
 * Returns: whether it is
 */
gboolean
mps_store_audit (MpsStore *self,
                 MpsAuditAction action,
                 const char *who,
                 const char *patient_id,
                 const char *target,
                 const char *why,
                 GError **error)
{
  const MpsAuditNote note = {
    .action = action,
    .who = who,
    .patient_id = patient_id,
    .target = target,
    .why = why,
  };

  return mps_store_audit_note (self, &note, error);
}

/**
 * mps_store_audit_note:
 * @self: a store
 * @note: what was done, or refused
 * @error: return location
 *
 * mps_store_audit() for what may not have come to pass. Blocks until the entry is durable.
 *
 * Returns: whether it is
 */
gboolean
mps_store_audit_note (MpsStore *self, const MpsAuditNote *note, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (note->who, note->why);

  mps_store_batch_note (batch, note);
  return mps_store_commit (self, batch, NULL, NULL, error);
}

/**
 * mps_store_audit_charts:
 * @self: a store
 * @note: what was done; its patient does not count
 * @patient_ids: (array zero-terminated=1): to whose records
 * @error: return location
 *
 * mps_store_audit_note() for a list that shows records of several patients: an entry for each, all
 * or none.
 *
 * Returns: whether they are durable
 */
gboolean
mps_store_audit_charts (MpsStore *self,
                        const MpsAuditNote *note,
                        const char *const *patient_ids,
                        GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (note->who, note->why);

  for (const char *const *patient = patient_ids; *patient != NULL; patient++) {
    MpsAuditNote one = *note;

    one.patient_id = *patient;
    mps_store_batch_note (batch, &one);
  }
  return mps_store_commit (self, batch, NULL, NULL, error);
}

/**
 * mps_store_name_person:
 * @self: a store
 * @name: a person's name, as batches and audit entries have it
 * @account_id: the account behind it, which keeps its meaning when the name changes
 *
 * From now on every audit entry of that person names the account too. Any thread; never blocks for
 * long.
 */
void
mps_store_name_person (MpsStore *self, const char *name, const char *account_id)
{
  mps_audit_place_name (self->place, name, account_id);
}

/**
 * mps_store_dup_setting:
 * @self: a store
 * @key: a setting of the profile
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its value; %NULL without an error where it is not set
 */
char *
mps_store_dup_setting (MpsStore *self, const char *key, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db, "SELECT value FROM setting WHERE key = ?1", error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, key);
  return mps_db_step (db, statement, error) == MPS_DB_ROW ? mps_statement_dup_text (statement, 0)
                                                          : NULL;
}

/**
 * mps_store_list_settings:
 * @self: a store
 * @prefix: how the settings begin
 * @error: return location
 *
 * Returns: (transfer full): their keys without the prefix, in order; %NULL with @error
 */
char **
mps_store_list_settings (MpsStore *self, const char *prefix, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (
      db,
      "SELECT substr (key, length (?1) + 1) FROM setting WHERE substr (key, 1, length (?1)) = ?1"
      " ORDER BY key",
      error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, prefix);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (keys, mps_statement_dup_text (statement, 0));
  if (step != MPS_DB_DONE)
    return NULL;

  g_ptr_array_add (keys, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&keys), FALSE);
}
