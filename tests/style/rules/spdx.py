# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source file says its licence in its first lines."""

LINE = "SPDX-License-Identifier: GPL-3.0-or-later"
SOURCES = (".c", ".h", ".py", ".sh", ".ui", ".css", ".sql", ".svg", ".xml", ".metainfo.xml.in", ".rules", ".yml")


def check(tree):
    names = set(tree.named(*SOURCES)) | set(tree.scripts("bash", "sh", "python3"))
    for name in sorted(names):
        if name.startswith("tests/fixtures/"):
            continue
        if not any(LINE in line for line in tree.text(name).splitlines()[:3]):
            yield f"{name}: the first line lacks '{LINE}'"
