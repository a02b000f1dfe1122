/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-backup-private.h"

#include "data/store/db/mps-files-private.h"

#include <errno.h>
#include <unistd.h>

#define CHUNK (1024 * 1024)

/* Bytes that were read, at most size; -1 with errno. */
static gssize
read_some (int fd, guint8 *buffer, gsize size)
{
  gssize n;

  do
    n = read (fd, buffer, size);
  while (n < 0 && errno == EINTR);
  return n;
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0) {
    gssize n = write (fd, data, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    data += n;
    size -= (gsize)n;
  }
  return TRUE;
}

static gboolean
pass_chunk (MpsBackupStream *stream, guint8 *buffer, gsize *size, GError **error)
{
  gssize n = read_some (stream->from, buffer, *size);

  if (n < 0)
    return mps_files_set_error ("backup: the file cannot be read", error);
  if (n == 0)
    return mps_backup_set_damaged (error);

  crypto_generichash_update (&stream->hash->state, buffer, (unsigned long long)n);
  if (stream->to >= 0 && !write_all (stream->to, buffer, (gsize)n))
    return mps_files_set_error ("backup: it cannot be written; free some space, or choose another "
                                "place",
                                error);

  *size = (gsize)n;
  return TRUE;
}

/**
 * mps_backup_pass:
 * @stream: where from and where to
 * @size: bytes
 * @error: return location
 *
 * Returns: whether exactly that many have passed
 */
gboolean
mps_backup_pass (MpsBackupStream *stream, guint64 size, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (CHUNK);

  while (size > 0) {
    gsize n = (gsize)MIN (size, (guint64)CHUNK);

    if (g_cancellable_set_error_if_cancelled (stream->cancellable, error) ||
        !pass_chunk (stream, buffer, &n, error))
      return FALSE;

    size -= n;
    stream->done += n;
    if (stream->progress != NULL)
      stream->progress (stream->done, stream->total, stream->data);
  }
  return TRUE;
}
