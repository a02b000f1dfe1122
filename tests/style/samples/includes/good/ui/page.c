/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session.h"
#include <adwaita.h>
