/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/search/mps-namesakes-bar.h"

#include "app/session/mps-words.h"
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

#define N_FACTS 6

/** OTHERS_MAX: more than these nobody compares at a glance */
#define OTHERS_MAX 4

struct _MpsNamesakesBar {
  GtkWidget parent_instance;

  GtkLabel *what;
  GtkGrid *grid;

  MpsSession *session;
  GCancellable *cancellable;
  char *patient_id;
};

G_DEFINE_FINAL_TYPE (MpsNamesakesBar, mps_namesakes_bar, GTK_TYPE_WIDGET)

/* The facts of one patient, in the order of the columns. */
static char **
dup_facts (const MpsNamesake *patient)
{
  g_autofree char *age = mps_format_age (patient->birth_date);
  char **facts = g_new0 (char *, N_FACTS + 1);

  facts[0] = *age != '\0' ? g_strdup_printf ("%s · %s", patient->birth_date, age)
                          : g_strdup (patient->birth_date);
  facts[1] = mps_format_gender (patient->gender);
  facts[2] = g_strdup (patient->chart_number);
  facts[3] =
      *patient->phone_end != '\0' ? g_strdup_printf ("…%s", patient->phone_end) : g_strdup ("");
  facts[4] = g_strdup (patient->district);
  facts[5] = mps_format_when (patient->last_seen_us);
  return facts;
}

static void
attach (MpsNamesakesBar *self, const char *text, const char *css, int column, int row)
{
  GtkWidget *label = gtk_label_new (*text != '\0' ? text : "–");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "tabular");
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_widget_set_tooltip_text (label, text);
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
}

static void
add_heads (MpsNamesakesBar *self)
{
  const char *const heads[N_FACTS] = { _ ("Born"),  _ ("Sex"),      _ ("Chart no."),
                                       _ ("Phone"), _ ("District"), _ ("Last entry") };

  for (int i = 0; i < N_FACTS; i++)
    attach (self, heads[i], "dim", i + 1, 0);
}

/* What differs from the chosen patient stands out. */
static void
add_patient (MpsNamesakesBar *self, const MpsNamesake *patient, const MpsNamesake *own, int row)
{
  g_auto (GStrv) facts = dup_facts (patient);
  g_auto (GStrv) own_facts = dup_facts (own);
  gboolean is_own = patient == own;

  attach (self, is_own ? _ ("Chosen") : _ ("Another"), is_own ? "hit-title" : "dim", 0, row);
  for (int i = 0; i < N_FACTS; i++) {
    gboolean differs = !g_str_equal (facts[i], own_facts[i]);

    attach (self, facts[i], is_own || differs ? "hit-title" : "dim", i + 1, row);
  }
}

static void
clear_grid (MpsNamesakesBar *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
}

static char *
dup_warning (const MpsNamesakes *found)
{
  g_autofree char *number = mps_words_dup_count (found->others->len);

  if (found->more)
    return g_strdup_printf (
        /* TRANSLATORS: %s is a number; there are even more of them */
        _ ("More than %s other patients have this name: compare before you choose"),
        number);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "%s other patient has this name: compare before you choose",
                   "%s other patients have this name: compare before you choose",
                   found->others->len),
      number);
}

static void
show (MpsNamesakesBar *self, const MpsNamesakes *found)
{
  g_autofree char *warning = dup_warning (found);

  clear_grid (self);
  add_heads (self);
  add_patient (self, found->own, found->own, 1);
  for (guint i = 0; i < found->others->len; i++)
    add_patient (self, g_ptr_array_index (found->others, i), found->own, (int)i + 2);
  gtk_label_set_text (self->what, warning);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, warning, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/* What could not be checked is said, never taken for "no namesakes". */
static void
show_unknown (MpsNamesakesBar *self)
{
  const char *text = _ ("Whether other patients have this name could not be checked: make sure of "
                        "birth date and chart number");

  clear_grid (self);
  gtk_label_set_text (self->what, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsNamesakesBar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsNamesakes) found = mps_namesakes_load_finish (result, &error);

  /* Somebody else was chosen meanwhile. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->grid == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (found == NULL || found->own == NULL)
    show_unknown (self);
  else if (found->others->len > 0)
    show (self, found);
}

static void
stop (MpsNamesakesBar *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
mps_namesakes_bar_dispose (GObject *object)
{
  MpsNamesakesBar *self = MPS_NAMESAKES_BAR (object);
  GtkWidget *child = NULL;

  stop (self);
  self->grid = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_pointer (&self->patient_id, g_free);
  G_OBJECT_CLASS (mps_namesakes_bar_parent_class)->dispose (object);
}

static void
mps_namesakes_bar_class_init (MpsNamesakesBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mps_namesakes_bar_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/namesakes-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsNamesakesBar, what);
  gtk_widget_class_bind_template_child (widget_class, MpsNamesakesBar, grid);
}

static void
mps_namesakes_bar_init (MpsNamesakesBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_namesakes_bar_set_session:
 * @self: the bar
 * @session: who chooses
 */
void
mps_namesakes_bar_set_session (MpsNamesakesBar *self, MpsSession *session)
{
  g_set_object (&self->session, session);
}

/**
 * mps_namesakes_bar_set_patient:
 * @self: the bar
 * @patient_id: (nullable): who is chosen
 *
 * Looks for patients of the same name. The facts of whoever was chosen before go at once.
 */
void
mps_namesakes_bar_set_patient (MpsNamesakesBar *self, const char *patient_id)
{
  if (g_strcmp0 (self->patient_id, patient_id) == 0)
    return;
  g_free (self->patient_id);
  self->patient_id = g_strdup (patient_id);
  stop (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (patient_id == NULL || self->session == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  mps_namesakes_load_async (
      self->session, patient_id, OTHERS_MAX, self->cancellable, on_found, g_object_ref (self));
}
