/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-noun.h"
