/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-chart-pages.h"

#include "app/report/mps-pdf-private.h"
#include "app/report/mps-report-private.h"
#include "app/report/mps-report-text-private.h"
#include "data/model/mps-time.h"

#include <string.h>

#define TOP 108.0
#define BOTTOM (MPS_REPORT_HEIGHT - 64)
#define DATE_WIDTH 118.0
#define RIGHT (MPS_REPORT_WIDTH - MPS_REPORT_MARGIN)

/* An entry, or the heading of a section, where it stands. A text that is too long for a page was
 * split into several. */
typedef struct {
  gboolean heading;
  char *date;
  char *text;
  guint page;
  double y;
  double height;
} Block;

struct _MpsChartPages {
  char *language;
  MpsPatient *patient;
  char *printed_by;
  GDateTime *printed;
  GPtrArray *sections[MPS_N_CHART_SECTIONS];
  gboolean left_out[MPS_N_CHART_SECTIONS];
  GPtrArray *blocks;
  guint n_pages;
};

static void
block_free (gpointer data)
{
  Block *block = data;
  g_free (block->date);
  g_free (block->text);
  g_free (block);
}

/**
 * mps_chart_pages_new:
 * @language: "ko" or "en"
 * @patient: whose chart; copied
 * @printed_by: who asked for it
 * @printed: when; all times are written in its time zone
 *
 * Returns: (transfer full): a chart without entries
 */
MpsChartPages *
mps_chart_pages_new (const char *language,
                     const MpsPatient *patient,
                     const char *printed_by,
                     GDateTime *printed)
{
  MpsChartPages *pages = g_new0 (MpsChartPages, 1);
  pages->language = g_strdup (language);
  pages->patient = mps_patient_copy (patient);
  pages->printed_by = g_strdup (printed_by);
  pages->printed = g_date_time_ref (printed);
  for (guint i = 0; i < MPS_N_CHART_SECTIONS; i++)
    pages->sections[i] = g_ptr_array_new_with_free_func (block_free);
  return pages;
}

/**
 * mps_chart_pages_free:
 * @pages: (transfer full) (nullable): pages
 */
void
mps_chart_pages_free (MpsChartPages *pages)
{
  if (pages == NULL)
    return;

  g_free (pages->language);
  mps_patient_free (pages->patient);
  g_free (pages->printed_by);
  g_date_time_unref (pages->printed);
  for (guint i = 0; i < MPS_N_CHART_SECTIONS; i++)
    g_ptr_array_unref (pages->sections[i]);
  g_clear_pointer (&pages->blocks, g_ptr_array_unref);
  g_free (pages);
}

/* As exact as it was written: a month stays a month, and a day belongs to no time zone. */
static char *
dup_date (const MpsChartPages *pages, const char *when)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  gint64 when_us;
  if (when == NULL || !mps_time_parse (when, &when_us))
    return g_strdup ("");
  if (strchr (when, 'T') == NULL)
    return mps_report_text_date (pages->language, when);

  utc = g_date_time_new_from_unix_utc (when_us / G_USEC_PER_SEC);
  local =
      utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (pages->printed)) : NULL;
  return local != NULL ? mps_report_text_time (pages->language, local) : g_strdup ("");
}

/* Where the part of a text ends that fits into one block. */
static const char *
find_part_end (const char *text)
{
  enum { MOST_LETTERS = 1500, MOST_LINES = 30 };
  const char *p = text;
  guint lines = 0;
  for (guint letters = 0; *p != '\0' && letters < MOST_LETTERS; letters++) {
    if (*p == '\n' && ++lines == MOST_LINES)
      return p + 1;
    p = g_utf8_next_char (p);
  }
  return p;
}

/**
 * mps_chart_pages_add:
 * @pages: pages that are not drawn yet
 * @section: where it belongs
 * @when: (nullable): FHIR date or dateTime, as exact as it is known
 * @text: what it says, in the language of the pages or as it was entered
 *
 * Adds an entry at the end of a section.
 */
void
mps_chart_pages_add (MpsChartPages *pages,
                     MpsChartSection section,
                     const char *when,
                     const char *text)
{
  const char *rest = text;
  g_return_if_fail (pages->blocks == NULL);
  do {
    const char *end = find_part_end (rest);
    Block *block = g_new0 (Block, 1);
    block->date = rest == text ? dup_date (pages, when) : g_strdup ("");
    block->text = g_strndup (rest, (gsize)(end - rest));
    g_ptr_array_add (pages->sections[section], block);
    rest = end;
  } while (*rest != '\0');
}

/**
 * mps_chart_pages_leave_out:
 * @pages: pages that are not drawn yet
 * @section: what these pages say nothing of
 *
 * Its heading is left out too, so that nobody takes it for empty.
 */
void
mps_chart_pages_leave_out (MpsChartPages *pages, MpsChartSection section)
{
  g_return_if_fail (pages->blocks == NULL);
  pages->left_out[section] = TRUE;
}

/**
 * mps_chart_pages_dup_word:
 * @pages: pages
 * @kind: what the code is of: "status", "interpretation", "criticality" or "type"
 * @code: FHIR's code
 *
 * Returns: (transfer full): the word for it in the language of the pages; a code that has none
 *   stands as it is
 */
char *
mps_chart_pages_dup_word (const MpsChartPages *pages, const char *kind, const char *code)
{
  return mps_report_text_word (pages->language, kind, code);
}

static MpsTextStyle
make_style (const MpsPalette *palette, gboolean heading)
{
  return (MpsTextStyle){ .size = heading ? 12 : 9.5,
                         .weight = heading ? MPS_WEIGHT_BOLD : MPS_WEIGHT_REGULAR,
                         .colour = palette->text,
                         .max_width = MPS_REPORT_CONTENT - (heading ? 0 : DATE_WIDTH) };
}

static void
add_block (MpsChartPages *pages, gboolean heading, const char *date, const char *text)
{
  Block *block = g_new0 (Block, 1);
  block->heading = heading;
  block->date = g_strdup (date);
  block->text = g_strdup (text);
  g_ptr_array_add (pages->blocks, block);
}

/* Every section has its heading: an empty one says that nothing is on record, which is not the same
 * as that there is nothing. */
static void
fill_blocks (MpsChartPages *pages)
{
  static const char *const keys[MPS_N_CHART_SECTIONS] = {
    "chart-allergies", "chart-problems", "chart-medicines", "chart-results",
    "chart-visits",    "chart-notes",    "chart-documents", "chart-others",
  };
  pages->blocks = g_ptr_array_new_with_free_func (block_free);
  for (guint i = 0; i < MPS_N_CHART_SECTIONS; i++) {
    const GPtrArray *entries = pages->sections[i];
    g_autofree char *heading = mps_report_text (pages->language, keys[i], NULL);
    g_autofree char *nothing = mps_report_text (pages->language, "chart-nothing", NULL);
    if (pages->left_out[i])
      continue;
    add_block (pages, TRUE, "", heading);
    if (entries->len == 0)
      add_block (pages, FALSE, "", nothing);
    for (guint e = 0; e < entries->len; e++) {
      const Block *entry = g_ptr_array_index (entries, e);
      add_block (pages, FALSE, entry->date, entry->text);
    }
  }
}

static void
measure (MpsChartPages *pages)
{
  MpsPalette palette;
  MpsDraw draw;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  mps_palette_init_for_paper (&palette);
  mps_draw_init (&draw, cr, &palette, MPS_MEDIUM_PAPER);
  for (guint i = 0; i < pages->blocks->len; i++) {
    Block *block = g_ptr_array_index (pages->blocks, i);
    MpsTextStyle style = make_style (&palette, block->heading);
    block->height =
        mps_draw_measure_paragraph (&draw, &style, block->text) + (block->heading ? 22 : 6);
  }
  mps_draw_clear (&draw);
  cairo_destroy (cr);
}

static void
ensure_layout (MpsChartPages *pages)
{
  double y = TOP;
  guint page = 0;
  if (pages->blocks != NULL)
    return;

  fill_blocks (pages);
  measure (pages);
  for (guint i = 0; i < pages->blocks->len; i++) {
    Block *block = g_ptr_array_index (pages->blocks, i);
    double together = block->height;
    /* A heading never stands alone at the foot of a page. */
    if (block->heading && i + 1 < pages->blocks->len)
      together += ((const Block *)g_ptr_array_index (pages->blocks, i + 1))->height;
    if (y > TOP && y + together > BOTTOM) {
      page++;
      y = TOP;
    }
    block->page = page;
    block->y = y;
    y += block->height;
  }
  pages->n_pages = page + 1;
}

/**
 * mps_chart_pages_get_n_pages:
 * @pages: pages, every entry added
 *
 * Returns: how many there are
 */
guint
mps_chart_pages_get_n_pages (MpsChartPages *pages)
{
  ensure_layout (pages);
  return pages->n_pages;
}

/* Whose chart it is stands on every page: name, birth date, sex, chart number. */
static void
draw_frame (const MpsChartPages *pages, MpsDraw *draw, guint page)
{
  const MpsPatient *patient = pages->patient;
  const char *language = pages->language;
  MpsTextStyle style = { .size = 16,
                         .weight = MPS_WEIGHT_BOLD,
                         .colour = draw->palette->text,
                         .max_width = MPS_REPORT_CONTENT - 130 };
  g_autofree char *title = mps_report_text (language, "chart-title", NULL);
  g_autofree char *unnamed = mps_report_text (language, "no-name", NULL);
  g_autofree char *birth = mps_report_text_date (language, patient->birth_date);
  g_autofree char *sex = mps_report_text (language,
                                          g_str_equal (patient->gender, "male") ||
                                                  g_str_equal (patient->gender, "female")
                                              ? patient->gender
                                              : "unknown",
                                          NULL);
  const char *chart_number = *patient->chart_number != '\0' ? patient->chart_number : NULL;
  g_autofree char *facts =
      g_strjoin ("  ·  ", *birth != '\0' ? birth : "—", sex, chart_number, NULL);
  g_autofree char *number = g_strdup_printf ("%u", page + 1);
  g_autofree char *total = g_strdup_printf ("%u", pages->n_pages);
  g_autofree char *count = mps_report_text (language, "page", number, total, NULL);
  g_autofree char *when = mps_report_text_time (language, pages->printed);
  g_autofree char *printed = mps_report_text (language, "printed", when, pages->printed_by, NULL);
  mps_draw_text (
      draw, &style, MPS_REPORT_MARGIN, 48, *patient->name != '\0' ? patient->name : unnamed);
  style.size = 10;
  style.weight = MPS_WEIGHT_REGULAR;
  style.max_width = MPS_REPORT_CONTENT;
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, 74, facts);
  style.max_width = 0;
  style.x_anchor = 1;
  style.size = 12;
  mps_draw_text (draw, &style, RIGHT, 52, title);
  mps_draw_set_colour (draw, draw->palette->text);
  mps_draw_line (draw, MPS_REPORT_MARGIN, 94, RIGHT, 94, 1.25);
  style.size = 8;
  style.colour = draw->palette->dim;
  mps_draw_text (draw, &style, RIGHT, MPS_REPORT_HEIGHT - 44, count);
  style.x_anchor = 0;
  style.max_width = MPS_REPORT_CONTENT - 90;
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, MPS_REPORT_HEIGHT - 44, printed);
}

static void
draw_block (const Block *block, MpsDraw *draw)
{
  MpsTextStyle style = make_style (draw->palette, block->heading);
  if (block->heading) {
    mps_draw_paragraph (draw, &style, MPS_REPORT_MARGIN, block->y + 8, block->text);
    mps_draw_set_colour (draw, draw->palette->grid);
    mps_draw_line (draw,
                   MPS_REPORT_MARGIN,
                   block->y + block->height - 5,
                   RIGHT,
                   block->y + block->height - 5,
                   0.75);
    return;
  }

  mps_draw_paragraph (draw, &style, MPS_REPORT_MARGIN + DATE_WIDTH, block->y, block->text);
  style.max_width = DATE_WIDTH - 6;
  style.colour = draw->palette->dim;
  mps_draw_text (draw, &style, MPS_REPORT_MARGIN, block->y, block->date);
}

/**
 * mps_chart_pages_draw_page:
 * @pages: pages, every entry added
 * @page: which, from 0
 * @cr: where to draw: 0, 0 is the corner of the paper, the unit is a point
 *
 * Draws the page, white paper included.
 */
void
mps_chart_pages_draw_page (MpsChartPages *pages, guint page, cairo_t *cr)
{
  MpsPalette palette;
  MpsDraw draw;
  ensure_layout (pages);
  mps_palette_init_for_paper (&palette);
  mps_draw_init (&draw, cr, &palette, MPS_MEDIUM_PAPER);
  mps_draw_set_colour (&draw, palette.surface);
  mps_draw_fill (&draw, 0, 0, MPS_REPORT_WIDTH, MPS_REPORT_HEIGHT);
  draw_frame (pages, &draw, page);
  for (guint i = 0; i < pages->blocks->len; i++) {
    const Block *block = g_ptr_array_index (pages->blocks, i);
    if (block->page == page)
      draw_block (block, &draw);
  }
  mps_draw_clear (&draw);
}

static void
draw_page (gpointer pages, guint page, cairo_t *cr)
{
  mps_chart_pages_draw_page (pages, page, cr);
}

/**
 * mps_chart_pages_dup_pdf:
 * @pages: pages, every entry added
 * @error: return location
 *
 * The file carries its fonts and names nobody in its metadata.
 *
 * Returns: (transfer full): its bytes; otherwise an error of %G_IO_ERROR
 */
GBytes *
mps_chart_pages_dup_pdf (MpsChartPages *pages, GError **error)
{
  g_autofree char *title = mps_report_text (pages->language, "chart-title", NULL);
  const MpsPdf pdf = {
    .title = title,
    .made = pages->printed,
    .n_pages = mps_chart_pages_get_n_pages (pages),
    .draw = draw_page,
    .data = pages,
  };

  return mps_pdf_dup_bytes (&pdf, error);
}

static void
draw_page_of_many (gpointer data, guint page, cairo_t *cr)
{
  GPtrArray *charts = data;
  for (guint i = 0; i < charts->len; i++) {
    MpsChartPages *pages = g_ptr_array_index (charts, i);
    guint n = mps_chart_pages_get_n_pages (pages);
    if (page < n) {
      mps_chart_pages_draw_page (pages, page, cr);
      return;
    }
    page -= n;
  }
}

/**
 * mps_chart_pages_dup_pdf_of_many:
 * @charts: (element-type MpsChartPages): at least one, every entry added
 * @language: "ko" or "en"
 * @made: when
 * @error: return location
 *
 * Each begins on a page of its own, and every page says whose it is.
 *
 * Returns: (transfer full): the file's bytes; otherwise an error of %G_IO_ERROR
 */
GBytes *
mps_chart_pages_dup_pdf_of_many (GPtrArray *charts,
                                 const char *language,
                                 GDateTime *made,
                                 GError **error)
{
  g_autofree char *title = mps_report_text (language, "chart-title", NULL);
  MpsPdf pdf = { .title = title, .made = made, .draw = draw_page_of_many, .data = charts };

  for (guint i = 0; i < charts->len; i++)
    pdf.n_pages += mps_chart_pages_get_n_pages (g_ptr_array_index (charts, i));
  return mps_pdf_dup_bytes (&pdf, error);
}
