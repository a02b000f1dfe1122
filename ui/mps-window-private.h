/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "app/clinic/keeping/mps-keeper.h"
#include "app/clinic/mps-tasks.h"
#include "app/session/measurement/mps-measurement.h"
#include "app/session/readers/mps-readers.h"
#include "ui/audit/mps-audit-section.h"
#include "ui/chart/mps-chart-page.h"
#include "ui/devices/mps-devices-page.h"
#include "ui/exchange/mps-export-page.h"
#include "ui/exchange/mps-records-page.h"
#include "ui/exchange/mps-results-page.h"
#include "ui/keeping/mps-keeping-page.h"
#include "ui/measure/mps-measure-page.h"
#include "ui/mps-window.h"
#include "ui/patients/mps-patients-page.h"
#include "ui/register/mps-merge-page.h"
#include "ui/register/mps-register-page.h"
#include "ui/report/mps-report-page.h"
#include "ui/signin/mps-curtain-page.h"
#include "ui/signin/mps-first-password-page.h"
#include "ui/signin/mps-idle-watch.h"
#include "ui/signin/mps-recovery-page.h"
#include "ui/signin/mps-sign-in-page.h"
#include "ui/signin/mps-switch-page.h"
#include "ui/start/mps-start-page.h"
#include "ui/users/mps-accounts-page.h"
#include "ui/users/mps-glass-bar.h"
#include "ui/users/mps-glass-page.h"
#include "ui/users/mps-own-account-page.h"
#include "ui/users/mps-reviews-page.h"
#include "ui/widgets/mps-reader-button.h"
#include "ui/widgets/mps-tasks-button.h"

G_BEGIN_DECLS

/**
 * MpsWindowPlace: where a person was when the pages went.
 * @page: of the stack
 * @patient_id: (nullable): whose chart was open
 * @within: (nullable): of mps_page_dup_place()
 */
typedef struct {
  char *page;
  char *patient_id;
  char *within;
} MpsWindowPlace;

typedef void (*MpsWindowLeft) (MpsWindow *self);

struct _MpsWindow {
  AdwApplicationWindow parent_instance;

  GtkWidget *header;
  GtkLabel *section_title;
  GtkWidget *find;
  GtkWidget *running;
  GtkLabel *running_label;
  MpsReaderButton *reader_button;
  MpsTasksButton *tasks_button;
  GtkWidget *who;
  GtkLabel *who_label;
  GtkWidget *sidebar_pane;
  GtkListBox *sidebar;
  GtkStack *stack;
  AdwToastOverlay *toasts;
  MpsStartPage *start_page;

  /* What covers all of it while nobody works. */
  GtkStack *cover;
  GtkWidget *covering;
  MpsSignInPage *sign_in_page;
  MpsFirstPasswordPage *first_password_page;
  MpsRecoveryPage *recovery_page;
  MpsCurtainPage *curtain_page;
  MpsSwitchPage *switch_page;
  MpsIdleWatch *idle;
  GtkWidget *focus_before;
  GList *dialogs_before;

  /* Nobody's pages are there: they went, or are going as soon as all drafts are kept. */
  gboolean away;
  MpsWindowLeft leaving;
  gint64 leaving_since_us;
  guint leaving_poll;
  char *expected;
  GHashTable *places;
  char *within;
  MpsMeasurePage *kept_measure;

  MpsPatientsPage *patients_page;
  MpsChartPage *chart_page;
  MpsRegisterPage *register_page;
  MpsMergePage *merge_page;
  MpsReportPage *report_page;
  MpsMeasurePage *measure_page;
  MpsDevicesPage *devices_page;
  MpsKeepingPage *keeping_page;
  MpsExportPage *export_page;
  const char *exchange_from;
  MpsRecordsPage *records_page;
  MpsResultsPage *results_page;
  GtkWidget *accounts_page;
  GtkWidget *reviews_page;
  GtkWidget *audit_section;
  GtkWidget *own_account_page;
  MpsGlassPage *glass_page;
  MpsGlassBar *glass_bar;
  char *wanted_patient;

  MpsSession *session;
  MpsReaders *readers;
  MpsTasks *tasks;
  MpsKeeper *keeper;
  gboolean told_of_keeping;
  MpsChart *chart;
  GCancellable *opening;

  /* Page that each section showed when it was left, and where a report was opened from. */
  const char *patients_shows;
  const char *report_from;

  /* What is shown of the chart that is being opened. */
  char *wanted_type;
  char *wanted_id;
  GSettings *settings;

  /* What offers to take back what was written last; NULL: nothing does. */
  AdwToast *undo_toast;
};

void mps_window_install_actions (GtkWidgetClass *widget_class);
void mps_window_update_actions (MpsWindow *self);
void mps_window_show_page (MpsWindow *self, const char *page);
void mps_window_init_cover (MpsWindow *self);
void mps_window_uncover (MpsWindow *self);
void mps_window_cover_with (MpsWindow *self, GtkWidget *page);
void mps_window_add_cover (MpsWindow *self, GtkWidget *page, const char *name);
MpsSignInPage *mps_window_ensure_sign_in_page (MpsWindow *self);
void mps_window_init_lock (MpsWindow *self);
void mps_window_clear_lock (MpsWindow *self);
void mps_window_lock (MpsWindow *self);
void mps_window_switch_user (MpsWindow *self);
void mps_window_come_back (MpsWindow *self);
void mps_window_drop_pages (MpsWindow *self);
MpsMeasurePage *mps_window_get_measure_page (MpsWindow *self);
void mps_window_fill (MpsWindow *self);
gboolean mps_window_may_section (MpsWindow *self, const char *section);
void mps_window_fold_sections (MpsWindow *self);
const char *mps_window_peek_first_section (MpsWindow *self);
void mps_window_ensure_section (MpsWindow *self, const char *section);
void mps_window_show_own_account (MpsWindow *self);
gboolean mps_window_offer_glass (MpsWindow *self, const char *patient_id);
void mps_window_watch_glass (MpsWindow *self);
void mps_window_init_glass (MpsWindow *self);
void mps_window_init_find (MpsWindow *self);
void mps_window_focus_find (MpsWindow *self);
void mps_window_clear_find (MpsWindow *self);
const char *mps_window_peek_section (MpsWindow *self);
void mps_window_import (MpsWindow *self);
void mps_window_export (MpsWindow *self);
void mps_window_register (MpsWindow *self);
void mps_window_merge (MpsWindow *self);
gboolean mps_window_confirm_close (MpsWindow *self);
void mps_window_init_state (MpsWindow *self);
void mps_window_save_state (MpsWindow *self);
void mps_window_watch_keeping (MpsWindow *self);
void mps_window_install_undo (GtkWidgetClass *widget_class);
void mps_window_watch_undo (MpsWindow *self);
void mps_window_update_undo (MpsWindow *self);
void mps_window_toast (MpsWindow *self, const char *text);
void
mps_window_open_record (MpsWindow *self, const char *patient_id, const char *type, const char *id);
void mps_window_measure_chart (MpsWindow *self);
void mps_window_show_report (MpsWindow *self, const char *type, const char *id, const char *from);
void mps_window_connect_pages (MpsWindow *self);
MpsMeasurePage *mps_window_ensure_measure_page (MpsWindow *self);

G_END_DECLS
