/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-cartridge.h"
#include "data/model/mps-scan.h"

G_BEGIN_DECLS

/** MPS_VIRTUAL_CARTRIDGE_TYPE: cartridge type code of the virtual cartridge */
#define MPS_VIRTUAL_CARTRIDGE_TYPE 0x0101
#define MPS_VIRTUAL_N_ANALYTES 3

const MpsAnalyte *mps_virtual_chemistry_peek_analytes (void);
void
mps_virtual_chemistry_get_doses (guint64 seed, double dose, double doses[MPS_VIRTUAL_N_ANALYTES]);
void mps_virtual_chemistry_get_responses (guint64 seed,
                                          double dose,
                                          double volts[MPS_CHANNELS],
                                          double temperature_coefficients[MPS_CHANNELS]);

G_END_DECLS
