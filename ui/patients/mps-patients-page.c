/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/patients/mps-patients-page.h"

#include "app/session/mps-words.h"
#include "ui/patients/mps-patient-columns.h"
#include "ui/search/mps-namesakes-bar.h"
#include "ui/search/mps-record-hits.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-page.h"

#include <glib/gi18n-lib.h>

/* px of the list of patients beside records that were found: a handful of rows */
#define SHARED_HEIGHT 232

struct _MpsPatientsPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkColumnView *view;
  GtkWidget *scroller;
  MpsRecordHits *records;
  MpsNamesakesBar *namesakes;
  MpsActionBar *actions;
  GtkLabel *count;

  MpsPatientList *list;
  GtkSingleSelection *selection;
  GSettings *settings;
  char *filter;
  gboolean filtered;
  gboolean open_first;
};

enum {
  SIGNAL_OPEN,
  SIGNAL_OPEN_RECORD,
  SIGNAL_IMPORT,
  SIGNAL_REGISTER,
  SIGNAL_CLEAR_FILTER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const MpsPatientRow *
peek_selected (MpsPatientsPage *self)
{
  MpsPatientItem *item =
      self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
  const MpsPatientRow *row = item != NULL ? mps_patient_item_peek_row (item) : NULL;

  return row != NULL && row->id != NULL && *row->id != '\0' ? row : NULL;
}

static GtkWidget *
mps_patients_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_PATIENTS_PAGE (page)->actions);
}

static gboolean
mps_patients_page_go_back (MpsPage *page)
{
  MpsPatientsPage *self = MPS_PATIENTS_PAGE (page);

  if (!self->filtered)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_CLEAR_FILTER], 0);
  return TRUE;
}

static gboolean
mps_patients_page_copy (MpsPage *page)
{
  const MpsPatientRow *row = peek_selected (MPS_PATIENTS_PAGE (page));
  g_autofree char *text = NULL;

  if (row == NULL)
    return FALSE;
  text = mps_patient_columns_dup_text (row);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (page)), text);
  return TRUE;
}

static void
mps_patients_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_patients_page_get_primary;
  iface->go_back = mps_patients_page_go_back;
  iface->copy = mps_patients_page_copy;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsPatientsPage,
                               mps_patients_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_patients_page_page_init))

static void
open_selected (MpsPatientsPage *self)
{
  const MpsPatientRow *row = peek_selected (self);

  if (row != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, row->id);
}

static void
update_actions (MpsPatientsPage *self)
{
  const char *reason = peek_selected (self) == NULL ? _ ("Select a patient first") : NULL;
  MpsPatientItem *item =
      self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  /* A row that is not read yet can be opened as soon as it is. */
  if (item != NULL && reason != NULL) {
    g_signal_handlers_disconnect_by_func (item, update_actions, self);
    g_signal_connect_object (
        item, "notify::loaded", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  }

  mps_action_bar_set_primary (self->actions, _ ("_Open chart"), reason);
  mps_namesakes_bar_set_patient (self->namesakes, reason == NULL ? peek_selected (self)->id : NULL);
}

static const char *
get_shown (MpsPatientsPage *self, guint n)
{
  if (n > 0)
    return "list";
  if (mps_patient_list_is_loading (self->list))
    return "loading";
  if (mps_record_hits_get_state (self->records) == MPS_RECORD_HITS_SOME)
    return "only-records";
  return self->filtered ? "none" : "empty";
}

/* The patients that were found take the room that they need, the records what is left. */
static void
share_room (MpsPatientsPage *self)
{
  gboolean shared = mps_record_hits_get_state (self->records) == MPS_RECORD_HITS_SOME;
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (self->scroller);

  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), !shared);
  gtk_scrolled_window_set_propagate_natural_height (scroller, shared);
  gtk_scrolled_window_set_max_content_height (scroller, shared ? SHARED_HEIGHT : -1);
}

/* Enter was pressed before the one row that matches was read: it opens when it is. */
static void
on_first_loaded (MpsPatientItem *item, GParamSpec *pspec, MpsPatientsPage *self)
{
  g_signal_handlers_disconnect_by_func (item, on_first_loaded, self);
  update_actions (self);
  if (gtk_single_selection_get_selected_item (self->selection) == item)
    open_selected (self);
}

/* Where no patient matches, a record may. */
static void
focus_found (MpsPatientsPage *self, guint n_patients)
{
  if (n_patients == 0 && mps_record_hits_get_state (self->records) == MPS_RECORD_HITS_SOME)
    mps_record_hits_focus (self->records);
  else
    mps_patients_page_focus_list (self);
}

static void
open_first_now (MpsPatientsPage *self)
{
  MpsPatientItem *item = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (!self->open_first || mps_patient_list_is_loading (self->list) ||
      (n == 0 && mps_record_hits_is_searching (self->records)))
    return;
  self->open_first = FALSE;
  if (n != 1) {
    focus_found (self, n);
    return;
  }
  gtk_single_selection_set_selected (self->selection, 0);
  item = gtk_single_selection_get_selected_item (self->selection);
  if (peek_selected (self) != NULL)
    open_selected (self);
  else
    g_signal_connect_object (item, "notify::loaded", G_CALLBACK (on_first_loaded), self, 0);
}

/* That a list is cut short is never left unsaid. */
static char *
dup_count (MpsPatientsPage *self, guint n)
{
  g_autofree char *number = mps_words_dup_count (n);

  if (mps_patient_list_has_more (self->list))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "The best %s match of many: type more to see the others",
                                         "The best %s of many: type more to see the others",
                                         n),
                            number);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s patient", "%s patients", n), number);
}

static void
update (MpsPatientsPage *self)
{
  guint n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
  g_autofree char *count = NULL;

  if (self->list == NULL)
    return;
  count = dup_count (self, n);
  gtk_stack_set_visible_child_name (self->stack, get_shown (self, n));
  share_room (self);
  gtk_label_set_text (self->count, n > 0 ? count : "");
  update_actions (self);
  open_first_now (self);
}

/* The columns show an arrow only where they say the order: what is found comes with the best match
 * first. */
static void
show_sorting (MpsPatientsPage *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GtkColumnViewColumn) first = g_list_model_get_item (columns, 0);

  gtk_column_view_sort_by_column (self->view, self->filtered ? NULL : first, GTK_SORT_ASCENDING);
}

static void
on_sorted (MpsPatientsPage *self)
{
  MpsPatientOrder order = MPS_PATIENT_ORDER_NAME;
  gboolean descending = FALSE;

  if (self->list == NULL)
    return;
  if (mps_patient_columns_get_order (self->view, &order, &descending))
    mps_patient_list_set_order (self->list, order, descending);
  else if (self->filtered)
    mps_patient_list_set_match_order (self->list);
  else
    mps_patient_list_set_order (self->list, MPS_PATIENT_ORDER_NAME, FALSE);
}

static void
on_activate (MpsPatientsPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  open_selected (self);
}

static void
on_primary (MpsPatientsPage *self)
{
  open_selected (self);
}

static void
on_import (MpsPatientsPage *self)
{
  g_signal_emit (self, signals[SIGNAL_IMPORT], 0);
}

static void
on_register (MpsPatientsPage *self)
{
  g_signal_emit (self, signals[SIGNAL_REGISTER], 0);
}

static void
on_open_record (MpsPatientsPage *self, const char *patient_id, const char *type, const char *id)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_RECORD], 0, patient_id, type, id);
}

static void
on_clear (MpsPatientsPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CLEAR_FILTER], 0);
}

static void
mps_patients_page_unrealize (GtkWidget *widget)
{
  MpsPatientsPage *self = MPS_PATIENTS_PAGE (widget);

  mps_patient_columns_save_widths (self->view, self->settings);
  GTK_WIDGET_CLASS (mps_patients_page_parent_class)->unrealize (widget);
}

static void
mps_patients_page_dispose (GObject *object)
{
  MpsPatientsPage *self = MPS_PATIENTS_PAGE (object);
  GtkWidget *child = NULL;

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->filter, g_free);
  G_OBJECT_CLASS (mps_patients_page_parent_class)->dispose (object);
}

static guint
new_signal (MpsPatientsPageClass *klass, const char *name, guint n_params)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (klass),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n_params,
                       G_TYPE_STRING,
                       G_TYPE_STRING,
                       G_TYPE_STRING);
}

static void
mps_patients_page_class_init (MpsPatientsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_NAMESAKES_BAR);
  g_type_ensure (MPS_TYPE_RECORD_HITS);
  G_OBJECT_CLASS (klass)->dispose = mps_patients_page_dispose;
  widget_class->unrealize = mps_patients_page_unrealize;
  signals[SIGNAL_OPEN] = new_signal (klass, "open", 1);
  signals[SIGNAL_REGISTER] = new_signal (klass, "register", 0);
  signals[SIGNAL_OPEN_RECORD] = new_signal (klass, "open-record", 3);
  signals[SIGNAL_IMPORT] = new_signal (klass, "import", 0);
  signals[SIGNAL_CLEAR_FILTER] = new_signal (klass, "clear-filter", 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/patients-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsPatientsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientsPage, view);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientsPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientsPage, records);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientsPage, namesakes);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientsPage, actions);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientsPage, count);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_import);
  gtk_widget_class_bind_template_callback (widget_class, on_register);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_bind_template_callback (widget_class, on_open_record);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
mps_patients_page_init (MpsPatientsPage *self)
{
  g_autoptr (GListModel) columns = NULL;
  g_autoptr (GtkColumnViewColumn) first = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  mps_patient_columns_add (self->view);
  columns = g_object_ref (gtk_column_view_get_columns (self->view));
  first = g_list_model_get_item (columns, 0);
  gtk_column_view_sort_by_column (self->view, first, GTK_SORT_ASCENDING);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view),
                           "changed",
                           G_CALLBACK (on_sorted),
                           self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
}

/**
 * mps_patients_page_set_session:
 * @self: the page
 * @session: whose patients
 */
void
mps_patients_page_set_session (MpsPatientsPage *self, MpsSession *session)
{
  self->list = mps_patient_list_new (session);
  mps_record_hits_set_session (self->records, session);
  mps_namesakes_bar_set_session (self->namesakes, session);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->list, "notify::loading", G_CALLBACK (update), self);
  g_signal_connect_object (self->selection,
                           "notify::selected-item",
                           G_CALLBACK (update_actions),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  update (self);
}

/**
 * mps_patients_page_set_settings:
 * @self: the page
 * @settings: (nullable): where column widths are remembered
 */
void
mps_patients_page_set_settings (MpsPatientsPage *self, GSettings *settings)
{
  g_set_object (&self->settings, settings);
  mps_patient_columns_restore_widths (self->view, settings);
}

/**
 * mps_patients_page_set_filter:
 * @self: the page
 * @text: what was typed: parts of a name, chart number, phone number or birth date; empty shows all
 */
void
mps_patients_page_set_filter (MpsPatientsPage *self, const char *text)
{
  gboolean was_filtered = self->filtered;

  self->filtered = *text != '\0';
  g_free (self->filter);
  self->filter = g_strdup (text);
  self->open_first = FALSE;
  if (self->list != NULL)
    mps_patient_list_set_filter (self->list, text);
  mps_record_hits_set_query (self->records, text);
  if (self->filtered != was_filtered)
    show_sorting (self);
}

/**
 * mps_patients_page_reload:
 * @self: the page
 *
 * Reads the list again, after an import or a measurement.
 */
void
mps_patients_page_reload (MpsPatientsPage *self)
{
  if (self->list != NULL)
    mps_patient_list_reload (self->list);
}

/**
 * mps_patients_page_open_first:
 * @self: the page
 *
 * Enter in the find entry: opens the chart where exactly one patient matches; where several do, the
 * person must choose one, so only the focus goes to the list.
 */
void
mps_patients_page_open_first (MpsPatientsPage *self)
{
  if (self->list == NULL)
    return;
  self->open_first = TRUE;
  open_first_now (self);
}

/**
 * mps_patients_page_dup_name:
 * @self: the page
 *
 * Returns: (transfer full) (nullable): what is searched for, where it matches nobody and can be a
 *   name
 */
char *
mps_patients_page_dup_name (MpsPatientsPage *self)
{
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (shown, "none") != 0 || self->filter == NULL ||
      strpbrk (self->filter, "0123456789") != NULL)
    return NULL;
  return g_strdup (self->filter);
}

/**
 * mps_patients_page_focus_list:
 * @self: the page
 *
 * Puts the focus into the list.
 */
void
mps_patients_page_focus_list (MpsPatientsPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * mps_patients_page_get_list:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): the list that it shows
 */
MpsPatientList *
mps_patients_page_get_list (MpsPatientsPage *self)
{
  return self->list;
}
