#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: stage 1700x1100 screenshots.py BINARIES PICTURES [LANGUAGE…]

Takes every page in Korean and English, light and dark, 1024 and 1600 wide, for people to look at.
BINARIES is the folder that manpasik and manpasikctl were installed into; the pictures are named
PAGE-LANGUAGE-SCHEME-WIDTH.png. No test: it fails only when a page does not come up.
"""

import os
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import Ctl  # noqa: E402
from gui import Window, key, wait_for  # noqa: E402

HEIGHTS = {1024: 720, 1600: 1000}
ALL = ("ko", "en")


class Album:
    def __init__(self, window, folder, name):
        self.window = window
        self.folder = folder
        self.name = name

    def take(self, page):
        self.window.settle()
        path = os.path.join(self.folder, f"{page}-{self.name}.png")
        self.window.picture(path)
        print(path, flush=True)


def visit_chart(window, album):
    key("ctrl+k")
    key("ctrl+a", "BackSpace")
    key("ctrl+1")
    window.settle()
    key("ctrl+k", "Return")
    album.take("chart")
    key("ctrl+p")
    album.take("report")
    key("Escape")


def visit_measure(window, album, until_result):
    key("F2")
    album.take("measure-patient")
    key("ctrl+Return")
    album.take("measure-cartridge")
    if not until_result:
        return
    key("ctrl+Return")
    time.sleep(12)  # far enough into the run that the traces have something to show
    album.take("measure-running")
    wait_for(lambda: any(word in text for text in window.texts() for word in ("k = 2",)), "a result", 150)
    album.take("measure-result")
    key("ctrl+Return")
    window.settle(3)
    album.take("measure-done")


def visit(program, profile, language, scheme, width, pictures):
    environment = {"LANGUAGE": language, "LC_ALL": "C.UTF-8", "ADW_DEBUG_COLOR_SCHEME": f"prefer-{scheme}"}
    window = Window([program, "--profile", profile], **environment)
    try:
        window.resize(width, HEIGHTS[width])
        album = Album(window, pictures, f"{language}-{scheme}-{width}")
        window.settle(8)
        album.take("patients")
        visit_chart(window, album)
        key("ctrl+3")
        album.take("devices")
        key("F10")
        album.take("menu")
        key("Escape")
        key("ctrl+question")
        album.take("shortcuts")
        key("Escape")
        visit_measure(window, album, until_result=scheme == "light" or width == 1600)
    finally:
        window.close()


def main(binaries, pictures, languages):
    os.makedirs(pictures, exist_ok=True)
    share = os.path.join(os.path.dirname(os.path.abspath(binaries)), "share")
    os.environ["XDG_DATA_DIRS"] = f"{share}:/usr/local/share:/usr/share"
    failed = 0
    for language in languages or ALL:
        for scheme in ("light", "dark"):
            for width in HEIGHTS:
                with tempfile.TemporaryDirectory() as folder:
                    profile = os.path.join(folder, "profile")
                    Ctl(os.path.join(binaries, "manpasikctl"), profile)("init", "--admin", "demo", "--demo")
                    try:
                        visit(os.path.join(binaries, "manpasik"), profile, language, scheme, width, pictures)
                    except Exception as error:  # the other pictures are still worth taking
                        failed += 1
                        print(f"{language} {scheme} {width}: {error}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
