/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/transport/mps-usb-private.h"

/* The devices that a transport of this process has open. Looking at the bus must not open them a
 * second time: a control transfer in mid-run is a risk for nothing, because their serial numbers
 * are known. Looking, opening and closing take turns for the same reason. */

static GMutex turn;
static GHashTable *claims;

static gpointer
make_key (libusb_device *device)
{
  return GUINT_TO_POINTER ((guint)libusb_get_bus_number (device) << 8 |
                           libusb_get_device_address (device));
}

/* Begins a turn; nobody else looks, opens or closes until mps_usb_claims_unlock(). */
void
mps_usb_claims_lock (void)
{
  g_mutex_lock (&turn);
  if (claims == NULL)
    claims = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

void
mps_usb_claims_unlock (void)
{
  g_mutex_unlock (&turn);
}

/* Within a turn. */
void
mps_usb_claims_add (libusb_device *device, const char *serial)
{
  g_hash_table_insert (claims, make_key (device), g_strdup (serial));
}

/* Within a turn. */
void
mps_usb_claims_remove (libusb_device *device)
{
  g_hash_table_remove (claims, make_key (device));
}

/* Within a turn. Returns: (nullable): the serial number of a device that is open in this process */
const char *
mps_usb_claims_peek (libusb_device *device)
{
  return g_hash_table_lookup (claims, make_key (device));
}
