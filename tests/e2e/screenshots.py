#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: stage 1700x1100 screenshots.py BINARIES PICTURES [VARIANT…]

Takes every page in Korean and English, light, dark and both in high contrast, 1024 and 1600 wide,
for people to look at. BINARIES is the folder that manpasik and manpasikctl were installed into; the
pictures are named PAGE-LANGUAGE-SCHEME-WIDTH.png. A variant is how LANGUAGE-SCHEME-WIDTH begins:
"ko", "en-dark", "ko-contrast.light-1024". No test: it fails only when a page does not come up.
"""

import itertools
import os
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import Ctl  # noqa: E402
from gui import Window, key, wait_for, write  # noqa: E402

HEIGHTS = {1024: 720, 1600: 1000}
LANGUAGES = ("ko", "en")
SCHEMES = ("light", "dark", "contrast.light", "contrast.dark")
SECTIONS = ("problems", "medicines", "allergies", "alerts", "vitals", "notes", "documents", "consents")
PATIENT = "김서연"  # of the demo profile
PASSWORD = "a long enough secret"
NEWCOMER = "newcomer"  # has to choose a password first
DRUGGIST = "druggist"  # reads no charts
RESULTS = "patient,date,test,value,unit\nD-0001,2026-11-02,2339-0,101,mg/dL\nD-0001,2026-11-03,CRP,no,mg/L\n"

RECORDS = ('{"resourceType":"Patient","id":"picture","name":[{"text":"Hong"}]}\n'
           '{"resourceType":"Observation","id":"one","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/picture"}}\n'
           '{"resourceType":"AllergyIntolerance","id":"two","patient":{"reference":"Patient/picture"}}\n'
           '{"resourceType":"Patient","gender":"nonsense"}\n{"no":"kind"}\n')


class Album:
    def __init__(self, window, folder, name, size):
        self.window = window
        self.size = size
        self.folder = folder
        self.name = name

    def take(self, page):
        self.window.settle()
        path = os.path.join(self.folder, f"{page}-{self.name}.png")
        self.window.picture(path, self.size)
        print(path, flush=True)


def visit_chart(album):
    key("ctrl+k")
    write("glucose")
    album.take("search")
    key("ctrl+k")
    write(PATIENT)
    album.take("found")
    key("Return")
    album.take("chart")
    for section in SECTIONS:
        key("ctrl+Next")
        album.take(f"chart-{section}")
        if section != "documents":  # theirs begins with the system's own choice of a file
            key("ctrl+Return")
            album.take(f"chart-{section}-form")
            key("Escape")
    key("Escape")
    key("ctrl+n")
    album.take("register")
    key("Escape")
    key("ctrl+k")
    write(PATIENT)
    key("Return")


def visit_measure(window, album):
    key("F2")
    album.take("measure-patient")
    key("ctrl+Return")
    album.take("measure-cartridge")
    key("ctrl+Return")
    time.sleep(18)  # far enough into the run that the traces have something to show
    album.take("measure-running")
    wait_for(lambda: window.shows("(k = 2)"), "a result", 150)
    album.take("measure-result")
    key("ctrl+Return")
    album.take("measure-done")
    key("ctrl+Return")
    album.take("chart-after")
    key("ctrl+p")
    album.take("report")
    key("Escape")


def visit_people(window, album):
    for number, page in ((5, "reviews"), (6, "accounts"), (7, "audit")):
        key(f"ctrl+{number}")
        album.take(page)
    window.click(next(window.all_shown(test=lambda text: text in ("Month", "월별 점검"))))
    album.take("audit-month")


def visit_locked(window, album):
    album.take("sign-in")
    write("not the password")
    key("Return")
    wait_for(lambda: window.shows("do not fit") or window.shows("맞지 않"), "the refusal", 60)
    album.take("sign-in-wrong")
    key("ctrl+a")
    sign_in(window)
    key("ctrl+shift+l")
    album.take("switch")
    key("Escape")
    wait_for(lambda: window.shows(PATIENT), "the patients again", 60)
    key("ctrl+l")
    album.take("locked")


def sign_in(window):
    write(PASSWORD)
    key("Return")
    wait_for(lambda: window.shows(PATIENT), "the patients", 60)


def press(window, *words):
    """A button by a part of what it says, in whichever language."""
    for role in ("push button", "toggle button"):
        for thing in window.all_shown(role):
            if any(word in text for text in window.texts_in(thing) for word in words):
                window.click(thing)
                return
    raise AssertionError(f"no button says any of {words}")


def visit_newcomer(window, album):
    write(PASSWORD)
    key("Return")
    wait_for(lambda: window.shows("ew password") or window.shows("새 비밀번호"), "the first password", 60)
    album.take("first-password")


def visit_glass(window, album):
    sign_in(window)
    key("ctrl+k")
    write(PATIENT)
    window.settle()
    key("Return")
    album.take("glass")
    write("Unconscious in the waiting room, medicines are needed")
    key("Tab")
    write(PASSWORD)
    key("ctrl+Return")
    wait_for(lambda: window.shows("D-0001") and window.shows(":"), "the chart", 60)
    album.take("glass-chart")


def visit_own(window, album):
    sign_in(window)
    press(window, "demo")
    album.take("user-menu")
    key("Escape")
    key("ctrl+6")
    album.take("accounts-two")
    press(window, "ecovery key", "복구 키")
    album.take("recovery-ask")
    write(PASSWORD)
    key("Return")
    wait_for(lambda: any(text.count("-") > 5 for text in window.texts()), "the recovery key", 60)
    album.take("recovery-key")


def visit_exchange(window, album):
    for ending, content in (("csv", RESULTS), ("ndjson", RECORDS)):
        with tempfile.NamedTemporaryFile("w", suffix=f".{ending}", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            key("ctrl+o")
            album.take("import-choice")
            write(file.name)
            key("Return")
            album.take(f"import-{ending}")
        key("Escape")
    key("F10", "Down", "Return")
    album.take("export")


def visit_rest(window, album):
    key("ctrl+3")
    album.take("devices")
    key("ctrl+4")
    album.take("safekeeping")
    visit_people(window, album)
    key("F10")
    album.take("menu")
    key("Escape")
    key("ctrl+question")
    album.take("shortcuts")
    key("Escape", "Escape")  # out of its search, then out of it


def visit_work(window, album):
    album.take("patients")
    visit_chart(album)
    visit_measure(window, album)
    visit_rest(window, album)
    key("ctrl+k")
    write(PATIENT)
    key("Return")
    press(window, "uplicate", "중복 차트")
    album.take("merge")
    key("ctrl+l")
    album.take("curtain")
    key("Escape")
    visit_exchange(window, album)


TOURS = (("work", visit_work, "demo"), ("locked", visit_locked, "demo"), ("newcomer", visit_newcomer, NEWCOMER),
         ("glass", visit_glass, DRUGGIST), ("own", visit_own, "demo"))


def make_profile(ctl, tour, secret):
    """The profile of the first tour opens without a password, those of the others have people in them."""
    if tour == "work":
        ctl("init", "--admin", "demo", "--demo")
        return
    ctl("init", "--admin", "demo", "--demo", "--password-file", secret)
    who = ("--user", "demo", "--password-file", secret)
    for name, role, options in ((NEWCOMER, "staff", ("--must-change",)), (DRUGGIST, "pharmacist", ())):
        ctl(*who, "user", "add", name, "--role", role, "--new-password-file", secret, *options)


def visit(binaries, profile, variant, pictures, tour, user):
    language, scheme, width = variant
    contrast, _, colours = scheme.rpartition(".")
    window = Window([os.path.join(binaries, "manpasik"), "--profile", profile, "--user", user],
                    LANGUAGE=language, LC_ALL="C.UTF-8", ADW_DEBUG_COLOR_SCHEME=f"prefer-{colours}",
                    ADW_DEBUG_HIGH_CONTRAST="1" if contrast else "0")
    try:
        window.resize(width, HEIGHTS[width])
        album = Album(window, pictures, f"{language}-{scheme}-{width}", (width, HEIGHTS[width]))
        tour(window, album)
    finally:
        window.close()


def variants(wanted):
    for language, scheme, width in itertools.product(LANGUAGES, SCHEMES, HEIGHTS):
        name = f"{language}-{scheme}-{width}"
        if not wanted or any(name.startswith(begin) for begin in wanted):
            yield language, scheme, width


def main(binaries, pictures, wanted):
    os.makedirs(pictures, exist_ok=True)
    share = os.path.join(os.path.dirname(os.path.abspath(binaries)), "share")
    os.environ["XDG_DATA_DIRS"] = f"{share}:/usr/local/share:/usr/share"
    failed = 0
    for variant in variants(wanted):
        with tempfile.TemporaryDirectory() as folder:
            secret = os.path.join(folder, "password")
            with open(secret, "w", encoding="utf-8") as file:
                file.write(PASSWORD + "\n")
            for name, tour, user in TOURS:
                profile = os.path.join(folder, name)
                make_profile(Ctl(os.path.join(binaries, "manpasikctl"), profile), name, secret)
                try:
                    visit(binaries, profile, variant, pictures, tour, user)
                except Exception as error:  # the other pictures are still worth taking
                    failed += 1
                    print(f"{variant}: {error}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
