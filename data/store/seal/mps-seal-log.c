/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-vfs-private.h"

#include <sodium.h>
#include <string.h>

/* A frame whose box does not open where SQLite may stop reading. */
#define NOT_A_FRAME 0xff

static guint32
frame_of (sqlite3_int64 offset)
{
  return (guint32)((offset - MPS_SEAL_LOG_HEAD) / MPS_SEAL_FRAME);
}

static sqlite3_int64
offset_of (guint32 frame)
{
  return MPS_SEAL_LOG_HEAD + (sqlite3_int64)frame * MPS_SEAL_FRAME;
}

static gsize
bind_frame (guint8 bound[5 + MPS_SEAL_FRAME_HEAD], guint32 index, const guint8 *head)
{
  bound[0] = 'W';
  mps_seal_write_be32 (bound + 1, index);
  memcpy (bound + 5, head, MPS_SEAL_FRAME_HEAD);
  return 5 + MPS_SEAL_FRAME_HEAD;
}

/**
 * mps_seal_frame_open:
 * @cipher: the database's cipher
 * @index: place of the frame in the log, from 0
 * @raw: (array fixed-size=4120): the frame
 * @plain: (out) (array fixed-size=4096): its page
 *
 * Returns: whether that frame was written there, with that head
 */
gboolean
mps_seal_frame_open (const MpsSealCipher *cipher, guint32 index, const guint8 *raw, guint8 *plain)
{
  guint8 bound[5 + MPS_SEAL_FRAME_HEAD];
  gsize n = bind_frame (bound, index, raw);

  if (!mps_seal_cipher_open (
          cipher, bound, n, raw + MPS_SEAL_FRAME_HEAD, MPS_SEAL_PAGE_BODY, plain))
    return FALSE;

  memset (plain + MPS_SEAL_PAGE_BODY, 0, MPS_SEAL_OVERHEAD);
  return TRUE;
}

/* self->raw holds the head of the frame already. */
static void
seal_frame (MpsSealFile *self, guint32 index, const guint8 *plain)
{
  guint8 bound[5 + MPS_SEAL_FRAME_HEAD];
  gsize n = bind_frame (bound, index, self->raw);

  mps_seal_cipher_seal (self->companion->cipher,
                        &self->nonces,
                        0,
                        bound,
                        n,
                        plain,
                        MPS_SEAL_PAGE_BODY,
                        self->raw + MPS_SEAL_FRAME_HEAD);
}

/* SQLite's own sum over the log, each frame on top of the one before it. */
void
mps_seal_sum (guint32 sums[2], gboolean big_endian, const guint8 *bytes, gsize size)
{
  for (gsize i = 0; i + 8 <= size; i += 8) {
    guint32 pair[2];

    memcpy (pair, bytes + i, sizeof pair);
    sums[0] += (big_endian ? GUINT32_FROM_BE (pair[0]) : GUINT32_FROM_LE (pair[0])) + sums[1];
    sums[1] += (big_endian ? GUINT32_FROM_BE (pair[1]) : GUINT32_FROM_LE (pair[1])) + sums[0];
  }
}

static int
get_anchor (MpsSealFile *self, MpsSealAnchor *anchor)
{
  return mps_seal_companion_get_anchor (
      self->companion, mps_seal_file_below (self->database), anchor);
}

static gboolean
is_salvage (const MpsSealFile *self)
{
  return self->companion->use == MPS_SEAL_SALVAGE;
}

/* A frame that ends a transaction counts once it has its salts. self->raw holds it. */
static void
note_commit (MpsSealFile *self, guint32 index)
{
  const guint8 *salts = self->raw + 8;

  if (mps_seal_read_be32 (self->raw + 4) == 0 || sodium_is_zero (salts, sizeof self->salts))
    return;

  self->uncommitted = FALSE;
  self->n_written = index + 1;
  memcpy (self->salts, salts, sizeof self->salts);
}

/* The head of a frame was written anew without its page, which SQLite does after a page that was
 * spilled early was written again: the page is bound to the new head. */
static int
flush (MpsSealFile *self)
{
  sqlite3_file *below = mps_seal_file_below (self);
  guint32 index = frame_of (self->pending_at);
  guint8 plain[MPS_SEAL_PAGE];
  int code;

  if (!self->pending)
    return SQLITE_OK;

  self->pending = FALSE;
  code = below->pMethods->xRead (below, self->raw, MPS_SEAL_FRAME, self->pending_at);
  if (code != SQLITE_OK)
    return code;
  if (!mps_seal_frame_open (self->companion->cipher, index, self->raw, plain))
    return mps_seal_companion_refuse (
        self->companion, "-wal: frame %u was altered while it was written", index + 1);

  memcpy (self->raw, self->pending_head, MPS_SEAL_FRAME_HEAD);
  seal_frame (self, index, plain);
  sodium_memzero (plain, sizeof plain);
  code = below->pMethods->xWrite (below, self->raw, MPS_SEAL_FRAME, self->pending_at);
  if (code == SQLITE_OK)
    note_commit (self, index);
  return code;
}

/* The head of the whole log: read only where the log is read anew. A log that no one vouches for
 * and that holds nothing which reached the disk is left over, or was put there: it counts as empty.
 */
static int
read_log_head (MpsSealFile *self, guint8 *head)
{
  sqlite3_file *below = mps_seal_file_below (self);
  MpsSealAnchor anchor;
  int code = below->pMethods->xRead (below, head, MPS_SEAL_LOG_HEAD, 0);

  if (code == SQLITE_OK)
    code = get_anchor (self, &anchor);
  if (is_salvage (self))
    return code == SQLITE_IOERR_DATA ? SQLITE_OK : code;
  if (code != SQLITE_OK)
    return code;

  self->uncommitted = FALSE;
  self->needed = anchor.n_frames;
  self->next_frame = 0;
  self->big_endian_sums = (head[3] & 1) != 0;
  self->sums[0] = mps_seal_read_be32 (head + 24);
  self->sums[1] = mps_seal_read_be32 (head + 28);
  if (memcmp (head, anchor.head, MPS_SEAL_LOG_HEAD) == 0)
    return SQLITE_OK;
  if (anchor.n_frames > 0)
    return mps_seal_companion_refuse (
        self->companion, "-wal: its head was altered, or another log was put in its place");

  memset (head, 0, MPS_SEAL_LOG_HEAD);
  return SQLITE_OK;
}

static gboolean
sums_agree (MpsSealFile *self, guint32 index, const guint8 *frame)
{
  if (index != self->next_frame)
    return TRUE;

  mps_seal_sum (self->sums, self->big_endian_sums, frame, 8);
  mps_seal_sum (self->sums, self->big_endian_sums, frame + MPS_SEAL_FRAME_HEAD, MPS_SEAL_PAGE);
  self->next_frame++;
  return self->sums[0] == mps_seal_read_be32 (frame + 16) &&
         self->sums[1] == mps_seal_read_be32 (frame + 20);
}

/* A whole frame: the log is read anew, or sums are brought up to date. Up to the anchor each frame
 * must be there; after it SQLite is to stop at the first that is not, as after a power failure. */
static int
read_frame (MpsSealFile *self, guint8 *frame, sqlite3_int64 offset)
{
  sqlite3_file *below = mps_seal_file_below (self);
  guint32 index = frame_of (offset);
  int code = below->pMethods->xRead (below, self->raw, MPS_SEAL_FRAME, offset);
  gboolean opens;

  if (code != SQLITE_OK)
    return code;

  memcpy (frame, self->raw, MPS_SEAL_FRAME_HEAD);
  opens =
      self->companion->cipher != NULL &&
      mps_seal_frame_open (self->companion->cipher, index, self->raw, frame + MPS_SEAL_FRAME_HEAD);
  if (opens && (index >= self->needed || self->uncommitted || sums_agree (self, index, frame)))
    return SQLITE_OK;

  sodium_memzero (frame + MPS_SEAL_FRAME_HEAD, MPS_SEAL_PAGE);
  if (self->uncommitted || (index < self->needed && !is_salvage (self)))
    return mps_seal_companion_refuse (
        self->companion, "-wal: frame %u was altered or put back to an older state", index + 1);
  for (gsize i = 8; i < 16; i++)
    frame[i] ^= NOT_A_FRAME;
  return SQLITE_OK;
}

static gboolean
has_salts (MpsSealFile *self, const guint8 *salts, int *code)
{
  MpsSealAnchor anchor;

  /* Until they are summed at the commit, SQLite leaves frames after a rewritten one without. */
  if (self->uncommitted && sodium_is_zero (salts, sizeof self->salts))
    return TRUE;
  if (is_salvage (self) || memcmp (self->salts, salts, sizeof self->salts) == 0)
    return TRUE;

  *code = get_anchor (self, &anchor);
  if (*code != SQLITE_OK || memcmp (anchor.head + 16, salts, sizeof self->salts) != 0)
    return FALSE;
  memcpy (self->salts, salts, sizeof self->salts);
  return TRUE;
}

static int
read_frame_page (MpsSealFile *self, guint8 *page, sqlite3_int64 offset)
{
  sqlite3_file *below = mps_seal_file_below (self);
  guint32 index = frame_of (offset);
  int code = below->pMethods->xRead (below, self->raw, MPS_SEAL_FRAME, offset);

  if (code == SQLITE_OK && self->companion->cipher != NULL &&
      has_salts (self, self->raw + 8, &code) &&
      mps_seal_frame_open (self->companion->cipher, index, self->raw, page))
    return SQLITE_OK;

  memset (page, 0, MPS_SEAL_PAGE);
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
    return code;
  return mps_seal_companion_refuse (
      self->companion, "-wal: frame %u was altered, cut off or does not belong here", index + 1);
}

static int
log_read (sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  sqlite3_int64 within = (offset - MPS_SEAL_LOG_HEAD) % MPS_SEAL_FRAME;
  int code = flush (self);

  if (code != SQLITE_OK)
    return code;
  if (offset == 0 && size == MPS_SEAL_LOG_HEAD)
    return read_log_head (self, bytes);
  if (offset < MPS_SEAL_LOG_HEAD || within + size <= MPS_SEAL_FRAME_HEAD)
    return below->pMethods->xRead (below, bytes, size, offset);
  if (within == 0 && size == MPS_SEAL_FRAME)
    return read_frame (self, bytes, offset);
  if (within == MPS_SEAL_FRAME_HEAD && size == MPS_SEAL_PAGE)
    return read_frame_page (self, bytes, offset - MPS_SEAL_FRAME_HEAD);
  return SQLITE_IOERR_READ;
}

static int
write_frame (MpsSealFile *self, const guint8 *plain, sqlite3_int64 offset)
{
  sqlite3_file *below = mps_seal_file_below (self);
  guint32 index = frame_of (offset);
  int code;

  seal_frame (self, index, plain);
  self->uncommitted = TRUE;
  code = below->pMethods->xWrite (below, self->raw, MPS_SEAL_FRAME, offset);
  if (code == SQLITE_OK)
    note_commit (self, index);
  return code;
}

static int
write_page (MpsSealFile *self, const guint8 *plain, sqlite3_int64 offset)
{
  sqlite3_file *below = mps_seal_file_below (self);
  int code;

  if (!mps_seal_file_reserves (plain))
    return SQLITE_IOERR_WRITE;
  if (self->pending && self->pending_at == offset) {
    self->pending = FALSE;
    memcpy (self->raw, self->pending_head, MPS_SEAL_FRAME_HEAD);
    return write_frame (self, plain, offset);
  }

  /* The page of a frame is written again within its transaction; the head follows. */
  code = flush (self);
  if (code == SQLITE_OK)
    code = below->pMethods->xRead (below, self->raw, MPS_SEAL_FRAME_HEAD, offset);
  return code == SQLITE_OK ? write_frame (self, plain, offset) : code;
}

static int
log_write (sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  sqlite3_int64 within = (offset - MPS_SEAL_LOG_HEAD) % MPS_SEAL_FRAME;
  int code;

  if (is_salvage (self))
    return SQLITE_READONLY;
  if (self->companion->cipher == NULL)
    return SQLITE_IOERR_WRITE;
  if (offset > 0 && within == MPS_SEAL_FRAME_HEAD && size == MPS_SEAL_PAGE)
    return write_page (self, bytes, offset - MPS_SEAL_FRAME_HEAD);

  code = flush (self);
  if (code != SQLITE_OK)
    return code;
  if (offset == 0 && size == MPS_SEAL_LOG_HEAD) {
    self->n_written = 0;
    self->uncommitted = FALSE;
    code = mps_seal_companion_restart_log (
        self->companion, mps_seal_file_below (self->database), bytes);
    return code == SQLITE_OK ? below->pMethods->xWrite (below, bytes, size, offset) : code;
  }
  if (offset > 0 && within == 0 && size == MPS_SEAL_FRAME_HEAD) {
    self->pending = TRUE;
    self->pending_at = offset;
    memcpy (self->pending_head, bytes, MPS_SEAL_FRAME_HEAD);
    return SQLITE_OK;
  }
  return SQLITE_IOERR_WRITE;
}

static int
log_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  MpsSealAnchor anchor = { 0 };
  int code = flush (self);

  if (is_salvage (self))
    return SQLITE_READONLY;
  if (code == SQLITE_OK && size == 0)
    code = mps_seal_companion_clear_log (self->companion, mps_seal_file_below (self->database));
  else if (code == SQLITE_OK)
    code = get_anchor (self, &anchor);
  if (code == SQLITE_OK && size > 0 && size < offset_of (anchor.n_frames))
    code = SQLITE_IOERR_TRUNCATE;
  return code == SQLITE_OK ? below->pMethods->xTruncate (below, size) : code;
}

static int
log_sync (sqlite3_file *file, int flags)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  int code = flush (self);

  if (code == SQLITE_OK)
    code = below->pMethods->xSync (below, flags);
  if (code != SQLITE_OK || self->n_written == 0)
    return code;

  code = mps_seal_companion_advance_log (
      self->companion, mps_seal_file_below (self->database), self->salts, self->n_written);
  if (code == SQLITE_OK)
    self->n_written = 0;
  /* The transaction has reached the disk: SQLite must not take it back and write over it. An anchor
   * that could not be written follows with the next one. */
  return code == SQLITE_IOERR_DATA ? code : SQLITE_OK;
}

static int
refuse_size (MpsSealCompanion *companion, sqlite3_int64 size, guint32 needed)
{
  if (size < MPS_SEAL_LOG_HEAD)
    return mps_seal_companion_refuse (companion, "-wal: it was emptied or taken away");
  return mps_seal_companion_refuse (
      companion, "-wal: it was cut: frame %u of %u is missing", frame_of (size) + 1, needed);
}

/* @log is missing where it is %NULL. Others may change both files meanwhile, the anchor first. */
static int
check_size (MpsSealFile *database, sqlite3_file *log, sqlite3_int64 *size)
{
  MpsSealCompanion *companion = database->companion;
  sqlite3_file *below = mps_seal_file_below (database);
  guint64 known = 0;

  for (;;) {
    MpsSealAnchor anchor = { 0 };
    int code = mps_seal_companion_get_anchor (companion, below, &anchor);

    *size = 0;
    if (code == SQLITE_OK && log != NULL)
      code = log->pMethods->xFileSize (log, size);
    if (code != SQLITE_OK || anchor.n_frames == 0 || *size >= offset_of (anchor.n_frames))
      return code;
    if (anchor.sequence == known)
      return refuse_size (companion, *size, anchor.n_frames);
    known = anchor.sequence;
  }
}

static int
log_size (sqlite3_file *file, sqlite3_int64 *size)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  int code = flush (self);

  if (code != SQLITE_OK)
    return code;
  if (is_salvage (self))
    return below->pMethods->xFileSize (below, size);
  return check_size (self->database, below, size);
}

/**
 * mps_seal_log_check_before_open:
 * @database: the database
 * @below: the VFS below
 * @path: its log
 *
 * SQLite makes a log that is missing; one that ought to be there is missed here.
 *
 * Returns: a code of SQLite
 */
int
mps_seal_log_check_before_open (MpsSealFile *database, sqlite3_vfs *below, const char *path)
{
  sqlite3_int64 size = 0;
  int exists = 0;
  int code = below->xAccess (below, path, SQLITE_ACCESS_EXISTS, &exists);

  if (code != SQLITE_OK || exists || database->companion->use == MPS_SEAL_SALVAGE)
    return code;
  return check_size (database, NULL, &size);
}

static int
log_close (sqlite3_file *file)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  int flushed = is_salvage (self) ? SQLITE_OK : flush (self);
  int code = below->pMethods->xClose (below);

  sodium_memzero (self->raw, sizeof self->raw);
  return flushed != SQLITE_OK ? flushed : code;
}

static int
log_lock (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
log_check_lock (sqlite3_file *file, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

static int
log_control (sqlite3_file *file, int operation, void *argument)
{
  sqlite3_file *below = mps_seal_file_below ((MpsSealFile *)file);

  return below->pMethods->xFileControl (below, operation, argument);
}

static int
log_sector (sqlite3_file *file)
{
  sqlite3_file *below = mps_seal_file_below ((MpsSealFile *)file);

  return below->pMethods->xSectorSize (below);
}

static int
log_character (sqlite3_file *file)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

const sqlite3_io_methods *
mps_seal_log_methods (void)
{
  static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_lock,
    .xCheckReservedLock = log_check_lock,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_character,
  };

  return &methods;
}
