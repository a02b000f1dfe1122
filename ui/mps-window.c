/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/measure/mps-measure-step.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-mnemonic.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (MpsWindow, mps_window, ADW_TYPE_APPLICATION_WINDOW)

typedef struct {
  const char *name;
  const char *icon;
  const char *title;
} Section;

static const Section sections[] = {
  { "patients", "system-users-symbolic", N_ ("Patients") },
  { "measure", "applications-science-symbolic", N_ ("Measure") },
  { "devices", "drive-removable-media-symbolic", N_ ("Devices") },
  { "keeping", "drive-harddisk-symbolic", N_ ("Safekeeping") },
  { "reviews", "emblem-ok-symbolic", N_ ("Reviews") },
  { "accounts", "avatar-default-symbolic", N_ ("Accounts") },
  { "audit", "emblem-documents-symbolic", N_ ("Audit record") },
};

static GtkWidget *
new_sidebar_row (const Section *section)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (section->title));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_size_request (label, 120, -1);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (section->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, section->name);
  gtk_widget_set_tooltip_text (row, _ (section->title));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (section->title), -1);
  return row;
}

/* A narrow window keeps the icons of the sidebar and gives their words to the page. */
static void
fold_sidebar (MpsWindow *self, gboolean narrow)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->sidebar));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row)) {
    GtkWidget *box = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));

    gtk_widget_set_visible (gtk_widget_get_last_child (box), !narrow);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->section_title), !narrow);
}

static void
on_layout (MpsWindow *self, int width, int height)
{
  fold_sidebar (self, width < 1000);
}

static void
on_realize (MpsWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));

  g_signal_connect_object (surface, "layout", G_CALLBACK (on_layout), self, G_CONNECT_SWAPPED);
}

static const Section *
find_section (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++) {
    if (g_strcmp0 (sections[i].name, name) == 0)
      return &sections[i];
  }
  return NULL;
}

/* Which section a page of the stack belongs to. */
static const char *
get_section_of (MpsWindow *self, const char *page)
{
  if (g_strcmp0 (page, "report") == 0)
    page = self->report_from;
  if (g_strcmp0 (page, "chart") == 0 || g_strcmp0 (page, "register") == 0 ||
      g_strcmp0 (page, "merge") == 0 || g_strcmp0 (page, "glass") == 0)
    return "patients";
  return page;
}

/**
 * mps_window_peek_section:
 * @self: the window
 *
 * Returns: (nullable): the section that is open; %NULL while a page of none is
 */
const char *
mps_window_peek_section (MpsWindow *self)
{
  const Section *section =
      find_section (get_section_of (self, gtk_stack_get_visible_child_name (self->stack)));

  return section != NULL ? section->name : NULL;
}

/**
 * mps_window_show_page:
 * @self: the window
 * @page: name of a page of the stack
 *
 * Shows a page and marks its section in the sidebar.
 */
void
mps_window_show_page (MpsWindow *self, const char *page)
{
  const Section *section = find_section (get_section_of (self, page));
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->sidebar));

  gtk_stack_set_visible_child_name (self->stack, page);
  if (section == NULL)
    return;
  if (g_str_equal (section->name, "patients"))
    self->patients_shows = g_intern_string (page);
  gtk_label_set_text (self->section_title, _ (section->title));
  for (; row != NULL; row = gtk_widget_get_next_sibling (row)) {
    if (g_str_equal (gtk_widget_get_name (row), section->name))
      gtk_list_box_select_row (self->sidebar, GTK_LIST_BOX_ROW (row));
  }
  mps_window_update_actions (self);
}

/**
 * mps_window_show_section:
 * @self: the window
 * @section: "patients", "measure", "devices", "keeping", "reviews", "accounts" or "audit"
 *
 * Shows a section as it was left; choosing the section that is open goes to its first page.
 */
void
mps_window_show_section (MpsWindow *self, const char *section)
{
  const char *shown = gtk_stack_get_visible_child_name (self->stack);
  gboolean again = g_strcmp0 (get_section_of (self, shown), section) == 0;

  if (self->session == NULL || find_section (section) == NULL ||
      !mps_window_may_section (self, section))
    return;
  if (g_str_equal (section, "measure"))
    mps_window_ensure_measure_page (self);
  if (g_str_equal (section, "devices") && self->devices_page == NULL) {
    self->devices_page = g_object_new (MPS_TYPE_DEVICES_PAGE, NULL);
    mps_devices_page_set_readers (self->devices_page, self->readers);
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->devices_page), "devices");
  }
  if (g_str_equal (section, "keeping") && self->keeping_page == NULL) {
    self->keeping_page = g_object_new (MPS_TYPE_KEEPING_PAGE, NULL);
    mps_keeping_page_set_keeper (self->keeping_page, self->keeper, self->session);
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->keeping_page), "keeping");
  }
  mps_window_ensure_section (self, section);
  if (g_str_equal (section, "patients") && !again && self->patients_shows != NULL)
    mps_window_show_page (self, self->patients_shows);
  else
    mps_window_show_page (self, section);
}

/**
 * mps_window_get_page:
 * @self: the window
 *
 * Returns: (transfer none): the page that is open; what covers the window, while something does
 */
GtkWidget *
mps_window_get_page (MpsWindow *self)
{
  return self->covering != NULL ? self->covering : gtk_stack_get_visible_child (self->stack);
}

/**
 * mps_window_get_readers:
 * @self: the window
 *
 * Returns: (transfer none) (nullable): the attached readers, once there is a session
 */
MpsReaders *
mps_window_get_readers (MpsWindow *self)
{
  return self->readers;
}

/**
 * mps_window_show_start_page:
 * @self: the window
 *
 * Returns: (transfer none): what stands in the window until a session is set, shown from now on
 */
GtkWidget *
mps_window_show_start_page (MpsWindow *self)
{
  if (self->start_page == NULL) {
    self->start_page = g_object_new (MPS_TYPE_START_PAGE, NULL);
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->start_page), "start");
  }
  gtk_stack_set_visible_child_name (self->stack, "start");
  return GTK_WIDGET (self->start_page);
}

/**
 * mps_window_toast:
 * @self: the window
 * @text: what was done; nothing important
 */
void
mps_window_toast (MpsWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_timeout (toast, 3);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_row_activated (MpsWindow *self, GtkListBoxRow *row)
{
  mps_window_show_section (self, gtk_widget_get_name (GTK_WIDGET (row)));
}

static char *
dup_running (MpsWindow *self)
{
  MpsMeasurement *measurement = mps_measure_page_get_measurement (self->measure_page);
  MpsMeasurementState state = mps_measurement_get_state (measurement);
  g_autofree char *left = NULL;

  if (state == MPS_MEASUREMENT_REVIEW)
    return g_strdup (_ ("Result to review"));
  left = mps_format_duration (mps_measurement_get_phase_remaining_s (measurement));
  /* TRANSLATORS: phase of a running measurement and the time it has left */
  return g_strdup_printf (_ ("%s · %s"), mps_measure_phase_peek_word (state), left);
}

static void
on_measurement_changed (MpsWindow *self)
{
  gboolean bound = mps_measure_page_is_bound (self->measure_page);
  const char *shown = gtk_stack_get_visible_child_name (self->stack);
  gboolean elsewhere = g_strcmp0 (shown, "measure") != 0;

  if (bound && elsewhere) {
    g_autofree char *text = dup_running (self);

    gtk_label_set_text (self->running_label, text);
  }
  gtk_widget_set_visible (self->running, bound && elsewhere);
}

/**
 * mps_window_update_actions:
 * @self: the window
 *
 * Says on the chart why its patient cannot be measured, and shows a running measurement.
 */
void
mps_window_update_actions (MpsWindow *self)
{
  MpsChart *measured =
      self->measure_page != NULL ? mps_measure_page_get_chart (self->measure_page) : NULL;
  gboolean bound = self->measure_page != NULL && mps_measure_page_is_bound (self->measure_page);
  g_autofree char *reason = NULL;

  if (bound && measured != NULL && measured != self->chart)
    /* TRANSLATORS: %s is a patient */
    reason = g_strdup_printf (_ ("The measurement of %s is not finished yet"),
                              mps_chart_peek_patient (measured)->name);
  if (self->chart_page != NULL)
    mps_chart_page_set_measure_reason (self->chart_page, reason);
  if (self->measure_page != NULL)
    on_measurement_changed (self);
}

/**
 * mps_window_ensure_measure_page:
 * @self: the window, with a session
 *
 * Returns: (transfer none): the measure page, made when it is first needed
 */
MpsMeasurePage *
mps_window_ensure_measure_page (MpsWindow *self)
{
  if (self->measure_page != NULL)
    return self->measure_page;
  self->measure_page = g_object_new (MPS_TYPE_MEASURE_PAGE, NULL);
  mps_measure_page_set_session (self->measure_page, self->session, self->readers);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->measure_page), "measure");
  mps_window_connect_pages (self);
  g_signal_connect_object (self->measure_page,
                           "changed",
                           G_CALLBACK (mps_window_update_actions),
                           self,
                           G_CONNECT_SWAPPED);
  return self->measure_page;
}

static void
mps_window_dispose (GObject *object)
{
  MpsWindow *self = MPS_WINDOW (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  mps_window_clear_lock (self);
  self->glass_bar = NULL;
  g_clear_pointer (&self->wanted_patient, g_free);
  self->measure_page = NULL;
  self->chart_page = NULL;
  g_clear_object (&self->undo_toast);
  G_OBJECT_CLASS (mps_window_parent_class)->dispose (object);
  g_clear_object (&self->chart);
  g_clear_object (&self->keeper);
  g_clear_object (&self->tasks);
  g_clear_object (&self->readers);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->wanted_type, g_free);
  g_clear_pointer (&self->wanted_id, g_free);
}

static gboolean
mps_window_close_request (GtkWindow *window)
{
  MpsWindow *self = MPS_WINDOW (window);

  mps_window_save_state (self);
  /* The run ends as invalid with its reason, like any other that is cut short. */
  if (mps_window_get_measure_page (self) != NULL &&
      mps_measure_page_is_bound (mps_window_get_measure_page (self)) &&
      !mps_window_confirm_close (self))
    return TRUE;
  return GTK_WINDOW_CLASS (mps_window_parent_class)->close_request (window);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, header);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, section_title);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, find);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, running);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, running_label);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, reader_button);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, tasks_button);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, who);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, who_label);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, sidebar_pane);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsWindow, toasts);
}

static void
mps_window_class_init (MpsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_READER_BUTTON);
  g_type_ensure (MPS_TYPE_TASKS_BUTTON);
  G_OBJECT_CLASS (klass)->dispose = mps_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = mps_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/manpasik/Workstation/window.ui");
  bind_children (widget_class);
  mps_window_install_actions (widget_class);
}

static void
on_page_shown (MpsWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  if (page != NULL)
    mps_mnemonic_name_buttons (page);
  mps_window_update_undo (self);
}

static void
mps_window_init (MpsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    gtk_list_box_append (self->sidebar, new_sidebar_row (&sections[i]));
  gtk_label_set_text (self->section_title, _ (sections[0].title));
  g_signal_connect_swapped (self->sidebar, "row-activated", G_CALLBACK (on_row_activated), self);
  g_signal_connect (self, "realize", G_CALLBACK (on_realize), NULL);
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (on_page_shown), self);
  mps_mnemonic_name_buttons (GTK_WIDGET (self));
  mps_window_init_state (self);
  mps_window_init_glass (self);
  mps_window_init_cover (self);
  mps_window_init_find (self);
  mps_window_update_undo (self);
}

/**
 * mps_window_new:
 * @application: the program
 *
 * Returns: (transfer none): a window that waits for mps_window_set_session(); GTK owns it
 */
MpsWindow *
mps_window_new (GtkApplication *application)
{
  return g_object_new (MPS_TYPE_WINDOW, "application", application, NULL);
}
