# SPDX-License-Identifier: GPL-3.0-or-later
"""backup, restore, check, rekey: what a clinic does so that nothing is ever lost."""

import os
import pathlib
import random
import signal
import subprocess
import time

import harness

PAGE = 4096


def password(program, text="correct horse", name="password"):
    return harness.write(program.folder, name, text + "\n")


def init(program):
    """A profile with an administrator who has a password, which is checked fast; its recovery key."""
    return program.init_cheap("kim", password(program))


def options(program, name="password"):
    return ("--json", "--user", "kim", "--password-file", str(program.folder / name))


def elsewhere(program, folder="elsewhere"):
    """The same program on a machine that knows nothing."""
    return harness.Program(program.path, program.folder / folder)


def test_backup_and_restore(program):
    program.init_demo()
    before = program.done("check").object
    backup = program.folder / "records.backup"
    made = program.done("backup", backup).object
    assert made["records"] == before["records"] > 0 and len(made["head"]) == 64, made
    (program.folder / "elsewhere").mkdir()
    other = elsewhere(program)
    restored = other.done("restore", backup).object
    assert (restored["records"], restored["head"]) == (made["records"], made["head"]), restored
    after = other.done("check").object
    assert after["records"] == before["records"] and not after["problems"], after
    assert other.done("audit", "verify").object["intact"]
    # Never over records.
    other.fails(1, "restore", backup, error=("store", "exists"))
    again = other.done("check").object
    assert again["records"] == after["records"]


def test_restore_needs_the_password(program):
    recovery = init(program)
    backup = program.folder / "records.backup"
    made = program.done("backup", backup, options=options(program)).object
    wrong = password(program, "wrong", "wrong")
    (program.folder / "elsewhere").mkdir()
    other = elsewhere(program)
    failed = other.call("restore", backup, options=("--json", "--user", "kim", "--password-file", str(wrong)))
    assert failed.code != 0, failed.stdout
    failed = other.call("restore", backup)
    assert failed.code != 0, failed.stdout
    assert not (other.profile / "records.db").exists()
    restored = other.done("restore", backup, options=options(program)).object
    assert restored["head"] == made["head"]

    # On the next machine nobody knows a password, but the paper is in the safe.
    (program.folder / "third").mkdir()
    third = elsewhere(program, "third")
    paper = harness.write(program.folder, "paper", recovery.lower().replace("-", " "))
    restored = third.done("restore", backup, "--recovery-key-file", paper).object
    assert restored["head"] == made["head"]
    mistyped = harness.write(program.folder, "mistyped", recovery[:-1] + ("A" if recovery[-1] != "A" else "B"))
    (program.folder / "fourth").mkdir()
    failed = elsewhere(program, "fourth").call("restore", backup, "--recovery-key-file", mistyped)
    assert failed.code != 0 and "group 8" in failed.stdout + failed.stderr, failed.stderr


def test_damaged_backup(program):
    program.init_demo()
    backup = program.folder / "records.backup"
    program.done("backup", backup)
    whole = backup.read_bytes()
    (program.folder / "elsewhere").mkdir()
    other = elsewhere(program)
    for content, error in (
        (whole[: len(whole) // 2], ("store", "corrupt")),
        (whole[:-1], ("store", "corrupt")),
        (whole + b"x", ("store", "corrupt")),
        (whole[: len(whole) // 3] + bytes([whole[len(whole) // 3] ^ 1]) + whole[len(whole) // 3 + 1 :], ("store", "corrupt")),
        (b"PK\x03\x04 something else", ("store", "input")),
        (b"", ("store", "input")),
    ):
        harness.write(program.folder, "damaged.backup", content)
        other.fails(1, "restore", program.folder / "damaged.backup", error=error)
        assert not (other.profile / "records.db").exists()
    missing = other.call("restore", program.folder / "none")
    assert missing.code == 4, missing.stdout


def test_backup_over_another_file(program):
    program.init_demo()
    letter = harness.write(program.folder, "letter", "dear all")
    program.fails(1, "backup", letter, error=("store", "exists"))
    assert letter.read_text() == "dear all"


def test_rekey(program):
    init(program)
    before = program.done("check", options=options(program)).object
    done = program.done("rekey", options=options(program)).object
    assert done["rekeyed"] is True
    after = program.done("check", options=options(program)).object
    assert after["records"] == before["records"] and not after["problems"], after
    backup = program.folder / "records.backup"
    program.done("backup", backup, options=options(program))


def test_backups_on_a_schedule(program):
    program.init_demo()
    drive = program.folder / "drive"
    drive.mkdir()
    status = program.call("backup", "--status")
    assert status.code == 1 and status.object["overdue"] and status.object["folder"] is None, status.object
    nothing = program.call("backup", "--scheduled")
    assert nothing.object["due"] is False
    program.fails(3, "backup", "--now", error=("session", "refused"))
    program.fails(3, "backup", "--plan", program.profile / "backups", error=("session", "refused"))
    program.fails(3, "backup", "--plan", drive, "--every", 100000, error=("session", "refused"))
    program.fails(1, "backup", "--plan", program.folder / "none", error=("io", "not-found"))
    plan = program.done("backup", "--plan", drive, "--every", 12, "--keep", 2).object
    assert (plan["folder"], plan["every_hours"], plan["keep"], plan["due"]) == (str(drive), 12, 2, True), plan
    made = program.done("backup", "--scheduled").object
    assert made["records"] > 0 and not made["problems"], made
    status = program.done("backup", "--status").object
    assert status["kept"] == 1 and not status["due"] and not status["overdue"] and status["failure"] == "none", status
    assert status["records"] == made["records"] and status["last_good"], status
    assert program.done("backup", "--scheduled").object["due"] is False
    files = list(drive.glob("*.backup"))
    assert len(files) == 1 and b"SQLite" not in files[0].read_bytes()
    (program.folder / "elsewhere").mkdir()
    assert elsewhere(program).done("restore", files[0]).object["head"] == made["head"]

    drive.rename(program.folder / "taken off")
    program.fails(1, "backup", "--now", error=("io", "not-found"))
    status = program.done("backup", "--status").object
    assert status["failure"] == "no-place" and not status["there"], status
    assert program.call("backup").code == 2
    assert program.call("backup", "--now", "--status").code == 2
    assert program.done("backup", "--no-plan").object["folder"] is None


def test_retention(program):
    program.init_demo()
    found = program.done("retention").object
    years = {kind["kind"]: kind["years"] for kind in found["kinds"]}
    assert years["chart"] == 10 and years["findings"] == 5 and years["prescriptions"] == 2, years
    assert found["past"] == [] and sum(kind["records"] for kind in found["kinds"]) > 0, found
    program.sql("UPDATE record SET updated_us = 0 WHERE type = 'Observation'")
    found = program.done("retention", "--limit", 3).object
    past = {kind["kind"]: kind["past"] for kind in found["kinds"]}
    assert past["findings"] > 3 and past["chart"] == 0 and len(found["past"]) == 3, found
    assert all(one["id"].startswith("Observation/") for one in found["past"]), found
    assert program.call("retention", "x").code == 2


def test_downtime_kit(program):
    init(program)
    me = options(program)
    stick = program.folder / "stick"
    stick.mkdir()
    assert program.call("downtime", "make", stick, options=me).code == 4, "nobody is to come"
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource} for resource in (
        {"resourceType": "Patient", "id": "today", "name": [{"text": "Hong Gildong"}], "birthDate": "1970-01-01"},
        {"resourceType": "Patient", "id": "seen", "name": [{"text": "Lee Seen"}]},
        {"resourceType": "Patient", "id": "closed", "name": [{"text": "Park Closed"}],
         "meta": {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}},
        {"resourceType": "Patient", "id": "long-ago", "name": [{"text": "Choi Longago"}]},
        {"resourceType": "AllergyIntolerance", "id": "a1", "code": {"text": "Penicillin"}, "criticality": "high",
         "patient": {"reference": "Patient/today"}},
        {"resourceType": "Patient", "id": "same", "name": [{"text": "Hong Gil-dong"}], "active": False,
         "link": [{"other": {"reference": "Patient/today"}, "type": "replaced-by"}]},
        {"resourceType": "AllergyIntolerance", "id": "a2", "code": {"text": "Latex"}, "patient": {"reference": "Patient/same"}},
        {"resourceType": "MedicationRequest", "id": "m1", "status": "active", "intent": "order",
         "medicationCodeableConcept": {"text": "Amlodipine 5 mg"}, "subject": {"reference": "Patient/today"}},
        {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "Glucose"},
         "subject": {"reference": "Patient/seen"}, "effectiveDateTime": time.strftime("%Y-%m-%d"),
         "valueQuantity": {"value": 5.4, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"}},
        {"resourceType": "Observation", "id": "o2", "status": "final", "code": {"text": "Secret finding"},
         "subject": {"reference": "Patient/closed"}, "effectiveDateTime": time.strftime("%Y-%m-%d"), "valueString": "x"},
        {"resourceType": "Observation", "id": "o3", "status": "final", "code": {"text": "Old"},
         "subject": {"reference": "Patient/long-ago"}, "effectiveDateTime": "2001-01-01", "valueString": "x"},
        {"resourceType": "Appointment", "id": "ap1", "status": "booked", "start": soon,
         "participant": [{"actor": {"reference": "Patient/today"}, "status": "accepted"}]},
    )]}
    program.done("import", harness.write(program.folder, "some.json", bundle), options=me)

    kit = program.done("downtime", "make", stick, "--language", "en", options=me).object
    assert kit["patients"] == 3 and kit["pages"] >= 2, kit
    folder = pathlib.Path(kit["folder"])
    assert folder.is_dir() and not list(stick.glob("*.partial")), list(stick.iterdir())
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"Hong" not in content and b"Penicillin" not in content and b"%PDF" not in content, path

    # On another computer, without the profile and without a network.
    program.profile.rename(program.folder / "gone")
    elsewhere = harness.Program(program.path, program.folder)
    elsewhere.profile = folder
    assert elsewhere.call("list", "Patient").code == 3, "a password is asked for"
    listed = [line["id"] for line in elsewhere.done("list", "Patient", options=me).lines if "id" in line]
    assert sorted(listed) == ["same", "seen", "today"], listed
    elsewhere.fails(3, "get", "Patient/closed", options=me, error=("session", "restricted"))
    assert elsewhere.done("get", "AllergyIntolerance/a1", options=me).object["criticality"] == "high"
    assert elsewhere.done("get", "AllergyIntolerance/a2", options=me).object["code"]["text"] == "Latex"
    assert not elsewhere.done("check", options=me).object["problems"]
    pdf = program.folder / "sheet.pdf"
    elsewhere.done("downtime", "sheet", pdf, options=me)
    assert pdf.read_bytes().startswith(b"%PDF") and pdf.stat().st_mode & 0o077 == 0
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for expected in ("Hong Gildong", "Penicillin", "Latex", "Amlodipine 5 mg", "Lee Seen", "5.4"):
        assert expected in text, (expected, text)
    for hidden in ("Park Closed", "Secret finding", "Choi Longago"):
        assert hidden not in text, hidden

    # An altered sheet opens nothing.
    sealed = folder / "downtime.pdf.sealed"
    content = bytearray(sealed.read_bytes())
    content[len(content) // 2] ^= 1
    sealed.write_bytes(content)
    elsewhere.fails(1, "downtime", "sheet", program.folder / "other.pdf", options=me, error=("store", "corrupt"))
    assert not (program.folder / "other.pdf").exists()


def test_older_keys_are_noticed(program):
    init(program)
    keys = program.profile / "keys"
    program.done("check", options=options(program))
    older = keys.read_bytes()
    password(program, "another long one", "new")
    program.done("user", "password", "kim", "--new-password-file", program.folder / "new", options=options(program))
    newest = keys.read_bytes()

    # Who knows the old password puts the old file back.
    keys.write_bytes(older)
    failed = program.fails(1, "check", options=options(program), error=("seal", "altered"))
    assert "older" in failed["message"], failed
    program.fails(1, "list", "Patient", options=options(program), error=("seal", "altered"))
    keys.write_bytes(newest)
    program.fails(3, "check", options=options(program), error=("session", "wrong-secret"))
    assert not program.done("check", options=options(program, "new")).object["problems"]


def test_salvage(program):
    program.init_demo()
    program.done("check")
    records = program.profile / "records.db"
    content = bytearray(records.read_bytes())
    pages = len(content) // PAGE
    for page in random.sample(range(pages), max(1, pages // 100)):
        content[page * PAGE : (page + 1) * PAGE] = os.urandom(PAGE)
    records.write_bytes(content)
    report = program.done("check", "--salvage").object
    assert report["lost_pages"] >= 1 and report["records"] > 0, report
    assert open(report["set_aside"], "rb").read() == bytes(content)
    program.call("check")


def test_killed_backups(program):
    program.init_demo()
    backup = program.folder / "records.backup"
    began = time.monotonic()
    made = program.done("backup", backup).object
    whole = time.monotonic() - began
    (program.folder / "elsewhere").mkdir()
    for _ in range(4):
        process = program.start("backup", backup)
        time.sleep(random.random() * whole)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        check = program.done("check").object
        assert not check["problems"] and check["records"] == made["records"], check
    restored = elsewhere(program).done("restore", backup).object
    assert restored["records"] == made["records"]


harness.run(
    [
        test_backup_and_restore,
        test_restore_needs_the_password,
        test_damaged_backup,
        test_backup_over_another_file,
        test_rekey,
        test_backups_on_a_schedule,
        test_retention,
        test_downtime_kit,
        test_older_keys_are_noticed,
        test_salvage,
        test_killed_backups,
    ]
)
