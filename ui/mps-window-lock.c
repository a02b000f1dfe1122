/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "app/session/mps-session-lock.h"
#include "app/session/people/mps-policy.h"
#include "ui/forms/mps-draft-keeper.h"
#include "ui/widgets/mps-page.h"

#include <glib/gi18n-lib.h>

/* Curtain, lock, and another person. Before anybody else may look, every page goes, so that nothing
   of a patient stays in the window, and what was typed is kept as a draft by who typed it. */

/** POLL_MS: how often it is asked whether all drafts are kept, ms */
#define POLL_MS 20

/** PATIENCE_S: a disk that does not answer must not keep the workstation open, s */
#define PATIENCE_S 10

static void
place_free (gpointer data)
{
  MpsWindowPlace *place = data;

  g_free (place->page);
  g_free (place->patient_id);
  g_free (place->within);
  g_free (place);
}

/* Pages that can be drawn by their ids again; the others lead to the chart or to the list. */
static void
remember_place (MpsWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  MpsWindowPlace *place = g_new0 (MpsWindowPlace, 1);

  place->page = g_strdup (gtk_stack_get_visible_child_name (self->stack));
  if (self->chart != NULL)
    place->patient_id = g_strdup (mps_chart_peek_patient_id (self->chart));
  if (MPS_IS_PAGE (page))
    place->within = mps_page_dup_place (MPS_PAGE (page));
  g_hash_table_replace (self->places, g_strdup (mps_session_peek_user (self->session)), place);
}

static void
go_to_place (MpsWindow *self)
{
  MpsWindowPlace *place = g_hash_table_lookup (self->places, mps_session_peek_user (self->session));

  if (place == NULL)
    return;
  if (place->patient_id != NULL && mps_window_may_section (self, "patients")) {
    mps_window_open_chart (self, place->patient_id);
    if (g_str_equal (place->page, "chart"))
      self->within = g_strdup (place->within);
  }
  if (g_str_equal (place->page, "register") && mps_window_may_section (self, "patients"))
    mps_window_register (self);
  else if (!g_str_equal (place->page, "patients") && mps_window_may_section (self, place->page))
    mps_window_show_section (self, place->page);
}

/* Dialogs and such stand over the window and show what it shows. */
static GList *
list_dialogs (MpsWindow *self)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();
  GList *dialogs = NULL;

  for (GList *link = all; link != NULL; link = link->next) {
    if (link->data != (gpointer)self &&
        gtk_window_get_transient_for (link->data) == GTK_WINDOW (self))
      dialogs = g_list_prepend (dialogs, link->data);
  }
  return dialogs;
}

static void
destroy_dialogs (MpsWindow *self)
{
  g_autoptr (GList) dialogs = list_dialogs (self);

  g_clear_list (&self->dialogs_before, g_object_unref);
  for (GList *link = dialogs; link != NULL; link = link->next)
    gtk_window_destroy (link->data);
}

static gboolean
on_leaving_poll (gpointer data)
{
  MpsWindow *self = data;
  MpsWindowLeft left = self->leaving;
  gint64 waited_us = g_get_monotonic_time () - self->leaving_since_us;

  if (!mps_draft_keeper_all_idle () && waited_us < PATIENCE_S * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  self->leaving_poll = 0;
  self->leaving = NULL;
  left (self);
  return G_SOURCE_REMOVE;
}

static void on_lift (MpsWindow *self);

static MpsCurtainPage *
ensure_curtain_page (MpsWindow *self)
{
  if (self->curtain_page != NULL)
    return self->curtain_page;
  self->curtain_page = g_object_new (MPS_TYPE_CURTAIN_PAGE, NULL);
  mps_window_add_cover (self, GTK_WIDGET (self->curtain_page), "curtain");
  g_signal_connect_object (
      self->curtain_page, "lift", G_CALLBACK (on_lift), self, G_CONNECT_SWAPPED);
  return self->curtain_page;
}

/* Covers at once; the pages go while nobody can look, and @left is called when all is kept. */
static void
leave (MpsWindow *self, MpsWindowLeft left)
{
  self->leaving = left;
  if (self->leaving_poll != 0)
    return;
  g_clear_weak_pointer (&self->focus_before);
  /* A syllable that is still being composed goes into its field when the focus leaves that. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (!self->away)
    remember_place (self);
  mps_window_cover_with (self, GTK_WIDGET (ensure_curtain_page (self)));
  mps_curtain_page_show_locking (self->curtain_page);
  destroy_dialogs (self);
  mps_window_drop_pages (self);
  self->away = TRUE;
  self->leaving_since_us = g_get_monotonic_time ();
  self->leaving_poll = g_timeout_add (POLL_MS, on_leaving_poll, self);
}

static void
lock_now (MpsWindow *self)
{
  mps_session_lock (self->session);
  mps_window_cover_with (self, GTK_WIDGET (mps_window_ensure_sign_in_page (self)));
  mps_sign_in_page_ask_again (self->sign_in_page, self->session, self->expected);
  g_clear_pointer (&self->expected, g_free);
}

static void
draw_curtain (MpsWindow *self)
{
  if (self->covering == NULL && self->session != NULL)
    mps_session_draw_curtain (self->session);
}

/**
 * mps_window_lock:
 * @self: the window
 *
 * Ctrl+L: locks at once. Where there is no password to unlock with, the curtain is drawn.
 */
void
mps_window_lock (MpsWindow *self)
{
  if (self->session == NULL || mps_session_is_locked (self->session))
    return;
  if (mps_session_has_password (self->session))
    leave (self, lock_now);
  else
    draw_curtain (self);
}

static void
on_switch_password (MpsWindow *self, const char *name)
{
  g_free (self->expected);
  self->expected = g_strdup (name);
  mps_window_lock (self);
}

static void
show_switch_page (MpsWindow *self)
{
  if (self->switch_page == NULL) {
    self->switch_page = g_object_new (MPS_TYPE_SWITCH_PAGE, NULL);
    mps_window_add_cover (self, GTK_WIDGET (self->switch_page), "switch");
    g_signal_connect_object (
        self->switch_page, "back", G_CALLBACK (mps_window_come_back), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (
        self->switch_page, "done", G_CALLBACK (mps_window_come_back), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (
        self->switch_page, "password", G_CALLBACK (on_switch_password), self, G_CONNECT_SWAPPED);
  }
  mps_window_cover_with (self, GTK_WIDGET (self->switch_page));
  mps_switch_page_ask (self->switch_page, self->session);
}

/**
 * mps_window_switch_user:
 * @self: the window
 *
 * Ctrl+Shift+L: lets somebody else take over by PIN; who goes finds everything again later.
 */
void
mps_window_switch_user (MpsWindow *self)
{
  if (self->session == NULL || mps_session_is_locked (self->session) ||
      !mps_session_has_password (self->session))
    return;
  if (self->covering == NULL || self->covering == GTK_WIDGET (self->curtain_page))
    leave (self, show_switch_page);
}

/**
 * mps_window_come_back:
 * @self: the window, whose pages went
 *
 * Somebody works again: their pages come, at the place where they left.
 */
void
mps_window_come_back (MpsWindow *self)
{
  if (self->leaving_poll != 0)
    return;
  mps_session_lift_curtain (self->session);
  mps_window_uncover (self);
  if (!self->away)
    return;
  self->away = FALSE;
  mps_window_fill (self);
  go_to_place (self);
}

static void
hide_dialogs (MpsWindow *self)
{
  self->dialogs_before = list_dialogs (self);
  for (GList *link = self->dialogs_before; link != NULL; link = link->next) {
    g_object_ref (link->data);
    gtk_widget_set_visible (link->data, FALSE);
  }
}

static void
show_dialogs (MpsWindow *self)
{
  for (GList *link = self->dialogs_before; link != NULL; link = link->next)
    gtk_widget_set_visible (link->data, TRUE);
  g_clear_list (&self->dialogs_before, g_object_unref);
}

static void
on_curtain (MpsWindow *self)
{
  if (mps_session_has_curtain (self->session) && self->covering == NULL) {
    g_set_weak_pointer (&self->focus_before, gtk_window_get_focus (GTK_WINDOW (self)));
    hide_dialogs (self);
    mps_window_cover_with (self, GTK_WIDGET (ensure_curtain_page (self)));
    mps_curtain_page_show_curtain (self->curtain_page);
  } else if (!mps_session_has_curtain (self->session) &&
             self->covering == GTK_WIDGET (self->curtain_page) && self->leaving_poll == 0) {
    mps_window_uncover (self);
    show_dialogs (self);
    if (self->focus_before != NULL)
      gtk_widget_grab_focus (self->focus_before);
    g_clear_weak_pointer (&self->focus_before);
  }
}

static void
on_lift (MpsWindow *self)
{
  mps_session_lift_curtain (self->session);
}

/* Whoever watches a run on the screen does not touch anything; the time until it locks counts on.
 */
static gboolean
is_watching (MpsWindow *self)
{
  MpsMeasurement *measurement =
      self->measure_page != NULL ? mps_measure_page_get_measurement (self->measure_page) : NULL;

  return measurement != NULL && mps_measure_page_is_bound (self->measure_page) &&
         mps_measurement_get_state (measurement) < MPS_MEASUREMENT_REVIEW &&
         gtk_widget_get_mapped (GTK_WIDGET (self->measure_page));
}

/* Invented patients need no curtain. */
static void
on_idle_curtain (MpsWindow *self)
{
  if (self->session != NULL && !mps_session_is_demo (self->session) && !is_watching (self))
    draw_curtain (self);
}

/* A recovery key that nobody wrote down yet would be lost. */
static void
on_idle_lock (MpsWindow *self)
{
  gboolean key = self->recovery_page != NULL && self->covering == GTK_WIDGET (self->recovery_page);

  if (self->session != NULL && !key && mps_session_has_password (self->session))
    mps_window_lock (self);
}

/* The roles of who works were changed by somebody else: what they saw before goes. Who takes over
 * comes by a page of the window, which is away until then. */
static void
on_user_changed (MpsWindow *self)
{
  if (self->away)
    return;
  if (mps_session_get_roles (self->session) == 0)
    mps_window_lock (self);
  else
    leave (self, mps_window_come_back);
}

/**
 * mps_window_init_lock:
 * @self: the window, with a session
 *
 * From now on the curtain is drawn and the session locks when nobody has touched anything for the
 * times of the policy.
 */
void
mps_window_init_lock (MpsWindow *self)
{
  const MpsPolicy *policy = mps_policy_get ();

  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  self->idle = mps_idle_watch_new (GTK_WIDGET (self), policy->idle_curtain_s, policy->idle_lock_s);
  g_signal_connect_object (
      self->idle, "curtain", G_CALLBACK (on_idle_curtain), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->idle, "lock", G_CALLBACK (on_idle_lock), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->session, "curtain", G_CALLBACK (on_curtain), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->session, "user-changed", G_CALLBACK (on_user_changed), self, G_CONNECT_SWAPPED);
}

/**
 * mps_window_clear_lock:
 * @self: the window, which goes
 */
void
mps_window_clear_lock (MpsWindow *self)
{
  g_clear_handle_id (&self->leaving_poll, g_source_remove);
  g_clear_object (&self->idle);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->expected, g_free);
  g_clear_pointer (&self->within, g_free);
  g_clear_weak_pointer (&self->focus_before);
  g_clear_list (&self->dialogs_before, g_object_unref);
  g_clear_object (&self->kept_measure);
}
