/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/register/mps-merge-page.h"

#include "app/clinic/chart/mps-chart-edit.h"
#include "app/clinic/chart/mps-register.h"
#include "app/clinic/patients/mps-patient-list.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-patient-banner.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsMergePage {
  GtkWidget parent_instance;

  MpsPatientBanner *banner;
  MpsSentenceBox *error;
  GtkWidget *find;
  GtkListView *list;
  GtkWidget *reason;
  GtkWidget *merged_box;
  GtkListBox *merged;
  MpsActionBar *actions;

  MpsChart *chart;
  MpsPatientList *patients;
  GtkSingleSelection *selection;
  gboolean saving;
  guint n_merged;
};

enum {
  SIGNAL_BACK,
  SIGNAL_MERGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_merge_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_MERGE_PAGE (page)->actions);
}

static gboolean
mps_merge_page_go_back (MpsPage *page)
{
  if (!mps_preedit_is_open ())
    g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

static void
mps_merge_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_merge_page_get_primary;
  iface->go_back = mps_merge_page_go_back;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsMergePage,
                               mps_merge_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_merge_page_page_init))

static const MpsPatientRow *
peek_other (MpsMergePage *self)
{
  MpsPatientItem *item =
      self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
  const MpsPatientRow *row = item != NULL ? mps_patient_item_peek_row (item) : NULL;

  return row != NULL && row->id != NULL && *row->id != '\0' ? row : NULL;
}

static gboolean
has_reason (MpsMergePage *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason)));

  return *g_strstrip (text) != '\0';
}

static const char *
get_reason (MpsMergePage *self)
{
  const MpsPatientRow *other = peek_other (self);

  if (self->chart == NULL)
    return _ ("The chart is not open yet");
  if (!mps_session_may (mps_chart_peek_session (self->chart), MPS_ACTION_MERGE_PATIENTS))
    return _ ("Your role may not merge charts");
  if (self->saving)
    return _ ("Being saved…");
  if (other == NULL)
    return _ ("Select the other chart first");
  if (g_str_equal (other->id, mps_chart_peek_patient_id (self->chart)))
    return _ ("This is the chart itself: select the other one");
  if (!has_reason (self))
    return _ ("Write why it is the same person");
  return NULL;
}

static void
update (MpsMergePage *self)
{
  mps_action_bar_set_primary (self->actions, _ ("_Merge into this chart"), get_reason (self));
}

static void
on_find (MpsMergePage *self)
{
  if (self->patients != NULL && !mps_preedit_is_open ())
    mps_patient_list_set_filter (self->patients, gtk_editable_get_text (GTK_EDITABLE (self->find)));
}

static void
on_preedit (MpsMergePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    on_find (self);
}

static char *
dup_facts (MpsMergePage *self, const MpsPatientRow *row)
{
  g_autofree char *gender = mps_format_gender (row->gender);
  gboolean own =
      self->chart != NULL && g_str_equal (row->id, mps_chart_peek_patient_id (self->chart));

  return g_strdup_printf ("%s   %s · %s · %s · %s%s%s",
                          row->name,
                          row->birth_date,
                          gender,
                          row->chart_number,
                          row->phone,
                          own ? "   — " : "",
                          own ? _ ("this chart") : "");
}

static void
fill (MpsMergePage *self, GtkListItem *item)
{
  MpsPatientItem *patient = gtk_list_item_get_item (item);
  const MpsPatientRow *row = patient != NULL ? mps_patient_item_peek_row (patient) : NULL;
  g_autofree char *facts = NULL;

  if (row == NULL || row->id == NULL || *row->id == '\0')
    return;
  facts = dup_facts (self, row);
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), facts);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "person");
  gtk_widget_add_css_class (label, "list-row");
  gtk_list_item_set_child (item, label);
}

static void
on_row_loaded (MpsPatientItem *patient, GParamSpec *pspec, GtkListItem *item)
{
  GtkWidget *page = gtk_widget_get_ancestor (gtk_list_item_get_child (item), MPS_TYPE_MERGE_PAGE);

  if (page != NULL)
    fill (MPS_MERGE_PAGE (page), item);
}

static void
on_bind (MpsMergePage *self, GtkListItem *item)
{
  g_signal_connect (
      gtk_list_item_get_item (item), "notify::loaded", G_CALLBACK (on_row_loaded), item);
  fill (self, item);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), on_row_loaded, item);
}

static void
on_selected (MpsMergePage *self)
{
  MpsPatientItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL && peek_other (self) == NULL)
    g_signal_connect_object (item, "notify::loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsMergePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) written = mps_chart_write_finish (MPS_CHART (source), result, &error);

  if (self->chart != MPS_CHART (source))
    return;
  self->saving = FALSE;
  if (written == NULL) {
    mps_sentence_box_set_error (self->error, error);
    update (self);
    return;
  }
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  update (self);
  g_signal_emit (self, signals[SIGNAL_MERGED], 0);
}

static void
on_merge (MpsMergePage *self)
{
  if (get_reason (self) != NULL)
    return;
  self->saving = TRUE;
  mps_sentence_box_clear (self->error);
  update (self);
  mps_chart_merge_async (self->chart,
                         peek_other (self)->id,
                         gtk_editable_get_text (GTK_EDITABLE (self->reason)),
                         NULL,
                         on_written,
                         g_object_ref (self));
}

static void
on_unmerge (MpsMergePage *self, GtkWidget *button)
{
  if (self->saving || self->chart == NULL || mps_preedit_is_open ())
    return;
  if (!has_reason (self)) {
    mps_sentence_box_set (self->error,
                          MPS_MEANING_ATTENTION,
                          _ ("A reason is needed."),
                          NULL,
                          _ ("Write why it is not the same person, then take the merge back."),
                          NULL);
    gtk_widget_grab_focus (self->reason);
    return;
  }
  self->saving = TRUE;
  mps_sentence_box_clear (self->error);
  update (self);
  mps_chart_unmerge_async (self->chart,
                           gtk_widget_get_name (button),
                           gtk_editable_get_text (GTK_EDITABLE (self->reason)),
                           NULL,
                           on_written,
                           g_object_ref (self));
}

static void
on_merged_patient (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkLabel) label = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource =
      mps_chart_load_record_finish (MPS_CHART (source), result, &error);
  g_autoptr (MpsPatient) patient =
      resource != NULL ? mps_patient_new_from_resource (resource, NULL) : NULL;
  g_autofree char *text = NULL;

  if (patient == NULL)
    return;
  text =
      g_strdup_printf ("%s   %s · %s", patient->name, patient->birth_date, patient->chart_number);
  gtk_label_set_text (label, text);
}

static GtkWidget *
new_merged_row (MpsMergePage *self, const char *id)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ ("Merged chart"));
  GtkWidget *undo = gtk_button_new_with_label (_ ("Take the merge back"));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "person");
  gtk_widget_set_name (undo, id);
  g_signal_connect_swapped (undo, "clicked", G_CALLBACK (on_unmerge), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), undo);
  gtk_widget_add_css_class (box, "list-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  mps_chart_load_record_async (
      self->chart, "Patient", id, NULL, on_merged_patient, g_object_ref (label));
  return row;
}

static void
show_merged (MpsMergePage *self)
{
  const char *const *ids = mps_chart_peek_merged_ids (self->chart);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->merged))) != NULL)
    gtk_list_box_remove (self->merged, child);
  self->n_merged = ids != NULL ? g_strv_length ((char **)ids) : 0;
  for (guint i = 0; i < self->n_merged; i++)
    gtk_list_box_append (self->merged, new_merged_row (self, ids[i]));
  gtk_widget_set_visible (self->merged_box, ids != NULL && ids[0] != NULL);
}

/* Another record of the chart changes nothing in the list, whose selection stays where it is. */
static void
on_chart_changed (MpsMergePage *self)
{
  guint before = self->n_merged;

  mps_patient_banner_set_chart (self->banner, self->chart);
  show_merged (self);
  if (self->patients != NULL && self->n_merged != before)
    mps_patient_list_reload (self->patients);
}

static void
on_back (MpsMergePage *self)
{
  mps_merge_page_go_back (MPS_PAGE (self));
}

static void
forget (MpsMergePage *self)
{
  if (self->chart != NULL)
    g_signal_handlers_disconnect_by_func (self->chart, on_chart_changed, self);
  g_clear_object (&self->chart);
}

static void
mps_merge_page_dispose (GObject *object)
{
  MpsMergePage *self = MPS_MERGE_PAGE (object);
  GtkWidget *child = NULL;

  forget (self);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->patients);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->list = NULL;
  G_OBJECT_CLASS (mps_merge_page_parent_class)->dispose (object);
}

static void
mps_merge_page_class_init (MpsMergePageClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_PATIENT_BANNER);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_merge_page_dispose;
  signals[SIGNAL_BACK] =
      g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MERGED] =
      g_signal_new ("merged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/merge-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsMergePage, banner);
  gtk_widget_class_bind_template_child (widget_class, MpsMergePage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsMergePage, find);
  gtk_widget_class_bind_template_child (widget_class, MpsMergePage, list);
  gtk_widget_class_bind_template_child (widget_class, MpsMergePage, reason);
  gtk_widget_class_bind_template_child (widget_class, MpsMergePage, merged_box);
  gtk_widget_class_bind_template_child (widget_class, MpsMergePage, merged);
  gtk_widget_class_bind_template_child (widget_class, MpsMergePage, actions);
  gtk_widget_class_bind_template_callback (widget_class, on_find);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_merge);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
mps_merge_page_init (MpsMergePage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_list_view_set_factory (self->list, factory);
  g_signal_connect_object (
      mps_preedit_get_default (), "notify::open", G_CALLBACK (on_preedit), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ensure_list (MpsMergePage *self)
{
  if (self->patients != NULL)
    return;
  self->patients = mps_patient_list_new (mps_chart_peek_session (self->chart));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->patients)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (
      self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

/**
 * mps_merge_page_set_chart:
 * @self: the page
 * @chart: the chart that stays
 *
 * Looks for others of the same name to begin with.
 */
void
mps_merge_page_set_chart (MpsMergePage *self, MpsChart *chart)
{
  forget (self);
  self->chart = g_object_ref (chart);
  self->saving = FALSE;
  g_signal_connect_object (
      chart, "changed", G_CALLBACK (on_chart_changed), self, G_CONNECT_SWAPPED);
  mps_sentence_box_clear (self->error);
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  ensure_list (self);
  mps_patient_banner_set_chart (self->banner, chart);
  gtk_editable_set_text (GTK_EDITABLE (self->find), mps_chart_peek_patient (chart)->name);
  on_find (self);
  show_merged (self);
  update (self);
  gtk_widget_grab_focus (self->find);
}
