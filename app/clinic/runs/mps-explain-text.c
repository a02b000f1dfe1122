/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/runs/mps-explain-text-private.h"

#include "app/clinic/mps-clinic-resources.h"

#define MAX_VALUES 9

static GKeyFile *
peek_catalogue (void)
{
  static gsize once;
  static GKeyFile *catalogue;

  if (g_once_init_enter (&once)) {
    g_autoptr (GBytes) bytes = g_resource_lookup_data (mps_clinic_get_resource (),
                                                       "/org/manpasik/clinic/explain.ini",
                                                       G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                       NULL);

    catalogue = g_key_file_new ();
    /* Compiled in: that it can be read is a matter of the build, and tested. */
    g_key_file_load_from_bytes (catalogue, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, NULL);
    g_once_init_leave (&once, 1);
  }

  return catalogue;
}

/* A review is in the language that was asked for, whatever the language of the program: a Korean
 * clinic prints English reports for some patients. The values follow key, ended by NULL. */
char *
mps_explain_text (const char *language, const char *key, ...)
{
  g_autofree char *text =
      g_key_file_get_locale_string (peek_catalogue (), key, "text", language, NULL);
  const char *values[MAX_VALUES] = { NULL };
  GString *filled = g_string_new (NULL);
  const char *value;
  guint n = 0;
  va_list arguments;

  va_start (arguments, key);
  while ((value = va_arg (arguments, const char *)) != NULL && n < MAX_VALUES)
    values[n++] = value;
  va_end (arguments);

  for (const char *c = text != NULL ? text : key; *c != '\0'; c++) {
    if (*c == '%' && c[1] >= '1' && c[1] < '1' + MAX_VALUES) {
      guint which = (guint)(c[1] - '1');

      g_string_append (filled, which < n ? values[which] : "");
      c++;
    } else {
      g_string_append_c (filled, *c);
    }
  }

  return g_string_free (filled, FALSE);
}
