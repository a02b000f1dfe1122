/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/ui-chart.h"

#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <string.h>

GtkWidget *
ui_chart_find_named (GtkWidget *widget, const char *name)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (gtk_widget_get_mapped (widget) && g_str_equal (gtk_widget_get_name (widget), name))
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ui_chart_find_named (child, name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
ui_chart_find_text (GtkWidget *widget, const char *part)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ui_chart_find_text (child, part);

    if (found != NULL)
      return found;
  }
  return NULL;
}

typedef struct {
  UiFixture *fixture;
  const char *text;
} Wanted;

static gboolean
shows_text (gpointer data)
{
  Wanted *wanted = data;

  return ui_chart_find_text (GTK_WIDGET (wanted->fixture->window), wanted->text) != NULL;
}

void
ui_chart_wait_text (UiFixture *fixture, const char *text)
{
  Wanted wanted = { fixture, text };

  if (!ui_wait (shows_text, &wanted))
    g_error ("“%s” was not shown", text);
}

void
ui_chart_write_field (UiFixture *fixture, const char *name, const char *text)
{
  GtkWidget *field = ui_chart_find_named (GTK_WIDGET (fixture->window), name);

  g_assert_nonnull (field);
  if (GTK_IS_TEXT_VIEW (field))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (field)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (field), text);
}

void
ui_chart_choose (UiFixture *fixture, const char *name, guint position)
{
  GtkWidget *field = ui_chart_find_named (GTK_WIDGET (fixture->window), name);

  g_assert_nonnull (field);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (field), position);
}

GtkWidget *
ui_chart_get_primary (UiFixture *fixture)
{
  return mps_page_get_primary (MPS_PAGE (mps_window_get_page (fixture->window)));
}

void
ui_chart_act (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.primary", NULL);
  ui_spin (50);
}

void
ui_chart_go_back (UiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL);
  ui_spin (50);
}

static gboolean
can_act (gpointer data)
{
  GtkWidget *primary = ui_chart_get_primary (data);

  return primary != NULL && gtk_widget_get_mapped (primary) && gtk_widget_is_sensitive (primary);
}

MpsChartPage *
ui_chart_open_section (UiFixture *fixture, const char *section)
{
  MpsChartPage *page = NULL;

  ui_fixture_open_first_chart (fixture);
  page = MPS_CHART_PAGE (mps_window_get_page (fixture->window));
  mps_chart_page_show_section (page, section);
  g_assert_true (ui_wait (can_act, fixture));
  ui_spin (200);
  return page;
}

void
ui_chart_open_form (UiFixture *fixture, const char *section, const char *field)
{
  ui_chart_open_section (fixture, section);
  ui_chart_act (fixture);
  ui_spin (200);
  g_assert_nonnull (ui_chart_find_named (GTK_WIDGET (fixture->window), field));
  ui_spin (100);
  /* Nothing is wrong with a form that was just opened. */
  g_assert_null (ui_find_mapped (GTK_WIDGET (fixture->window), MPS_TYPE_SENTENCE_BOX));
  /* Nothing was written yet: it cannot be saved, and says so. */
  g_assert_false (gtk_widget_is_sensitive (ui_chart_get_primary (fixture)));
  g_assert_nonnull (gtk_widget_get_tooltip_text (ui_chart_get_primary (fixture)));
}

void
ui_chart_save (UiFixture *fixture)
{
  if (!ui_wait (can_act, fixture))
    g_error ("it cannot be saved: %s",
             gtk_widget_get_tooltip_text (ui_chart_get_primary (fixture)));
  ui_chart_act (fixture);
}

GtkWidget *
ui_chart_get_button (GtkWidget *label)
{
  return gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
}

void
ui_chart_press (UiFixture *fixture, const char *words)
{
  GtkWidget *label = NULL;

  ui_chart_wait_text (fixture, words);
  label = ui_chart_find_text (GTK_WIDGET (fixture->window), words);
  g_assert_nonnull (ui_chart_get_button (label));
  g_signal_emit_by_name (ui_chart_get_button (label), "clicked");
  ui_spin (100);
}

void
ui_chart_open_row (UiFixture *fixture, const char *words)
{
  GtkWidget *page = mps_window_get_page (fixture->window);
  GtkWidget *row = NULL;

  for (int i = 0; i < 400 && ui_chart_find_text (page, words) == NULL; i++)
    ui_spin (20);
  row = gtk_widget_get_ancestor (ui_chart_find_text (page, words), GTK_TYPE_LIST_BOX_ROW);
  g_assert_nonnull (row);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  ui_spin (100);
}
