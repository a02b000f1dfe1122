#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: tests/cli/kill.py MANPASIKCTL [--long]

Programs killed with SIGKILL at random moments while they write: whatever was acknowledged is there,
nothing is half, the audit chain holds. --long: 2000 kills in all; else a few of each kind.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import run, write  # noqa: E402

SEED = int(os.environ.get("MPS_KILL_SEED", time.time_ns() % 1_000_000))


def kills(long, few, many):
    print(f"# seed {SEED}")
    return random.Random(SEED), (many if long else few)


def observation(number, patient="p"):
    return {
        "resourceType": "Observation", "id": str(uuid.UUID(int=number, version=4)), "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2339-0"}], "text": "Glucose"},
        "subject": {"reference": f"Patient/{patient}"}, "effectiveDateTime": "2026-03-01T09:00:00Z",
        "valueQuantity": {"value": number % 1000, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"},
    }


def people(program):
    program.done("init", "--admin", "tester", "--demo")
    program.done("put", write(program.folder, "p.json", {"resourceType": "Patient", "id": "p", "name": [{"text": "시험용"}]}))


def kill_after(process, seconds):
    """Whether it was still at work when the time was over."""
    try:
        process.wait(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    finally:
        process.stdout.close()
        process.stderr.close()


def sound(program, least):
    checked = program.done("check").object
    assert checked["problems"] == [] and checked["first_broken"] is None, checked
    assert checked["records"] >= least, (checked, least)
    return checked


def numbers_stored(program):
    found, cursor = set(), None
    while True:
        more = ("--after", cursor) if cursor else ()
        lines = program.done("list", "Observation", "--patient", "p", "--limit", 200, *more).lines
        for line in lines[:-1]:
            assert line == {**observation(uuid.UUID(line["id"]).int & 0xFFFFFFFFFFFF), "id": line["id"], "meta": line["meta"]}, line
            found.add(line["id"])
        cursor = lines[-1]["next"]
        if cursor is None:
            return found


def put_killed(program, long):
    """One record after another; each that was said to be stored is."""
    chance, wanted = kills(long, 12, 1000)
    people(program)
    acknowledged, number, killed = set(), 0, 0
    while killed < wanted:
        number += 1
        path = write(program.folder, "one.json", observation(number))
        process = program.start("put", path)
        if kill_after(process, chance.uniform(0.001, 0.06)):
            killed += 1
        elif process.returncode == 0:
            acknowledged.add(observation(number)["id"])
        if killed % 100 == 99:
            sound(program, 1)
    sound(program, len(acknowledged))
    stored = numbers_stored(program)
    assert acknowledged <= stored, f"lost: {acknowledged - stored}"
    print(f"# {killed} kills, {len(acknowledged)} acknowledged, {len(stored)} stored of {number}")


def import_killed(program, long):
    """An import that was killed is finished by the next one; nothing comes twice."""
    chance, wanted = kills(long, 6, 500)
    people(program)
    total = 4000
    lines = "\n".join(json.dumps(observation(n)) for n in range(1, total + 1))
    path = write(program.folder, "many.ndjson", lines)
    started = time.monotonic()
    program.done("import", write(program.folder, "first.ndjson", lines.split("\n", 1)[0]))
    idle = time.monotonic() - started
    killed = 0
    while killed < wanted:
        if kill_after(program.start("import", path), chance.uniform(0, 2 * idle + 0.4)):
            killed += 1
        if killed % 50 == 49:
            sound(program, 2)
    sound(program, 2)
    program.done("import", path)
    stored = numbers_stored(program)
    assert len(stored) == total, len(stored)
    for number in (1, total // 2, total):
        versions = program.done("history", f"Observation/{observation(number)['id']}").lines
        assert [v["meta"]["versionId"] for v in sorted(versions, key=lambda v: int(v["meta"]["versionId"]))] == [
            str(i) for i in range(1, len(versions) + 1)
        ], versions
    print(f"# {killed} kills during import")


def measure_killed(program, long):
    """A measurement that was killed is an invalid run, or there is none; never half a result."""
    chance, wanted = kills(long, 4, 200)
    people(program)
    killed = 0
    while killed < wanted:
        process = program.start("measure", "--patient", "p", "--rate", 100, "--scans", 60, "--speed", 100)
        if kill_after(process, chance.uniform(0.01, 0.5)):
            killed += 1
    sound(program, 2)
    done = program.call("recompute", "--all")
    assert done.code in (0, 4), (done.code, done.stdout, done.stderr)
    if done.code == 0:
        report = done.object
        assert report["runs"] == report["identical"] and report["differences"] == [], report
    print(f"# {killed} kills while measuring")


def others_untouched(program, long):
    """Two programs write; one of them is killed; the other neither waits for ever nor loses anything."""
    chance, wanted = kills(long, 4, 300)
    people(program)
    total = 2000
    lines = "\n".join(json.dumps(observation(n)) for n in range(1, total + 1))
    path = write(program.folder, "many.ndjson", lines)
    killed, number, acknowledged = 0, total, set()
    while killed < wanted:
        other = program.start("import", path)
        number += 1
        result = program.done("put", write(program.folder, "one.json", observation(number)), timeout=60)
        assert result.object["id"] == f"Observation/{observation(number)['id']}"
        acknowledged.add(observation(number)["id"])
        if kill_after(other, chance.uniform(0, 0.1)):
            killed += 1
    sound(program, len(acknowledged))
    assert acknowledged <= numbers_stored(program)
    print(f"# {killed} kills beside {len(acknowledged)} writes")


if __name__ == "__main__":
    run([put_killed, import_killed, measure_killed, others_untouched])
