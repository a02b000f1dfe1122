#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""coverage.py ROOT BUILD: prints which share of each folder's lines and branches the tests of BUILD ran."""

import collections
import json
import os
import subprocess
import sys


def measure(root, build):
    command = ["gcovr", "-r", root, build, "-j", str(os.cpu_count() or 1), "--gcov-ignore-parse-errors",
               "--exclude", "tests/", "--exclude", "build", "--exclude-unreachable-branches",
               "--json-summary", "-o", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-2000:])
        sys.exit(1)
    return json.loads(done.stdout)


def percent(part, whole):
    return f"{100 * part / whole:5.1f} %" if whole else "    –"


def main(root, build):
    report = measure(root, build)
    folders = collections.defaultdict(lambda: [0, 0, 0, 0])
    for file in report["files"]:
        for key in (os.path.dirname(file["filename"]), "all"):
            sums = folders[key]
            sums[0] += file["line_covered"]
            sums[1] += file["line_total"]
            sums[2] += file["branch_covered"]
            sums[3] += file["branch_total"]
    print(f"    {'folder':<24} {'lines':>8} {'branches':>9}")
    for folder in sorted(folders, key=lambda name: (name == "all", name)):
        sums = folders[folder]
        print(f"    {folder:<24} {percent(sums[0], sums[1]):>8} {percent(sums[2], sums[3]):>9}")
    return 0 if folders["all"][1] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
