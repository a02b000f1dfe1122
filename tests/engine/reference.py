#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The measurement rules once more, as plainly as they read, to check the engine against.

Written from the rules alone: no streaming, no vectors, exact sums (math.fsum), whole lists in
memory. Called with a folder it writes there, for every case, the scans (728 bytes each), the
calibration block and a JSON file with the input and all that is expected of it.
"""

import json
import math
import os
import random
import statistics
import struct
import sys

CHANNELS = 88
RAIL = 8388607
NAN = float("nan")


def f32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def mean(values):
    return math.fsum(values) / len(values)


def deviation(values):
    """Standard deviation with n - 1; a single value has none to speak of."""
    if len(values) < 2:
        return 0.0
    middle = mean(values)
    return math.sqrt(math.fsum((v - middle) ** 2 for v in values) / (len(values) - 1))


def last(values, parts):
    """The last n/parts by count, rounded up, at least 1."""
    count = max(1, -(-len(values) // parts))
    return values[len(values) - count:]


def first(values, parts):
    return values[:max(1, -(-len(values) // parts))]


# --- records -------------------------------------------------------------------------------------


class Scan:
    def __init__(self, index, time_us, phase, level=0, step=0):
        self.index = index
        self.time_us = time_us
        self.phase = phase
        self.level = level
        self.step = step
        self.flags = 0
        self.temperature = 2500
        self.humidity = 4500
        self.pressure = 101325
        self.det = [0] * CHANNELS
        self.ref = [0] * CHANNELS

    def pack(self):
        return struct.pack("<IQBBBBhHI88i88i", self.index, self.time_us, self.phase, self.level,
                           self.step, self.flags, self.temperature, self.humidity, self.pressure,
                           *self.det, *self.ref)


class Calibration:
    def __init__(self, rng):
        self.made = 1700000000
        self.gain = [f32(2.5 / (1 << 23) * rng.uniform(0.95, 1.05)) for _ in range(CHANNELS)]
        self.offset = [f32(rng.uniform(-500, 500)) for _ in range(CHANNELS)]
        self.alpha = [f32(rng.uniform(0.9, 1.0)) for _ in range(CHANNELS)]

    def effective_alpha(self, channel):
        return 0.95 if self.made == 0 else self.alpha[channel]

    def pack(self):
        body = struct.pack("<HHI", 1, CHANNELS, self.made)
        for channel in range(CHANNELS):
            body += struct.pack("<fff", self.gain[channel], self.offset[channel],
                                self.alpha[channel])
        return body + struct.pack("<I", 0)  # the check sum is the codec's business


# --- section 1 -----------------------------------------------------------------------------------


def volts(counts, calibration, channel):
    return (counts - calibration.offset[channel]) * calibration.gain[channel]


def alpha_is_good(alpha):
    return not math.isnan(alpha) and 0.5 <= alpha <= 1.5


def channel_is_usable(scans, calibration, channel):
    if not alpha_is_good(calibration.effective_alpha(channel)):
        return False
    for counts in ([s.det[channel] for s in scans], [s.ref[channel] for s in scans]):
        if sum(1 for c in counts if abs(c) >= RAIL) > 0.05 * len(counts) + 1e-9:
            return False
        if len(set(counts)) < 2:
            return False
    return True


def blank(calibration, scans):
    clean = [s for s in scans if s.flags == 0]
    out = {"alpha": [], "alpha_se": [], "noise": [], "rejection_db": [], "usable": []}
    for c in range(CHANNELS):
        det = [volts(s.det[c], calibration, c) for s in clean]
        ref = [volts(s.ref[c], calibration, c) for s in clean]
        below = math.fsum(r * r for r in ref)
        if below == 0:
            for key in ("alpha", "alpha_se", "noise", "rejection_db"):
                out[key].append(None)
            out["usable"].append(False)
            continue
        alpha = math.fsum(d * r for d, r in zip(det, ref)) / below
        s = [d - alpha * r for d, r in zip(det, ref)]
        square = math.fsum(v * v for v in s)
        rms_det = math.sqrt(math.fsum(d * d for d in det) / len(det))
        rms_s = math.sqrt(square / len(s))
        rejection = 20 * math.log10(rms_det / rms_s)
        out["alpha"].append(alpha)
        out["alpha_se"].append(math.sqrt(square / (len(s) - 1) / below))
        out["noise"].append(deviation(s))
        out["rejection_db"].append(rejection)
        out["usable"].append(0.5 <= alpha <= 1.5 and rejection >= 20)
    out["accepted"] = out["usable"].count(False) <= 8
    return out


# --- section 2 -----------------------------------------------------------------------------------


def hampel(signal, one_count):
    cleaned, replaced = [], 0
    for i, x in enumerate(signal):
        window = signal[max(0, i - 7):i + 8]
        median = statistics.median(window)
        mad = statistics.median([abs(v - median) for v in window])
        if abs(x - median) > 4 * 1.4826 * max(mad, one_count):
            cleaned.append(median)
            replaced += 1
        else:
            cleaned.append(x)
    return cleaned, replaced


# --- section 3 -----------------------------------------------------------------------------------


def line_slope(times, values):
    seconds = [(t - times[0]) / 1e6 for t in times]
    mx, my = mean(seconds), mean(values)
    below = math.fsum((x - mx) ** 2 for x in seconds)
    if below == 0:
        return 0.0
    return math.fsum((x - mx) * (y - my) for x, y in zip(seconds, values)) / below


def rise_windows(times):
    """(i, j) of every line; one over everything when no start qualifies."""
    windows = []
    end = len(times) - 1
    for i in range(len(times)):
        if times[end] - times[i] < 1000000 or end - i < 8:
            continue
        j = max(k for k in range(i, len(times)) if times[k] - times[i] <= 1000000)
        windows.append((i, max(j, i + 8)))
    return windows or [(0, end)]


def largest(values):
    """The first of equals: of two that only rounding tells apart neither is larger."""
    best = values[0]
    for value in values:
        if abs(value) > abs(best) and not math.isclose(abs(value), abs(best), rel_tol=1e-12):
            best = value
    return best


def block_channel(block, calibration, c, windows):
    """Features, baseline sigma and replaced points of one channel in one block."""
    alpha = calibration.effective_alpha(c)
    signal = [volts(s.det[c], calibration, c) - alpha * volts(s.ref[c], calibration, c)
              for s in block]
    signal, replaced = hampel(signal, calibration.gain[c])
    by_phase = [[v for v, s in zip(signal, block) if s.phase == p] for p in range(3)]
    used = last(by_phase[0], 2)
    baseline, sigma = mean(used), deviation(used)
    exposure = [v - baseline for v in by_phase[1]]
    recovery = [v - baseline for v in by_phase[2]]
    times = [s.time_us for s in block if s.phase == 1]

    steady = mean(last(exposure, 5))
    slope = largest([line_slope(times[i:j + 1], exposure[i:j + 1]) for i, j in windows])
    area = math.fsum((times[i + 1] - times[i]) / 1e6 * (exposure[i] + exposure[i + 1]) / 2
                     for i in range(len(exposure) - 1))
    back = 0.0
    if abs(steady) > 3 * sigma:
        back = 1 - mean(last(recovery, 5)) / steady
    return [steady, largest(exposure), slope, area, back], sigma, replaced


def reading_mean(block, name, absent):
    values = [getattr(s, name) / 100 for s in block if getattr(s, name) != absent]
    return mean(values) if values else None


def block_context(block, computed, usable, calibration, uses):
    good = [c for c in range(CHANNELS) if usable[c]]
    decibels = [20 * math.log10(abs(computed[c][0][0]) / computed[c][1]) for c in good
                if computed[c][0][0] != 0 and computed[c][1] != 0]
    return [
        reading_mean(block, "temperature", -32768) or 0.0,
        reading_mean(block, "humidity", 65535) or 0.0,
        reading_mean(block, "pressure", 0) or 0.0,
        statistics.median(decibels) if decibels else 0.0,
        sum(computed[c][2] for c in good) / (len(good) * len(block)),
        (CHANNELS - len(good)) / CHANNELS,
        mean([calibration.effective_alpha(c) for c in good]),
        float(uses),
    ]


# --- section 4 -----------------------------------------------------------------------------------


def invert(kind, p, y):
    """(x, None) or (None, "<" or ">" with * for beyond an asymptote)."""
    if kind == "linear" or (kind == "quadratic" and p[2] == 0):
        return (y - p[0]) / p[1], None
    if kind == "quadratic":
        below_root = p[1] ** 2 - 4 * p[2] * (p[0] - y)
        if below_root < 0:
            return None, "<" if p[2] > 0 else ">"
        return (-p[1] + math.sqrt(below_root)) / (2 * p[2]), None
    a, b, c, d = p[:4]
    g = p[4] if kind == "5pl" else 1.0
    at_zero, at_infinity = (a, d) if b > 0 else (d, a)
    rising = at_infinity > at_zero
    if y <= at_zero if rising else y >= at_zero:
        return None, "<*"
    if y >= at_infinity if rising else y <= at_infinity:
        return None, ">*"
    return c * (((a - d) / (y - d)) ** (1 / g) - 1) ** (1 / b), None


def derivative(kind, p, x):
    """By differences of two step sizes, combined: independent of any formula for f'."""
    def f(v):
        if kind == "linear":
            return p[0] + p[1] * v
        if kind == "quadratic":
            return p[0] + p[1] * v + p[2] * v * v
        a, b, c, d = p[:4]
        return d + (a - d) / (1 + (v / c) ** b) ** (p[4] if kind == "5pl" else 1.0)

    def central(h):
        return (f(x + h) - f(x - h)) / (2 * h)
    h = abs(x) * 1e-3 or 1e-3
    return (4 * central(h / 2) - central(h)) / 3


def concentration(analyte, block, computed, usable, out_of_range):
    temperature = reading_mean(block, "temperature", -32768)
    flags = []
    result = {"code": analyte["name"], "value": None, "comparator": "", "uncertainty": None}
    term = 1 + analyte["k"] * ((25.0 if temperature is None else temperature) - 25)
    group = [c for c in range(analyte["first"], analyte["first"] + analyte["count"]) if usable[c]]
    if group and term > 0:
        ys = [computed[c][0][0] / term for c in group]
        y = mean(ys)
        x, where = invert(analyte["curve"], analyte["parameters"], y)
        if where is not None and "*" in where:
            flags.append("beyond asymptote")
        if where is None and x < analyte["low"]:
            where = "<"
        if where is None and x > analyte["high"]:
            where = ">"
        if where is None:
            result["value"] = x
            if len(group) > 1:
                thermal = y * analyte["k"] / term * 0.5
                result["uncertainty"] = 2 * abs(
                    1 / derivative(analyte["curve"], analyte["parameters"], x)
                ) * math.sqrt(deviation(ys) ** 2 / len(ys) + thermal ** 2)
        else:
            result["comparator"] = where[0]
            result["value"] = analyte["low"] if where[0] == "<" else analyte["high"]
    if out_of_range:
        flags.append("temperature out of range")
    if temperature is None:
        flags.append("temperature unknown")
    if not group:
        flags.append("no usable channel")
    elif term <= 0:
        flags.append("temperature correction is not positive")
    result["flag"] = "; ".join(flags)
    return result


# --- a whole run ---------------------------------------------------------------------------------

BLOCKS = {1: [(0, 0)], 2: [(0, 0), (1, 0)], 3: [(0, 0), (1, 0), (0, 1), (1, 1)]}


def analyse(tag, calibration, scans):
    usable = [channel_is_usable(scans, calibration, c) for c in range(CHANNELS)]
    blocks = [[s for s in scans if (s.level, s.step) == labels]
              for labels in BLOCKS[tag["programme"]]]
    out = {"usable": usable, "features": [], "sigma": [], "fingerprints": {}, "results": []}
    lost = sum(1 for s in scans if s.flags & 2)
    short = any(sum(1 for s in block if s.phase == p) < need
                for block in blocks for p, need in ((0, 2), (1, 2), (2, 1)))
    out["status"] = ("invalid" if usable.count(False) > 22 or lost * 100 > len(scans) or short
                     else "complete")
    if out["status"] == "invalid":
        return out

    all_computed, whole = [], []
    for block in blocks:
        times = [s.time_us for s in block if s.phase == 1]
        windows = rise_windows(times)
        computed = [([0.0] * 5, 0.0, 0)] * CHANNELS
        for c in range(CHANNELS):
            if usable[c]:
                computed[c] = block_channel(block, calibration, c, windows)
        all_computed.append(computed)
        out["features"].append([computed[c][0] for c in range(CHANNELS)])
        out["sigma"].append([computed[c][1] for c in range(CHANNELS)])
        values = [v for c in range(CHANNELS) for v in computed[c][0]]
        whole.append(values + block_context(block, computed, usable, calibration,
                                            tag["uses_burnt"]))
    out["replaced"] = sum(computed[c][2] for computed in all_computed for c in range(CHANNELS)
                          if usable[c])

    dimensions = {88: [all_computed[0][c][0][0] for c in range(CHANNELS)], 448: whole[0]}
    if len(whole) >= 2:
        dimensions[896] = whole[0] + whole[1]
    if len(whole) == 4:
        dimensions[1792] = whole[0] + whole[1] + whole[2] + whole[3]
    for dimension, values in dimensions.items():
        assert len(values) == dimension
        values = [f32(v) for v in values]
        out["fingerprints"][str(dimension)] = {
            "values": values, "norm": math.sqrt(math.fsum(v * v for v in values))}

    hot = any(s.flags & 4 for s in scans)
    out["results"] = [concentration(a, blocks[0], all_computed[0], usable, hot)
                      for a in tag["analytes"]]
    return out


# --- cases ---------------------------------------------------------------------------------------


def analyte(name, first_channel, count, curve, parameters, low, high, k=0.0):
    return {"name": name, "first": first_channel, "count": count, "curve": curve,
            "parameters": [f32(p) for p in parameters], "low": f32(low), "high": f32(high),
            "k": f32(k), "unit": "mg/dL"}


FOUR = [
    analyte("lin", 0, 22, "linear", [0.001, 0.0005], 10, 400, 0.01),
    analyte("quad", 22, 22, "quadratic", [0.002, 0.0004, 1e-7], 5, 300, -0.004),
    analyte("4pl", 44, 22, "4pl", [0.01, 1.3, 120, 0.4], 1, 900, 0.002),
    analyte("5pl", 66, 22, "5pl", [0.01, 1.2, 150, 0.5, 0.7], 1, 900),
]


def tag_of(programme=1, analytes=None, uses=3):
    return {"programme": programme, "uses_burnt": uses,
            "analytes": FOUR if analytes is None else analytes}


def regular(rate):
    return lambda i, rng: round(i * 1000000 / rate)


def irregular(rate):
    """Late, early and sometimes twice the same time stamp, but never backwards."""
    def time_us(i, rng):
        return int(i * 1000000 / rate) + (rng.randrange(int(900000 / rate)) if i % 5 else 0)
    return time_us


def make_run(seed, programme=1, counts=(24, 50, 20), time_us=regular(25), spikes=0.01, lift=0.1,
             noise=30):
    rng = random.Random(seed)
    calibration = Calibration(rng)
    height = [lift * rng.uniform(0.9, 1.1) * (1 + 0.1 * (c % 3)) for c in range(CHANNELS)]
    scans = []
    for level, step in BLOCKS[programme]:
        for phase, count in enumerate(counts):
            for i in range(count):
                scan = Scan(len(scans), time_us(len(scans), rng), phase, level, step)
                scan.temperature = 2450 + rng.randrange(40) + 1000 * step
                scan.humidity = 4400 + rng.randrange(90)
                scan.pressure = 101000 + rng.randrange(300)
                common = 0.3 * math.sin(len(scans) / 9) + 0.002 * len(scans)
                share = (0, 1 - math.exp(-i / 8), math.exp(-i / 6))[phase] * (1 + 0.5 * level)
                for c in range(CHANNELS):
                    gain, alpha = calibration.gain[c], calibration.alpha[c]
                    ref = common + 0.01 * c
                    det = alpha * ref + height[c] * share
                    scan.ref[c] = round(ref / gain + calibration.offset[c] + rng.gauss(0, noise))
                    scan.det[c] = round(det / gain + calibration.offset[c] + rng.gauss(0, noise))
                    if rng.random() < spikes:
                        scan.det[c] += rng.choice((-1, 1)) * rng.randrange(2000, 400000)
                scans.append(scan)
    return calibration, scans


CASES = {}


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


@case
def standard():
    return (tag_of(), *make_run(1))


@case
def two_level():
    return (tag_of(2), *make_run(2, 2, (12, 30, 8)))


@case
def two_level_two_temperature():
    return (tag_of(3, uses=32), *make_run(3, 3, (9, 28, 7)))


@case
def odd_counts():
    return (tag_of(), *make_run(4, counts=(13, 31, 11)))


@case
def smallest():
    return (tag_of(), *make_run(5, counts=(2, 2, 1)))


@case
def three_baseline_scans():
    return (tag_of(), *make_run(6, counts=(3, 9, 2)))


@case
def fast():
    return (tag_of(), *make_run(7, counts=(20, 260, 10), time_us=regular(200)))


@case
def exactly_one_window():
    return (tag_of(), *make_run(8, counts=(10, 11, 5), time_us=regular(10)))


@case
def exposure_just_under_a_second():
    return (tag_of(), *make_run(9, counts=(10, 10, 5), time_us=regular(10)))


@case
def eight_scans_last_longer_than_a_second():
    return (tag_of(), *make_run(10, counts=(10, 20, 5), time_us=regular(2)))


@case
def too_few_scans_for_a_window():
    return (tag_of(), *make_run(11, counts=(10, 8, 5), time_us=regular(2)))


@case
def nine_slow_scans():
    return (tag_of(), *make_run(12, counts=(10, 9, 5), time_us=regular(1)))


@case
def long_phases():
    return (tag_of(), *make_run(60, counts=(300, 700, 400), time_us=regular(20)))


@case
def irregular_times():
    return (tag_of(), *make_run(13, time_us=irregular(20)))


@case
def bursts_and_pauses():
    def time_us(i, rng):
        return (i // 12) * 1700000 + (i % 12) * 40000
    return (tag_of(), *make_run(14, counts=(20, 70, 15), time_us=time_us))


@case
def one_time_for_all():
    return (tag_of(), *make_run(15, counts=(20, 30, 15), time_us=lambda i, rng: 5))


@case
def falling_signal():
    return (tag_of(), *make_run(16, lift=-0.08))


@case
def spikes_at_the_ends():
    calibration, scans = make_run(17, spikes=0)
    for i in (0, 1, 6, 7, 8, len(scans) - 1, len(scans) - 2, len(scans) - 8):
        for c in range(0, CHANNELS, 3):
            scans[i].det[c] += 90000
    return tag_of(), calibration, scans


@case
def many_spikes():
    return (tag_of(), *make_run(18, spikes=0.3))


@case
def quiet_counts():
    """A baseline without any noise: sigma and MAD are 0, one count is the floor."""
    return (tag_of(), *make_run(19, noise=0, spikes=0.02))


@case
def rise_and_equal_fall():
    """Up and down again by the same, in every other channel the other way round."""
    calibration, scans = make_run(63, counts=(24, 100, 20), spikes=0, noise=0)
    for s in scans:
        i = s.index - 24
        height = 1000 * (25 - abs(i % 50 - 25)) * (1 if i < 50 else -1) if 0 <= i < 100 else 0
        for c in range(CHANNELS):
            s.det[c] = 100000 + height * (1 if c % 2 else -1)
            s.ref[c] = 100000 + (s.index == 143)
    return tag_of(), calibration, scans


@case
def never_calibrated():
    calibration, scans = make_run(20)
    calibration.made = 0
    calibration.alpha = [NAN] * CHANNELS
    return tag_of(), calibration, scans


def spoil(calibration, scans, count):
    """Makes channels unusable in every way there is, and others just not."""
    n = len(scans)
    allowed = n // 20
    ways = [
        lambda c: calibration.alpha.__setitem__(c, NAN),
        lambda c: calibration.alpha.__setitem__(c, f32(0.4999)),
        lambda c: calibration.alpha.__setitem__(c, f32(1.5001)),
        lambda c: [s.det.__setitem__(c, RAIL) for s in scans[:allowed + 1]],
        lambda c: [s.ref.__setitem__(c, -RAIL) for s in scans[-allowed - 1:]],
        lambda c: [s.det.__setitem__(c, 77) for s in scans],
        lambda c: [s.ref.__setitem__(c, -5) for s in scans],
        lambda c: [s.det.__setitem__(c, -RAIL - 1) for s in scans],
    ]
    for i in range(count):
        ways[i % len(ways)](3 * i % CHANNELS)
    for s in scans[5:5 + allowed]:
        s.det[80] = RAIL
        s.ref[82] = -RAIL - 1
    calibration.alpha[83] = 0.5
    calibration.alpha[85] = 1.5


@case
def eight_unusable():
    calibration, scans = make_run(21, counts=(30, 40, 30))
    spoil(calibration, scans, 8)
    return tag_of(), calibration, scans


@case
def five_unusable():
    """An odd number of usable channels."""
    calibration, scans = make_run(61, counts=(30, 40, 30))
    spoil(calibration, scans, 5)
    return tag_of(), calibration, scans


@case
def steady_state_of_exactly_nothing():
    calibration, scans = make_run(62, counts=(24, 50, 20), spikes=0)
    for c in range(0, 30, 2):
        calibration.gain[c] = 2.0 ** -22
        calibration.offset[c] = 0.0
        calibration.alpha[c] = 0.5
        for s in scans:
            s.det[c] = 2 if s.index % 2 else -2
            s.ref[c] = 3 if s.index < 3 else 0
    return tag_of(), calibration, scans


@case
def twenty_two_unusable():
    calibration, scans = make_run(22, counts=(30, 40, 30))
    spoil(calibration, scans, 22)
    return tag_of(), calibration, scans


@case
def twenty_three_unusable():
    calibration, scans = make_run(23, counts=(30, 40, 30))
    spoil(calibration, scans, 23)
    return tag_of(), calibration, scans


@case
def contact_lost_in_one_percent():
    calibration, scans = make_run(24, counts=(30, 40, 30))
    scans[50].flags = 3
    return tag_of(), calibration, scans


@case
def contact_lost_in_more():
    calibration, scans = make_run(25, counts=(30, 40, 29))
    scans[50].flags = 2
    return tag_of(), calibration, scans


@case
def no_readings():
    calibration, scans = make_run(26)
    for s in scans:
        s.temperature, s.humidity, s.pressure = -32768, 65535, 0
    return tag_of(), calibration, scans


@case
def some_readings():
    calibration, scans = make_run(27, 2, (12, 30, 8))
    for s in scans:
        if s.index % 3:
            s.temperature = -32768
        if s.index % 4:
            s.humidity = 65535
        if s.level == 0 or s.index % 2:
            s.pressure = 0
    scans[-1].flags = 4
    return tag_of(2), calibration, scans


@case
def no_temperature_in_the_first_block():
    calibration, scans = make_run(28, 2, (12, 30, 8))
    for s in scans:
        if s.level == 0:
            s.temperature = -32768
    scans[3].flags = 4
    return tag_of(2), calibration, scans


@case
def below_zero():
    calibration, scans = make_run(29)
    for s in scans:
        s.temperature = -1500 - s.index % 7
    return tag_of(), calibration, scans


@case
def out_of_every_range():
    analytes = [
        analyte("lin-below", 0, 20, "linear", [0.5, 0.0005], 1, 400),
        analyte("lin-above", 0, 20, "linear", [0, 0.0001], 1, 400),
        analyte("lin-falling", 0, 20, "linear", [0.3, -0.001], 1, 400),
        analyte("quad-below", 0, 20, "quadratic", [0.2, 0, 1e-5], 1, 300),
        analyte("quad-above", 0, 20, "quadratic", [0, 0.001, -1e-5], 1, 300),
        analyte("quad-falling-first", 0, 20, "quadratic", [0.11, -0.0008, 1e-5], 1, 300),
        analyte("quad-is-linear", 0, 20, "quadratic", [0.01, 0.0008, 0], 1, 300),
        analyte("4pl-low", 0, 20, "4pl", [0.2, 1.3, 120, 2.4], 1, 900),
        analyte("4pl-high", 0, 20, "4pl", [0.01, 1.3, 120, 0.05], 1, 900),
        analyte("4pl-falling", 0, 20, "4pl", [0.3, 1.3, 120, 0.01], 1, 900),
        analyte("4pl-falling-low", 0, 20, "4pl", [0.05, 1.3, 120, 0.01], 1, 900),
        analyte("4pl-negative-b", 0, 20, "4pl", [0.3, -1.3, 120, 0.01], 1, 900),
        analyte("4pl-negative-b-high", 0, 20, "4pl", [0.05, -1.3, 120, 0.01], 1, 900),
        analyte("4pl-below-range", 0, 20, "4pl", [0.01, 1.3, 120, 0.3], 300, 900),
        analyte("5pl-above-range", 0, 20, "5pl", [0.01, 1.3, 120, 0.3, 0.4], 1, 20),
        analyte("5pl-low", 0, 20, "5pl", [0.2, 1.3, 120, 2.4, 0.4], 1, 900),
        analyte("5pl-negative-b", 0, 20, "5pl", [0.3, -1.3, 120, 0.01, 2.5], 1, 900),
    ]
    return (tag_of(analytes=analytes), *make_run(30))


@case
def groups():
    calibration, scans = make_run(31)
    for c in range(40, 44):
        calibration.alpha[c] = NAN
    linear = ("linear", [0.001, 0.0005], 1, 900)
    analytes = [
        analyte("one", 7, 1, *linear, 0.01),
        analyte("one-left", 41, 4, *linear),
        analyte("none", 40, 4, *linear),
        analyte("last", 87, 1, *linear),
        analyte("all", 0, 88, *linear, 0.02),
    ]
    return tag_of(analytes=analytes), calibration, scans


@case
def temperature_term():
    calibration, scans = make_run(32)
    for s in scans:
        s.temperature = 3500
    linear = ("linear", [0.001, 0.0005], 1, 9000)
    analytes = [
        analyte("zero", 0, 20, *linear, -0.1),
        analyte("negative", 0, 20, *linear, -0.125),
        analyte("small", 0, 20, *linear, -0.09375),
        analyte("large", 0, 20, *linear, 0.125),
    ]
    analytes[0]["k"] = -0.125
    scans[0].flags = 4
    return tag_of(analytes=analytes), calibration, scans


for _phase, _counts in enumerate([(1, 20, 5), (20, 1, 5), (20, 20, 0)]):
    CASES["short-phase-%d" % _phase] = (
        lambda counts=_counts: (tag_of(), *make_run(40, counts=counts)))


@case
def second_block_missing():
    calibration, scans = make_run(41)
    return tag_of(2), calibration, scans


def make_blank(seed, n=200, reach=0.4, noise=20):
    rng = random.Random(seed)
    calibration = Calibration(rng)
    alpha = [rng.uniform(0.9, 1.0) for _ in range(CHANNELS)]
    scans = []
    for i in range(n):
        scan = Scan(i, i * 10000, 0)
        common = reach * math.sin(i / 7)
        for c in range(CHANNELS):
            gain, offset = calibration.gain[c], calibration.offset[c]
            scan.ref[c] = round(common / gain + offset + rng.gauss(0, noise))
            scan.det[c] = round(alpha[c] * common / gain + offset + rng.gauss(0, noise))
        scans.append(scan)
    return calibration, scans


@case
def blank_good():
    return (tag_of(0, []), *make_blank(50))


@case
def blank_with_flagged_scans():
    calibration, scans = make_blank(51)
    for s in scans[::9]:
        s.flags = 1 << (s.index % 3)
        s.det = [s.index * 999] * CHANNELS
    return tag_of(0, []), calibration, scans


@case
def blank_hardly_modulated():
    return (tag_of(0, []), *make_blank(52, reach=0.0002))


def spoil_blank(seed, count):
    calibration, scans = make_blank(seed)
    for c in range(count):
        for s in scans:
            if c % 3 == 0:
                s.det[c] = -s.det[c]
            elif c % 3 == 1:
                calibration.offset[c] = 0.0
                s.ref[c] = 0
            else:
                s.det[c] += (s.index * 7919 % 40000) * 20 - 400000
    return tag_of(0, []), calibration, scans


@case
def blank_with_eight_bad():
    return spoil_blank(53, 8)


@case
def blank_with_nine_bad():
    return spoil_blank(54, 9)


def numbers(value):
    """JSON has no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: numbers(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [numbers(v) for v in value]
    return value


def main(folder):
    for name, make in CASES.items():
        tag, calibration, scans = make()
        expect = (blank(calibration, scans) if tag["programme"] == 0
                  else analyse(tag, calibration, scans))
        with open(os.path.join(folder, name + ".scans"), "wb") as out:
            out.write(b"".join(s.pack() for s in scans))
        with open(os.path.join(folder, name + ".calibration"), "wb") as out:
            out.write(calibration.pack())
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as out:
            json.dump(numbers({"tag": tag, "expect": expect}), out)
    print(len(CASES), "cases")


if __name__ == "__main__":
    main(sys.argv[1])
