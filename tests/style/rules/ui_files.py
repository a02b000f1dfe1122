# SPDX-License-Identifier: GPL-3.0-or-later
"""A .ui file is well-formed, is listed in a gresource, and its mnemonics do not clash in any language."""

import re
import xml.etree.ElementTree as ElementTree

MNEMONIC = re.compile(r"_(\w)")
ENTRY = re.compile(r'^msgid ((?:".*"\n?)+)msgstr ((?:".*"\n?)+)', re.MULTILINE)


def unquote(block):
    return "".join(re.findall(r'"(.*)"', block)).replace('\\"', '"').replace("\\n", "\n")


def catalogues(tree):
    yield "en", {}
    for name in tree.named(".po", under=("po/",)):
        yield name[3:-3], {unquote(match[1]): unquote(match[2]) for match in ENTRY.finditer(tree.text(name))}


def mnemonic_labels(root):
    """Texts with an underline that counts: label or title beside use-underline."""
    for thing in root.iter("object"):
        own = {prop.get("name").replace("_", "-"): (prop.text or "") for prop in thing.findall("property")}
        if own.get("use-underline", "").lower() in ("1", "true", "yes"):
            for key in ("label", "title"):
                if MNEMONIC.search(own.get(key, "")):
                    yield own[key]


def check_mnemonics(name, labels, language, catalogue):
    seen = {}
    for label in labels:
        text = catalogue.get(label) or label
        keys = MNEMONIC.findall(text)
        if len(keys) != 1:
            yield f"{name}: “{text}” ({language}) needs exactly one mnemonic"
            continue
        other = seen.setdefault(keys[0].lower(), text)
        if other != text:
            yield f"{name}: “{text}” and “{other}” ({language}) share the mnemonic {keys[0]}"


def check(tree):
    resources = "\n".join(tree.text(name) for name in tree.named(".gresource.xml"))
    languages = list(catalogues(tree))
    for name in tree.named(".ui"):
        try:
            root = ElementTree.fromstring(tree.text(name))
        except ElementTree.ParseError as error:
            yield f"{name}: {error}"
            continue
        if not re.search(rf">\s*[\w/.-]*{re.escape(name.rsplit('/', 1)[-1])}\s*<", resources):
            yield f"{name}: no .gresource.xml lists it"
        labels = list(mnemonic_labels(root))
        for language, catalogue in languages:
            yield from check_mnemonics(name, labels, language, catalogue)
