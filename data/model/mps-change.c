/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-change.h"

#include "mps-model-resources.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define TABLE_PATH "/org/manpasik/model/rcv.ini"

static GKeyFile *
load_table (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_model_get_resource (), TABLE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gboolean loaded = g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, NULL);

  g_assert (loaded);
  return file;
}

static GKeyFile *
peek_table (void)
{
  static gsize loaded = 0;

  if (g_once_init_enter (&loaded))
    g_once_init_leave (&loaded, GPOINTER_TO_SIZE (load_table ()));
  return GSIZE_TO_POINTER (loaded);
}

/**
 * mps_change_source_free:
 * @source: (transfer full) (nullable): a source
 */
void
mps_change_source_free (MpsChangeSource *source)
{
  if (source == NULL)
    return;

  g_free (source->source);
  g_free (source->as_of);
  g_free (source);
}

/**
 * mps_change_rcv_percent:
 * @cva_percent: analytical imprecision
 * @cvi_percent: within-subject biological variation
 *
 * Reference change value at 95 %: √2 · 1.96 · √(CVa² + CVi²).
 *
 * Returns: percent of the value before that two results must differ by to differ for real
 */
double
mps_change_rcv_percent (double cva_percent, double cvi_percent)
{
  return sqrt (2) * 1.96 * sqrt (cva_percent * cva_percent + cvi_percent * cvi_percent);
}

static gboolean
read_percent (GKeyFile *file, const char *group, const char *key, double *percent)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  if (text == NULL)
    return FALSE;
  *percent = g_ascii_strtod (text, NULL);
  return TRUE;
}

static MpsChangeSource *
read_source (GKeyFile *file, const char *group, const char *language)
{
  MpsChangeSource *source = g_new0 (MpsChangeSource, 1);

  read_percent (file, group, "CVi", &source->cvi_percent);
  read_percent (file, group, "CVa", &source->cva_percent);
  if (!read_percent (file, group, "Rcv", &source->rcv_percent))
    source->rcv_percent = mps_change_rcv_percent (source->cva_percent, source->cvi_percent);
  source->source = g_key_file_get_locale_string (file, group, "Source", language, NULL);
  source->as_of = g_key_file_get_string (file, group, "AsOf", NULL);
  return source;
}

/**
 * mps_change_list_sources:
 * @loinc: LOINC code of the analyte
 * @language: (nullable): "ko", "en" …
 *
 * Returns: (transfer full) (element-type MpsChangeSource): what rcv.ini has for it; empty where
 *   nothing is known
 */
GPtrArray *
mps_change_list_sources (const char *loinc, const char *language)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_change_source_free);
  GKeyFile *file = peek_table ();
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  gsize length = strlen (loinc);

  for (char **group = groups; *group != NULL; group++) {
    if (g_str_has_prefix (*group, loinc) && (*group)[length] == '/')
      g_ptr_array_add (sources, read_source (file, *group, language));
  }
  return sources;
}

/* Expanded uncertainty is two standard deviations. FALSE where it is not known. */
static gboolean
get_cv_percent (const MpsQuantity *quantity, double *cv_percent)
{
  if (!quantity->has_uncertainty)
    return FALSE;
  *cv_percent = quantity->expanded_uncertainty / 2 / fabs (quantity->value) * 100;
  return isfinite (*cv_percent);
}

static gboolean
is_comparable (const MpsQuantity *before, const MpsQuantity *after)
{
  return g_str_equal (before->unit, after->unit) && before->comparator == MPS_COMPARATOR_NONE &&
         after->comparator == MPS_COMPARATOR_NONE && isfinite (before->value) &&
         isfinite (after->value) && before->value > 0 && after->value >= 0;
}

static MpsChangeState
judge_percent (const MpsChange *change)
{
  double size = fabs (change->percent);

  if (size <= change->least_percent)
    return MPS_CHANGE_NONE;
  if (size <= change->most_percent)
    return MPS_CHANGE_UNSURE;
  return change->percent > 0 ? MPS_CHANGE_ROSE : MPS_CHANGE_FELL;
}

/**
 * mps_change_judge:
 * @loinc: LOINC code of both results
 * @before: the earlier one
 * @after: the later one
 * @change: (out): what can be said of the change
 *
 * A change is real when it is beyond the reference change value of every source in rcv.ini. Where
 * both results carry their own uncertainty, the larger of the two takes the place of the source's
 * analytical imprecision.
 */
void
mps_change_judge (const char *loinc,
                  const MpsQuantity *before,
                  const MpsQuantity *after,
                  MpsChange *change)
{
  g_autoptr (GPtrArray) sources = mps_change_list_sources (loinc, NULL);
  double cv_before = 0;
  double cv_after = 0;
  gboolean own;

  *change = (MpsChange){ .state = MPS_CHANGE_UNKNOWN };
  if (sources->len == 0 || !is_comparable (before, after))
    return;

  own = get_cv_percent (before, &cv_before) && get_cv_percent (after, &cv_after);
  change->percent = (after->value - before->value) / before->value * 100;
  change->n_sources = sources->len;
  for (guint i = 0; i < sources->len; i++) {
    const MpsChangeSource *source = g_ptr_array_index (sources, i);
    double rcv = own && source->cvi_percent > 0
                     ? mps_change_rcv_percent (MAX (cv_before, cv_after), source->cvi_percent)
                     : source->rcv_percent;

    change->least_percent = i == 0 ? rcv : MIN (rcv, change->least_percent);
    change->most_percent = i == 0 ? rcv : MAX (rcv, change->most_percent);
  }
  change->state = judge_percent (change);
}
