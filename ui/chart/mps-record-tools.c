/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-record-tools.h"

#include "app/clinic/chart/mps-chart-edit.h"
#include "data/model/mps-tree.h"
#include "ui/widgets/mps-busy.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

typedef enum {
  ASK_NOTHING,
  ASK_WITHDRAW,
  ASK_MARK,
} Ask;

struct _MpsRecordTools {
  GtkWidget parent_instance;

  MpsSentenceBox *error;
  GtkWidget *edit;
  GtkWidget *withdraw;
  GtkWidget *mark;
  GtkWidget *compare;
  GtkWidget *ask;
  GtkLabel *ask_text;
  GtkWidget *reason;
  GtkWidget *ask_go;

  MpsChart *chart;
  MpsResource *resource;
  Ask asking;
};

enum {
  SIGNAL_EDIT,
  SIGNAL_COMPARE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsRecordTools, mps_record_tools, GTK_TYPE_WIDGET)

static void
ask (MpsRecordTools *self, Ask what)
{
  self->asking = what;
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  gtk_widget_set_visible (self->ask, what != ASK_NOTHING);
  if (what == ASK_NOTHING)
    return;
  gtk_label_set_text (self->ask_text,
                      what == ASK_WITHDRAW
                          ? _ ("The consent ends now. What it allowed is no longer allowed.")
                          : _ ("The entry stays on record as one that must not be used."));
  gtk_button_set_label (GTK_BUTTON (self->ask_go),
                        what == ASK_WITHDRAW ? _ ("Withdraw the consent") : _ ("Mark as wrong"));
  gtk_widget_grab_focus (self->reason);
}

static void
on_edit (MpsRecordTools *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, self->resource);
}

static void
on_compare (MpsRecordTools *self)
{
  g_signal_emit (self, signals[SIGNAL_COMPARE], 0);
}

static void
on_withdraw (MpsRecordTools *self)
{
  ask (self, ASK_WITHDRAW);
}

static void
on_mark (MpsRecordTools *self)
{
  ask (self, ASK_MARK);
}

static void
on_ask_stay (MpsRecordTools *self)
{
  Ask was = self->asking;

  ask (self, ASK_NOTHING);
  gtk_widget_grab_focus (was == ASK_WITHDRAW ? self->withdraw : self->mark);
}

static void
on_reason (MpsRecordTools *self)
{
  g_autofree char *reason = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason)));
  gboolean given = *g_strstrip (reason) != '\0';

  gtk_widget_set_sensitive (self->ask_go, given);
  gtk_widget_set_tooltip_text (self->ask_go, given ? NULL : _ ("Write the reason first"));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRecordTools) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) written = mps_chart_write_finish (MPS_CHART (source), result, &error);

  if (self->chart != MPS_CHART (source))
    return;
  mps_busy_set (self->ask, FALSE);
  if (written == NULL)
    mps_sentence_box_set_error (self->error, error);
  else
    ask (self, ASK_NOTHING);
}

static void
on_ask_go (MpsRecordTools *self)
{
  const char *reason = gtk_editable_get_text (GTK_EDITABLE (self->reason));
  const char *id = mps_resource_peek_id (self->resource);
  gint64 version = mps_resource_get_version (self->resource);

  if (mps_preedit_is_open () || !gtk_widget_get_sensitive (self->ask_go))
    return;
  mps_sentence_box_clear (self->error);
  mps_busy_set (self->ask, TRUE);
  if (self->asking == ASK_WITHDRAW)
    mps_chart_withdraw_consent_async (
        self->chart, id, version, reason, NULL, on_written, g_object_ref (self));
  else
    mps_chart_mark_error_async (self->chart,
                                mps_resource_peek_type (self->resource),
                                id,
                                version,
                                reason,
                                NULL,
                                on_written,
                                g_object_ref (self));
}

static void
mps_record_tools_dispose (GObject *object)
{
  MpsRecordTools *self = MPS_RECORD_TOOLS (object);
  GtkWidget *child = NULL;

  g_clear_object (&self->chart);
  g_clear_pointer (&self->resource, mps_resource_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mps_record_tools_parent_class)->dispose (object);
}

static void
bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, error);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, edit);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, withdraw);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, mark);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, compare);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, ask);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, ask_text);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, reason);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordTools, ask_go);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_withdraw);
  gtk_widget_class_bind_template_callback (widget_class, on_mark);
  gtk_widget_class_bind_template_callback (widget_class, on_compare);
  gtk_widget_class_bind_template_callback (widget_class, on_reason);
  gtk_widget_class_bind_template_callback (widget_class, on_ask_go);
  gtk_widget_class_bind_template_callback (widget_class, on_ask_stay);
}

static void
mps_record_tools_class_init (MpsRecordToolsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_record_tools_dispose;
  signals[SIGNAL_EDIT] = g_signal_new (
      "edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, MPS_TYPE_RESOURCE);
  signals[SIGNAL_COMPARE] =
      g_signal_new ("compare", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/record-tools.ui");
  bind (widget_class);
}

static void
mps_record_tools_init (MpsRecordTools *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_reason (self);
}

static gboolean
is_withdrawn (const MpsTree *tree)
{
  const char *status = mps_tree_peek_string (tree, "status");
  const char *verified = mps_tree_peek_path_string (tree, "verificationStatus.coding[0].code");

  return g_strcmp0 (status, "entered-in-error") == 0 ||
         g_strcmp0 (verified, "entered-in-error") == 0;
}

/* What is marked as wrong here: entries that people make. Results of a measurement have their own
   way: the review of their run. */
static gboolean
can_be_marked (const char *type, const MpsTree *tree)
{
  static const char *const types[] = { "AllergyIntolerance", "Flag",
                                       "Condition",          "MedicationStatement",
                                       "DocumentReference",  "Consent",
                                       "Observation",        NULL };
  const char *category = mps_tree_peek_path_string (tree, "category[0].coding[0].code");

  if (g_strcmp0 (type, "Observation") == 0)
    return g_strcmp0 (category, "vital-signs") == 0;
  return g_strv_contains (types, type);
}

/**
 * mps_record_tools_set_record:
 * @self: the tools
 * @chart: (nullable): whose record
 * @resource: (nullable): the record; %NULL: there is nothing to be done with it
 *
 * Shows what can be done with it, by its kind, its state and the role of the person.
 */
void
mps_record_tools_set_record (MpsRecordTools *self, MpsChart *chart, MpsResource *resource)
{
  g_autoptr (MpsTree) tree = NULL;
  MpsFormKind kind = MPS_FORM_NOTE;
  gboolean may = FALSE;
  gboolean active = FALSE;
  const char *type = NULL;

  g_set_object (&self->chart, chart);
  g_clear_pointer (&self->resource, mps_resource_unref);
  mps_sentence_box_clear (self->error);
  ask (self, ASK_NOTHING);
  gtk_widget_set_visible (GTK_WIDGET (self), chart != NULL && resource != NULL);
  if (chart == NULL || resource == NULL)
    return;
  self->resource = mps_resource_ref (resource);
  tree = mps_tree_new_from_resource (resource);
  type = mps_resource_peek_type (resource);
  may = mps_session_may (mps_chart_peek_session (chart), MPS_ACTION_WRITE_RECORD) &&
        mps_chart_is_open (chart);
  active = !is_withdrawn (tree);
  gtk_widget_set_visible (self->edit,
                          may && active && mps_form_kind_for_resource (resource, &kind));
  gtk_widget_set_visible (self->withdraw,
                          may && g_str_equal (type, "Consent") &&
                              g_strcmp0 (mps_tree_peek_string (tree, "status"), "active") == 0);
  gtk_widget_set_visible (self->mark, may && active && can_be_marked (type, tree));
}

/**
 * mps_record_tools_go_back:
 * @self: the tools
 *
 * Returns: whether a reason was being asked for and no longer is
 */
gboolean
mps_record_tools_go_back (MpsRecordTools *self)
{
  if (self->asking == ASK_NOTHING)
    return FALSE;
  on_ask_stay (self);
  return TRUE;
}
