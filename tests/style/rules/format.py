# SPDX-License-Identifier: GPL-3.0-or-later
"""C source is as clang-format writes it."""

import re
from concurrent.futures import ThreadPoolExecutor

from tree import PROJECT, run


def check_some(tree, names):
    _, said = run("clang-format", f"--style=file:{PROJECT / '.clang-format'}", "--dry-run", "--Werror",
                  *names, cwd=tree.root)
    lines = {}
    for name, line in re.findall(r"^(\S+?):(\d+):\d+: error: ", said, re.MULTILINE):
        lines.setdefault(name, int(line))
    return [f"{name}:{line}: run clang-format -i on it" for name, line in lines.items()] or (
        [said] if said and not lines else [])


def check(tree):
    names = tree.named(".c", ".h")
    parts = [part for part in (names[0::2], names[1::2]) if part]
    with ThreadPoolExecutor(max_workers=2) as pool:
        for problems in pool.map(lambda part: check_some(tree, part), parts):
            yield from problems
