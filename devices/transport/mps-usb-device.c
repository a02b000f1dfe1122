/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/transport/mps-usb-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The reader's interface, reader protocol §1. */
#define READER_CLASS 0xFF
#define READER_SUBCLASS 0x4D
#define READER_PROTOCOL 0x01

/**
 * mps_usb_device_free:
 * @device: (transfer full) (nullable): what is known of an attached reader
 */
void
mps_usb_device_free (MpsUsbDevice *device)
{
  if (device == NULL)
    return;

  g_free (device->serial);
  g_free (device);
}

MpsUsbDevice *
mps_usb_device_copy (const MpsUsbDevice *device)
{
  MpsUsbDevice *copy = g_new (MpsUsbDevice, 1);

  *copy = *device;
  copy->serial = g_strdup (device->serial);
  return copy;
}

void
mps_usb_found_free (MpsUsbFound *found)
{
  if (found == NULL)
    return;

  libusb_unref_device (found->device);
  mps_usb_device_free (found->seen);
  g_free (found);
}

/*
 * mps_usb_serials_new:
 *
 * Serial numbers by device, for callers that scan again and again: a device that stays is not
 * opened again, because someone may be measuring with it.
 */
GHashTable *
mps_usb_serials_new (void)
{
  return g_hash_table_new_full (
      NULL, NULL, (GDestroyNotify)libusb_unref_device, (GDestroyNotify)g_free);
}

/*
 * mps_usb_serial_is_valid:
 *
 * "MPS-" and 8 upper-case hexadecimal digits.
 */
gboolean
mps_usb_serial_is_valid (const char *serial)
{
  return serial != NULL && strlen (serial) == 12 && strncmp (serial, "MPS-", 4) == 0 &&
         strspn (serial + 4, "0123456789ABCDEF") == 8;
}

/*
 * mps_usb_set_error:
 * @code: a libusb error
 * @doing: what was being done, in the program's English
 */
void
mps_usb_set_error (int code, const char *doing, GError **error)
{
  switch (code) {
  case LIBUSB_ERROR_ACCESS:
    g_set_error_literal (
        error,
        MPS_DEVICE_ERROR,
        MPS_DEVICE_ERROR_PERMISSION,
        _ ("reader: this user may not open it; install the udev rule "
           "70-manpasik-reader.rules that comes with the program into /etc/udev/rules.d, then "
           "unplug the reader and plug it in again"));
    return;
  case LIBUSB_ERROR_BUSY:
    g_set_error_literal (
        error,
        MPS_DEVICE_ERROR,
        MPS_DEVICE_ERROR_BUSY,
        _ ("reader: another program is using it; close that program and try again"));
    return;
  case LIBUSB_ERROR_NO_DEVICE:
  case LIBUSB_ERROR_NOT_FOUND:
    g_set_error_literal (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE, _ ("reader: it was unplugged"));
    return;
  default:
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_GONE,
                 _ ("reader: USB failed (%s: %s); unplug it and plug it in again"),
                 doing,
                 libusb_error_name (code));
  }
}

/*
 * mps_usb_context_new:
 *
 * A libusb context of its own, so that each user handles only its own events.
 */
libusb_context *
mps_usb_context_new (GError **error)
{
  libusb_context *context = NULL;
  int code = libusb_init (&context);

  if (code == LIBUSB_SUCCESS)
    return context;

  g_set_error (error,
               MPS_DEVICE_ERROR,
               MPS_DEVICE_ERROR_NOT_FOUND,
               _ ("reader: USB cannot be used on this computer (%s)"),
               libusb_error_name (code));
  return NULL;
}

static void
note_endpoint (MpsUsbPipes *pipes, const struct libusb_endpoint_descriptor *endpoint)
{
  guint type = endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK;
  gboolean in = (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0;
  /* Bits 11 and 12 count further transactions a microframe. */
  guint packet = endpoint->wMaxPacketSize & 0x7FF;

  if (packet == 0)
    return;

  if (type == LIBUSB_TRANSFER_TYPE_BULK && in && pipes->bulk_in == 0) {
    pipes->bulk_in = endpoint->bEndpointAddress;
    pipes->bulk_in_packet = packet;
  } else if (type == LIBUSB_TRANSFER_TYPE_BULK && !in && pipes->bulk_out == 0) {
    pipes->bulk_out = endpoint->bEndpointAddress;
    pipes->bulk_out_packet = packet;
  } else if (type == LIBUSB_TRANSFER_TYPE_INTERRUPT && in && pipes->interrupt_in == 0) {
    pipes->interrupt_in = endpoint->bEndpointAddress;
    pipes->interrupt_in_packet = packet;
  }
}

static gboolean
is_reader_setting (const struct libusb_interface_descriptor *setting)
{
  return setting->bAlternateSetting == 0 && setting->bInterfaceClass == READER_CLASS &&
         setting->bInterfaceSubClass == READER_SUBCLASS &&
         setting->bInterfaceProtocol == READER_PROTOCOL;
}

/* The first interface of the reader's kind counts, and only its alternate setting 0. */
static gboolean
find_pipes_in (const struct libusb_config_descriptor *config, MpsUsbPipes *pipes)
{
  for (guint i = 0; i < config->bNumInterfaces; i++) {
    const struct libusb_interface *interface = &config->interface[i];

    for (int a = 0; a < interface->num_altsetting; a++) {
      const struct libusb_interface_descriptor *setting = &interface->altsetting[a];

      if (!is_reader_setting (setting))
        continue;

      pipes->interface = setting->bInterfaceNumber;
      pipes->has_alternates = interface->num_altsetting > 1;
      for (guint e = 0; e < setting->bNumEndpoints; e++)
        note_endpoint (pipes, &setting->endpoint[e]);
      return pipes->bulk_in != 0 && pipes->bulk_out != 0 && pipes->interrupt_in != 0;
    }
  }

  return FALSE;
}

static gboolean
find_pipes (libusb_device *device, MpsUsbPipes *pipes)
{
  struct libusb_config_descriptor *config = NULL;
  gboolean found;

  if (libusb_get_active_config_descriptor (device, &config) != LIBUSB_SUCCESS)
    return FALSE;

  found = find_pipes_in (config, pipes);
  libusb_free_config_descriptor (config);
  return found;
}

/* Whatever the device says is made fit to be shown: printable ASCII. */
static char *
read_serial (libusb_device_handle *handle, guint8 index)
{
  unsigned char text[128] = { 0 };
  int n = 0;

  if (index != 0)
    n = libusb_get_string_descriptor_ascii (handle, index, text, sizeof text - 1);
  for (int i = 0; i < n; i++)
    if (!g_ascii_isprint ((char)text[i]))
      text[i] = '?';

  return g_strndup ((const char *)text, (gsize)MAX (n, 0));
}

static char *
open_for_serial (libusb_device *device, guint8 index, gboolean *denied)
{
  libusb_device_handle *handle = NULL;
  int code = libusb_open (device, &handle);
  char *serial;

  *denied = code == LIBUSB_ERROR_ACCESS;
  if (code != LIBUSB_SUCCESS)
    return NULL;

  serial = read_serial (handle, index);
  libusb_close (handle);
  return serial;
}

static MpsUsbFound *
examine (libusb_device *device,
         const struct libusb_device_descriptor *descriptor,
         GHashTable *serials)
{
  MpsUsbFound *found = g_new0 (MpsUsbFound, 1);
  gboolean denied = FALSE;

  found->device = libusb_ref_device (device);
  found->seen = g_new0 (MpsUsbDevice, 1);
  found->seen->bus = libusb_get_bus_number (device);
  found->seen->address = libusb_get_device_address (device);

  found->seen->serial = g_strdup (mps_usb_claims_peek (device));
  if (found->seen->serial == NULL && serials != NULL)
    found->seen->serial = g_strdup (g_hash_table_lookup (serials, device));
  if (found->seen->serial == NULL)
    found->seen->serial = open_for_serial (device, descriptor->iSerialNumber, &denied);
  if (serials != NULL && found->seen->serial != NULL && !g_hash_table_contains (serials, device))
    g_hash_table_insert (serials, libusb_ref_device (device), g_strdup (found->seen->serial));
  if (found->seen->serial == NULL)
    found->seen->serial = g_strdup ("");

  if (denied)
    found->seen->problem = MPS_USB_PROBLEM_PERMISSION;
  else if (!find_pipes (device, &found->pipes))
    found->seen->problem = MPS_USB_PROBLEM_INTERFACE;
  else if (!mps_usb_serial_is_valid (found->seen->serial))
    found->seen->problem = MPS_USB_PROBLEM_SERIAL;
  return found;
}

static void
mark_duplicates (GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++) {
    MpsUsbDevice *one = ((MpsUsbFound *)g_ptr_array_index (all, i))->seen;

    for (guint j = i + 1; j < all->len; j++) {
      MpsUsbDevice *other = ((MpsUsbFound *)g_ptr_array_index (all, j))->seen;

      if (!mps_usb_serial_is_valid (one->serial) || strcmp (one->serial, other->serial) != 0)
        continue;
      if (one->problem == MPS_USB_PROBLEM_NONE)
        one->problem = MPS_USB_PROBLEM_DUPLICATE;
      if (other->problem == MPS_USB_PROBLEM_NONE)
        other->problem = MPS_USB_PROBLEM_DUPLICATE;
    }
  }
}

static gboolean
is_not_in (gpointer device, gpointer serial, gpointer all)
{
  GPtrArray *array = all;

  for (guint i = 0; i < array->len; i++)
    if (((MpsUsbFound *)g_ptr_array_index (array, i))->device == device)
      return FALSE;

  return TRUE;
}

/*
 * mps_usb_scan:
 * @context: a libusb context
 * @serials: (nullable): what mps_usb_serials_new() made; kept up to date
 * @error: %MPS_DEVICE_ERROR
 *
 * Blocks for some milliseconds a reader: each that is not open in this process already is opened to
 * read its serial number. Within a turn of mps_usb_claims_lock().
 *
 * Returns: (transfer full) (element-type MpsUsbFound): attached readers, also those that are
 * refused
 */
GPtrArray *
mps_usb_scan (libusb_context *context, GHashTable *serials, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_usb_found_free);
  libusb_device **devices = NULL;
  gssize n = libusb_get_device_list (context, &devices);

  if (n < 0) {
    mps_usb_set_error ((int)n, "list", error);
    return NULL;
  }

  for (gssize i = 0; i < n; i++) {
    struct libusb_device_descriptor descriptor;

    if (libusb_get_device_descriptor (devices[i], &descriptor) != LIBUSB_SUCCESS ||
        !mps_usb_is_reader (descriptor.idVendor, descriptor.idProduct))
      continue;
    g_ptr_array_add (all, examine (devices[i], &descriptor, serials));
  }

  libusb_free_device_list (devices, 1);
  if (serials != NULL)
    g_hash_table_foreach_remove (serials, is_not_in, all);
  mark_duplicates (all);
  return g_steal_pointer (&all);
}

/**
 * mps_usb_list_devices:
 * @error: %MPS_DEVICE_ERROR when USB cannot be used at all
 *
 * Looks at the bus once. Blocks for some milliseconds; any thread.
 *
 * Returns: (transfer full) (element-type MpsUsbDevice): attached readers, also those that are
 *   refused, each with its problem
 */
GPtrArray *
mps_usb_list_devices (GError **error)
{
  libusb_context *context = mps_usb_context_new (error);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (context == NULL)
    return NULL;

  mps_usb_claims_lock ();
  all = mps_usb_scan (context, NULL, error);
  mps_usb_claims_unlock ();
  if (all != NULL) {
    list = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_usb_device_free);
    for (guint i = 0; i < all->len; i++)
      g_ptr_array_add (list,
                       mps_usb_device_copy (((MpsUsbFound *)g_ptr_array_index (all, i))->seen));
  }

  g_clear_pointer (&all, g_ptr_array_unref);
  libusb_exit (context);
  return g_steal_pointer (&list);
}

/**
 * mps_usb_problem_dup_message:
 * @problem: why a reader is refused
 *
 * Returns: (transfer full): a translated sentence with the next step; empty for
 *   %MPS_USB_PROBLEM_NONE
 */
char *
mps_usb_problem_dup_message (MpsUsbProblem problem)
{
  switch (problem) {
  case MPS_USB_PROBLEM_PERMISSION:
    return g_strdup (_ ("You may not use this reader. Install the udev rule "
                        "70-manpasik-reader.rules that comes with the program, then unplug the "
                        "reader and plug it in again."));
  case MPS_USB_PROBLEM_SERIAL:
    return g_strdup (_ ("This reader's serial number is malformed. Do not measure with it; have it "
                        "serviced."));
  case MPS_USB_PROBLEM_DUPLICATE:
    return g_strdup (_ ("Two readers with this serial number are connected. Unplug one; have both "
                        "serviced, because results could not be told apart."));
  case MPS_USB_PROBLEM_INTERFACE:
    return g_strdup (_ ("This device says that it is a reader but has no reader interface. Unplug "
                        "it and plug it in again; if that does not help, have it serviced."));
  case MPS_USB_PROBLEM_NONE:
  default:
    return g_strdup ("");
  }
}
