/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/keep/mps-store-seal.h"
#include "data/store/mps-store.h"

/* Name and password of the one account. */
#define BENCH_WORD "bench"

guint bench_patient_of (guint observation, guint patients);
void bench_fill (const char *directory, guint patients, guint observations);
MpsKeyring *bench_make_keys (const char *directory);
void bench_seal (const char *directory);
MpsStore *bench_open (const char *directory);
