/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/readers/mps-readers.h"
#include "ui/mps-window.h"

G_BEGIN_DECLS

/**
 * UiFixture: the window on a demo profile of its own.
 */
typedef struct {
  GtkApplication *application;
  char *folder;
  MpsSession *session;
  MpsWindow *window;
} UiFixture;

typedef gboolean (*UiCondition) (gpointer data);

void ui_test_init (int *argc, char ***argv);
void ui_spin (guint ms);
gboolean ui_wait (UiCondition condition, gpointer data);
gboolean ui_is_mapped (gpointer widget);

GtkApplication *ui_get_application (void);
void ui_fixture_set_up (UiFixture *fixture, gconstpointer data);
void ui_fixture_tear_down (UiFixture *fixture, gconstpointer data);
void ui_fixture_open_session (UiFixture *fixture);
void ui_fixture_show_session (UiFixture *fixture);
void ui_fixture_open_first_chart (UiFixture *fixture);
gboolean ui_fixture_has_timeline (gpointer fixture);

void ui_focus_window (void);
void ui_press_key (const char *key);

void ui_remove_folder (const char *path);

GtkWidget *ui_find_type (GtkWidget *widget, GType type);
GtkWidget *ui_find_mapped (GtkWidget *widget, GType type);
GtkWidget *ui_find_label (GtkWidget *widget, const char *text);

G_END_DECLS
