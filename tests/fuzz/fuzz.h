/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What libFuzzer calls; the regression program calls it too, with the seeds. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Bytes that reach deep into the target, made in code. */
GPtrArray *fuzz_make_seeds (void);
