/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-secret.h"

#include "data/store/seal/mps-seal-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

/* No password is longer; a file that is has been named by mistake. */
#define FILE_MAX 4096

struct _MpsSecret {
  guint8 *bytes;
  gsize length;
};

/**
 * mps_secret_new_blank:
 * @length: bytes
 *
 * Returns: (transfer full): that many zero bytes
 */
MpsSecret *
mps_secret_new_blank (gsize length)
{
  MpsSecret *self = g_new0 (MpsSecret, 1);

  if (sodium_init () < 0)
    g_error ("the cryptographic library cannot be started");

  self->bytes = sodium_malloc (length + 1);
  if (self->bytes == NULL)
    g_error ("out of memory for secrets");

  memset (self->bytes, 0, length + 1);
  self->length = length;
  return self;
}

/**
 * mps_secret_new:
 * @text: the secret; the caller wipes its own copy
 * @length: its bytes; -1: up to the NUL
 *
 * Returns: (transfer full): a copy in locked memory
 */
MpsSecret *
mps_secret_new (const char *text, gssize length)
{
  MpsSecret *self = mps_secret_new_blank (length < 0 ? strlen (text) : (gsize)length);

  memcpy (self->bytes, text, self->length);
  return self;
}

static gboolean
set_read_error (GError **error)
{
  int code = errno;

  g_set_error (error,
               MPS_SEAL_ERROR,
               code == ENOENT ? MPS_SEAL_ERROR_NOT_FOUND : MPS_SEAL_ERROR_FAILED,
               "keys: the file with the password cannot be read (%s)",
               g_strerror (code));
  return FALSE;
}

/* Straight into locked memory: no buffer of stdio or GLib ever holds it. */
static gboolean
read_all (int fd, MpsSecret *self, gsize *length, GError **error)
{
  gsize n = 0;

  while (n < self->length) {
    gssize got = read (fd, self->bytes + n, self->length - n);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return set_read_error (error);
    if (got == 0)
      break;
    n += (gsize)got;
  }

  *length = n;
  return TRUE;
}

static gsize
strip_line_end (const guint8 *bytes, gsize length)
{
  if (length > 0 && bytes[length - 1] == '\n')
    length--;
  if (length > 0 && bytes[length - 1] == '\r')
    length--;
  return length;
}

/**
 * mps_secret_new_from_file:
 * @path: a file that holds nothing but the password
 * @error: return location
 *
 * Reads a password; one line end after it does not belong to it. Errors: %MPS_SEAL_ERROR_NOT_FOUND,
 * %MPS_SEAL_ERROR_FAILED.
 *
 * Returns: (transfer full): the password, or %NULL
 */
MpsSecret *
mps_secret_new_from_file (const char *path, GError **error)
{
  g_autoptr (MpsSecret) buffer = mps_secret_new_blank (FILE_MAX);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gsize length = 0;
  gboolean done;

  if (fd < 0) {
    set_read_error (error);
    return NULL;
  }

  done = read_all (fd, buffer, &length, error);
  close (fd);
  if (!done)
    return NULL;
  if (length == FILE_MAX || memchr (buffer->bytes, '\0', length) != NULL) {
    g_set_error_literal (error,
                         MPS_SEAL_ERROR,
                         MPS_SEAL_ERROR_FAILED,
                         "keys: the file named for the password holds no password");
    return NULL;
  }

  return mps_secret_new ((const char *)buffer->bytes,
                         (gssize)strip_line_end (buffer->bytes, length));
}

/**
 * mps_secret_free:
 * @self: (transfer full) (nullable): a secret, which is wiped
 */
void
mps_secret_free (MpsSecret *self)
{
  if (self == NULL)
    return;

  sodium_free (self->bytes);
  g_free (self);
}

/**
 * mps_secret_peek:
 * @self: a secret
 *
 * Returns: (transfer none): its bytes, with a NUL after them
 */
const char *
mps_secret_peek (const MpsSecret *self)
{
  return (const char *)self->bytes;
}

/**
 * mps_secret_peek_bytes:
 * @self: a secret
 *
 * Returns: (transfer none): its bytes, to be filled
 */
guint8 *
mps_secret_peek_bytes (MpsSecret *self)
{
  return self->bytes;
}

/**
 * mps_secret_get_length:
 * @self: a secret
 *
 * Returns: its bytes, the NUL not counted
 */
gsize
mps_secret_get_length (const MpsSecret *self)
{
  return self->length;
}

/**
 * mps_secret_equal:
 * @self: a secret
 * @other: another
 *
 * Takes as long for equal ones as for others of that length.
 *
 * Returns: whether they are the same
 */
gboolean
mps_secret_equal (const MpsSecret *self, const MpsSecret *other)
{
  return self->length == other->length &&
         sodium_memcmp (self->bytes, other->bytes, self->length) == 0;
}
