/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/mps-cli.h"
#include "data/store/keep/mps-store-backup.h"

G_BEGIN_DECLS

void mps_cli_print_backup (MpsCli *cli,
                           const MpsBackupReport *report,
                           const char *what,
                           gint64 began_us);
void mps_cli_print_clock (gint64 behind_us);

G_END_DECLS
