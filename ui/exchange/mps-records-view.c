/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/exchange/mps-records-view.h"

#include "app/clinic/audit/mps-audit-words.h"
#include "app/session/mps-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Entries left out that are listed; all are counted. */
#define ENTRIES_SHOWN 100

struct _MpsRecordsView {
  GtkWidget parent_instance;

  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (MpsRecordsView, mps_records_view, GTK_TYPE_WIDGET)

static char *
dup_kind (const char *type)
{
  g_autofree char *words =
      *type != '\0' ? mps_audit_dup_target_words (type) : g_strdup (_ ("unknown kind"));
  char first[8] = { 0 };

  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (words)), first);
  return g_strconcat (first, g_utf8_next_char (words), NULL);
}

/* Colour is never the only sign: each has its icon and its words. */
static GtkWidget *
new_row (const char *title, const char *detail, gboolean taken)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon =
      gtk_image_new_from_icon_name (taken ? "object-select-symbolic" : "dialog-warning-symbolic");

  g_object_set (row, "use-markup", FALSE, "subtitle-lines", 4, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_widget_add_css_class (row, "readable");
  gtk_widget_add_css_class (icon, taken ? "clinical-normal" : "clinical-attention");
  g_object_set (icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

/* format: translated, with one %s; nothing is said of none */
static void
add_count (GString *text, guint64 n, const char *format)
{
  g_autofree char *count = mps_words_dup_count (n);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *words = g_strjoinv (count, parts);

  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words);
}

static GtkWidget *
new_kind_row (const MpsImportKind *kind)
{
  g_autofree char *title = dup_kind (kind->type);
  g_autoptr (GString) text = g_string_new (NULL);

  /* TRANSLATORS: %s is a number of records of one kind that are not there yet */
  add_count (text, kind->added, _ ("%s new"));
  /* TRANSLATORS: %s is a number of records of one kind that are there and would be changed */
  add_count (text, kind->changed, _ ("%s changed"));
  /* TRANSLATORS: %s is a number of records of one kind that are there and say the same */
  add_count (text, kind->same, _ ("%s known already"));
  /* TRANSLATORS: %s is a number of records of one kind that are not taken in */
  add_count (text, kind->rejected, _ ("%s left out"));
  return new_row (title, text->str, kind->rejected == 0);
}

static char *
dup_concerns (const MpsImportReport *report)
{
  guint n = g_hash_table_size (report->patients);
  g_autofree char *number = mps_words_dup_count (n);

  if (n == 0)
    return g_strdup (_ ("No chart would be touched. Nothing has been stored yet."));
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "The chart of %s patient would be touched. Nothing has been stored yet.",
                   "The charts of %s patients would be touched. Nothing has been stored yet.",
                   n),
      number);
}

/* What says nothing of its kind comes last. */
static void
add_kind_rows (AdwPreferencesGroup *group, GPtrArray *kinds, gboolean named)
{
  for (guint i = 0; i < kinds->len; i++) {
    const MpsImportKind *kind = g_ptr_array_index (kinds, i);

    if ((*kind->type != '\0') == named)
      adw_preferences_group_add (group, new_kind_row (kind));
  }
}

static void
add_kinds (MpsRecordsView *self, const MpsImportReport *report)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *concerns = dup_concerns (report);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                   report->kinds->len > 0 ? _ ("What would become of it")
                                                          : _ ("There is no record in it"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), concerns);
  add_kind_rows (ADW_PREFERENCES_GROUP (group), report->kinds, TRUE);
  add_kind_rows (ADW_PREFERENCES_GROUP (group), report->kinds, FALSE);
  gtk_box_append (GTK_BOX (self->box), group);
}

static GtkWidget *
new_rejection_row (const MpsImportRejection *rejection)
{
  g_autofree char *kind = dup_kind (rejection->type);
  /* TRANSLATORS: place of a record in an imported file, from 1, and the kind of record */
  g_autofree char *title = g_strdup_printf (_ ("Entry %u: %s"), (guint)rejection->index + 1, kind);

  return new_row (title, rejection->reason, FALSE);
}

static void
add_rejections (MpsRecordsView *self, GPtrArray *rejections)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint shown = MIN (rejections->len, ENTRIES_SHOWN);
  g_autofree char *number = mps_words_dup_count (rejections->len);
  g_autofree char *title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                         "%s entry cannot be taken in",
                                                         "%s entries cannot be taken in",
                                                         rejections->len),
                                            number);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (shown < rejections->len) {
    g_autofree char *first = mps_words_dup_count (shown);
    /* TRANSLATORS: %s is how many rows of a longer list are shown */
    g_autofree char *text = g_strdup_printf (_ ("The first %s are shown."), first);

    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), text);
  }
  for (guint i = 0; i < shown; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               new_rejection_row (g_ptr_array_index (rejections, i)));
  gtk_box_append (GTK_BOX (self->box), group);
}

static void
mps_records_view_dispose (GObject *object)
{
  g_clear_pointer (&MPS_RECORDS_VIEW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_records_view_parent_class)->dispose (object);
}

static void
mps_records_view_class_init (MpsRecordsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_records_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
mps_records_view_init (MpsRecordsView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * mps_records_view_clear:
 * @self: the view
 *
 * Shows nothing.
 */
void
mps_records_view_clear (MpsRecordsView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
}

/**
 * mps_records_view_show:
 * @self: the view
 * @report: what would become of the files
 */
void
mps_records_view_show (MpsRecordsView *self, const MpsImportReport *report)
{
  mps_records_view_clear (self);
  add_kinds (self, report);
  if (report->rejected->len > 0)
    add_rejections (self, report->rejected);
}
