# SPDX-License-Identifier: GPL-3.0-or-later
"""Text for people is one whole literal: a macro inside it cuts it off for translators."""

import re

from tree import line_of

CUT = re.compile(r'(?<!\w)(?:_|N_|C_|NC_|ngettext|g_dngettext)\s*\((?:[^;()]|\([^()]*\))*?"\s*(G_G\w+_FORMAT|PRI\w+)', re.DOTALL)


def check(tree):
    for name in tree.named(".c", ".h", under=("app/", "data/", "devices/", "ui/")):
        text = tree.without_comments(name)
        for match in CUT.finditer(text):
            yield f"{name}:{line_of(text, match.start())}: {match[1]} in the middle of a text for people"
