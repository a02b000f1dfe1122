#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the JSON object of `manpasikctl --json measure` (from stdin) for people; exits 1 when it is no complete run."""

import json
import sys


def line(result):
    value = result.get("value")
    shown = "no value" if value is None else f"{result.get('comparator') or ''}{value:.4g} {result.get('unit', '')}"
    spread = result.get("expanded_uncertainty")
    if spread is not None:
        shown += f" ± {spread:.2g} {result.get('unit', '')} (expanded uncertainty)"
    flag = result.get("flag")
    return f"    {result.get('code', '?')}: {shown}" + (f"   flag: {flag}" if flag else "")


def main():
    run = json.load(sys.stdin)
    print(f"    run {run.get('run')}: {run.get('status')}, {run.get('scans')} scans")
    if run.get("status") != "complete":
        print(f"    reason: {run.get('reason')}")
        return 1
    results = run.get("results") or []
    for result in results:
        print(line(result))
    return 0 if results else 1


if __name__ == "__main__":
    sys.exit(main())
