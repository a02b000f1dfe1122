/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/audit/mps-audit-month-view.h"

#include "app/clinic/audit/mps-audit-list.h"
#include "app/clinic/audit/mps-audit-words.h"
#include "app/session/mps-words.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/** ENTRIES_SHOWN: of each concern; the list view has them all */
#define ENTRIES_SHOWN 100

struct _MpsAuditMonthView {
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkWidget *next;
  GtkStack *stack;
  MpsSentenceBox *error;
  GtkLabel *signed_off;
  GtkListBox *people;
  GtkListBox *concerns;
  GtkEditable *comment;

  MpsSession *session;
  GCancellable *loading;
  int year;
  int month;
  gboolean loaded;
  gboolean busy;
  gboolean is_signed_off;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsAuditMonthView, mps_audit_month_view, GTK_TYPE_WIDGET)

static void
changed (MpsAuditMonthView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
clear_rows (GtkListBox *list)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static GtkWidget *
new_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static void
add_person (MpsAuditMonthView *self, const MpsAuditPerson *person)
{
  g_autofree char *seen = mps_words_dup_count (person->seen);
  g_autofree char *written = mps_words_dup_count (person->created);
  g_autofree char *altered = mps_words_dup_count (person->changed);
  g_autoptr (GString) text = g_string_new (NULL);

  /* TRANSLATORS: three numbers: what somebody did in a month */
  g_string_printf (text, _ ("seen %s, written %s, changed %s"), seen, written, altered);
  for (guint i = 0; i < MPS_N_AUDIT_CONCERNS; i++) {
    g_autofree char *count = mps_words_dup_count (person->concerns[i]);

    if (person->concerns[i] > 0)
      g_string_append_printf (
          text, " · %s %s", mps_audit_concern_to_label ((MpsAuditConcern)i), count);
  }
  gtk_list_box_append (self->people, new_row (mps_audit_peek_who_words (person->who), text->str));
}

static GtkWidget *
new_entry_row (MpsAuditItem *item)
{
  const MpsAuditRecord *record = mps_audit_item_peek_record (item);
  g_autofree char *what = mps_audit_item_dup_what (item);
  g_autofree char *when = mps_format_when_full (record->time_us);
  g_autofree char *whose = mps_audit_item_dup_whose (item);
  g_autofree char *full = mps_audit_item_dup_whose_full (item);
  g_autofree char *why = mps_audit_item_dup_why (item);
  g_autofree char *facts = g_strjoin (" · ",
                                      when,
                                      mps_audit_peek_who_words (record->who),
                                      why,
                                      *whose != '\0' ? whose : NULL,
                                      NULL);
  GtkWidget *row = new_row (what, facts);

  gtk_widget_set_tooltip_text (row, *full != '\0' ? full : NULL);
  return row;
}

static void
add_concern (MpsAuditMonthView *self, const MpsAuditMonth *month, MpsAuditConcern concern)
{
  GListModel *entries = G_LIST_MODEL (month->concerns[concern]);
  g_autofree char *count = mps_words_dup_count (month->counts[concern]);
  GtkWidget *row = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), mps_audit_concern_to_label (concern));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), count);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), month->counts[concern] > 0);
  for (guint i = 0; i < g_list_model_get_n_items (entries) && i < ENTRIES_SHOWN; i++) {
    g_autoptr (MpsAuditItem) item = g_list_model_get_item (entries, i);

    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), new_entry_row (item));
  }
  if (month->counts[concern] > ENTRIES_SHOWN)
    adw_expander_row_add_row (
        ADW_EXPANDER_ROW (row),
        new_row (_ ("There are more"), _ ("The list under “Entries” has them all.")));
  gtk_list_box_append (self->concerns, row);
}

static void
fill (MpsAuditMonthView *self, const MpsAuditMonth *month)
{
  clear_rows (self->people);
  clear_rows (self->concerns);
  for (guint i = 0; i < month->people->len; i++)
    add_person (self, g_ptr_array_index (month->people, i));
  for (guint i = 0; i < MPS_N_AUDIT_CONCERNS; i++)
    add_concern (self, month, (MpsAuditConcern)i);
  gtk_stack_set_visible_child_name (self->stack, month->entries > 0 ? "month" : "empty");
}

static void
show_sign_off (MpsAuditMonthView *self, MpsAuditItem *item)
{
  const MpsAuditRecord *record = item != NULL ? mps_audit_item_peek_record (item) : NULL;
  g_autofree char *when = record != NULL ? mps_format_when_full (record->time_us) : NULL;
  g_autofree char *text = NULL;

  if (record != NULL)
    /* TRANSLATORS: who signed a month off, and when */
    text = g_strdup_printf (_ ("Signed off by %s, %s"), record->who, when);
  self->is_signed_off = record != NULL;
  gtk_label_set_text (self->signed_off, text != NULL ? text : _ ("Not signed off yet"));
}

static void
on_signed_off (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsAuditMonthView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsAuditItem) item = mps_audit_sign_off_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->people == NULL)
    return;
  if (error != NULL)
    mps_sentence_box_set_error (self->error, error);
  else
    show_sign_off (self, item);
  if (self->busy && error == NULL)
    gtk_editable_set_text (self->comment, "");
  self->busy = FALSE;
  changed (self);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsAuditMonthView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsAuditMonth) month = mps_audit_month_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->people == NULL)
    return;
  if (month == NULL) {
    mps_sentence_box_set_error (self->error, error);
    gtk_stack_set_visible_child_name (self->stack, "failed");
    return;
  }
  fill (self, month);
  self->loaded = TRUE;
  changed (self);
}

static void
load (MpsAuditMonthView *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *title = g_strdup_printf ("%04d-%02d", self->year, self->month);
  gboolean last = self->year * 12 + self->month >=
                  g_date_time_get_year (now) * 12 + g_date_time_get_month (now);

  gtk_label_set_text (self->title, title);
  gtk_widget_set_sensitive (self->next, !last);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  mps_sentence_box_clear (self->error);
  gtk_label_set_text (self->signed_off, "");
  self->loaded = FALSE;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  changed (self);
  mps_audit_month_load_async (
      self->session, self->year, self->month, self->loading, on_loaded, g_object_ref (self));
  mps_audit_load_sign_off_async (
      self->session, self->year, self->month, self->loading, on_signed_off, g_object_ref (self));
}

static void
move (MpsAuditMonthView *self, int months)
{
  int at = self->year * 12 + self->month - 1 + months;

  self->year = at / 12;
  self->month = at % 12 + 1;
  load (self);
}

static void
on_previous (MpsAuditMonthView *self)
{
  move (self, -1);
}

static void
on_next (MpsAuditMonthView *self)
{
  move (self, 1);
}

static void
mps_audit_month_view_dispose (GObject *object)
{
  MpsAuditMonthView *self = MPS_AUDIT_MONTH_VIEW (object);
  GtkWidget *child = NULL;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->people = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_audit_month_view_parent_class)->dispose (object);
}

static void
mps_audit_month_view_class_init (MpsAuditMonthViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_audit_month_view_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/audit-month-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsAuditMonthView, title);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditMonthView, next);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditMonthView, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditMonthView, error);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditMonthView, signed_off);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditMonthView, people);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditMonthView, concerns);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditMonthView, comment);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
}

static void
mps_audit_month_view_init (MpsAuditMonthView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_audit_month_view_set_session:
 * @self: the view
 * @session: who looks
 *
 * Shows the month that it is.
 */
void
mps_audit_month_view_set_session (MpsAuditMonthView *self, MpsSession *session)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  g_set_object (&self->session, session);
  self->year = g_date_time_get_year (now);
  self->month = g_date_time_get_month (now);
  load (self);
}

/**
 * mps_audit_month_view_peek_reason:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): why the month cannot be signed off now, translated
 */
const char *
mps_audit_month_view_peek_reason (MpsAuditMonthView *self)
{
  if (!self->loaded)
    return _ ("The month is not read yet");
  return self->busy ? _ ("Being saved…") : NULL;
}

/**
 * mps_audit_month_view_sign_off:
 * @self: the view
 *
 * Puts on record that the month was looked through.
 */
void
mps_audit_month_view_sign_off (MpsAuditMonthView *self)
{
  g_autofree char *comment = g_strstrip (g_strdup (gtk_editable_get_text (self->comment)));

  if (mps_audit_month_view_peek_reason (self) != NULL || mps_preedit_is_open ())
    return;
  self->busy = TRUE;
  mps_sentence_box_clear (self->error);
  changed (self);
  mps_audit_sign_off_async (
      self->session, self->year, self->month, comment, NULL, on_signed_off, g_object_ref (self));
}

/**
 * mps_audit_month_view_is_signed_off:
 * @self: the view
 *
 * Returns: whether somebody looked through the month that is shown
 */
gboolean
mps_audit_month_view_is_signed_off (MpsAuditMonthView *self)
{
  return self->is_signed_off;
}
