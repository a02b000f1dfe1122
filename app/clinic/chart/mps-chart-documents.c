/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-documents.h"

#include "app/clinic/chart/mps-chart-private.h"
#include "app/clinic/chart/mps-patient-form-private.h"
#include "data/model/mps-tree.h"

#include <string.h>

#define READ_BYTES (1024 * 1024)

typedef struct {
  MpsChartJob job;
  MpsForm *form;
  GFile *file;
  GPtrArray *issues;
  MpsAttachment *attachment;
  guint position;
  char *media_type;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  mps_chart_job_clear (&job->job);
  mps_form_free (job->form);
  g_clear_object (&job->file);
  g_clear_pointer (&job->issues, g_ptr_array_unref);
  mps_attachment_free (job->attachment);
  g_free (job->media_type);
  g_free (job);
}

static GTask *
new_task (MpsChart *self,
          const char *id,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  mps_chart_job_init (&job->job, self);
  job->job.id = g_strdup (id);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  return task;
}

static gpointer
refuse (GError **error, MpsChartError code, const char *message)
{
  g_set_error_literal (error, MPS_CHART_ERROR, (int)code, message);
  return NULL;
}

/* What the bytes are */

static gboolean
is_plain_text (const guint8 *bytes, gsize size)
{
  if (!g_utf8_validate ((const char *)bytes, (gssize)size, NULL))
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    if (bytes[i] < 0x20 && strchr ("\n\r\t\f", bytes[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}

/**
 * mps_document_sniff:
 * @bytes: (array length=size): a whole file
 * @size: its bytes
 *
 * Looks at the bytes, never at a name.
 *
 * Returns: (nullable): media type of what is taken: PDF, PNG, JPEG or text in UTF-8; %NULL for all
 *   else
 */
const char *
mps_document_sniff (const guint8 *bytes, gsize size)
{
  static const struct {
    const char *type;
    const char *magic;
    gsize length;
  } kinds[] = {
    { "application/pdf", "%PDF-", 5 },
    { "image/png", "\x89PNG\r\n\x1a\n", 8 },
    { "image/jpeg", "\xff\xd8\xff", 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (size >= kinds[i].length && memcmp (bytes, kinds[i].magic, kinds[i].length) == 0)
      return kinds[i].type;
  }
  return size > 0 && is_plain_text (bytes, size) ? "text/plain" : NULL;
}

/* Attaching */

static GBytes *
read_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);

  if (stream == NULL)
    return NULL;
  for (;;) {
    gssize n =
        g_input_stream_read (G_INPUT_STREAM (stream), buffer, READ_BYTES, cancellable, error);

    if (n < 0)
      return NULL;
    if (n == 0)
      return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
    if (bytes->len + (gsize)n > MPS_DOCUMENT_MAX)
      return refuse (error,
                     MPS_CHART_ERROR_TOO_LARGE,
                     "document: the file is larger than the 64 MiB that are taken");
    g_byte_array_append (bytes, buffer, (guint)n);
  }
}

static void
fill_attachment (MpsFormAttachment *attachment, GBytes *bytes)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  gsize length = sizeof attachment->sha1;

  attachment->size = g_bytes_get_size (bytes);
  g_checksum_update (checksum, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
  g_checksum_get_digest (checksum, attachment->sha1, &length);
}

static MpsResource *
write_document (Job *job,
                const MpsFormContext *context,
                GBytes *bytes,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GPtrArray) records = mps_form_build (job->form, context, error);
  g_autoptr (MpsStoreBatch) batch = NULL;
  g_autoptr (GPtrArray) written = NULL;

  if (records == NULL)
    return NULL;
  batch = mps_store_batch_new (context->who, "document attached");
  mps_store_batch_put_attachment (batch,
                                  context->attachment->id,
                                  mps_form_peek_patient_id (job->form),
                                  context->attachment->media_type,
                                  bytes);
  mps_store_batch_put (batch, g_ptr_array_index (records, 0), MPS_VERSION_NEW);
  if (!mps_chart_token_commit (
          job->job.token, batch, "DocumentReference", &written, cancellable, error))
    return NULL;
  return mps_resource_ref (g_ptr_array_index (written, 0));
}

static MpsResource *
attach (Job *job, GCancellable *cancellable, GError **error)
{
  MpsSession *session = mps_chart_job_peek_session (&job->job);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_file_get_basename (job->file);
  g_autofree char *shown = name != NULL ? g_utf8_make_valid (name, -1) : NULL;
  MpsFormAttachment attachment = { .id = id, .name = shown };
  const MpsFormContext context = { .now = now,
                                   .who = mps_session_peek_user (session),
                                   .attachment = &attachment };
  g_autoptr (GBytes) bytes = NULL;

  if (!mps_session_require_chart (
          session, MPS_ACTION_ATTACH_DOCUMENT, mps_chart_job_peek_patient_id (&job->job), error))
    return NULL;
  job->issues = mps_form_check (job->form, &context);
  if (mps_document_name_is_refused (shown != NULL ? shown : "") ||
      mps_document_name_is_refused (mps_form_peek (job->form, "title")))
    return refuse (error,
                   MPS_CHART_ERROR_IDENTITY_CARD,
                   "document: a picture of an identity card is never kept");
  if (mps_form_issues_hold_up (job->form, job->issues, error))
    return NULL;

  bytes = read_file (job->file, cancellable, error);
  if (bytes == NULL)
    return NULL;
  attachment.media_type =
      mps_document_sniff (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (attachment.media_type == NULL)
    return refuse (
        error, MPS_CHART_ERROR_KIND, "document: the file is no PDF, PNG, JPEG or text in UTF-8");
  fill_attachment (&attachment, bytes);
  return write_document (job, &context, bytes, cancellable, error);
}

static void
attach_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  MpsResource *resource = attach (data, cancellable, &error);

  if (resource == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, resource, (GDestroyNotify)mps_resource_unref);
}

/**
 * mps_chart_attach_async:
 * @self: the chart that the form was opened in
 * @form: a form of kind %MPS_FORM_DOCUMENT; copied
 * @file: PDF, PNG, JPEG or text, up to %MPS_DOCUMENT_MAX; what it is, its bytes say
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable or was refused
 * @data: for @callback
 *
 * Puts a file into the chart: its bytes, sealed with the records, and a DocumentReference that
 * names them, in one transaction. A picture of an identity card is refused by its name or title:
 * that identity was checked is recorded in the patient's form.
 */
void
mps_chart_attach_async (MpsChart *self,
                        const MpsForm *form,
                        GFile *file,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task =
      new_task (self, NULL, mps_chart_attach_async, cancellable, callback, data);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->form = mps_form_copy (form);
  job->file = g_object_ref (file);
  job->job.writes = mps_chart_token_begin (job->job.token, &error);
  if (!job->job.writes)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, attach_in_thread);
}

/**
 * mps_chart_attach_finish:
 * @self: a chart
 * @result: of mps_chart_attach_async()
 * @issues: (out) (optional) (transfer full) (nullable) (element-type MpsFormIssue): what is to be
 *   said of the form
 * @error: return location
 *
 * Errors: KIND, TOO_LARGE, IDENTITY_CARD, FIELDS, CLOSED, WRONG_CHART, MERGED of #MpsChartError;
 * %G_IO_ERROR; #MpsStoreError; REFUSED of #MpsSessionError.
 *
 * Returns: (transfer full): the DocumentReference, or %NULL with nothing written
 */
MpsResource *
mps_chart_attach_finish (MpsChart *self, GAsyncResult *result, GPtrArray **issues, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  MpsResource *resource = g_task_propagate_pointer (G_TASK (result), error);
  g_autoptr (GPtrArray) written = NULL;

  if (issues != NULL)
    *issues = g_steal_pointer (&job->issues);
  if (resource == NULL)
    return NULL;

  written = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_resource_unref);
  g_ptr_array_add (written, mps_resource_ref (resource));
  mps_chart_written (self, written);
  return resource;
}

/* Reading */

static MpsResource *
get_document (const Job *job, GError **error)
{
  const MpsChartJob *chart = &job->job;
  g_autofree char *target = g_strconcat ("DocumentReference/", chart->id, NULL);
  g_autoptr (MpsResource) document = NULL;

  if (!mps_session_require_chart (mps_chart_job_peek_session (chart),
                                  MPS_ACTION_READ_CHART,
                                  mps_chart_job_peek_patient_id (chart),
                                  error))
    return NULL;
  document =
      mps_store_get (mps_chart_job_peek_store (chart), "DocumentReference", chart->id, 0, error);
  if (document == NULL || !mps_chart_job_require_own (chart, document, error) ||
      !mps_chart_job_audit (chart, target, "document opened", error))
    return NULL;
  return g_steal_pointer (&document);
}

static const char *
peek_binary_id (const MpsTree *tree)
{
  const char *url = mps_tree_peek_path_string (tree, "content[0].attachment.url");

  return url != NULL && g_str_has_prefix (url, "Binary/") ? url + strlen ("Binary/") : NULL;
}

static MpsAttachment *
find_attachment (const Job *job, const MpsResource *document, GError **error)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (document);
  const char *id = peek_binary_id (tree);
  g_autoptr (MpsAttachment) attachment = NULL;

  if (id == NULL) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_NOT_FOUND,
                         "document: its file is not on this workstation");
    return NULL;
  }
  attachment = mps_store_find_attachment (mps_chart_job_peek_store (&job->job), id, error);
  if (attachment == NULL)
    return NULL;
  if (!mps_chart_job_owns (&job->job, attachment->patient_id))
    return refuse (
        error, MPS_CHART_ERROR_WRONG_CHART, "document: its file belongs to another patient");
  return g_steal_pointer (&attachment);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (MpsResource) document = get_document (data, &error);
  MpsAttachment *attachment = document != NULL ? find_attachment (data, document, &error) : NULL;

  if (attachment == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, attachment, (GDestroyNotify)mps_attachment_free);
}

/**
 * mps_chart_find_attachment_async:
 * @self: a chart
 * @document_id: id of a DocumentReference in it
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * Says how large a document's file is, to load it chunk by chunk. That it was opened is on the
 * audit record.
 */
void
mps_chart_find_attachment_async (MpsChart *self,
                                 const char *document_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task =
      new_task (self, document_id, mps_chart_find_attachment_async, cancellable, callback, data);

  g_task_run_in_thread (task, find_in_thread);
}

/**
 * mps_chart_find_attachment_finish:
 * @self: a chart
 * @result: of mps_chart_find_attachment_async()
 * @error: return location
 *
 * Returns: (transfer full): what is known of the file
 */
MpsAttachment *
mps_chart_find_attachment_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
chunk_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  GBytes *bytes = NULL;

  if (!mps_chart_job_owns (&job->job, job->attachment->patient_id))
    refuse (&error, MPS_CHART_ERROR_WRONG_CHART, "document: its file belongs to another patient");
  else if (mps_session_require_chart (mps_chart_job_peek_session (&job->job),
                                      MPS_ACTION_READ_CHART,
                                      mps_chart_job_peek_patient_id (&job->job),
                                      &error))
    bytes = mps_store_load_attachment_chunk (
        mps_chart_job_peek_store (&job->job), job->attachment->id, job->position, &error);
  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, bytes, (GDestroyNotify)g_bytes_unref);
}

/**
 * mps_chart_load_chunk_async:
 * @self: a chart
 * @attachment: of mps_chart_find_attachment_finish()
 * @position: which chunk, from 0
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * Reads a part of a document's file. Whoever needs to be sure of the whole file uses
 * mps_chart_load_document_async(), which checks its hash.
 */
void
mps_chart_load_chunk_async (MpsChart *self,
                            const MpsAttachment *attachment,
                            guint position,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task =
      new_task (self, NULL, mps_chart_load_chunk_async, cancellable, callback, data);
  Job *job = g_task_get_task_data (task);

  job->attachment = g_memdup2 (attachment, sizeof *attachment);
  job->attachment->id = g_strdup (attachment->id);
  job->attachment->patient_id = g_strdup (attachment->patient_id);
  job->attachment->media_type = g_strdup (attachment->media_type);
  job->position = position;
  g_task_run_in_thread (task, chunk_in_thread);
}

/**
 * mps_chart_load_chunk_finish:
 * @self: a chart
 * @result: of mps_chart_load_chunk_async()
 * @error: return location
 *
 * Returns: (transfer full): bytes of the chunk
 */
GBytes *
mps_chart_load_chunk_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
check_hash (const MpsAttachment *attachment, GBytes *bytes)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[sizeof attachment->sha256];
  gsize length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
  g_checksum_get_digest (checksum, digest, &length);
  return g_bytes_get_size (bytes) == attachment->size &&
         memcmp (digest, attachment->sha256, sizeof digest) == 0;
}

static GBytes *
load_whole (const Job *job, const MpsAttachment *attachment, GError **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) whole = NULL;

  for (guint i = 0; i < attachment->n_chunks; i++) {
    g_autoptr (GBytes) chunk = mps_store_load_attachment_chunk (
        mps_chart_job_peek_store (&job->job), attachment->id, i, error);
    gsize size = 0;
    const guint8 *bytes = chunk != NULL ? g_bytes_get_data (chunk, &size) : NULL;

    if (chunk == NULL)
      return NULL;
    g_byte_array_append (array, bytes, (guint)size);
  }
  whole = g_byte_array_free_to_bytes (g_steal_pointer (&array));
  if (!check_hash (attachment, whole))
    return refuse (error, MPS_CHART_ERROR_DAMAGED, "document: its file is not what was attached");
  return g_steal_pointer (&whole);
}

/* What stands in the record itself: notes, and documents of other systems. */
static GBytes *
load_inline (Job *job, const MpsResource *document)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (document);
  const MpsTree *attachment = mps_tree_peek_path (tree, "content[0].attachment");
  const char *data = mps_tree_peek_string (attachment, "data");
  const char *type = mps_tree_peek_string (attachment, "contentType");
  guchar *bytes;
  gsize size = 0;

  if (data == NULL)
    return NULL;
  bytes = g_base64_decode (data, &size);
  job->media_type = g_strdup (type != NULL ? type : "application/octet-stream");
  return g_bytes_new_take (bytes, size);
}

static GBytes *
load_document (Job *job, GError **error)
{
  g_autoptr (MpsResource) document = get_document (job, error);
  g_autoptr (MpsAttachment) attachment = NULL;
  GBytes *bytes;

  if (document == NULL)
    return NULL;
  bytes = load_inline (job, document);
  if (bytes != NULL)
    return bytes;

  attachment = find_attachment (job, document, error);
  if (attachment == NULL)
    return NULL;
  job->media_type = g_strdup (attachment->media_type);
  return load_whole (job, attachment, error);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *bytes = load_document (data, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, bytes, (GDestroyNotify)g_bytes_unref);
}

/**
 * mps_chart_load_document_async:
 * @self: a chart
 * @document_id: id of a DocumentReference in it
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * Reads a document's whole file and checks its hash. That it was opened is on the audit record.
 */
void
mps_chart_load_document_async (MpsChart *self,
                               const char *document_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task =
      new_task (self, document_id, mps_chart_load_document_async, cancellable, callback, data);

  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_chart_load_document_finish:
 * @self: a chart
 * @result: of mps_chart_load_document_async()
 * @media_type: (out) (optional) (transfer full) (nullable): what it is
 * @error: return location
 *
 * Errors: NOT_FOUND of #MpsStoreError where the file is not on this workstation; DAMAGED,
 * WRONG_CHART of #MpsChartError.
 *
 * Returns: (transfer full): all bytes of it
 */
GBytes *
mps_chart_load_document_finish (MpsChart *self,
                                GAsyncResult *result,
                                char **media_type,
                                GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  GBytes *bytes = g_task_propagate_pointer (G_TASK (result), error);

  if (media_type != NULL)
    *media_type = g_steal_pointer (&job->media_type);
  return bytes;
}
