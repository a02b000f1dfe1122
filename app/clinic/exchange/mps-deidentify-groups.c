/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-deidentify-groups-private.h"

#include <string.h>

/* From what is told most exactly to what is not told at all. */
typedef enum {
  LEVEL_ALL,
  LEVEL_NO_DISTRICT,
  LEVEL_WIDE_BAND,
  LEVEL_GENDER,
  LEVEL_NOTHING,
  N_LEVELS,
} Level;

/* A combination that patients have, as exact as it may ever be told. */
typedef struct {
  gboolean has_year;
  int year;
  gboolean is_top;
  const char *gender;
  const char *district;
  guint64 n;
  Level level;
} Group;

struct _MpsDeidentifyGroups {
  guint k;
  int band;
  int wide;
  int top_year;
  GHashTable *groups;
};

/**
 * mps_deidentify_groups_new:
 * @table: says how many must share
 * @this_year: the year of the export, from which ages count
 *
 * Returns: (transfer full): nobody is counted yet
 */
MpsDeidentifyGroups *
mps_deidentify_groups_new (MpsDeidentifier *table, int this_year)
{
  MpsDeidentifyGroups *groups = g_new0 (MpsDeidentifyGroups, 1);

  groups->k = mps_deidentifier_get_number (table, "k");
  groups->band = (int)mps_deidentifier_get_number (table, "band-years");
  groups->wide = (int)mps_deidentifier_get_number (table, "wide-band-years");
  groups->top_year = this_year - (int)mps_deidentifier_get_number (table, "top-age") - 1;
  groups->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return groups;
}

/**
 * mps_deidentify_groups_free:
 * @groups: (transfer full) (nullable): the groups
 */
void
mps_deidentify_groups_free (MpsDeidentifyGroups *groups)
{
  if (groups == NULL)
    return;

  g_hash_table_unref (groups->groups);
  g_free (groups);
}

/* A district is a name alone. A house number or a whole address in its place is not told. */
static const char *
intern_district (const MpsTree *patient)
{
  static const char *const paths[] = { "address[0].district", "address[0].city" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    const char *text = mps_tree_peek_path_string (patient, paths[i]);

    if (text != NULL && *text != '\0')
      return strpbrk (text, " \t0123456789") == NULL ? g_intern_string (text) : NULL;
  }
  return NULL;
}

/* The first year of the band, but never one of those in the class of the oldest. */
static int
get_band (const MpsDeidentifyGroups *groups, int year, int width)
{
  return MAX (year - year % width, groups->top_year + 1);
}

static Group
make_group (const MpsDeidentifyGroups *groups, const MpsTree *patient)
{
  static const char *const genders[] = { "male", "female", "other", "unknown", NULL };
  const char *birth = mps_tree_peek_string (patient, "birthDate");
  const char *gender = mps_tree_peek_string (patient, "gender");
  int year = birth != NULL && strlen (birth) >= 4 ? (int)g_ascii_strtoll (birth, NULL, 10) : 0;
  Group group = { .district = intern_district (patient) };

  if (gender != NULL && g_strv_contains (genders, gender))
    group.gender = g_intern_string (gender);
  if (year > 0) {
    group.has_year = TRUE;
    group.is_top = year <= groups->top_year;
    group.year = group.is_top ? groups->top_year : get_band (groups, year, groups->band);
  }
  return group;
}

/* What is told at a level, as a key: patients with the same key cannot be told apart. */
static char *
dup_key (const MpsDeidentifyGroups *groups, const Group *group, Level level)
{
  const gboolean band = level <= LEVEL_NO_DISTRICT;
  const int year =
      band || group->is_top ? group->year : get_band (groups, group->year, groups->wide);
  const char *gender = group->gender != NULL ? group->gender : "";

  if (level == LEVEL_NOTHING)
    return g_strdup ("");
  if (level == LEVEL_GENDER)
    return g_strdup_printf ("%s", gender);
  if (!group->has_year)
    return g_strdup_printf (
        "-|%s|%s", gender, level == LEVEL_ALL && group->district != NULL ? group->district : "");
  return g_strdup_printf ("%d%s|%s|%s",
                          year,
                          group->is_top ? "+" : "",
                          gender,
                          level == LEVEL_ALL && group->district != NULL ? group->district : "");
}

/**
 * mps_deidentify_groups_count:
 * @groups: the groups
 * @patient: a Patient
 *
 * Counts a patient. Memory grows with the number of combinations, not of patients.
 */
void
mps_deidentify_groups_count (MpsDeidentifyGroups *groups, const MpsTree *patient)
{
  Group group = make_group (groups, patient);
  g_autofree char *key = dup_key (groups, &group, LEVEL_ALL);
  Group *found = g_hash_table_lookup (groups->groups, key);

  if (found == NULL) {
    found = g_memdup2 (&group, sizeof group);
    g_hash_table_insert (groups->groups, g_steal_pointer (&key), found);
  }
  found->n++;
}

/* Those that are too few at a level are told less exactly at the next, together with others that
 * are. */
static void
settle_level (MpsDeidentifyGroups *groups, Level level)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, groups->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Group *group = value;
    g_autofree char *key = dup_key (groups, group, level);
    guint64 *sum = g_hash_table_lookup (sums, key);

    if (group->level != level)
      continue;
    if (sum == NULL) {
      sum = g_new0 (guint64, 1);
      g_hash_table_insert (sums, g_steal_pointer (&key), sum);
    }
    *sum += group->n;
  }

  g_hash_table_iter_init (&iter, groups->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Group *group = value;
    g_autofree char *key = dup_key (groups, group, level);
    const guint64 *sum = g_hash_table_lookup (sums, key);

    if (group->level == level && sum != NULL && *sum < groups->k)
      group->level = (Level)(level + 1);
  }
}

/**
 * mps_deidentify_groups_settle:
 * @groups: the groups, everybody counted
 *
 * Finds out how exactly each group may be told.
 */
void
mps_deidentify_groups_settle (MpsDeidentifyGroups *groups)
{
  for (guint level = LEVEL_ALL; level < LEVEL_NOTHING; level++)
    settle_level (groups, (Level)level);
}

/**
 * mps_deidentify_groups_find:
 * @groups: the groups, settled
 * @patient: a Patient who was counted
 * @found: (out): what may be told
 *
 * Returns: whether all of it is as exact as it may ever be told
 */
gboolean
mps_deidentify_groups_find (MpsDeidentifyGroups *groups,
                            const MpsTree *patient,
                            MpsDeidentifyClass *found)
{
  Group group = make_group (groups, patient);
  g_autofree char *key = dup_key (groups, &group, LEVEL_ALL);
  const Group *counted = g_hash_table_lookup (groups->groups, key);
  const Level level = counted != NULL ? counted->level : LEVEL_NOTHING;
  const gboolean wide = level == LEVEL_WIDE_BAND && !group.is_top;

  *found = (MpsDeidentifyClass){ 0 };
  if (level <= LEVEL_GENDER)
    found->gender = group.gender;
  if (level <= LEVEL_WIDE_BAND && group.has_year) {
    found->has_year = TRUE;
    found->year = wide ? get_band (groups, group.year, groups->wide) : group.year;
  }
  if (level == LEVEL_ALL)
    found->district = group.district;
  return level == LEVEL_ALL;
}
