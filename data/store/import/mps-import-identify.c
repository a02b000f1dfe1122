/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/import/mps-import.h"

#include "data/model/mps-resource.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define URN_UUID "urn:uuid:"

/* A version-8 UUID (RFC 9562) of the text, and of how often the same text came before: the same
 * file gives the same ids again, and nothing in it is lost for looking like its neighbour. */
static char *
make_id (const char *json, guint n_before)
{
  guint8 hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_state state;
  guint32 before = GUINT32_TO_LE (n_before);
  GString *id = g_string_new (NULL);

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, (const guint8 *)&before, sizeof before);
  crypto_hash_sha256_update (&state, (const guint8 *)json, strlen (json));
  crypto_hash_sha256_final (&state, hash);
  hash[6] = (hash[6] & 0x0f) | 0x80;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  for (guint i = 0; i < 16; i++)
    g_string_append_printf (
        id, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", hash[i]);
  return g_string_free (id, FALSE);
}

/* The id that the entry's own address names, where it names one. */
static char *
id_from_url (const MpsImportEntry *entry)
{
  const char *slash;
  g_autofree char *end = NULL;

  if (entry->full_url == NULL)
    return NULL;
  if (g_str_has_prefix (entry->full_url, URN_UUID) &&
      g_uuid_string_is_valid (entry->full_url + strlen (URN_UUID)))
    return g_ascii_strdown (entry->full_url + strlen (URN_UUID), -1);

  end = g_strconcat ("/", entry->type, "/", NULL);
  slash = g_strrstr (entry->full_url, end);
  if (*entry->type == '\0' || slash == NULL || !mps_fhir_id_is_valid (slash + strlen (end)))
    return NULL;

  return g_strdup (slash + strlen (end));
}

static void
give_id (MpsImportEntry *entry, GHashTable *counts)
{
  char *id = id_from_url (entry);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, entry->json));

  if (id == NULL) {
    id = make_id (entry->json, n);
    g_hash_table_insert (counts, entry->json, GUINT_TO_POINTER (n + 1));
  }
  g_free (entry->id);
  entry->id = id;
}

/* The same record twice: the same text counts as stored with the first, another text is left out,
 * since no one can tell which of the two is right. */
static void
refuse_double (MpsImportEntry *entry, GHashTable *seen)
{
  g_autofree char *reference = g_strconcat (entry->type, "/", entry->id, NULL);
  const MpsImportEntry *first = g_hash_table_lookup (seen, reference);
  g_autofree char *reason = NULL;

  if (first == NULL) {
    g_hash_table_insert (seen, g_steal_pointer (&reference), entry);
    return;
  }
  if (g_str_equal (first->json, entry->json)) {
    entry->first = first;
    return;
  }

  reason = g_strdup_printf ("has the same type and id as entry %" G_GUINT64_FORMAT
                            " but says something else; decide which is right and import that one",
                            first->index);
  mps_import_entry_reject (entry, reason);
}

static void
refuse_other_work (MpsImportEntry *entry)
{
  g_autofree char *reason = NULL;

  if (entry->json == NULL) {
    mps_import_entry_reject (entry, "holds no resource (entry.resource is missing or no object)");
    return;
  }
  if (g_str_equal (entry->type, "Bundle"))
    mps_import_entry_reject (entry, "is a Bundle inside the file; import it as a file of its own");
  if (g_str_equal (entry->type, "OperationOutcome"))
    mps_import_entry_reject (entry,
                             "is a message of the sending system (OperationOutcome), no record");
  if (g_strcmp0 (entry->method, "DELETE") == 0 || g_strcmp0 (entry->method, "PATCH") == 0) {
    reason = g_strdup_printf ("asks for %s, but an import only adds records", entry->method);
    mps_import_entry_reject (entry, reason);
  }
}

/**
 * mps_import_identify:
 * @entries: (element-type MpsImportEntry): entries of a file
 *
 * Gives every entry that is no record its reason, and every record its id: its own, else that of
 * its fullUrl, else one made from what it says. Pure.
 */
void
mps_import_identify (GPtrArray *entries)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < entries->len; i++) {
    MpsImportEntry *entry = g_ptr_array_index (entries, i);

    refuse_other_work (entry);
    if (entry->reason != NULL)
      continue;
    if (*entry->id == '\0')
      give_id (entry, counts);
    refuse_double (entry, seen);
  }
}

static GHashTable *
map_urls (GPtrArray *entries)
{
  GHashTable *map = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < entries->len; i++) {
    MpsImportEntry *entry = g_ptr_array_index (entries, i);

    if (entry->full_url != NULL && entry->json != NULL && *entry->type != '\0')
      g_hash_table_insert (map, entry->full_url, g_strconcat (entry->type, "/", entry->id, NULL));
  }

  return map;
}

/* The JSON comes from SQLite without spaces, so that a reference always looks like this. A quote
 * inside a text is escaped, so that it looks like nothing else. */
#define MEMBER "\"reference\":\""

static void
resolve (MpsImportEntry *entry, GHashTable *map)
{
  g_autoptr (GString) text = g_string_sized_new (strlen (entry->json) + 64);
  const char *from = entry->json;
  const char *found;

  while ((found = strstr (from, MEMBER)) != NULL) {
    const char *start = found + strlen (MEMBER);
    const char *end = strchr (start, '"');
    g_autofree char *url = end != NULL ? g_strndup (start, (gsize)(end - start)) : NULL;
    const char *target = url != NULL ? g_hash_table_lookup (map, url) : NULL;
    gboolean is_member = found == entry->json || found[-1] != '\\';

    g_string_append_len (text, from, start - from);
    from = start;
    if (target != NULL && is_member) {
      g_string_append (text, target);
      from = end;
    }
  }

  g_string_append (text, from);
  g_free (entry->json);
  entry->json = g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * mps_import_resolve:
 * @entries: (element-type MpsImportEntry): entries with their ids
 *
 * Turns references to the fullUrl of another entry into "Type/id", which is what it is called here.
 * Others stay as they are. Pure.
 */
void
mps_import_resolve (GPtrArray *entries)
{
  g_autoptr (GHashTable) map = map_urls (entries);

  if (g_hash_table_size (map) == 0)
    return;

  for (guint i = 0; i < entries->len; i++) {
    MpsImportEntry *entry = g_ptr_array_index (entries, i);

    if (entry->reason == NULL)
      resolve (entry, map);
  }
}
