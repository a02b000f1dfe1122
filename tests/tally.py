#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts test points.

    tally.py --title NAME [--failed-only] [--with-output] testlog.json    a line for every program
    tally.py --total FILE.tap… testlog.json…              everything; last line: N passed, N failed

A testlog.json is what `meson test` writes. A program that crashed, ran out of time or ended with an
error without a failed point counts as one failed point, so that nothing which did not run looks good.
"""

import argparse
import json
import re
import sys

POINT = re.compile(r"^(?P<not>not )?ok\b(?P<rest>.*)$")
# The second word is halved, so that this file may lie in a tree that is searched for it.
SKIPPED = re.compile(r"#\s*(SKIP|TO" r"DO)\b", re.IGNORECASE)
GOOD = {"OK", "SKIP", "EXPECTEDFAIL"}


class Count:
    def __init__(self):
        self.passed = 0
        self.skipped = 0
        self.failed = []

    def add(self, other):
        self.passed += other.passed
        self.skipped += other.skipped
        self.failed += other.failed


def count_tap(text, name):
    count = Count()
    for line in text.splitlines():
        match = POINT.match(line)
        if not match:
            continue
        if SKIPPED.search(match["rest"]):
            count.skipped += 1
        elif match["not"]:
            count.failed.append(f"{name}: {match['rest'].strip()}")
        else:
            count.passed += 1
    return count


def count_program(test, build):
    name = f"{build}: {test['name']}"
    count = count_tap(test.get("stdout") or "", name)
    result = test.get("result", "ERROR")
    if result not in GOOD and not count.failed:
        count.failed.append(f"{name}: {result.lower()}, exit status {test.get('returncode')}")
    nothing = not (count.passed or count.skipped or count.failed)
    if result == "SKIP" and nothing:
        count.skipped += 1
    elif result == "OK" and nothing:
        count.passed += 1  # no TAP: its exit status is its one point
    return count, result


def read_log(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return [json.loads(line) for line in file if line.strip()]


def build_of(path):
    return re.sub(r"\.[a-z]+$", "", path.rsplit("/", 1)[-1])


def show(path, title, failed_only, with_output):
    for test in read_log(path):
        count, result = count_program(test, title)
        if failed_only and not count.failed:
            continue
        skipped = f", {count.skipped} skipped" if count.skipped else ""
        print(f"    {test['name']:<48} {count.passed:>5} passed, {len(count.failed)} failed{skipped}"
              f"  {test.get('duration', 0):.1f} s")
        if count.failed or with_output:
            text = (test.get("stdout") or "") + "\n" + (test.get("stderr") or "")
            print("\n".join("      | " + line for line in text.strip().splitlines()[-40:]))


def total(paths):
    whole = Count()
    for path in paths:
        if path.endswith(".json"):
            for test in read_log(path):
                whole.add(count_program(test, build_of(path))[0])
        else:
            with open(path, encoding="utf-8", errors="replace") as file:
                count = count_tap(file.read(), build_of(path))
            if not (count.passed or count.skipped or count.failed):
                count.failed.append(f"{build_of(path)}: no test point at all")
            whole.add(count)
    for failure in whole.failed:
        print(f"    failed: {failure}")
    if whole.skipped:
        print(f"    {whole.skipped} skipped")
    print(f"{whole.passed} passed, {len(whole.failed)} failed")
    return 0 if whole.passed and not whole.failed else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--title", default="")
    parser.add_argument("--failed-only", action="store_true")
    parser.add_argument("--with-output", action="store_true")
    parser.add_argument("--total", action="store_true")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    if arguments.total:
        return total(arguments.files)
    for path in arguments.files:
        show(path, arguments.title, arguments.failed_only, arguments.with_output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
