# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom: ui → app → {devices, data/sync, data/store} → data/model."""

import re

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)

# Folder of the including file → folders that it may include from. The longest match counts.
MAY = {
    "data/model/": ("data/model/",),
    "data/store/": ("data/store/", "data/model/"),
    "data/store/seal/": ("data/store/seal/", "data/model/"),
    "data/sync/": ("data/sync/", "data/model/"),
    "devices/transport/": ("devices/transport/", "data/model/"),
    "devices/reader/": ("devices/reader/", "devices/transport/", "data/model/"),
    "devices/cartridge/": ("devices/cartridge/", "devices/transport/", "data/model/"),
    "devices/analyzer/": ("devices/analyzer/", "devices/transport/", "data/model/"),
    "devices/virtual/": ("devices/", "data/model/"),
    "app/engine/": ("app/engine/", "data/model/"),
    "app/session/": ("app/session/", "app/engine/", "devices/", "data/"),
    "app/report/": ("app/report/", "app/engine/", "data/model/"),
    "app/consult/": ("app/consult/", "app/session/", "data/"),
    "app/clinic/": ("app/", "devices/", "data/"),
    "app/cli/": ("app/", "devices/", "data/"),
    "ui/": ("ui/", "app/", "data/model/"),
    "tests/": ("tests/", "ui/", "app/", "devices/", "data/"),
}

# Headers of a system library → the only folders that may include them.
ONLY = (
    (r"sqlite3\.h$", ("data/store/", "tests/")),
    (r"libusb(-1\.0)?[/.]", ("devices/transport/", "tests/devices/")),
    (r"nfc/", ("devices/transport/", "tests/devices/")),
    (r"umockdev(-ioctl)?\.h$|umockdev/", ("devices/virtual/", "tests/")),
    (r"gst/", ("app/consult/", "tests/consult/")),
    (r"libsoup/", ("data/sync/", "tests/")),
    (r"(cairo|pango)", ("app/report/", "tests/report/")),
    (r"(gtk|gdk|adwaita|gsk)[/.]", ("ui/", "tests/ui/", "tests/bench/")),
)


def rule_of(name):
    fitting = [folder for folder in MAY if name.startswith(folder)]
    return max(fitting, key=len, default=None)


def judge_own(tree, name, header):
    if header.endswith(("-resources.h", "-resource.h", "-config.h", "-enums.h")) and header not in tree.files:
        return None  # written by the build
    if "/" not in header:
        return "write the path from the root of the tree"
    if header not in tree.files:
        return "there is no such file in the tree"
    folder = rule_of(name)
    # The tests of a library may look inside it; nobody else may.
    if header.endswith("-private.h") and rule_of(header) != folder and not name.startswith("tests/"):
        return "a -private.h stays in its library"
    if folder is None or not header.startswith(MAY[folder]):
        return f"{folder or 'this folder'} may not include that"
    return None


def judge_system(name, header):
    for pattern, folders in ONLY:
        if re.match(pattern, header) and not name.startswith(folders):
            return f"only {' and '.join(folders)} may include that"
    return None


def check(tree):
    for name in tree.named(".c", ".h"):
        text = tree.without_comments(name)
        for match in INCLUDE.finditer(text):
            header = match[2]
            why = judge_own(tree, name, header) if match[1] == '"' else judge_system(name, header)
            if why:
                line = text.count("\n", 0, match.start()) + 1
                yield f"{name}:{line}: includes {header}: {why}"
