/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/forms/mps-draft-keeper.h"

#include "app/clinic/chart/mps-chart-drafts.h"
#include "ui/widgets/mps-preedit.h"

/** PAUSE_MS: a change is kept so long after it, unless another comes first; ms */
#define PAUSE_MS 400

typedef enum {
  WISH_NONE,
  WISH_SAVE,
  WISH_DISCARD,
} Wish;

struct _MpsDraftKeeper {
  GObject parent_instance;

  MpsSession *session;
  MpsChart *chart;
  char *kind;
  char *text;
  gint64 caret;
  gint64 anchor;
  Wish wish;
  gboolean busy;
  guint timer;
};

/* Keepers, on the one thread that has any, that have something left to do. */
static GHashTable *unsettled;

enum {
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsDraftKeeper, mps_draft_keeper, G_TYPE_OBJECT)

static void go_on (MpsDraftKeeper *self);

static void
note (MpsDraftKeeper *self)
{
  if (unsettled == NULL)
    unsettled = g_hash_table_new (NULL, NULL);
  if (mps_draft_keeper_is_idle (self))
    g_hash_table_remove (unsettled, self);
  else
    g_hash_table_add (unsettled, self);
}

static void
end (MpsDraftKeeper *self, const GError *error)
{
  self->busy = FALSE;
  if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
  go_on (self);
  note (self);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsDraftKeeper) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = self->chart != NULL ? mps_chart_save_draft_finish (self->chart, result, &error)
                                      : mps_draft_save_finish (result, &error);

  end (self, done ? NULL : error);
}

static void
on_discarded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsDraftKeeper) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = self->chart != NULL ? mps_chart_discard_draft_finish (self->chart, result, &error)
                                      : mps_draft_discard_finish (result, &error);

  end (self, done ? NULL : error);
}

static void
save (MpsDraftKeeper *self)
{
  if (self->chart != NULL)
    mps_chart_save_draft_async (self->chart,
                                self->kind,
                                self->text,
                                self->caret,
                                self->anchor,
                                NULL,
                                on_saved,
                                g_object_ref (self));
  else
    mps_draft_save_async (self->session,
                          NULL,
                          self->kind,
                          self->text,
                          self->caret,
                          self->anchor,
                          NULL,
                          on_saved,
                          g_object_ref (self));
}

/* One at a time: the next begins when the last has ended. */
static void
go_on (MpsDraftKeeper *self)
{
  Wish wish = self->wish;

  if (self->busy || self->timer != 0 || wish == WISH_NONE)
    return;
  self->wish = WISH_NONE;
  self->busy = TRUE;
  if (wish == WISH_SAVE)
    save (self);
  else if (self->chart != NULL)
    mps_chart_discard_draft_async (
        self->chart, self->kind, NULL, on_discarded, g_object_ref (self));
  else
    mps_draft_discard_async (
        self->session, NULL, self->kind, NULL, on_discarded, g_object_ref (self));
}

static gboolean
on_pause (gpointer data)
{
  MpsDraftKeeper *self = data;

  if (mps_preedit_is_open ())
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  go_on (self);
  note (self);
  return G_SOURCE_REMOVE;
}

static void
mps_draft_keeper_finalize (GObject *object)
{
  MpsDraftKeeper *self = MPS_DRAFT_KEEPER (object);

  if (self->timer != 0)
    g_source_remove (self->timer);
  if (unsettled != NULL)
    g_hash_table_remove (unsettled, self);
  g_clear_object (&self->chart);
  g_clear_object (&self->session);
  g_free (self->kind);
  g_free (self->text);
  G_OBJECT_CLASS (mps_draft_keeper_parent_class)->finalize (object);
}

static void
mps_draft_keeper_class_init (MpsDraftKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_draft_keeper_finalize;
  signals[SIGNAL_FAILED] = g_signal_new ("failed",
                                         G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
mps_draft_keeper_init (MpsDraftKeeper *self)
{
}

/**
 * mps_draft_keeper_new:
 * @chart: in whose chart it is written
 * @kind: what it is a draft of: "problem", "problem/ID", "note"
 *
 * Returns: (transfer full): a keeper; let go of it only after mps_draft_keeper_flush()
 */
MpsDraftKeeper *
mps_draft_keeper_new (MpsChart *chart, const char *kind)
{
  MpsDraftKeeper *self = g_object_new (MPS_TYPE_DRAFT_KEEPER, NULL);

  self->chart = g_object_ref (chart);
  self->kind = g_strdup (kind);
  return self;
}

/**
 * mps_draft_keeper_new_before_chart:
 * @session: who writes
 * @kind: what it is a draft of: "patient"
 *
 * Returns: (transfer full): a keeper for what belongs to no chart yet
 */
MpsDraftKeeper *
mps_draft_keeper_new_before_chart (MpsSession *session, const char *kind)
{
  MpsDraftKeeper *self = g_object_new (MPS_TYPE_DRAFT_KEEPER, NULL);

  self->session = g_object_ref (session);
  self->kind = g_strdup (kind);
  return self;
}

/**
 * mps_draft_keeper_take_text:
 * @self: a keeper
 * @text: (transfer full): what stands there now
 * @caret: place of the caret, in characters
 * @anchor: other end of the selection
 *
 * Keeps it in a moment.
 */
void
mps_draft_keeper_take_text (MpsDraftKeeper *self, char *text, gint64 caret, gint64 anchor)
{
  g_free (self->text);
  self->text = text;
  self->caret = caret;
  self->anchor = anchor;
  self->wish = WISH_SAVE;
  if (self->timer == 0)
    self->timer = g_timeout_add (PAUSE_MS, on_pause, self);
  note (self);
}

/**
 * mps_draft_keeper_move_caret:
 * @self: a keeper
 * @caret: place of the caret, in characters
 * @anchor: other end of the selection
 *
 * The caret moved since the last text that was taken, if any was.
 */
void
mps_draft_keeper_move_caret (MpsDraftKeeper *self, gint64 caret, gint64 anchor)
{
  if (self->text == NULL || (self->caret == caret && self->anchor == anchor))
    return;
  self->caret = caret;
  self->anchor = anchor;
  self->wish = WISH_SAVE;
  note (self);
}

/**
 * mps_draft_keeper_flush:
 * @self: a keeper
 *
 * Keeps at once what was taken last; for when the page is left.
 */
void
mps_draft_keeper_flush (MpsDraftKeeper *self)
{
  if (self->timer != 0)
    g_source_remove (self->timer);
  self->timer = 0;
  go_on (self);
  note (self);
}

/**
 * mps_draft_keeper_discard:
 * @self: a keeper
 *
 * Forgets the draft: it is a record now, or it was thrown away by a person.
 */
void
mps_draft_keeper_discard (MpsDraftKeeper *self)
{
  if (self->timer != 0)
    g_source_remove (self->timer);
  self->timer = 0;
  self->wish = WISH_DISCARD;
  g_clear_pointer (&self->text, g_free);
  go_on (self);
  note (self);
}

/**
 * mps_draft_keeper_is_idle:
 * @self: a keeper
 *
 * Returns: whether everything that was taken is kept
 */
gboolean
mps_draft_keeper_is_idle (MpsDraftKeeper *self)
{
  return !self->busy && self->timer == 0 && self->wish == WISH_NONE;
}

/**
 * mps_draft_keeper_all_idle:
 *
 * For before the records close: the main thread.
 *
 * Returns: whether no draft of any page is still to be kept
 */
gboolean
mps_draft_keeper_all_idle (void)
{
  return unsettled == NULL || g_hash_table_size (unsettled) == 0;
}
