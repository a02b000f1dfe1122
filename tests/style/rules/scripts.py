# SPDX-License-Identifier: GPL-3.0-or-later
"""Shell scripts pass bash -n and shellcheck, Python compiles, and what is called directly may be executed."""

import os
import shutil

from tree import run


def check_shell(tree, names):
    for name in names:
        status, said = run("bash", "-n", tree.path(name))
        if status != 0:
            yield f"{name}: {said}"
    if names and shutil.which("shellcheck"):
        _, said = run("shellcheck", "-x", "-f", "gcc", *names, cwd=tree.root)
        yield from (line for line in said.splitlines() if ": " in line)


def check(tree):
    yield from check_shell(tree, sorted(set(tree.scripts("bash", "sh")) | set(tree.named(".sh"))))
    for name in sorted(set(tree.scripts("python3")) | set(tree.named(".py"))):
        try:
            compile(tree.text(name), name, "exec")
        except SyntaxError as error:
            yield f"{name}:{error.lineno}: {error.msg}"
    for name in tree.scripts("bash", "sh", "python3"):
        if "." not in name.rsplit("/", 1)[-1] and not os.access(tree.path(name), os.X_OK):
            yield f"{name}: may not be executed (chmod +x)"
