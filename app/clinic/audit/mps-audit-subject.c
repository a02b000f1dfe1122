/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-item-private.h"

#include <glib/gi18n-lib.h>

/**
 * mps_audit_subject_state_to_string:
 * @state: what is known of whom an entry is about
 *
 * Returns: (transfer none): its word for programs
 */
const char *
mps_audit_subject_state_to_string (MpsAuditSubjectState state)
{
  static const char *const words[] = { "nobody", "known", "merged", "unknown" };

  g_return_val_if_fail (state < G_N_ELEMENTS (words), "");
  return words[state];
}

void
mps_audit_subject_clear (MpsAuditSubject *subject)
{
  g_clear_pointer (&subject->name, g_free);
  g_clear_pointer (&subject->chart_number, g_free);
  g_clear_pointer (&subject->survivor_name, g_free);
  g_clear_pointer (&subject->survivor_number, g_free);
  subject->state = MPS_AUDIT_SUBJECT_NOBODY;
}

static gboolean
is_said (const char *text)
{
  return text != NULL && *text != '\0';
}

static char *
dup_person (const char *name, const char *number, const char *id)
{
  if (is_said (name) && is_said (number))
    /* TRANSLATORS: a patient's name and chart number */
    return g_strdup_printf (_ ("%s · chart %s"), name, number);
  if (is_said (number))
    /* TRANSLATORS: %s is a chart number: all that is said of a patient whose name is not shown */
    return g_strdup_printf (_ ("Chart %s"), number);
  if (is_said (name))
    return g_strdup (name);

  /* TRANSLATORS: %s is the id of a patient who has no chart number, and whose name is not shown */
  return is_said (id) ? g_strdup_printf (_ ("Patient %s"), id) : g_strdup (_ ("No chart number"));
}

/**
 * mps_audit_subject_dup_text:
 * @subject: whose record an entry is about
 * @id: the patient's id, as it stands in the entry
 *
 * Returns: (transfer full): it in few words, translated; empty where it is nobody's
 */
char *
mps_audit_subject_dup_text (const MpsAuditSubject *subject, const char *id)
{
  g_autofree char *person = NULL;

  switch (subject->state) {
  case MPS_AUDIT_SUBJECT_KNOWN:
    return dup_person (subject->name, subject->chart_number, id);
  case MPS_AUDIT_SUBJECT_MERGED:
    person = dup_person (subject->name, subject->chart_number, id);
    /* TRANSLATORS: %s is a patient whose chart was merged into another one */
    return g_strdup_printf (_ ("%s (merged)"), person);
  case MPS_AUDIT_SUBJECT_UNKNOWN:
    return g_strdup (_ ("Not in these records"));
  case MPS_AUDIT_SUBJECT_NOBODY:
  default:
    return g_strdup ("");
  }
}

/**
 * mps_audit_subject_dup_full:
 * @subject: whose record an entry is about
 * @id: the patient's id, as it stands in the entry
 *
 * Returns: (transfer full): all there is to say, with the id, translated; empty where it is
 *   nobody's
 */
char *
mps_audit_subject_dup_full (const MpsAuditSubject *subject, const char *id)
{
  g_autofree char *person = dup_person (subject->name, subject->chart_number, NULL);
  g_autofree char *survivor = NULL;

  switch (subject->state) {
  case MPS_AUDIT_SUBJECT_KNOWN:
    /* TRANSLATORS: a patient, and the id of the record */
    return g_strdup_printf (_ ("%s, id %s"), person, id);
  case MPS_AUDIT_SUBJECT_MERGED:
    survivor = dup_person (subject->survivor_name, subject->survivor_number, NULL);
    /* TRANSLATORS: a patient, the patient into whose chart the first one's was merged, and the id
     * of the first one's record */
    return g_strdup_printf (_ ("%s, merged into %s, id %s"), person, survivor, id);
  case MPS_AUDIT_SUBJECT_UNKNOWN:
    /* TRANSLATORS: %s is what somebody took for a patient's id */
    return g_strdup_printf (_ ("No patient of these records has the id %s"), id);
  case MPS_AUDIT_SUBJECT_NOBODY:
  default:
    return g_strdup ("");
  }
}

/* Whose names the reader may see: all, some, or nobody's. A chart number is less than a name: it
 * tells the privacy officer that two entries are about one person, and lets the front desk find
 * whose they are. */
typedef struct {
  MpsGrant grant;
  GPtrArray *own;
} Sight;

static gboolean
sees_name (const Sight *sight, const char *id)
{
  return sight->grant == MPS_GRANT_ALL ||
         (sight->grant == MPS_GRANT_OWN &&
          g_ptr_array_find_with_equal_func (sight->own, id, g_str_equal, NULL));
}

static void
fill_subject (MpsAuditItem *item, GHashTable *names, const Sight *sight)
{
  const char *id = mps_audit_item_peek_record (item)->patient_id;
  MpsAuditSubject *subject = mps_audit_item_get_subject (item);
  const MpsPatientName *name = g_hash_table_lookup (names, id);

  mps_audit_subject_clear (subject);
  if (*id == '\0')
    return;
  if (name == NULL) {
    subject->state = MPS_AUDIT_SUBJECT_UNKNOWN;
    return;
  }

  subject->state =
      name->survivor_number != NULL ? MPS_AUDIT_SUBJECT_MERGED : MPS_AUDIT_SUBJECT_KNOWN;
  subject->chart_number = g_strdup (name->chart_number);
  subject->survivor_number = g_strdup (name->survivor_number);
  if (!sees_name (sight, id))
    return;
  subject->name = g_strdup (name->name);
  subject->survivor_name = g_strdup (name->survivor_name);
}

static GPtrArray *
list_ids (GPtrArray *items)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++) {
    char *id = mps_audit_item_peek_record (g_ptr_array_index (items, i))->patient_id;

    if (*id != '\0' && g_hash_table_add (seen, id))
      g_ptr_array_add (ids, id);
  }
  return ids;
}

/**
 * mps_audit_subjects_fill:
 * @session: who reads
 * @items: (element-type MpsAuditItem): entries of one page, their reading on the record already
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Says whose each entry is, with one question to the store. Names are for whoever may find patients
 * (#MPS_ACTION_FIND_PATIENT); that the names were seen is what the entry about the reading says.
 *
 * Blocks; a worker thread. Errors: #MpsStoreError.
 *
 * Returns: whether it could be found out
 */
gboolean
mps_audit_subjects_fill (MpsSession *session,
                         GPtrArray *items,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) ids = list_ids (items);
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GHashTable) names = NULL;
  Sight sight = { .grant = mps_session_get_grant (session, MPS_ACTION_FIND_PATIENT) };

  if (ids->len == 0)
    return TRUE;
  if (sight.grant == MPS_GRANT_OWN) {
    own = mps_session_list_own_patients (session, error);
    if (own == NULL)
      return FALSE;
    sight.own = own;
  }
  names = mps_store_load_patient_names (mps_session_peek_store (session), ids, cancellable, error);
  if (names == NULL)
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    fill_subject (g_ptr_array_index (items, i), names, &sight);
  return TRUE;
}
