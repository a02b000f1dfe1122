/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/keeping/mps-keeping-page.h"

#include "app/clinic/keeping/mps-retention.h"
#include "app/session/mps-words.h"
#include "ui/keeping/mps-keeping-words.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-file-choice.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsKeepingPage {
  GtkWidget parent_instance;

  MpsSentenceBox *state_box;
  MpsSentenceBox *clock_box;
  MpsSentenceBox *error_box;
  AdwActionRow *where;
  GtkWidget *choose;
  GtkWidget *kit;
  AdwComboRow *every;
  AdwComboRow *keep;
  AdwPreferencesGroup *retention;
  GtkListBox *kinds;
  MpsActionBar *actions;

  MpsKeeper *keeper;
  MpsSession *session;
  GCancellable *cancellable;
  GArray *hours;
  GArray *counts;
  gboolean filling;
};

static GtkWidget *
mps_keeping_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_KEEPING_PAGE (page)->actions);
}

static void
mps_keeping_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_keeping_page_get_primary;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsKeepingPage,
                               mps_keeping_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_keeping_page_page_init))

/* The usual figures, and the one that counts where somebody chose another. */
static guint
fill_choice (AdwComboRow *row, GArray *values, guint current, char *(*dup_word) (guint value))
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint selected = values->len;

  for (guint i = 0; i < values->len; i++)
    if (g_array_index (values, guint, i) == current)
      selected = i;
  if (selected == values->len)
    g_array_append_val (values, current);
  for (guint i = 0; i < values->len; i++)
    gtk_string_list_take (words, dup_word (g_array_index (values, guint, i)));

  adw_combo_row_set_model (row, G_LIST_MODEL (words));
  adw_combo_row_set_selected (row, selected);
  return selected;
}

static void
show_state (MpsKeepingPage *self, const MpsBackupState *state)
{
  g_auto (MpsKeepingSentence) sentence = { 0 };
  g_autofree char *clock = NULL;

  mps_keeping_sentence_init (&sentence, state);
  mps_sentence_box_set (
      self->state_box, sentence.meaning, sentence.what, sentence.why, sentence.next, NULL);
  if (state->clock_behind_us > 0) {
    clock = mps_keeping_dup_clock (state->clock_behind_us);
    mps_sentence_box_set (self->clock_box,
                          MPS_MEANING_ATTENTION,
                          clock,
                          _ ("What is written now would stand at a wrong time for good."),
                          _ ("Set the clock right before you write anything."),
                          NULL);
  } else {
    mps_sentence_box_clear (self->clock_box);
  }

  self->filling = TRUE;
  adw_action_row_set_subtitle (self->where,
                               state->plan.folder != NULL ? state->plan.folder : _ ("Nowhere yet"));
  fill_choice (self->every, self->hours, state->plan.every_hours, mps_keeping_dup_every);
  fill_choice (self->keep, self->counts, state->plan.keep, mps_keeping_dup_keep);
  self->filling = FALSE;
}

static const char *
find_reason (MpsKeepingPage *self, const MpsBackupState *state)
{
  if (self->session == NULL || state == NULL)
    return _ ("Looking…");
  if (!mps_session_may (self->session, MPS_ACTION_BACKUP))
    return _ ("Only an administrator makes backups");
  if (mps_keeper_is_working (self->keeper))
    return _ ("A backup is being made…");
  return state->plan.folder == NULL ? _ ("Choose a folder first") : NULL;
}

static void
update (MpsKeepingPage *self)
{
  const MpsBackupState *state = self->keeper != NULL ? mps_keeper_peek_state (self->keeper) : NULL;
  const GError *error = self->keeper != NULL ? mps_keeper_peek_error (self->keeper) : NULL;
  gboolean may = self->session != NULL && mps_session_may (self->session, MPS_ACTION_BACKUP);

  if (state != NULL)
    show_state (self, state);
  if (error != NULL)
    mps_sentence_box_set_error (self->error_box, error);
  gtk_widget_set_sensitive (self->choose, may && state != NULL);
  gtk_widget_set_sensitive (self->kit, may && state != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->every), may && state != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->keep), may && state != NULL);
  mps_action_bar_set_primary (self->actions, _ ("_Back up now"), find_reason (self, state));
}

static void
on_plan_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsKeepingPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = mps_keeper_set_plan_finish (MPS_KEEPER (source), result, &error);

  if (self->actions == NULL)
    return;
  if (done)
    mps_sentence_box_clear (self->error_box);
  else
    mps_sentence_box_set_error (self->error_box, error);
  update (self);
}

static void
set_plan (MpsKeepingPage *self, const char *folder)
{
  guint hours = adw_combo_row_get_selected (self->every);
  guint count = adw_combo_row_get_selected (self->keep);
  MpsBackupPlan plan = { .folder = (char *)folder };

  if (hours >= self->hours->len || count >= self->counts->len)
    return;
  plan.every_hours = g_array_index (self->hours, guint, hours);
  plan.keep = g_array_index (self->counts, guint, count);
  mps_keeper_set_plan_async (
      self->keeper, &plan, self->cancellable, on_plan_set, g_object_ref (self));
}

static void
on_choice (MpsKeepingPage *self)
{
  const MpsBackupState *state = self->keeper != NULL ? mps_keeper_peek_state (self->keeper) : NULL;

  if (!self->filling && state != NULL)
    set_plan (self, state->plan.folder);
}

static void
on_folder_chosen (GPtrArray *paths, gpointer data)
{
  set_plan (MPS_KEEPING_PAGE (data), g_ptr_array_index (paths, 0));
}

static void
on_choose (MpsKeepingPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  mps_file_choice_select_folder (GTK_WINDOW (root), on_folder_chosen, G_OBJECT (self));
}

static void
on_kit_place_chosen (GPtrArray *paths, gpointer data)
{
  MpsKeepingPage *self = MPS_KEEPING_PAGE (data);

  mps_keeper_make_downtime_kit (self->keeper, g_ptr_array_index (paths, 0), mps_language_peek ());
}

static void
on_kit (MpsKeepingPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  mps_file_choice_select_folder (GTK_WINDOW (root), on_kit_place_chosen, G_OBJECT (self));
}

static void
on_primary (MpsKeepingPage *self)
{
  if (self->keeper != NULL && !mps_keeper_is_working (self->keeper))
    mps_keeper_back_up (self->keeper);
}

static GtkWidget *
new_kind_row (const MpsRetentionKind *kind)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *records = mps_words_dup_count (kind->records);
  g_autofree char *past = mps_words_dup_count (kind->past);
  /* TRANSLATORS: a term, as in "5 years at least", and how many records there are */
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                    "%1$u year at least · %2$s records, %3$s past that",
                                    "%1$u years at least · %2$s records, %3$s past that",
                                    kind->years),
                       kind->years,
                       records,
                       past);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kind->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
count_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *kinds = mps_retention_count (data, g_get_real_time (), cancellable, &error);

  if (kinds != NULL)
    g_task_return_pointer (task, kinds, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsKeepingPage *self = MPS_KEEPING_PAGE (source);
  g_autoptr (GPtrArray) kinds = g_task_propagate_pointer (G_TASK (result), NULL);
  GtkWidget *row;

  if (self->actions == NULL || kinds == NULL)
    return;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->kinds))) != NULL)
    gtk_list_box_remove (self->kinds, row);
  for (guint i = 0; i < kinds->len; i++)
    gtk_list_box_append (self->kinds, new_kind_row (g_ptr_array_index (kinds, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->retention), TRUE);
}

static void
load_kinds (MpsKeepingPage *self)
{
  g_autoptr (GTask) task = NULL;

  if (!mps_session_may (self->session, MPS_ACTION_MAINTAIN)) {
    gtk_widget_set_visible (GTK_WIDGET (self->retention), FALSE);
    return;
  }

  task = g_task_new (self, self->cancellable, on_counted, NULL);
  g_task_set_source_tag (task, load_kinds);
  g_task_set_task_data (task, g_object_ref (self->session), g_object_unref);
  g_task_run_in_thread (task, count_in_thread);
}

static void
mps_keeping_page_map (GtkWidget *widget)
{
  MpsKeepingPage *self = MPS_KEEPING_PAGE (widget);

  GTK_WIDGET_CLASS (mps_keeping_page_parent_class)->map (widget);
  if (self->keeper == NULL)
    return;
  mps_keeper_look (self->keeper);
  load_kinds (self);
}

static void
mps_keeping_page_dispose (GObject *object)
{
  MpsKeepingPage *self = MPS_KEEPING_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  self->actions = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->keeper);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_keeping_page_parent_class)->dispose (object);
}

static void
mps_keeping_page_finalize (GObject *object)
{
  MpsKeepingPage *self = MPS_KEEPING_PAGE (object);

  g_clear_object (&self->cancellable);
  g_array_unref (self->hours);
  g_array_unref (self->counts);
  G_OBJECT_CLASS (mps_keeping_page_parent_class)->finalize (object);
}

static void
mps_keeping_page_class_init (MpsKeepingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_keeping_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mps_keeping_page_finalize;
  widget_class->map = mps_keeping_page_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/keeping-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, state_box);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, clock_box);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, where);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, choose);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, kit);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, every);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, keep);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, retention);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, MpsKeepingPage, actions);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_kit);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
}

static void
mps_keeping_page_init (MpsKeepingPage *self)
{
  const guint hours[] = { 1, 4, 12, 24, 168 };
  const guint counts[] = { 7, 14, 30, 90 };

  self->cancellable = g_cancellable_new ();
  self->hours = g_array_new (FALSE, FALSE, sizeof (guint));
  self->counts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (self->hours, hours, G_N_ELEMENTS (hours));
  g_array_append_vals (self->counts, counts, G_N_ELEMENTS (counts));
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * mps_keeping_page_set_keeper:
 * @self: the page
 * @keeper: what knows how the records are kept
 * @session: who works
 */
void
mps_keeping_page_set_keeper (MpsKeepingPage *self, MpsKeeper *keeper, MpsSession *session)
{
  g_set_object (&self->keeper, keeper);
  g_set_object (&self->session, session);
  g_signal_connect_object (keeper, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "user-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
