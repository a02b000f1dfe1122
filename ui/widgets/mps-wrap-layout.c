/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-wrap-layout.h"

struct _MpsWrapLayout {
  GtkLayoutManager parent_instance;

  int spacing;
};

enum {
  PROP_0,
  PROP_SPACING,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (MpsWrapLayout, mps_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/**
 * Row: children that stand side by side.
 * @first: the first of them
 * @end: (nullable): the one after the last
 * @height: of the highest, px
 * @rest: what is left of the width, for those that want to expand, px
 * @n_expand: how many want to
 */
typedef struct {
  GtkWidget *first;
  GtkWidget *end;
  int height;
  int rest;
  int n_expand;
} Row;

static int
get_width (GtkWidget *child, int most)
{
  int least = 0;
  int natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  return MAX (least, MIN (natural, most));
}

static int
get_height (GtkWidget *child, int width)
{
  int natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* The children from @first on that fit; one always does. */
static Row
take_row (MpsWrapLayout *self, GtkWidget *first, int width)
{
  Row row = { first, first, 0, 0, 0 };
  int used = 0;

  for (; row.end != NULL; row.end = gtk_widget_get_next_sibling (row.end)) {
    int before = row.height > 0 ? self->spacing : 0;
    int wanted;

    if (!gtk_widget_should_layout (row.end))
      continue;
    wanted = get_width (row.end, width);
    if (row.height > 0 && wanted > width - used - before)
      break;
    used += before + wanted;
    row.n_expand += gtk_widget_compute_expand (row.end, GTK_ORIENTATION_HORIZONTAL);
    row.height = MAX (row.height, MAX (1, get_height (row.end, wanted)));
  }
  row.rest = MAX (0, width - used);
  return row;
}

static void
measure_width (MpsWrapLayout *self, GtkWidget *widget, int *least, int *natural)
{
  gboolean is_first = TRUE;

  *least = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int child_least = 0;
    int child_natural = 0;

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (
        child, GTK_ORIENTATION_HORIZONTAL, -1, &child_least, &child_natural, NULL, NULL);
    *least = MAX (*least, child_least);
    *natural += child_natural + (is_first ? 0 : self->spacing);
    is_first = FALSE;
  }
}

static int
measure_height (MpsWrapLayout *self, GtkWidget *widget, int width)
{
  int height = 0;
  Row row = { NULL, gtk_widget_get_first_child (widget), 0, 0, 0 };

  while (row.end != NULL) {
    row = take_row (self, row.end, width);
    if (row.height > 0)
      height += row.height + (height > 0 ? self->spacing : 0);
  }
  return height;
}

static void
mps_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  MpsWrapLayout *self = MPS_WRAP_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    *minimum = *natural = measure_height (self, widget, for_size < 0 ? G_MAXINT : for_size);
}

static void
allocate_row (MpsWrapLayout *self, Row row, gboolean to_the_left, int y, int width)
{
  int x = 0;

  for (GtkWidget *child = row.first; child != row.end;
       child = gtk_widget_get_next_sibling (child)) {
    GtkAllocation place = { x, y, 0, row.height };

    if (!gtk_widget_should_layout (child))
      continue;
    place.width = get_width (child, width);
    if (gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL)) {
      int share = row.rest / row.n_expand--;

      place.width += share;
      row.rest -= share;
    }
    if (to_the_left)
      place.x = width - x - place.width;
    gtk_widget_size_allocate (child, &place, -1);
    x += place.width + self->spacing;
  }
}

static void
mps_wrap_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  MpsWrapLayout *self = MPS_WRAP_LAYOUT (manager);
  gboolean to_the_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Row row = { NULL, gtk_widget_get_first_child (widget), 0, 0, 0 };
  int y = 0;

  while (row.end != NULL) {
    row = take_row (self, row.end, width);
    allocate_row (self, row, to_the_left, y, width);
    y += row.height + self->spacing;
  }
}

static GtkSizeRequestMode
mps_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mps_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SPACING)
    MPS_WRAP_LAYOUT (object)->spacing = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
mps_wrap_layout_class_init (MpsWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = mps_wrap_layout_set_property;
  properties[PROP_SPACING] =
      g_param_spec_int ("spacing",
                        NULL,
                        NULL,
                        0,
                        G_MAXINT16,
                        0,
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  layout_class->measure = mps_wrap_layout_measure;
  layout_class->allocate = mps_wrap_layout_allocate;
  layout_class->get_request_mode = mps_wrap_layout_get_request_mode;
}

static void
mps_wrap_layout_init (MpsWrapLayout *self)
{
}

/**
 * mps_wrap_layout_new:
 * @spacing: between children and between rows, px
 *
 * Returns: (transfer full): for gtk_widget_set_layout_manager()
 */
GtkLayoutManager *
mps_wrap_layout_new (int spacing)
{
  return g_object_new (MPS_TYPE_WRAP_LAYOUT, "spacing", spacing, NULL);
}
