/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form-private.h"
#include "mps-model-resources.h"

#include <gio/gio.h>
#include <string.h>

#define TABLE_PATH "/org/manpasik/model/document-kinds.ini"
#define CATEGORY "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"

static GKeyFile *
load_table (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_model_get_resource (), TABLE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gboolean loaded = g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL);

  g_assert (loaded);
  return file;
}

static GKeyFile *
peek_table (void)
{
  static gsize loaded = 0;

  if (g_once_init_enter (&loaded))
    g_once_init_leave (&loaded, GPOINTER_TO_SIZE (load_table ()));
  return GSIZE_TO_POINTER (loaded);
}

static char *
dup_entry (const MpsForm *form, const char *key)
{
  g_autofree char *group = g_strconcat (
      mps_form_kind_to_word (mps_form_get_kind (form)), "/", mps_form_peek (form, "kind"), NULL);

  return g_key_file_get_string (peek_table (), group, key, NULL);
}

/* Reading */

static void
read_kind (MpsForm *form, const MpsTree *tree)
{
  const char *word = mps_form_kind_to_word (mps_form_get_kind (form));
  const char *code = mps_tree_peek_path_string (tree, "type.coding[0].code");
  g_auto (GStrv) groups = g_key_file_get_groups (peek_table (), NULL);

  for (char **group = groups; *group != NULL; group++) {
    g_autofree char *loinc = g_key_file_get_string (peek_table (), *group, "Loinc", NULL);

    if (g_str_has_prefix (*group, word) && g_strcmp0 (loinc, code) == 0) {
      mps_form_load (form, "kind", *group + strlen (word) + 1);
      return;
    }
  }
}

/**
 * mps_note_dup_text:
 * @resource: a DocumentReference
 *
 * Returns: (transfer full) (nullable): its text where it carries one as text/plain, otherwise %NULL
 */
char *
mps_note_dup_text (const MpsResource *resource)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  const MpsTree *attachment = mps_tree_peek_path (tree, "content[0].attachment");
  const char *type = mps_tree_peek_string (attachment, "contentType");
  const char *data = mps_tree_peek_string (attachment, "data");
  g_autofree char *text = NULL;
  gsize size = 0;

  if (type == NULL || data == NULL || !g_str_has_prefix (type, "text/plain"))
    return NULL;
  text = (char *)g_base64_decode (data, &size);
  return g_utf8_make_valid (text, (gssize)size);
}

void
mps_document_form_read (MpsForm *form, const MpsTree *tree)
{
  gboolean is_note = mps_form_get_kind (form) == MPS_FORM_NOTE;
  const char *date = mps_tree_peek_path_string (tree, "context.period.start");

  read_kind (form, tree);
  mps_form_load (form, "title", mps_tree_peek_string (tree, "description"));
  mps_form_load (form, "time", date != NULL ? date : mps_tree_peek_string (tree, "date"));
  if (is_note) {
    g_autofree char *json = mps_tree_to_json (tree);
    g_autoptr (MpsResource) resource = mps_resource_new_checked ("DocumentReference", "", 0, json);
    g_autofree char *text = mps_note_dup_text (resource);

    mps_form_load (form, "text", text);
  } else {
    mps_form_load (form, "status", mps_tree_peek_string (tree, "status"));
  }
}

/* Writing */

static char *
dup_narrative (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_auto (GStrv) lines = g_strsplit (escaped, "\n", -1);
  g_autofree char *joined = g_strjoinv ("<br/>", lines);

  return g_strconcat (
      "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>", joined, "</p></div>", NULL);
}

static void
write_hash (MpsTree *attachment, const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *hash = NULL;
  g_autofree char *size = g_strdup_printf ("%zu", strlen (text));
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guint8 *)text, (gssize)strlen (text));
  g_checksum_get_digest (checksum, digest, &length);
  hash = g_base64_encode (digest, length);
  mps_tree_set_literal (attachment, "size", size);
  mps_tree_set_string (attachment, "hash", hash);
}

static void
write_text (const MpsForm *form, MpsTree *tree, const char *now)
{
  const char *text = mps_form_peek (form, "text");
  g_autofree char *data = g_base64_encode ((const guchar *)text, strlen (text));
  g_autofree char *narrative = dup_narrative (text);
  MpsTree *attachment = mps_tree_ensure_path (tree, "content[0].attachment");

  mps_tree_set_string (attachment, "contentType", "text/plain; charset=utf-8");
  mps_tree_set_string (attachment, "data", data);
  write_hash (attachment, text);
  mps_tree_set_string (attachment, "creation", now);
  mps_tree_set_path_string (tree, "text.status", "generated");
  mps_tree_set_path_string (tree, "text.div", narrative);
}

static void
write_kind (const MpsForm *form, MpsTree *tree)
{
  g_autofree char *code = dup_entry (form, "Loinc");
  g_autofree char *display = dup_entry (form, "Display");
  MpsTree *coding;

  mps_tree_set (tree, "type", NULL);
  coding = mps_tree_ensure_path (tree, "type.coding[0]");
  mps_tree_set_string (coding, "system", "http://loinc.org");
  mps_tree_set_string (coding, "code", code);
  mps_tree_set_string (coding, "display", display);
}

static void
write_attachment (MpsTree *tree, const MpsFormAttachment *file)
{
  MpsTree *attachment = mps_tree_ensure_path (tree, "content[0].attachment");
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, file->size);
  g_autofree char *hash = g_base64_encode (file->sha1, sizeof file->sha1);
  g_autofree char *url = g_strconcat ("Binary/", file->id, NULL);

  mps_tree_set_string (attachment, "contentType", file->media_type);
  mps_tree_set_string (attachment, "url", url);
  mps_tree_set_literal (attachment, "size", size);
  mps_tree_set_string (attachment, "hash", hash);
  mps_tree_set_string (attachment, "title", file->name);
}

static void
write_new (const MpsForm *form, MpsTree *tree, const MpsFormContext *context, const char *now)
{
  gboolean is_note = mps_form_get_kind (form) == MPS_FORM_NOTE;

  mps_tree_set_string (tree, "status", "current");
  mps_tree_set_string (tree, "date", now);
  if (is_note) {
    mps_tree_set_path_string (tree, "category[0].coding[0].system", CATEGORY);
    mps_tree_set_path_string (tree, "category[0].coding[0].code", "clinical-note");
    mps_tree_set_path_string (tree, "category[0].coding[0].display", "Clinical Note");
  }
  if (context->who != NULL)
    mps_tree_set_path_string (tree, "author[0].display", context->who);
  if (context->attachment != NULL)
    write_attachment (tree, context->attachment);
}

void
mps_document_form_write (const MpsForm *form, MpsTree *tree, const MpsFormContext *context)
{
  gboolean is_note = mps_form_get_kind (form) == MPS_FORM_NOTE;
  gboolean is_new = context->base == NULL;
  g_autofree char *now = g_date_time_format (context->now, "%Y-%m-%dT%H:%M:%S%:z");
  g_autofree char *title = g_strstrip (g_strdup (mps_form_peek (form, "title")));
  g_autofree char *time = mps_form_dup_time (mps_form_peek (form, "time"), context->now);

  if (is_new)
    write_new (form, tree, context, now);
  if (is_new || mps_form_field_is_changed (form, "kind"))
    write_kind (form, tree);
  if (is_new || mps_form_field_is_changed (form, "title"))
    mps_tree_set_string (tree, "description", title);
  if (time != NULL && *time != '\0' && (is_new || mps_form_field_is_changed (form, "time")))
    mps_tree_set_path_string (tree, "context.period.start", time);
  if (!is_note && mps_form_field_is_changed (form, "status"))
    mps_tree_set_string (tree, "status", mps_form_peek (form, "status"));
  if (!is_note)
    return;

  /* A note that is saved is signed; one that changes afterwards says so. */
  mps_tree_set_string (tree, "docStatus", is_new ? "final" : "amended");
  if (is_new || mps_form_field_is_changed (form, "text"))
    write_text (form, tree, now);
}

/* Checks */

static char *
dup_letters (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  GString *letters = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      g_string_append_unichar (letters, g_utf8_get_char (p));
  }
  return g_string_free (letters, FALSE);
}

/**
 * mps_document_name_is_refused:
 * @name: a title, or the name of a file
 *
 * Returns: whether it says that it is a picture of an identity card, which is never kept
 */
gboolean
mps_document_name_is_refused (const char *name)
{
  g_autofree char *letters = dup_letters (name);
  g_auto (GStrv) words = g_key_file_get_string_list (peek_table (), "refused", "Names", NULL, NULL);

  for (char **word = words; word != NULL && *word != NULL; word++) {
    if (strstr (letters, *word) != NULL)
      return TRUE;
  }
  return FALSE;
}

void
mps_document_form_check (const MpsForm *form, GPtrArray *issues)
{
  if (mps_document_name_is_refused (mps_form_peek (form, "title")))
    mps_form_issues_add (issues, "title", MPS_ISSUE_ERROR, MPS_ISSUE_IDENTITY_CARD, NULL);
}
