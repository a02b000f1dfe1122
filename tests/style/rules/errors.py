# SPDX-License-Identifier: GPL-3.0-or-later
"""An error message starts in lower case and has no full stop."""

import re

from tree import line_of

SETTER = re.compile(r"\b(?:g_set_error(?:_literal)?|g_error_new(?:_literal)?|g_task_return_new_error)\s*\(([^;]*?)\);",
                    re.DOTALL)
FIRST = re.compile(r'(_\s*\(\s*)?((?:"(?:\\.|[^"\\])*"\s*(?:G_G[A-Z0-9]*FORMAT\s*)?)+)')
# Words that are written with a capital wherever they stand.
PROPER = re.compile(r"^(?:[A-Z]{2,}|FHIR|UTF-8|R4|Patient/|[A-Z][a-z]+/%s)")


def check(tree):
    for name in tree.named(".c", under=("app/", "data/", "devices/", "ui/")):
        text = tree.without_comments(name)
        for match in SETTER.finditer(text):
            literal = FIRST.search(match[1])
            if not literal or literal[1]:
                continue
            message = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', literal[2]))
            line = line_of(text, match.start())
            if message[:1].isupper() and not PROPER.match(message):
                yield f"{name}:{line}: “{message}” starts with a capital"
            if message.endswith(".") and not message.endswith("…"):
                yield f"{name}:{line}: “{message}” ends with a full stop"
