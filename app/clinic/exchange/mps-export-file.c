/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-export-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (256 * 1024)

struct _MpsExportFile {
  char *path;
  char *folder;
  char *temporary;
  int fd;
  GString *buffer;
};

static gboolean
fail (GError **error, const char *what)
{
  int code = errno;

  g_set_error (error,
               G_IO_ERROR,
               g_io_error_from_errno (code),
               "export: the file cannot be %s: %s",
               what,
               g_strerror (code));
  return FALSE;
}

/* A link stays a link: what it points to is replaced. */
static char *
dup_real_path (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real != NULL ? real : path);

  free (real);
  return copy;
}

/* Putting a file in the place of a folder or a device would be no export. */
static gboolean
may_be_replaced (const char *path)
{
  GStatBuf found;

  if (g_stat (path, &found) != 0 || S_ISREG (found.st_mode))
    return TRUE;

  errno = S_ISDIR (found.st_mode) ? EISDIR : EINVAL;
  return FALSE;
}

/**
 * mps_export_file_new:
 * @path: where it shall be; what is there is replaced only by a whole new file
 * @error: return location
 *
 * Returns: (transfer full): the file, empty, or %NULL
 */
MpsExportFile *
mps_export_file_new (const char *path, GError **error)
{
  g_autoptr (MpsExportFile) file = g_new0 (MpsExportFile, 1);
  g_autofree char *real = dup_real_path (path);
  g_autofree char *name = g_path_get_basename (real);

  file->fd = -1;
  file->path = g_strdup (real);
  file->folder = g_path_get_dirname (real);
  file->buffer = g_string_sized_new (BUFFER_BYTES);
  if (!may_be_replaced (real)) {
    fail (error, "made");
    return NULL;
  }

  file->temporary = g_strdup_printf ("%s/.%s.XXXXXX", file->folder, name);
  file->fd = g_mkstemp_full (file->temporary, O_RDWR | O_CLOEXEC, 0600);
  if (file->fd < 0) {
    g_clear_pointer (&file->temporary, g_free);
    fail (error, "made");
    return NULL;
  }

  return g_steal_pointer (&file);
}

/**
 * mps_export_file_free:
 * @file: (transfer full) (nullable): a file; unless it is finished nothing of it is left
 */
void
mps_export_file_free (MpsExportFile *file)
{
  if (file == NULL)
    return;

  if (file->fd >= 0)
    close (file->fd);
  if (file->temporary != NULL)
    g_unlink (file->temporary);
  g_string_free (file->buffer, TRUE);
  g_free (file->path);
  g_free (file->folder);
  g_free (file->temporary);
  g_free (file);
}

static gboolean
flush (MpsExportFile *file, GError **error)
{
  const char *text = file->buffer->str;
  gsize left = file->buffer->len;

  while (left > 0) {
    gssize n = write (file->fd, text, left);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return fail (error, "written");
    text += n;
    left -= (gsize)n;
  }

  g_string_truncate (file->buffer, 0);
  return TRUE;
}

/**
 * mps_export_file_write:
 * @file: a file
 * @text: what to write
 * @length: its bytes; negative: up to its NUL
 * @error: return location
 *
 * Returns: whether it is on its way
 */
gboolean
mps_export_file_write (MpsExportFile *file, const char *text, gssize length, GError **error)
{
  g_string_append_len (file->buffer, text, length);
  return file->buffer->len < BUFFER_BYTES || flush (file, error);
}

/**
 * mps_export_file_sync:
 * @file: a file
 * @error: return location
 *
 * Returns: whether all of it is durable, under its other name
 */
gboolean
mps_export_file_sync (MpsExportFile *file, GError **error)
{
  if (!flush (file, error))
    return FALSE;

  return fsync (file->fd) == 0 || fail (error, "written");
}

/**
 * mps_export_file_finish:
 * @file: a file
 * @error: return location
 *
 * Puts the file in its place.
 *
 * Returns: whether it is there, whole and durable
 */
gboolean
mps_export_file_finish (MpsExportFile *file, GError **error)
{
  int folder;

  if (!mps_export_file_sync (file, error))
    return FALSE;
  if (g_rename (file->temporary, file->path) != 0)
    return fail (error, "put in its place");

  g_clear_pointer (&file->temporary, g_free);
  folder = g_open (file->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (folder >= 0) {
    fsync (folder);
    close (folder);
  }
  return TRUE;
}
