/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/widgets/mps-preedit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the window does with accounts, with what waits for a second person, and with charts that
   are closed. */

static void
on_recovery_key (MpsWindow *self, char *key)
{
  mps_window_show_recovery_key (self, key);
}

static void
ensure_accounts_page (MpsWindow *self)
{
  if (self->accounts_page != NULL)
    return;
  self->accounts_page = mps_accounts_page_new (self->session);
  gtk_stack_add_named (self->stack, self->accounts_page, "accounts");
  g_signal_connect_object (
      self->accounts_page, "recovery-key", G_CALLBACK (on_recovery_key), self, G_CONNECT_SWAPPED);
}

static void
ensure_reviews_page (MpsWindow *self)
{
  if (self->reviews_page != NULL)
    return;
  self->reviews_page = mps_reviews_page_new (self->session);
  gtk_stack_add_named (self->stack, self->reviews_page, "reviews");
  g_signal_connect_object (
      self->reviews_page, "open", G_CALLBACK (mps_window_open_chart), self, G_CONNECT_SWAPPED);
}

/**
 * mps_window_ensure_section:
 * @self: the window, with a session
 * @section: name of a section
 *
 * Makes the page of a section of people, where it is one and there is none yet.
 */
void
mps_window_ensure_section (MpsWindow *self, const char *section)
{
  if (g_str_equal (section, "accounts"))
    ensure_accounts_page (self);
  if (g_str_equal (section, "reviews"))
    ensure_reviews_page (self);
  if (g_str_equal (section, "audit") && self->audit_section == NULL) {
    self->audit_section = mps_audit_section_new (self->session);
    gtk_stack_add_named (self->stack, self->audit_section, "audit");
  }
}

/**
 * mps_window_show_own_account:
 * @self: the window, with a session
 *
 * Shows one's own password and PIN.
 */
void
mps_window_show_own_account (MpsWindow *self)
{
  if (self->session == NULL || mps_preedit_is_open ())
    return;
  if (self->own_account_page == NULL) {
    self->own_account_page = mps_own_account_page_new (self->session);
    gtk_stack_add_named (self->stack, self->own_account_page, "own-account");
    g_signal_connect_object (self->own_account_page,
                             "recovery-key",
                             G_CALLBACK (on_recovery_key),
                             self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (
        self->own_account_page, "said", G_CALLBACK (mps_window_toast), self, G_CONNECT_SWAPPED);
  }
  gtk_stack_set_visible_child_name (self->stack, "own-account");
  gtk_label_set_text (self->section_title, _ ("Password and PIN"));
  gtk_list_box_unselect_all (self->sidebar);
  gtk_widget_child_focus (self->own_account_page, GTK_DIR_TAB_FORWARD);
}

static void
on_glass_back (MpsWindow *self)
{
  mps_window_show_page (self, "patients");
  mps_patients_page_focus_list (self->patients_page);
}

static void
on_glass_broken (MpsWindow *self, const char *patient_id)
{
  g_autofree char *id = g_strdup (patient_id);

  mps_window_open_chart (self, id);
}

/**
 * mps_window_offer_glass:
 * @self: the window
 * @patient_id: whose chart is closed to who works
 *
 * Asks whether they break the glass. A pharmacist or an administrator comes here too, where a chart
 * is not theirs at all.
 *
 * Returns: whether they may
 */
gboolean
mps_window_offer_glass (MpsWindow *self, const char *patient_id)
{
  if (!mps_session_may (self->session, MPS_ACTION_BREAK_GLASS) || patient_id == NULL)
    return FALSE;
  if (self->glass_page == NULL) {
    self->glass_page = g_object_new (MPS_TYPE_GLASS_PAGE, NULL);
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->glass_page), "glass");
    g_signal_connect_object (
        self->glass_page, "back", G_CALLBACK (on_glass_back), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (
        self->glass_page, "broken", G_CALLBACK (on_glass_broken), self, G_CONNECT_SWAPPED);
  }
  mps_window_show_page (self, "glass");
  mps_glass_page_ask (self->glass_page, self->session, patient_id);
  return TRUE;
}

/* Whatever was typed is kept as a draft; nothing of the chart stays. */
static void
close_glass_chart (MpsWindow *self)
{
  g_cancellable_cancel (self->opening);
  mps_glass_bar_set_end (self->glass_bar, 0);
  if (self->chart_page != NULL)
    mps_chart_page_show_opening (self->chart_page);
  g_clear_object (&self->chart);
  self->patients_shows = NULL;
  if (self->patients_page != NULL)
    mps_window_show_page (self, "patients");
}

static void
on_glass_ended (MpsWindow *self)
{
  close_glass_chart (self);
  mps_window_toast (self, _ ("The time is over: the chart is closed again"));
}

static void
on_glass_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (mps_people_job_finish (result, &error))
    mps_window_toast (self, _ ("The chart is closed again"));
  else
    mps_window_toast (
        self, _ ("The chart could not be closed before its time; it is not shown any more"));
}

static void
on_glass_close (MpsWindow *self)
{
  MpsPeopleJob *job = NULL;

  if (self->chart == NULL || mps_preedit_is_open ())
    return;
  job = mps_people_job_new (MPS_PEOPLE_CLOSE_GLASS, self->session);
  job->id = g_strdup (mps_chart_peek_patient_id (self->chart));
  close_glass_chart (self);
  mps_people_job_run_async (job, NULL, on_glass_closed, g_object_ref (self));
}

static void
on_glass_end_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsWindow) self = data;
  gint64 end_us = mps_people_job_finish_number (result, NULL);

  if (self->chart != NULL && self->glass_bar != NULL)
    mps_glass_bar_set_end (self->glass_bar, end_us);
}

/**
 * mps_window_watch_glass:
 * @self: the window
 *
 * Another chart is open, or none: says for how long, where a glass was broken for it.
 */
void
mps_window_watch_glass (MpsWindow *self)
{
  MpsPeopleJob *job = NULL;

  mps_glass_bar_set_end (self->glass_bar, 0);
  if (self->chart == NULL)
    return;
  job = mps_people_job_new (MPS_PEOPLE_GLASS_END, self->session);
  job->id = g_strdup (mps_chart_peek_patient_id (self->chart));
  mps_people_job_run_async (job, NULL, on_glass_end_known, g_object_ref (self));
}

/**
 * mps_window_init_glass:
 * @self: the window
 *
 * Puts the bar that counts down above the pages.
 */
void
mps_window_init_glass (MpsWindow *self)
{
  g_autoptr (GtkWidget) stack = g_object_ref (GTK_WIDGET (self->stack));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->glass_bar = MPS_GLASS_BAR (mps_glass_bar_new ());
  adw_toast_overlay_set_child (self->toasts, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->glass_bar));
  gtk_widget_set_vexpand (stack, TRUE);
  gtk_box_append (GTK_BOX (box), stack);
  adw_toast_overlay_set_child (self->toasts, box);
  g_signal_connect_object (
      self->glass_bar, "ended", G_CALLBACK (on_glass_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->glass_bar, "close", G_CALLBACK (on_glass_close), self, G_CONNECT_SWAPPED);
}
