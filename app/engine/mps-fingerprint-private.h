/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-block.h"
#include "app/engine/mps-correction.h"
#include "data/model/mps-run.h"

G_BEGIN_DECLS

/*
 * MpsFingerprintInput: what fingerprints are made of.
 * @blocks: finished, in the order of the 1792 values: level 0 then 1 at step 0, then at step 1
 * @n_blocks: 1, 2 or 4
 * @usable: of each channel, over all blocks
 * @correction: the reader's
 * @uses_burnt: on the cartridge, this run's included
 */
typedef struct {
  const MpsBlock *blocks[4];
  guint n_blocks;
  const gboolean *usable;
  const MpsCorrection *correction;
  guint uses_burnt;
} MpsFingerprintInput;

GPtrArray *mps_fingerprints_new (const MpsFingerprintInput *input) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
