/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-report-private.h"

#include "app/report/mps-report-text-private.h"

#include <string.h>

typedef struct {
  char *label;
  char *value;
} Explanation;

static void
explanation_free (Explanation *explanation)
{
  g_free (explanation->label);
  g_free (explanation->value);
  g_free (explanation);
}

static void
item_free (MpsReportItem *item)
{
  mps_result_free (item->result);
  g_free (item->name);
  g_free (item->source);
  g_free (item->as_of);
  g_free (item);
}

/**
 * mps_report_block_free:
 * @block: (transfer full): a block
 */
void
mps_report_block_free (MpsReportBlock *block)
{
  g_free (block->label);
  g_free (block->value);
  g_free (block);
}

/**
 * mps_report_new:
 * @language: "ko" or "en": what the report is written in, whatever the language of the process
 *
 * Returns: (transfer full): an empty report
 */
MpsReport *
mps_report_new (const char *language)
{
  MpsReport *report = g_new0 (MpsReport, 1);
  report->language = g_strdup (language);
  report->clinic = g_strdup ("");
  report->printed_by = g_strdup ("");
  report->printed = g_date_time_new_now_local ();
  report->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
  report->explanations = g_ptr_array_new_with_free_func ((GDestroyNotify)explanation_free);
  report->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_report_block_free);
  return report;
}

/**
 * mps_report_free:
 * @report: (transfer full): a report
 */
void
mps_report_free (MpsReport *report)
{
  g_free (report->language);
  g_free (report->clinic);
  g_free (report->printed_by);
  g_date_time_unref (report->printed);
  g_clear_pointer (&report->patient, mps_patient_free);
  g_clear_pointer (&report->run, mps_run_free);
  g_clear_pointer (&report->cartridge, mps_cartridge_free);
  g_free (report->qc);
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->explanations);
  g_ptr_array_unref (report->blocks);
  g_free (report);
}

/* What changes is laid out again when it is next asked for. */
static void
forget_layout (MpsReport *report)
{
  report->n_pages = 0;
  g_ptr_array_set_size (report->blocks, 0);
}

/**
 * mps_report_set_clinic:
 * @report: a report
 * @clinic: (nullable): name of the clinic
 * @printed_by: (nullable): who asked for the report
 */
void
mps_report_set_clinic (MpsReport *report, const char *clinic, const char *printed_by)
{
  g_free (report->clinic);
  g_free (report->printed_by);
  report->clinic = g_strdup (clinic != NULL ? clinic : "");
  report->printed_by = g_strdup (printed_by != NULL ? printed_by : "");
  forget_layout (report);
}

/**
 * mps_report_set_patient:
 * @report: a report
 * @patient: whose; copied
 */
void
mps_report_set_patient (MpsReport *report, const MpsPatient *patient)
{
  g_clear_pointer (&report->patient, mps_patient_free);
  report->patient = mps_patient_copy (patient);
  forget_layout (report);
}

/**
 * mps_report_set_run:
 * @report: a report
 * @run: the measurement; copied. Unless it is complete the report has no results, only the reason
 * @cartridge: (nullable): its cartridge; copied
 * @reviewed: whether a person accepted it; otherwise every page says that it is preliminary
 * @qc: (nullable): state of quality control, in words; %NULL: not known
 */
void
mps_report_set_run (MpsReport *report,
                    const MpsRun *run,
                    const MpsCartridge *cartridge,
                    gboolean reviewed,
                    const char *qc)
{
  g_clear_pointer (&report->run, mps_run_free);
  g_clear_pointer (&report->cartridge, mps_cartridge_free);
  g_free (report->qc);
  report->run = mps_run_copy (run);
  report->cartridge = cartridge == NULL ? NULL : mps_cartridge_copy (cartridge);
  report->reviewed = reviewed;
  report->qc = g_strdup (qc);
  forget_layout (report);
}

/**
 * mps_report_add_result:
 * @report: a report
 * @result: one result of the run; copied
 * @name: what it measures, in the report's language
 * @range: (nullable): reference range for the patient
 * @interpretation: where the value lies
 * @previous: (nullable): the result before it, of the same code and unit
 * @previous_us: its time, µs since 1970 UTC
 */
void
mps_report_add_result (MpsReport *report,
                       const MpsResult *result,
                       const char *name,
                       const MpsReferenceRange *range,
                       MpsInterpretation interpretation,
                       const MpsQuantity *previous,
                       gint64 previous_us)
{
  MpsReportItem *item = g_new0 (MpsReportItem, 1);
  item->result = mps_result_copy (result);
  item->name = g_strdup (name);
  item->interpretation = interpretation;
  if (range != NULL) {
    item->has_range = TRUE;
    item->range = *range;
    item->source = mps_reference_range_dup_source (range, report->language);
    item->as_of = g_strdup (range->as_of);
  }
  if (previous != NULL) {
    item->has_previous = TRUE;
    item->previous = *previous;
    item->previous_us = previous_us;
  }
  g_ptr_array_add (report->items, item);
  forget_layout (report);
}

/**
 * mps_report_add_explanation:
 * @report: a report
 * @label: what, in the report's language
 * @value: formula, input, version or source
 */
void
mps_report_add_explanation (MpsReport *report, const char *label, const char *value)
{
  Explanation *explanation = g_new (Explanation, 1);
  explanation->label = g_strdup (label);
  explanation->value = g_strdup (value);
  g_ptr_array_add (report->explanations, explanation);
  forget_layout (report);
}

/**
 * mps_report_set_printed:
 * @report: a report
 * @printed: when it is printed; all times of the report are written in its time zone
 */
void
mps_report_set_printed (MpsReport *report, GDateTime *printed)
{
  g_date_time_unref (report->printed);
  report->printed = g_date_time_ref (printed);
  forget_layout (report);
}

/**
 * mps_report_has_results:
 * @report: a report
 *
 * Returns: whether results may be shown: only those of a complete run
 */
gboolean
mps_report_has_results (const MpsReport *report)
{
  return report->run != NULL && report->run->status == MPS_RUN_COMPLETE;
}

/**
 * mps_report_dup_local:
 * @report: a report
 * @us: µs since 1970 UTC
 *
 * Returns: (transfer full): that moment in the report's time zone
 */
GDateTime *
mps_report_dup_local (const MpsReport *report, gint64 us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  if (utc == NULL)
    return g_date_time_ref (report->printed);
  return g_date_time_to_timezone (utc, g_date_time_get_timezone (report->printed));
}

static void
add_block (MpsReport *report, MpsReportBlockKind kind, char *label, char *value)
{
  MpsReportBlock *block = g_new0 (MpsReportBlock, 1);
  block->kind = kind;
  block->label = label;
  block->value = value;
  g_ptr_array_add (report->blocks, block);
}

static void
add_heading (MpsReport *report, const char *key)
{
  add_block (report, MPS_REPORT_HEADING, mps_report_text (report->language, key, NULL), NULL);
}

static void
add_row (MpsReport *report, const char *key, char *value)
{
  add_block (report, MPS_REPORT_ROW, mps_report_text (report->language, key, NULL), value);
}

static char *
dup_cartridge (const MpsReport *report)
{
  const MpsCartridge *cartridge = report->cartridge;
  if (cartridge == NULL)
    return mps_report_text (report->language, "no-cartridge", NULL);

  g_autofree char *type = g_strdup_printf ("%u", cartridge->type);
  g_autofree char *day = mps_cartridge_dup_expiry (cartridge);
  g_autofree char *expiry = mps_report_text_date (report->language, day);
  g_autofree char *use = g_strdup_printf ("%u", report->run->uses_burnt);
  g_autofree char *allowed = g_strdup_printf ("%u", cartridge->uses_allowed);
  return mps_report_text (report->language,
                          "cartridge-value",
                          type,
                          cartridge->lot != NULL ? cartridge->lot : "",
                          expiry,
                          use,
                          allowed,
                          NULL);
}

static gboolean
is_virtual (const MpsReport *report)
{
  return g_strcmp0 (report->run->transport, "virtual") == 0;
}

static char *
dup_reader (const MpsReport *report)
{
  const MpsRun *run = report->run;
  g_autofree char *transport = mps_report_text (
      report->language, is_virtual (report) ? "transport virtual" : "transport usb", NULL);
  return mps_report_text (report->language,
                          "reader-value",
                          run->reader_serial != NULL ? run->reader_serial : "",
                          run->reader_firmware != NULL ? run->reader_firmware : "",
                          transport,
                          NULL);
}

static char *
dup_scans (const MpsReport *report)
{
  const MpsRun *run = report->run;
  g_autofree char *scans = g_strdup_printf ("%u", run->n_scans);
  g_autofree char *rate = g_strdup_printf ("%u", run->rate_hz);
  g_autofree char *resent = g_strdup_printf ("%u", run->resent);
  g_autofree char *replaced = g_strdup_printf ("%u", run->replaced);
  return mps_report_text (report->language, "scans-value", scans, rate, resent, replaced, NULL);
}

/* People count channels from 1, as on the screen. */
static char *
dup_channels (const MpsReport *report)
{
  const GArray *unusable = report->run->unusable;
  g_autoptr (GString) list = g_string_new (NULL);
  if (unusable == NULL || unusable->len == 0)
    return mps_report_text (report->language, "channels-none", NULL);

  for (guint i = 0; i < unusable->len; i++)
    g_string_append_printf (
        list, "%s%u", i > 0 ? ", " : "", g_array_index (unusable, guint, i) + 1);
  g_autofree char *n = g_strdup_printf ("%u", unusable->len);
  return mps_report_text (report->language, "channels-value", n, list->str, NULL);
}

static void
add_conditions (MpsReport *report)
{
  const char *language = report->language;
  const MpsRun *run = report->run;
  g_autofree char *programme = g_strdup_printf ("programme %d", (int)run->programme);
  g_autoptr (GDateTime) started = mps_report_dup_local (report, run->started_us);
  add_heading (report, "conditions");
  add_row (report, "measured", mps_report_text_time (language, started));
  add_row (report, "cartridge", dup_cartridge (report));
  add_row (report, "reader", dup_reader (report));
  add_row (report, "programme", mps_report_text (language, programme, NULL));
  add_row (report, "scans", dup_scans (report));
  if (mps_report_has_results (report))
    add_row (report, "channels", dup_channels (report));
  add_row (report,
           "qc",
           report->qc != NULL && *report->qc != '\0'
               ? g_strdup (report->qc)
               : mps_report_text (language, "qc-unknown", NULL));
  if (run->engine_version != NULL && *run->engine_version != '\0')
    add_row (
        report, "engine", mps_report_text (language, "engine-value", run->engine_version, NULL));
}

/* Where the part of a long text ends that goes into one row: a row must fit a page. */
static const char *
find_part_end (const char *text)
{
  enum { MOST_LETTERS = 1200, MOST_LINES = 30 };
  const char *space = NULL, *p = text;
  guint lines = 0;
  for (guint letters = 0; *p != '\0'; p = g_utf8_next_char (p), letters++) {
    if (*p == '\n' && ++lines == MOST_LINES)
      return p + 1;
    if (*p == ' ')
      space = p + 1;
    if (letters == MOST_LETTERS)
      return space != NULL ? space : p;
  }
  return p;
}

static char *
dup_short (const char *label)
{
  enum { MOST_LETTERS = 120 };
  if (label == NULL || g_utf8_strlen (label, -1) <= MOST_LETTERS)
    return g_strdup (label != NULL ? label : "");

  g_autofree char *start = g_utf8_substring (label, 0, MOST_LETTERS);
  return g_strconcat (start, "…", NULL);
}

static void
add_explanation (MpsReport *report, const Explanation *explanation)
{
  const char *rest = explanation->value != NULL ? explanation->value : "";
  char *label = dup_short (explanation->label);
  do {
    const char *end = find_part_end (rest);
    add_block (report, MPS_REPORT_ROW, label, g_strndup (rest, (gsize)(end - rest)));
    rest = end;
    label = g_strdup ("");
  } while (*rest != '\0');
  g_free (label);
}

static void
add_results (MpsReport *report)
{
  add_heading (report, "results");
  for (guint i = 0; i < report->items->len; i++) {
    add_block (report, MPS_REPORT_RESULT, NULL, NULL);
    ((MpsReportBlock *)report->blocks->pdata[report->blocks->len - 1])->item = i;
  }
  if (report->items->len == 0)
    add_block (
        report, MPS_REPORT_LINE, mps_report_text (report->language, "no-results", NULL), NULL);
}

/**
 * mps_report_add_blocks:
 * @report: a report with a patient and a run
 *
 * Fills the list of blocks in reading order, without heights and places.
 */
void
mps_report_add_blocks (MpsReport *report)
{
  const char *language = report->language;
  add_block (report, MPS_REPORT_PATIENT, NULL, NULL);
  if (!mps_report_has_results (report)) {
    add_block (report, MPS_REPORT_INVALID, NULL, NULL);
    add_conditions (report);
    return;
  }
  if (is_virtual (report))
    add_block (report,
               MPS_REPORT_NOTICE,
               mps_report_text (language, "virtual", NULL),
               mps_report_text (language, "transport virtual", NULL));
  if (!report->reviewed)
    add_block (report,
               MPS_REPORT_NOTICE,
               mps_report_text (language, "preliminary", NULL),
               mps_report_text (language, "preliminary-next", NULL));
  add_results (report);
  add_conditions (report);
  if (report->explanations->len > 0)
    add_heading (report, "explanation");
  for (guint i = 0; i < report->explanations->len; i++)
    add_explanation (report, report->explanations->pdata[i]);
}
