#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: tests/cli/analyse.py MANPASIKCTL

`analyse` against files made here, byte by byte from the published formats, with known answers.
"""

import json
import math
import pathlib
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import run, write  # noqa: E402

CHANNELS = 88
GAIN = 2.0 ** -20


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def calibration(alpha=0.5, made=1, gain=GAIN):
    block = struct.pack("<HHI", 1, CHANNELS, made) + b"".join(
        struct.pack("<fff", gain, 0.0, alpha if not callable(alpha) else alpha(c)) for c in range(CHANNELS))
    return block + struct.pack("<I", crc32c(block))


def scan(index, phase, det, ref, flags=0, level=0, step=0):
    return struct.pack("<IQBBBBhHI", index, index * 100000, phase, level, step, flags, 2500, 4000, 101325) + struct.pack(
        f"<{2 * CHANNELS}i", *det, *ref)


def steady_run(response=104858, baseline=20, exposure=40, recovery=20):
    """Counts that alternate by one so that no channel is dead; the response is 0.1 V."""
    scans, index = [], 0
    for phase, count in ((0, baseline), (1, exposure), (2, recovery)):
        for _ in range(count):
            wobble = index % 2
            det = [1000 + wobble + (response if phase == 1 else 0)] * CHANNELS
            scans.append(scan(index, phase, det, [500 + wobble] * CHANNELS))
            index += 1
    return b"".join(scans)


def analyte(**changes):
    return dict({"name": "glucose", "first": 0, "count": 22, "curve": "linear", "parameters": [0, 0.001],
                 "low": 1, "high": 500, "k": 0, "unit": "mg/dL"}, **changes)


def tag(*analytes, programme=1, **changes):
    return dict({"programme": programme, "uses_burnt": 1, "analytes": list(analytes)}, **changes)


def files(program, scans, block, description):
    return (write(program.folder, "scans", scans), write(program.folder, "block", block),
            write(program.folder, "tag.json", description))


def linear(program):
    name = "an analyte whose name is longer than any code on a tag could ever be"
    out = program.done("analyse", *files(program, steady_run(), calibration(), tag(
        analyte(name=name), analyte(parameters=[0, 1e-6], name="over"), analyte(parameters=[0, 1], name="under")))).object
    assert set(out) >= {"status", "reason", "unusable", "fingerprints", "norms", "replaced", "results"}
    assert out["status"] == "complete" and out["reason"] == "" and out["unusable"] == []
    assert {k: len(v) for k, v in out["fingerprints"].items()} == {"88": 88, "448": 448}
    volts = 104858 * GAIN
    assert abs(out["results"][0]["value"] - volts / 0.001) < 1e-3, out["results"][0]
    assert out["results"][0]["code"] == name and out["results"][0]["comparator"] is None
    assert (out["results"][1]["comparator"], out["results"][1]["value"]) == (">", 500), out["results"][1]
    assert (out["results"][2]["comparator"], out["results"][2]["value"]) == ("<", 1), out["results"][2]
    assert out["results"][1]["expanded_uncertainty"] is None
    norm = math.sqrt(sum(v * v for v in out["fingerprints"]["88"]))
    assert abs(norm - out["norms"]["88"]) <= 1e-12 * norm
    for value in out["fingerprints"]["448"]:
        assert struct.unpack("<f", struct.pack("<f", value))[0] == value, "binary32 values, exactly"


def locales(program):
    arguments = ("analyse", *files(program, steady_run(), calibration(), tag(analyte())))
    plain = program.done(*arguments).stdout
    program.environment.update(LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8", LC_NUMERIC="de_DE.UTF-8")
    assert program.done(*arguments).stdout == plain


def invalid_run(program):
    out = program.call("analyse", *files(program, steady_run(exposure=1), calibration(), tag(analyte())))
    assert out.code == 1 and out.object["status"] == "invalid" and out.object["reason"], out.stdout
    assert out.object["fingerprints"] == {} and out.object["norms"] == {} and out.object["results"] == []
    dead = program.call("analyse", *files(program, steady_run(), calibration(lambda c: math.nan if c < 23 else 0.5), tag(analyte())))
    assert dead.object["status"] == "invalid" and dead.object["unusable"] == list(range(23)), dead.stdout
    alive = program.done("analyse", *files(program, steady_run(), calibration(lambda c: math.nan if c < 22 else 0.5), tag(analyte()))).object
    assert alive["results"][0]["value"] is None and "no usable channel" in alive["results"][0]["flag"], alive["results"]


def blank(program):
    scans = b"".join(
        scan(i, 0, [round(0.9 * 1000 * (i % 20 - 10)) + i % 3 for _ in range(CHANNELS)], [1000 * (i % 20 - 10)] * CHANNELS)
        for i in range(100))
    out = program.done("analyse", *files(program, scans, calibration(), tag(programme=0))).object
    assert set(out) >= {"alpha", "alpha_se", "noise", "rejection_db", "unusable", "accepted"}
    assert all(len(out[key]) == CHANNELS for key in ("alpha", "alpha_se", "noise", "rejection_db"))
    assert out["accepted"] is True and out["unusable"] == [] and abs(out["alpha"][0] - 0.9) < 0.01
    still = b"".join(scan(i, 0, [5] * CHANNELS, [0] * CHANNELS) for i in range(20))
    out = program.done("analyse", *files(program, still, calibration(), tag(programme=0))).object
    assert out["accepted"] is False and out["unusable"] == list(range(CHANNELS)) and out["alpha"][0] is None, out["alpha"][:3]


def refused_tag(program):
    good = files(program, steady_run(), calibration(), tag(analyte()))[:2]
    for number, wrong in enumerate((
        tag(analyte(first=80, count=9)), tag(analyte(count=0)), tag(analyte(low=5, high=5)), tag(analyte(low=6, high=5)),
        tag(analyte(parameters=[1, 0])), tag(analyte(curve="4pl", parameters=[1, 1, 1, 1])), tag(analyte(curve="cubic")),
        tag(analyte(curve="4pl", parameters=[0, 0, 1, 1])), tag(analyte(curve="5pl", parameters=[0, 1, 1, 1, 0])),
        tag(analyte(parameters=[0])), tag(*[analyte()] * 5),
    )):
        program.fails(3, "analyse", *good, write(program.folder, f"t{number}.json", wrong), error=("session", "refused"))


def bad_files(program):
    scans, block, description = files(program, steady_run(), calibration(), tag(analyte()))
    data = calibration()
    for number, (a, b, c) in enumerate((
        (scans.read_bytes()[:-1], None, None), (b"", None, None), (None, data[:-1], None), (None, data + b"x", None),
        (None, data[:8] + b"\xff" + data[9:], None), (None, calibration(gain=0.0), None), (None, calibration(gain=math.inf), None),
        (None, None, "{"), (None, None, "[]"), (None, None, ""), (None, None, json.dumps(tag(analyte(), programme=4))),
        (None, None, json.dumps(tag(analyte(), programme="1"))), (None, None, json.dumps({"programme": 1})),
        (None, None, json.dumps(tag({"name": "x"}))), (None, None, json.dumps(tag(3))), (None, None, bytes(range(256))),
    )):
        paths = [old if new is None else write(program.folder, f"bad{number}", new) for old, new in ((scans, a), (block, b), (description, c))]
        error = program.fails(1, "analyse", *paths)
        assert len(error["message"]) > 20, error
    program.fails(1, "analyse", scans, block, program.folder / "none", error=("io", "not-found"))
    program.fails(2, "analyse", scans, block, error=("cli", "usage"))


if __name__ == "__main__":
    run([linear, locales, invalid_run, blank, refused_tag, bad_files])
