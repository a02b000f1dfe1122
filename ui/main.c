/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-application.h"
#include "ui/mps-ui-config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (MpsApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MPS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = mps_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
