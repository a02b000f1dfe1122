/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/devices/mps-reader-card.h"

#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-reader-words.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum {
  FACT_TRANSPORT,
  FACT_FIRMWARE,
  FACT_BATTERY,
  FACT_TEMPERATURE,
  FACT_CALIBRATED,
  FACT_CLOCK,
  N_FACTS,
};

static const char *const fact_names[N_FACTS] = {
  N_ ("Connection"),  N_ ("Firmware"),   N_ ("Power"),
  N_ ("Temperature"), N_ ("Calibrated"), N_ ("Clock"),
};

struct _MpsReaderCard {
  GtkListBoxRow parent_instance;

  GtkLabel *serial;
  MpsFlag *state;
  GtkGrid *facts;
  GtkWidget *values[N_FACTS];
  MpsSentenceBox *problem;
  MpsSentenceBox *outcome;
  GtkSpinner *spinner;
  GtkWidget *set_clock;
  GtkWidget *self_test;

  MpsReaders *readers;
  MpsReaderItem *item;
  GCancellable *cancellable;
  gboolean working;
};

G_DEFINE_FINAL_TYPE (MpsReaderCard, mps_reader_card, GTK_TYPE_LIST_BOX_ROW)

static char *
dup_power (int battery)
{
  if (battery < 0)
    return g_strdup (_ ("Mains, or not told"));
  return g_strdup_printf (_ ("Battery %d %%"), battery);
}

static char *
dup_temperature (double celsius)
{
  if (isnan (celsius))
    return g_strdup (_ ("Not told"));
  return g_strdup_printf ("%.1f °C", celsius);
}

static char *
dup_calibrated (gint64 made_s)
{
  if (made_s < 0)
    return g_strdup (_ ("Not told"));
  if (made_s == 0)
    return g_strdup (_ ("Never: standard values are used"));
  return mps_format_when (made_s * G_USEC_PER_SEC);
}

static char *
dup_clock (gint64 offset_us)
{
  double seconds = (double)offset_us / G_USEC_PER_SEC;

  if (fabs (seconds) < 1)
    return g_strdup (_ ("Right to the second"));
  /* TRANSLATORS: how far the reader's clock is ahead (+) or behind (−) */
  return g_strdup_printf (_ ("%+.0f s against this workstation"), seconds);
}

static void
update_facts (MpsReaderCard *self)
{
  g_autofree char *firmware = NULL;
  int battery = -1;
  double temperature = NAN;
  gint64 calibrated_s = -1;
  gint64 clock_offset_us = 0;
  char *texts[N_FACTS] = { NULL };

  g_object_get (self->item,
                "firmware",
                &firmware,
                "battery",
                &battery,
                "temperature",
                &temperature,
                "calibrated-s",
                &calibrated_s,
                "clock-offset-us",
                &clock_offset_us,
                NULL);
  texts[FACT_TRANSPORT] =
      g_strdup (mps_reader_transport_peek_word (mps_reader_item_peek_transport (self->item)));
  texts[FACT_FIRMWARE] =
      g_strdup (firmware != NULL && *firmware != '\0' ? firmware : _ ("Not told"));
  texts[FACT_BATTERY] = dup_power (battery);
  texts[FACT_TEMPERATURE] = dup_temperature (temperature);
  texts[FACT_CALIBRATED] = dup_calibrated (calibrated_s);
  texts[FACT_CLOCK] = dup_clock (clock_offset_us);
  for (guint i = 0; i < N_FACTS; i++) {
    gtk_label_set_text (GTK_LABEL (self->values[i]), texts[i]);
    g_free (texts[i]);
  }
}

static const char *
get_reason (MpsReaderCard *self)
{
  MpsReaderItemState state = mps_reader_item_get_state (self->item);

  if (self->working || state == MPS_READER_ITEM_UNKNOWN)
    return _ ("The reader is being asked");
  if (state == MPS_READER_ITEM_BUSY)
    return _ ("The reader is measuring");
  if (state == MPS_READER_ITEM_REFUSED)
    return _ ("This reader cannot be used");
  return NULL;
}

static void
set_reason (MpsReaderCard *self, GtkWidget *button, const char *reason)
{
  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_widget_set_tooltip_text (button, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason
                                                 : mps_reader_item_peek_serial (self->item),
                                  -1);
}

static void
update (MpsReaderCard *self)
{
  MpsReaderItemState state = mps_reader_item_get_state (self->item);
  MpsMeaning meaning = mps_reader_state_get_meaning (state);
  g_autofree char *problem = NULL;

  g_object_get (self->item, "problem", &problem, NULL);
  gtk_label_set_text (self->serial, mps_reader_item_peek_serial (self->item));
  mps_flag_set (self->state, meaning, NULL, mps_reader_state_peek_word (state));
  update_facts (self);
  if (problem != NULL && *problem != '\0')
    mps_sentence_box_set (self->problem,
                          meaning == MPS_MEANING_NORMAL ? MPS_MEANING_ATTENTION : meaning,
                          problem,
                          NULL,
                          NULL,
                          NULL);
  else
    mps_sentence_box_clear (self->problem);
  gtk_spinner_set_spinning (self->spinner, self->working);
  set_reason (self, self->set_clock, get_reason (self));
  set_reason (self, self->self_test, get_reason (self));
}

static void
begin (MpsReaderCard *self)
{
  self->working = TRUE;
  mps_sentence_box_clear (self->outcome);
  update (self);
}

static gboolean
finish (MpsReaderCard *self, gboolean done, const GError *error)
{
  self->working = FALSE;
  if (self->item == NULL)
    return FALSE;
  update (self);
  if (!done)
    mps_sentence_box_set_error (self->outcome, error);
  return done;
}

static void
on_clock_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsReaderCard) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *off = NULL;
  gint64 old_minus_new_us = 0;
  gboolean done =
      mps_readers_set_clock_finish (MPS_READERS (source), result, &old_minus_new_us, &error);

  if (!finish (self, done, error))
    return;
  off =
      g_strdup_printf (_ ("It was %+.1f s off before."), (double)old_minus_new_us / G_USEC_PER_SEC);
  mps_sentence_box_set (
      self->outcome, MPS_MEANING_NORMAL, _ ("The reader’s clock is set."), off, NULL, NULL);
}

static void
on_set_clock (MpsReaderCard *self)
{
  begin (self);
  mps_readers_set_clock_async (self->readers,
                               mps_reader_item_peek_serial (self->item),
                               self->cancellable,
                               on_clock_set,
                               g_object_ref (self));
}

static char *
dup_faults (guint faults)
{
  static const char *const names[] = {
    N_ ("signal converter"), N_ ("excitation"), N_ ("temperature sensor"),
    N_ ("memory"),           N_ ("power"),
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if ((faults & (1u << i)) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _ (names[i]));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_self_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsReaderCard) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  guint faults = 0;
  gboolean done = mps_readers_self_test_finish (MPS_READERS (source), result, &faults, &error);

  if (!finish (self, done, error))
    return;
  if (faults == 0) {
    mps_sentence_box_set (
        self->outcome, MPS_MEANING_NORMAL, _ ("The self-test found no fault."), NULL, NULL, NULL);
    return;
  }
  words = dup_faults (faults);
  mps_sentence_box_set (self->outcome,
                        MPS_MEANING_CRITICAL,
                        _ ("The self-test found a fault. Do not measure with this reader."),
                        words,
                        _ ("Use another reader and have this one repaired."),
                        NULL);
}

static void
on_self_test (MpsReaderCard *self)
{
  begin (self);
  mps_readers_self_test_async (self->readers,
                               mps_reader_item_peek_serial (self->item),
                               self->cancellable,
                               on_self_tested,
                               g_object_ref (self));
}

static void
mps_reader_card_dispose (GObject *object)
{
  MpsReaderCard *self = MPS_READER_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->readers);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (mps_reader_card_parent_class)->dispose (object);
}

static void
mps_reader_card_class_init (MpsReaderCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_FLAG);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_reader_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/reader-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsReaderCard, serial);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderCard, state);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderCard, facts);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderCard, problem);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderCard, outcome);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderCard, set_clock);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderCard, self_test);
  gtk_widget_class_bind_template_callback (widget_class, on_set_clock);
  gtk_widget_class_bind_template_callback (widget_class, on_self_test);
}

static void
mps_reader_card_init (MpsReaderCard *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < N_FACTS; i++) {
    GtkWidget *name = gtk_label_new (_ (fact_names[i]));

    gtk_label_set_xalign (GTK_LABEL (name), 0);
    gtk_label_set_wrap (GTK_LABEL (name), TRUE);
    gtk_widget_add_css_class (name, "dim");
    self->values[i] = gtk_label_new (NULL);
    gtk_label_set_wrap (GTK_LABEL (self->values[i]), TRUE);
    gtk_label_set_xalign (GTK_LABEL (self->values[i]), 0);
    gtk_widget_add_css_class (self->values[i], "tabular");
    gtk_widget_set_hexpand (self->values[i], TRUE);
    gtk_grid_attach (self->facts, name, i % 2 * 2, i / 2, 1, 1);
    gtk_grid_attach (self->facts, self->values[i], i % 2 * 2 + 1, i / 2, 1, 1);
  }
}

/**
 * mps_reader_card_new:
 * @readers: all that are attached
 * @item: the one that the card is for
 *
 * Returns: (transfer floating): a card that follows its reader
 */
GtkWidget *
mps_reader_card_new (MpsReaders *readers, MpsReaderItem *item)
{
  MpsReaderCard *self = g_object_new (MPS_TYPE_READER_CARD, NULL);

  self->readers = g_object_ref (readers);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
