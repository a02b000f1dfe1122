/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/keeping/mps-keeping-words.h"

#include <glib/gi18n-lib.h>

/* Stays until somebody answers it: a backup that is missing is noticed when it is too late. */
static void
tell (MpsWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, _ ("Show"));
  adw_toast_set_action_name (toast, "win.section");
  adw_toast_set_action_target (toast, "s", "keeping");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* Nobody keeps what is made up. */
static gboolean
is_worth_telling (MpsWindow *self, const MpsBackupState *state)
{
  if (state->clock_behind_us > 0)
    return TRUE;

  return state->overdue && (state->plan.folder != NULL || !mps_session_is_demo (self->session)) &&
         !mps_keeper_is_working (self->keeper) && !state->due;
}

static void
on_keeping_changed (MpsWindow *self)
{
  const MpsBackupState *state = mps_keeper_peek_state (self->keeper);
  g_auto (MpsKeepingSentence) sentence = { 0 };
  g_autofree char *clock = NULL;

  if (state == NULL || self->told_of_keeping || !is_worth_telling (self, state))
    return;

  self->told_of_keeping = TRUE;
  mps_keeping_sentence_init (&sentence, state);
  if (state->clock_behind_us > 0)
    clock = mps_keeping_dup_clock (state->clock_behind_us);
  tell (self, clock != NULL ? clock : sentence.what);
}

/**
 * mps_window_watch_keeping:
 * @self: the window, with a session and tasks
 *
 * From now on backups are made when they are due, and the window says once where none was made for
 * long, or where the clock is wrong.
 */
void
mps_window_watch_keeping (MpsWindow *self)
{
  self->keeper = mps_keeper_new (self->session, self->tasks);
  g_signal_connect_object (
      self->keeper, "changed", G_CALLBACK (on_keeping_changed), self, G_CONNECT_SWAPPED);
}
