/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/import/mps-import-report-private.h"

static void
rejection_free (gpointer data)
{
  MpsImportRejection *rejection = data;

  g_free (rejection->type);
  g_free (rejection->id);
  g_free (rejection->reason);
  g_free (rejection);
}

static void
kind_free (gpointer data)
{
  MpsImportKind *kind = data;

  g_free (kind->type);
  g_free (kind);
}

/**
 * mps_import_report_new:
 *
 * Returns: (transfer full): a report of nothing
 */
MpsImportReport *
mps_import_report_new (void)
{
  MpsImportReport *report = g_new0 (MpsImportReport, 1);

  report->rejected = g_ptr_array_new_with_free_func (rejection_free);
  report->kinds = g_ptr_array_new_with_free_func (kind_free);
  report->patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return report;
}

/**
 * mps_import_report_free:
 * @report: (transfer full) (nullable): a report
 */
void
mps_import_report_free (MpsImportReport *report)
{
  if (report == NULL)
    return;

  g_ptr_array_unref (report->rejected);
  g_ptr_array_unref (report->kinds);
  g_hash_table_unref (report->patients);
  g_free (report);
}

/**
 * mps_import_report_get_kind:
 * @report: a report
 * @type: a resource type, or empty
 *
 * Returns: (transfer none): what became of the entries of that type
 */
MpsImportKind *
mps_import_report_get_kind (MpsImportReport *report, const char *type)
{
  guint low = 0;
  guint high = report->kinds->len;
  MpsImportKind *kind;

  while (low < high) {
    guint middle = (low + high) / 2;
    int order;

    kind = g_ptr_array_index (report->kinds, middle);
    order = g_strcmp0 (type, kind->type);
    if (order == 0)
      return kind;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }

  kind = g_new0 (MpsImportKind, 1);
  kind->type = g_strdup (type);
  g_ptr_array_insert (report->kinds, (int)low, kind);
  return kind;
}

/**
 * mps_import_report_reject:
 * @report: a report
 * @entry: an entry that was left out
 * @reason: why
 */
void
mps_import_report_reject (MpsImportReport *report, const MpsImportEntry *entry, const char *reason)
{
  MpsImportRejection *rejection = g_new0 (MpsImportRejection, 1);

  rejection->index = entry->index;
  rejection->type = g_strdup (entry->type);
  rejection->id = g_strdup (entry->id);
  rejection->reason = g_strdup (reason);
  g_ptr_array_add (report->rejected, rejection);
  mps_import_report_get_kind (report, entry->type)->rejected++;
}

static MpsImportRejection *
copy_rejection (const MpsImportRejection *rejection)
{
  MpsImportRejection *copy = g_new0 (MpsImportRejection, 1);

  copy->index = rejection->index;
  copy->type = g_strdup (rejection->type);
  copy->id = g_strdup (rejection->id);
  copy->reason = g_strdup (rejection->reason);
  return copy;
}

/**
 * mps_import_report_add:
 * @report: a report
 * @other: that of another file
 *
 * Makes it the report of both files.
 */
void
mps_import_report_add (MpsImportReport *report, const MpsImportReport *other)
{
  GHashTableIter iter;
  gpointer patient;

  report->accepted += other->accepted;
  for (guint i = 0; i < other->rejected->len; i++)
    g_ptr_array_add (report->rejected, copy_rejection (g_ptr_array_index (other->rejected, i)));
  for (guint i = 0; i < other->kinds->len; i++) {
    const MpsImportKind *kind = g_ptr_array_index (other->kinds, i);
    MpsImportKind *sum = mps_import_report_get_kind (report, kind->type);

    sum->added += kind->added;
    sum->changed += kind->changed;
    sum->same += kind->same;
    sum->rejected += kind->rejected;
  }
  g_hash_table_iter_init (&iter, other->patients);
  while (g_hash_table_iter_next (&iter, &patient, NULL))
    g_hash_table_add (report->patients, g_strdup (patient));
}
