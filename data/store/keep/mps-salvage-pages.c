/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-salvage-private.h"

#include <string.h>

/* Bytes of a page that SQLite uses; the rest holds nonce and tag. */
#define USABLE (MPS_SALVAGE_PAGE - 40)
#define PAYLOAD_MAX (1024 * 1024 * 1024)
#define DEPTH_MAX 64

typedef enum {
  INTERIOR_INDEX = 2,
  INTERIOR_TABLE = 5,
  LEAF_INDEX = 10,
  LEAF_TABLE = 13,
} Kind;

struct _MpsSalvagePages {
  sqlite3_file *file;
  guint32 n_pages;
  guint32 n_lost;
  guint8 *kinds;
  guint32 *parents;
  MpsProgressFunc progress;
  gpointer data;
  GCancellable *cancellable;
};

static guint16
read_16 (const guint8 *bytes)
{
  return (guint16)(bytes[0] << 8 | bytes[1]);
}

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* Bytes that the number takes, 0 where it is cut off. */
static gsize
read_varint (const guint8 *bytes, gsize left, guint64 *value)
{
  guint64 found = 0;

  for (gsize i = 0; i < MIN (left, (gsize)9); i++) {
    if (i == 8) {
      *value = found << 8 | bytes[i];
      return 9;
    }
    found = found << 7 | (bytes[i] & 0x7f);
    if ((bytes[i] & 0x80) == 0) {
      *value = found;
      return i + 1;
    }
  }
  return 0;
}

static gboolean
read_page (MpsSalvagePages *self, guint32 page, guint8 *out)
{
  if (page < 1 || page > self->n_pages)
    return FALSE;

  return self->file->pMethods->xRead (
             self->file, out, MPS_SALVAGE_PAGE, (sqlite3_int64)(page - 1) * MPS_SALVAGE_PAGE) ==
         SQLITE_OK;
}

/* Where a page's own header begins. */
static gsize
get_start (guint32 page)
{
  return page == 1 ? 100 : 0;
}

static gboolean
is_interior (guint8 kind)
{
  return kind == INTERIOR_INDEX || kind == INTERIOR_TABLE;
}

static gsize
get_header_size (guint8 kind)
{
  return is_interior (kind) ? 12 : 8;
}

/* Place of a cell in the page, 0 for one that cannot be. */
static gsize
find_cell (const guint8 *bytes, gsize start, guint index)
{
  guint8 kind = bytes[start];
  gsize at = start + get_header_size (kind) + 2 * (gsize)index;
  gsize cell = at + 2 <= USABLE ? read_16 (bytes + at) : 0;

  return cell >= start + get_header_size (kind) && cell + 4 <= USABLE ? cell : 0;
}

static guint
count_cells (const guint8 *bytes, gsize start)
{
  return read_16 (bytes + start + 3);
}

static void
set_parent (MpsSalvagePages *self, guint32 child, guint32 parent)
{
  if (child >= 1 && child <= self->n_pages && child != parent)
    self->parents[child] = parent;
}

static void
take_children (MpsSalvagePages *self, guint32 page, const guint8 *bytes)
{
  gsize start = get_start (page);

  for (guint i = 0; i < count_cells (bytes, start); i++) {
    gsize cell = find_cell (bytes, start, i);

    if (cell != 0)
      set_parent (self, read_32 (bytes + cell), page);
  }
  set_parent (self, read_32 (bytes + start + 8), page);
}

static void
look_at (MpsSalvagePages *self, guint32 page, const guint8 *bytes)
{
  guint8 kind = bytes[get_start (page)];

  if (kind != INTERIOR_INDEX && kind != INTERIOR_TABLE && kind != LEAF_INDEX && kind != LEAF_TABLE)
    return;

  self->kinds[page] = kind;
  if (is_interior (kind))
    take_children (self, page, bytes);
}

static gboolean
survey (MpsSalvagePages *self, GError **error)
{
  guint8 bytes[MPS_SALVAGE_PAGE];

  for (guint32 page = 1; page <= self->n_pages; page++) {
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    if (read_page (self, page, bytes))
      look_at (self, page, bytes);
    else
      self->n_lost++;
    if (self->progress != NULL && page % 256 == 0)
      self->progress (page, self->n_pages * 2, self->data);
  }
  return TRUE;
}

/* Pages that SQLite keeps for later still hold what was in them before. */
static void
forget_free_pages (MpsSalvagePages *self)
{
  guint8 bytes[MPS_SALVAGE_PAGE];
  guint32 trunk = read_page (self, 1, bytes) ? read_32 (bytes + 32) : 0;

  for (guint32 n = 0; trunk != 0 && n <= self->n_pages && read_page (self, trunk, bytes); n++) {
    guint32 leaves = MIN (read_32 (bytes + 4), (guint32)(USABLE / 4 - 2));

    self->kinds[trunk] = 0;
    for (guint32 i = 0; i < leaves; i++) {
      guint32 leaf = read_32 (bytes + 8 + 4 * (gsize)i);

      if (leaf >= 1 && leaf <= self->n_pages)
        self->kinds[leaf] = 0;
    }
    trunk = read_32 (bytes);
  }
}

/**
 * mps_salvage_pages_new:
 * @db: a connection to the damaged file that no one writes; it outlives the pages
 * @progress: (nullable): told the pages
 * @data: for @progress
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Reads every page once to learn how they hang together.
 *
 * Returns: (transfer full): the pages, or %NULL
 */
MpsSalvagePages *
mps_salvage_pages_new (
    MpsDb *db, MpsProgressFunc progress, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsSalvagePages) self = g_new0 (MpsSalvagePages, 1);
  sqlite3_int64 size = 0;
  int code = sqlite3_file_control (
      mps_db_peek_handle (db), "main", SQLITE_FCNTL_FILE_POINTER, &self->file);

  if (code == SQLITE_OK)
    code = self->file->pMethods->xFileSize (self->file, &size);
  if (code != SQLITE_OK) {
    mps_db_set_error (db, code, error);
    return NULL;
  }

  self->n_pages = (guint32)(size / MPS_SALVAGE_PAGE);
  self->kinds = g_new0 (guint8, (gsize)self->n_pages + 1);
  self->parents = g_new0 (guint32, (gsize)self->n_pages + 1);
  self->progress = progress;
  self->data = data;
  self->cancellable = cancellable;
  if (!survey (self, error))
    return NULL;

  forget_free_pages (self);
  return g_steal_pointer (&self);
}

/**
 * mps_salvage_pages_free:
 * @self: (transfer full) (nullable): pages
 */
void
mps_salvage_pages_free (MpsSalvagePages *self)
{
  if (self == NULL)
    return;

  g_free (self->kinds);
  g_free (self->parents);
  g_free (self);
}

/**
 * mps_salvage_pages_get_count:
 * @self: pages
 *
 * Returns: how many the file has
 */
guint32
mps_salvage_pages_get_count (MpsSalvagePages *self)
{
  return self->n_pages;
}

/**
 * mps_salvage_pages_get_lost:
 * @self: pages
 *
 * Returns: how many of them cannot be read
 */
guint32
mps_salvage_pages_get_lost (MpsSalvagePages *self)
{
  return self->n_lost;
}

/* The top of the tree that the page is in; a lost page on the way makes the part below it a tree of
 * its own, whose top is no root that anyone knows. */
static guint32
find_top (MpsSalvagePages *self, guint32 page)
{
  for (guint depth = 0; depth < DEPTH_MAX && self->parents[page] != 0; depth++)
    page = self->parents[page];

  return page;
}

/* How much of a payload lies in the cell itself. */
static gsize
get_local_size (guint8 kind, guint64 size)
{
  gsize most = kind == LEAF_TABLE ? USABLE - 35 : (USABLE - 12) * 64 / 255 - 23;
  gsize least = (USABLE - 12) * 32 / 255 - 23;
  gsize local;

  if (size <= most)
    return (gsize)size;

  local = least + (gsize)((size - least) % (USABLE - 4));
  return local <= most ? local : least;
}

static gboolean
append_overflow (MpsSalvagePages *self, GByteArray *payload, guint32 page, guint64 size)
{
  guint8 bytes[MPS_SALVAGE_PAGE];

  while (payload->len < size) {
    gsize n = (gsize)MIN (size - payload->len, (guint64)(USABLE - 4));

    if (!read_page (self, page, bytes))
      return FALSE;
    g_byte_array_append (payload, bytes + 4, (guint)n);
    page = read_32 (bytes);
  }
  return TRUE;
}

static GByteArray *
read_payload (MpsSalvagePages *self, guint8 kind, const guint8 *bytes, gsize at, guint64 size)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  gsize local = get_local_size (kind, size);

  if (size > PAYLOAD_MAX || at + local + (local < size ? 4 : 0) > USABLE)
    return NULL;

  g_byte_array_append (payload, bytes + at, (guint)local);
  if (local < size && !append_overflow (self, payload, read_32 (bytes + at + local), size))
    return NULL;

  return g_steal_pointer (&payload);
}

static gsize
get_value_size (guint64 serial)
{
  static const gsize sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };

  if (serial < G_N_ELEMENTS (sizes))
    return sizes[serial];
  return serial >= 12 ? (gsize)((serial - 12) / 2) : 0;
}

static gint64
read_integer (const guint8 *bytes, gsize size)
{
  guint64 value = (bytes[0] & 0x80) != 0 ? G_MAXUINT64 : 0;

  for (gsize i = 0; i < size; i++)
    value = value << 8 | bytes[i];
  return (gint64)value;
}

static MpsSalvageValue
make_value (guint64 serial, const guint8 *bytes, gsize size)
{
  MpsSalvageValue value = { .type = SQLITE_NULL, .bytes = bytes, .size = size };
  gint64 bits;

  if (serial >= 12) {
    value.type = serial % 2 == 0 ? SQLITE_BLOB : SQLITE_TEXT;
  } else if (serial == 7) {
    bits = read_integer (bytes, 8);
    memcpy (&value.number, &bits, sizeof bits);
    value.type = SQLITE_FLOAT;
  } else if (serial == 8 || serial == 9) {
    value.type = SQLITE_INTEGER;
    value.integer = serial == 9;
  } else if (serial >= 1) {
    value.type = SQLITE_INTEGER;
    value.integer = read_integer (bytes, size);
  }
  return value;
}

static gboolean
split_payload (const GByteArray *payload, GArray *values)
{
  guint64 header = 0;
  gsize at = read_varint (payload->data, payload->len, &header);
  gsize body = (gsize)header;

  if (at == 0 || header > payload->len)
    return FALSE;

  while (at < header) {
    guint64 serial = 0;
    gsize n = read_varint (payload->data + at, (gsize)header - at, &serial);
    gsize size = get_value_size (serial);
    MpsSalvageValue value;

    if (n == 0 || serial == 10 || serial == 11 || size > payload->len - body)
      return FALSE;
    value = make_value (serial, payload->data + body, size);
    g_array_append_val (values, value);
    at += n;
    body += size;
  }
  return body == payload->len;
}

/* What is being read. */
typedef struct {
  MpsSalvagePages *pages;
  guint8 kind;
  const guint8 *bytes;
  guint32 top;
  MpsSalvageRowFunc each;
  gpointer data;
} Reading;

static gboolean
read_cell (const Reading *reading, gsize at, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MpsSalvageValue));
  g_autoptr (GByteArray) payload = NULL;
  MpsSalvageRow row = { .root = reading->top, .has_key = reading->kind == LEAF_TABLE };
  guint64 size = 0;
  guint64 key = 0;
  gsize n;

  if (reading->kind == INTERIOR_INDEX)
    at += 4;
  n = read_varint (reading->bytes + at, USABLE - at, &size);
  if (n == 0)
    return TRUE;
  at += n;
  if (row.has_key) {
    n = read_varint (reading->bytes + at, USABLE - at, &key);
    at += n;
  }

  payload = n > 0 ? read_payload (reading->pages, reading->kind, reading->bytes, at, size) : NULL;
  if (payload == NULL || payload->len == 0 || !split_payload (payload, values))
    return TRUE;

  row.key = (gint64)key;
  row.values = values;
  return reading->each (&row, reading->data, error);
}

static gboolean
read_rows (Reading *reading, guint32 page, GError **error)
{
  guint8 bytes[MPS_SALVAGE_PAGE];
  gsize start = get_start (page);

  if (!read_page (reading->pages, page, bytes))
    return TRUE;

  reading->bytes = bytes;
  for (guint i = 0; i < count_cells (bytes, start); i++) {
    gsize cell = find_cell (bytes, start, i);

    if (cell != 0 && !read_cell (reading, cell, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * mps_salvage_pages_foreach:
 * @self: pages
 * @each: (scope call): called with every row that can still be read; ends it with %FALSE
 * @data: for @each
 * @error: return location
 *
 * Rows come in no order; a row of an index is one, too. A row of which a part is lost does not
 * come.
 *
 * Returns: whether @each was content with all
 */
gboolean
mps_salvage_pages_foreach (MpsSalvagePages *self,
                           MpsSalvageRowFunc each,
                           gpointer data,
                           GError **error)
{
  for (guint32 page = 1; page <= self->n_pages; page++) {
    Reading reading = { .pages = self, .kind = self->kinds[page], .each = each, .data = data };

    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    if (self->progress != NULL && page % 256 == 0)
      self->progress (self->n_pages + page, self->n_pages * 2, self->data);
    if (reading.kind == 0 || reading.kind == INTERIOR_TABLE)
      continue;

    reading.top = find_top (self, page);
    if (!read_rows (&reading, page, error))
      return FALSE;
  }
  return TRUE;
}
