/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-item-private.h"

#include "app/clinic/audit/mps-audit-words.h"

#include <glib/gi18n-lib.h>

struct _MpsAuditItem {
  GObject parent_instance;

  MpsAuditRecord *record;
  MpsAuditSubject subject;
};

G_DEFINE_FINAL_TYPE (MpsAuditItem, mps_audit_item, G_TYPE_OBJECT)

static void
mps_audit_item_finalize (GObject *object)
{
  MpsAuditItem *self = MPS_AUDIT_ITEM (object);

  mps_audit_record_free (self->record);
  mps_audit_subject_clear (&self->subject);
  G_OBJECT_CLASS (mps_audit_item_parent_class)->finalize (object);
}

static void
mps_audit_item_class_init (MpsAuditItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_audit_item_finalize;
}

static void
mps_audit_item_init (MpsAuditItem *self)
{
}

/**
 * mps_audit_item_new:
 * @record: (transfer full): an entry
 *
 * Returns: (transfer full): the entry as a list item
 */
MpsAuditItem *
mps_audit_item_new (MpsAuditRecord *record)
{
  MpsAuditItem *self = g_object_new (MPS_TYPE_AUDIT_ITEM, NULL);

  self->record = record;
  return self;
}

/**
 * mps_audit_item_peek_record:
 * @self: an item
 *
 * Returns: (transfer none): the entry
 */
const MpsAuditRecord *
mps_audit_item_peek_record (MpsAuditItem *self)
{
  return self->record;
}

/* Filled by mps_audit_subjects_fill(), before anybody else has the item. */
MpsAuditSubject *
mps_audit_item_get_subject (MpsAuditItem *self)
{
  return &self->subject;
}

/**
 * mps_audit_item_peek_subject:
 * @self: an item
 *
 * Returns: (transfer none): whose record it is about
 */
const MpsAuditSubject *
mps_audit_item_peek_subject (MpsAuditItem *self)
{
  return &self->subject;
}

/**
 * mps_audit_item_dup_whose:
 * @self: an item
 *
 * Returns: (transfer full): whose record it is about, in few words, translated
 */
char *
mps_audit_item_dup_whose (MpsAuditItem *self)
{
  return mps_audit_subject_dup_text (&self->subject, self->record->patient_id);
}

/**
 * mps_audit_item_dup_whose_full:
 * @self: an item
 *
 * Returns: (transfer full): whose record it is about, with all there is to say, translated
 */
char *
mps_audit_item_dup_whose_full (MpsAuditItem *self)
{
  return mps_audit_subject_dup_full (&self->subject, self->record->patient_id);
}

/**
 * mps_audit_action_to_label:
 * @action: what was done
 *
 * Returns: (transfer none): the word for it, translated
 */
const char *
mps_audit_action_to_label (MpsAuditAction action)
{
  switch (action) {
  case MPS_AUDIT_CREATE:
    /* TRANSLATORS: what somebody did to a record, in the list of who saw a chart */
    return _ ("Added");
  case MPS_AUDIT_READ:
    /* TRANSLATORS: what somebody did to a record, in the list of who saw a chart */
    return _ ("Seen");
  case MPS_AUDIT_UPDATE:
    /* TRANSLATORS: what somebody did to a record, in the list of who saw a chart */
    return _ ("Changed");
  case MPS_AUDIT_DELETE:
    /* TRANSLATORS: what somebody did to a record, in the list of who saw a chart */
    return _ ("Deleted");
  case MPS_AUDIT_EXECUTE:
  default:
    /* TRANSLATORS: what somebody did, in the list of who saw a chart */
    return _ ("Done");
  }
}

/**
 * mps_audit_item_dup_what:
 * @self: an item
 *
 * Returns: (transfer full): what was done to what, translated
 */
char *
mps_audit_item_dup_what (MpsAuditItem *self)
{
  const MpsAuditRecord *record = self->record;
  const char *action = mps_audit_action_to_label (record->action);

  g_autofree char *target = mps_audit_dup_target_words (record->target);

  if (record->outcome == MPS_AUDIT_REFUSED)
    /* TRANSLATORS: %s is a kind of record, or what somebody tried to do */
    return g_strdup_printf (_ ("Refused: %s"), target);
  if (record->outcome == MPS_AUDIT_FAILED)
    /* TRANSLATORS: %s is a kind of record, or what somebody tried to do */
    return g_strdup_printf (_ ("Failed: %s"), target);
  if (g_str_has_prefix (record->target, "Export/"))
    return g_strdup (_ ("Written into a file"));
  return *target == '\0' ? g_strdup (action) : g_strdup_printf ("%s: %s", action, target);
}

/**
 * mps_audit_item_dup_what_exactly:
 * @self: an item
 *
 * Returns: (transfer full): the same, with the record's type and id as they are stored
 */
char *
mps_audit_item_dup_what_exactly (MpsAuditItem *self)
{
  g_autofree char *what = mps_audit_item_dup_what (self);

  return *self->record->target == '\0' ? g_steal_pointer (&what)
                                       : g_strdup_printf ("%s (%s)", what, self->record->target);
}

/**
 * mps_audit_item_dup_why:
 * @self: an item
 *
 * Returns: (transfer full): what for: what the person gave, or the program's reason, translated
 */
char *
mps_audit_item_dup_why (MpsAuditItem *self)
{
  return mps_audit_dup_why_words (self->record->why);
}
