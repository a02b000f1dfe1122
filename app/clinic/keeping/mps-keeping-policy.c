/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-keeping-policy.h"

#include "mps-clinic-resources.h"

#define PATH "/org/manpasik/clinic/keeping.ini"

static guint
read_number (GKeyFile *file, const char *group, const char *key)
{
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (file, group, key, &error);

  /* The figures are linked into the program: without them it must not run. */
  if (error != NULL || value <= 0)
    g_error ("keeping: %s of %s is missing or no number", key, group);
  return (guint)value;
}

static void
read_policy (GKeyFile *file, MpsKeepingPolicy *policy)
{
  *policy = (MpsKeepingPolicy){
    .every_hours = read_number (file, "backup", "EveryHours"),
    .min_every_hours = read_number (file, "backup", "MinEveryHours"),
    .max_every_hours = read_number (file, "backup", "MaxEveryHours"),
    .keep = read_number (file, "backup", "Keep"),
    .min_keep = read_number (file, "backup", "MinKeep"),
    .max_keep = read_number (file, "backup", "MaxKeep"),
    .grace_hours = read_number (file, "backup", "GraceHours"),
    .retry_minutes = read_number (file, "backup", "RetryMinutes"),
    .look_minutes = read_number (file, "backup", "LookMinutes"),
    .ahead_days = read_number (file, "downtime", "AheadDays"),
    .back_days = read_number (file, "downtime", "BackDays"),
    .most_patients = read_number (file, "downtime", "MostPatients"),
    .results = read_number (file, "downtime", "Results"),
  };
}

/**
 * mps_keeping_policy_get:
 *
 * Returns: (transfer none): the figures; any thread
 */
const MpsKeepingPolicy *
mps_keeping_policy_get (void)
{
  static MpsKeepingPolicy policy;
  static gsize loaded = 0;

  if (g_once_init_enter (&loaded)) {
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = g_resource_lookup_data (
        mps_clinic_get_resource (), PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

    if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &error))
      g_error ("keeping: %s", error->message);
    read_policy (file, &policy);
    g_once_init_leave (&loaded, 1);
  }
  return &policy;
}
