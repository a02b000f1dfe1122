/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "app/session/readers/mps-readers.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * MpsWindow:
 *
 * The one window: header, sidebar, and the page of the section that is open. It draws itself
 * before any record is read; mps_window_set_session() fills it.
 */
#define MPS_TYPE_WINDOW (mps_window_get_type ())
G_DECLARE_FINAL_TYPE (MpsWindow, mps_window, MPS, WINDOW, AdwApplicationWindow)

MpsWindow *mps_window_new (GtkApplication *application) G_GNUC_WARN_UNUSED_RESULT;
void mps_window_set_session (MpsWindow *self, MpsSession *session);
void mps_window_ask_sign_in (MpsWindow *self,
                             const char *profile,
                             const char *user,
                             const char *program);
void mps_window_show_recovery_key (MpsWindow *self, char *key);
void mps_window_show_section (MpsWindow *self, const char *section);
GtkWidget *mps_window_get_page (MpsWindow *self);
MpsReaders *mps_window_get_readers (MpsWindow *self);
GtkWidget *mps_window_show_start_page (MpsWindow *self);
void mps_window_open_chart (MpsWindow *self, const char *patient_id);

void mps_window_import_file (MpsWindow *self, const char *path);

G_END_DECLS
