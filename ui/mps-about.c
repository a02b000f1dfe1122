/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-about.h"

#include "app/engine/mps-engine.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * mps_about_show:
 * @parent: (nullable): window to stand over
 *
 * The only place that knows how libadwaita spells an about window. Main thread.
 */
void
mps_about_show (GtkWindow *parent)
{
  g_autofree char *debug = g_strdup_printf ("ManPaSik Workstation %s\n"
                                            "Engine %s\n"
                                            "GTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n",
                                            MPS_VERSION,
                                            MPS_ENGINE_VERSION,
                                            gtk_get_major_version (),
                                            gtk_get_minor_version (),
                                            gtk_get_micro_version (),
                                            adw_get_major_version (),
                                            adw_get_minor_version (),
                                            adw_get_micro_version (),
                                            glib_major_version,
                                            glib_minor_version,
                                            glib_micro_version);
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about,
                "application-name",
                _ ("ManPaSik Workstation"),
                "application-icon",
                MPS_APPLICATION_ID,
                "version",
                MPS_VERSION,
                "developer-name",
                _ ("The ManPaSik developers"),
                "comments",
                _ ("Measures with the ManPaSik reader and keeps the patient’s chart."),
                "license-type",
                GTK_LICENSE_GPL_3_0,
                "debug-info",
                debug,
                "debug-info-filename",
                "manpasik.txt",
                "translator-credits",
                /* TRANSLATORS: your names, one a line */
                g_strcmp0 (_ ("translator-credits"), "translator-credits") == 0
                    ? ""
                    : _ ("translator-credits"),
                NULL);
  if (parent != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_present (GTK_WINDOW (about));
}
