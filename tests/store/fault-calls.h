/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CallFault:
 * @CALL_ERROR: the call fails and does nothing
 * @CALL_SHORT: a write takes half of it and says so; other calls fail
 * @CALL_FULL: the disk is full: what makes a file or makes one longer fails; other calls pass
 */
typedef enum {
  CALL_ERROR,
  CALL_SHORT,
  CALL_FULL,
} CallFault;

/**
 * CallHowOften:
 * @CALL_ONCE: one call fails
 * @CALL_FROM_THEN_ON: all that follow fail too
 */
typedef enum {
  CALL_ONCE,
  CALL_FROM_THEN_ON,
} CallHowOften;

/**
 * CallLoss: what is left of what was not synced when the power fails
 * @CALL_LOSE_ALL: nothing: contents as of their last sync, names as of the last sync of the folder
 * @CALL_LOSE_NAMES: contents as they are, names as of the last sync of the folder
 * @CALL_LOSE_CONTENTS: the other way round
 * @CALL_LOSE_SECTORS: of each sector it is left to chance, names likewise all or none
 */
typedef enum {
  CALL_LOSE_ALL,
  CALL_LOSE_NAMES,
  CALL_LOSE_CONTENTS,
  CALL_LOSE_SECTORS,
  CALL_N_LOSSES,
} CallLoss;

/* Called where a file or folder is just about to be synced. */
typedef void (*CallSyncFunc) (gpointer data);

void fault_calls_fail (const char *folder, guint nth, CallFault fault, CallHowOften how_often);
gboolean fault_calls_has_failed (void);
void fault_calls_record (const char *folder, CallSyncFunc func, gpointer data);
void fault_calls_put (const char *folder, CallLoss loss, GRand *chance);
void fault_calls_heal (void);

G_END_DECLS
