/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-file-choice.h"

#include <glib/gi18n-lib.h>

/* The only place that knows how this GTK chooses files: newer GTK has another way. */

typedef struct {
  MpsFilesChosenFunc chosen;
  GWeakRef object;
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  Choice *choice = data;

  g_weak_ref_clear (&choice->object);
  g_free (choice);
}

static void
on_response (GtkNativeDialog *dialog, int response, Choice *choice)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GObject) object = g_weak_ref_get (&choice->object);
  guint n = g_list_model_get_n_items (files);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    char *path = g_file_get_path (file);

    if (path != NULL)
      g_ptr_array_add (paths, path);
  }
  if (response == GTK_RESPONSE_ACCEPT && paths->len > 0 && object != NULL)
    choice->chosen (paths, object);
  g_object_unref (dialog);
}

static void
show (GtkFileChooserNative *dialog, MpsFilesChosenFunc chosen, GObject *object)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->chosen = chosen;
  g_weak_ref_init (&choice->object, object);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), choice, choice_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * mps_file_choice_open_records:
 * @parent: (nullable): window to stand over
 * @chosen: called with the paths; not called when the person chose none
 * @object: handed to @chosen; when it is gone, nothing is called
 *
 * Lets a person choose files with records.
 */
void
mps_file_choice_open_records (GtkWindow *parent, MpsFilesChosenFunc chosen, GObject *object)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Import records"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"), NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Records (FHIR as JSON or NDJSON, results as CSV)"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_filter_add_suffix (filter, "ndjson");
  gtk_file_filter_add_suffix (filter, "csv");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  show (dialog, chosen, object);
}

/**
 * mps_file_choice_open_document:
 * @parent: (nullable): window to stand over
 * @chosen: called with the one path; not called when the person chose none
 * @object: handed to @chosen; when it is gone, nothing is called
 *
 * Lets a person choose a file to attach to a chart.
 */
void
mps_file_choice_open_document (GtkWindow *parent, MpsFilesChosenFunc chosen, GObject *object)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Attach file"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("PDF and pictures"));
  gtk_file_filter_add_mime_type (filter, "application/pdf");
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/tiff");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  show (dialog, chosen, object);
}

/**
 * mps_file_choice_save:
 * @parent: (nullable): window to stand over
 * @title: of the dialog
 * @name: name to begin with; it holds no patient data
 * @chosen: called with the one path; not called when the person chose none
 * @object: handed to @chosen; when it is gone, nothing is called
 *
 * Lets a person choose where a file goes; asks before it replaces one.
 */
void
mps_file_choice_save (GtkWindow *parent,
                      const char *title,
                      const char *name,
                      MpsFilesChosenFunc chosen,
                      GObject *object)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  show (dialog, chosen, object);
}

/**
 * mps_file_choice_save_pdf:
 * @parent: (nullable): window to stand over
 * @name: name to begin with; it holds no patient data
 * @chosen: called with the one path; not called when the person chose none
 * @object: handed to @chosen; when it is gone, nothing is called
 *
 * Lets a person choose where a PDF goes; asks before it replaces a file.
 */
void
mps_file_choice_save_pdf (GtkWindow *parent,
                          const char *name,
                          MpsFilesChosenFunc chosen,
                          GObject *object)
{
  mps_file_choice_save (parent, _ ("Save as PDF"), name, chosen, object);
}

/**
 * mps_file_choice_select_folder:
 * @parent: (nullable): window to stand over
 * @chosen: called with the one path; not called when the person chose none
 * @object: handed to @chosen; when it is gone, nothing is called
 *
 * Lets a person choose a folder, or make one.
 */
void
mps_file_choice_select_folder (GtkWindow *parent, MpsFilesChosenFunc chosen, GObject *object)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Choose a folder"), parent, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), NULL);

  show (dialog, chosen, object);
}
