# SPDX-License-Identifier: GPL-3.0-or-later
"""A function is at most 80 lines, a file at most 900, blocks nest at most 4 deep."""

import re

FUNCTION_LINES = 80
FILE_LINES = 900
NESTING = 4
CONTROL = re.compile(r"(\)|\belse|\bdo)\s+\{$")


def functions(lines):
    """(first line, last line) of every body: a brace alone in the first column opens and closes it."""
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith("{") and start is None:
            start = number
        elif line.startswith("}") and start is not None:
            yield start, number
            start = None


def deepest(body):
    """How deep if, for, while, switch and do nest; braces of initialisers do not count."""
    depth = most = 0
    opened = []
    for line in body:
        for index, sign in enumerate(line):
            if sign == "{":
                opened.append(bool(CONTROL.search(line[:index + 1])))
                depth += opened[-1]
            elif sign == "}" and opened:
                depth -= opened.pop()
        most = max(most, depth)
    return most


def check(tree):
    for name in tree.named(".c", ".h"):
        lines = tree.code(name).split("\n")
        if len(lines) - 1 > FILE_LINES:
            yield f"{name}: {len(lines) - 1} lines; {FILE_LINES} are allowed"
        for first, last in functions(lines):
            if last - first + 1 > FUNCTION_LINES:
                yield f"{name}:{first}: a function of {last - first + 1} lines; {FUNCTION_LINES} are allowed"
            depth = deepest(lines[first:last - 1])
            if depth > NESTING:
                yield f"{name}:{first}: blocks nest {depth} deep; {NESTING} are allowed"
