/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/mps-cli.h"

G_BEGIN_DECLS

MpsExit mps_cli_import_csv (
    MpsCli *cli, const char *csv, const char *mapping, const char *keep, gboolean preview_only);

G_END_DECLS
