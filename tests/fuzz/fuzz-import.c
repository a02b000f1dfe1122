/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/import/mps-import.h"
#include "data/store/mps-store-error.h"
#include "tests/fuzz/fuzz.h"

#include "data/model/mps-resource.h"

#include <string.h>

/* Input: a file to be imported. Whatever it is, it is either refused with %MPS_STORE_ERROR_INPUT or
 * becomes entries, each with a reason why it is left out or with a type, a valid id and a text that
 * the check of R4 takes. */

static void
assert_entry (const MpsImportEntry *entry)
{
  if (entry->reason != NULL) {
    g_assert_cmpuint (strlen (entry->reason), >, 0);
    return;
  }

  g_assert_nonnull (entry->json);
  g_assert_cmpuint (strlen (entry->type), >, 0);
  g_assert_true (mps_fhir_id_is_valid (entry->id));
  g_assert_true (mps_fhir_check (entry->json, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) file = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = mps_import_split (file, NULL, &error);

  if (entries == NULL) {
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
    return 0;
  }

  mps_import_identify (entries);
  mps_import_resolve (entries);
  if (!mps_import_check (entries, NULL, &error)) {
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
    return 0;
  }

  for (guint i = 0; i < entries->len; i++)
    assert_entry (g_ptr_array_index (entries, i));
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  const char *const seeds[] = {
    "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:"
    "11111111-2222-4333-8444-555555555555\",\"resource\":{\"resourceType\":\"Patient\"}},{"
    "\"resource\":{\"resourceType\":\"Flag\",\"id\":\"f\",\"status\":\"active\",\"code\":{\"text\":"
    "\"x\"},\"subject\":{\"reference\":\"urn:uuid:11111111-2222-4333-8444-555555555555\"}},"
    "\"request\":{\"method\":\"POST\",\"url\":\"Flag\"}}]}",
    "{\"resourceType\":\"Patient\",\"id\":\"a\",\"meta\":{\"profile\":[\"http://hl7.org/fhir/"
    "StructureDefinition/Patient|4.0.1\"]},\"birthDate\":\"1990-02-03\"}\r\n\r\n"
    "{\"resourceType\":\"Patient\",\"id\":\"b\",\"gender\":\"other\",\"active\":true}\r\n",
    "\xef\xbb\xbf "
    "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"\\u00e9"
    "\\n\"},\"valueQuantity\":{\"value\":-1.50e-3}} ",
  };
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++)
    g_ptr_array_add (list, g_bytes_new (seeds[i], strlen (seeds[i])));
  return list;
}
