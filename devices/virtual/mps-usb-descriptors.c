/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-usb-descriptors-private.h"

#include <string.h>

/* Universal Serial Bus Specification 2.0, chapter 9 */
enum {
  DEVICE_TO_HOST_STANDARD = 0x80,
  GET_DESCRIPTOR = 6,
  DESCRIPTOR_DEVICE = 1,
  DESCRIPTOR_CONFIGURATION = 2,
  DESCRIPTOR_STRING = 3,
  DESCRIPTOR_INTERFACE = 4,
  DESCRIPTOR_ENDPOINT = 5,
  TRANSFER_BULK = 2,
  TRANSFER_INTERRUPT = 3,
  DEVICE_SIZE = 18,
  CONFIGURATION_SIZE = 9,
};

enum {
  STRING_LANGUAGES,
  STRING_MANUFACTURER,
  STRING_PRODUCT,
  STRING_SERIAL,
};

#define VENDOR_CLASS 0xFF
#define READER_SUBCLASS 0x4D
#define READER_PROTOCOL 0x01

static void
append_endpoint (GByteArray *bytes, guint8 address, guint8 kind, guint16 packet, guint8 interval)
{
  const guint8 endpoint[] = {
    7, DESCRIPTOR_ENDPOINT, address, kind, (guint8)packet, (guint8)(packet >> 8), interval,
  };

  g_byte_array_append (bytes, endpoint, sizeof endpoint);
}

static void
append_interface (GByteArray *bytes, guint8 number, guint8 endpoints, guint8 sub, guint8 protocol)
{
  const guint8 interface[] = {
    9, DESCRIPTOR_INTERFACE, number, 0, endpoints, VENDOR_CLASS, sub, protocol, 0,
  };

  g_byte_array_append (bytes, interface, sizeof interface);
}

/* The device descriptor and its one configuration, as the kernel shows them in sysfs. A first
 * interface of another kind stands in the way of a host that does not look. */
GByteArray *
mps_usb_descriptors_make (guint16 vendor, guint16 product)
{
  const guint8 device[DEVICE_SIZE] = {
    DEVICE_SIZE,
    DESCRIPTOR_DEVICE,
    0x00,
    0x02,
    0,
    0,
    0,
    64,
    (guint8)vendor,
    (guint8)(vendor >> 8),
    (guint8)product,
    (guint8)(product >> 8),
    0x00,
    0x01,
    STRING_MANUFACTURER,
    STRING_PRODUCT,
    STRING_SERIAL,
    1,
  };
  const guint8 configuration[CONFIGURATION_SIZE] = {
    CONFIGURATION_SIZE, DESCRIPTOR_CONFIGURATION, 0, 0, 2, 1, 0, 0x80, 50,
  };
  GByteArray *bytes = g_byte_array_new ();
  guint total;

  g_byte_array_append (bytes, device, sizeof device);
  g_byte_array_append (bytes, configuration, sizeof configuration);
  append_interface (bytes, 0, 2, 0x00, 0x00);
  append_endpoint (bytes, 0x01, TRANSFER_BULK, MPS_EMULATED_BULK_PACKET, 0);
  append_endpoint (bytes, 0x81, TRANSFER_BULK, MPS_EMULATED_BULK_PACKET, 0);
  append_interface (bytes, MPS_EMULATED_INTERFACE, 3, READER_SUBCLASS, READER_PROTOCOL);
  append_endpoint (
      bytes, MPS_EMULATED_INTERRUPT_IN, TRANSFER_INTERRUPT, MPS_EMULATED_INTERRUPT_PACKET, 4);
  append_endpoint (bytes, MPS_EMULATED_BULK_IN, TRANSFER_BULK, MPS_EMULATED_BULK_PACKET, 0);
  append_endpoint (bytes, MPS_EMULATED_BULK_OUT, TRANSFER_BULK, MPS_EMULATED_BULK_PACKET, 0);
  total = bytes->len - DEVICE_SIZE;
  bytes->data[DEVICE_SIZE + 2] = (guint8)total;
  bytes->data[DEVICE_SIZE + 3] = (guint8)(total >> 8);
  return bytes;
}

static gsize
make_string (guint index, const char *serial, guint8 string[256])
{
  const char *text = index == STRING_MANUFACTURER ? "ManPaSik"
                     : index == STRING_PRODUCT    ? "ManPaSik reader (virtual)"
                                                  : serial;
  gsize n = MIN (strlen (text), 126);

  string[1] = DESCRIPTOR_STRING;
  if (index == STRING_LANGUAGES) {
    string[0] = 4;
    string[2] = 0x09;
    string[3] = 0x04;
    return 4;
  }
  string[0] = (guint8)(2 + 2 * n);
  for (gsize i = 0; i < n; i++) {
    string[2 + 2 * i] = (guint8)text[i];
    string[3 + 2 * i] = 0;
  }
  return string[0];
}

/* Answers a control request of the host. Returns the bytes written to @data, or -1 to stall. */
gssize
mps_usb_descriptors_answer (const guint8 *setup,
                            const guint8 *descriptors,
                            gsize descriptors_size,
                            const char *serial,
                            guint8 *data,
                            gsize size)
{
  guint8 string[256];
  const guint8 *answer = NULL;
  gsize n = 0;

  if (setup[0] != DEVICE_TO_HOST_STANDARD || setup[1] != GET_DESCRIPTOR)
    return -1;

  if (setup[3] == DESCRIPTOR_DEVICE) {
    answer = descriptors;
    n = DEVICE_SIZE;
  } else if (setup[3] == DESCRIPTOR_CONFIGURATION && setup[2] == 0) {
    answer = descriptors + DEVICE_SIZE;
    n = descriptors_size - DEVICE_SIZE;
  } else if (setup[3] == DESCRIPTOR_STRING && setup[2] <= STRING_SERIAL) {
    answer = string;
    n = make_string (setup[2], serial, string);
  } else {
    return -1;
  }
  n = MIN (n, size);
  memcpy (data, answer, n);
  return (gssize)n;
}
