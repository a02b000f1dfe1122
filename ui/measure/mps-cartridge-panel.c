/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/measure/mps-cartridge-panel.h"

#include "data/model/mps-analyte-info.h"
#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-reader-row.h"
#include "ui/widgets/mps-reader-words.h"
#include "ui/widgets/mps-sentence-box.h"
#include "ui/widgets/mps-wrap-layout.h"

#include <glib/gi18n-lib.h>

struct _MpsCartridgePanel {
  GtkWidget parent_instance;

  GtkLabel *instruction;
  GtkWidget *readers_box;
  GtkListBox *readers_list;
  MpsSentenceBox *no_reader;
  GtkWidget *facts_box;
  MpsFlag *accepted;
  GtkLabel *facts;
  MpsSentenceBox *problem;
  GtkWidget *check;
  GtkWidget *replace;

  MpsReaders *readers;
  GtkWidget *group;
};

enum {
  SIGNAL_CHECK,
  SIGNAL_REPLACE,
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsCartridgePanel, mps_cartridge_panel, GTK_TYPE_WIDGET)

static void
update_readers (MpsCartridgePanel *self)
{
  MpsReaderSummary summary = mps_readers_summarise (self->readers);
  gboolean missing = summary == MPS_READER_SUMMARY_NONE || summary == MPS_READER_SUMMARY_PROBLEM;

  gtk_widget_set_visible (self->readers_box,
                          g_list_model_get_n_items (G_LIST_MODEL (self->readers)) > 1);
  if (missing)
    mps_sentence_box_set (self->no_reader,
                          MPS_MEANING_ATTENTION,
                          summary == MPS_READER_SUMMARY_NONE ? _ ("No reader is attached.")
                                                             : _ ("The reader cannot be used."),
                          NULL,
                          summary == MPS_READER_SUMMARY_NONE
                              ? _ ("Plug the reader in by USB. It is found by itself.")
                              : _ ("Look under Devices for the reason."),
                          NULL);
  else
    mps_sentence_box_clear (self->no_reader);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_chosen (MpsCartridgePanel *self, const char *serial)
{
  mps_readers_choose (self->readers, serial);
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  MpsCartridgePanel *self = data;
  GtkWidget *row = mps_reader_row_new (self->readers, item, self->group);

  g_signal_connect_swapped (row, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect_object (
      item, "notify::state", G_CALLBACK (update_readers), self, G_CONNECT_SWAPPED);
  return row;
}

static void
on_check (MpsCartridgePanel *self)
{
  g_signal_emit (self, signals[SIGNAL_CHECK], 0);
}

static void
on_replace (MpsCartridgePanel *self)
{
  g_signal_emit (self, signals[SIGNAL_REPLACE], 0);
}

static void
mps_cartridge_panel_dispose (GObject *object)
{
  MpsCartridgePanel *self = MPS_CARTRIDGE_PANEL (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  if (self->readers_list != NULL)
    gtk_list_box_bind_model (self->readers_list, NULL, NULL, NULL, NULL);
  self->readers_list = NULL;
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->readers);
  g_clear_object (&self->group);
  G_OBJECT_CLASS (mps_cartridge_panel_parent_class)->dispose (object);
}

static guint
new_signal (MpsCartridgePanelClass *klass, const char *name)
{
  return g_signal_new (
      name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_cartridge_panel_class_init (MpsCartridgePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_FLAG);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  g_type_ensure (MPS_TYPE_WRAP_LAYOUT);
  G_OBJECT_CLASS (klass)->dispose = mps_cartridge_panel_dispose;
  signals[SIGNAL_CHECK] = new_signal (klass, "check");
  signals[SIGNAL_REPLACE] = new_signal (klass, "replace");
  signals[SIGNAL_CHANGED] = new_signal (klass, "changed");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/cartridge-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, instruction);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, readers_box);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, readers_list);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, no_reader);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, facts_box);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, accepted);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, facts);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, problem);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, check);
  gtk_widget_class_bind_template_child (widget_class, MpsCartridgePanel, replace);
  gtk_widget_class_bind_template_callback (widget_class, on_check);
  gtk_widget_class_bind_template_callback (widget_class, on_replace);
}

static void
mps_cartridge_panel_init (MpsCartridgePanel *self)
{
  self->group = g_object_ref_sink (gtk_check_button_new ());
  gtk_widget_init_template (GTK_WIDGET (self));
  mps_flag_set (self->accepted, MPS_MEANING_NORMAL, NULL, _ ("Can be used"));
}

/**
 * mps_cartridge_panel_set_readers:
 * @self: the panel
 * @readers: the attached readers
 * @demo: whether the profile has a virtual cartridge that can be replaced
 */
void
mps_cartridge_panel_set_readers (MpsCartridgePanel *self, MpsReaders *readers, gboolean demo)
{
  g_set_object (&self->readers, readers);
  gtk_widget_set_visible (self->replace, demo);
  gtk_list_box_bind_model (self->readers_list, G_LIST_MODEL (readers), create_row, self, NULL);
  g_signal_connect_object (
      readers, "items-changed", G_CALLBACK (update_readers), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (readers, "chosen", G_CALLBACK (update_readers), self, G_CONNECT_SWAPPED);
  update_readers (self);
}

/**
 * mps_cartridge_dup_summary:
 * @cartridge: an accepted cartridge
 *
 * Returns: (transfer full): what it measures and its lot, in one line
 */
char *
mps_cartridge_dup_summary (const MpsCartridge *cartridge)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < cartridge->n_analytes; i++) {
    g_autofree char *name =
        mps_analyte_dup_name (cartridge->analytes[i].code, mps_language_peek ());

    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
  }
  /* TRANSLATORS: lot of a cartridge */
  g_string_append_printf (text, _ (" · Lot %s"), cartridge->lot);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show (MpsCartridgePanel *self, const char *instruction, gboolean accepted)
{
  gtk_label_set_text (self->instruction, instruction);
  gtk_widget_set_visible (self->facts_box, accepted);
  mps_sentence_box_clear (self->problem);
}

/**
 * mps_cartridge_panel_show_checking:
 * @self: the panel
 */
void
mps_cartridge_panel_show_checking (MpsCartridgePanel *self)
{
  show (self, _ ("Reading the cartridge’s tag…"), FALSE);
}

/**
 * mps_cartridge_panel_show_cartridge:
 * @self: the panel
 * @cartridge: it was read and accepted
 */
void
mps_cartridge_panel_show_cartridge (MpsCartridgePanel *self, const MpsCartridge *cartridge)
{
  g_autofree char *summary = mps_cartridge_dup_summary (cartridge);
  g_autofree char *expiry = mps_cartridge_dup_expiry (cartridge);
  guint left = cartridge->uses_allowed - MIN (cartridge->uses_burnt, cartridge->uses_allowed);
  g_autofree char *uses =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u use left", "%u uses left", left), left);
  g_autofree char *text = NULL;

  /* TRANSLATORS: analytes and lot; last valid day of a cartridge; how often it can be used */
  text = g_strdup_printf (_ ("%s\nGood until %s · %s"), summary, expiry, uses);
  show (self, _ ("Apply the sample as the cartridge’s leaflet says, then start."), TRUE);
  gtk_label_set_text (self->facts, text);
}

/**
 * mps_cartridge_panel_show_refusal:
 * @self: the panel
 * @refusal: why the cartridge may not be used
 */
void
mps_cartridge_panel_show_refusal (MpsCartridgePanel *self, MpsTagRefusal refusal)
{
  g_autofree char *message = mps_tag_refusal_dup_message (refusal);

  show (self, _ ("This cartridge cannot be used."), FALSE);
  mps_sentence_box_set (self->problem,
                        MPS_MEANING_CRITICAL,
                        message,
                        _ ("Nothing was measured and no use was taken from the cartridge."),
                        _ ("Put in another cartridge, then check again."),
                        mps_tag_refusal_to_code (refusal));
}

/**
 * mps_cartridge_panel_show_error:
 * @self: the panel
 * @error: why the cartridge could not be read, or the measurement not started
 */
void
mps_cartridge_panel_show_error (MpsCartridgePanel *self, const GError *error)
{
  show (self, _ ("Put the cartridge into the reader."), FALSE);
  mps_sentence_box_set_error (self->problem, error);
}

/**
 * mps_cartridge_panel_peek_reader_reason:
 * @self: the panel
 *
 * Returns: (transfer none) (nullable): why no reader can be used now; %NULL: one can
 */
const char *
mps_cartridge_panel_peek_reader_reason (MpsCartridgePanel *self)
{
  switch (mps_readers_summarise (self->readers)) {
  case MPS_READER_SUMMARY_READY:
    return NULL;
  case MPS_READER_SUMMARY_BUSY:
    return _ ("The reader is measuring");
  case MPS_READER_SUMMARY_CHOOSE:
    return _ ("Choose the reader that the cartridge is in");
  case MPS_READER_SUMMARY_ASKING:
    return _ ("The reader is being asked for its identity");
  case MPS_READER_SUMMARY_PROBLEM:
    return _ ("The reader cannot be used: see Devices");
  case MPS_READER_SUMMARY_NONE:
  default:
    return _ ("No reader is attached");
  }
}
