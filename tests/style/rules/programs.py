# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source file is built: its folder's meson.build names it."""

import re


def meson_above(tree, name):
    parts = name.split("/")[:-1]
    while parts:
        candidate = "/".join(parts) + "/meson.build"
        if candidate in tree.files:
            yield candidate, name[len("/".join(parts)) + 1:]
        parts.pop()


def check(tree):
    for name in tree.named(".c", under=("app/", "data/", "devices/", "ui/", "tests/")):
        # A list of names in a meson.build may leave the common "test-" to its loop.
        stem = re.escape(name.rsplit("/", 1)[-1].removesuffix(".c").removeprefix("test-"))
        named = any(re.search(rf"(?<![\w-])(?:test-)?{stem}(?![\w-])", tree.text(build)) for build, _ in meson_above(tree, name))
        if not named:
            yield f"{name}: no meson.build names it, so it is never built"
