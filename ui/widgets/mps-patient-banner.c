/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-patient-banner.h"

#include "app/clinic/patients/mps-namesakes.h"
#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

/** OTHERS_MAX: how many others of the same name are named */
#define OTHERS_MAX 12

struct _MpsPatientBanner {
  GtkWidget parent_instance;

  GtkLabel *name;
  GtkLabel *facts;
  MpsFlag *deceased;
  GtkWidget *namesakes;
  MpsFlag *namesakes_flag;
  GtkWidget *namesakes_box;
  MpsFlag *allergies;
  GtkWidget *alerts;

  /* Only compared, never followed: whose answer is awaited. */
  MpsChart *chart;
};

G_DEFINE_FINAL_TYPE (MpsPatientBanner, mps_patient_banner, GTK_TYPE_WIDGET)

static void
mps_patient_banner_dispose (GObject *object)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
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
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, namesakes);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, namesakes_flag);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, namesakes_box);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, allergies);
  gtk_widget_class_bind_template_child (widget_class, MpsPatientBanner, alerts);
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

/* "Not asked" is something to do, "none known" is an answer, and neither looks like the other. */
static void
set_allergies (MpsPatientBanner *self, MpsAllergyState state, GPtrArray *allergies)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (state == MPS_ALLERGY_NONE_KNOWN) {
    mps_flag_set (self->allergies, MPS_MEANING_NORMAL, NULL, _ ("No known allergies"));
    return;
  }
  if (state == MPS_ALLERGY_NOT_ASKED || allergies == NULL || allergies->len == 0) {
    mps_flag_set (self->allergies, MPS_MEANING_UNKNOWN, NULL, _ ("Allergies: not asked"));
    return;
  }
  for (guint i = 0; i < allergies->len && i < 3; i++)
    g_string_append_printf (
        words, "%s%s", i > 0 ? ", " : "", (const char *)g_ptr_array_index (allergies, i));
  if (allergies->len > 3)
    g_string_append_printf (words, " +%u", allergies->len - 3);
  mps_flag_set (self->allergies, MPS_MEANING_CRITICAL, "dialog-warning-symbolic", words->str);
}

static void
set_allergy_tooltip (MpsPatientBanner *self, GPtrArray *allergies)
{
  g_autoptr (GString) all = g_string_new (_ ("Allergies"));

  for (guint i = 0; allergies != NULL && i < allergies->len; i++)
    g_string_append_printf (all, "\n%s", (const char *)g_ptr_array_index (allergies, i));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->allergies), all->str);
}

static void
remove_children (GtkWidget *box)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
set_alerts (MpsPatientBanner *self, GPtrArray *alerts)
{
  gboolean any = alerts != NULL && alerts->len > 0;

  remove_children (self->alerts);
  gtk_widget_set_visible (self->alerts, any);
  for (guint i = 0; any && i < alerts->len; i++) {
    GtkWidget *flag = mps_flag_new ();

    mps_flag_set (MPS_FLAG (flag), MPS_MEANING_ATTENTION, NULL, g_ptr_array_index (alerts, i));
    gtk_box_append (GTK_BOX (self->alerts), flag);
  }
}

static void
set_person (MpsPatientBanner *self, const MpsPatient *patient)
{
  g_autofree char *facts = dup_facts (patient);

  gtk_label_set_text (self->name, patient->name);
  gtk_label_set_text (self->facts, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->deceased), patient->deceased);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  patient->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  facts,
                                  -1);
}

/**
 * mps_patient_banner_set_patient:
 * @self: a banner
 * @patient: (nullable): whom to show; %NULL hides the banner
 * @state: what is known of allergies
 * @allergies: (nullable) (element-type utf8): names of what the patient is allergic to
 */
void
mps_patient_banner_set_patient (MpsPatientBanner *self,
                                const MpsPatient *patient,
                                MpsAllergyState state,
                                GPtrArray *allergies)
{
  gtk_widget_set_visible (GTK_WIDGET (self), patient != NULL);
  if (patient == NULL)
    return;
  set_person (self, patient);
  set_allergies (self, state, allergies);
  set_allergy_tooltip (self, allergies);
  set_alerts (self, NULL);
  gtk_widget_set_visible (self->namesakes, FALSE);
}

static GtkWidget *
new_facts (const MpsNamesake *namesake)
{
  MpsPatient patient = { .id = namesake->id,
                         .name = namesake->name,
                         .gender = namesake->gender,
                         .birth_date = namesake->birth_date,
                         .chart_number = namesake->chart_number };
  g_autofree char *facts = dup_facts (&patient);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *label = NULL;

  g_string_append_printf (text, "%s · %s", namesake->name, facts);
  if (*namesake->phone_end != '\0')
    /* TRANSLATORS: last four digits of a phone number */
    g_string_append_printf (text, _ (" · phone …%s"), namesake->phone_end);
  if (*namesake->district != '\0')
    g_string_append_printf (text, " · %s", namesake->district);
  label = gtk_label_new (text->str);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "person");
  return label;
}

static void
show_namesakes (MpsPatientBanner *self, const MpsNamesakes *namesakes)
{
  guint n = namesakes->others->len;
  g_autofree char *word = NULL;

  remove_children (self->namesakes_box);
  gtk_widget_set_visible (self->namesakes, n > 0);
  if (n == 0)
    return;
  /* TRANSLATORS: other patients who have the same name */
  word = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Same name: %u other", "Same name: %u others", n), n);
  mps_flag_set (self->namesakes_flag, MPS_MEANING_ATTENTION, NULL, word);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->namesakes), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (self->namesakes_box),
                    new_facts (g_ptr_array_index (namesakes->others, i)));
}

/* Whose namesakes were asked for: the banner may show another chart when the answer comes. */
typedef struct {
  MpsPatientBanner *banner;
  MpsChart *chart;
} Asked;

static Asked *
asked_new (MpsPatientBanner *banner, MpsChart *chart)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->banner = g_object_ref (banner);
  asked->chart = g_object_ref (chart);
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->banner);
  g_object_unref (asked->chart);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
on_namesakes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsNamesakes) namesakes = mps_namesakes_load_finish (result, &error);
  MpsPatientBanner *self = asked->banner;

  if (self->chart != asked->chart || self->namesakes_box == NULL)
    return;
  if (namesakes != NULL) {
    show_namesakes (self, namesakes);
    return;
  }
  /* That it could not be looked up is said; silence would mean that there is nobody. */
  gtk_widget_set_visible (self->namesakes, TRUE);
  mps_flag_set (self->namesakes_flag, MPS_MEANING_UNKNOWN, NULL, _ ("Same name: not checked"));
}

/**
 * mps_patient_banner_set_chart:
 * @self: a banner
 * @chart: (nullable): whose chart it is; %NULL hides the banner
 *
 * Shows the patient, what is known of allergies, alerts, and others of the same name.
 */
void
mps_patient_banner_set_chart (MpsPatientBanner *self, MpsChart *chart)
{
  gboolean same = self->chart == chart;

  self->chart = chart;
  gtk_widget_set_visible (GTK_WIDGET (self), chart != NULL);
  if (chart == NULL)
    return;
  set_person (self, mps_chart_peek_patient (chart));
  set_allergies (self, mps_chart_get_allergy_state (chart), mps_chart_peek_allergies (chart));
  set_allergy_tooltip (self, mps_chart_peek_allergies (chart));
  set_alerts (self, mps_chart_peek_alerts (chart));
  if (!same)
    gtk_widget_set_visible (self->namesakes, FALSE);
  mps_namesakes_load_async (mps_chart_peek_session (chart),
                            mps_chart_peek_patient_id (chart),
                            OTHERS_MAX,
                            NULL,
                            on_namesakes,
                            asked_new (self, chart));
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
