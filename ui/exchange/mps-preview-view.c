/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/exchange/mps-preview-view.h"

#include "app/session/mps-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Rows of each kind that are listed; all are counted. */
#define ROWS_SHOWN 100

struct _MpsPreviewView {
  GtkWidget parent_instance;

  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (MpsPreviewView, mps_preview_view, GTK_TYPE_WIDGET)

/* A reason as a sentence of its own. */
static char *
dup_sentence (const char *reason)
{
  const char *text = _ (reason);
  char first[8] = { 0 };

  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (text)), first);
  return g_strconcat (first, *text != '\0' ? g_utf8_next_char (text) : "", NULL);
}

static GtkWidget *
new_row (const MpsCsvRow *read)
{
  GtkWidget *row = adw_action_row_new ();
  const gboolean taken = read->json != NULL;
  GtkWidget *icon =
      gtk_image_new_from_icon_name (taken ? "object-select-symbolic" : "dialog-warning-symbolic");
  /* TRANSLATORS: line of an imported file */
  g_autofree char *line = g_strdup_printf (_ ("Line %u"), read->line);
  g_autofree char *title = taken ? g_strdup_printf ("%s · %s", line, read->who) : g_strdup (line);

  g_autofree char *detail = taken ? g_strdup (read->what) : dup_sentence (read->reason);

  g_object_set (row, "use-markup", FALSE, "subtitle-lines", 3, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_widget_add_css_class (row, "readable");
  gtk_widget_add_css_class (icon, taken ? "clinical-normal" : "clinical-attention");
  g_object_set (icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static guint
count (const MpsCsvPreview *preview, gboolean taken)
{
  return taken ? preview->n_taken : preview->rows->len - preview->n_taken;
}

static void
add_group (MpsPreviewView *self, const MpsCsvPreview *preview, gboolean taken)
{
  GtkWidget *group = adw_preferences_group_new ();
  const guint n = count (preview, taken);
  g_autofree char *number = mps_words_dup_count (n);
  g_autofree char *title = g_strdup_printf (
      taken ? g_dngettext (GETTEXT_PACKAGE, "%s row can be imported", "%s rows can be imported", n)
            : g_dngettext (
                  GETTEXT_PACKAGE, "%s row cannot be imported", "%s rows cannot be imported", n),
      number);
  guint shown = 0;

  if (n == 0)
    return;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < preview->rows->len && shown < ROWS_SHOWN; i++) {
    const MpsCsvRow *read = g_ptr_array_index (preview->rows, i);

    if ((read->json != NULL) != taken)
      continue;
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (read));
    shown++;
  }
  if (shown < n) {
    g_autofree char *first = mps_words_dup_count (shown);
    /* TRANSLATORS: %s is how many rows of a longer list are shown */
    g_autofree char *text = g_strdup_printf (_ ("The first %s are shown."), first);

    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), text);
  }
  gtk_box_append (GTK_BOX (self->box), group);
}

static void
mps_preview_view_dispose (GObject *object)
{
  g_clear_pointer (&MPS_PREVIEW_VIEW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_preview_view_parent_class)->dispose (object);
}

static void
mps_preview_view_class_init (MpsPreviewViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_preview_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
mps_preview_view_init (MpsPreviewView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * mps_preview_view_clear:
 * @self: the view
 *
 * Shows nothing.
 */
void
mps_preview_view_clear (MpsPreviewView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
}

/**
 * mps_preview_view_show:
 * @self: the view
 * @preview: what would become of a file
 */
void
mps_preview_view_show (MpsPreviewView *self, const MpsCsvPreview *preview)
{
  mps_preview_view_clear (self);
  add_group (self, preview, FALSE);
  add_group (self, preview, TRUE);
}
