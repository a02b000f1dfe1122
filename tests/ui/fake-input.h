/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FakeInput: an input method that composes what the test says, in every field of the program, by
 * the way that real ones take.
 */
#define FAKE_TYPE_INPUT (fake_input_get_type ())
G_DECLARE_FINAL_TYPE (FakeInput, fake_input, FAKE, INPUT, GtkIMContext)

void fake_input_install (void);
void fake_input_compose (const char *preedit);
void fake_input_commit (const char *text);

G_END_DECLS
