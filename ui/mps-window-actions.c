/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/mps-confirm.h"
#include "ui/widgets/mps-page.h"

#include <glib/gi18n-lib.h>

static MpsPage *
get_page (MpsWindow *self)
{
  GtkWidget *page = mps_window_get_page (self);

  return MPS_IS_PAGE (page) ? MPS_PAGE (page) : NULL;
}

static void
activate_section (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mps_window_show_section (MPS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
activate_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (MPS_WINDOW (widget)->session != NULL)
    mps_window_focus_find (MPS_WINDOW (widget));
}

static void
activate_new_patient (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mps_window_register (MPS_WINDOW (widget));
}

static void
activate_measure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (MPS_WINDOW (widget)->session != NULL)
    mps_window_measure_chart (MPS_WINDOW (widget));
}

static void
activate_primary (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MpsPage *page = get_page (MPS_WINDOW (widget));
  GtkWidget *primary = page != NULL ? mps_page_get_primary (page) : NULL;

  if (primary != NULL && gtk_widget_get_mapped (primary) && gtk_widget_is_sensitive (primary))
    g_signal_emit_by_name (primary, "clicked");
}

static void
activate_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MpsPage *page = get_page (MPS_WINDOW (widget));

  if (page != NULL)
    mps_page_go_back (page);
}

static void
activate_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MpsPage *page = get_page (MPS_WINDOW (widget));

  if (page == NULL || !mps_page_print (page))
    mps_window_toast (MPS_WINDOW (widget), _ ("There is nothing to print here"));
}

static void
activate_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MpsPage *page = get_page (MPS_WINDOW (widget));

  if (page != NULL && mps_page_copy (page))
    mps_window_toast (MPS_WINDOW (widget), _ ("Copied"));
}

/* F6 goes round: sections, page, header. */
static void
move_pane (MpsWindow *self, int step)
{
  GtkWidget *panes[] = { GTK_WIDGET (self->sidebar_pane), GTK_WIDGET (self->stack), self->header };
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  int n = (int)G_N_ELEMENTS (panes);
  int at = 1;

  for (int i = 0; i < n && focus != NULL; i++) {
    if (focus == panes[i] || gtk_widget_is_ancestor (focus, panes[i]))
      at = i;
  }
  for (int tries = 0; tries < n; tries++) {
    at = (at + step + n) % n;
    if (gtk_widget_child_focus (panes[at], GTK_DIR_TAB_FORWARD))
      return;
  }
}

static void
activate_next_pane (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_pane (MPS_WINDOW (widget), 1);
}

static void
activate_previous_pane (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_pane (MPS_WINDOW (widget), -1);
}

static void
activate_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (MPS_WINDOW (widget)->session != NULL)
    mps_window_import (MPS_WINDOW (widget));
}

static void
activate_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (MPS_WINDOW (widget)->session != NULL)
    mps_window_export (MPS_WINDOW (widget));
}

static void
activate_check (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MpsWindow *self = MPS_WINDOW (widget);

  if (self->session == NULL)
    return;
  mps_tasks_check (self->tasks);
  mps_tasks_button_show (self->tasks_button);
}

static void
activate_recompute (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MpsWindow *self = MPS_WINDOW (widget);

  if (self->session == NULL)
    return;
  mps_tasks_recompute (self->tasks);
  mps_tasks_button_show (self->tasks_button);
}

static void
activate_lock (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mps_window_lock (MPS_WINDOW (widget));
}

static void
activate_own_account (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mps_window_show_own_account (MPS_WINDOW (widget));
}

static void
activate_switch_user (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mps_window_switch_user (MPS_WINDOW (widget));
}

/* GTK would build the window of shortcuts before the first frame; nobody needs it that early. */
static void
activate_shortcuts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/manpasik/Workstation/help-overlay.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

/**
 * mps_window_install_actions:
 * @widget_class: class of the window
 *
 * Everything that a key, a menu or a button of the window can do.
 */
void
mps_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.section", "s", activate_section);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, activate_find);
  gtk_widget_class_install_action (widget_class, "win.new-patient", NULL, activate_new_patient);
  gtk_widget_class_install_action (widget_class, "win.measure", NULL, activate_measure);
  gtk_widget_class_install_action (widget_class, "win.primary", NULL, activate_primary);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, activate_back);
  gtk_widget_class_install_action (widget_class, "win.print", NULL, activate_print);
  gtk_widget_class_install_action (widget_class, "win.copy", NULL, activate_copy);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, activate_next_pane);
  gtk_widget_class_install_action (widget_class, "win.previous-pane", NULL, activate_previous_pane);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, activate_shortcuts);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, activate_import);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, activate_export);
  gtk_widget_class_install_action (widget_class, "win.check", NULL, activate_check);
  gtk_widget_class_install_action (widget_class, "win.recompute", NULL, activate_recompute);
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, activate_lock);
  gtk_widget_class_install_action (widget_class, "win.own-account", NULL, activate_own_account);
  gtk_widget_class_install_action (widget_class, "win.switch-user", NULL, activate_switch_user);
  mps_window_install_undo (widget_class);
  /* Entries and popovers have their say first, so these two are not accelerators. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "win.copy", NULL);
}

static void
on_close_anyway (gpointer data)
{
  MpsWindow *self = MPS_WINDOW (data);
  MpsMeasurement *measurement =
      mps_measure_page_get_measurement (mps_window_get_measure_page (self));

  if (measurement != NULL)
    mps_measurement_cancel (measurement);
  gtk_window_destroy (GTK_WINDOW (self));
}

/**
 * mps_window_confirm_close:
 * @self: the window, with a measurement that is not finished
 *
 * Asks before a running measurement is cut short by closing the window. A result that waits for a
 * decision is stored as preliminary already and is not lost.
 *
 * Returns: whether the window may close at once
 */
gboolean
mps_window_confirm_close (MpsWindow *self)
{
  MpsMeasurement *measurement =
      mps_measure_page_get_measurement (mps_window_get_measure_page (self));

  if (mps_measurement_get_state (measurement) == MPS_MEASUREMENT_REVIEW)
    return TRUE;
  mps_confirm_ask (GTK_WINDOW (self),
                   _ ("A measurement is under way"),
                   _ ("Closing ends it without a result, and the cartridge’s use is spent."),
                   _ ("_Go on measuring"),
                   _ ("_End it and close"),
                   on_close_anyway,
                   self);
  return FALSE;
}
