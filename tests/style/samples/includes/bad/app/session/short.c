/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mps-session.h"
#include "app/session/mps-nothing.h"
