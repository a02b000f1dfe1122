/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/transport/mps-transport-resources.h"
#include "devices/transport/mps-usb-private.h"

#define IDS_PATH "/org/manpasik/Workstation/transport/reader-ids.ini"

typedef struct {
  guint16 vendor;
  guint16 product;
} Identity;

static guint16
get_hexadecimal (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  guint64 value = 0;

  /* The file is compiled in: a mistake in it is a mistake of the program. */
  if (text == NULL || !g_ascii_string_to_unsigned (text, 16, 1, G_MAXUINT16, &value, NULL))
    g_error ("reader-ids.ini: [%s] needs a hexadecimal %s", group, key);

  return (guint16)value;
}

static GArray *
load_identities (void)
{
  GArray *identities = g_array_new (FALSE, FALSE, sizeof (Identity));
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) groups = NULL;

  bytes = g_resource_lookup_data (
      mps_transport_get_resource (), IDS_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &error))
    g_error ("reader-ids.ini: %s", error->message);

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    Identity identity = { get_hexadecimal (file, groups[i], "vendor"),
                          get_hexadecimal (file, groups[i], "product") };
    g_array_append_val (identities, identity);
  }

  return identities;
}

/*
 * mps_usb_is_reader:
 * @vendor: idVendor
 * @product: idProduct
 *
 * Whether that is the identity of a ManPaSik reader, by reader-ids.ini. Any thread.
 */
gboolean
mps_usb_is_reader (guint16 vendor, guint16 product)
{
  static gsize loaded = 0;
  static GArray *identities = NULL;

  if (g_once_init_enter (&loaded)) {
    identities = load_identities ();
    g_once_init_leave (&loaded, 1);
  }

  for (guint i = 0; i < identities->len; i++) {
    const Identity *identity = &g_array_index (identities, Identity, i);

    if (identity->vendor == vendor && identity->product == product)
      return TRUE;
  }

  return FALSE;
}
