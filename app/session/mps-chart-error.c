/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-chart-error.h"

GQuark
mps_chart_error_quark (void)
{
  return g_quark_from_static_string ("mps-chart-error-quark");
}
