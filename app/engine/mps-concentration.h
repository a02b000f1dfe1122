/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-block.h"
#include "data/model/mps-cartridge.h"
#include "data/model/mps-run.h"

G_BEGIN_DECLS

/*
 * MpsConcentrationInput: what every result of a run is computed from.
 * @block: level 0, step 0, finished
 * @usable: of each channel, over all blocks
 * @temperature_out_of_range: whether a scan of the run carries that flag
 */
typedef struct {
  const MpsBlock *block;
  const gboolean *usable;
  gboolean temperature_out_of_range;
} MpsConcentrationInput;

MpsResult *mps_concentration_new (const MpsConcentrationInput *input, const MpsAnalyte *analyte)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
