/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/audit/mps-audit-check-view.h"

#include "app/clinic/audit/mps-daily-sheet.h"
#include "app/session/mps-words.h"
#include "ui/widgets/mps-file-choice.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsAuditCheckView {
  GtkWidget parent_instance;

  GtkEditable *head;
  MpsSentenceBox *verdict;
  GtkLabel *shown_head;
  GtkLabel *sheet_said;
  MpsSentenceBox *sheet_error;

  MpsSession *session;
  gboolean busy;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsAuditCheckView, mps_audit_check_view, GTK_TYPE_WIDGET)

static void
changed (MpsAuditCheckView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static char *
dup_break (const MpsAuditVerdict *verdict)
{
  g_autofree char *number = mps_words_dup_count (verdict->first_broken);

  switch (verdict->how) {
  case MPS_AUDIT_ALTERED:
    /* TRANSLATORS: %s is the number of an entry */
    return g_strdup_printf (_ ("Entry %s of the audit record was altered, or was put in."), number);
  case MPS_AUDIT_MISSING:
    /* TRANSLATORS: %s is the number of an entry */
    return g_strdup_printf (_ ("Entry %s of the audit record is missing."), number);
  case MPS_AUDIT_OUT_OF_ORDER:
    /* TRANSLATORS: %s is the number of an entry */
    return g_strdup_printf (_ ("Entry %s of the audit record is not in its place."), number);
  case MPS_AUDIT_TAIL_CUT:
    /* TRANSLATORS: %s is the number of an entry */
    return g_strdup_printf (_ ("Entry %s of the audit record and all after it are gone."), number);
  case MPS_AUDIT_INTACT:
  default:
    return g_strdup_printf (_ ("Entry %s of the audit record does not fit."), number);
  }
}

static void
show_whole (MpsAuditCheckView *self, const MpsAuditVerdict *verdict, gboolean with_head)
{
  g_autofree char *number = mps_words_dup_count (verdict->entries);
  g_autofree char *what =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                    "The audit record is whole: %s entry, not altered.",
                                    "The audit record is whole: %s entries, none altered.",
                                    (gulong)verdict->entries),
                       number);

  mps_sentence_box_set (
      self->verdict,
      MPS_MEANING_NORMAL,
      what,
      with_head ? _ ("It still holds everything that it held when the sheet was printed.")
                : _ ("That its end was not cut off is seen only with the head of a printed sheet."),
      "",
      NULL);
}

static void
show_verdict (MpsAuditCheckView *self, const MpsAuditVerdict *verdict)
{
  gboolean with_head = *gtk_editable_get_text (self->head) != '\0';
  g_autofree char *broken = NULL;

  gtk_label_set_text (self->shown_head, verdict->head != NULL ? verdict->head : "");
  if (verdict->first_broken == 0) {
    show_whole (self, verdict, with_head);
    return;
  }
  broken = dup_break (verdict);
  mps_sentence_box_set (
      self->verdict,
      MPS_MEANING_CRITICAL,
      broken,
      _ ("From there on it does not prove who saw and changed what. The charts themselves are "
         "checked apart from it, with “Check all records”."),
      _ ("Keep the profile’s folder as it is, make no new backup over an old one, and tell "
         "support."),
      mps_audit_break_to_string (verdict->how));
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsAuditCheckView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsAuditVerdict) verdict = mps_audit_review_verify_finish (result, &error);

  self->busy = FALSE;
  if (self->head == NULL)
    return;
  if (verdict != NULL)
    show_verdict (self, verdict);
  else
    mps_sentence_box_set_error (self->verdict, error);
  changed (self);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsAuditCheckView) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *head = mps_daily_sheet_write_finish (result, &error);

  if (self->head == NULL)
    return;
  if (head != NULL)
    gtk_label_set_text (self->sheet_said, _ ("The sheet was saved. Print it and file it."));
  else
    mps_sentence_box_set_error (self->sheet_error, error);
  changed (self);
}

static void
on_chosen (GPtrArray *paths, gpointer data)
{
  mps_audit_check_view_write_sheet (data, g_ptr_array_index (paths, 0));
}

static void
on_activated (MpsAuditCheckView *self)
{
  mps_audit_check_view_check (self);
}

static void
mps_audit_check_view_dispose (GObject *object)
{
  MpsAuditCheckView *self = MPS_AUDIT_CHECK_VIEW (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->head = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_audit_check_view_parent_class)->dispose (object);
}

static void
mps_audit_check_view_class_init (MpsAuditCheckViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_audit_check_view_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/audit-check-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsAuditCheckView, head);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditCheckView, verdict);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditCheckView, shown_head);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditCheckView, sheet_said);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditCheckView, sheet_error);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
mps_audit_check_view_init (MpsAuditCheckView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_audit_check_view_set_session:
 * @self: the view
 * @session: who checks
 */
void
mps_audit_check_view_set_session (MpsAuditCheckView *self, MpsSession *session)
{
  g_set_object (&self->session, session);
}

/**
 * mps_audit_check_view_set_head:
 * @self: the view
 * @head: of a printed sheet, as typed or scanned
 */
void
mps_audit_check_view_set_head (MpsAuditCheckView *self, const char *head)
{
  gtk_editable_set_text (self->head, head);
}

/**
 * mps_audit_check_view_peek_reason:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): why it cannot be checked now, translated
 */
const char *
mps_audit_check_view_peek_reason (MpsAuditCheckView *self)
{
  return self->busy ? _ ("It is being checked") : NULL;
}

/**
 * mps_audit_check_view_check:
 * @self: the view
 *
 * Reads the whole audit record and says whether it is whole.
 */
void
mps_audit_check_view_check (MpsAuditCheckView *self)
{
  g_autofree char *head = g_strstrip (g_strdup (gtk_editable_get_text (self->head)));

  if (self->busy)
    return;
  self->busy = TRUE;
  mps_sentence_box_set (
      self->verdict, MPS_MEANING_UNKNOWN, _ ("The audit record is being checked…"), "", "", NULL);
  gtk_label_set_text (self->shown_head, "");
  changed (self);
  mps_audit_review_verify_async (
      self->session, *head != '\0' ? head : NULL, NULL, on_verified, g_object_ref (self));
}

/**
 * mps_audit_check_view_save_sheet:
 * @self: the view
 *
 * Lets a person choose where the sheet of the day goes.
 */
void
mps_audit_check_view_save_sheet (MpsAuditCheckView *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  /* TRANSLATORS: name of a file; %s is a day */
  g_autofree char *name = g_strdup_printf (_ ("daily-sheet-%s.pdf"), day);

  mps_file_choice_save_pdf (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), name, on_chosen, G_OBJECT (self));
}

/**
 * mps_audit_check_view_write_sheet:
 * @self: the view
 * @path: where the sheet of the day goes
 */
void
mps_audit_check_view_write_sheet (MpsAuditCheckView *self, const char *path)
{
  gtk_label_set_text (self->sheet_said, "");
  mps_sentence_box_clear (self->sheet_error);
  mps_daily_sheet_write_async (
      self->session, NULL, mps_language_peek (), path, NULL, on_written, g_object_ref (self));
}
