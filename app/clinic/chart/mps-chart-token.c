/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-token-private.h"

struct _MpsChartToken {
  gatomicrefcount references;
  MpsSession *session;
  char *patient_id;
  gboolean open;
  guint writing;
};

/* All tokens of the program, so that a merge can end those of both patients. */
static GMutex tokens_mutex;
static GPtrArray *tokens;

MpsChartToken *
mps_chart_token_new (MpsSession *session, const char *patient_id)
{
  MpsChartToken *token = g_new0 (MpsChartToken, 1);

  g_atomic_ref_count_init (&token->references);
  token->session = g_object_ref (session);
  token->patient_id = g_strdup (patient_id);
  token->open = TRUE;
  g_mutex_lock (&tokens_mutex);
  if (tokens == NULL)
    tokens = g_ptr_array_new ();
  g_ptr_array_add (tokens, token);
  g_mutex_unlock (&tokens_mutex);
  return token;
}

/**
 * mps_chart_token_ref:
 * @token: a token
 *
 * Any thread.
 *
 * Returns: (transfer full): the same
 */
MpsChartToken *
mps_chart_token_ref (MpsChartToken *token)
{
  g_atomic_ref_count_inc (&token->references);
  return token;
}

/**
 * mps_chart_token_unref:
 * @token: (transfer full): a token
 *
 * Any thread.
 */
void
mps_chart_token_unref (MpsChartToken *token)
{
  gboolean last;

  /* Under the lock, so that nobody finds a token in the list that is just going. */
  g_mutex_lock (&tokens_mutex);
  last = g_atomic_ref_count_dec (&token->references);
  if (last)
    g_ptr_array_remove_fast (tokens, token);
  if (tokens->len == 0)
    g_clear_pointer (&tokens, g_ptr_array_unref);
  g_mutex_unlock (&tokens_mutex);
  if (!last)
    return;

  g_object_unref (token->session);
  g_free (token->patient_id);
  g_free (token);
}

/**
 * mps_chart_token_peek_patient_id:
 * @token: a token
 *
 * Any thread.
 *
 * Returns: FHIR id of the one patient whose chart it writes into
 */
const char *
mps_chart_token_peek_patient_id (const MpsChartToken *token)
{
  return token->patient_id;
}

MpsSession *
mps_chart_token_peek_session (const MpsChartToken *token)
{
  return token->session;
}

/**
 * mps_chart_token_is_open:
 * @token: a token
 *
 * Any thread.
 *
 * Returns: whether a write may still begin with it
 */
gboolean
mps_chart_token_is_open (MpsChartToken *token)
{
  gboolean open;

  g_mutex_lock (&tokens_mutex);
  open = token->open;
  g_mutex_unlock (&tokens_mutex);
  return open;
}

/* What was begun is still finished. Any thread. */
void
mps_chart_token_close (MpsChartToken *token)
{
  g_mutex_lock (&tokens_mutex);
  token->open = FALSE;
  g_mutex_unlock (&tokens_mutex);
}

/* Ends every token of a patient in one store: what its chart showed is no longer so. */
void
mps_chart_token_supersede (MpsStore *store, const char *patient_id)
{
  g_mutex_lock (&tokens_mutex);
  for (guint i = 0; tokens != NULL && i < tokens->len; i++) {
    MpsChartToken *token = g_ptr_array_index (tokens, i);

    if (mps_session_peek_store (token->session) == store &&
        g_str_equal (token->patient_id, patient_id))
      token->open = FALSE;
  }
  g_mutex_unlock (&tokens_mutex);
}

/* Where a person asks for a write; mps_chart_token_end() when it is done or has failed. */
gboolean
mps_chart_token_begin (MpsChartToken *token, GError **error)
{
  gboolean open;

  g_mutex_lock (&tokens_mutex);
  open = token->open;
  if (open)
    token->writing++;
  g_mutex_unlock (&tokens_mutex);
  if (!open)
    g_set_error_literal (error,
                         MPS_CHART_ERROR,
                         MPS_CHART_ERROR_CLOSED,
                         "chart: it was closed before this was saved; nothing was written");
  return open;
}

void
mps_chart_token_end (MpsChartToken *token)
{
  g_mutex_lock (&tokens_mutex);
  token->writing--;
  g_mutex_unlock (&tokens_mutex);
}

/* A refusal stands on the audit record of the chart that was open. */
static gboolean
audit_refusal (MpsChartToken *token, const char *target, GError **error)
{
  const MpsAuditNote note = {
    .action = MPS_AUDIT_UPDATE,
    .outcome = MPS_AUDIT_REFUSED,
    .who = mps_session_peek_user (token->session),
    .patient_id = token->patient_id,
    .target = target,
    .why = "wrong chart: a record of another patient",
  };

  return mps_store_audit_note (mps_session_peek_store (token->session), &note, error);
}

/* The store refuses for one of two reasons here: the chart was merged, or it is not the record's.
 */
static void
explain_refusal (MpsChartToken *token, const char *target, GError **error)
{
  MpsStore *store = mps_session_peek_store (token->session);
  g_autofree char *survivor = NULL;

  if (!mps_store_find_survivor (store, token->patient_id, &survivor, error))
    return;
  if (survivor != NULL) {
    g_set_error_literal (error,
                         MPS_CHART_ERROR,
                         MPS_CHART_ERROR_MERGED,
                         "chart: it was merged into another one; nothing was written");
    return;
  }
  if (audit_refusal (token, target, error))
    g_set_error_literal (error,
                         MPS_CHART_ERROR,
                         MPS_CHART_ERROR_WRONG_CHART,
                         "chart: a record of another patient was about to be written into this "
                         "one; nothing was written");
}

/**
 * mps_chart_token_commit:
 * @token: a token whose mps_chart_token_begin() went well
 * @batch: what to write; bound to the token's patient here
 * @target: what is written, for the audit record
 * @written: (out) (optional) (transfer full) (element-type MpsResource): the records as stored
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * The only way into a chart. Blocks.
 *
 * Returns: whether it is durable
 */
gboolean
mps_chart_token_commit (MpsChartToken *token,
                        MpsStoreBatch *batch,
                        const char *target,
                        GPtrArray **written,
                        GCancellable *cancellable,
                        GError **error)
{
  MpsStore *store = mps_session_peek_store (token->session);
  g_autoptr (GError) local_error = NULL;

  mps_store_batch_bind_patient (batch, token->patient_id);
  mps_store_batch_require_unmerged (batch, token->patient_id);
  if (mps_store_commit (store, batch, written, cancellable, &local_error))
    return TRUE;

  if (g_error_matches (local_error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED))
    explain_refusal (token, target, error);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
