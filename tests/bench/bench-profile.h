/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store.h"

guint bench_patient_of (guint observation, guint patients);
void bench_fill (const char *directory, guint patients, guint observations);
