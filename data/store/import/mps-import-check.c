/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/import/mps-import.h"

#include "data/model/mps-resource.h"
#include "data/store/mps-store-error.h"

#include <string.h>

/* More threads than this wait for memory, not for work. */
#define THREADS_MAX 4

/* Entries between two looks at the cancellable. */
#define LOOK_EVERY 64

/* Parts of HL7's addresses that name a version other than R4:
 * http://hl7.org/fhir/directory.html, read 2026-11. */
static const struct {
  const char *part;
  const char *version;
} editions[] = {
  { "http://hl7.org/fhir/DSTU2/", "DSTU2" }, { "http://hl7.org/fhir/1.0/", "DSTU2" },
  { "http://hl7.org/fhir/STU3/", "STU3" },   { "http://hl7.org/fhir/3.0/", "STU3" },
  { "http://hl7.org/fhir/R4B/", "R4B" },     { "http://hl7.org/fhir/4.3/", "R4B" },
  { "http://hl7.org/fhir/R5/", "R5" },       { "http://hl7.org/fhir/5.0/", "R5" },
};

static const char *
find_edition (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (editions); i++)
    if (g_str_has_prefix (text, editions[i].part))
      return editions[i].version;

  return NULL;
}

/* A profile of FHIR itself carries FHIR's version: ".../StructureDefinition/Patient|3.0.2". */
static const char *
find_profile_version (const char *text)
{
  const char *bar = strrchr (text, '|');

  if (!g_str_has_prefix (text, "http://hl7.org/fhir/StructureDefinition/") || bar == NULL ||
      g_str_has_prefix (bar, "|4.0"))
    return NULL;

  return bar + 1;
}

/* @marks is [profiles, fhirVersion] without spaces; only its texts count here. */
static char *
find_other_version (const char *marks)
{
  g_auto (GStrv) texts = g_strsplit (marks, "\"", -1);
  guint n = g_strv_length (texts);

  for (guint i = 1; i < n; i += 2) {
    const char *version = find_edition (texts[i]);

    if (version == NULL)
      version = find_profile_version (texts[i]);
    /* A text that begins with a digit is no address, so it is fhirVersion. */
    if (version == NULL && g_ascii_isdigit (texts[i][0]) && !g_str_has_prefix (texts[i], "4.0"))
      version = texts[i];
    if (version != NULL && strlen (version) < 20)
      return g_strdup_printf ("the record was written for FHIR %s, this program reads R4 (4.0.1)",
                              version);
  }

  return NULL;
}

static void
check_entry (MpsImportEntry *entry)
{
  g_autoptr (GError) error = NULL;

  if (entry->reason != NULL)
    return;
  if (entry->marks != NULL)
    entry->other_version = find_other_version (entry->marks);
  if (entry->other_version != NULL || mps_fhir_check (entry->json, -1, &error))
    return;

  if (g_error_matches (error, MPS_MODEL_ERROR, MPS_MODEL_ERROR_VERSION))
    entry->other_version = g_strdup (error->message);
  else
    mps_import_entry_reject (entry, error->message);
}

/* Entries @first, @first + @step, … of the file. */
typedef struct {
  GPtrArray *entries;
  GCancellable *cancellable;
  guint first;
  guint step;
} Share;

static gpointer
check_share (gpointer data)
{
  Share *share = data;

  for (guint i = share->first, n = 1; i < share->entries->len; i += share->step, n++) {
    check_entry (g_ptr_array_index (share->entries, i));
    if (n % LOOK_EVERY == 0 && g_cancellable_is_cancelled (share->cancellable))
      break;
  }

  return NULL;
}

static void
check_all (GPtrArray *entries, GCancellable *cancellable)
{
  guint n_threads = CLAMP (g_get_num_processors (), 1, THREADS_MAX);
  GThread *threads[THREADS_MAX] = { NULL };
  Share shares[THREADS_MAX];

  for (guint i = 0; i < n_threads; i++) {
    shares[i] = (Share){ entries, cancellable, i, n_threads };
    if (i > 0)
      threads[i] = g_thread_new ("import-check", check_share, &shares[i]);
  }

  check_share (&shares[0]);
  for (guint i = 1; i < n_threads; i++)
    g_thread_join (threads[i]);
}

/**
 * mps_import_check:
 * @entries: (element-type MpsImportEntry): entries with their references resolved
 * @cancellable: (nullable): ends the work
 * @error: return location
 *
 * Gives every entry that is no valid R4 resource its reason. A file in which anything belongs to
 * another version of FHIR is refused as a whole, since then all of it means something else than it
 * seems to.
 *
 * Returns: whether the file is R4
 */
gboolean
mps_import_check (GPtrArray *entries, GCancellable *cancellable, GError **error)
{
  check_all (entries, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  for (guint i = 0; i < entries->len; i++) {
    const MpsImportEntry *entry = g_ptr_array_index (entries, i);

    if (entry->other_version == NULL)
      continue;
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_INPUT,
                 "import: entry %" G_GUINT64_FORMAT
                 ": %s; nothing was written: export the file as R4 and import that",
                 entry->index,
                 entry->other_version);
    return FALSE;
  }

  return TRUE;
}
