/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * MpsApplication: the program with its window; one instance for each profile.
 */
#define MPS_TYPE_APPLICATION (mps_application_get_type ())
G_DECLARE_FINAL_TYPE (MpsApplication, mps_application, MPS, APPLICATION, AdwApplication)

MpsApplication *mps_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
