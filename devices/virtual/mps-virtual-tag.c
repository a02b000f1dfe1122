/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-tag.h"

#include "devices/cartridge/mps-cartridge-tag.h"
#include "devices/transport/mps-transport.h"
#include "devices/virtual/mps-virtual-chemistry.h"
#include "devices/virtual/mps-virtual-maker.h"
#include "devices/virtual/mps-virtual-random-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define TAG_SIZE (MPS_CARTRIDGE_TAG_PAGES * MPS_TAG_PAGE_SIZE)
#define FIRST_WRITABLE_PAGE 4
#define VALID_DAYS 365
/* 2000-01-01T00:00:00Z in days since 1970-01-01 */
#define DAYS_TO_2000 10957
#define PLACE_TAG 0x3000

struct _MpsVirtualTag {
  MpsTag parent_instance;

  GMutex mutex;
  guint8 memory[TAG_SIZE];
  char *path;
  gboolean away;
  guint writes_to_lose;
};

G_DEFINE_FINAL_TYPE (MpsVirtualTag, mps_virtual_tag, MPS_TYPE_TAG)

static gboolean
check_size (gsize size, GError **error)
{
  if (size == TAG_SIZE)
    return TRUE;

  g_set_error (error,
               MPS_DEVICE_ERROR,
               MPS_DEVICE_ERROR_CORRUPT,
               "virtual tag: it has %" G_GSIZE_FORMAT " bytes instead of %d",
               size,
               TAG_SIZE);
  return FALSE;
}

/* Another program may have burnt a use of the same file meanwhile. */
static gboolean
load (MpsVirtualTag *self, GError **error)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  if (self->path == NULL)
    return TRUE;
  if (!g_file_get_contents (self->path, &data, &size, error)) {
    g_prefix_error (error, "virtual tag: ");
    return FALSE;
  }
  if (!check_size (size, error))
    return FALSE;

  memcpy (self->memory, data, TAG_SIZE);
  return TRUE;
}

static gboolean
fail_errno (GError **error, const char *what)
{
  int saved = errno;

  g_set_error (error,
               G_FILE_ERROR,
               (int)g_file_error_from_errno (saved),
               "virtual tag: %s: %s",
               what,
               g_strerror (saved));
  return FALSE;
}

static gboolean
store_page (MpsVirtualTag *self, guint page, GError **error)
{
  gsize offset = (gsize)page * MPS_TAG_PAGE_SIZE;
  int fd;
  gboolean done;

  if (self->path == NULL)
    return TRUE;
  fd = g_open (self->path, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0)
    return fail_errno (error, "it cannot be written");

  done =
      pwrite (fd, self->memory + offset, MPS_TAG_PAGE_SIZE, (off_t)offset) == MPS_TAG_PAGE_SIZE &&
      fdatasync (fd) == 0;
  if (!done)
    fail_errno (error, "a page was not written");
  close (fd);
  return done;
}

static gboolean
check_present (MpsVirtualTag *self, GError **error)
{
  if (!self->away)
    return TRUE;

  g_set_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_NO_CARTRIDGE, "tag: none lies there");
  return FALSE;
}

static GBytes *
mps_virtual_tag_select (MpsTag *tag, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  MpsVirtualTag *self = MPS_VIRTUAL_TAG (tag);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  guint8 uid[MPS_CARTRIDGE_UID_SIZE];

  if (!check_present (self, error) || !load (self, error))
    return NULL;

  memcpy (uid, self->memory, 3);
  memcpy (uid + 3, self->memory + 4, 4);
  return g_bytes_new (uid, sizeof uid);
}

static gboolean
mps_virtual_tag_read_pages (MpsTag *tag,
                            guint first,
                            guint n_pages,
                            guint8 *buffer,
                            GCancellable *cancellable,
                            GError **error)
{
  MpsVirtualTag *self = MPS_VIRTUAL_TAG (tag);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (!check_present (self, error) || !load (self, error))
    return FALSE;
  if (first >= MPS_CARTRIDGE_TAG_PAGES || n_pages > MPS_CARTRIDGE_TAG_PAGES - first) {
    g_set_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED, "tag: it has no such page");
    return FALSE;
  }
  memcpy (
      buffer, self->memory + (gsize)first * MPS_TAG_PAGE_SIZE, (gsize)n_pages * MPS_TAG_PAGE_SIZE);
  return TRUE;
}

static gboolean
mps_virtual_tag_write_page (MpsTag *tag,
                            guint page,
                            const guint8 data[MPS_TAG_PAGE_SIZE],
                            GCancellable *cancellable,
                            GError **error)
{
  MpsVirtualTag *self = MPS_VIRTUAL_TAG (tag);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (!check_present (self, error) || !load (self, error))
    return FALSE;
  if (page < FIRST_WRITABLE_PAGE || page >= MPS_CARTRIDGE_TAG_PAGES) {
    g_set_error (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED, "tag: the page cannot be written");
    return FALSE;
  }
  if (self->writes_to_lose > 0) {
    self->writes_to_lose--;
    return TRUE;
  }
  memcpy (self->memory + (gsize)page * MPS_TAG_PAGE_SIZE, data, MPS_TAG_PAGE_SIZE);
  return store_page (self, page, error);
}

static void
mps_virtual_tag_finalize (GObject *object)
{
  MpsVirtualTag *self = MPS_VIRTUAL_TAG (object);

  g_clear_pointer (&self->path, g_free);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (mps_virtual_tag_parent_class)->finalize (object);
}

static void
mps_virtual_tag_class_init (MpsVirtualTagClass *klass)
{
  MpsTagClass *tag_class = MPS_TAG_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mps_virtual_tag_finalize;
  tag_class->select = mps_virtual_tag_select;
  tag_class->read_pages = mps_virtual_tag_read_pages;
  tag_class->write_page = mps_virtual_tag_write_page;
}

static void
mps_virtual_tag_init (MpsVirtualTag *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * mps_virtual_tag_new:
 * @memory: memory of the tag, 540 bytes; fewer leave the rest zero
 *
 * Returns: (transfer full): a tag in memory
 */
MpsTag *
mps_virtual_tag_new (GBytes *memory)
{
  MpsVirtualTag *self = g_object_new (MPS_TYPE_VIRTUAL_TAG, NULL);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (memory, &size);

  if (size > 0)
    memcpy (self->memory, data, MIN (size, TAG_SIZE));
  return MPS_TAG (self);
}

/**
 * mps_virtual_tag_new_for_file:
 * @path: a file of 540 bytes
 * @error: return location; a #GFileError, or %MPS_DEVICE_ERROR_CORRUPT when it has another size
 *
 * Returns: (transfer full): a tag that reads and writes the file
 */
MpsTag *
mps_virtual_tag_new_for_file (const char *path, GError **error)
{
  g_autoptr (MpsVirtualTag) self = g_object_new (MPS_TYPE_VIRTUAL_TAG, NULL);

  self->path = g_strdup (path);
  if (!load (self, error))
    return NULL;

  return MPS_TAG (g_steal_pointer (&self));
}

/**
 * mps_virtual_tag_lose_writes:
 * @tag: a virtual tag
 * @n: how many
 *
 * The next writes are acknowledged and do not take, as on a worn tag.
 */
void
mps_virtual_tag_lose_writes (MpsTag *tag, guint n)
{
  MpsVirtualTag *self = MPS_VIRTUAL_TAG (tag);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->writes_to_lose = n;
}

/**
 * mps_virtual_tag_set_present:
 * @tag: a virtual tag
 * @present: whether it lies on the antenna, as it does at first
 */
void
mps_virtual_tag_set_present (MpsTag *tag, gboolean present)
{
  MpsVirtualTag *self = MPS_VIRTUAL_TAG (tag);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->away = !present;
}

static char *
make_uuid (guint64 seed)
{
  guint64 high = mps_virtual_hash (seed, PLACE_TAG + 1);
  guint64 low = mps_virtual_hash (seed, PLACE_TAG + 2);

  return g_strdup_printf ("%08x-%04x-4%03x-%04x-%012" G_GINT64_MODIFIER "x",
                          (guint)(high >> 32),
                          (guint)(high >> 16) & 0xFFFF,
                          (guint)high & 0xFFF,
                          ((guint)(low >> 48) & 0x3FFF) | 0x8000,
                          low & G_GUINT64_CONSTANT (0xFFFFFFFFFFFF));
}

/**
 * mps_virtual_tag_make_memory:
 * @seed: gives UID, cartridge id and lot
 * @now_us: µs since 1970 UTC; the cartridge expires a year later
 *
 * Returns: (transfer full): memory of a new cartridge of the virtual demo maker, 540 bytes
 */
GBytes *
mps_virtual_tag_make_memory (guint64 seed, gint64 now_us)
{
  g_autoptr (MpsCartridge) cartridge = mps_cartridge_new ();
  g_autoptr (GBytes) payload = NULL;
  guint64 hash = mps_virtual_hash (seed, PLACE_TAG);
  guint8 secret_key[MPS_SECRET_KEY_SIZE];
  guint8 public_key[MPS_PUBLIC_KEY_SIZE];

  /* ISO/IEC 7816-6: 04 is the maker of the real chips, so that the tag looks like one. */
  cartridge->uid[0] = 0x04;
  for (guint i = 1; i < MPS_CARTRIDGE_UID_SIZE; i++)
    cartridge->uid[i] = (guint8)(hash >> (8 * i));
  cartridge->id = make_uuid (seed);
  cartridge->type = MPS_VIRTUAL_CARTRIDGE_TYPE;
  cartridge->lot = g_strdup_printf ("VIRTUAL-%04x", (guint)(hash & 0xFFFF));
  cartridge->expiry_days =
      (guint)CLAMP (now_us / G_TIME_SPAN_DAY - DAYS_TO_2000 + VALID_DAYS, 0, G_MAXUINT16);
  cartridge->uses_allowed = MPS_CARTRIDGE_MAX_USES;
  cartridge->n_analytes = MPS_VIRTUAL_N_ANALYTES;
  memcpy (cartridge->analytes,
          mps_virtual_chemistry_peek_analytes (),
          MPS_VIRTUAL_N_ANALYTES * sizeof *cartridge->analytes);

  mps_virtual_maker_get_keys (MPS_KEY_USE_CARTRIDGE, secret_key, public_key);
  payload = mps_cartridge_payload_build (cartridge, secret_key, public_key);
  return mps_cartridge_memory_build (cartridge->uid, payload, 0);
}

/**
 * mps_virtual_tag_create_file:
 * @path: where to write it
 * @seed: as in mps_virtual_tag_make_memory()
 * @now_us: likewise
 * @error: return location; a #GFileError
 *
 * Returns: whether a new virtual cartridge is in the file
 */
gboolean
mps_virtual_tag_create_file (const char *path, guint64 seed, gint64 now_us, GError **error)
{
  g_autoptr (GBytes) memory = mps_virtual_tag_make_memory (seed, now_us);

  return g_file_set_contents (
      path, g_bytes_get_data (memory, NULL), (gssize)g_bytes_get_size (memory), error);
}

/**
 * mps_virtual_tag_peek_key_file:
 *
 * The key file of the virtual demo maker. Its secret key is public, so it is added only for demo
 * profiles: a clinic that trusted it would trust everyone.
 *
 * Returns: (transfer none): text for mps_trusted_keys_add_data()
 */
const char *
mps_virtual_tag_peek_key_file (void)
{
  return mps_virtual_maker_peek_key_file (MPS_KEY_USE_CARTRIDGE);
}
