/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/measure/mps-step.h"

#include <glib/gi18n-lib.h>

struct _MpsStep {
  GtkBox parent_instance;

  GtkWidget *number_label;
  GtkWidget *title_label;
  GtkWidget *summary_label;
  GtkWidget *content;
  guint number;
  char *title;
  MpsStepState state;
};

enum {
  PROP_0,
  PROP_NUMBER,
  PROP_TITLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static GtkBuildableIface *parent_buildable;

static void
mps_step_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  MpsStep *self = MPS_STEP (buildable);

  if (GTK_IS_WIDGET (child))
    gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
mps_step_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = mps_step_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsStep,
                               mps_step,
                               GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, mps_step_buildable_init))

static const char *
peek_class (MpsStepState state)
{
  if (state == MPS_STEP_CURRENT)
    return "step-current";
  return state == MPS_STEP_DONE ? "step-done" : "step-pending";
}

static const char *
peek_word (MpsStepState state)
{
  if (state == MPS_STEP_CURRENT)
    return C_ ("step", "now");
  return state == MPS_STEP_DONE ? C_ ("step", "done") : C_ ("step", "to come");
}

static void
update (MpsStep *self)
{
  g_autofree char *number = g_strdup_printf ("%u", self->number);
  g_autofree char *label = NULL;

  gtk_label_set_text (GTK_LABEL (self->number_label), self->state == MPS_STEP_DONE ? "✓" : number);
  gtk_label_set_text (GTK_LABEL (self->title_label), self->title);
  gtk_widget_set_visible (self->content, self->state == MPS_STEP_CURRENT);
  /* TRANSLATORS: for screen readers: number, title and state of a step */
  label = g_strdup_printf (_ ("Step %s, %s: %s"), number, self->title, peek_word (self->state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
mps_step_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MpsStep *self = MPS_STEP (object);

  if (id == PROP_NUMBER) {
    self->number = g_value_get_uint (value);
  } else {
    g_free (self->title);
    self->title = g_value_dup_string (value);
  }
  update (self);
}

static void
mps_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MpsStep *self = MPS_STEP (object);

  if (id == PROP_NUMBER)
    g_value_set_uint (value, self->number);
  else
    g_value_set_string (value, self->title);
}

static void
mps_step_finalize (GObject *object)
{
  g_free (MPS_STEP (object)->title);
  G_OBJECT_CLASS (mps_step_parent_class)->finalize (object);
}

static void
mps_step_class_init (MpsStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = mps_step_set_property;
  object_class->get_property = mps_step_get_property;
  object_class->finalize = mps_step_finalize;
  properties[PROP_NUMBER] =
      g_param_spec_uint ("number", NULL, NULL, 0, 9, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mps_step_init (MpsStep *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->number_label = gtk_label_new (NULL);
  self->title_label = gtk_label_new (NULL);
  self->summary_label = gtk_label_new (NULL);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_valign (self->number_label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->number_label, "step-number");
  gtk_widget_add_css_class (self->title_label, "step-title");
  gtk_widget_add_css_class (self->summary_label, "dim");
  gtk_label_set_xalign (GTK_LABEL (self->title_label), 0);
  gtk_label_set_xalign (GTK_LABEL (self->summary_label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->summary_label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->summary_label, TRUE);
  gtk_box_append (GTK_BOX (head), self->number_label);
  gtk_box_append (GTK_BOX (head), self->title_label);
  gtk_box_append (GTK_BOX (head), self->summary_label);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), self->content);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "step");
  gtk_widget_add_css_class (GTK_WIDGET (self), peek_class (self->state));
}

/**
 * mps_step_set_state:
 * @self: a step
 * @state: done, current or to come
 * @summary: (nullable): what came of it, in one line
 */
void
mps_step_set_state (MpsStep *self, MpsStepState state, const char *summary)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), peek_class (self->state));
  gtk_widget_add_css_class (GTK_WIDGET (self), peek_class (state));
  self->state = state;
  gtk_widget_set_focusable (GTK_WIDGET (self), state == MPS_STEP_CURRENT);
  gtk_label_set_text (GTK_LABEL (self->summary_label), summary != NULL ? summary : "");
  gtk_widget_set_tooltip_text (self->summary_label, summary);
  update (self);
}

/**
 * mps_step_get_state:
 * @self: a step
 *
 * Returns: done, current or to come
 */
MpsStepState
mps_step_get_state (MpsStep *self)
{
  return self->state;
}
