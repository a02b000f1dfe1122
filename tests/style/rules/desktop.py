# SPDX-License-Identifier: GPL-3.0-or-later
"""The launcher, the metainfo and the settings schema are valid."""

import pathlib
import shutil
import tempfile

from tree import run


def check_copy(tree, name, suffix, *command):
    """Some checkers judge by the file's name: hand them a copy without .in."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / (name.rsplit("/", 1)[-1].removesuffix(".in"))
        shutil.copy(tree.path(name), copy)
        status, said = run(*command, str(copy))
        if status != 0 or (suffix == ".desktop" and said):
            yield f"{name}: {said.replace(str(copy), '').strip()}"


def check(tree):
    for name in tree.named(".desktop.in"):
        yield from check_copy(tree, name, ".desktop", "desktop-file-validate")
    for name in tree.named(".metainfo.xml.in"):
        yield from check_copy(tree, name, ".xml", "appstreamcli", "validate", "--no-net", "--no-color")
    for name in tree.named(".gschema.xml"):
        folder = str(pathlib.Path(tree.path(name)).parent)
        status, said = run("glib-compile-schemas", "--strict", "--dry-run", folder)
        if status != 0:
            yield f"{name}: {said}"
