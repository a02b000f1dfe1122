/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/mps-meaning.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsSentenceBox:
 *
 * Something that went wrong, said where it happened: what, what it means for the patient, what to
 * do; codes under "details". Invisible while there is nothing to say.
 */
#define MPS_TYPE_SENTENCE_BOX (mps_sentence_box_get_type ())
G_DECLARE_FINAL_TYPE (MpsSentenceBox, mps_sentence_box, MPS, SENTENCE_BOX, GtkWidget)

GtkWidget *mps_sentence_box_new (void);
void mps_sentence_box_set_error (MpsSentenceBox *self, const GError *error);
void mps_sentence_box_set (MpsSentenceBox *self,
                           MpsMeaning meaning,
                           const char *what,
                           const char *why,
                           const char *next,
                           const char *detail);
void mps_sentence_box_clear (MpsSentenceBox *self);

G_END_DECLS
