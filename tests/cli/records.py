#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: tests/cli/records.py MANPASIKCTL

Profiles and records on the command line: JSON keys, exit codes, bad input.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import run, write  # noqa: E402

PATIENT = '{"resourceType":"Patient","name":[{"family":"홍","given":["길동"]}],"extension":[{"url":"urn:x","valueDecimal":1.10}]}'


def bundle(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


def init_and_check(program):
    made = program.done("init", "--admin", "kim").object
    assert made["profile"] == str(program.profile) and len(made["recovery_key"]) > 40, made
    checked = program.done("check").object
    assert checked["records"] == 0 and len(checked["head"]) == 64 and checked["problems"] == [], checked
    program.fails(1, "init", "--admin", "kim", error=("store", "exists"))


def init_demo(program):
    assert program.init_demo()["demo"] is True
    patients = program.done("list", "Patient", "--limit", 200).lines
    assert len(patients) == 13 and patients[-1] == {"next": None}
    for patient in patients[:-1]:
        labels = [label["code"] for label in patient["meta"]["security"]]
        assert labels == ["HTEST"], "every invented record says that it is one"


def wrong_usage(program):
    program.init_demo()
    for arguments in (
        (), ("no-such-command",), ("get",), ("get", "Patient"), ("get", "Pony/1"), ("get", "Patient/1", "--bad"),
        ("history",), ("list",), ("list", "Pony"), ("list", "Patient", "--limit", 0), ("list", "Patient", "--limit", 201),
        ("put",), ("import",), ("init",), ("measure",), ("measure", "--patient", "x", "--programme", 0),
        ("measure", "--patient", "x", "--scans", 3), ("measure", "--patient", "x", "--rate", 1001),
        ("measure", "--patient", "x", "--scans", 90, "--programme", 3), ("measure", "--patient", "x", "--speed", -1),
        ("recompute",), ("recompute", "--all", "x"), ("report", "x"), ("report", "--pdf", "x"),
        ("resident-number",), ("resident-number", "a"), ("resident-number", "a", "--reason", ""),
        ("merge",), ("merge", "a", "--reason", "x"), ("merge", "a", "b"), ("merge", "a", "b", "--reason", ""),
        ("report", "x", "--pdf", "y", "--language", "fr"), ("analyse", "a", "b"), ("virtual-reader", "--usb"),
    ):
        program.fails(2, *arguments, error=("cli", "usage"))


def merge_and_undo(program):
    program.done("init", "--admin", "kim")
    for name in ("p1", "p2", "p3"):
        program.done("put", write(program.folder, name, json.dumps({"resourceType": "Patient", "id": name, "active": True})))
    program.fails(4, "merge", "p1", "nobody", "--reason", "registered twice")
    program.fails(4, "merge", "nobody", "p1", "--reason", "registered twice")
    program.fails(1, "merge", "p1", "p1", "--reason", "registered twice", error=("chart", "unchanged"))
    assert program.done("merge", "Patient/p1", "p2", "--reason", "registered twice").object == {"patient": "p1", "merged": "p2"}
    gone = program.done("get", "Patient/p2").object
    assert gone["active"] is False and gone["link"] == [{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}], gone
    program.fails(1, "merge", "p3", "p2", "--reason", "registered twice", error=("chart", "merged"))
    program.fails(1, "merge", "p3", "p2", "--undo", "--reason", "not the same", error=("chart", "unchanged"))
    assert program.done("merge", "p1", "p2", "--undo", "--reason", "twins").object == {"patient": "p1", "unmerged": "p2"}
    back = program.done("get", "Patient/p2").object
    assert back["active"] is True and "link" not in back, back
    reasons = [entry["why"] for entry in program.done("audit", "list", "--patient", "p2").lines if "why" in entry]
    assert "charts merged: registered twice" in reasons and "merge undone: twins" in reasons, reasons


def resident_number(program):
    """Whole for a reason, which goes on the audit record without the number; refused to who may not edit patients."""
    system = "https://mois.go.kr/rrn"
    secret = write(program.folder, "secret", "a long enough secret\n")
    program.done("init", "--admin", "kim", "--password-file", secret)
    who = ("--user", "kim", "--password-file", secret)
    program.done(*who, "user", "add", "lee", "--role", "staff", "--new-password-file", secret)
    staff = ("--user", "lee", "--password-file", secret)
    for name, numbers in (("r1", [{"system": system, "value": "850505-1234567"}]), ("r2", [])):
        patient = {"resourceType": "Patient", "id": name, **({"identifier": numbers} if numbers else {})}
        program.done(*staff, "put", write(program.folder, name, json.dumps(patient)))
    program.done(*who, "user", "add", "park", "--role", "researcher", "--new-password-file", secret)
    program.fails(3, "--user", "park", *who[2:], "resident-number", "r1", "--reason", "claim", error=("session", "refused"))
    program.fails(1, *staff, "resident-number", "r1", "--reason", "  ", error=("chart", "reason"))
    program.fails(1, *staff, "resident-number", "r2", "--reason", "claim", error=("chart", "unchanged"))
    program.fails(4, *staff, "resident-number", "nobody", "--reason", "claim")
    shown = program.done(*staff, "resident-number", "Patient/r1", "--reason", "insurance claim")
    assert shown.object == {"patient": "r1", "resident_number": "850505-1234567"}, shown.object
    entries = program.done(*who, "audit", "list").stdout
    assert "resident number shown: insurance claim" in entries and "1234567" not in entries, entries


def put_and_get(program):
    program.init_demo()
    first = program.done("put", write(program.folder, "p.json", PATIENT)).object
    assert first["version"] == 1 and first["id"].startswith("Patient/"), first
    got = program.done("get", first["id"])
    assert got.object["meta"]["versionId"] == "1"
    assert '"valueDecimal":1.10' in got.stdout, "numbers keep their text"

    named = program.done("put", write(program.folder, "n.json", '{"resourceType":"Patient","id":"mine"}')).object
    assert named == {"id": "Patient/mine", "version": 1}, named
    edited = dict(got.object, gender="male")
    assert program.done("put", write(program.folder, "e.json", edited)).object["version"] == 2
    program.fails(3, "put", write(program.folder, "e.json", edited), error=("store", "stale"))
    assert program.done("get", first["id"]).object["meta"]["versionId"] == "2"
    assert "gender" not in program.done("get", first["id"], "--version", 1).object
    versions = [line["meta"]["versionId"] for line in program.done("history", first["id"]).lines]
    assert versions == ["2", "1"], versions


def search(program):
    program.init_demo()
    patient = program.done("put", write(program.folder, "p.json", PATIENT)).object["id"]
    note = {
        "resourceType": "Communication", "status": "completed", "subject": {"reference": patient},
        "payload": [{"contentString": "제2형당뇨병, metformin 500 mg"}],
    }
    record = program.done("put", write(program.folder, "n.json", note)).object["id"]
    for text in ("홍길동", "길", "ㅎㄱㄷ", "hong gil"):
        found = program.done("search", text).object
        assert patient in [hit["id"] for hit in found["hits"]], (text, found)
        assert found["seconds"] >= 0
    for text in ("당", "당뇨병", "metf", "500"):
        found = program.done("search", text).object["hits"]
        hit = next(hit for hit in found if hit["id"] == record)
        assert hit["title"] and "제2형당뇨병" in hit["snippet"], hit
    assert [hit["id"] for hit in program.done("search", "당뇨", "--type", "Communication").object["hits"]] == [record]
    assert program.done("search", "당뇨", "--type", "Condition").object["hits"] == []
    assert program.done("search", "길동", "--type", "Patient", "--limit", 1).object["hits"][0]["id"] == patient
    for text in ('"', "*", "a OR", "NOT x", "(", "'; DROP TABLE patient", "%", " "):
        assert isinstance(program.done("search", text).object["hits"], list), text
    entered = dict(note, id=record.split("/")[1], status="entered-in-error")
    program.done("put", write(program.folder, "n.json", entered))
    assert program.done("search", "metf").object["hits"] == []
    audit = program.done("audit", "list").lines
    for entry in audit:
        entry.pop("patient_name", None)  # whose the entry is, which is looked up when it is read
    audit = json.dumps(audit, ensure_ascii=False)
    assert "Search/" in audit and "당뇨" not in audit and "길동" not in audit, "what was asked is not on the audit record"


def not_found(program):
    program.fails(4, "check", error=("store", "not-found"))
    program.init_demo()
    for arguments in (
        ("get", "Patient/nobody"), ("history", "Patient/nobody"), ("get", f"Patient/{program.patient()}", "--version", 9),
        ("measure", "--patient", "nobody"), ("recompute", "nothing"), ("report", "nothing", "--pdf", program.folder / "x.pdf"),
    ):
        program.fails(4, *arguments)
    assert not (program.folder / "x.pdf").exists()


def pages(program):
    program.init_demo()
    seen, after = [], None
    while True:
        lines = program.done("list", "Patient", "--limit", 5, *(("--after", after) if after else ())).lines
        seen += [line["id"] for line in lines[:-1]]
        after = lines[-1]["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 12, seen
    program.fails(1, "list", "Patient", "--after", "nonsense")
    of_one = program.done("list", "Observation", "--patient", seen[0], "--limit", 200).lines[:-1]
    assert of_one and all(line["subject"]["reference"] == f"Patient/{seen[0]}" for line in of_one)


def import_bundle(program):
    program.init_demo()
    good = {"resourceType": "Patient", "id": "a", "gender": "female"}
    bad = {"resourceType": "Observation", "id": "b", "status": "no such status", "code": {"text": "x"}}
    path = write(program.folder, "b.json", bundle(good, bad, {"resourceType": "Patient", "id": "c"}))
    result = program.done("import", path).object
    assert result["accepted"] == 2 and result["seconds"] >= 0, result
    assert [(r["index"], r["type"], r["id"]) for r in result["rejected"]] == [(1, "Observation", "b")], result
    assert result["rejected"][0]["reason"]
    assert "no such status" not in result["rejected"][0]["reason"], "no value of a record in a message"
    lines = "\n".join('{"resourceType":"Patient","id":"n%d"}' % i for i in range(3))
    assert program.done("import", write(program.folder, "n.ndjson", lines)).object["accepted"] == 3
    assert program.done("check").object["problems"] == []


def import_trial(program):
    program.init_demo()
    lines = ('{"resourceType":"Patient","id":"t1"}\n{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"},'
             '"subject":{"reference":"Patient/t1"}}\n{"resourceType":"Patient","gender":"nonsense"}\n')
    path = write(program.folder, "trial.ndjson", lines)
    head = program.done("audit", "verify").object["head"]
    trial = program.done("import", "--dry-run", path).object
    assert trial["dry_run"] is True and trial["accepted"] == 2 and trial["patients"] == 1, trial
    assert trial["kinds"] == [{"type": "Observation", "new": 1, "changed": 0, "same": 0, "rejected": 0},
                              {"type": "Patient", "new": 1, "changed": 0, "same": 0, "rejected": 1}], trial
    assert [r["index"] for r in trial["rejected"]] == [2], trial
    program.fails(4, "get", "Patient/t1")
    real = program.done("import", path).object
    for name in ("accepted", "rejected", "kinds", "patients"):
        assert real[name] == trial[name], (real, trial)
    assert real["dry_run"] is False
    again = program.done("import", "--dry-run", path, path).object
    assert again["accepted"] == 4 and again["patients"] == 0 and [r["file"] for r in again["rejected"]] == [0, 1], again
    assert program.done("audit", "verify", "--head", head).object["intact"] is True
    program.fails(1, "import", "--dry-run", write(program.folder, "no.json", "no FHIR"))
    program.fails(1, "import", "--dry-run", program.folder / "not-there.json", error=("io", "not-found"))
    program.fails(2, "import", "--dry-run")
    program.fails(2, "import", "--dry-run", "--csv", path)
    refused = program.call("import", "--dry-run", write(program.folder, "r.ndjson", '{"resourceType":"Patient","gender":"nonsense"}\n'))
    assert refused.code == 1 and refused.object["accepted"] == 0 and len(refused.object["rejected"]) == 1, refused.stdout


def import_bad(program):
    program.init_demo()
    before = program.done("check").object["records"]
    whole = json.dumps(bundle({"resourceType": "Patient", "id": "a"}))
    for name, content in {"cut.json": whole[:-20], "empty.json": "", "text.json": "hello", "binary.json": bytes(range(256)) * 9}.items():
        program.fails(1, "import", write(program.folder, name, content))
    program.fails(1, "import", program.folder / "not-there.json", error=("io", "not-found"))
    program.fails(1, "import", program.folder, error=("io", "is-folder"))
    assert program.done("check").object["records"] == before, "nothing was taken in"


def put_bad(program):
    program.init_demo()
    for content in ('{"resourceType":"Pony"}', '{"id":"x"}', "{", "[]", '{"resourceType":"Patient","birthDate":"yesterday"}', '{"resourceType":"Patient","id":"no spaces"}'):
        program.fails(1, "put", write(program.folder, "x.json", content))
    program.fails(1, "put", program.folder / "not-there.json", error=("io", "not-found"))


def read_only(program):
    program.init_demo()
    path = write(program.folder, "p.json", PATIENT)
    os.chmod(program.folder, 0o755)
    os.chmod(program.profile, 0o555)
    for inside in program.profile.rglob("*"):
        inside.chmod(0o555 if inside.is_dir() else 0o444)
    # root may write anywhere, so the program is somebody else then.
    other = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
    error = program.fails(1, "put", path, error=("store", "read-only"), **other)
    assert "folder" in error["message"], error


def full_disk(program):
    disk = program.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)], capture_output=True, check=False)
    if mounted.returncode != 0:
        return "no disk of a few MB can be mounted here"
    try:
        program.profile = disk / "profile"
        program.init_demo()
        kept = program.done("put", write(program.folder, "p.json", PATIENT)).object["id"]
        (disk / "ballast").write_bytes(b"x" * max(0, shutil.disk_usage(disk).free - 4096))
        big = json.dumps({"resourceType": "Patient", "id": "big", "name": [{"text": "x" * 200000}]})
        error = program.fails(1, "put", write(program.folder, "big.json", big), error=("store", "full"))
        assert "space" in error["message"], error
        (disk / "ballast").unlink()
        assert program.done("get", kept).object["id"] == kept.split("/")[1], "what was stored is safe"
        program.fails(4, "get", "Patient/big")
        assert program.done("check").object["problems"] == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    return None


def damaged_store(program):
    program.init_demo()
    store = program.profile / "records.db"
    store.write_bytes(b"not a database" * 4096)
    for journal in program.profile.glob("records.db-*"):
        journal.unlink()
    program.fails(1, "check", error=("store", "corrupt"))
    assert store.read_bytes().startswith(b"not a database"), "a damaged store is never thrown away"


def altered_audit(program):
    program.init_demo()
    program.done("get", f"Patient/{program.patient()}")
    program.sql("DROP TRIGGER audit_keep_update; UPDATE audit SET who = 'somebody else' WHERE seq = 5")
    result = program.call("check")
    assert result.code == 1 and result.object["problems"] and result.object["first_broken"] == 5, result.stdout


def json_after_the_command(program):
    program.init_demo()
    result = program.call("check", "--json", options=())
    assert result.code == 0 and "records" in result.object
    program.fails(1, "check", options=("--json", "--user", "tester", "--password-file", str(program.folder / "none")))


def text_for_people(program):
    program.init_demo()
    for arguments in (("check",), ("list", "Patient", "--limit", 1), ("get", f"Patient/{program.patient()}"), ("readers",), ("tag",), ("virtual-reader",)):
        result = program.call(*arguments, options=())
        assert result.code == 0 and result.stdout.strip() and not result.stdout.startswith("{"), arguments
    assert "measure" in program.call("--help", options=()).stdout


if __name__ == "__main__":
    run([
        init_and_check, init_demo, wrong_usage, put_and_get, merge_and_undo, resident_number, search, not_found, pages, import_bundle, import_trial, import_bad, put_bad,
        read_only, full_disk, damaged_store, altered_audit, json_after_the_command, text_for_people,
    ])
