/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-theme.h"

/* The one place that asks the style sheet for colours: newer GTK wants another call here. */
static MpsColour
look_up (GtkWidget *widget, const char *name)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA rgba = { 0.5f, 0.5f, 0.5f, 1.0f };

  if (!gtk_style_context_lookup_color (context, name, &rgba))
    gtk_style_context_get_color (context, &rgba);
  return (MpsColour){ (double)rgba.red, (double)rgba.green, (double)rgba.blue, (double)rgba.alpha };
}

/**
 * mps_theme_get_mark:
 * @widget: what shows the text
 * @ink: (out): colour of the letters
 * @ground: (out): colour behind them
 *
 * How what was searched for is marked in a text that was found. Main thread.
 */
void
mps_theme_get_mark (GtkWidget *widget, MpsColour *ink, MpsColour *ground)
{
  *ink = look_up (widget, "mps_mark_ink");
  *ground = look_up (widget, "mps_mark_ground");
}

/**
 * mps_theme_init_palette:
 * @widget: what is drawn on
 * @palette: (out caller-allocates): colours for app/report's painters
 *
 * Takes the colours of the present theme (light, dark, high contrast) from style.css. The text
 * follows the size of the widget's font. Main thread.
 */
void
mps_theme_init_palette (GtkWidget *widget, MpsPalette *palette)
{
  PangoContext *pango = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (pango);
  double size = (double)pango_font_description_get_size (font) / PANGO_SCALE;
  int dpi_1024 = 96 * 1024;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi_1024, NULL);
  if (!pango_font_description_get_size_is_absolute (font))
    size *= (dpi_1024 > 0 ? dpi_1024 / 1024.0 : 96.0) / 72.0;

  palette->text = look_up (widget, "view_fg_color");
  palette->dim = look_up (widget, "mps_dim");
  palette->grid = look_up (widget, "mps_grid");
  palette->surface = look_up (widget, "mps_surface");
  palette->positive = look_up (widget, "mps_positive");
  palette->negative = look_up (widget, "mps_negative");
  palette->normal = look_up (widget, "mps_normal");
  palette->attention = look_up (widget, "mps_attention");
  palette->critical = look_up (widget, "mps_critical");
  palette->unknown = look_up (widget, "mps_unknown");
  palette->accent = look_up (widget, "accent_color");
  palette->font = NULL;
  palette->font_size = size > 0 ? size * 0.85 : 11.0;
}
