/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-list.h"
#include "tests/ui/ui-fixture.h"
#include "ui/audit/mps-audit-check-view.h"
#include "ui/audit/mps-audit-list-view.h"
#include "ui/audit/mps-audit-month-view.h"
#include "ui/audit/mps-audit-section.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/widgets/mps-page.h"

#include <glib/gstdio.h>
#include <string.h>

static MpsAuditSection *
open_audit (UiFixture *fixture)
{
  mps_window_show_section (fixture->window, "audit");
  g_assert_true (MPS_IS_AUDIT_SECTION (mps_window_get_page (fixture->window)));
  return MPS_AUDIT_SECTION (mps_window_get_page (fixture->window));
}

static gboolean
has_entries (gpointer view)
{
  return mps_audit_list_view_get_n_entries (view) > 0;
}

static MpsAuditListView *
get_list (MpsAuditSection *section)
{
  GtkWidget *view = ui_find_type (GTK_WIDGET (section), MPS_TYPE_AUDIT_LIST_VIEW);

  g_assert_true (ui_wait (has_entries, view));
  return MPS_AUDIT_LIST_VIEW (view);
}

static GtkSelectionModel *
get_model (MpsAuditListView *view)
{
  GtkWidget *columns = ui_find_mapped (GTK_WIDGET (view), GTK_TYPE_COLUMN_VIEW);

  return gtk_column_view_get_model (GTK_COLUMN_VIEW (columns));
}

static gboolean
shows_one_patient (gpointer data)
{
  MpsAuditListView *view = data;
  GListModel *model = NULL;

  if (ui_find_mapped (GTK_WIDGET (view), GTK_TYPE_COLUMN_VIEW) == NULL)
    return FALSE;
  model = G_LIST_MODEL (get_model (view));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (MpsAuditItem) item = g_list_model_get_item (model, i);

    if (*mps_audit_item_peek_record (item)->patient_id == '\0')
      return FALSE;
  }
  return g_list_model_get_n_items (model) > 0;
}

/* From an entry to everybody who saw the same chart. */
static void
test_list (UiFixture *fixture, gconstpointer data)
{
  MpsAuditListView *view = NULL;
  GtkSelectionModel *model = NULL;
  g_autofree char *whose = NULL;
  g_autofree char *only = NULL;
  guint n = 0;

  ui_fixture_open_first_chart (fixture);
  view = get_list (open_audit (fixture));
  ui_spin (100);
  model = get_model (view);
  n = g_list_model_get_n_items (G_LIST_MODEL (model));
  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsAuditItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);

    if (*mps_audit_item_peek_record (item)->patient_id == '\0')
      continue;
    gtk_selection_model_select_item (model, i, TRUE);
    whose = mps_audit_item_dup_whose (item);
    break;
  }
  g_assert_nonnull (strstr (whose, "· chart "));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (view), whose));
  g_assert_nonnull (mps_audit_list_view_peek_selected (view));
  g_assert_true (mps_audit_list_view_copy (view));
  mps_audit_list_view_show_patient (view, mps_audit_list_view_peek_selected (view)->patient_id);
  g_assert_true (ui_wait (shows_one_patient, view));
  g_assert_cmpuint (mps_audit_list_view_get_n_entries (view), <, n);
  only = g_strdup_printf ("Only %s", whose);
  g_assert_nonnull (ui_find_label (GTK_WIDGET (view), only));
}

typedef struct {
  GListModel *list;
  gboolean cut;
} Listed;

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  Listed *listed = data;
  g_autoptr (GError) error = NULL;

  listed->list = mps_audit_list_finish (result, &listed->cut, &error);
  g_assert_no_error (error);
}

static gboolean
is_listed (gpointer data)
{
  return ((Listed *)data)->list != NULL;
}

static guint
count (UiFixture *fixture, const MpsAuditQuery *query)
{
  Listed listed = { NULL, FALSE };
  guint n;

  mps_audit_list_async (fixture->session, query, NULL, on_listed, &listed);
  g_assert_true (ui_wait (is_listed, &listed));
  g_assert_false (listed.cut);
  n = g_list_model_get_n_items (listed.list);
  g_object_unref (listed.list);
  return n;
}

static void
test_query (UiFixture *fixture, gconstpointer data)
{
  const MpsAuditQuery all = { 0 };
  const MpsAuditQuery mine = { .who = "NURS" };
  const MpsAuditQuery nobody = { .who = "somebody else" };
  const MpsAuditQuery later = { .from_us = g_get_real_time () + (gint64)3600 * G_USEC_PER_SEC };
  guint n = count (fixture, &all);

  g_assert_cmpuint (n, >, 0);
  /* Reading is on the record too. */
  g_assert_cmpuint (count (fixture, &all), ==, n + 1);
  g_assert_cmpuint (count (fixture, &mine), >, 0);
  g_assert_cmpuint (count (fixture, &nobody), ==, 0);
  g_assert_cmpuint (count (fixture, &later), ==, 0);
}

static gboolean
can_sign_off (gpointer view)
{
  return mps_audit_month_view_peek_reason (view) == NULL;
}

static gboolean
is_signed_off (gpointer view)
{
  return mps_audit_month_view_is_signed_off (view);
}

static void
test_month (UiFixture *fixture, gconstpointer data)
{
  MpsAuditSection *section = open_audit (fixture);
  GtkWidget *view = NULL;
  g_autoptr (MpsAuditItem) item = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GError) error = NULL;

  mps_audit_section_show (section, "month");
  view = ui_find_type (GTK_WIDGET (section), MPS_TYPE_AUDIT_MONTH_VIEW);
  g_assert_true (ui_wait (can_sign_off, view));
  g_assert_false (is_signed_off (view));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  g_assert_true (ui_wait (is_signed_off, view));
  item = mps_audit_load_sign_off (
      fixture->session, g_date_time_get_year (now), g_date_time_get_month (now), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mps_audit_item_peek_record (item)->who, ==, "nurse");
  /* A month that has not begun cannot be looked through. */
  g_assert_false (
      mps_audit_sign_off (fixture->session, g_date_time_get_year (now) + 1, 12, NULL, &error));
  g_assert_error (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED);
}

static gboolean
has_words (gpointer data)
{
  GtkWidget *view = data;

  return ui_find_label (view, "The audit record is being checked…") == NULL;
}

static gboolean
shows_part (GtkWidget *widget, const char *part)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (shows_part (child, part))
      return TRUE;
  }
  return FALSE;
}

static void
test_check (UiFixture *fixture, gconstpointer data)
{
  MpsAuditSection *section = open_audit (fixture);
  GtkWidget *view = ui_find_type (GTK_WIDGET (section), MPS_TYPE_AUDIT_CHECK_VIEW);

  mps_audit_section_show (section, "check");
  ui_spin (50);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  g_assert_true (ui_wait (has_words, view));
  g_assert_true (shows_part (view, "The audit record is whole"));
  /* The head of a sheet of another record: this one is not what was printed. */
  mps_audit_check_view_set_head (
      MPS_AUDIT_CHECK_VIEW (view),
      "00000000000000000000000000000000000000000000000000000000000000ff");
  mps_audit_check_view_check (MPS_AUDIT_CHECK_VIEW (view));
  g_assert_true (ui_wait (has_words, view));
  g_assert_false (shows_part (view, "The audit record is whole"));
  g_assert_true (shows_part (view, "gone"));
}

static gboolean
is_saved (gpointer view)
{
  return shows_part (view, "The sheet was saved");
}

static void
test_sheet (UiFixture *fixture, gconstpointer data)
{
  MpsAuditSection *section = open_audit (fixture);
  GtkWidget *view = ui_find_type (GTK_WIDGET (section), MPS_TYPE_AUDIT_CHECK_VIEW);
  g_autofree char *path = g_build_filename (fixture->folder, "sheet.pdf", NULL);
  g_autofree char *bytes = NULL;

  mps_audit_section_show (section, "check");
  mps_audit_check_view_write_sheet (MPS_AUDIT_CHECK_VIEW (view), path);
  g_assert_true (ui_wait (is_saved, view));
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  g_assert_true (g_str_has_prefix (bytes, "%PDF"));
  g_remove (path);
}

static void
add (const char *path, void (*test) (UiFixture *fixture, gconstpointer data))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_set_up, test, ui_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/audit/list", test_list);
  add ("/ui/audit/query", test_query);
  add ("/ui/audit/month", test_month);
  add ("/ui/audit/check", test_check);
  add ("/ui/audit/sheet", test_sheet);
  return g_test_run ();
}
