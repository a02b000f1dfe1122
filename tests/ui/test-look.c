/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-fixture.h"
#include "ui/widgets/mps-patient-banner.h"
#include "ui/widgets/mps-theme.h"

#include <math.h>

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

/* WCAG 2.1, relative luminance */
static double
luminance (MpsColour colour)
{
  return 0.2126 * linear (colour.r) + 0.7152 * linear (colour.g) + 0.0722 * linear (colour.b);
}

static double
contrast (MpsColour a, MpsColour b)
{
  double first = luminance (a);
  double second = luminance (b);

  return (fmax (first, second) + 0.05) / (fmin (first, second) + 0.05);
}

static void
test_contrast (UiFixture *fixture, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    MpsPalette palette;

    adw_style_manager_set_color_scheme (manager, schemes[i]);
    ui_spin (300);
    mps_theme_init_palette (GTK_WIDGET (fixture->window), &palette);
    g_assert_cmpfloat (contrast (palette.normal, palette.surface), >=, 4.5);
    g_assert_cmpfloat (contrast (palette.attention, palette.surface), >=, 4.5);
    g_assert_cmpfloat (contrast (palette.critical, palette.surface), >=, 4.5);
    g_assert_cmpfloat (contrast (palette.unknown, palette.surface), >=, 4.5);
    g_assert_cmpfloat (contrast (palette.dim, palette.surface), >=, 4.5);
    g_assert_cmpfloat (contrast (palette.text, palette.surface), >=, 4.5);
    g_assert_cmpfloat (palette.font_size, >, 6);
  }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

/* Rows of a widget's picture that hold ink, drawn by itself with room around it. */
static void
find_ink (GtkWidget *widget, int *first, int *last, int *height)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int width = gtk_widget_get_width (widget);
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  int room = 24;

  *height = gtk_widget_get_height (widget);
  gdk_paintable_snapshot (paintable, snapshot, width, *height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, *height + 2 * room);
  cr = cairo_create (surface);
  cairo_translate (cr, 0, room);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  *first = *height;
  *last = -1;
  for (int y = 0; y < *height + 2 * room; y++) {
    const guint32 *row =
        (const guint32 *)(const void *)(cairo_image_surface_get_data (surface) +
                                        y * cairo_image_surface_get_stride (surface));

    for (int x = 0; x < width; x++) {
      if ((row[x] >> 24) < 64)
        continue;
      *first = MIN (*first, y - room);
      *last = y - room;
      break;
    }
  }
  cairo_surface_destroy (surface);
}

/* The strokes that are cut first are those at the bottom: 연 and 환 end in them, 이 does not. The
   ink of each must lie within the label and be as tall as the same syllable drawn with plenty of
   room. */
static void
test_hangul (UiFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "연", "환", "김연환" };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 48);
  MpsPatientBanner *banner = g_object_new (MPS_TYPE_PATIENT_BANNER, NULL);
  GtkWidget *name = mps_patient_banner_get_name_label (banner);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (banner));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    MpsPatient patient = { .id = (char *)"1",
                           .name = (char *)names[i],
                           .gender = (char *)"female",
                           .birth_date = (char *)"1990-01-01",
                           .chart_number = (char *)"",
                           .phone = (char *)"" };
    PangoRectangle ink;
    int first = 0;
    int last = 0;
    int height = 0;

    mps_patient_banner_set_patient (banner, &patient, MPS_ALLERGY_NOT_ASKED, NULL);
    g_assert_true (ui_wait (ui_is_mapped, name));
    ui_spin (200);
    find_ink (name, &first, &last, &height);
    pango_layout_get_pixel_extents (gtk_label_get_layout (GTK_LABEL (name)), &ink, NULL);
    g_test_message (
        "%s: ink in rows %d…%d of %d, %d tall", names[i], first, last, height, ink.height);
    g_assert_cmpint (first, >=, 0);
    g_assert_cmpint (last, <, height);
    g_assert_cmpint (last - first + 1, >=, ink.height - 2);
    g_assert_cmpint (last - first + 1, >, 12);
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Unknown allergies are said to be unknown, never left out. */
static void
test_allergies (UiFixture *fixture, gconstpointer data)
{
  MpsPatientBanner *banner = g_object_ref_sink (g_object_new (MPS_TYPE_PATIENT_BANNER, NULL));
  g_autoptr (GPtrArray) allergies = g_ptr_array_new ();
  MpsPatient patient = { .id = (char *)"1",
                         .name = (char *)"김연희",
                         .gender = (char *)"",
                         .birth_date = (char *)"",
                         .chart_number = (char *)"",
                         .phone = (char *)"" };
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (banner));
  gtk_window_present (GTK_WINDOW (window));
  mps_patient_banner_set_patient (banner, &patient, MPS_ALLERGY_NOT_ASKED, allergies);
  g_assert_true (ui_wait (ui_is_mapped, banner));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (banner), "Allergies: not asked"));
  g_assert_null (ui_find_label (GTK_WIDGET (banner), "No known allergies"));
  mps_patient_banner_set_patient (banner, &patient, MPS_ALLERGY_NONE_KNOWN, allergies);
  ui_spin (50);
  g_assert_nonnull (ui_find_label (GTK_WIDGET (banner), "No known allergies"));
  g_ptr_array_add (allergies, (gpointer) "Penicillin");
  mps_patient_banner_set_patient (banner, &patient, MPS_ALLERGY_RECORDED, allergies);
  ui_spin (50);
  g_assert_null (ui_find_label (GTK_WIDGET (banner), "Allergies: not asked"));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (banner), "Penicillin"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (banner);
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/look/contrast", test_contrast);
  add ("/ui/look/hangul", test_hangul);
  add ("/ui/look/allergies", test_allergies);
  return g_test_run ();
}
