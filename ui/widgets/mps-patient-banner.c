/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-patient-banner.h"

#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

struct _MpsPatientBanner {
  GtkWidget parent_instance;

  GtkLabel *name;
  GtkLabel *facts;
  MpsFlag *deceased;
  GtkWidget *no_allergies;
  MpsFlag *allergies;
};

G_DEFINE_FINAL_TYPE (MpsPatientBanner, mps_patient_banner, GTK_TYPE_WIDGET)

static void
mps_patient_banner_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_patient_banner_parent_class)->dispose (object);
}

static void
mps_patient_banner_class_init (MpsPatientBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_FLAG);
  G_OBJECT_CLASS (klass)->dispose = mps_patient_banner_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/patient-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, name);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, facts);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, deceased);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, no_allergies);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, allergies);
}

static void
mps_patient_banner_init (MpsPatientBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mps_flag_set (self->deceased, MPS_MEANING_ATTENTION, NULL, _ ("Deceased"));
}

static char *
dup_facts (const MpsPatient *patient)
{
  g_autofree char *gender = mps_format_gender (patient->gender);
  g_autofree char *age = mps_format_age (patient->birth_date);
  g_autoptr (GString) facts = g_string_new (gender);

  if (*age != '\0')
    g_string_append_printf (facts, " · %s", age);
  if (patient->birth_date != NULL && *patient->birth_date != '\0')
    g_string_append_printf (facts, " · %s", patient->birth_date);
  else
    g_string_append_printf (facts, " · %s", _ ("Birth date not recorded"));
  if (patient->chart_number != NULL && *patient->chart_number != '\0') {
    g_string_append (facts, " · ");
    /* TRANSLATORS: a patient's chart number */
    g_string_append_printf (facts, _ ("No. %s"), patient->chart_number);
  }
  return g_string_free (g_steal_pointer (&facts), FALSE);
}

static void
set_allergies (MpsPatientBanner *self, GPtrArray *allergies)
{
  g_autoptr (GString) words = NULL;
  gboolean any = allergies != NULL && allergies->len > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->allergies), any);
  gtk_widget_set_visible (self->no_allergies, !any);
  if (!any)
    return;
  words = g_string_new (NULL);
  for (guint i = 0; i < allergies->len && i < 3; i++)
    g_string_append_printf (
        words, "%s%s", i > 0 ? ", " : "", (const char *)g_ptr_array_index (allergies, i));
  if (allergies->len > 3)
    g_string_append_printf (words, " +%u", allergies->len - 3);
  mps_flag_set (self->allergies, MPS_MEANING_ATTENTION, NULL, words->str);
}

static void
set_allergy_tooltip (MpsPatientBanner *self, GPtrArray *allergies)
{
  g_autoptr (GString) all = g_string_new (_ ("Allergies"));

  for (guint i = 0; allergies != NULL && i < allergies->len; i++)
    g_string_append_printf (all, "\n%s", (const char *)g_ptr_array_index (allergies, i));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->allergies), all->str);
}

/**
 * mps_patient_banner_set_patient:
 * @self: a banner
 * @patient: (nullable): whom to show; %NULL hides the banner
 * @allergies: (nullable) (element-type utf8): names of what the patient is allergic to; none known
 *   is said as "not recorded", never as "none"
 */
void
mps_patient_banner_set_patient (MpsPatientBanner *self,
                                const MpsPatient *patient,
                                GPtrArray *allergies)
{
  g_autofree char *facts = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), patient != NULL);
  if (patient == NULL)
    return;
  facts = dup_facts (patient);
  gtk_label_set_text (self->name, patient->name);
  gtk_label_set_text (self->facts, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->deceased), patient->deceased);
  set_allergies (self, allergies);
  set_allergy_tooltip (self, allergies);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  patient->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  facts,
                                  -1);
}

/**
 * mps_patient_banner_get_name_label:
 * @self: a banner
 *
 * Returns: (transfer none): the label with the name, for the test that looks at its strokes
 */
GtkWidget *
mps_patient_banner_get_name_label (MpsPatientBanner *self)
{
  return GTK_WIDGET (self->name);
}
