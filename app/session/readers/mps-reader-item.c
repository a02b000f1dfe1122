/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/readers/mps-reader-item-private.h"

#include <math.h>

struct _MpsReaderItem {
  GObject parent_instance;

  char *key;
  char *serial;
  char *transport;
  char *firmware;
  char *problem;
  MpsReaderItemState state;
  int battery;
  double temperature;
  gint64 calibrated_s;
  gint64 clock_offset_us;
};

typedef enum {
  PROP_SERIAL = 1,
  PROP_TRANSPORT,
  PROP_FIRMWARE,
  PROP_STATE,
  PROP_PROBLEM,
  PROP_BATTERY,
  PROP_TEMPERATURE,
  PROP_CALIBRATED_S,
  PROP_CLOCK_OFFSET_US,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MpsReaderItem, mps_reader_item, G_TYPE_OBJECT)

static void
mps_reader_item_finalize (GObject *object)
{
  MpsReaderItem *self = MPS_READER_ITEM (object);

  g_free (self->key);
  g_free (self->serial);
  g_free (self->transport);
  g_free (self->firmware);
  g_free (self->problem);
  G_OBJECT_CLASS (mps_reader_item_parent_class)->finalize (object);
}

static void
mps_reader_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MpsReaderItem *self = MPS_READER_ITEM (object);

  switch ((Property)id) {
  case PROP_SERIAL:
    g_value_set_string (value, self->serial);
    break;
  case PROP_TRANSPORT:
    g_value_set_string (value, self->transport);
    break;
  case PROP_FIRMWARE:
    g_value_set_string (value, self->firmware);
    break;
  case PROP_STATE:
    g_value_set_int (value, (int)self->state);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  case PROP_BATTERY:
    g_value_set_int (value, self->battery);
    break;
  case PROP_TEMPERATURE:
    g_value_set_double (value, self->temperature);
    break;
  case PROP_CALIBRATED_S:
    g_value_set_int64 (value, self->calibrated_s);
    break;
  case PROP_CLOCK_OFFSET_US:
    g_value_set_int64 (value, self->clock_offset_us);
    break;
  case N_PROPS:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mps_reader_item_class_init (MpsReaderItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = mps_reader_item_finalize;
  object_class->get_property = mps_reader_item_get_property;

  properties[PROP_SERIAL] = g_param_spec_string ("serial", NULL, NULL, "", flags);
  properties[PROP_TRANSPORT] = g_param_spec_string ("transport", NULL, NULL, "", flags);
  properties[PROP_FIRMWARE] = g_param_spec_string ("firmware", NULL, NULL, "", flags);
  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, MPS_READER_ITEM_REFUSED, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, "", flags);
  properties[PROP_BATTERY] = g_param_spec_int ("battery", NULL, NULL, -1, 100, -1, flags);
  properties[PROP_TEMPERATURE] =
      g_param_spec_double ("temperature", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  properties[PROP_CALIBRATED_S] =
      g_param_spec_int64 ("calibrated-s", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_CLOCK_OFFSET_US] =
      g_param_spec_int64 ("clock-offset-us", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mps_reader_item_init (MpsReaderItem *self)
{
  self->firmware = g_strdup ("");
  self->problem = g_strdup ("");
  self->battery = -1;
  self->temperature = NAN;
  self->calibrated_s = -1;
}

/* key: which attached device this is; two readers may have the same serial number. */
MpsReaderItem *
mps_reader_item_new (const char *key, const char *serial, const char *transport)
{
  MpsReaderItem *self = g_object_new (MPS_TYPE_READER_ITEM, NULL);

  self->key = g_strdup (key);
  self->serial = g_strdup (serial != NULL ? serial : "");
  self->transport = g_strdup (transport);
  return self;
}

const char *
mps_reader_item_peek_key (MpsReaderItem *self)
{
  return self->key;
}

static void
set_state (MpsReaderItem *self, MpsReaderItemState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_problem (MpsReaderItem *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

void
mps_reader_item_apply (MpsReaderItem *self, const MpsReaderProbe *probe)
{
  g_object_freeze_notify (G_OBJECT (self));
  set_problem (self, probe->problem);
  set_state (self, probe->state);
  if (g_strcmp0 (self->firmware, probe->firmware) != 0) {
    g_free (self->firmware);
    self->firmware = g_strdup (probe->firmware);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRMWARE]);
  }
  self->battery = probe->battery;
  self->temperature = probe->temperature;
  self->calibrated_s = probe->calibrated_s;
  self->clock_offset_us = probe->clock_offset_us;
  for (guint i = PROP_BATTERY; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
mps_reader_item_refuse (MpsReaderItem *self, const char *problem)
{
  set_problem (self, problem);
  set_state (self, MPS_READER_ITEM_REFUSED);
}

void
mps_reader_item_set_busy (MpsReaderItem *self)
{
  set_problem (self, "");
  set_state (self, MPS_READER_ITEM_BUSY);
}

/**
 * mps_reader_item_peek_serial:
 * @self: an item
 *
 * Returns: (transfer none): its serial number; empty where it could not be read
 */
const char *
mps_reader_item_peek_serial (MpsReaderItem *self)
{
  return self->serial;
}

/**
 * mps_reader_item_peek_transport:
 * @self: an item
 *
 * Returns: (transfer none): "usb" or "virtual"
 */
const char *
mps_reader_item_peek_transport (MpsReaderItem *self)
{
  return self->transport;
}

/**
 * mps_reader_item_peek_firmware:
 * @self: an item
 *
 * Returns: (transfer none): "1.2.3", or empty where it is not known
 */
const char *
mps_reader_item_peek_firmware (MpsReaderItem *self)
{
  return self->firmware;
}

/**
 * mps_reader_item_peek_problem:
 * @self: an item
 *
 * Returns: (transfer none): what is wrong with it and what to do, translated; empty without one
 */
const char *
mps_reader_item_peek_problem (MpsReaderItem *self)
{
  return self->problem;
}

/**
 * mps_reader_item_get_state:
 * @self: an item
 *
 * Returns: how it stands
 */
MpsReaderItemState
mps_reader_item_get_state (MpsReaderItem *self)
{
  return self->state;
}

static const char *const state_names[] = {
  [MPS_READER_ITEM_UNKNOWN] = "unknown", [MPS_READER_ITEM_READY] = "ready",
  [MPS_READER_ITEM_BUSY] = "busy",       [MPS_READER_ITEM_FAULT] = "fault",
  [MPS_READER_ITEM_REFUSED] = "refused",
};

/**
 * mps_reader_item_state_to_string:
 * @state: a state
 *
 * Returns: its name in fixed English, as the command line spells it
 */
const char *
mps_reader_item_state_to_string (MpsReaderItemState state)
{
  g_return_val_if_fail ((gsize)state < G_N_ELEMENTS (state_names), "unknown");

  return state_names[state];
}
