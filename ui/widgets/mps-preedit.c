/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-preedit.h"

struct _MpsPreedit {
  GObject parent_instance;

  GtkWidget *field;
};

enum {
  PROP_OPEN = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MpsPreedit, mps_preedit, G_TYPE_OBJECT)

static void on_unmap (GtkWidget *field, MpsPreedit *self);

static void
set_field (MpsPreedit *self, GtkWidget *field)
{
  if (self->field == field)
    return;
  if (self->field != NULL) {
    g_signal_handlers_disconnect_by_func (self->field, on_unmap, self);
    g_object_remove_weak_pointer (G_OBJECT (self->field), (gpointer *)&self->field);
  }
  self->field = field;
  if (field != NULL) {
    g_object_add_weak_pointer (G_OBJECT (field), (gpointer *)&self->field);
    g_signal_connect (field, "unmap", G_CALLBACK (on_unmap), self);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPEN]);
}

/* A field that is gone from the screen composes nothing any more. */
static void
on_unmap (GtkWidget *field, MpsPreedit *self)
{
  set_field (self, NULL);
}

/* Hears "preedit-changed" of every GtkText and GtkTextView there is. */
static gboolean
on_preedit_changed (GSignalInvocationHint *hint,
                    guint n_values,
                    const GValue *values,
                    gpointer data)
{
  MpsPreedit *self = data;
  GtkWidget *field = g_value_get_object (&values[0]);
  const char *preedit = g_value_get_string (&values[1]);

  if (preedit != NULL && *preedit != '\0')
    set_field (self, field);
  else if (self->field == field)
    set_field (self, NULL);
  return TRUE;
}

static void
listen (MpsPreedit *self, GType type)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);

  g_signal_add_emission_hook (
      g_signal_lookup ("preedit-changed", type), 0, on_preedit_changed, self, NULL);
}

static void
mps_preedit_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_OPEN)
    g_value_set_boolean (value, MPS_PREEDIT (object)->field != NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mps_preedit_class_init (MpsPreeditClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mps_preedit_get_property;
  props[PROP_OPEN] =
      g_param_spec_boolean ("open", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mps_preedit_init (MpsPreedit *self)
{
  listen (self, GTK_TYPE_TEXT);
  listen (self, GTK_TYPE_TEXT_VIEW);
}

/**
 * mps_preedit_get_default:
 *
 * The first call begins to listen, so the window makes it before anything can be typed.
 *
 * Returns: (transfer none): the one of the program
 */
MpsPreedit *
mps_preedit_get_default (void)
{
  static MpsPreedit *preedit;

  if (preedit == NULL)
    preedit = g_object_new (MPS_TYPE_PREEDIT, NULL);
  return preedit;
}

/**
 * mps_preedit_is_open:
 *
 * Returns: whether a syllable is being composed anywhere; if so, what was asked for is not done
 */
gboolean
mps_preedit_is_open (void)
{
  return mps_preedit_get_default ()->field != NULL;
}

/**
 * mps_preedit_get_field:
 *
 * Returns: (transfer none) (nullable): the text in which a syllable is being composed
 */
GtkWidget *
mps_preedit_get_field (void)
{
  return mps_preedit_get_default ()->field;
}
