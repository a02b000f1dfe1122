/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-owner-private.h"

#include "data/store/mps-store-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define LOCK_POLL_US 20000

struct _MpsOwner {
  char *id;
  char *folder;
  char *path;
  int fd;
};

static gboolean
set_error (GError **error)
{
  int code = errno;
  MpsStoreError kind = MPS_STORE_ERROR_FAILED;
  const char *advice = "the profile's folder cannot be used";

  if (code == EROFS || code == EACCES || code == EPERM) {
    kind = MPS_STORE_ERROR_READ_ONLY;
    advice = "the profile's folder may not be written; give this account the right to write "
             "there, or choose another profile";
  } else if (code == ENOSPC || code == EDQUOT || code == EFBIG) {
    kind = MPS_STORE_ERROR_FULL;
    advice = "the disk is full, so nothing was written; free some space on it, then try again";
  } else if (code == ENOENT || code == ENOTDIR) {
    kind = MPS_STORE_ERROR_NOT_FOUND;
    advice = "there is no profile here; choose its folder or make one with init";
  }

  g_set_error (error, MPS_STORE_ERROR, kind, "records: %s (%s)", advice, g_strerror (code));
  return FALSE;
}

static gboolean
write_content (int fd, const char *program)
{
  g_autofree char *content = g_strdup_printf ("%s\n%d\n", program, (int)getpid ());
  gsize length = strlen (content);

  return write (fd, content, length) == (gssize)length;
}

/* The file gets its name only once it is locked: no one ever sees it unlocked while we live. */
static gboolean
create_file (MpsOwner *owner, const char *program, GError **error)
{
  g_autofree char *name = g_strconcat (".", owner->id, NULL);
  g_autofree char *hidden = g_build_filename (owner->folder, name, NULL);

  owner->fd = g_open (hidden, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (owner->fd < 0)
    return set_error (error);

  if (flock (owner->fd, LOCK_EX | LOCK_NB) != 0 || !write_content (owner->fd, program) ||
      g_rename (hidden, owner->path) != 0) {
    set_error (error);
    g_unlink (hidden);
    return FALSE;
  }

  return TRUE;
}

/**
 * mps_owner_new:
 * @directory: the profile's folder, which exists
 * @program: name that other programs show
 * @error: return location
 *
 * Returns: (transfer full): this process as an owner, or %NULL
 */
MpsOwner *
mps_owner_new (const char *directory, const char *program, GError **error)
{
  g_autoptr (MpsOwner) owner = g_new0 (MpsOwner, 1);

  owner->fd = -1;
  owner->id = g_uuid_string_random ();
  owner->folder = g_build_filename (directory, "owners", NULL);
  owner->path = g_build_filename (owner->folder, owner->id, NULL);
  if (g_mkdir (owner->folder, 0700) != 0 && errno != EEXIST) {
    set_error (error);
    return NULL;
  }
  if (!create_file (owner, program, error))
    return NULL;

  return g_steal_pointer (&owner);
}

/**
 * mps_owner_free:
 * @owner: (transfer full) (nullable): an owner; its file goes
 */
void
mps_owner_free (MpsOwner *owner)
{
  if (owner == NULL)
    return;

  if (owner->fd >= 0) {
    g_unlink (owner->path);
    close (owner->fd);
  }
  g_free (owner->id);
  g_free (owner->folder);
  g_free (owner->path);
  g_free (owner);
}

/**
 * mps_owner_peek_id:
 * @owner: an owner
 *
 * Returns: (transfer none): its id, new with every opening
 */
const char *
mps_owner_peek_id (MpsOwner *owner)
{
  return owner->id;
}

/**
 * mps_owner_is_alive:
 * @owner: this process
 * @id: id of an owner
 *
 * Returns: whether that one still has its store open
 */
gboolean
mps_owner_is_alive (MpsOwner *owner, const char *id)
{
  g_autofree char *path = NULL;
  gboolean locked;
  int fd;

  if (g_str_equal (id, owner->id))
    return TRUE;
  if (!g_uuid_string_is_valid (id))
    return FALSE;

  path = g_build_filename (owner->folder, id, NULL);
  fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    return errno != ENOENT;

  locked = flock (fd, LOCK_SH | LOCK_NB) != 0;
  close (fd);
  return locked;
}

static GPtrArray *
list_ids (MpsOwner *owner)
{
  g_autoptr (GDir) folder = g_dir_open (owner->folder, 0, NULL);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_uuid_string_is_valid (name) && !g_str_equal (name, owner->id))
      g_ptr_array_add (ids, g_strdup (name));

  return ids;
}

static char *
describe (MpsOwner *owner, const char *id)
{
  g_autofree char *path = g_build_filename (owner->folder, id, NULL);
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &content, NULL, NULL) || !g_utf8_validate (content, -1, NULL))
    return NULL;

  lines = g_strsplit (content, "\n", 3);
  if (g_strv_length (lines) < 2)
    return NULL;

  return g_strdup_printf ("%s (process %s)", lines[0], lines[1]);
}

/**
 * mps_owner_dup_others:
 * @owner: this process
 *
 * Returns: (transfer full) (nullable): the others that have the profile open, program and process
 *   number of each; %NULL: none is known
 */
char *
mps_owner_dup_others (MpsOwner *owner)
{
  g_autoptr (GPtrArray) ids = list_ids (owner);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++) {
    const char *id = g_ptr_array_index (ids, i);
    g_autofree char *one = mps_owner_is_alive (owner, id) ? describe (owner, id) : NULL;

    if (one != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", one);
  }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * mps_owner_clean:
 * @owner: this process
 *
 * Takes away the files of those that ended without doing so.
 */
void
mps_owner_clean (MpsOwner *owner)
{
  g_autoptr (GPtrArray) ids = list_ids (owner);

  for (guint i = 0; i < ids->len; i++) {
    const char *id = g_ptr_array_index (ids, i);
    g_autofree char *path = g_build_filename (owner->folder, id, NULL);

    if (!mps_owner_is_alive (owner, id))
      g_unlink (path);
  }
}

/**
 * mps_profile_lock:
 * @directory: the profile's folder
 * @timeout_ms: how long to wait for another program
 * @error: return location
 *
 * Only one program at a time opens a profile, since opening may create, migrate and clean up.
 *
 * Returns: the lock, or -1
 */
int
mps_profile_lock (const char *directory, guint timeout_ms, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "lock", NULL);
  gint64 end = g_get_monotonic_time () + (gint64)timeout_ms * 1000;
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0) {
    set_error (error);
    return -1;
  }

  while (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    if (g_get_monotonic_time () > end) {
      close (fd);
      g_set_error (error,
                   MPS_STORE_ERROR,
                   MPS_STORE_ERROR_BUSY,
                   "records: another program is just opening this profile; try again");
      return -1;
    }
    g_usleep (LOCK_POLL_US);
  }

  return fd;
}

/**
 * mps_profile_unlock:
 * @lock: a lock, or -1
 */
void
mps_profile_unlock (int lock)
{
  if (lock >= 0)
    close (lock);
}
