/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-document-view.h"

#include "app/report/mps-pdf-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

/** PAGE_WIDTH_PX: how wide a page is drawn; enough to read it at the widest that it is shown */
#define PAGE_WIDTH_PX 1400

/** SHOWN_WIDTH_PX: how wide it is shown where there is room */
#define SHOWN_WIDTH_PX 760

struct _MpsDocumentView {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *bar;
  GtkWidget *previous;
  GtkWidget *next;
  GtkLabel *place;
  GtkPicture *picture;
  GtkLabel *text;
  MpsSentenceBox *error;

  GBytes *bytes;
  gboolean is_pdf;
  guint page;
  guint n_pages;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (MpsDocumentView, mps_document_view, GTK_TYPE_WIDGET)

typedef struct {
  GBytes *bytes;
  gboolean is_pdf;
  guint page;
  guint n_pages;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->bytes);
  g_free (job);
}

static GdkTexture *
take_surface (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) pixels = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                                          stride * (gsize)height,
                                                          (GDestroyNotify)cairo_surface_destroy,
                                                          surface);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, pixels, stride);
}

/* In a thread of its own: a large picture takes a while to read. */
static void
draw (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  GdkTexture *texture = NULL;

  job->n_pages = 1;
  if (job->is_pdf) {
    cairo_surface_t *surface =
        mps_pdf_page_draw (job->bytes, job->page, PAGE_WIDTH_PX, &job->n_pages, &error);

    if (surface != NULL)
      texture = take_surface (surface);
  } else {
    texture = gdk_texture_new_from_bytes (job->bytes, &error);
  }
  if (texture == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, texture, g_object_unref);
}

static void
update_bar (MpsDocumentView *self)
{
  /* TRANSLATORS: which page of how many */
  g_autofree char *place = g_strdup_printf (_ ("Page %u of %u"), self->page + 1, self->n_pages);

  gtk_label_set_text (self->place, place);
  gtk_widget_set_visible (self->bar, self->n_pages > 1);
  gtk_widget_set_sensitive (self->previous, self->page > 0);
  gtk_widget_set_sensitive (self->next, self->page + 1 < self->n_pages);
}

static void
show_unreadable (MpsDocumentView *self, const GError *error)
{
  mps_sentence_box_set (self->error,
                        MPS_MEANING_UNKNOWN,
                        _ ("This document cannot be shown."),
                        _ ("It is kept as it was attached; nothing of it is lost."),
                        NULL,
                        error->message);
}

/* Wide enough to be read, and never larger than it is. */
static void
fit (MpsDocumentView *self, GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  int shown = MIN (width, SHOWN_WIDTH_PX);

  gtk_widget_set_size_request (
      GTK_WIDGET (self->picture), -1, MAX (1, (int)((gint64)height * shown / MAX (1, width))));
}

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsDocumentView *self = MPS_DOCUMENT_VIEW (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (job->bytes != self->bytes || job->page != self->page)
    return;
  if (texture == NULL) {
    show_unreadable (self, error);
    return;
  }
  self->n_pages = job->n_pages;
  fit (self, texture);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self->picture), TRUE);
  update_bar (self);
}

static void
show_page (MpsDocumentView *self, guint page)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_drawn, NULL);
  Job *job = g_new0 (Job, 1);

  self->page = page;
  job->bytes = g_bytes_ref (self->bytes);
  job->is_pdf = self->is_pdf;
  job->page = page;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, draw);
}

static void
on_previous (MpsDocumentView *self)
{
  if (self->bytes != NULL && self->page > 0)
    show_page (self, self->page - 1);
}

static void
on_next (MpsDocumentView *self)
{
  if (self->bytes != NULL && self->page + 1 < self->n_pages)
    show_page (self, self->page + 1);
}

static void
show_text (MpsDocumentView *self, GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_utf8_make_valid (data, (gssize)size);

  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->text), TRUE);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsDocumentView) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *media_type = NULL;
  g_autoptr (GBytes) bytes =
      mps_chart_load_document_finish (MPS_CHART (source), result, &media_type, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
    return;
  if (bytes == NULL) {
    mps_sentence_box_set_error (self->error, error);
    return;
  }
  if (g_strcmp0 (media_type, "text/plain") == 0) {
    show_text (self, bytes);
    return;
  }
  self->bytes = g_steal_pointer (&bytes);
  self->is_pdf = g_strcmp0 (media_type, "application/pdf") == 0;
  show_page (self, 0);
}

static void
mps_document_view_dispose (GObject *object)
{
  MpsDocumentView *self = MPS_DOCUMENT_VIEW (object);

  if (self->box != NULL)
    mps_document_view_clear (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_document_view_parent_class)->dispose (object);
}

static void
mps_document_view_class_init (MpsDocumentViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_document_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
new_bar (MpsDocumentView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->previous = gtk_button_new_with_label (_ ("Previous page"));
  self->next = gtk_button_new_with_label (_ ("Next page"));
  self->place = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->place), "tabular");
  g_signal_connect_swapped (self->previous, "clicked", G_CALLBACK (on_previous), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (on_next), self);
  gtk_box_append (GTK_BOX (bar), self->previous);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->place));
  gtk_box_append (GTK_BOX (bar), self->next);
  return bar;
}

static void
mps_document_view_init (MpsDocumentView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->error = MPS_SENTENCE_BOX (mps_sentence_box_new ());
  self->bar = new_bar (self);
  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_can_shrink (self->picture, TRUE);
  gtk_picture_set_alternative_text (self->picture, _ ("Page of the document"));
  gtk_widget_add_css_class (GTK_WIDGET (self->picture), "report-page");
  gtk_widget_set_halign (GTK_WIDGET (self->picture), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->error));
  gtk_box_append (GTK_BOX (self->box), self->bar);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->picture));
  self->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->text, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "note-text");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->text));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  mps_document_view_clear (self);
}

/**
 * mps_document_view_clear:
 * @self: a view
 *
 * Forgets the document, its bytes and its picture.
 */
void
mps_document_view_clear (MpsDocumentView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->page = 0;
  self->n_pages = 0;
  gtk_picture_set_paintable (self->picture, NULL);
  mps_sentence_box_clear (self->error);
  gtk_widget_set_visible (self->bar, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), FALSE);
  gtk_label_set_text (self->text, "");
  gtk_widget_set_visible (GTK_WIDGET (self->text), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * mps_document_view_show_document:
 * @self: a view
 * @chart: whose document
 * @id: its id
 *
 * Reads the attached file and shows its first page.
 */
void
mps_document_view_show_document (MpsDocumentView *self, MpsChart *chart, const char *id)
{
  mps_document_view_clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  self->cancellable = g_cancellable_new ();
  mps_chart_load_document_async (chart, id, self->cancellable, on_loaded, g_object_ref (self));
}

/**
 * mps_document_view_get_picture:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the page that is shown
 */
GdkPaintable *
mps_document_view_get_picture (MpsDocumentView *self)
{
  return gtk_picture_get_paintable (self->picture);
}
