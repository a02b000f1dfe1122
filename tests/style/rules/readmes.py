# SPDX-License-Identifier: GPL-3.0-or-later
"""Every folder with source in it, and every room, says in a README.md why it exists."""

# Folders whose inside follows a pattern that the README above them explains.
PATTERNED = ("icons/hicolor", "tests/fixtures/", "tests/fuzz/corpus", ".ci")
SOURCES = (".c", ".h", ".py", ".ui", ".sql")


def check(tree):
    folders = set()
    for name in tree.files:
        parts = name.split("/")[:-1]
        folders.update("/".join(parts[:depth]) for depth in range(len(parts) + 1))
    for folder in sorted(folders):
        readme = f"{folder}/README.md" if folder else "README.md"
        room = folder.count("/") < 2
        source = any(name.endswith(SOURCES) and name.rpartition("/")[0] == folder for name in tree.files)
        if folder.startswith(PATTERNED) or not (room or source):
            continue
        if readme not in tree.files:
            yield f"{readme}: there is none"
        elif len(tree.text(readme).split()) < 8:
            yield f"{readme}: says too little"
