# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands and eyes for the window: finds widgets through AT-SPI, presses real keys and moves the real mouse."""

import contextlib
import os
import subprocess
import time
import warnings

warnings.simplefilter("ignore")
import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE_S = 20
HEADER_HEIGHT = 52
WIDE = 400  # children looked at below one widget; long lists realise fewer


class NotFound(AssertionError):
    pass


def wait_for(look, what, seconds=PATIENCE_S):
    """Calls look() until it gives something true. Objects die while one looks: that is no failure."""
    end = time.monotonic() + seconds
    trouble = ""
    while time.monotonic() < end:
        try:
            seen = look()
            if seen:
                return seen
        except (GLib.Error, NotFound, TypeError) as error:
            trouble = f" ({error})" if isinstance(error, NotFound) else ""
        time.sleep(0.05)
    raise NotFound(f"did not see {what} within {seconds} s{trouble}")


def xdo(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True, text=True).stdout.strip()


def key(*names):
    for name in names:
        xdo("key", "--clearmodifiers", name)
        time.sleep(0.08)


def write(text, delay_ms=None):
    """Types as a person would; slower for Korean, which xdotool maps key by key."""
    xdo("type", "--delay", delay_ms or (30 if text.isascii() else 60), text)
    time.sleep(0.2)


def children(thing):
    for index in range(min(thing.get_child_count(), WIDE)):
        child = thing.get_child_at_index(index)
        if child:
            yield child


def walk(thing):
    yield thing
    for child in children(thing):
        with contextlib.suppress(GLib.Error):
            yield from walk(child)


def is_shown(thing):
    """Pages behind others stay in the tree, without a size."""
    box = Atspi.Component.get_extents(thing, Atspi.CoordType.WINDOW)
    return box.width > 0 and box.height > 0


def has_state(thing, name):
    return thing.get_state_set().contains(getattr(Atspi.StateType, name))


def text_of(thing):
    """What a person reads on it: the text of an entry, or the name."""
    if thing.get_text_iface() and thing.get_role_name() in ("text", "entry"):
        return Atspi.Text.get_text(thing, 0, Atspi.Text.get_character_count(thing))
    return thing.get_name() or ""


def fits(text, wanted):
    return wanted(text) if callable(wanted) else wanted == text


class Window:
    """The program, running, with its first window."""

    def __init__(self, command, **environment):
        self.process = subprocess.Popen(command, env={**os.environ, **environment})
        self.application = wait_for(self._on_bus, "the program on the accessibility bus", 60)
        self.xid = wait_for(self._x_window, "its window", 60)
        xdo("windowfocus", "--sync", self.xid)

    def _on_bus(self):
        desktop = Atspi.get_desktop(0)
        for child in children(desktop):
            if child.get_process_id() == self.process.pid:
                return child
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended with {self.process.returncode}")
        return None

    def _x_window(self):
        return (xdo("search", "--onlyvisible", "--pid", self.process.pid).split() or [None])[-1]

    def all_shown(self, role=None, test=None):
        """Where a thing is, the program has to be asked: only for those that are looked for."""
        for thing in walk(self.application):
            with contextlib.suppress(GLib.Error):
                if (role is None or thing.get_role_name() == role) and (test is None or test(text_of(thing))) and is_shown(thing):
                    yield thing

    def texts(self):
        return [text for text in (text_of(thing) for thing in self.all_shown()) if text]

    def find(self, role, name, seconds=PATIENCE_S):
        """The first shown widget of that role whose name is, or satisfies, the given one."""
        def look():
            return next(self.all_shown(role, lambda text: fits(text, name)), None)
        return wait_for(look, f"{role} {name!r}" if not callable(name) else f"a {role} as described", seconds)

    def shows_any(self, test):
        return next(self.all_shown(test=lambda text: text and test(text)), None) is not None

    def read(self, wanted, seconds=PATIENCE_S):
        """Waits for a shown text that contains the given one, or satisfies it."""
        def look():
            test = wanted if callable(wanted) else lambda text: wanted in text
            return self.shows_any(test)
        return wait_for(look, f"the text {wanted!r}" if not callable(wanted) else "a text as described", seconds)

    def shows(self, text):
        return self.shows_any(lambda seen: text in seen)

    def section(self):
        """The title in the header: pages that were left keep their size, so their texts prove nothing."""
        for thing in self.all_shown("label"):
            box = Atspi.Component.get_extents(thing, Atspi.CoordType.WINDOW)
            if box.y + box.height < HEADER_HEIGHT and text_of(thing):
                return text_of(thing)
        return ""

    def texts_in(self, thing):
        return [text for text in (text_of(inner) for inner in walk(thing)) if text]

    def place_of(self, thing):
        """Its middle on the screen. AT-SPI counts from the window's content, X from its border and shadow."""
        frame = next(child for child in walk(self.application) if child.get_role_name() in ("frame", "window"))
        content = Atspi.Component.get_extents(frame, Atspi.CoordType.WINDOW)
        box = Atspi.Component.get_extents(thing, Atspi.CoordType.WINDOW)
        lines = dict(line.split("=") for line in xdo("getwindowgeometry", "--shell", self.xid).splitlines())
        left = int(lines["X"]) + (int(lines["WIDTH"]) - content.width) // 2
        top = int(lines["Y"]) + (int(lines["HEIGHT"]) - content.height) // 2
        return left + box.x + box.width // 2, top + box.y + box.height // 2

    def click(self, thing, times=1):
        x, y = self.place_of(thing)
        xdo("mousemove", "--sync", x, y)
        time.sleep(0.1)
        xdo("click", "--repeat", times, "--delay", 80, 1)
        time.sleep(0.2)

    def picture(self, path, size=None):
        part = ["-crop", f"{size[0]}x{size[1]}+0+0"] if size else []
        subprocess.run(["import", "-window", "root", *part, path], check=False, capture_output=True)

    def resize(self, width, height):
        xdo("windowmove", self.xid, 0, 0)
        xdo("windowsize", "--sync", self.xid, width, height)

    def settle(self, seconds=6):
        """Waits until two looks half a second apart see the same picture."""
        before = None
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            now = subprocess.run(["import", "-window", "root", "rgb:-"], check=False, capture_output=True).stdout
            if now == before:
                return
            before = now
            time.sleep(0.4)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode


def field(window, text):
    """A field that holds just that."""
    return next(window.all_shown("text", lambda seen: seen == text), None)


def write_korean(window, text, has_come=None):
    """The screen's key map is changed for each syllable and back; a program that is slower misses it: then more slowly."""
    for delay_ms in (60, 150, 400, 1000):
        write(text, delay_ms)
        window.settle(1)
        if has_come() if has_come else field(window, text):
            return
        key("ctrl+a")


class Steps:
    """Test points. A step that fails ends the walk, because the next ones stand on it."""

    def __init__(self, pictures):
        self.number = 0
        self.failed = False
        self.pictures = pictures
        self.window = None

    @contextlib.contextmanager
    def step(self, what):
        self.number += 1
        try:
            yield
        except Exception as error:
            self.failed = True
            print(f"not ok {self.number} - {what}")
            print(f"# {type(error).__name__}: {error}", flush=True)
            self.explain()
            raise
        print(f"ok {self.number} - {what}", flush=True)

    def explain(self):
        if not self.window or self.window.process.poll() is not None:
            return
        with contextlib.suppress(Exception):
            path = os.path.join(self.pictures, "e2e-failed.png")
            self.window.picture(path)
            print(f"# the screen at that moment: {path}")
            print("# texts on it: " + " | ".join(self.window.texts())[:3000].replace("\n", " / "), flush=True)

    def end(self):
        print(f"1..{self.number}", flush=True)
        return 1 if self.failed or not self.number else 0
