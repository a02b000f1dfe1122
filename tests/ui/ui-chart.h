/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/ui/ui-fixture.h"
#include "ui/chart/mps-chart-page.h"

G_BEGIN_DECLS

/* What a person does in a chart: sections, forms, rows and buttons, found by what they say. */

GtkWidget *ui_chart_find_named (GtkWidget *widget, const char *name);
GtkWidget *ui_chart_find_text (GtkWidget *widget, const char *part);
void ui_chart_wait_text (UiFixture *fixture, const char *text);
void ui_chart_write_field (UiFixture *fixture, const char *name, const char *text);
void ui_chart_choose (UiFixture *fixture, const char *name, guint position);
GtkWidget *ui_chart_get_primary (UiFixture *fixture);
void ui_chart_act (UiFixture *fixture);
void ui_chart_go_back (UiFixture *fixture);
MpsChartPage *ui_chart_open_section (UiFixture *fixture, const char *section);
void ui_chart_open_form (UiFixture *fixture, const char *section, const char *field);
void ui_chart_save (UiFixture *fixture);
GtkWidget *ui_chart_get_button (GtkWidget *label);
void ui_chart_press (UiFixture *fixture, const char *words);
void ui_chart_open_row (UiFixture *fixture, const char *words);

G_END_DECLS
