/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-draw-private.h"

#include <math.h>

/* Mixing is done in OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab/), where equal
 * steps look equal, so that the colour of a cell can be read as a length. */

typedef struct {
  double l, a, b;
} Lab;

static double
to_linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
from_linear (double c)
{
  double clamped = CLAMP (c, 0, 1);
  return clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * pow (clamped, 1 / 2.4) - 0.055;
}

static Lab
to_lab (MpsColour colour)
{
  double r = to_linear (colour.r), g = to_linear (colour.g), b = to_linear (colour.b);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return (Lab){ 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s };
}

static MpsColour
from_lab (Lab lab, double alpha)
{
  double l = lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b;
  double m = lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b;
  double s = lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b;
  l = l * l * l;
  m = m * m * m;
  s = s * s * s;
  return (MpsColour){ from_linear (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                      from_linear (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                      from_linear (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
                      alpha };
}

/**
 * mps_colour_mix:
 * @from: a colour
 * @to: another
 * @share: 0 gives @from, 1 gives @to
 *
 * Returns: what lies between them to the eye
 */
MpsColour
mps_colour_mix (MpsColour from, MpsColour to, double share)
{
  double t = CLAMP (share, 0, 1);
  Lab one = to_lab (from), two = to_lab (to);
  Lab mixed = { one.l + (two.l - one.l) * t,
                one.a + (two.a - one.a) * t,
                one.b + (two.b - one.b) * t };
  return from_lab (mixed, from.a + (to.a - from.a) * t);
}

/**
 * mps_colour_fade:
 * @colour: a colour
 * @alpha: 0…1
 *
 * Returns: the colour, that much opaque
 */
MpsColour
mps_colour_fade (MpsColour colour, double alpha)
{
  colour.a *= alpha;
  return colour;
}

/**
 * mps_colour_over:
 * @fill: a background
 *
 * Returns: black or white, whichever is easier to read on it
 */
MpsColour
mps_colour_over (MpsColour fill)
{
  double luminance =
      0.2126 * to_linear (fill.r) + 0.7152 * to_linear (fill.g) + 0.0722 * to_linear (fill.b);
  /* Where the contrast ratios of WCAG 2 to black and to white are the same. */
  double grey = luminance > 0.179 ? 0.0 : 1.0;
  return (MpsColour){ grey, grey, grey, 1 };
}

/**
 * mps_palette_init_for_paper:
 * @palette: (out): dark ink on white, 8 point text
 *
 * The four clinical meanings have a contrast of at least 4.5 to 1 on white.
 */
void
mps_palette_init_for_paper (MpsPalette *palette)
{
  *palette = (MpsPalette){
    .text = { 0.10, 0.10, 0.12, 1 },
    .dim = { 0.37, 0.37, 0.40, 1 },
    .grid = { 0.82, 0.82, 0.84, 1 },
    .surface = { 1, 1, 1, 1 },
    .positive = { 0.10, 0.37, 0.71, 1 },
    .negative = { 0.71, 0.32, 0.04, 1 },
    .normal = { 0.09, 0.38, 0.18, 1 },
    .attention = { 0.52, 0.26, 0.00, 1 },
    .critical = { 0.66, 0.00, 0.11, 1 },
    .unknown = { 0.36, 0.23, 0.56, 1 },
    .accent = { 0.10, 0.37, 0.71, 1 },
    .font_size = 8,
  };
}
