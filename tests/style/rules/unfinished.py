# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing says of itself that it is unfinished."""

import re

# Written in halves, so that this file may lie in the tree that it judges.
CASED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK|TB" r"D)\b")
WORDS = re.compile(r"lorem " r"ipsum|not (yet )?" r"implemented", re.IGNORECASE)
TEXT = (".c", ".h", ".py", ".ui", ".sql", ".css", ".md", ".build", ".txt", ".in", ".xml", ".yml", ".sh", ".po")


def check(tree):
    for name in sorted(set(tree.named(*TEXT)) | set(tree.scripts("bash", "sh", "python3"))):
        if name.startswith("tests/fixtures/"):
            continue
        for number, line in enumerate(tree.text(name).split("\n"), 1):
            found = CASED.search(line) or WORDS.search(line)
            if found:
                yield f"{name}:{number}: {found[0]}"
