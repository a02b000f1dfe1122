/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-fhir.h"

#include "app/clinic/exchange/mps-export-private.h"
#include "data/model/mps-time.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Audit entries as FHIR AuditEvent after the Basic Audit Log Patterns of IHE (BALP 1.1.3,
 * https://profiles.ihe.net/ITI/BALP/): create, read, update, delete and query, each with and
 * without a patient. What is none of these (a refusal, an export, a sign-in) is an AuditEvent
 * without such a profile. */

#define PROFILE "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
#define DCM "http://dicom.nema.org/resources/ontology/DCM"
#define ENTITY_TYPE "http://terminology.hl7.org/CodeSystem/audit-entity-type"
#define OBJECT_ROLE "http://terminology.hl7.org/CodeSystem/object-role"

/* What sort of event an entry is. */
typedef struct {
  const char *profile;
  const char *system;
  const char *code;
  const char *display;
  const char *subtype;
} Sort;

static const Sort *
find_sort (const MpsAuditRecord *record)
{
  static const char rest[] = "http://terminology.hl7.org/CodeSystem/audit-event-type";
  static const Sort created = { "Create", rest, "rest", "RESTful Operation", "create" };
  static const Sort seen = { "Read", rest, "rest", "RESTful Operation", "read" };
  static const Sort changed = { "Update", rest, "rest", "RESTful Operation", "update" };
  static const Sort deleted = { "Delete", rest, "rest", "RESTful Operation", "delete" };
  static const Sort asked = { "Query", rest, "rest", "RESTful Operation", "search" };
  static const Sort alert = { NULL, DCM, "110113", "Security Alert", NULL };
  static const Sort exported = { NULL, DCM, "110106", "Export", NULL };
  static const Sort signing = { NULL, DCM, "110114", "User Authentication", NULL };
  static const Sort other = { NULL, DCM, "110100", "Application Activity", NULL };

  if (record->outcome == MPS_AUDIT_REFUSED)
    return &alert;
  if (g_str_has_prefix (record->target, "Export/"))
    return &exported;
  if (g_str_has_prefix (record->target, "Search"))
    return &asked;
  if (g_str_has_prefix (record->target, "Session") || g_str_has_prefix (record->target, "Account/"))
    return &signing;

  switch (record->action) {
  case MPS_AUDIT_CREATE:
    return &created;
  case MPS_AUDIT_READ:
    /* A type without an id is a list of its records. */
    return strchr (record->target, '/') != NULL ? &seen : &asked;
  case MPS_AUDIT_UPDATE:
    return &changed;
  case MPS_AUDIT_DELETE:
    return &deleted;
  case MPS_AUDIT_EXECUTE:
  default:
    return &other;
  }
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
begin (JsonBuilder *builder, const char *name)
{
  if (name != NULL)
    json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static void
begin_list (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
}

static void
add_coding (JsonBuilder *builder,
            const char *name,
            const char *system,
            const char *code,
            const char *display)
{
  begin (builder, name);
  add_string (builder, "system", system);
  add_string (builder, "code", code);
  if (display != NULL)
    add_string (builder, "display", display);
  json_builder_end_object (builder);
}

static void
add_concept (JsonBuilder *builder,
             const char *name,
             const char *system,
             const char *code,
             const char *display)
{
  begin (builder, name);
  begin_list (builder, "coding");
  add_coding (builder, NULL, system, code, display);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_who (JsonBuilder *builder, const char *name, const char *identifier, const char *display)
{
  begin (builder, name);
  if (*identifier != '\0') {
    begin (builder, "identifier");
    add_string (builder, "value", identifier);
    json_builder_end_object (builder);
  }
  add_string (builder, "display", *display != '\0' ? display : "unknown");
  json_builder_end_object (builder);
}

/* The program is client and server of its own records, at one place. */
static void
add_machine (JsonBuilder *builder,
             const MpsAuditRecord *record,
             const char *code,
             const char *display)
{
  const gboolean placed = *record->workstation != '\0';

  begin (builder, NULL);
  add_concept (builder, "type", DCM, code, display);
  add_who (builder, "who", "", *record->program != '\0' ? record->program : "manpasik");
  json_builder_set_member_name (builder, "requestor");
  json_builder_add_boolean_value (builder, FALSE);
  begin (builder, "network");
  add_string (builder, "address", placed ? record->workstation : "unknown");
  add_string (builder, "type", "1");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_agents (JsonBuilder *builder, const MpsAuditRecord *record)
{
  begin_list (builder, "agent");
  add_machine (builder, record, "110153", "Source Role ID");
  add_machine (builder, record, "110152", "Destination Role ID");
  begin (builder, NULL);
  add_concept (builder,
               "type",
               "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
               "IRCP",
               "information recipient");
  add_who (builder, "who", record->who_id, record->who);
  json_builder_set_member_name (builder, "requestor");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

static void
add_patient (JsonBuilder *builder, const char *patient_id)
{
  g_autofree char *reference = g_strconcat ("Patient/", patient_id, NULL);

  begin (builder, NULL);
  begin (builder, "what");
  add_string (builder, "reference", reference);
  json_builder_end_object (builder);
  add_coding (builder, "type", ENTITY_TYPE, "1", "Person");
  add_coding (builder, "role", OBJECT_ROLE, "1", "Patient");
  json_builder_end_object (builder);
}

/* A target that is a record is a reference; what else it may be is told as text. */
static void
add_target (JsonBuilder *builder, const MpsAuditRecord *record, const Sort *sort)
{
  g_auto (GStrv) parts = g_strsplit (record->target, "/", 3);
  const gboolean is_record = parts[0] != NULL && parts[1] != NULL &&
                             mps_fhir_type_is_known (parts[0]) && mps_fhir_id_is_valid (parts[1]);
  const gboolean query = g_strcmp0 (sort->profile, "Query") == 0;

  begin (builder, NULL);
  /* What was asked for is told by the query alone; the pattern allows no other word for it. */
  if (!query) {
    begin (builder, "what");
    add_string (builder, is_record ? "reference" : "display", record->target);
    json_builder_end_object (builder);
  }
  add_coding (builder, "type", ENTITY_TYPE, "2", "System Object");
  if (query) {
    g_autofree char *text =
        g_base64_encode ((const guchar *)record->target, strlen (record->target));

    add_coding (builder, "role", OBJECT_ROLE, "24", "Query");
    add_string (builder, "query", text);
  } else {
    add_coding (builder, "role", OBJECT_ROLE, "4", "Domain Resource");
  }
  json_builder_end_object (builder);
}

static void
add_entities (JsonBuilder *builder, const MpsAuditRecord *record, const Sort *sort)
{
  if (*record->patient_id == '\0' && *record->target == '\0')
    return;

  begin_list (builder, "entity");
  if (mps_fhir_id_is_valid (record->patient_id))
    add_patient (builder, record->patient_id);
  if (*record->target != '\0')
    add_target (builder, record, sort);
  json_builder_end_array (builder);
}

/* The patterns are of what was done; an attempt that failed claims none. */
static gboolean
has_profile (const MpsAuditRecord *record, const Sort *sort)
{
  return sort->profile != NULL && record->outcome == MPS_AUDIT_DONE && *record->target != '\0';
}

static void
add_head (JsonBuilder *builder, const MpsAuditRecord *record, const Sort *sort)
{
  g_autofree char *id = g_strdup_printf ("audit-%" G_GINT64_FORMAT, record->seq);

  add_string (builder, "resourceType", "AuditEvent");
  add_string (builder, "id", id);
  if (has_profile (record, sort)) {
    const char *whose = mps_fhir_id_is_valid (record->patient_id) ? "Patient" : "";
    g_autofree char *profile = g_strconcat (PROFILE, whose, sort->profile, NULL);

    begin (builder, "meta");
    begin_list (builder, "profile");
    json_builder_add_string_value (builder, profile);
    json_builder_end_array (builder);
    json_builder_end_object (builder);
  }
  add_coding (builder, "type", sort->system, sort->code, sort->display);
  if (sort->subtype != NULL) {
    begin_list (builder, "subtype");
    add_coding (
        builder, NULL, "http://hl7.org/fhir/restful-interaction", sort->subtype, sort->subtype);
    json_builder_end_array (builder);
  }
}

static void
add_body (JsonBuilder *builder, const MpsAuditRecord *record, const Sort *sort)
{
  const gboolean query = g_strcmp0 (sort->profile, "Query") == 0;
  const char action[2] = { query ? 'E' : (char)record->action, '\0' };
  g_autofree char *recorded = mps_time_format_utc (record->time_us);
  g_autofree char *outcome = g_strdup_printf ("%d", (int)record->outcome);

  add_string (builder, "action", action);
  add_string (builder, "recorded", recorded);
  add_string (builder, "outcome", outcome);
  if (*record->why != '\0') {
    begin_list (builder, "purposeOfEvent");
    begin (builder, NULL);
    add_string (builder, "text", record->why);
    json_builder_end_object (builder);
    json_builder_end_array (builder);
  }
  add_agents (builder, record);
  begin (builder, "source");
  if (*record->workstation != '\0')
    add_string (builder, "site", record->workstation);
  add_who (builder, "observer", "", *record->program != '\0' ? record->program : "manpasik");
  json_builder_end_object (builder);
  add_entities (builder, record, sort);
}

/**
 * mps_audit_record_to_fhir:
 * @record: an audit entry
 *
 * Returns: (transfer full): it as a FHIR R4 AuditEvent, on one line
 */
char *
mps_audit_record_to_fhir (const MpsAuditRecord *record)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  const Sort *sort = find_sort (record);

  json_builder_begin_object (builder);
  add_head (builder, record, sort);
  add_body (builder, record, sort);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

typedef struct {
  MpsExportFile *file;
  guint64 n;
  GError *error;
} Writing;

static gboolean
write_entry (const MpsAuditRecord *record, gpointer data)
{
  Writing *writing = data;
  g_autofree char *line = mps_audit_record_to_fhir (record);

  writing->n++;
  return mps_export_file_write (writing->file, line, -1, &writing->error) &&
         mps_export_file_write (writing->file, "\n", 1, &writing->error);
}

/**
 * mps_audit_export:
 * @session: who exports
 * @path: file to write, as in #MpsExportPlan
 * @reason: why, for the audit record
 * @n_entries: (out): how many entries the file has
 * @cancellable: (nullable): ends it; then there is no file
 * @error: return location
 *
 * Writes the whole audit record as FHIR AuditEvent resources, one a line. Memory does not grow with
 * its length.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError, #GIOErrorEnum.
 *
 * Returns: whether the file is there
 */
gboolean
mps_audit_export (MpsSession *session,
                  const char *path,
                  const char *reason,
                  guint64 *n_entries,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (MpsExportFile) file = NULL;
  MpsAuditFilter filter = { 0 };
  Writing writing = { 0 };

  if (!mps_session_require (session, MPS_ACTION_READ_AUDIT, error) ||
      !mps_export_require_reason (reason, error))
    return FALSE;
  file = mps_export_file_new (path, error);
  if (file == NULL)
    return FALSE;

  writing.file = file;
  if (!mps_store_walk_audit (
          mps_session_peek_store (session), &filter, write_entry, &writing, cancellable, error))
    return FALSE;
  if (writing.error != NULL) {
    g_propagate_error (error, writing.error);
    return FALSE;
  }
  if (!mps_export_conclude (session, file, "Export/audit", NULL, reason, writing.n, error))
    return FALSE;

  *n_entries = writing.n;
  return TRUE;
}
