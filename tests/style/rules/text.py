# SPDX-License-Identifier: GPL-3.0-or-later
"""Text files are UTF-8 with plain line ends, no trailing blanks, no tabs for indenting, and a last line end."""

import re

BINARY = (".png", ".gz", ".bin", ".pdf", ".db")
MESON_DOUBLE = re.compile(r'^[^#\']*"')


def check_meson(name, number, line):
    indent = len(line) - len(line.lstrip(" "))
    if indent % 2:
        yield f"{name}:{number}: indent by two spaces"
    if MESON_DOUBLE.match(line):
        yield f"{name}:{number}: meson strings stand in single quotes"


def check(tree):
    for name in tree.files:
        if name.endswith(BINARY) or name == "LICENSE" or name.startswith(("tests/fixtures/", "tests/fuzz/corpus/")):
            continue
        data = (tree.root / name).read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            yield f"{name}: is not UTF-8"
            continue
        if data and not text.endswith("\n"):
            yield f"{name}: its last line has no end"
        for number, line in enumerate(text.split("\n"), 1):
            if line.endswith((" ", "\t", "\r")):
                yield f"{name}:{number}: blanks at the end of the line"
            if line.startswith("\t"):
                yield f"{name}:{number}: a tab at the start of the line"
            if name.endswith(("meson.build", "meson_options.txt")):
                yield from check_meson(name, number, line)
