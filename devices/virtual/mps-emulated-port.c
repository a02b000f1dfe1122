/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-emulated-port-private.h"

#include "devices/transport/mps-transport-resources.h"
#include "devices/virtual/mps-usb-descriptors-private.h"
#include "devices/virtual/mps-usbfs-bridge-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define IDS_PATH "/org/manpasik/Workstation/transport/reader-ids.ini"
/* Opening this for writing fails with EACCES for everyone, root too, as no file mode does. */
#define FORBIDDEN_FILE "/proc/sys/kernel/osrelease"
#define LAST_ADDRESS 127

struct _MpsEmulatedPort {
  UMockdevTestbed *testbed;
  MpsVirtualReader *reader;
  gboolean forbidden;
  guint16 vendor;
  guint16 product;
  GByteArray *descriptors;
  char *sys_path;
  char *node;
  char *node_path;
  MpsUsbfsBridge *bridge;
  GPtrArray *gone;
  guint replug_source;
};

/* Every device on the bus has an address of its own, and a new one each time it comes. */
static guint last_address = 1;

static gboolean
load_identity (MpsEmulatedPort *port, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_transport_get_resource (), IDS_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *group = NULL;
  g_autofree char *vendor = NULL;
  g_autofree char *product = NULL;

  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, error))
    return FALSE;
  group = g_key_file_get_start_group (file);
  vendor = g_key_file_get_string (file, group, "vendor", error);
  if (vendor == NULL)
    return FALSE;
  product = g_key_file_get_string (file, group, "product", error);
  if (product == NULL)
    return FALSE;

  port->vendor = (guint16)g_ascii_strtoull (vendor, NULL, 16);
  port->product = (guint16)g_ascii_strtoull (product, NULL, 16);
  return TRUE;
}

/* The device as udev would export it, in umockdev's language; the node is made by ourselves. */
static char *
describe (MpsEmulatedPort *port, guint address)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "P: %s\n", port->sys_path + strlen ("/sys"));
  g_string_append (text, "E: SUBSYSTEM=usb\nE: DRIVER=usb\nE: DEVTYPE=usb_device\n");
  g_string_append_printf (text, "E: BUSNUM=001\nE: DEVNUM=%03u\n", address);
  g_string_append_printf (text, "E: DEVNAME=%s\n", port->node);
  g_string_append_printf (text, "E: MAJOR=189\nE: MINOR=%u\n", address - 1);
  g_string_append_printf (text, "A: busnum=1\\n\nA: devnum=%u\\n\n", address);
  g_string_append (text, "A: bConfigurationValue=1\\n\nA: speed=480\\n\n");
  g_string_append_printf (
      text, "A: idVendor=%04x\\n\nA: idProduct=%04x\\n\n", port->vendor, port->product);
  g_string_append_printf (text, "A: serial=%s\\n\n", mps_virtual_reader_get_serial (port->reader));
  g_string_append (text, "H: descriptors=");
  for (guint i = 0; i < port->descriptors->len; i++)
    g_string_append_printf (text, "%02x", port->descriptors->data[i]);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

static gboolean
make_node (MpsEmulatedPort *port, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (port->node_path);

  if (g_mkdir_with_parents (folder, 0755) != 0 ||
      (port->forbidden && symlink (FORBIDDEN_FILE, port->node_path) != 0)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "device node: %s", g_strerror (errno));
    return FALSE;
  }
  return port->forbidden || mps_usbfs_bridge_make_node (port->bridge, port->node_path, error);
}

static gboolean on_unplugged (gpointer data);

static gboolean
plug (MpsEmulatedPort *port, GError **error)
{
  g_autofree char *root = umockdev_testbed_get_root_dir (port->testbed);
  g_autofree char *description = NULL;
  guint address = ++last_address;

  if (address > LAST_ADDRESS) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the bus has no address left");
    return FALSE;
  }
  g_free (port->node);
  port->node = g_strdup_printf ("/dev/bus/usb/001/%03u", address);
  g_free (port->node_path);
  port->node_path = g_strconcat (root, port->node, NULL);
  description = describe (port, address);
  port->bridge = mps_usbfs_bridge_new (port->reader, port->descriptors, on_unplugged, port);

  /* The node and its ioctls first: adding the device tells the client that it can open it. */
  return make_node (port, error) &&
         (port->forbidden ||
          umockdev_testbed_attach_ioctl (
              port->testbed, port->node, UMOCKDEV_IOCTL_BASE (port->bridge), error)) &&
         umockdev_testbed_add_from_string (port->testbed, description, error);
}

static void
unplug (MpsEmulatedPort *port)
{
  if (port->bridge == NULL)
    return;

  mps_usbfs_bridge_unplug (port->bridge);
  umockdev_testbed_uevent (port->testbed, port->sys_path, "remove");
  umockdev_testbed_remove_device (port->testbed, port->sys_path);
  g_unlink (port->node_path);
  /* Clients may have the node open still and reap what was under way, as on a real bus; so its
   * ioctls are answered as long as the test bed lives. */
  g_ptr_array_add (port->gone, g_steal_pointer (&port->bridge));
}

static gboolean
on_replug (gpointer data)
{
  MpsEmulatedPort *port = data;
  g_autoptr (GError) error = NULL;

  if (!mps_virtual_reader_is_plugged (port->reader, mps_usbfs_bridge_get_time ()))
    return G_SOURCE_CONTINUE;

  port->replug_source = 0;
  if (!plug (port, &error))
    g_printerr ("manpasik-virtual-usb: %s\n", error->message);
  return G_SOURCE_REMOVE;
}

/* The reader has cut its cable; it also knows when it comes back. */
static gboolean
on_unplugged (gpointer data)
{
  MpsEmulatedPort *port = data;
  gint64 now_us = mps_usbfs_bridge_get_time ();
  gint64 next_us;

  unplug (port);
  next_us = mps_virtual_reader_next_us (port->reader, now_us);
  if (next_us != G_MAXINT64)
    port->replug_source =
        g_timeout_add ((guint)MAX ((next_us - now_us + 999) / 1000, 1), on_replug, port);
  return G_SOURCE_REMOVE;
}

/* Puts @reader on port @number of the test bed. Where @forbidden, nobody may open it. */
MpsEmulatedPort *
mps_emulated_port_new (UMockdevTestbed *testbed,
                       guint number,
                       MpsVirtualReader *reader,
                       gboolean forbidden,
                       GError **error)
{
  g_autoptr (MpsEmulatedPort) port = g_new0 (MpsEmulatedPort, 1);

  port->testbed = g_object_ref (testbed);
  port->reader = g_object_ref (reader);
  port->forbidden = forbidden;
  port->gone = g_ptr_array_new_with_free_func (g_object_unref);
  port->sys_path = g_strdup_printf ("/sys/devices/pci0000:00/usb1/1-%u", number);
  if (!load_identity (port, error))
    return NULL;
  port->descriptors = mps_usb_descriptors_make (port->vendor, port->product);
  if (!plug (port, error))
    return NULL;

  return g_steal_pointer (&port);
}

void
mps_emulated_port_free (MpsEmulatedPort *port)
{
  if (port == NULL)
    return;

  g_clear_handle_id (&port->replug_source, g_source_remove);
  unplug (port);
  g_ptr_array_unref (port->gone);
  g_clear_pointer (&port->descriptors, g_byte_array_unref);
  g_clear_object (&port->reader);
  g_clear_object (&port->testbed);
  g_free (port->sys_path);
  g_free (port->node);
  g_free (port->node_path);
  g_free (port);
}
