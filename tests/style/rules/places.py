# SPDX-License-Identifier: GPL-3.0-or-later
"""The top level is the house's, and nothing names a machine, its folders or a package server."""

import re

TOP = set("app ui data devices po icons flatpak tests meson.build meson_options.txt README.md LICENSE "
          ".clang-format .editorconfig .gitignore .gitattributes .ci".split())
PATHS = re.compile(r"(?<![\w.])/(?:home|work|root|Users)/\w+")
SERVERS = re.compile(r"\b(?:registry|deb|pypi|proxy|mirror|mirrors|archive|snapshot|security)\.[a-z0-9-]+\.(?:org|com|io|net)\b")


def check(tree):
    for top in sorted({name.split("/", 1)[0] for name in tree.files}):
        if top not in TOP:
            yield f"{top}: is not part of the top level"
    for name in tree.files:
        if name.endswith((".png", ".gz", ".bin")):
            continue
        for number, line in enumerate(tree.text(name).split("\n"), 1):
            for pattern in (PATHS, SERVERS):
                found = pattern.search(line)
                if found:
                    yield f"{name}:{number}: names {found[0]}"
