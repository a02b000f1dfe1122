/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-downtime.h"

#include "app/clinic/chart/mps-chart-banner-private.h"
#include "app/clinic/chart/mps-chart-print-private.h"
#include "app/clinic/keeping/mps-downtime-patients-private.h"
#include "app/clinic/keeping/mps-keeping-policy.h"
#include "app/session/mps-session-lock.h"
#include "data/model/mps-tree.h"
#include "data/store/keep/mps-store-extract.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define TARGET_KIT "Keeping/downtime"
#define TARGET_SHEET "Keeping/downtime-sheet"
#define PURPOSE "downtime-sheet"
#define PARTIAL_SUFFIX ".partial"
/* Most problems and medicines of a patient on paper; more than that stands in the kit's charts. */
#define MOST 60

typedef struct {
  MpsSession *session;
  MpsStore *store;
  const MpsDowntimePlan *plan;
  GDateTime *now;
  GPtrArray *ids;
  GPtrArray *charts;
  char *folder;
  guint64 records;
  GCancellable *cancellable;
} Making;

static void
making_clear (Making *making)
{
  g_clear_pointer (&making->now, g_date_time_unref);
  g_clear_pointer (&making->ids, g_ptr_array_unref);
  g_clear_pointer (&making->charts, g_ptr_array_unref);
  g_clear_pointer (&making->folder, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/**
 * mps_downtime_kit_free:
 * @kit: (transfer full) (nullable): what was made
 */
void
mps_downtime_kit_free (MpsDowntimeKit *kit)
{
  if (kit == NULL)
    return;

  g_free (kit->folder);
  g_free (kit);
}

/* Allergies come first and none is left out: one that is refuted or over is no allergy, and every
 * other one counts, as above a chart. */
static gboolean
add_allergies (Making *making, const char *id, MpsChartPages *pages, GError **error)
{
  g_auto (GStrv) merged = mps_store_list_merged (making->store, id, error);
  g_autoptr (GPtrArray) records = NULL;

  if (merged == NULL)
    return FALSE;
  records = mps_chart_list_records (
      making->store, "AllergyIntolerance", id, (const char *const *)merged, error);
  if (records == NULL)
    return FALSE;

  for (guint i = 0; i < records->len; i++) {
    MpsResource *record = g_ptr_array_index (records, i);

    if (mps_chart_allergy_counts (record))
      mps_chart_print_allergy (record, making->plan->language, pages);
  }
  return TRUE;
}

static gboolean
fill_pages (Making *making, const char *id, MpsChartPages *pages, GError **error)
{
  const char *language = making->plan->language;
  guint results = mps_keeping_policy_get ()->results;

  mps_chart_pages_leave_out (pages, MPS_CHART_VISITS);
  mps_chart_pages_leave_out (pages, MPS_CHART_NOTES);
  mps_chart_pages_leave_out (pages, MPS_CHART_DOCUMENTS);
  mps_chart_pages_leave_out (pages, MPS_CHART_OTHERS);
  return add_allergies (making, id, pages, error) &&
         mps_chart_print_newest (
             making->store, id, language, pages, MPS_TIMELINE_PROBLEM, MOST, error) &&
         mps_chart_print_newest (
             making->store, id, language, pages, MPS_TIMELINE_PRESCRIPTION, MOST, error) &&
         mps_chart_print_newest (
             making->store, id, language, pages, MPS_TIMELINE_RESULT, results, error);
}

/* A restricted chart is not on paper that everyone reads; it is in the kit's records, which ask who
 * reads. */
static gboolean
is_restricted (const MpsResource *patient)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (patient);
  const MpsTree *labels = mps_tree_peek_path (tree, "meta.security");

  for (guint i = 0; labels != NULL && i < mps_tree_get_size (labels); i++) {
    const char *code = mps_tree_peek_path_string (mps_tree_peek_item (labels, i), "code");

    if (g_strcmp0 (code, "R") == 0 || g_strcmp0 (code, "V") == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
add_patient (Making *making, const char *id, GError **error)
{
  g_autoptr (MpsResource) resource = mps_store_get (making->store, "Patient", id, 0, error);
  g_autoptr (MpsPatient) patient = NULL;
  g_autoptr (MpsChartPages) pages = NULL;

  if (resource == NULL)
    return FALSE;
  if (is_restricted (resource))
    return TRUE;

  patient = mps_patient_new_from_resource (resource, error);
  if (patient == NULL)
    return FALSE;
  pages = mps_chart_pages_new (
      making->plan->language, patient, mps_session_peek_user (making->session), making->now);
  if (!fill_pages (making, id, pages, error))
    return FALSE;

  g_ptr_array_add (making->charts, g_steal_pointer (&pages));
  return TRUE;
}

/* The PDF is never on the disk but sealed. */
static gboolean
write_sheet (Making *making, GError **error)
{
  g_autofree char *path = g_build_filename (making->folder, MPS_DOWNTIME_SHEET, NULL);
  g_autoptr (GBytes) pdf = NULL;

  making->charts = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_chart_pages_free);
  for (guint i = 0; i < making->ids->len; i++) {
    if (g_cancellable_set_error_if_cancelled (making->cancellable, error) ||
        !add_patient (making, g_ptr_array_index (making->ids, i), error))
      return FALSE;
  }
  if (making->charts->len == 0)
    return TRUE;

  pdf =
      mps_chart_pages_dup_pdf_of_many (making->charts, making->plan->language, making->now, error);
  return pdf != NULL && mps_store_write_sealed (making->store, path, PURPOSE, pdf, error);
}

static gboolean
write_records (Making *making, GError **error)
{
  const MpsExtract extract = {
    .directory = making->folder,
    .patient_ids = making->ids,
    .who = mps_session_peek_user (making->session),
    .why = "downtime kit",
    .program = making->plan->program,
    .progress = making->plan->progress,
    .data = making->plan->data,
  };

  return mps_store_extract (making->store, &extract, &making->records, making->cancellable, error);
}

/* Only what is whole has the name of a kit. */
static gboolean
finish (Making *making, GError **error)
{
  g_autofree char *name =
      g_strndup (making->folder, strlen (making->folder) - strlen (PARTIAL_SUFFIX));
  int code;

  if (g_rename (making->folder, name) != 0) {
    code = errno;
    g_set_error (error,
                 G_IO_ERROR,
                 g_io_error_from_errno (code),
                 "downtime: the folder cannot be given its name: %s",
                 g_strerror (code));
    return FALSE;
  }

  g_free (making->folder);
  making->folder = g_steal_pointer (&name);
  return TRUE;
}

static char *
dup_folder (const MpsDowntimePlan *plan, GDateTime *now)
{
  g_autofree char *name =
      g_date_time_format (now, ("manpasik-downtime-%Y%m%dT%H%M%S" PARTIAL_SUFFIX));

  return g_build_filename (plan->place, name, NULL);
}

static gboolean
make (Making *making, GError **error)
{
  gint64 now_us = g_date_time_to_unix (making->now) * G_USEC_PER_SEC;

  making->ids = mps_downtime_list_patients (making->store, now_us, making->cancellable, error);
  if (making->ids == NULL)
    return FALSE;
  if (making->ids->len == 0) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_NOT_FOUND,
                         "downtime: nobody has an appointment or anything new in the chart");
    return FALSE;
  }
  if (!g_file_test (making->plan->place, G_FILE_TEST_IS_DIR)) {
    g_set_error_literal (error,
                         G_IO_ERROR,
                         G_IO_ERROR_NOT_FOUND,
                         "downtime: there is no such folder; attach the drive, or make the folder");
    return FALSE;
  }

  return write_records (making, error) && write_sheet (making, error) && finish (making, error);
}

static guint
count_pages (const Making *making)
{
  guint n = 0;

  for (guint i = 0; i < making->charts->len; i++)
    n += mps_chart_pages_get_n_pages (g_ptr_array_index (making->charts, i));
  return n;
}

/**
 * mps_downtime_make:
 * @session: who does it
 * @plan: where to
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Makes the kit: a small sealed profile with the charts of whoever may come, which every program of
 * this kind opens on any computer without a network and with the passwords of every day, and a
 * sealed PDF of who they are, their allergies, problems, medicines and last results. That it was
 * made is on the audit record. What is written into the kit comes back by exporting it there and
 * importing it here.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, NOT_FOUND where nobody is to come,
 * %G_IO_ERROR_NOT_FOUND (no such folder), #MpsStoreError.
 *
 * Returns: (transfer full): what was made, or %NULL
 */
MpsDowntimeKit *
mps_downtime_make (MpsSession *session,
                   const MpsDowntimePlan *plan,
                   GCancellable *cancellable,
                   GError **error)
{
  g_auto (Making) making = { .session = session, .plan = plan, .cancellable = cancellable };
  g_autoptr (MpsDowntimeKit) kit = g_new0 (MpsDowntimeKit, 1);
  gboolean done;

  if (!mps_session_require (session, MPS_ACTION_BACKUP, error))
    return NULL;

  making.store = mps_session_peek_store (session);
  making.now = g_date_time_new_now_local ();
  making.folder = dup_folder (plan, making.now);
  mps_session_hold (session);
  done = make (&making, error) && mps_store_audit (making.store,
                                                   MPS_AUDIT_EXECUTE,
                                                   mps_session_peek_user (session),
                                                   NULL,
                                                   TARGET_KIT,
                                                   "downtime kit made",
                                                   error);
  mps_session_release (session);
  if (!done)
    return NULL;

  kit->folder = g_strdup (making.folder);
  kit->patients = making.ids->len;
  kit->records = making.records;
  kit->pages = count_pages (&making);
  return g_steal_pointer (&kit);
}

/**
 * mps_downtime_open_sheet:
 * @session: who is signed in to a kit
 * @path: PDF to write, readable for its owner alone
 * @error: return location
 *
 * Opens the kit's sealed PDF, to print it. It has many patients: whoever may read every chart may
 * have it. On the kit's audit record. Blocks; a worker thread. Errors: REFUSED of
 * #MpsSessionError, #GFileError (this profile is no kit), %MPS_STORE_ERROR_CORRUPT.
 *
 * Returns: whether the file is there
 */
gboolean
mps_downtime_open_sheet (MpsSession *session, const char *path, GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  g_autofree char *sealed =
      g_build_filename (mps_session_peek_profile (session), MPS_DOWNTIME_SHEET, NULL);
  g_autoptr (GBytes) pdf = NULL;
  const char *data;
  gsize size;

  /* It has every patient. */
  if (!mps_session_require (session, MPS_ACTION_REPORT, error) ||
      !mps_session_require (session, MPS_ACTION_READ_CHART, error))
    return FALSE;

  pdf = mps_store_read_sealed (store, sealed, PURPOSE, error);
  if (pdf == NULL || !mps_store_audit (store,
                                       MPS_AUDIT_READ,
                                       mps_session_peek_user (session),
                                       NULL,
                                       TARGET_SHEET,
                                       "downtime sheet opened",
                                       error))
    return FALSE;

  data = g_bytes_get_data (pdf, &size);
  return g_file_set_contents_full (
      path, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
