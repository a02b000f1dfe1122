/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/mps-tasks.h"

G_BEGIN_DECLS

MpsTask *mps_tasks_make_downtime_kit (MpsTasks *self, const char *place, const char *language);

G_END_DECLS
