/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsFilesChosenFunc:
 * @paths: (element-type filename): what was chosen, at least one
 * @data: as handed in
 */
typedef void (*MpsFilesChosenFunc) (GPtrArray *paths, gpointer data);

void mps_file_choice_open_records (GtkWindow *parent, MpsFilesChosenFunc chosen, GObject *object);
void mps_file_choice_open_document (GtkWindow *parent, MpsFilesChosenFunc chosen, GObject *object);
void mps_file_choice_save (GtkWindow *parent,
                           const char *title,
                           const char *name,
                           MpsFilesChosenFunc chosen,
                           GObject *object);
void mps_file_choice_save_pdf (GtkWindow *parent,
                               const char *name,
                               MpsFilesChosenFunc chosen,
                               GObject *object);
void mps_file_choice_select_folder (GtkWindow *parent, MpsFilesChosenFunc chosen, GObject *object);

G_END_DECLS
