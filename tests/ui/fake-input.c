/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/fake-input.h"

#include <gtk/gtkimmodule.h>

struct _FakeInput {
  GtkIMContext parent_instance;

  char *preedit;
};

/* The context of the field that has the focus. */
static FakeInput *focused;

G_DEFINE_FINAL_TYPE (FakeInput, fake_input, GTK_TYPE_IM_CONTEXT)

static void
fake_input_get_preedit_string (GtkIMContext *context,
                               char **text,
                               PangoAttrList **attributes,
                               int *cursor)
{
  FakeInput *self = FAKE_INPUT (context);

  if (text != NULL)
    *text = g_strdup (self->preedit != NULL ? self->preedit : "");
  if (attributes != NULL)
    *attributes = pango_attr_list_new ();
  if (cursor != NULL)
    *cursor = self->preedit != NULL ? (int)g_utf8_strlen (self->preedit, -1) : 0;
}

static void
fake_input_focus_in (GtkIMContext *context)
{
  focused = FAKE_INPUT (context);
}

/* As ibus does: the syllable stays where it is until somebody ends it. */
static void
fake_input_focus_out (GtkIMContext *context)
{
}

static void
fake_input_finalize (GObject *object)
{
  FakeInput *self = FAKE_INPUT (object);

  if (focused == self)
    focused = NULL;
  g_free (self->preedit);
  G_OBJECT_CLASS (fake_input_parent_class)->finalize (object);
}

static void
fake_input_class_init (FakeInputClass *klass)
{
  GtkIMContextClass *context_class = GTK_IM_CONTEXT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fake_input_finalize;
  context_class->get_preedit_string = fake_input_get_preedit_string;
  context_class->focus_in = fake_input_focus_in;
  context_class->focus_out = fake_input_focus_out;
}

static void
fake_input_init (FakeInput *self)
{
}

/* Before the first field is made: all of them take this one then. */
void
fake_input_install (void)
{
  g_type_ensure (FAKE_TYPE_INPUT);
  g_io_extension_point_implement (
      GTK_IM_MODULE_EXTENSION_POINT_NAME, FAKE_TYPE_INPUT, "fake", 1000);
  g_object_set (gtk_settings_get_default (), "gtk-im-module", "fake", NULL);
}

void
fake_input_compose (const char *preedit)
{
  gboolean starts = focused->preedit == NULL;

  g_assert_nonnull (focused);
  g_free (focused->preedit);
  focused->preedit = g_strdup (preedit);
  if (starts)
    g_signal_emit_by_name (focused, "preedit-start");
  g_signal_emit_by_name (focused, "preedit-changed");
}

void
fake_input_commit (const char *text)
{
  g_assert_nonnull (focused);
  g_clear_pointer (&focused->preedit, g_free);
  g_signal_emit_by_name (focused, "preedit-changed");
  g_signal_emit_by_name (focused, "preedit-end");
  g_signal_emit_by_name (focused, "commit", text);
}
