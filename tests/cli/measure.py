#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: tests/cli/measure.py MANPASIKCTL [--long]

Readers, cartridges and measurements on the command line, in process and over real libusb.
"""

import json
import pathlib
import shutil
import signal
import struct
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import run  # noqa: E402

KEYS = {"run", "status", "reason", "scans", "resent", "replaced", "fingerprint_dimension", "results", "observations", "report"}
RESULT_KEYS = {"code", "value", "unit", "comparator", "expanded_uncertainty", "flag"}


def check_complete(run_object, dimension=448):
    assert set(run_object) >= KEYS, run_object
    assert run_object["status"] == "complete" and run_object["reason"] == "", run_object
    assert run_object["fingerprint_dimension"] == dimension
    assert len(run_object["results"]) == len(run_object["observations"]) > 0
    assert run_object["report"].startswith("DiagnosticReport/")
    for result in run_object["results"]:
        assert set(result) >= RESULT_KEYS, result


def check_invalid(program, run_object, reason):
    assert set(run_object) >= KEYS, run_object
    assert run_object["status"] == "invalid" and run_object["reason"].startswith(reason), run_object
    assert run_object["results"] == run_object["observations"] == [] and run_object["report"] is None
    assert run_object["fingerprint_dimension"] is None
    program.fails(4, "get", f"DiagnosticReport/{run_object['run']}")
    program.fails(3, "recompute", run_object["run"])


def readers_and_tag(program):
    program.init_demo()
    (reader,) = program.done("readers").object["readers"]
    assert {"serial", "firmware", "state", "transport"} <= set(reader)
    assert (reader["state"], reader["transport"]) == ("ready", "virtual"), reader
    tag = program.done("tag").object
    assert tag["valid"] is True and tag["refusal"] is None and tag["uses_burnt"] == 0 and tag["analytes"], tag


def real_profile_has_nothing_virtual(program):
    program.done("init", "--admin", "kim")
    assert program.done("readers").object == {"readers": []}
    program.fails(1, "tag", error=("session", "no-tag"))
    demo = program.folder / "demo"
    program.done("init", "--demo", options=("--profile", str(demo), "--json"))
    # The virtual maker's key is trusted in demo profiles only.
    result = program.call("tag", "--tag", demo / "virtual-tag.bin")
    assert result.code == 3 and result.object["refusal"] == "key", result.stdout


def complete(program):
    program.init_demo()
    patient = program.patient()
    made = program.measure("--scans", 200, patient=patient)
    check_complete(made)
    assert made["scans"] == 200
    observation = program.done("get", made["observations"][0]).object
    assert observation["subject"]["reference"] == f"Patient/{patient}" and observation["status"] == "preliminary"
    assert program.done("tag").object["uses_burnt"] == 1
    accepted = program.measure("--scans", 200, "--accept", patient=f"Patient/{patient}")
    assert program.done("get", accepted["report"]).object["status"] == "final"


def programmes(program):
    program.init_demo()
    for programme, dimension in ((1, 448), (2, 896), (3, 1792)):
        check_complete(program.measure("--programme", programme, "--scans", 160), dimension)


def disturbed(program):
    program.init_demo()
    made = program.measure("--scans", 400, "--spikes", 0.01, "--drops", 0.1, "--bad-crc", 0.05)
    check_complete(made)
    assert made["resent"] > 0 and made["replaced"] > 0, made
    check_complete(program.measure("--scans", 400, "--unplug-at", 150, "--replug-after", 100))


def invalid(program):
    program.init_demo()
    check_invalid(program, program.measure("--scans", 200, "--fault-at", 50, code=1), "reader fault")
    check_invalid(program, program.measure("--scans", 200, "--remove-cartridge-at", 70, code=1), "cartridge removed")
    assert program.done("check").object["problems"] == []


def interrupted(program):
    program.init_demo()
    process = program.start("measure", "--patient", program.patient(), "--scans", 4000, "--rate", 100)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 1, (process.returncode, stderr)
    check_invalid(program, json.loads(stdout), "cancelled")


def killed(program):
    program.init_demo()
    process = program.start("measure", "--patient", program.patient(), "--scans", 4000, "--rate", 100)
    time.sleep(2)
    process.kill()
    process.communicate(timeout=30)
    checked = program.done("check").object
    assert checked["runs"] == 1 and checked["problems"] == [], checked
    ((run_id, status, reason, scans),) = program.sql("SELECT id, status, reason, n_scans FROM run")
    assert status == "invalid" and reason and int(scans) > 0, (status, reason, scans)
    program.fails(4, "get", f"DiagnosticReport/{run_id}")
    check_complete(program.measure("--scans", 200))


def spent_cartridge(program):
    program.init_demo()
    for _ in range(32):
        check_complete(program.measure("--scans", 8, "--speed", 1000))
    result = program.call("tag")
    assert result.code == 3 and result.object["valid"] is False and result.object["refusal"] == "spent", result.stdout
    shutil.copy(program.profile / "virtual-tag.bin", program.folder / "spent.bin")
    check_complete(program.measure("--scans", 40))  # a demo lays down a new one by itself
    error = program.fails(3, "measure", "--patient", program.patient(), "--tag", program.folder / "spent.bin", error=("session", "refused"))
    assert "spent" in error["message"], error


def refused_tags(program):
    program.init_demo()
    memory = (program.profile / "virtual-tag.bin").read_bytes()
    for name, changed in {
        "cut.bin": memory[:100], "flipped.bin": memory[:58] + bytes([memory[58] ^ 1]) + memory[59:],
        "blank.bin": memory[:16] + bytes(len(memory) - 16),
    }.items():
        (program.folder / name).write_bytes(changed)
    for name, code in (("flipped.bin", "signature"),):
        result = program.call("tag", "--tag", program.folder / name)
        assert result.code == 3 and result.object["refusal"] == code, result.stdout
        program.fails(3, "measure", "--patient", program.patient(), "--tag", program.folder / name)
    assert program.call("tag", "--tag", program.folder / "blank.bin").code == 3
    program.fails(1, "tag", "--tag", program.folder / "not-there.bin")
    program.fails(1, "tag", "--tag", program.folder / "cut.bin")


def play_back(program):
    program.init_demo()
    for command in (("measure", "--patient", program.patient()), ("readers",), ("virtual-reader",)):
        program.fails(1, *command, "--play", program.folder / "not-there.csv", error=("io", "not-found"))
        (program.folder / "bad.csv").write_text("not,a,recording\n")
        program.fails(1, *command, "--play", program.folder / "bad.csv")


def report_pdf(program):
    program.init_demo()
    made = program.measure("--scans", 200)
    for language in ("ko", "en"):
        pdf = program.folder / f"{language}.pdf"
        assert program.done("report", made["run"], "--pdf", pdf, "--language", language).object["pages"] >= 1
        assert pdf.read_bytes().startswith(b"%PDF")
    assert program.done("report", made["observations"][0], "--pdf", program.folder / "o.pdf").object["pages"] >= 1
    program.fails(1, "report", made["run"], "--pdf", program.folder / "no" / "such" / "folder.pdf")


def recompute_many(program, long):
    program.init_demo()
    patient = program.patient()
    n = 200 if long else 20
    for i in range(n):
        check_complete(program.measure("--scans", 80, "--seed", i + 1, "--dose", 30 + i, "--speed", 1000, patient=patient))
    report = program.done("recompute", "--all").object
    assert report == {"runs": n, "identical": n, "differences": []}, report


def recompute_altered(program):
    program.init_demo()
    made = program.measure("--scans", 80)
    for (trigger,) in program.sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'run%'"):
        program.sql(f'DROP TRIGGER "{trigger}"')
    ((kind, bits),) = program.sql("SELECT typeof (value), hex (value) FROM run_result WHERE position = 0")
    if kind == "real":
        program.sql("UPDATE run_result SET value = value * 1.01 WHERE position = 0")
    else:
        changed = struct.pack("<d", struct.unpack("<d", bytes.fromhex(bits))[0] * 1.01)
        program.sql(f"UPDATE run_result SET value = x'{changed.hex()}' WHERE position = 0")
    result = program.call("recompute", "--all")
    (difference,) = result.object["differences"]
    assert result.code == 1 and difference["run"] == made["run"], result.stdout
    assert made["results"][0]["code"] in difference["first"], difference


def usb(program, *options, scans=200, code=0):
    return program.measure("--scans", scans, code=code, prefix=(
        "virtual-reader", "--usb", "--speed", 20, *options, "--",
        "manpasikctl", "--profile", program.profile, "--json"))


def over_usb(program):
    if shutil.which("umockdev-wrapper") is None:
        return "umockdev is not installed"
    program.init_demo()
    check_complete(usb(program))
    made = usb(program, "--spikes", 0.01, "--drops", 0.1, "--bad-crc", 0.05)
    check_complete(made)
    assert made["resent"] > 0 and made["replaced"] > 0, made
    check_complete(usb(program, "--unplug-at", 60, "--replug-after", 300))
    check_invalid(program, usb(program, "--fault-at", 60, code=1), "reader fault")
    return None


def over_usb_unplugged(program, long):
    if shutil.which("umockdev-wrapper") is None:
        return "umockdev is not installed"
    program.init_demo()
    for at in (0, 60, 120, 199) if long else (60,):
        check_invalid(program, usb(program, "--unplug-at", at, code=1), "reader unplugged")
    return None


def refused_readers(program):
    if shutil.which("umockdev-wrapper") is None:
        return "umockdev is not installed"
    program.init_demo()
    patient = program.patient()
    for option, word in (
        ("--other-version", "version"), ("--no-permission", "70-manpasik-reader.rules"), ("--bad-serial", "serial"),
    ):
        prefix = ("virtual-reader", "--usb", option, "--", "manpasikctl", "--profile", program.profile, "--json")
        (reader,) = program.done(*prefix, "readers").object["readers"]
        assert reader["state"] == "refused" and word in reader["problem"], reader
        error = program.fails(3, *prefix, "measure", "--patient", patient)
        assert word in error["message"], error
    two = ("virtual-reader", "--usb", "--readers", 2, "--speed", 20, "--", "manpasikctl", "--profile", program.profile, "--json")
    readers = program.done(*two, "readers").object["readers"]
    program.fails(3, *two, "measure", "--patient", patient, error=("session", "choose-reader"))
    made = program.measure("--scans", 40, "--reader", readers[1]["serial"], patient=patient, prefix=two)
    check_complete(made)
    return None


if __name__ == "__main__":
    run([
        readers_and_tag, real_profile_has_nothing_virtual, complete, programmes, disturbed, invalid, interrupted, killed,
        spent_cartridge, refused_tags, play_back, report_pdf, recompute_many, recompute_altered, over_usb,
        refused_readers,
    ], beside=[over_usb_unplugged])
