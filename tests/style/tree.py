# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that a rule looks at: the repository, or a sample that is laid out like it."""

import functools
import pathlib
import re
import shutil
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLES = "tests/style/samples/"
COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


class Tree:
    def __init__(self, root, files=None):
        self.root = pathlib.Path(root)
        if files is None:
            files = [str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()]
        self.files = sorted(files)

    @classmethod
    @functools.lru_cache(maxsize=None)
    def of_repository(cls, root):
        """Tracked files and new ones that git does not ignore; without git, everything but build folders."""
        files = None
        if shutil.which("git"):
            status, said = run("git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-co", "--exclude-standard")
            files = said.splitlines() if status == 0 else None
        if files is None:
            files = [str(path.relative_to(root)) for path in pathlib.Path(root).rglob("*")
                     if path.is_file() and "__pycache__" not in path.parts
                     and not path.relative_to(root).as_posix().startswith(("build", ".git/"))]
        return cls(root, [name for name in files
                          if not name.startswith(SAMPLES) and (pathlib.Path(root) / name).is_file()])

    def named(self, *suffixes, under=("",)):
        """Files that end in one of the suffixes and lie under one of the folders."""
        return [name for name in self.files if name.endswith(suffixes) and name.startswith(tuple(under))]

    def path(self, name):
        return str(self.root / name)

    @functools.lru_cache(maxsize=None)
    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    @functools.lru_cache(maxsize=None)
    def code(self, name):
        """C source with comments and the insides of strings blanked; lines keep their numbers."""
        return COMMENT_OR_STRING.sub(blank, self.text(name))

    @functools.lru_cache(maxsize=None)
    def without_comments(self, name):
        """C source with only the comments blanked."""
        return COMMENT_OR_STRING.sub(lambda match: blank(match) if match[0].startswith("/") else match[0],
                                     self.text(name))

    def scripts(self, *interpreters):
        """Files whose first line calls one of the interpreters."""
        return [name for name in self.files
                if self.text(name).startswith("#!") and re.search(
                    rf"\b({'|'.join(interpreters)})\b", self.text(name).split("\n", 1)[0])]


def blank(match):
    kept = re.sub(r"[^\n]", " ", match[0])
    return match[0][0] + kept[1:-1] + match[0][-1] if match[0][0] in "\"'" else kept


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def run(*command, **options):
    """Runs a checker: its exit status and all it said."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, **options)
    return done.returncode, (done.stdout + done.stderr).strip()
