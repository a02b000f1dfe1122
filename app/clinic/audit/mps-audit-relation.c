/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-relation-private.h"

#include "app/session/measurement/mps-fhir-read.h"
#include "data/model/mps-patient.h"

/* Related persons of one patient that are looked at. */
#define RELATED_MAX 50

struct _MpsAuditRelations {
  MpsStore *store;
  GHashTable *known;
};

/**
 * mps_audit_relations_new:
 * @store: where the charts are
 *
 * Returns: (transfer full): nothing is known yet
 */
MpsAuditRelations *
mps_audit_relations_new (MpsStore *store)
{
  MpsAuditRelations *relations = g_new0 (MpsAuditRelations, 1);

  relations->store = g_object_ref (store);
  relations->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return relations;
}

/**
 * mps_audit_relations_free:
 * @relations: (transfer full) (nullable): what is known
 */
void
mps_audit_relations_free (MpsAuditRelations *relations)
{
  if (relations == NULL)
    return;

  g_object_unref (relations->store);
  g_hash_table_unref (relations->known);
  g_free (relations);
}

/* Names are the same whatever their spaces and capitals. */
static char *
fold (const char *name)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = g_utf8_casefold (normal != NULL ? normal : "", -1);
  GString *text = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (text, g_utf8_get_char (p));
  return g_string_free (text, FALSE);
}

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autofree char *first = fold (a);
  g_autofree char *second = fold (b);

  return *first != '\0' && g_str_equal (first, second);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* A RelatedPerson has its name where a Patient has it. */
static gboolean
has_name (const MpsResource *related, const char *who)
{
  g_autoptr (JsonObject) object = mps_fhir_dup_object (related);
  JsonArray *names = mps_fhir_peek_array (object, "name");

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++) {
    JsonObject *name = json_array_get_object_element (names, i);
    const char *text = mps_fhir_peek_string (name, "text");
    const char *family = mps_fhir_peek_string (name, "family");
    JsonArray *given = mps_fhir_peek_array (name, "given");
    const char *first = given != NULL && json_array_get_length (given) > 0
                            ? json_node_get_string (json_array_get_element (given, 0))
                            : NULL;
    g_autofree char *eastern = g_strdup_printf ("%s%s", or_empty (family), or_empty (first));
    g_autofree char *western = g_strdup_printf ("%s%s", or_empty (first), or_empty (family));

    if ((text != NULL && is_same_name (text, who)) || is_same_name (eastern, who) ||
        is_same_name (western, who))
      return TRUE;
  }
  return FALSE;
}

static gboolean
find_out (MpsAuditRelations *relations,
          const char *who,
          const char *patient_id,
          MpsAuditRelation *relation,
          GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (MpsResource) resource =
      mps_store_get (relations->store, "Patient", patient_id, 0, &local_error);
  g_autoptr (MpsPatient) patient =
      resource != NULL ? mps_patient_new_from_resource (resource, NULL) : NULL;
  g_autoptr (GPtrArray) related = NULL;

  *relation = MPS_AUDIT_RELATION_NONE;
  if (resource == NULL) {
    /* Somebody may have asked for a patient that there is none of. */
    if (g_error_matches (local_error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (patient != NULL && is_same_name (patient->name, who)) {
    *relation = MPS_AUDIT_RELATION_OWN;
    return TRUE;
  }

  related = mps_store_list (
      relations->store, "RelatedPerson", patient_id, RELATED_MAX, NULL, NULL, error);
  if (related == NULL)
    return FALSE;
  for (guint i = 0; i < related->len; i++)
    if (has_name (g_ptr_array_index (related, i), who))
      *relation = MPS_AUDIT_RELATION_FAMILY;
  return TRUE;
}

/**
 * mps_audit_relations_find:
 * @relations: what is known
 * @who: name of a person who works here
 * @patient_id: whose chart
 * @relation: (out): what the person may be to the patient
 * @error: return location
 *
 * A guess from names: the patient's, and those of related persons in the chart.
 *
 * Returns: whether it could be found out
 */
gboolean
mps_audit_relations_find (MpsAuditRelations *relations,
                          const char *who,
                          const char *patient_id,
                          MpsAuditRelation *relation,
                          GError **error)
{
  g_autofree char *key = g_strconcat (patient_id, "\n", who, NULL);
  gpointer known = NULL;

  if (g_hash_table_lookup_extended (relations->known, key, NULL, &known)) {
    *relation = (MpsAuditRelation)GPOINTER_TO_UINT (known);
    return TRUE;
  }
  if (!find_out (relations, who, patient_id, relation, error))
    return FALSE;

  g_hash_table_insert (relations->known, g_steal_pointer (&key), GUINT_TO_POINTER (*relation));
  return TRUE;
}
