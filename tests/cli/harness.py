# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command line share: a folder, the program, TAP."""

import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback


class Result:
    """One finished call of the program."""

    def __init__(self, code, stdout, stderr):
        self.code, self.stdout, self.stderr = code, stdout, stderr

    @property
    def lines(self):
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def object(self):
        lines = self.lines
        assert len(lines) == 1, f"one JSON object expected on stdout, found {len(lines)}: {self.stdout[:400]!r}"
        return lines[0]


class Program:
    """manpasikctl, as a person would call it."""

    def __init__(self, path, folder):
        self.path = path
        self.profile = folder / "profile"
        self.folder = folder
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", HOME=str(folder), XDG_DATA_HOME=str(folder / "data"))
        self.environment["PATH"] = f"{path.parent}:{self.environment['PATH']}"

    def start(self, *arguments, options=("--json",), **more):
        line = [str(self.path), "--profile", str(self.profile), *options, *map(str, arguments)]
        environment = dict(self.environment)
        if "virtual-reader" in line:
            # Under umockdev two libraries are loaded first; the emulator's own complaints are not ours.
            environment.pop("G_DEBUG", None)
        return subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, **more
        )

    def call(self, *arguments, options=("--json",), timeout=120, **more):
        process = self.start(*arguments, options=options, **more)
        stdout, stderr = process.communicate(timeout=timeout)
        return Result(process.returncode, stdout, stderr)

    def done(self, *arguments, **more):
        result = self.call(*arguments, **more)
        assert result.code == 0, f"{arguments}: exit {result.code}: {result.stdout[:400]} {result.stderr[-400:]}"
        return result

    def fails(self, code, *arguments, error=None, **more):
        result = self.call(*arguments, **more)
        assert result.code == code, f"{arguments}: exit {result.code}, not {code}: {result.stdout[:400]} {result.stderr[-400:]}"
        found = result.object["error"]
        assert set(found) == {"domain", "code", "message"} and all(found.values()), found
        assert error is None or (found["domain"], found["code"]) == error, (found, error)
        return found

    def sql(self, text):
        """In the sealed records of a profile without a password: rows, each a list of text."""
        helper = next(pathlib.Path(argument).resolve() for argument in sys.argv[2:] if argument.endswith("sealed-sql"))
        made = subprocess.run([helper, self.profile, text], capture_output=True, text=True, check=True)
        return [line.split("|") for line in made.stdout.splitlines()]

    def init_cheap(self, admin, password_file):
        """A profile whose passwords are checked fast; returns its recovery key."""
        helper = next(pathlib.Path(argument).resolve() for argument in sys.argv[2:] if argument.endswith("cheap-profile"))
        made = subprocess.run([helper, self.profile, admin, password_file], capture_output=True, text=True, check=True)
        return made.stdout.strip()

    def init_demo(self):
        return self.done("init", "--admin", "tester", "--demo").object

    def patient(self):
        return self.done("list", "Patient", "--limit", 1).lines[0]["id"]

    def measure(self, *options, patient=None, code=0, prefix=()):
        patient = patient or self.patient()
        result = self.call(*prefix, "measure", "--patient", patient, "--rate", 100, "--speed", 100, *options)
        assert result.code == code, f"measure {options}: exit {result.code}: {result.stdout[:400]} {result.stderr[-600:]}"
        return result.object


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else json.dumps(content).encode())
    return path


def outcome_of(test, number):
    """Runs a test in a fresh folder; whether it passed, and its lines of TAP."""
    program = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mps-cli-"))
    try:
        more = ("--long" in sys.argv,) if test.__code__.co_argcount == 2 else ()
        outcome = test(Program(program, folder), *more)
        return True, [f"ok {number} - {test.__name__}{' # SKIP ' + outcome if isinstance(outcome, str) else ''}"]
    except Exception:  # pylint: disable=broad-except
        return False, [f"# {line}" for line in traceback.format_exc().splitlines()] + [f"not ok {number} - {test.__name__}"]
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def run(tests, beside=()):
    """Each test gets a fresh folder; TAP on stdout. Those that only wait are done beside the others."""
    passed = []
    print(f"1..{len(beside) + len(tests)}", flush=True)
    with concurrent.futures.ThreadPoolExecutor(max(1, len(beside))) as waiting:
        later = [waiting.submit(outcome_of, test, len(tests) + number) for number, test in enumerate(beside, 1)]
        for number, test in enumerate(tests, 1):
            report(outcome_of(test, number), passed)
        for future in later:
            report(future.result(), passed)
    sys.exit(0 if all(passed) else 1)


def report(outcome, passed):
    passed.append(outcome[0])
    print("\n".join(outcome[1]), flush=True)
