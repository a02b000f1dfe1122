/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-engine.h"

#include <string.h>

/*
 * MpsFigures: what is compared, whether it was stored or has just been computed.
 */
typedef struct {
  MpsRunStatus status;
  const char *reason;
  const GPtrArray *fingerprints;
  const GPtrArray *results;
  guint64 replaced;
  gboolean usable[MPS_CHANNELS];
} MpsFigures;

static char *
name_texts (const char *what, const char *stored, const char *computed)
{
  if (g_strcmp0 (stored, computed) == 0)
    return NULL;

  return g_strdup_printf ("%s: “%s” and “%s”", what, stored, computed);
}

static char *
name_doubles (const char *what, double stored, double computed)
{
  char left[G_ASCII_DTOSTR_BUF_SIZE], right[G_ASCII_DTOSTR_BUF_SIZE];

  if (memcmp (&stored, &computed, sizeof stored) == 0)
    return NULL;

  g_ascii_formatd (left, sizeof left, "%.17g", stored);
  g_ascii_formatd (right, sizeof right, "%.17g", computed);
  return g_strdup_printf ("%s: %s and %s", what, left, right);
}

static char *
name_counts (const char *what, guint64 stored, guint64 computed)
{
  if (stored == computed)
    return NULL;

  return g_strdup_printf (
      "%s: %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT, what, stored, computed);
}

static char *
compare_results (const MpsResult *stored, const MpsResult *computed)
{
  g_autofree char *value = g_strdup_printf ("result %s value", computed->code);
  g_autofree char *uncertainty = g_strdup_printf ("result %s uncertainty", computed->code);
  g_autofree char *flag = g_strdup_printf ("result %s flag", computed->code);
  g_autofree char *unit = g_strdup_printf ("result %s unit", computed->code);
  g_autofree char *sign = g_strdup_printf ("result %s comparator", computed->code);
  g_autofree char *has = g_strdup_printf ("result %s has a value", computed->code);
  g_autofree char *has_u = g_strdup_printf ("result %s has an uncertainty", computed->code);
  const MpsQuantity *s = &stored->quantity, *c = &computed->quantity;
  char *difference = name_texts ("result code", stored->code, computed->code);

  if (difference == NULL)
    difference = name_counts (has, stored->has_value != FALSE, computed->has_value != FALSE);
  if (difference == NULL && computed->has_value)
    difference = name_doubles (value, s->value, c->value);
  if (difference == NULL && computed->has_value)
    difference = name_counts (sign, s->comparator, c->comparator);
  if (difference == NULL)
    difference = name_texts (unit, s->unit, c->unit);
  if (difference == NULL && computed->has_value)
    difference = name_counts (has_u, s->has_uncertainty != FALSE, c->has_uncertainty != FALSE);
  if (difference == NULL && computed->has_value && c->has_uncertainty)
    difference = name_doubles (uncertainty, s->expanded_uncertainty, c->expanded_uncertainty);
  if (difference == NULL)
    difference = name_texts (flag, stored->flag, computed->flag);
  return difference;
}

static char *
compare_all_results (const MpsFigures *stored, const MpsFigures *computed)
{
  char *difference =
      name_counts ("number of results", stored->results->len, computed->results->len);

  for (guint i = 0; i < stored->results->len && difference == NULL; i++)
    difference = compare_results (g_ptr_array_index (stored->results, i),
                                  g_ptr_array_index (computed->results, i));
  return difference;
}

static char *
compare_fingerprints (const MpsFingerprint *stored, const MpsFingerprint *computed)
{
  g_autofree char *norm = g_strdup_printf ("fingerprint %u norm", stored->dimension);

  for (guint i = 0; i < stored->dimension; i++) {
    g_autofree char *value = NULL;

    if (memcmp (&stored->values[i], &computed->values[i], sizeof *stored->values) == 0)
      continue;
    value = g_strdup_printf ("fingerprint %u value %u", stored->dimension, i);
    return name_doubles (value, (double)stored->values[i], (double)computed->values[i]);
  }

  return name_doubles (norm, stored->norm, computed->norm);
}

static const MpsFingerprint *
find_dimension (const GPtrArray *fingerprints, guint dimension)
{
  for (guint i = 0; i < fingerprints->len; i++) {
    const MpsFingerprint *fingerprint = g_ptr_array_index (fingerprints, i);

    if (fingerprint->dimension == dimension)
      return fingerprint;
  }

  return NULL;
}

/* A run may be stored with some of its fingerprints only, but not with none. */
static char *
compare_all_fingerprints (const MpsFigures *stored, const MpsFigures *computed)
{
  if (stored->fingerprints->len == 0 || computed->fingerprints->len == 0)
    return name_counts (
        "number of fingerprints", stored->fingerprints->len, computed->fingerprints->len);

  for (guint i = 0; i < stored->fingerprints->len; i++) {
    const MpsFingerprint *one = g_ptr_array_index (stored->fingerprints, i);
    const MpsFingerprint *other = find_dimension (computed->fingerprints, one->dimension);
    char *difference;

    if (other == NULL)
      return g_strdup_printf ("fingerprint %u: is not one of this programme", one->dimension);
    difference = compare_fingerprints (one, other);
    if (difference != NULL)
      return difference;
  }

  return NULL;
}

static char *
compare_channels (const MpsFigures *stored, const MpsFigures *computed)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    g_autofree char *what = NULL;

    if (stored->usable[c] == computed->usable[c])
      continue;
    what = g_strdup_printf ("channel %u is usable", c);
    return name_counts (what, stored->usable[c] ? 1 : 0, computed->usable[c] ? 1 : 0);
  }

  return NULL;
}

static char *
compare_figures (const MpsFigures *stored, const MpsFigures *computed)
{
  char *difference = name_texts ("status",
                                 mps_run_status_to_string (stored->status),
                                 mps_run_status_to_string (computed->status));

  if (difference == NULL)
    difference = name_texts ("reason", stored->reason, computed->reason);
  if (difference == NULL)
    difference = compare_channels (stored, computed);
  if (difference == NULL)
    difference = compare_all_results (stored, computed);
  if (difference == NULL)
    difference = compare_all_fingerprints (stored, computed);
  if (difference == NULL)
    difference = name_counts ("replaced points", stored->replaced, computed->replaced);
  return difference;
}

static MpsFigures
get_figures_of_analysis (const MpsAnalysis *analysis)
{
  MpsFigures figures = {
    .status = analysis->status,
    .reason = analysis->reason,
    .fingerprints = analysis->fingerprints,
    .results = analysis->results,
    .replaced = analysis->replaced,
  };

  memcpy (figures.usable, analysis->usable, sizeof figures.usable);
  return figures;
}

static MpsFigures
get_figures_of_run (const MpsRun *run)
{
  MpsFigures figures = {
    .status = run->status,
    .reason = run->reason == NULL ? "" : run->reason,
    .fingerprints = run->fingerprints,
    .results = run->results,
    .replaced = run->replaced,
  };

  for (guint c = 0; c < MPS_CHANNELS; c++)
    figures.usable[c] = TRUE;
  for (guint i = 0; i < run->unusable->len; i++) {
    guint channel = g_array_index (run->unusable, guint, i);

    if (channel < MPS_CHANNELS)
      figures.usable[channel] = FALSE;
  }

  return figures;
}

/**
 * mps_engine_find_difference:
 * @a: an analysis
 * @b: another of the same scans
 *
 * Returns: (transfer full) (nullable): the first value that is not the same to the bit, by name and
 *   with both values ("fingerprint 448 value 17: 0.1 and 0.2"); %NULL when all are
 */
char *
mps_engine_find_difference (const MpsAnalysis *a, const MpsAnalysis *b)
{
  MpsFigures left = get_figures_of_analysis (a), right = get_figures_of_analysis (b);
  char *difference = compare_figures (&left, &right);

  if (difference != NULL)
    return difference;

  return name_counts ("number of fingerprints", a->fingerprints->len, b->fingerprints->len);
}

/* What no computation decided has only to have stayed without numbers. */
static char *
compare_with_interrupted (const MpsFigures *stored)
{
  char *difference = name_counts ("number of results", stored->results->len, 0);

  if (difference == NULL)
    difference = name_counts ("number of fingerprints", stored->fingerprints->len, 0);
  return difference;
}

/**
 * mps_engine_compare_with_run:
 * @analysis: a run's scans computed again
 * @run: the run as it is stored
 *
 * Compares status, reason, unusable channels, results, the fingerprints that are stored and the
 * replaced points. A run that is invalid for a reason which is not the engine's (the cable went,
 * the use could not be recorded) cannot be found so again; it only must hold no results.
 *
 * Returns: (transfer full) (nullable): the first value that is not the same to the bit, by name,
 * the stored one first; %NULL when all are. The caller names the versions that made them
 */
char *
mps_engine_compare_with_run (const MpsAnalysis *analysis, const MpsRun *run)
{
  MpsFigures stored = get_figures_of_run (run), computed = get_figures_of_analysis (analysis);

  if (run->status == MPS_RUN_INVALID && !mps_engine_gave_reason (stored.reason))
    return compare_with_interrupted (&stored);

  return compare_figures (&stored, &computed);
}
