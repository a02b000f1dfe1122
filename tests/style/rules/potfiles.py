# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES lists, sorted, exactly the files that have text for people."""

import re

IN_C = re.compile(r'(?<![\w])(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dgettext|g_dpgettext2?)\s*\(\s*"|(?<![\w])(?:ngettext)\s*\(')
IN_UI = re.compile(r'translatable="(yes|true|1)"')


def speaks(tree, name):
    if name.endswith((".c", ".h")):
        return bool(IN_C.search(tree.without_comments(name)))
    if name.endswith(".ui"):
        return bool(IN_UI.search(tree.text(name)))
    return name.endswith((".desktop.in", ".metainfo.xml.in", ".gschema.xml"))


def check(tree):
    if "po/POTFILES" not in tree.files:
        yield "po/POTFILES: there is none"
        return
    listed = [line.strip() for line in tree.text("po/POTFILES").splitlines()
              if line.strip() and not line.startswith("#")]
    if listed != sorted(listed):
        yield "po/POTFILES: is not sorted"
    speaking = [name for name in tree.named(".c", ".h", ".ui", ".in", ".gschema.xml", under=("app/", "data/", "devices/", "ui/"))
                if speaks(tree, name)]
    for name in speaking:
        if name not in listed:
            yield f"{name}: has text for people, but is not in po/POTFILES"
    for name in listed:
        if name not in tree.files:
            yield f"po/POTFILES: {name}: there is no such file"
        elif name not in speaking:
            yield f"po/POTFILES: {name}: has no text for people"
