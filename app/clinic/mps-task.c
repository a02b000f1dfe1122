/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/mps-task-private.h"

/* A guess from the first moments is worth nothing. */
#define GUESS_AFTER_S 1.0

/* How often the page hears of it at most. */
#define REPORT_US (G_USEC_PER_SEC / 10)

struct _MpsTask {
  GObject parent_instance;

  char *title;
  double fraction;
  double seconds_left;
  gboolean done;
  char *outcome;
  GError *error;
  GPtrArray *rejections;
  GCancellable *cancellable;
  gint64 started_us;

  GMutex mutex;
  GMainContext *context;
  guint64 reported;
  guint64 total;
  gint64 reported_us;
  gboolean posted;
};

typedef enum {
  PROP_TITLE = 1,
  PROP_FRACTION,
  PROP_SECONDS_LEFT,
  PROP_DONE,
  PROP_OUTCOME,
  PROP_ERROR,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MpsTask, mps_task, G_TYPE_OBJECT)

static void
mps_task_finalize (GObject *object)
{
  MpsTask *self = MPS_TASK (object);

  g_free (self->title);
  g_free (self->outcome);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->rejections);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (mps_task_parent_class)->finalize (object);
}

static void
mps_task_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MpsTask *self = MPS_TASK (object);

  switch ((Property)id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_FRACTION:
    g_value_set_double (value, self->fraction);
    break;
  case PROP_SECONDS_LEFT:
    g_value_set_double (value, self->seconds_left);
    break;
  case PROP_DONE:
    g_value_set_boolean (value, self->done);
    break;
  case PROP_OUTCOME:
    g_value_set_string (value, self->outcome);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  case N_PROPS:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mps_task_class_init (MpsTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = mps_task_finalize;
  object_class->get_property = mps_task_get_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_SECONDS_LEFT] =
      g_param_spec_double ("seconds-left", NULL, NULL, -1, G_MAXDOUBLE, -1, flags);
  properties[PROP_DONE] = g_param_spec_boolean ("done", NULL, NULL, FALSE, flags);
  properties[PROP_OUTCOME] = g_param_spec_string ("outcome", NULL, NULL, "", flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mps_task_init (MpsTask *self)
{
  g_mutex_init (&self->mutex);
  self->fraction = -1;
  self->seconds_left = -1;
  self->outcome = g_strdup ("");
  self->rejections = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->started_us = g_get_monotonic_time ();
}

MpsTask *
mps_task_new (const char *title)
{
  MpsTask *self = g_object_new (MPS_TYPE_TASK, NULL);

  self->title = g_strdup (title);
  return self;
}

GCancellable *
mps_task_peek_cancellable (MpsTask *self)
{
  return self->cancellable;
}

static gboolean
apply_report (gpointer data)
{
  MpsTask *self = data;
  guint64 reported;
  guint64 total;
  double elapsed_s = (double)(g_get_monotonic_time () - self->started_us) / G_USEC_PER_SEC;

  g_mutex_lock (&self->mutex);
  reported = self->reported;
  total = self->total;
  self->posted = FALSE;
  g_mutex_unlock (&self->mutex);
  if (self->done)
    return G_SOURCE_REMOVE;

  self->fraction = total > 0 ? MIN (1.0, (double)reported / (double)total) : -1;
  self->seconds_left =
      self->fraction > 0 && elapsed_s > GUESS_AFTER_S ? elapsed_s / self->fraction - elapsed_s : -1;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
  return G_SOURCE_REMOVE;
}

/* Any thread. */
void
mps_task_report (MpsTask *self, guint64 done, guint64 total)
{
  gint64 now = g_get_monotonic_time ();
  gboolean post;

  g_mutex_lock (&self->mutex);
  self->reported = done;
  self->total = total;
  post = !self->posted && now - self->reported_us >= REPORT_US;
  if (post) {
    self->posted = TRUE;
    self->reported_us = now;
  }
  g_mutex_unlock (&self->mutex);
  if (post) {
    g_autoptr (GSource) source = g_idle_source_new ();

    g_source_set_callback (source, apply_report, g_object_ref (self), g_object_unref);
    g_source_attach (source, self->context);
  }
}

/* error: (transfer full) (nullable) */
void
mps_task_finish (MpsTask *self, const char *outcome, GPtrArray *rejections, GError *error)
{
  self->done = TRUE;
  self->fraction = error == NULL ? 1 : self->fraction;
  self->seconds_left = error == NULL ? 0 : -1;
  g_free (self->outcome);
  self->outcome = g_strdup (outcome != NULL ? outcome : "");
  self->error = error;
  if (rejections != NULL) {
    g_ptr_array_unref (self->rejections);
    self->rejections = g_ptr_array_ref (rejections);
  }
  for (guint i = PROP_FRACTION; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

/**
 * mps_task_cancel:
 * @self: a task
 *
 * Asks it to stop; it ends with %G_IO_ERROR_CANCELLED. What was stored until then stays.
 */
void
mps_task_cancel (MpsTask *self)
{
  g_cancellable_cancel (self->cancellable);
}

/**
 * mps_task_peek_rejections:
 * @self: a task
 *
 * Returns: (transfer none) (element-type MpsImportRejection): entries that an import left out
 */
GPtrArray *
mps_task_peek_rejections (MpsTask *self)
{
  return self->rejections;
}
