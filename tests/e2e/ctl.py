# SPDX-License-Identifier: GPL-3.0-or-later
"""manpasikctl for tests: one call, its exit status and its JSON."""

import json
import subprocess


class Ctl:
    def __init__(self, program, profile):
        self.program = program
        self.profile = profile

    def run(self, *words, timeout=120):
        done = subprocess.run([self.program, "--profile", self.profile, "--json", *map(str, words)],
                              capture_output=True, text=True, timeout=timeout, check=False, stdin=subprocess.DEVNULL)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
        return done.returncode, lines, done.stderr

    def __call__(self, *words, timeout=120):
        """The one JSON object of a call that has to succeed."""
        status, lines, messages = self.run(*words, timeout=timeout)
        if status != 0 or len(lines) != 1:
            raise AssertionError(f"{' '.join(map(str, words))}: exit {status}, {len(lines)} lines: {lines[:2]} {messages[-500:]}")
        return lines[0]

    def lines(self, *words):
        """The JSON lines of a call that has to succeed and streams."""
        status, lines, messages = self.run(*words)
        if status != 0:
            raise AssertionError(f"{' '.join(map(str, words))}: exit {status}: {lines[:1]} {messages[-500:]}")
        return lines
