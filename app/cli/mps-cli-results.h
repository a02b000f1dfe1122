/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/mps-cli.h"
#include "data/model/mps-run.h"

G_BEGIN_DECLS

void mps_cli_out_results (MpsOut *out, GPtrArray *results);
void mps_cli_print_results (GPtrArray *results);

G_END_DECLS
