/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-text-rendering.h"

#include "ui/widgets/mps-language.h"

#include <gtk/gtk.h>

/* Keeps the size that the person chose and replaces only the family. */
static void
use_korean_font (GtkSettings *settings)
{
  g_autofree char *name = NULL;
  g_autofree char *korean = NULL;
  PangoFontDescription *font = NULL;

  g_object_get (settings, "gtk-font-name", &name, NULL);
  font = pango_font_description_from_string (name != NULL ? name : "Sans 11");
  pango_font_description_set_family (font, "Noto Sans CJK KR");
  korean = pango_font_description_to_string (font);
  pango_font_description_free (font);
  g_object_set (settings, "gtk-font-name", korean, NULL);
}

/**
 * mps_text_rendering_set_up:
 *
 * The one place that keeps Hangul whole. GTK's GL renderer cuts the bottom strokes of syllables
 * such as 연 and 환 when a Latin font falls back to a CJK one; hinted font metrics and a Korean
 * font prevent it, and newer GTK wants manual font rendering for the hint to count. Call once,
 * after GTK was initialised; main thread.
 */
void
mps_text_rendering_set_up (void)
{
  GtkSettings *settings = gtk_settings_get_default ();

  if (settings == NULL)
    return;
  g_object_set (settings, "gtk-hint-font-metrics", TRUE, NULL);
  /* GtkFontRendering came with GTK 4.16; its value 1 is "manual". */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (settings), "gtk-font-rendering") != NULL)
    g_object_set (settings, "gtk-font-rendering", 1, NULL);
  if (g_str_equal (mps_language_peek (), "ko"))
    use_korean_font (settings);
}
