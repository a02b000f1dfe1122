/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/users/mps-reviews-page.h"

#include "app/session/people/mps-approvals.h"
#include "app/session/people/mps-break-glass.h"
#include "app/session/people/mps-policy.h"
#include "ui/users/mps-review-row.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsReviewsPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  MpsSentenceBox *error;
  GtkWidget *approvals_group;
  GtkListBox *approvals;
  GtkWidget *glasses_group;
  GtkListBox *glasses;

  MpsSession *session;
  guint waiting;
};

enum {
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
mps_reviews_page_page_init (MpsPageInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsReviewsPage,
                               mps_reviews_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_reviews_page_page_init))

static void load (MpsReviewsPage *self);

static void
clear_rows (GtkListBox *list)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static void
update (MpsReviewsPage *self)
{
  gboolean approvals = gtk_widget_get_first_child (GTK_WIDGET (self->approvals)) != NULL;
  gboolean glasses = gtk_widget_get_first_child (GTK_WIDGET (self->glasses)) != NULL;

  gtk_widget_set_visible (self->approvals_group, approvals);
  gtk_widget_set_visible (self->glasses_group, glasses);
  gtk_stack_set_visible_child_name (self->stack,
                                    self->waiting > 0      ? "loading"
                                    : approvals || glasses ? "list"
                                                           : "empty");
}

static void
on_decided (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsReviewsPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!mps_people_job_finish (result, &error) && self->approvals != NULL)
    mps_sentence_box_set_error (self->error, error);
  if (self->approvals != NULL)
    load (self);
}

static void
decide (MpsReviewsPage *self, MpsPeopleTask task, const char *id, gboolean yes, const char *comment)
{
  MpsPeopleJob *job = mps_people_job_new (task, self->session);

  job->id = g_strdup (id);
  job->yes = yes;
  job->text = g_strdup (comment);
  mps_sentence_box_clear (self->error);
  mps_people_job_run_async (job, NULL, on_decided, g_object_ref (self));
}

static void
on_approval (MpsReviewRow *row, gboolean yes, const char *comment, MpsReviewsPage *self)
{
  decide (self, MPS_PEOPLE_DECIDE, gtk_widget_get_name (GTK_WIDGET (row)), yes, comment);
}

/* What was wrong is said, so that the person can learn of it. */
static void
on_glass (MpsReviewRow *row, gboolean yes, const char *comment, MpsReviewsPage *self)
{
  guint min = mps_policy_get ()->glass_min_reason;
  g_autofree char *next = NULL;

  if (yes || g_utf8_strlen (comment, -1) >= (glong)min) {
    decide (self, MPS_PEOPLE_REVIEW, gtk_widget_get_name (GTK_WIDGET (row)), yes, comment);
    return;
  }
  next = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Write in %u character at least what was not right.",
                                       "Write in %u characters at least what was not right.",
                                       min),
                          min);
  mps_sentence_box_set (
      self->error, MPS_MEANING_ATTENTION, _ ("This judgement needs a reason."), "", next, NULL);
}

static void
on_open (MpsReviewRow *row, MpsReviewsPage *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, g_object_get_data (G_OBJECT (row), "patient"));
}

static GtkWidget *
new_approval_row (MpsReviewsPage *self, const MpsApproval *approval)
{
  g_autofree char *when = mps_format_when_full (approval->requested_us);
  g_autofree char *until = mps_format_when_full (approval->expires_us);
  /* TRANSLATORS: who asked, when, and until when it can be approved */
  g_autofree char *facts =
      g_strdup_printf (_ ("%s, %s; until %s"), approval->requester, when, until);
  MpsAction action;
  const MpsReviewWords words = {
    .title = mps_action_from_string (approval->action, &action) ? mps_action_to_label (action)
                                                                : approval->action,
    .facts = facts,
    .reason = approval->reason,
    .yes = _ ("_Approve"),
    .no = _ ("_Refuse"),
  };
  GtkWidget *row = mps_review_row_new (&words);

  gtk_widget_set_name (row, approval->id);
  if (g_strcmp0 (approval->requester_id, mps_session_peek_account_id (self->session)) == 0)
    mps_review_row_refuse_own (MPS_REVIEW_ROW (row), _ ("You asked for it: somebody else decides"));
  g_signal_connect_object (row, "decide", G_CALLBACK (on_approval), self, 0);
  return row;
}

static GtkWidget *
new_glass_row (MpsReviewsPage *self, const MpsGlass *glass)
{
  g_autofree char *when = mps_format_when_full (glass->began_us);
  gint64 end_us = glass->ended_us != 0 ? glass->ended_us : glass->ends_us;
  g_autofree char *until = mps_format_when_full (end_us);
  /* TRANSLATORS: %s is somebody's name */
  g_autofree char *title = g_strdup_printf (_ ("%s opened a closed chart"), glass->login);
  /* TRANSLATORS: two times */
  g_autofree char *facts = g_strdup_printf (_ ("from %s until %s"), when, until);
  const MpsReviewWords words = {
    .title = title,
    .facts = facts,
    .reason = glass->reason,
    .yes = _ ("It was _right"),
    .no = _ ("It was _not right"),
    .opens = mps_session_may (self->session, MPS_ACTION_READ_CHART) ? _ ("Open _chart") : NULL,
  };
  GtkWidget *row = mps_review_row_new (&words);

  gtk_widget_set_name (row, glass->id);
  g_object_set_data_full (G_OBJECT (row), "patient", g_strdup (glass->patient_id), g_free);
  if (g_strcmp0 (glass->account_id, mps_session_peek_account_id (self->session)) == 0)
    mps_review_row_refuse_own (MPS_REVIEW_ROW (row), _ ("You did it: somebody else judges it"));
  g_signal_connect_object (row, "decide", G_CALLBACK (on_glass), self, 0);
  g_signal_connect_object (row, "open", G_CALLBACK (on_open), self, 0);
  return row;
}

static void
fill (MpsReviewsPage *self, MpsPeopleTask task, GPtrArray *items)
{
  gboolean approvals = task == MPS_PEOPLE_LIST_APPROVALS;
  GtkListBox *list = approvals ? self->approvals : self->glasses;

  clear_rows (list);
  for (guint i = 0; i < items->len; i++) {
    gpointer item = g_ptr_array_index (items, i);

    gtk_list_box_append (list,
                         approvals ? new_approval_row (self, item) : new_glass_row (self, item));
  }
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsReviewsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = mps_people_job_finish_list (result, &error);

  self->waiting--;
  if (self->approvals == NULL)
    return;
  if (items != NULL)
    fill (self, mps_people_job_get_task (result), items);
  else
    mps_sentence_box_set_error (self->error, error);
  update (self);
}

static void
load (MpsReviewsPage *self)
{
  static const struct {
    MpsAction action;
    MpsPeopleTask task;
  } lists[] = {
    { MPS_ACTION_APPROVE, MPS_PEOPLE_LIST_APPROVALS },
    { MPS_ACTION_REVIEW_BREAK_GLASS, MPS_PEOPLE_LIST_GLASS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    MpsPeopleJob *job = NULL;

    if (!mps_session_may (self->session, lists[i].action))
      continue;
    job = mps_people_job_new (lists[i].task, self->session);
    job->open_only = TRUE;
    self->waiting++;
    mps_people_job_run_async (job, NULL, on_listed, g_object_ref (self));
  }
}

static void
on_session_changed (MpsReviewsPage *self)
{
  if (mps_session_may (self->session, MPS_ACTION_APPROVE) ||
      mps_session_may (self->session, MPS_ACTION_REVIEW_BREAK_GLASS))
    load (self);
}

static void
mps_reviews_page_dispose (GObject *object)
{
  MpsReviewsPage *self = MPS_REVIEWS_PAGE (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->approvals = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_reviews_page_parent_class)->dispose (object);
}

static void
mps_reviews_page_class_init (MpsReviewsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_reviews_page_dispose;
  signals[SIGNAL_OPEN] = g_signal_new ("open",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/reviews-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsReviewsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsReviewsPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsReviewsPage, approvals_group);
  gtk_widget_class_bind_template_child (widget_class, MpsReviewsPage, approvals);
  gtk_widget_class_bind_template_child (widget_class, MpsReviewsPage, glasses_group);
  gtk_widget_class_bind_template_child (widget_class, MpsReviewsPage, glasses);
}

static void
mps_reviews_page_init (MpsReviewsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_reviews_page_new:
 * @session: of somebody who approves or judges
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
mps_reviews_page_new (MpsSession *session)
{
  MpsReviewsPage *self = g_object_new (MPS_TYPE_REVIEWS_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (
      session, "glass-changed", G_CALLBACK (on_session_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      session, "approvals-changed", G_CALLBACK (on_session_changed), self, G_CONNECT_SWAPPED);
  load (self);
  return GTK_WIDGET (self);
}
