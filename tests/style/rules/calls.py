# SPDX-License-Identifier: GPL-3.0-or-later
"""No call that blocks the window, depends on the locale, overruns a buffer or talks where it should not."""

import re

from tree import line_of

EVERYWHERE = ("app/", "data/", "devices/", "ui/")
LIBRARIES = ("app/clinic/", "app/consult/", "app/engine/", "app/report/", "app/session/", "data/", "devices/")
# Files of programs, not of libraries.
MAINS = ("ui/main.c", "app/cli/main.c", "devices/virtual/manpasik-virtual-usb.c",
         "devices/virtual/mps-emulated-child.c", "devices/virtual/mps-emulated-port.c")


def call(*names):
    return re.compile(rf"(?<![\w>.])({'|'.join(names)})\s*\(")


# (pattern, folders, files left out, why)
BLOCKED = (
    (call("strcpy", "strcat", "sprintf", "vsprintf", "gets", "strtok", "alloca", "g_alloca"), EVERYWHERE, (),
     "it knows no bounds"),
    (call("atoi", "atol", "atof", "strtod", "strtof", "strtold", "sscanf", "fscanf", "scanf"), EVERYWHERE, (),
     "it depends on the locale or hides errors; use g_ascii_strtod and its kin"),
    (call("setlocale"), EVERYWHERE, MAINS, "only main() sets the locale"),
    (re.compile(r"\bgoto\s+\w+"), EVERYWHERE, (), "scope owns resources; return early"),
    (call("getenv", "g_getenv", "secure_getenv", "setenv", "g_setenv", "putenv", "g_unsetenv"), LIBRARIES, MAINS,
     "no environment variable changes what a library does"),
    (call("g_print", "g_printerr", "printf", "puts", "putchar", "perror", "vprintf"), LIBRARIES + ("ui/",), MAINS,
     "a library does not talk; return a GError"),
    (call("g_message", "g_warning", "g_debug", "g_info", "g_log", "syslog"), LIBRARIES, (),
     "a library does not log; return a GError"),
    (call("system", "popen"), EVERYWHERE, (), "it goes through a shell"),
    (call("g_usleep", "usleep", "sleep", "nanosleep", "clock_nanosleep", "poll", "select"), ("ui/",), (),
     "it blocks the window"),
    (call(r"g_spawn_sync", r"g_spawn_command_line_sync", r"g_subprocess_communicate(_utf8)?", "g_subprocess_wait",
          "g_thread_join", "g_main_context_iteration", "g_main_loop_run"), ("ui/",), (), "it blocks the window"),
    (call(r"mps_store_(?!error_quark)\w+", r"libusb_\w+", r"sqlite3_\w+"), ("ui/",), (),
     "a page asks app/, asynchronously"),
    (call("mps_session_open", "mps_run_review_load", "mps_run_review_find_run",
          "mps_recompute_runs"), ("ui/",), (), "use its _async twin"),
    (call("g_file_get_contents", "g_file_set_contents", "g_file_load_contents", "g_file_replace_contents", "fopen"),
     ("ui/",), (), "file access blocks the window; use the asynchronous kind"),
    (call(r"cairo_(?:move_to|line_to|curve_to|arc|rectangle|fill|stroke|paint|show_text|set_source_rgba?)",
          r"pango_cairo_(?:show|layout|glyph)\w*"), ("ui/", "data/", "devices/", "app/session/", "app/clinic/", "app/cli/", "app/engine/"), (),
     "drawing belongs to app/report"),
)
FLOAT_PRINTF = re.compile(
    r'\b(g_strdup_printf|g_string_append_printf|g_string_printf|g_snprintf|snprintf|g_print|printf|fprintf)'
    r'\s*\(([^;]*?)\)\s*[;,)]', re.DOTALL)
LITERAL = re.compile(r'"(?:\\.|[^"\\\n])*"')
FLOAT_FORMAT = re.compile(r"%[-+ #0]*[0-9.*]*l?[fFgGeEaA]")
FLOAT_FOLDERS = ("app/clinic/", "app/cli/", "app/engine/", "app/session/", "app/report/", "data/", "devices/")


def check(tree):
    for name in tree.named(".c", ".h", under=EVERYWHERE):
        code = tree.code(name)
        for pattern, folders, without, why in BLOCKED:
            if not name.startswith(folders) or name in without:
                continue
            for match in pattern.finditer(code):
                what = match[0].rstrip("( ")
                yield f"{name}:{line_of(code, match.start())}: {what}: {why}"
        if name.startswith(FLOAT_FOLDERS):
            text = tree.without_comments(name)
            for match in FLOAT_PRINTF.finditer(text):
                if any(FLOAT_FORMAT.search(literal.replace("%%", "")) for literal in LITERAL.findall(match[2])):
                    yield (f"{name}:{line_of(text, match.start())}: {match[1]} of a floating-point number: "
                           "its decimal sign depends on the locale; use g_ascii_formatd or g_ascii_dtostr")
