/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store.h"
#include <sqlite3.h>
