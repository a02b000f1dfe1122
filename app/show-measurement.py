#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: show-measurement.py MANPASIKCTL PROFILE PATIENT OUTPUT

Measures a patient without a window, keeps the JSON in OUTPUT and prints it for people: name, value, unit,
expanded uncertainty, flag and reference range, as they stand in the stored observations. The last line is
the run's id. Exits 1 when the run is not complete.
"""

import json
import subprocess
import sys


def call(ctl, *words):
    done = subprocess.run([*ctl, *words], stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.splitlines()
    if not lines:
        sys.exit(f"manpasikctl {' '.join(words)} ended with {done.returncode} and said nothing")
    return json.loads(lines[0])


def range_of(observation):
    limits = (observation.get("referenceRange") or [{}])[0]
    low, high = (limits.get(side, {}).get("value") for side in ("low", "high"))
    unit = (limits.get("high") or limits.get("low") or {}).get("unit", "")
    if low is not None and high is not None:
        return f"reference {low:g} – {high:g} {unit}"
    if high is not None:
        return f"reference up to {high:g} {unit}"
    if low is not None:
        return f"reference from {low:g} {unit}"
    return "no reference range"


def line_of(result, observation):
    unit = result["unit"]
    if result["value"] is None:
        value = "no value"
    else:
        value = f"{result.get('comparator') or ''}{result['value']:.4g} {unit}"
    if result.get("expanded_uncertainty") is not None:
        value += f" ± {result['expanded_uncertainty']:.2g} {unit} (k = 2)"
    coding = (observation.get("interpretation") or [{}])[0].get("coding", [{}])[0]
    words = [word for word in (coding.get("display") or "not judged", result.get("flag")) if word]
    name = observation.get("code", {}).get("text") or result["code"]
    return f"    {name}: {value}; {', '.join(words)}; {range_of(observation)}"


def main(program, profile, patient, output):
    ctl = (program, "--profile", profile, "--json")
    run = call(ctl, "measure", "--patient", patient)
    with open(output, "w", encoding="utf-8") as file:
        json.dump(run, file, ensure_ascii=False, indent=2)
    if run.get("status") != "complete":
        print(f"    no result: {run.get('reason') or run.get('error', {}).get('message')}")
        return 1
    print(f"    complete, {run['scans']} scans of 88 channels, {run['resent']} frames asked for again")
    for result, reference in zip(run["results"], run["observations"]):
        print(line_of(result, call(ctl, "get", reference)))
    print(run["run"])
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
