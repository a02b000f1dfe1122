/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-companion-private.h"

#include <sodium.h>
#include <string.h>

/*
 * The companion file: two copies of the head, two of the anchor, then the map. A copy fills one
 * sector. Both copies are written at once, so that a write that was torn leaves one, and what was
 * altered in one never brings back an older state.
 *
 *    0  head: text, id of the database, box        1024  anchor: box
 *  512  head                                       1536  anchor
 * 4096  map
 */
#define HEADS_AT 0
#define ANCHORS_AT 1024
#define LABEL_SIZE (8 + MPS_SEAL_ID_SIZE)
#define HEAD_BODY (MPS_SEAL_SECTOR_BODY - LABEL_SIZE)
#define LOOK_AGAIN_US 300
#define LOOKS 8

static const guint8 label[8] = "MPSEAL1";

/* SQLite's own unix VFS must neither lock this file nor lose its folder entry. */
#define OPEN_FLAGS (SQLITE_OPEN_READWRITE | SQLITE_OPEN_MAIN_JOURNAL)

int
mps_seal_companion_open_file (MpsSealCompanion *self, gboolean create)
{
  int flags = OPEN_FLAGS | (create ? SQLITE_OPEN_CREATE : 0);
  g_autofree sqlite3_file *file = NULL;
  int code;

  if (self->file != NULL)
    return SQLITE_OK;

  file = g_malloc0 ((gsize)self->below->szOsFile);
  code = self->below->xOpen (self->below, self->file_path, file, flags, &flags);
  if (code == SQLITE_OK)
    self->file = g_steal_pointer (&file);
  return code;
}

static void
decode_head (const guint8 *plain, MpsSealHead *head)
{
  head->sequence = mps_seal_read_be64 (plain);
  head->epoch = mps_seal_read_be64 (plain + 8);
  head->complete = mps_seal_read_be64 (plain + 16);
  head->n_pages = mps_seal_read_be32 (plain + 24);
  head->n_parts = mps_seal_read_be32 (plain + 28);
  head->state = (MpsSealState)mps_seal_read_be32 (plain + 32);
  memcpy (head->hash, plain + 36, MPS_SEAL_HASH_SIZE);
}

static void
encode_head (const MpsSealHead *head, guint8 plain[HEAD_BODY])
{
  memset (plain, 0, HEAD_BODY);
  mps_seal_write_be64 (plain, head->sequence);
  mps_seal_write_be64 (plain + 8, head->epoch);
  mps_seal_write_be64 (plain + 16, head->complete);
  mps_seal_write_be32 (plain + 24, head->n_pages);
  mps_seal_write_be32 (plain + 28, head->n_parts);
  mps_seal_write_be32 (plain + 32, (guint32)head->state);
  memcpy (plain + 36, head->hash, MPS_SEAL_HASH_SIZE);
}

static const MpsSealCipher *
get_cipher (MpsSealCompanion *self, const guint8 id[MPS_SEAL_ID_SIZE])
{
  for (guint i = 0; i < self->ciphers->len; i++) {
    const MpsSealCipher *cipher = g_ptr_array_index (self->ciphers, i);

    if (memcmp (mps_seal_cipher_peek_id (cipher), id, MPS_SEAL_ID_SIZE) == 0)
      return cipher;
  }

  g_ptr_array_add (self->ciphers, mps_seal_cipher_new (self->key, id));
  return g_ptr_array_index (self->ciphers, self->ciphers->len - 1);
}

/* Other threads use the cipher without the mutex, so an old one goes only with the companion. */
void
mps_seal_companion_use_id (MpsSealCompanion *self, const guint8 id[MPS_SEAL_ID_SIZE])
{
  self->cipher = get_cipher (self, id);
}

static gboolean
open_head (MpsSealCompanion *self, const guint8 *sector, MpsSealHead *head)
{
  guint8 bound[1 + LABEL_SIZE] = { 'H' };
  guint8 plain[HEAD_BODY];

  if (memcmp (sector, label, sizeof label) != 0)
    return FALSE;

  memcpy (bound + 1, sector, LABEL_SIZE);
  if (!mps_seal_cipher_open (get_cipher (self, sector + sizeof label),
                             bound,
                             sizeof bound,
                             sector + LABEL_SIZE,
                             HEAD_BODY,
                             plain))
    return FALSE;

  decode_head (plain, head);
  return head->state >= MPS_SEAL_CREATING && head->state <= MPS_SEAL_COMPLETE;
}

/* The copy that opens with the higher sequence. */
static gboolean
choose_head (MpsSealCompanion *self, MpsSealHead *head)
{
  MpsSealHead copies[2];
  gboolean whole[2];
  guint best;

  for (guint i = 0; i < 2; i++)
    whole[i] = open_head (self, self->raw_heads + i * MPS_SEAL_SECTOR, &copies[i]);
  if (!whole[0] && !whole[1])
    return FALSE;

  best = whole[1] && (!whole[0] || copies[1].sequence > copies[0].sequence) ? 1 : 0;
  mps_seal_companion_use_id (self, self->raw_heads + best * MPS_SEAL_SECTOR + sizeof label);
  *head = copies[best];
  return TRUE;
}

static gboolean
is_empty (MpsSealCompanion *self)
{
  return sodium_is_zero (self->raw_heads, sizeof self->raw_heads);
}

/**
 * mps_seal_companion_read_heads:
 * @self: a companion whose file is open
 * @head: (out): the head; of state %MPS_SEAL_NONE where nothing was written yet
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_read_heads (MpsSealCompanion *self, MpsSealHead *head)
{
  for (guint look = 0; look < LOOKS; look++) {
    int code =
        self->file->pMethods->xRead (self->file, self->raw_heads, sizeof self->raw_heads, HEADS_AT);

    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
      return code;
    if (is_empty (self)) {
      *head = (MpsSealHead){ .state = MPS_SEAL_NONE };
      return SQLITE_OK;
    }
    if (choose_head (self, head))
      return SQLITE_OK;
    /* Another process may just be writing it. */
    g_usleep (LOOK_AGAIN_US);
  }

  mps_seal_companion_refuse_locked (
      self, "-seal: its head was altered, or it is sealed with another key");
  return SQLITE_NOTADB;
}

static gboolean
open_anchor (MpsSealCompanion *self, const guint8 *sector, MpsSealAnchor *anchor)
{
  const guint8 bound = 'A';
  guint8 plain[MPS_SEAL_SECTOR_BODY];

  if (!mps_seal_cipher_open (self->cipher, &bound, 1, sector, sizeof plain, plain))
    return FALSE;

  anchor->sequence = mps_seal_read_be64 (plain);
  anchor->n_frames = mps_seal_read_be32 (plain + 8);
  memcpy (anchor->head, plain + 12, MPS_SEAL_LOG_HEAD);
  return TRUE;
}

/**
 * mps_seal_companion_check_copies:
 * @self: a companion
 * @problems: (element-type utf8): gets a sentence for each copy of head and anchor that is altered
 *
 * One whole copy is enough to go on, so that these are told only here.
 */
void
mps_seal_companion_check_copies (MpsSealCompanion *self, GPtrArray *problems)
{
  g_mutex_lock (&self->mutex);
  for (guint i = 0; self->loaded && i < 2; i++) {
    const gsize at = i * MPS_SEAL_SECTOR;
    MpsSealHead head;
    MpsSealAnchor anchor;

    if (!open_head (self, self->raw_heads + at, &head))
      g_ptr_array_add (
          problems,
          g_strdup_printf ("%s-seal: copy %u of its head was altered", self->name, i + 1));
    if (self->anchor.sequence > 0 && !open_anchor (self, self->raw_anchors + at, &anchor))
      g_ptr_array_add (problems,
                       g_strdup_printf ("%s-seal: copy %u of what it says of the log was altered",
                                        self->name,
                                        i + 1));
  }
  g_mutex_unlock (&self->mutex);
}

int
mps_seal_companion_write_head (MpsSealCompanion *self, const MpsSealHead *head)
{
  guint8 sectors[2 * MPS_SEAL_SECTOR];
  guint8 bound[1 + LABEL_SIZE] = { 'H' };
  guint8 plain[HEAD_BODY];
  int code;

  memcpy (sectors, label, sizeof label);
  memcpy (sectors + sizeof label, mps_seal_cipher_peek_id (self->cipher), MPS_SEAL_ID_SIZE);
  memcpy (bound + 1, sectors, LABEL_SIZE);
  encode_head (head, plain);
  mps_seal_cipher_seal (self->cipher,
                        &self->nonces,
                        head->epoch,
                        bound,
                        sizeof bound,
                        plain,
                        HEAD_BODY,
                        sectors + LABEL_SIZE);
  memcpy (sectors + MPS_SEAL_SECTOR, sectors, MPS_SEAL_SECTOR);
  code = self->file->pMethods->xWrite (self->file, sectors, sizeof sectors, HEADS_AT);
  if (code == SQLITE_OK) {
    memcpy (self->raw_heads, sectors, sizeof sectors);
    self->head = *head;
  }
  return code;
}

static gboolean
choose_anchor (MpsSealCompanion *self, const guint8 *sectors)
{
  MpsSealAnchor copies[2];
  gboolean whole[2];
  guint best;

  for (guint i = 0; i < 2; i++)
    whole[i] = open_anchor (self, sectors + i * MPS_SEAL_SECTOR, &copies[i]);
  if (!whole[0] && !whole[1])
    return FALSE;

  best = whole[1] && (!whole[0] || copies[1].sequence > copies[0].sequence) ? 1 : 0;
  self->anchor = copies[best];
  memcpy (self->raw_anchors, sectors, sizeof self->raw_anchors);
  return TRUE;
}

/**
 * mps_seal_companion_read_anchors:
 * @self: a companion whose head was read
 *
 * Takes over what is in the file now.
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_read_anchors (MpsSealCompanion *self)
{
  guint8 sectors[sizeof self->raw_anchors];

  for (guint look = 0; look < LOOKS; look++) {
    int code = self->file->pMethods->xRead (self->file, sectors, sizeof sectors, ANCHORS_AT);

    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
      return code;
    if (self->anchor.sequence > 0 && memcmp (sectors, self->raw_anchors, sizeof sectors) == 0)
      return SQLITE_OK;
    if (choose_anchor (self, sectors))
      return SQLITE_OK;
    g_usleep (LOOK_AGAIN_US);
  }

  return mps_seal_companion_refuse_locked (self, "-seal: what it says of the log was altered");
}

int
mps_seal_companion_write_anchor (MpsSealCompanion *self, const MpsSealAnchor *anchor)
{
  guint8 sectors[2 * MPS_SEAL_SECTOR];
  guint8 plain[MPS_SEAL_SECTOR_BODY] = { 0 };
  const guint8 bound = 'A';
  int code;

  mps_seal_write_be64 (plain, anchor->sequence);
  mps_seal_write_be32 (plain + 8, anchor->n_frames);
  memcpy (plain + 12, anchor->head, MPS_SEAL_LOG_HEAD);
  mps_seal_cipher_seal (self->cipher, &self->nonces, 0, &bound, 1, plain, sizeof plain, sectors);
  memcpy (sectors + MPS_SEAL_SECTOR, sectors, MPS_SEAL_SECTOR);
  code = self->file->pMethods->xWrite (self->file, sectors, sizeof sectors, ANCHORS_AT);
  if (code == SQLITE_OK) {
    memcpy (self->raw_anchors, sectors, sizeof sectors);
    self->anchor = *anchor;
  }
  return code;
}

/* Without @db nothing is loaded that was not before. */
static int
ensure_loaded (MpsSealCompanion *self, sqlite3_file *db)
{
  return self->loaded || db == NULL ? SQLITE_OK : mps_seal_companion_load_locked (self, db);
}

int
mps_seal_companion_get_anchor (MpsSealCompanion *self, sqlite3_file *db, MpsSealAnchor *anchor)
{
  int code;

  *anchor = (MpsSealAnchor){ 0 };
  g_mutex_lock (&self->mutex);
  code = ensure_loaded (self, db);
  if (code == SQLITE_OK && self->loaded && self->head.state != MPS_SEAL_CREATING) {
    code = mps_seal_companion_read_anchors (self);
    *anchor = self->anchor;
  }
  g_mutex_unlock (&self->mutex);
  return code;
}

int
mps_seal_companion_change_anchor (MpsSealCompanion *self, const guint8 head[MPS_SEAL_LOG_HEAD])
{
  MpsSealAnchor anchor;
  int code = mps_seal_companion_read_anchors (self);

  if (code != SQLITE_OK ||
      (self->anchor.n_frames == 0 && memcmp (self->anchor.head, head, MPS_SEAL_LOG_HEAD) == 0))
    return code;

  anchor = (MpsSealAnchor){ .sequence = self->anchor.sequence + 1 };
  memcpy (anchor.head, head, MPS_SEAL_LOG_HEAD);
  code = mps_seal_companion_write_anchor (self, &anchor);
  return code == SQLITE_OK ? self->file->pMethods->xSync (self->file, SQLITE_SYNC_NORMAL) : code;
}

/**
 * mps_seal_companion_restart_log:
 * @self: a companion
 * @db: the database
 * @head: what the log will begin with
 *
 * To be called before the log is begun anew, when all of it is in the database.
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_restart_log (MpsSealCompanion *self,
                                sqlite3_file *db,
                                const guint8 head[MPS_SEAL_LOG_HEAD])
{
  int code;

  g_mutex_lock (&self->mutex);
  code = ensure_loaded (self, db);
  if (code == SQLITE_OK)
    code = self->loaded ? mps_seal_companion_change_anchor (self, head) : SQLITE_IOERR_WRITE;
  g_mutex_unlock (&self->mutex);
  return code;
}

/**
 * mps_seal_companion_clear_log:
 * @self: a companion
 * @db: (nullable): the database
 *
 * To be called before the log is emptied or deleted, when all of it is in the database.
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_clear_log (MpsSealCompanion *self, sqlite3_file *db)
{
  const guint8 none[MPS_SEAL_LOG_HEAD] = { 0 };
  int code;

  g_mutex_lock (&self->mutex);
  code = ensure_loaded (self, db);
  if (code == SQLITE_OK && self->loaded && self->head.state != MPS_SEAL_CREATING)
    code = mps_seal_companion_change_anchor (self, none);
  g_mutex_unlock (&self->mutex);
  return code;
}

/**
 * mps_seal_companion_advance_log:
 * @self: a companion
 * @db: the database
 * @salts: what tells this log from others
 * @n_frames: frames that have reached the disk
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_advance_log (MpsSealCompanion *self,
                                sqlite3_file *db,
                                const guint8 salts[8],
                                guint32 n_frames)
{
  MpsSealAnchor anchor;
  int code;

  g_mutex_lock (&self->mutex);
  code = ensure_loaded (self, db);
  if (code == SQLITE_OK)
    code = self->loaded ? mps_seal_companion_read_anchors (self) : SQLITE_IOERR_WRITE;
  anchor = self->anchor;
  if (code == SQLITE_OK && memcmp (anchor.head + 16, salts, 8) != 0)
    code = mps_seal_companion_refuse_locked (self, "-wal: another log was put in its place");
  if (code == SQLITE_OK && n_frames > anchor.n_frames) {
    anchor.n_frames = n_frames;
    anchor.sequence++;
    code = mps_seal_companion_write_anchor (self, &anchor);
  }
  g_mutex_unlock (&self->mutex);
  return code;
}
