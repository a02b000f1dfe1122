# SPDX-License-Identifier: GPL-3.0-or-later
"""Every language of po/LINGUAS is valid and complete, and has just the text that the source has now."""

import pathlib
import re
import tempfile

from tree import run

# What i18n.gettext (preset: 'glib') of meson asks of xgettext.
GLIB = (
    "--from-code=UTF-8", "--add-comments", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
    "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2", "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3",
    "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format", "--flag=NC_:2:pass-c-format",
    "--flag=g_dngettext:2:pass-c-format", "--flag=g_strdup_printf:1:c-format",
    "--flag=g_string_printf:2:c-format", "--flag=g_string_append_printf:2:c-format",
    "--flag=g_error_new:3:c-format", "--flag=g_set_error:4:c-format",
)
INCOMPLETE = re.compile(r"\d+ (?:fuzzy|untranslated)")


def check_language(tree, language, template):
    name = f"po/{language}.po"
    if name not in tree.files:
        yield f"{name}: there is none"
        return
    status, said = run("msgfmt", "--check", "--statistics", "-o", "/dev/null", tree.path(name), env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    if status != 0:
        yield f"{name}: {said}"
    elif INCOMPLETE.search(said):
        yield f"{name}: {said.splitlines()[-1]}"
    if not template:
        return
    merged = f"{template}.{language}"
    run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, tree.path(name), template)
    _, said = run("msgfmt", "--statistics", "-o", "/dev/null", merged, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    if INCOMPLETE.search(said):
        _, lines = run("msgattrib", "--untranslated", "--no-wrap", merged)
        missing = re.findall(r'^msgid "(.+)"$', lines, re.MULTILINE)
        yield f"{name}: lacks text that the source has: {'; '.join(missing[:8])} ({len(missing)} in all)"
    _, lines = run("msgattrib", "--only-obsolete", "--no-wrap", merged)
    stale = re.findall(r'^#~ msgid "(.+)"$', lines, re.MULTILINE)
    if stale:
        yield f"{name}: has text that the source no longer has: {'; '.join(stale[:8])} ({len(stale)} in all)"


def make_template(tree, folder):
    files = [name for name in tree.text("po/POTFILES").splitlines() if name and not name.startswith("#")]
    template = str(pathlib.Path(folder) / "template.pot")
    status, said = run("xgettext", *GLIB, "-o", template, *[name for name in files if name in tree.files],
                       cwd=tree.root)
    return template if pathlib.Path(template).exists() and status == 0 else None, said if status else ""


def check(tree):
    if "po/LINGUAS" not in tree.files or "po/POTFILES" not in tree.files:
        yield "po/LINGUAS or po/POTFILES: there is none"
        return
    with tempfile.TemporaryDirectory() as folder:
        template, said = make_template(tree, folder)
        if said:
            yield f"xgettext: {said}"
        for language in tree.text("po/LINGUAS").split():
            yield from check_language(tree, language, template)
