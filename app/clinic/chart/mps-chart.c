/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart.h"

#include "app/clinic/chart/mps-chart-edit.h"
#include "app/clinic/chart/mps-chart-private.h"
#include "app/clinic/chart/mps-records.h"
#include "app/clinic/chart/mps-timeline-item-private.h"
#include "app/session/measurement/mps-fhir-read.h"

#define PAGE_ENTRIES 100

/* More points are not told apart on a chart, and a table of them is not read. */
#define TREND_POINTS 1000

struct _MpsChart {
  GObject parent_instance;

  MpsSession *session;
  char *patient_id;
  MpsChartToken *token;
  MpsChartBanner banner;
  GPtrArray *last;
  GListStore *timeline;
  MpsTimelineKind kinds;
  char *next;
  gboolean has_more;
  GCancellable *page;
  GError *error;
};

typedef enum {
  PROP_HAS_MORE = 1,
  PROP_LOADING,
  PROP_CAN_UNDO,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];
static guint changed_signal;
static guint written_signal;

G_DEFINE_FINAL_TYPE (MpsChart, mps_chart, G_TYPE_OBJECT)

static void
mps_chart_dispose (GObject *object)
{
  MpsChart *self = MPS_CHART (object);

  if (self->token != NULL)
    mps_chart_token_close (self->token);
  g_cancellable_cancel (self->page);
  g_clear_object (&self->page);
  G_OBJECT_CLASS (mps_chart_parent_class)->dispose (object);
}

static void
mps_chart_finalize (GObject *object)
{
  MpsChart *self = MPS_CHART (object);

  g_clear_object (&self->session);
  g_free (self->patient_id);
  g_clear_pointer (&self->token, mps_chart_token_unref);
  mps_chart_banner_clear (&self->banner);
  g_clear_pointer (&self->last, g_ptr_array_unref);
  g_clear_object (&self->timeline);
  g_free (self->next);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (mps_chart_parent_class)->finalize (object);
}

static void
mps_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MpsChart *self = MPS_CHART (object);

  switch ((Property)id) {
  case PROP_HAS_MORE:
    g_value_set_boolean (value, self->has_more);
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->page != NULL);
    break;
  case PROP_CAN_UNDO:
    g_value_set_boolean (value, mps_chart_can_undo (self));
    break;
  case N_PROPS:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mps_chart_class_init (MpsChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = mps_chart_dispose;
  object_class->finalize = mps_chart_finalize;
  object_class->get_property = mps_chart_get_property;
  properties[PROP_HAS_MORE] = g_param_spec_boolean ("has-more", NULL, NULL, FALSE, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  /**
   * MpsChart::changed: banner data (patient, allergies) was read anew.
   */
  changed_signal = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * MpsChart::written: something was written that mps_chart_undo_async() can take back.
   */
  written_signal = g_signal_new ("written",
                                 G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_PTR_ARRAY);
}

static void
mps_chart_init (MpsChart *self)
{
  self->timeline = g_list_store_new (MPS_TYPE_TIMELINE_ITEM);
  self->kinds = MPS_TIMELINE_ALL;
}

/* The banner */

typedef struct {
  MpsSession *session;
  char *patient_id;
  gboolean audit;
  MpsChartBanner loaded;
} Banner;

static void
banner_free (gpointer data)
{
  Banner *banner = data;

  g_object_unref (banner->session);
  g_free (banner->patient_id);
  mps_chart_banner_clear (&banner->loaded);
  g_free (banner);
}

static void
banner_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Banner *banner = data;
  GError *error = NULL;

  if (mps_chart_banner_load (
          &banner->loaded, banner->session, banner->patient_id, banner->audit, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static GTask *
new_banner_task (gpointer source,
                 MpsSession *session,
                 const char *patient_id,
                 gboolean audit,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer data)
{
  GTask *task = g_task_new (source, cancellable, callback, data);
  Banner *banner = g_new0 (Banner, 1);

  banner->session = g_object_ref (session);
  banner->patient_id = g_strdup (patient_id);
  banner->audit = audit;
  g_task_set_task_data (task, banner, banner_free);
  return task;
}

/**
 * mps_chart_open_async:
 * @session: who opens it
 * @patient_id: FHIR id of the patient, without "Patient/"
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is open
 * @data: for @callback
 *
 * Opens a chart for reading; that is on the audit record before anything of it is shown.
 */
void
mps_chart_open_async (MpsSession *session,
                      const char *patient_id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task =
      new_banner_task (NULL, session, patient_id, TRUE, cancellable, callback, data);

  g_task_set_source_tag (task, mps_chart_open_async);
  g_task_run_in_thread (task, banner_in_thread);
}

static void
take_banner (MpsChart *self, Banner *banner)
{
  mps_chart_banner_clear (&self->banner);
  self->banner = banner->loaded;
  banner->loaded = (MpsChartBanner){ 0 };
}

/**
 * mps_chart_open_finish:
 * @result: of mps_chart_open_async()
 * @error: return location
 *
 * Errors: NOT_FOUND of #MpsStoreError for an unknown patient; REFUSED of #MpsSessionError.
 *
 * Returns: (transfer full): the chart; its timeline is being read
 */
MpsChart *
mps_chart_open_finish (GAsyncResult *result, GError **error)
{
  Banner *banner = g_task_get_task_data (G_TASK (result));
  MpsChart *self;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  self = g_object_new (MPS_TYPE_CHART, NULL);
  self->session = g_object_ref (banner->session);
  self->patient_id = g_strdup (banner->patient_id);
  self->token = mps_chart_token_new (self->session, self->patient_id);
  take_banner (self, banner);
  self->has_more = TRUE;
  mps_chart_load_more (self);
  return self;
}

/**
 * mps_chart_peek_patient:
 * @self: a chart
 *
 * Returns: (transfer none): whose it is; valid until "changed"
 */
const MpsPatient *
mps_chart_peek_patient (MpsChart *self)
{
  return self->banner.patient;
}

/**
 * mps_chart_peek_allergies:
 * @self: a chart
 *
 * Returns: (transfer none) (element-type utf8): what the patient is allergic to, as recorded; empty
 *   means that none is recorded, not that there is none. Valid until "changed"
 */
GPtrArray *
mps_chart_peek_allergies (MpsChart *self)
{
  return self->banner.allergies;
}

/**
 * mps_chart_get_allergy_state:
 * @self: a chart
 *
 * Returns: whether allergies are recorded, are known to be none, or were never asked for
 */
MpsAllergyState
mps_chart_get_allergy_state (MpsChart *self)
{
  return self->banner.allergy_state;
}

/**
 * mps_chart_peek_alerts:
 * @self: a chart
 *
 * Returns: (transfer none) (element-type utf8): alerts in force. Valid until "changed"
 */
GPtrArray *
mps_chart_peek_alerts (MpsChart *self)
{
  return self->banner.alerts;
}

/**
 * mps_chart_peek_survivor_id:
 * @self: a chart
 *
 * Returns: (nullable): FHIR id of the patient whom this one was merged into; that chart is the one
 *   to write into
 */
const char *
mps_chart_peek_survivor_id (MpsChart *self)
{
  return self->banner.survivor;
}

/**
 * mps_chart_peek_merged_ids:
 * @self: a chart
 *
 * Returns: (array zero-terminated=1): FHIR ids of those who were merged into this patient
 */
const char *const *
mps_chart_peek_merged_ids (MpsChart *self)
{
  return (const char *const *)self->banner.merged;
}

/**
 * mps_chart_peek_patient_resource:
 * @self: a chart
 *
 * Returns: (transfer none): the Patient, for mps_form_new_from_resource(). Valid until "changed"
 */
MpsResource *
mps_chart_peek_patient_resource (MpsChart *self)
{
  return self->banner.resource;
}

/**
 * mps_chart_peek_patient_id:
 * @self: a chart
 *
 * Returns: FHIR id of the patient, as long as the chart lives
 */
const char *
mps_chart_peek_patient_id (MpsChart *self)
{
  return self->patient_id;
}

/**
 * mps_chart_peek_session:
 * @self: a chart
 *
 * Returns: (transfer none): who opened it
 */
MpsSession *
mps_chart_peek_session (MpsChart *self)
{
  return self->session;
}

/**
 * mps_chart_peek_token:
 * @self: a chart
 *
 * Returns: (transfer none): the right to write into it
 */
MpsChartToken *
mps_chart_peek_token (MpsChart *self)
{
  return self->token;
}

/**
 * mps_chart_close:
 * @self: a chart
 *
 * Ends the right to write into it; to be called when a window shows something else. What was being
 * saved is still saved, for this patient.
 */
void
mps_chart_close (MpsChart *self)
{
  mps_chart_token_close (self->token);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
}

/**
 * mps_chart_is_open:
 * @self: a chart
 *
 * Returns: whether something can still be written into it
 */
gboolean
mps_chart_is_open (MpsChart *self)
{
  return mps_chart_token_is_open (self->token);
}

/* (nullable): the records that were written last through this chart, as they were stored. */
GPtrArray *
mps_chart_peek_last (MpsChart *self)
{
  return self->last;
}

/* records: (nullable) */
void
mps_chart_set_last (MpsChart *self, GPtrArray *records)
{
  if (records != NULL)
    g_ptr_array_ref (records);
  g_clear_pointer (&self->last, g_ptr_array_unref);
  self->last = records;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  if (records != NULL)
    g_signal_emit (self, written_signal, 0, records);
}

/* The timeline */

typedef struct {
  MpsSession *session;
  char *patient_id;
  MpsTimelineKind kinds;
  char *after;
  char *next;
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_object_unref (page->session);
  g_free (page->patient_id);
  g_free (page->after);
  g_free (page->next);
  g_free (page);
}

static void
page_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Page *page = data;
  GError *error = NULL;
  GPtrArray *entries = NULL;

  if (mps_session_require_chart (page->session, MPS_ACTION_READ_CHART, page->patient_id, &error))
    entries = mps_store_load_timeline (mps_session_peek_store (page->session),
                                       page->patient_id,
                                       page->kinds,
                                       PAGE_ENTRIES,
                                       page->after,
                                       &page->next,
                                       &error);

  if (entries == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, entries, (GDestroyNotify)g_ptr_array_unref);
}

static void
append_entries (MpsChart *self, GPtrArray *entries, gboolean first_page)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint old = first_page ? g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) : 0;
  guint position = g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) - old;

  g_ptr_array_set_free_func (entries, NULL);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (items, mps_timeline_item_new (g_ptr_array_index (entries, i)));
  g_list_store_splice (self->timeline, position, old, items->pdata, items->len);
}

static void
page_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsChart *self = MPS_CHART (source);
  Page *page = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  g_autoptr (GPtrArray) entries = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->page) {
    g_clear_error (&error);
    return;
  }

  g_clear_object (&self->page);
  g_clear_error (&self->error);
  self->error = error;
  if (entries != NULL) {
    append_entries (self, entries, page->after == NULL);
    g_free (self->next);
    self->next = g_steal_pointer (&page->next);
  }
  self->has_more = self->next != NULL || entries == NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_MORE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/**
 * mps_chart_get_timeline:
 * @self: a chart
 *
 * Returns: (transfer none): #MpsTimelineItem, the newest first, as far as they were read
 */
GListModel *
mps_chart_get_timeline (MpsChart *self)
{
  return G_LIST_MODEL (self->timeline);
}

/**
 * mps_chart_has_more:
 * @self: a chart
 *
 * Returns: whether older entries are still to be read
 */
gboolean
mps_chart_has_more (MpsChart *self)
{
  return self->has_more;
}

/**
 * mps_chart_peek_error:
 * @self: a chart
 *
 * Returns: (transfer none) (nullable): why the timeline could not be read the last time: what it
 *   shows is then not all there is
 */
const GError *
mps_chart_peek_error (MpsChart *self)
{
  return self->error;
}

/**
 * mps_chart_load_more:
 * @self: a chart
 *
 * Reads the next page of the timeline, unless one is being read.
 */
void
mps_chart_load_more (MpsChart *self)
{
  g_autoptr (GTask) task = NULL;
  Page *page;

  if (!self->has_more || self->page != NULL)
    return;

  page = g_new0 (Page, 1);
  page->session = g_object_ref (self->session);
  page->patient_id = g_strdup (self->patient_id);
  page->kinds = self->kinds;
  page->after = g_strdup (self->next);
  self->page = g_cancellable_new ();
  task = g_task_new (self, self->page, page_done, NULL);
  g_task_set_task_data (task, page, page_free);
  g_task_run_in_thread (task, page_in_thread);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
restart_timeline (MpsChart *self)
{
  g_cancellable_cancel (self->page);
  g_clear_object (&self->page);
  g_clear_pointer (&self->next, g_free);
  self->has_more = TRUE;
  mps_chart_load_more (self);
}

/**
 * mps_chart_set_kinds:
 * @self: a chart
 * @kinds: which entries the timeline shall show
 */
void
mps_chart_set_kinds (MpsChart *self, MpsTimelineKind kinds)
{
  if (self->kinds == kinds)
    return;

  self->kinds = kinds;
  restart_timeline (self);
}

static void
banner_reloaded (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsChart *self = MPS_CHART (source);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_clear_error (&self->error);
    self->error = error;
  } else {
    take_banner (self, g_task_get_task_data (G_TASK (result)));
  }
  g_signal_emit (self, changed_signal, 0);
}

/**
 * mps_chart_reload:
 * @self: a chart
 *
 * Reads the banner's data and the timeline anew. What is shown stays until it is there.
 */
void
mps_chart_reload (MpsChart *self)
{
  g_autoptr (GTask) task =
      new_banner_task (self, self->session, self->patient_id, FALSE, NULL, banner_reloaded, NULL);

  g_task_run_in_thread (task, banner_in_thread);
  restart_timeline (self);
}

/* Trends and single records */

typedef struct {
  MpsSession *session;
  char *patient_id;
  char *first;
  char *second;
  GPtrArray *references;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_object_unref (lookup->session);
  g_free (lookup->patient_id);
  g_free (lookup->first);
  g_free (lookup->second);
  g_clear_pointer (&lookup->references, g_ptr_array_unref);
  g_free (lookup);
}

static GTask *
new_lookup_task (MpsChart *self,
                 const char *first,
                 const char *second,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->session = g_object_ref (self->session);
  lookup->patient_id = g_strdup (self->patient_id);
  lookup->first = g_strdup (first);
  lookup->second = g_strdup (second);
  g_task_set_task_data (task, lookup, lookup_free);
  return task;
}

static void
trend_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Lookup *lookup = data;
  GError *error = NULL;
  GPtrArray *points = NULL;

  if (mps_session_require_chart (
          lookup->session, MPS_ACTION_READ_CHART, lookup->patient_id, &error))
    points = mps_store_load_trend (mps_session_peek_store (lookup->session),
                                   lookup->patient_id,
                                   lookup->first,
                                   lookup->second,
                                   TREND_POINTS,
                                   &error);

  if (points == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, points, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * mps_chart_load_trend_async:
 * @self: a chart
 * @code: code of the observation
 * @unit: UCUM unit
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * Reads all values of one code in one unit: values of different units are never mixed.
 */
void
mps_chart_load_trend_async (MpsChart *self,
                            const char *code,
                            const char *unit,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = new_lookup_task (self, code, unit, cancellable, callback, data);

  g_task_set_source_tag (task, mps_chart_load_trend_async);
  g_task_run_in_thread (task, trend_in_thread);
}

/**
 * mps_chart_load_trend_finish:
 * @self: a chart
 * @result: of mps_chart_load_trend_async()
 * @error: return location
 *
 * Returns: (transfer full) (element-type MpsTimelineEntry): values, the oldest first
 */
GPtrArray *
mps_chart_load_trend_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
record_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Lookup *lookup = data;
  GError *error = NULL;
  MpsResource *resource = NULL;

  /* The chart that it is shown in must be open to the person; the record says whose it is itself.
   */
  if (mps_session_require_chart (
          lookup->session, MPS_ACTION_READ_CHART, lookup->patient_id, &error))
    resource = mps_records_get (lookup->session, lookup->first, lookup->second, 0, &error);

  if (resource == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, resource, (GDestroyNotify)mps_resource_unref);
}

/**
 * mps_chart_load_record_async:
 * @self: a chart
 * @type: resource type
 * @id: its id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * Reads one record whole.
 */
void
mps_chart_load_record_async (MpsChart *self,
                             const char *type,
                             const char *id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = new_lookup_task (self, type, id, cancellable, callback, data);

  g_task_set_source_tag (task, mps_chart_load_record_async);
  g_task_run_in_thread (task, record_in_thread);
}

/**
 * mps_chart_load_record_finish:
 * @self: a chart
 * @result: of mps_chart_load_record_async()
 * @error: return location
 *
 * Returns: (transfer full): the newest version of the record
 */
MpsResource *
mps_chart_load_record_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
results_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Lookup *lookup = data;
  GError *error = NULL;
  GPtrArray *entries = NULL;

  if (mps_session_require_chart (
          lookup->session, MPS_ACTION_READ_CHART, lookup->patient_id, &error))
    entries = mps_store_load_entries (
        mps_session_peek_store (lookup->session), lookup->patient_id, lookup->references, &error);

  if (entries == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, entries, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * mps_chart_load_results_async:
 * @self: a chart
 * @report: a DiagnosticReport of it
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * Reads what the timeline says of the results that a report gathers.
 */
void
mps_chart_load_results_async (MpsChart *self,
                              MpsResource *report,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = new_lookup_task (self, NULL, NULL, cancellable, callback, data);
  Lookup *lookup = g_task_get_task_data (task);

  lookup->references = mps_fhir_dup_references (report, "result");
  g_task_set_source_tag (task, mps_chart_load_results_async);
  g_task_run_in_thread (task, results_in_thread);
}

/**
 * mps_chart_load_results_finish:
 * @self: a chart
 * @result: of mps_chart_load_results_async()
 * @error: return location
 *
 * Returns: (transfer full) (element-type MpsTimelineEntry): those of the results that are on this
 *   chart, in the report's order
 */
GPtrArray *
mps_chart_load_results_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mps_trend_judge:
 * @points: (element-type MpsTimelineEntry): values of one code and unit, the oldest first, as of
 *   mps_chart_load_trend_finish()
 * @code: their LOINC code
 *
 * Says of each value whether it differs for real from the one before it.
 *
 * Returns: (transfer full) (element-type MpsChange): one for each point; the first is unknown
 */
GArray *
mps_trend_judge (GPtrArray *points, const char *code)
{
  GArray *changes = g_array_sized_new (FALSE, TRUE, sizeof (MpsChange), points->len);

  g_array_set_size (changes, points->len);
  for (guint i = 1; i < points->len; i++) {
    const MpsTimelineEntry *before = g_ptr_array_index (points, i - 1);
    const MpsTimelineEntry *after = g_ptr_array_index (points, i);

    mps_change_judge (
        code, &before->quantity, &after->quantity, &g_array_index (changes, MpsChange, i));
  }
  return changes;
}
