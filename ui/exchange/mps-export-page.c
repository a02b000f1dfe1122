/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/exchange/mps-export-page.h"

#include "app/clinic/mps-tasks-exchange.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-file-choice.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-patient-banner.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* What can be exported, in the order of the list. */
typedef enum {
  WHAT_CHART,
  WHAT_ALL,
  WHAT_RESEARCH,
  N_WHATS,
} What;

typedef struct {
  MpsExportKind kind;
  const char *label;
  const char *file;
} Format;

/* The name of a file says nothing of a patient. */
static const Format chart_formats[] = {
  { MPS_EXPORT_KIND_PDF, N_ ("PDF, to read and print"), "chart.pdf" },
  { MPS_EXPORT_KIND_BUNDLE, N_ ("FHIR R4 Bundle"), "chart.json" },
  { MPS_EXPORT_KIND_NDJSON, N_ ("FHIR R4, one record a line (NDJSON)"), "chart.ndjson" },
  { MPS_EXPORT_KIND_CSV, N_ ("Results as a table (CSV)"), "results.csv" },
};
static const Format all_formats[] = {
  { MPS_EXPORT_KIND_NDJSON, N_ ("FHIR R4, one record a line (NDJSON)"), "records.ndjson" },
  { MPS_EXPORT_KIND_BUNDLE, N_ ("FHIR R4 Bundle"), "records.json" },
  { MPS_EXPORT_KIND_CSV, N_ ("Results as a table (CSV)"), "results.csv" },
};
static const Format research_formats[] = {
  { MPS_EXPORT_KIND_ANONYMISED, N_ ("FHIR R4, one record a line (NDJSON)"), "research.ndjson" },
};

struct _MpsExportPage {
  GtkWidget parent_instance;

  MpsPatientBanner *banner;
  AdwComboRow *what;
  AdwComboRow *format;
  AdwEntryRow *reason;
  GtkLabel *note;
  MpsActionBar *actions;

  MpsSession *session;
  MpsTasks *tasks;
  char *patient_id;

  /* As it was when the button was pressed; a dialog is open since then. */
  MpsExportKind wished_kind;
  char *wished_patient;
  char *wished_reason;
};

enum {
  SIGNAL_BACK,
  SIGNAL_STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_export_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_EXPORT_PAGE (page)->actions);
}

static gboolean
mps_export_page_go_back (MpsPage *page)
{
  g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

static void
mps_export_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_export_page_get_primary;
  iface->go_back = mps_export_page_go_back;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsExportPage,
                               mps_export_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_export_page_page_init))

static What
get_what (MpsExportPage *self)
{
  return (What)MIN (adw_combo_row_get_selected (self->what), N_WHATS - 1);
}

static const Format *
peek_formats (What what, guint *n)
{
  switch (what) {
  case WHAT_CHART:
    *n = G_N_ELEMENTS (chart_formats);
    return chart_formats;
  case WHAT_RESEARCH:
    *n = G_N_ELEMENTS (research_formats);
    return research_formats;
  case WHAT_ALL:
  case N_WHATS:
  default:
    *n = G_N_ELEMENTS (all_formats);
    return all_formats;
  }
}

static const Format *
peek_format (MpsExportPage *self)
{
  guint n;
  const Format *formats = peek_formats (get_what (self), &n);

  return &formats[MIN (adw_combo_row_get_selected (self->format), n - 1)];
}

static char *
dup_reason (MpsExportPage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason))));
}

static gboolean
may (MpsExportPage *self, What what)
{
  static const MpsAction actions[N_WHATS] = {
    MPS_ACTION_EXPORT_CHART,
    MPS_ACTION_EXPORT_ALL,
    MPS_ACTION_EXPORT_ANONYMISED,
  };

  return self->session != NULL && mps_session_may (self->session, actions[what]);
}

/* Why nothing can be exported as things stand; the first reason counts. */
static const char *
peek_obstacle (MpsExportPage *self)
{
  const What what = get_what (self);
  g_autofree char *reason = dup_reason (self);

  if (!may (self, what))
    return _ ("Your role does not allow this export");
  if (what == WHAT_CHART && self->patient_id == NULL)
    return _ ("Open the patient’s chart first");
  if (*reason == '\0')
    return _ ("Say why: it goes on the audit record");
  return NULL;
}

static const char *
peek_note (What what)
{
  switch (what) {
  case WHAT_CHART:
    return _ ("The file can be read by anybody who has it. It names the patient: hand it only to "
              "those who may see the chart.");
  case WHAT_RESEARCH:
    return _ ("Names, numbers, addresses and free text are left out, dates are shifted for each "
              "patient, and what only few patients share is told less exactly.");
  case WHAT_ALL:
  case N_WHATS:
  default:
    return _ ("The file can be read by anybody who has it. It names every patient: keep it where "
              "only those reach it who may see all charts.");
  }
}

static void
update (MpsExportPage *self)
{
  gtk_label_set_text (self->note, peek_note (get_what (self)));
  gtk_widget_set_visible (GTK_WIDGET (self->banner),
                          get_what (self) == WHAT_CHART && self->patient_id != NULL);
  mps_action_bar_set_primary (self->actions, _ ("_Export…"), peek_obstacle (self));
}

static void
fill_what (MpsExportPage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  const guint selected = adw_combo_row_get_selected (self->what);

  gtk_string_list_append (list,
                          self->patient_id != NULL ? _ ("This patient’s chart") : _ ("One chart"));
  gtk_string_list_append (list, _ ("All records"));
  gtk_string_list_append (list, _ ("Records for research, without what says whose they are"));
  adw_combo_row_set_model (self->what, G_LIST_MODEL (list));
  if (selected < N_WHATS)
    adw_combo_row_set_selected (self->what, selected);
}

static void
fill_format (MpsExportPage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint n;
  const Format *formats = peek_formats (get_what (self), &n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (list, _ (formats[i].label));
  adw_combo_row_set_model (self->format, G_LIST_MODEL (list));
}

static void
on_what (MpsExportPage *self)
{
  fill_format (self);
  update (self);
}

static void
on_changed (MpsExportPage *self)
{
  update (self);
}

static void
on_back (MpsExportPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
on_path (GPtrArray *paths, gpointer data)
{
  mps_export_page_write (MPS_EXPORT_PAGE (data), g_ptr_array_index (paths, 0));
}

static void
keep_wish (MpsExportPage *self)
{
  g_free (self->wished_patient);
  g_free (self->wished_reason);
  self->wished_kind = peek_format (self)->kind;
  self->wished_patient = get_what (self) == WHAT_CHART ? g_strdup (self->patient_id) : NULL;
  self->wished_reason = dup_reason (self);
}

static void
on_primary (MpsExportPage *self)
{
  if (peek_obstacle (self) != NULL)
    return;

  keep_wish (self);
  mps_file_choice_save (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        _ ("Export records"),
                        peek_format (self)->file,
                        on_path,
                        G_OBJECT (self));
}

static void
mps_export_page_dispose (GObject *object)
{
  MpsExportPage *self = MPS_EXPORT_PAGE (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_object (&self->tasks);
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_pointer (&self->wished_patient, g_free);
  g_clear_pointer (&self->wished_reason, g_free);
  G_OBJECT_CLASS (mps_export_page_parent_class)->dispose (object);
}

static void
mps_export_page_class_init (MpsExportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_PATIENT_BANNER);
  G_OBJECT_CLASS (klass)->dispose = mps_export_page_dispose;
  signals[SIGNAL_BACK] = g_signal_new (
      "back", MPS_TYPE_EXPORT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STARTED] = g_signal_new (
      "started", MPS_TYPE_EXPORT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/export-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsExportPage, banner);
  gtk_widget_class_bind_template_child (widget_class, MpsExportPage, what);
  gtk_widget_class_bind_template_child (widget_class, MpsExportPage, format);
  gtk_widget_class_bind_template_child (widget_class, MpsExportPage, reason);
  gtk_widget_class_bind_template_child (widget_class, MpsExportPage, note);
  gtk_widget_class_bind_template_child (widget_class, MpsExportPage, actions);
  gtk_widget_class_bind_template_callback (widget_class, on_what);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
mps_export_page_init (MpsExportPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_what (self);
  fill_format (self);
  update (self);
}

/**
 * mps_export_page_set_session:
 * @self: the page
 * @session: who exports
 * @tasks: where the work goes
 */
void
mps_export_page_set_session (MpsExportPage *self, MpsSession *session, MpsTasks *tasks)
{
  g_set_object (&self->session, session);
  g_set_object (&self->tasks, tasks);
  update (self);
}

/**
 * mps_export_page_set_chart:
 * @self: the page
 * @chart: (nullable): the chart that is open; %NULL: none is
 *
 * Offers that chart. A reason that was given for another is taken away.
 */
void
mps_export_page_set_chart (MpsExportPage *self, MpsChart *chart)
{
  const char *id = chart != NULL ? mps_chart_peek_patient_id (chart) : NULL;

  if (g_strcmp0 (id, self->patient_id) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  g_free (self->patient_id);
  self->patient_id = g_strdup (id);
  mps_patient_banner_set_chart (self->banner, chart);
  fill_what (self);
  adw_combo_row_set_selected (self->what, id != NULL ? WHAT_CHART : WHAT_ALL);
  on_what (self);
}

/**
 * mps_export_page_write:
 * @self: the page
 * @path: where the file goes
 *
 * Starts the export that was asked for; nothing where it cannot be done as things stand.
 */
void
mps_export_page_write (MpsExportPage *self, const char *path)
{
  if (self->wished_reason == NULL) {
    if (peek_obstacle (self) != NULL)
      return;
    keep_wish (self);
  }

  mps_tasks_export (self->tasks,
                    self->wished_kind,
                    path,
                    self->wished_patient,
                    self->wished_reason,
                    mps_language_peek ());
  g_clear_pointer (&self->wished_reason, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  g_signal_emit (self, signals[SIGNAL_STARTED], 0);
}
