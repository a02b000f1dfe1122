/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-banner-private.h"

#include "data/model/mps-tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PAGE_RECORDS 200

/* SNOMED CT: No known allergy (situation), and the same of medicines, food and surroundings: only
 * the first is a statement about all of them. */
#define NO_KNOWN_ALLERGY "716186003"

void
mps_chart_banner_clear (MpsChartBanner *banner)
{
  g_clear_pointer (&banner->resource, mps_resource_unref);
  g_clear_pointer (&banner->patient, mps_patient_free);
  g_clear_pointer (&banner->allergies, g_ptr_array_unref);
  g_clear_pointer (&banner->alerts, g_ptr_array_unref);
  g_clear_pointer (&banner->merged, g_strfreev);
  g_clear_pointer (&banner->survivor, g_free);
}

static gboolean
append_records (
    MpsStore *store, const char *type, const char *patient_id, GPtrArray *records, GError **error)
{
  g_autofree char *after = NULL;

  do {
    g_autofree char *next = NULL;
    g_autoptr (GPtrArray) page =
        mps_store_list (store, type, patient_id, PAGE_RECORDS, after, &next, error);

    if (page == NULL)
      return FALSE;
    for (guint i = 0; i < page->len; i++)
      g_ptr_array_add (records, mps_resource_ref (g_ptr_array_index (page, i)));
    g_free (after);
    after = g_steal_pointer (&next);
  } while (after != NULL);

  return TRUE;
}

/* All records of a type in a chart, those of merged patients after the patient's own. */
GPtrArray *
mps_chart_list_records (MpsStore *store,
                        const char *type,
                        const char *patient_id,
                        const char *const *merged,
                        GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_resource_unref);

  if (!append_records (store, type, patient_id, records, error))
    return NULL;
  for (guint i = 0; merged != NULL && merged[i] != NULL; i++) {
    if (!append_records (store, type, merged[i], records, error))
      return NULL;
  }
  return g_steal_pointer (&records);
}

static const char *
peek_words (const MpsTree *tree)
{
  const char *text = mps_tree_peek_path_string (tree, "code.text");

  if (text == NULL)
    text = mps_tree_peek_path_string (tree, "code.coding[0].display");
  return text != NULL ? text : mps_tree_peek_path_string (tree, "code.coding[0].code");
}

static gboolean
is_code (const MpsTree *tree, const char *path, const char *code)
{
  return g_strcmp0 (mps_tree_peek_path_string (tree, path), code) == 0;
}

/* Whatever is not known to be over or wrong counts: one allergy too many does less harm than one
 * too few. */
static gboolean
counts (const MpsTree *tree)
{
  return !is_code (tree, "clinicalStatus.coding[0].code", "resolved") &&
         !is_code (tree, "clinicalStatus.coding[0].code", "inactive") &&
         !is_code (tree, "verificationStatus.coding[0].code", "refuted") &&
         !is_code (tree, "verificationStatus.coding[0].code", "entered-in-error");
}

gboolean
mps_chart_allergy_counts (const MpsResource *resource)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);

  return counts (tree);
}

gboolean
mps_chart_is_no_known_allergy (const MpsResource *resource)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  const MpsTree *list = mps_tree_peek_path (tree, "code.coding");

  for (guint i = 0; list != NULL && i < mps_tree_get_size (list); i++) {
    if (is_code (mps_tree_peek_item (list, i), "code", NO_KNOWN_ALLERGY))
      return TRUE;
  }
  return FALSE;
}

static void
read_allergy (const MpsResource *resource, MpsChartBanner *banner)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  const char *words = peek_words (tree);

  if (!counts (tree))
    return;
  if (mps_chart_is_no_known_allergy (resource)) {
    if (banner->allergy_state == MPS_ALLERGY_NOT_ASKED)
      banner->allergy_state = MPS_ALLERGY_NONE_KNOWN;
    return;
  }
  banner->allergy_state = MPS_ALLERGY_RECORDED;
  g_ptr_array_add (banner->allergies, g_strdup (words != NULL ? words : _ ("unnamed allergy")));
}

static void
read_alert (const MpsResource *resource, const char *today, MpsChartBanner *banner)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  const char *end = mps_tree_peek_path_string (tree, "period.end");
  const char *words = peek_words (tree);

  if (!is_code (tree, "status", "active"))
    return;
  /* A date or a moment of a day before today. */
  if (end != NULL && strncmp (end, today, MIN (strlen (end), strlen (today))) < 0)
    return;
  g_ptr_array_add (banner->alerts, g_strdup (words != NULL ? words : _ ("unnamed alert")));
}

static gboolean
load_allergies (MpsChartBanner *banner, MpsStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) records = mps_chart_list_records (
      store, "AllergyIntolerance", patient_id, (const char *const *)banner->merged, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    read_allergy (g_ptr_array_index (records, i), banner);
  return TRUE;
}

static gboolean
load_alerts (MpsChartBanner *banner, MpsStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autoptr (GPtrArray) records = mps_chart_list_records (
      store, "Flag", patient_id, (const char *const *)banner->merged, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    read_alert (g_ptr_array_index (records, i), today, banner);
  return TRUE;
}

static gboolean
audit_opening (MpsSession *session, const char *patient_id, GError **error)
{
  g_autofree char *target = g_strconcat ("Patient/", patient_id, NULL);

  return mps_store_audit (mps_session_peek_store (session),
                          MPS_AUDIT_READ,
                          mps_session_peek_user (session),
                          patient_id,
                          target,
                          "chart opened",
                          error);
}

/* Nothing of a chart is handed out before the audit record says that it was opened. */
gboolean
mps_chart_banner_load (MpsChartBanner *banner,
                       MpsSession *session,
                       const char *patient_id,
                       gboolean audit,
                       GError **error)
{
  MpsStore *store = mps_session_peek_store (session);

  if (!mps_session_require_chart (session, MPS_ACTION_READ_CHART, patient_id, error))
    return FALSE;
  banner->resource = mps_store_get (store, "Patient", patient_id, 0, error);
  if (banner->resource == NULL || (audit && !audit_opening (session, patient_id, error)))
    return FALSE;

  banner->patient = mps_patient_new_from_resource (banner->resource, error);
  if (banner->patient == NULL)
    return FALSE;
  banner->allergies = g_ptr_array_new_with_free_func (g_free);
  banner->alerts = g_ptr_array_new_with_free_func (g_free);
  banner->merged = mps_store_list_merged (store, patient_id, error);
  return banner->merged != NULL &&
         mps_store_find_survivor (store, patient_id, &banner->survivor, error) &&
         load_allergies (banner, store, patient_id, error) &&
         load_alerts (banner, store, patient_id, error);
}
