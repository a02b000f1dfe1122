/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/measure/mps-result-card.h"

#include "app/session/mps-words.h"
#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-range-bar.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _MpsResultCard {
  GtkWidget parent_instance;

  GtkWidget *frame;
  GtkLabel *name;
  MpsFlag *flag;
  GtkLabel *value;
  GtkLabel *unit;
  GtkLabel *note;
  MpsRangeBar *bar;
  GtkLabel *range;
  GtkLabel *uncertainty;
  GtkLabel *previous;
  MpsResultLook look;
};

G_DEFINE_FINAL_TYPE (MpsResultCard, mps_result_card, GTK_TYPE_WIDGET)

static void
mps_result_card_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_result_card_parent_class)->dispose (object);
}

static void
mps_result_card_class_init (MpsResultCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_FLAG);
  g_type_ensure (MPS_TYPE_RANGE_BAR);
  G_OBJECT_CLASS (klass)->dispose = mps_result_card_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/result-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, frame);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, name);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, flag);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, value);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, unit);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, note);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, bar);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, range);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, uncertainty);
  gtk_widget_class_bind_template_child (widget_class, MpsResultCard, previous);
}

static void
mps_result_card_init (MpsResultCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_result_look_for:
 * @result: a result with what is known about it
 *
 * The one mapping from a result to its look. Pure. What could not be judged is never plain.
 *
 * Returns: its look
 */
MpsResultLook
mps_result_look_for (const MpsReviewResult *result)
{
  if (!result->result->has_value)
    return MPS_RESULT_LOOK_NONE;
  if (result->interpretation == MPS_INTERPRETATION_CRITICAL_LOW ||
      result->interpretation == MPS_INTERPRETATION_CRITICAL_HIGH)
    return MPS_RESULT_LOOK_CRITICAL;
  if (result->result->quantity.comparator != MPS_COMPARATOR_NONE)
    return MPS_RESULT_LOOK_BEYOND;
  if (result->interpretation == MPS_INTERPRETATION_UNKNOWN)
    return MPS_RESULT_LOOK_UNCHECKED;
  return MPS_RESULT_LOOK_PLAIN;
}

static const char *
peek_look_class (MpsResultLook look)
{
  switch (look) {
  case MPS_RESULT_LOOK_BEYOND:
    return "result-beyond";
  case MPS_RESULT_LOOK_CRITICAL:
    return "result-critical";
  case MPS_RESULT_LOOK_UNCHECKED:
    return "result-unchecked";
  case MPS_RESULT_LOOK_NONE:
    return "result-invalid";
  case MPS_RESULT_LOOK_PLAIN:
  default:
    return "result-plain";
  }
}

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
set_value (MpsResultCard *self, const MpsResult *result)
{
  g_autofree char *number = mps_number_format (result->quantity.value, 3);
  g_autofree char *unit = mps_unit_display (result->quantity.unit);
  g_autofree char *text = NULL;

  if (!result->has_value) {
    gtk_label_set_text (self->value, _ ("No result"));
    gtk_label_set_text (self->unit, "");
    return;
  }
  text = g_strdup_printf ("%s%s%s",
                          mps_comparator_to_string (result->quantity.comparator),
                          result->quantity.comparator != MPS_COMPARATOR_NONE ? " " : "",
                          number);
  gtk_label_set_text (self->value, text);
  gtk_label_set_text (self->unit, unit);
}

static void
set_flag (MpsResultCard *self, const MpsReviewResult *result)
{
  MpsComparator comparator = result->result->quantity.comparator;
  MpsInterpretation interpretation = result->interpretation;

  if (!result->result->has_value)
    mps_flag_set (self->flag, MPS_MEANING_UNKNOWN, NULL, _ ("Could not be measured"));
  else if (interpretation == MPS_INTERPRETATION_UNKNOWN && comparator == MPS_COMPARATOR_LESS)
    mps_flag_set (
        self->flag, MPS_MEANING_ATTENTION, "go-down-symbolic", _ ("Below what can be measured"));
  else if (interpretation == MPS_INTERPRETATION_UNKNOWN && comparator == MPS_COMPARATOR_GREATER)
    mps_flag_set (
        self->flag, MPS_MEANING_ATTENTION, "go-up-symbolic", _ ("Above what can be measured"));
  else
    mps_flag_set (self->flag,
                  mps_meaning_for_interpretation (interpretation),
                  mps_interpretation_peek_icon (interpretation),
                  mps_interpretation_peek_word (interpretation));
}

static char *
dup_note (const MpsReviewResult *result)
{
  g_autoptr (GString) note = g_string_new (NULL);
  MpsComparator comparator = result->result->quantity.comparator;
  const char *flag = result->result->flag;

  if (result->result->has_value && comparator == MPS_COMPARATOR_LESS)
    g_string_append (note, _ ("The true value lies below this limit of the cartridge."));
  if (result->result->has_value && comparator == MPS_COMPARATOR_GREATER)
    g_string_append (note, _ ("The true value lies above this limit of the cartridge."));
  if (flag != NULL && *flag != '\0') {
    g_autofree char *words = mps_words_dup_flag (flag);

    g_string_append_printf (note, "%s%s", note->len > 0 ? "\n" : "", words);
  }
  return g_string_free (g_steal_pointer (&note), FALSE);
}

/* A value that is equal to an excluded limit is high: the words must not say otherwise. */
static char *
dup_range (const MpsReviewResult *result)
{
  const MpsReferenceRange *range = &result->range;
  g_autofree char *unit = mps_unit_display (result->result->quantity.unit);
  char low[G_ASCII_DTOSTR_BUF_SIZE];
  char high[G_ASCII_DTOSTR_BUF_SIZE];

  if (!result->has_range)
    return g_strdup (
        _ ("No reference range is known for this patient, so the value is not judged."));
  g_ascii_formatd (low, sizeof low, "%.6g", range->low);
  g_ascii_formatd (high, sizeof high, "%.6g", range->high);
  if (range->has_low && range->has_high)
    return g_strdup_printf (range->high_excluded ? _ ("Reference range %s to below %s %s")
                                                 : _ ("Reference range %s – %s %s"),
                            low,
                            high,
                            unit);
  if (range->has_high)
    return g_strdup_printf (range->high_excluded ? _ ("Reference range below %s %s")
                                                 : _ ("Reference range up to %s %s"),
                            high,
                            unit);
  return g_strdup_printf (_ ("Reference range from %s %s"), low, unit);
}

static char *
dup_uncertainty (const MpsResult *result)
{
  g_autofree char *number = NULL;
  g_autofree char *unit = NULL;

  if (!result->has_value || result->quantity.comparator != MPS_COMPARATOR_NONE)
    return g_strdup ("");
  if (!result->quantity.has_uncertainty)
    return g_strdup (_ ("Uncertainty: not known"));
  number = mps_number_format (result->quantity.expanded_uncertainty, 2);
  unit = mps_unit_display (result->quantity.unit);
  return g_strdup_printf (_ ("Expanded uncertainty ± %s %s (k = 2)"), number, unit);
}

/* A change counts as real only when it is larger than both uncertainties together; without them it
   is not judged. */
static const char *
peek_change (const MpsQuantity *now, const MpsQuantity *before)
{
  double limit = 0;

  if (now->comparator != MPS_COMPARATOR_NONE || before->comparator != MPS_COMPARATOR_NONE ||
      !now->has_uncertainty || !before->has_uncertainty)
    return _ ("whether the change is real cannot be told");
  limit = sqrt (now->expanded_uncertainty * now->expanded_uncertainty +
                before->expanded_uncertainty * before->expanded_uncertainty);
  return fabs (now->value - before->value) > limit
             ? _ ("the change is larger than the uncertainty of both")
             : _ ("the change is within the uncertainty");
}

static char *
dup_previous (const MpsReviewResult *result)
{
  g_autofree char *value = NULL;
  g_autofree char *when = NULL;

  if (!result->has_previous)
    return g_strdup (_ ("No earlier value on record"));
  value = mps_quantity_format (&result->previous);
  when = mps_format_when (result->previous_us);
  if (!result->result->has_value)
    return g_strdup_printf (_ ("Previous value %s (%s)"), value, when);
  /* TRANSLATORS: value with unit; when; whether the change is real */
  return g_strdup_printf (_ ("Previous value %s (%s): %s"),
                          value,
                          when,
                          peek_change (&result->result->quantity, &result->previous));
}

static void
set_result (MpsResultCard *self, const MpsReviewResult *result)
{
  gboolean has_value = result->result->has_value;
  g_autofree char *note = dup_note (result);
  g_autofree char *range = has_value ? dup_range (result) : g_strdup ("");
  g_autofree char *uncertainty = dup_uncertainty (result->result);
  g_autofree char *previous = dup_previous (result);
  g_autofree char *spoken = NULL;

  self->look = mps_result_look_for (result);
  gtk_widget_add_css_class (self->frame, peek_look_class (self->look));
  gtk_label_set_text (self->name, result->name);
  set_value (self, result->result);
  set_flag (self, result);
  set_line (self->note, note);
  set_line (self->range, range);
  set_line (self->uncertainty, uncertainty);
  set_line (self->previous, previous);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), has_value && result->has_range);
  if (has_value && result->has_range)
    mps_range_bar_set (
        self->bar, &result->range, &result->result->quantity, result->interpretation);
  spoken = g_strdup_printf ("%s %s %s, %s",
                            result->name,
                            gtk_label_get_text (self->value),
                            gtk_label_get_text (self->unit),
                            mps_flag_peek_word (self->flag));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * mps_result_card_new:
 * @result: what it shows; copied
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
mps_result_card_new (const MpsReviewResult *result)
{
  MpsResultCard *self = g_object_new (MPS_TYPE_RESULT_CARD, NULL);

  set_result (self, result);
  return GTK_WIDGET (self);
}

/**
 * mps_result_card_get_look:
 * @self: a card
 *
 * Returns: its look
 */
MpsResultLook
mps_result_card_get_look (MpsResultCard *self)
{
  return self->look;
}

/**
 * mps_result_card_peek_value:
 * @self: a card
 *
 * Returns: (transfer none): what stands at display size
 */
const char *
mps_result_card_peek_value (MpsResultCard *self)
{
  return gtk_label_get_text (self->value);
}
