/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/patients/mps-patient-item-private.h"

struct _MpsPatientItem {
  GObject parent_instance;

  MpsPatientRow *row;
  guint age;
  gboolean loaded;
};

typedef enum {
  PROP_LOADED = 1,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MpsPatientItem, mps_patient_item, G_TYPE_OBJECT)

static void
mps_patient_item_finalize (GObject *object)
{
  mps_patient_row_free (MPS_PATIENT_ITEM (object)->row);
  G_OBJECT_CLASS (mps_patient_item_parent_class)->finalize (object);
}

static void
mps_patient_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LOADED)
    g_value_set_boolean (value, MPS_PATIENT_ITEM (object)->loaded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mps_patient_item_class_init (MpsPatientItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mps_patient_item_finalize;
  object_class->get_property = mps_patient_item_get_property;
  properties[PROP_LOADED] =
      g_param_spec_boolean ("loaded",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static MpsPatientRow *
new_empty_row (gint64 key)
{
  MpsPatientRow *row = g_new0 (MpsPatientRow, 1);

  row->key = key;
  row->id = g_strdup ("");
  row->name = g_strdup ("");
  row->gender = g_strdup ("");
  row->birth_date = g_strdup ("");
  row->chart_number = g_strdup ("");
  row->phone = g_strdup ("");
  return row;
}

static void
mps_patient_item_init (MpsPatientItem *self)
{
}

MpsPatientItem *
mps_patient_item_new (gint64 key)
{
  MpsPatientItem *self = g_object_new (MPS_TYPE_PATIENT_ITEM, NULL);

  self->row = new_empty_row (key);
  return self;
}

/* Which state of the list the row was read for; 0: never. */
guint
mps_patient_item_get_age (MpsPatientItem *self)
{
  return self->age;
}

/* Notified also when a row that was there is read anew: its text may be another. */
void
mps_patient_item_take_row (MpsPatientItem *self, MpsPatientRow *row, guint age)
{
  mps_patient_row_free (self->row);
  self->row = row;
  self->age = age;
  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/**
 * mps_patient_item_peek_row:
 * @self: an item
 *
 * Returns: (transfer none): its row, with empty strings until it was loaded; valid until "loaded"
 * is notified
 */
const MpsPatientRow *
mps_patient_item_peek_row (MpsPatientItem *self)
{
  return self->row;
}
