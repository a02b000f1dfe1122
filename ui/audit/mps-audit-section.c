/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/audit/mps-audit-section.h"

#include "ui/audit/mps-audit-check-view.h"
#include "ui/audit/mps-audit-list-view.h"
#include "ui/audit/mps-audit-month-view.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-page.h"

#include <glib/gi18n-lib.h>

struct _MpsAuditSection {
  GtkWidget parent_instance;

  GtkStack *views;
  MpsAuditListView *list;
  MpsAuditMonthView *month;
  MpsAuditCheckView *check;
  MpsActionBar *actions;
  GtkWidget *one_patient;
  GtkWidget *sheet;

  MpsSession *session;
  gboolean month_shown;
};

static GtkWidget *
mps_audit_section_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_AUDIT_SECTION (page)->actions);
}

static const char *
peek_view (MpsAuditSection *self)
{
  return gtk_stack_get_visible_child_name (self->views);
}

static gboolean
mps_audit_section_go_back (MpsPage *page)
{
  MpsAuditSection *self = MPS_AUDIT_SECTION (page);

  if (g_strcmp0 (peek_view (self), "list") == 0)
    return FALSE;
  mps_audit_section_show (self, "list");
  return TRUE;
}

static gboolean
mps_audit_section_print (MpsPage *page)
{
  MpsAuditSection *self = MPS_AUDIT_SECTION (page);

  mps_audit_section_show (self, "check");
  mps_audit_check_view_save_sheet (self->check);
  return TRUE;
}

static gboolean
mps_audit_section_copy (MpsPage *page)
{
  MpsAuditSection *self = MPS_AUDIT_SECTION (page);

  return g_strcmp0 (peek_view (self), "list") == 0 && mps_audit_list_view_copy (self->list);
}

static void
mps_audit_section_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_audit_section_get_primary;
  iface->go_back = mps_audit_section_go_back;
  iface->print = mps_audit_section_print;
  iface->copy = mps_audit_section_copy;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsAuditSection,
                               mps_audit_section,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_audit_section_page_init))

static const char *
get_patient_reason (MpsAuditSection *self)
{
  const MpsAuditRecord *record = mps_audit_list_view_peek_selected (self->list);

  if (record == NULL)
    return _ ("Select an entry first");
  return *record->patient_id == '\0' ? _ ("This entry is about no patient") : NULL;
}

static void
update (MpsAuditSection *self)
{
  gboolean listing = g_strcmp0 (peek_view (self), "list") == 0;
  gboolean checking = g_strcmp0 (peek_view (self), "check") == 0;
  const char *reason = get_patient_reason (self);

  gtk_widget_set_visible (self->one_patient, listing);
  gtk_widget_set_visible (self->sheet, checking);
  gtk_widget_set_sensitive (self->one_patient, reason == NULL);
  gtk_widget_set_tooltip_text (self->one_patient, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->one_patient),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
  if (listing)
    mps_action_bar_set_primary (self->actions, NULL, NULL);
  else if (checking)
    mps_action_bar_set_primary (
        self->actions, _ ("_Check"), mps_audit_check_view_peek_reason (self->check));
  else
    mps_action_bar_set_primary (
        self->actions, _ ("_Sign off the month"), mps_audit_month_view_peek_reason (self->month));
}

/* A month is read when somebody looks at it. */
static void
on_view (MpsAuditSection *self)
{
  if (self->session == NULL || self->actions == NULL)
    return;
  if (g_strcmp0 (peek_view (self), "month") == 0 && !self->month_shown) {
    self->month_shown = TRUE;
    mps_audit_month_view_set_session (self->month, self->session);
  }
  update (self);
}

static void
on_primary (MpsAuditSection *self)
{
  if (g_strcmp0 (peek_view (self), "check") == 0)
    mps_audit_check_view_check (self->check);
  else if (g_strcmp0 (peek_view (self), "month") == 0)
    mps_audit_month_view_sign_off (self->month);
}

static void
on_one_patient (MpsAuditSection *self)
{
  const MpsAuditRecord *record = mps_audit_list_view_peek_selected (self->list);

  if (record != NULL && *record->patient_id != '\0')
    mps_audit_list_view_show_patient (self->list, record->patient_id);
}

static void
on_sheet (MpsAuditSection *self)
{
  mps_audit_check_view_save_sheet (self->check);
}

static void
on_changed (MpsAuditSection *self)
{
  if (self->actions != NULL)
    update (self);
}

static void
mps_audit_section_dispose (GObject *object)
{
  MpsAuditSection *self = MPS_AUDIT_SECTION (object);
  GtkWidget *child = NULL;

  self->actions = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_audit_section_parent_class)->dispose (object);
}

static void
mps_audit_section_class_init (MpsAuditSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_AUDIT_CHECK_VIEW);
  g_type_ensure (MPS_TYPE_AUDIT_LIST_VIEW);
  g_type_ensure (MPS_TYPE_AUDIT_MONTH_VIEW);
  G_OBJECT_CLASS (klass)->dispose = mps_audit_section_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/audit-section.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsAuditSection, views);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditSection, list);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditSection, month);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditSection, check);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditSection, actions);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditSection, one_patient);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditSection, sheet);
  gtk_widget_class_bind_template_callback (widget_class, on_view);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_one_patient);
  gtk_widget_class_bind_template_callback (widget_class, on_sheet);
}

static void
mps_audit_section_init (MpsAuditSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_audit_section_new:
 * @session: of somebody who may read the audit record
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
mps_audit_section_new (MpsSession *session)
{
  MpsAuditSection *self = g_object_new (MPS_TYPE_AUDIT_SECTION, NULL);

  self->session = g_object_ref (session);
  mps_audit_list_view_set_session (self->list, session);
  mps_audit_check_view_set_session (self->check, session);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * mps_audit_section_show:
 * @self: the page
 * @view: "list", "month" or "check"
 */
void
mps_audit_section_show (MpsAuditSection *self, const char *view)
{
  gtk_stack_set_visible_child_name (self->views, view);
}
