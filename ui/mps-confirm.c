/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-confirm.h"

#include <adwaita.h>

/* The only place that knows how this libadwaita asks a question. */

typedef struct {
  MpsConfirmedFunc confirmed;
  gpointer data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "go"))
    question->confirmed (question->data);
}

/**
 * mps_confirm_ask:
 * @parent: window to stand over; lives as long as the question
 * @heading: what it is about
 * @body: what going on means
 * @stay: verb for the safe way, the default
 * @go: verb for the other way
 * @confirmed: called when the person goes on
 * @data: for @confirmed
 */
void
mps_confirm_ask (GtkWindow *parent,
                 const char *heading,
                 const char *body,
                 const char *stay,
                 const char *go,
                 MpsConfirmedFunc confirmed,
                 gpointer data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  Question *question = g_new0 (Question, 1);

  question->confirmed = confirmed;
  question->data = data;
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "stay", stay);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "go", go);
  adw_message_dialog_set_response_appearance (
      ADW_MESSAGE_DIALOG (dialog), "go", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
