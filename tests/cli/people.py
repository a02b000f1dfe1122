#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: tests/cli/people.py MANPASIKCTL SEALED-SQL CHEAP-PROFILE

Accounts on the command line: signing in, roles, passwords, recovery, the broken glass.
"""

import configparser
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import run, write  # noqa: E402

ROLES = ("administrator", "doctor", "staff", "pharmacist", "lab-lead", "family-member", "researcher")
PASSWORD = "four words are better"
OTHER = "another long password"


def as_user(program, name, password=PASSWORD):
    path = write(program.folder, f"password of {name}".replace(" ", "-"), password + "\n")
    return {"options": ("--user", name, "--password-file", str(path), "--json")}


def init(program, name="kim"):
    return program.init_cheap(name, write(program.folder, "first", PASSWORD + "\n"))


def add(program, name, role, *options):
    path = write(program.folder, "new", PASSWORD + "\n")
    return program.done("user", "add", name, "--role", role, "--new-password-file", path, *options, **as_user(program, "kim"))


def put_patient(program, identity, **more):
    path = write(program.folder, f"{identity}.json", {"resourceType": "Patient", "id": identity, "name": [{"text": "Hong"}], **more})
    return program.done("put", path, **as_user(program, "kim")).object["id"]


def signing_in(program):
    made = program.done("init", "--admin", "kim", "--password-file", write(program.folder, "first", PASSWORD + "\n")).object
    assert set(made) >= {"profile", "recovery_key"} and made["recovery_key"], made
    error = program.fails(3, "check", error=("session", "sign-in"))
    assert "--user" in error["message"] and "--password-file" in error["message"], error
    program.fails(3, "check", options=("--user", "kim", "--json"), error=("session", "sign-in"))
    program.done("check", **as_user(program, "kim"))
    program.done("check", **as_user(program, "KIM"))
    wrong = program.fails(3, "check", **as_user(program, "kim", "not the password"), error=("session", "wrong-secret"))
    nobody = program.fails(3, "check", **as_user(program, "nobody", "not the password"), error=("session", "wrong-secret"))
    assert wrong == nobody, "an unknown name and a wrong password read the same"
    program.fails(3, "check", options=("--json", "--password-file", str(program.folder / "first")), error=("session", "sign-in"))


def nothing_readable(program):
    init(program, "minsu-the-administrator")
    for path in program.profile.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"minsu" not in content and PASSWORD.encode() not in content and b"SQLite format" not in content, path


def lock_out(program):
    init(program)
    for _ in range(5):
        program.fails(3, "check", **as_user(program, "kim", "not the password"), error=("session", "wrong-secret"))
    error = program.fails(3, "check", **as_user(program, "kim"), error=("session", "wait"))
    assert " s" in error["message"], error


def passwords_by_rule(program):
    for bad in ("short", "aaaaaaaaaaaa", "Password123", "kim.minsu.1", ""):
        path = write(program.folder, "bad", bad)
        program.fails(3, "init", "--admin", "kim.minsu", "--password-file", path, error=("session", "refused"))
    assert not (program.profile / "records.db").exists()
    for bad in ("a/b", ":no-password", " kim", "x" * 65):
        program.fails(3, "init", "--admin", bad)


def accounts(program):
    init(program)
    for role in ROLES:
        made = add(program, f"the {role}", role).object
        assert (made["user"], made["role"]) == (f"the {role}", role), made
    listed = program.done("user", "list", **as_user(program, "kim")).lines
    assert {(line["user"], line["role"]) for line in listed} == {("kim", "administrator")} | {(f"the {r}", r) for r in ROLES}
    new = write(program.folder, "new", PASSWORD)
    for name in ("Kim", "the doctor", "THE DOCTOR"):
        program.fails(1, "user", "add", name, "--role", "staff", "--new-password-file", new, **as_user(program, "kim"), error=("store", "exists"))
    program.fails(2, "user", "add", "x", "--role", "king", "--new-password-file", new, **as_user(program, "kim"))
    program.fails(2, "user", "add", "x", "--role", "staff", **as_user(program, "kim"))
    program.fails(4, "user", "disable", "nobody", **as_user(program, "kim"), error=("session", "not-found"))


def role_table(program):
    lines = program.done("user", "roles").lines
    table = {line["action"]: line for line in lines}
    assert len(table) == len(lines) and all(set(line) == {"action", *ROLES} for line in lines), lines
    file = configparser.ConfigParser(strict=True, interpolation=None)
    file.read(pathlib.Path(__file__).resolve().parents[2] / "app" / "session" / "people" / "roles.ini", encoding="utf-8")
    actions = {name for name in file.sections() if set(ROLES) <= set(file[name])}
    assert actions == set(table), actions ^ set(table)
    assert all(file[name][role] == table[name][role] for name in actions for role in ROLES)
    text = program.done("user", "roles", options=()).stdout
    assert len(text.splitlines()) == len(lines) and "doctor: all" in text, text


def who_may_manage(program):
    init(program)
    new = write(program.folder, "new", PASSWORD)
    for role in ROLES:
        add(program, role, role)
    for role in ROLES[1:]:
        me = as_user(program, role)
        program.fails(3, "user", "list", **me, error=("session", "refused"))
        program.fails(3, "user", "add", "x", "--role", "administrator", "--new-password-file", new, **me, error=("session", "refused"))
        program.fails(3, "user", "role", role, "--role", "administrator", **me, error=("session", "refused"))
        program.fails(3, "user", "recovery", **me, error=("session", "refused"))


def last_administrator(program):
    init(program)
    me = as_user(program, "kim")
    program.fails(3, "user", "disable", "kim", **me, error=("store", "refused"))
    program.fails(3, "user", "role", "kim", "--role", "doctor", **me, error=("store", "refused"))
    add(program, "lee", "administrator")
    assert program.done("user", "role", "kim", "--role", "administrator,staff", **me).object["roles"] == ["administrator", "staff"]
    program.done("user", "disable", "kim", **as_user(program, "lee"))
    program.fails(3, "check", **me, error=("session", "wrong-secret"))
    program.fails(3, "user", "disable", "lee", **as_user(program, "lee"), error=("store", "refused"))


def forced_change(program):
    init(program)
    add(program, "lee", "doctor", "--must-change")
    me = as_user(program, "lee")
    new = write(program.folder, "mine", OTHER)
    program.fails(3, "list", "Patient", **me, error=("session", "change-password"))
    program.fails(3, "user", "password", "lee", "--new-password-file", write(program.folder, "s", "short"), **me)
    program.fails(3, "list", "Patient", **me, error=("session", "change-password"))
    program.done("user", "password", "lee", "--new-password-file", new, **me)
    program.fails(3, "list", "Patient", **me, error=("session", "wrong-secret"))
    program.done("list", "Patient", **as_user(program, "lee", OTHER))
    program.done("user", "password", "lee", "--new-password-file", write(program.folder, "r", "given by the admin"), **as_user(program, "kim"))
    program.fails(3, "list", "Patient", **as_user(program, "lee", "given by the admin"), error=("session", "change-password"))


def recovery(program):
    key = init(program)
    path = write(program.folder, "recovery", key.lower().replace("-", " ") + "\n")
    new = write(program.folder, "mine", OTHER)
    options = {"options": ("--user", "kim", "--recovery-key-file", str(path), "--json")}
    program.fails(3, "check", **options, error=("session", "change-password"))
    program.done("user", "password", "kim", "--new-password-file", new, **options)
    program.done("check", **as_user(program, "kim", OTHER))
    renewed = program.done("user", "recovery", **as_user(program, "kim", OTHER)).object["recovery_key"]
    assert renewed != key
    program.fails(3, "check", **options, error=("session", "wrong-secret"))
    wrong = write(program.folder, "recovery", key[:-1] + ("2" if key[-1] != "2" else "3"))
    program.fails(3, "check", options=("--user", "kim", "--recovery-key-file", str(wrong), "--json"), error=("seal", "mistyped"))


def first_password(program):
    program.done("init", "--admin", "kim", "--demo")
    new = write(program.folder, "new", PASSWORD)
    result = program.done("check")
    assert "password" in result.stderr, "that there is no password is said"
    program.fails(3, "user", "add", "lee", "--role", "doctor", "--new-password-file", new, error=("session", "refused"))
    made = program.done("user", "password", "kim", "--new-password-file", new).object
    assert made["recovery_key"], made
    program.fails(3, "check", error=("session", "sign-in"))
    assert program.done("check", **as_user(program, "kim")).object["problems"] == []
    add(program, "lee", "doctor")
    assert len(program.done("list", "Patient", **as_user(program, "lee")).lines) == 13


def roles_and_charts(program):
    init(program)
    for role in ROLES:
        add(program, role, role)
    patient = put_patient(program, "p1")
    allergy = write(program.folder, "a.json", {"resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": patient}, "code": {"text": "penicillin"}})
    note = write(program.folder, "o.json", {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "x"}, "subject": {"reference": patient}})
    for role, allowed in (("doctor", True), ("staff", True), ("pharmacist", False), ("lab-lead", False), ("administrator", False), ("researcher", False), ("family-member", False)):
        for path in (allergy, note):
            if allowed:
                program.done("put", path, **as_user(program, role))
            else:
                program.fails(3, "put", path, **as_user(program, role))
    for role, reads_allergy, reads_chart in (
        ("doctor", True, True), ("staff", True, True), ("pharmacist", True, False), ("lab-lead", False, False),
        ("administrator", False, False), ("researcher", False, False), ("family-member", False, False),
    ):
        me = as_user(program, role)
        for reads, reference in ((reads_allergy, "AllergyIntolerance/a1"), (reads_chart, "Observation/o1")):
            for command in ("get", "history"):
                if reads:
                    program.done(command, reference, **me)
                else:
                    program.fails(3, command, reference, **me)
            kind = reference.split("/")[0]
            result = program.call("list", kind, "--patient", "p1", **me)
            assert result.code == (0 if reads else 3), (role, kind, result.stdout)


def guardian(program):
    init(program)
    add(program, "mother", "family-member")
    patient = put_patient(program, "child")
    put_patient(program, "stranger")
    kim, mother = as_user(program, "kim"), as_user(program, "mother")
    program.done("put", write(program.folder, "r.json", {"resourceType": "RelatedPerson", "id": "r1", "patient": {"reference": patient}}), **kim)
    consent = {
        "resourceType": "Consent", "id": "c1", "status": "active", "patient": {"reference": patient},
        "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
        "category": [{"text": "guardian"}], "policyRule": {"text": "guardian"},
        "provision": {"type": "permit", "actor": [{"role": {"text": "guardian"}, "reference": {"reference": "RelatedPerson/r1"}}]},
    }
    program.done("user", "link", "mother", "--guardian", "RelatedPerson/r1", **kim)
    program.fails(3, "get", "Patient/child", **mother)
    program.done("put", write(program.folder, "c.json", consent), **kim)
    program.done("get", "Patient/child", **mother)
    program.fails(3, "get", "Patient/stranger", **mother)
    program.fails(3, "put", write(program.folder, "p.json", {"resourceType": "Patient", "id": "child"}), **mother)
    program.done("put", write(program.folder, "c.json", dict(consent, status="inactive")), **kim)
    program.fails(3, "get", "Patient/child", **mother)


def broken_glass(program):
    init(program)
    for name, role in (("lee", "doctor"), ("park", "doctor"), ("admin", "administrator"), ("res", "researcher")):
        add(program, name, role)
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
    put_patient(program, "p1", generalPractitioner=[{"reference": "Practitioner/park"}])
    program.done("user", "link", "park", "--person", "Practitioner/park", **as_user(program, "kim"))
    put_patient(program, "p1", generalPractitioner=[{"reference": "Practitioner/park"}], meta={"security": [label]})
    lee, admin = as_user(program, "lee"), as_user(program, "admin")
    program.done("get", "Patient/p1", **as_user(program, "park"))
    program.fails(3, "get", "Patient/p1", **lee, error=("session", "restricted"))
    assert [line for line in program.done("list", "Patient", **lee).lines if line.get("id") == "p1"] == []
    program.fails(3, "glass", "open", "p1", "--reason", "why", **lee, error=("session", "refused"))
    program.fails(3, "glass", "open", "p1", "--reason", "unconscious at the door", **as_user(program, "res"), error=("session", "refused"))
    program.fails(4, "glass", "open", "nobody", "--reason", "unconscious at the door", **lee)
    opened = program.done("glass", "open", "p1", "--reason", "unconscious at the door", **lee).object
    assert opened["patient"] == "p1" and opened["until"].endswith("Z"), opened
    program.done("get", "Patient/p1", **lee)
    program.fails(3, "get", "Patient/p1", **admin, error=("session", "restricted"))
    (entry,) = program.done("glass", "list", **admin).lines
    assert entry["user"] == "lee" and entry["outcome"] == "", entry
    program.fails(3, "glass", "review", entry["id"], "--justified", **lee, error=("store", "refused"))
    (entry,) = program.done("glass", "review", entry["id"], "--justified", **admin).lines
    assert entry["outcome"] == "justified" and entry["ended"], entry
    program.fails(3, "get", "Patient/p1", **lee, error=("session", "restricted"))
    program.fails(3, "glass", "review", entry["id"], "--justified", **admin, error=("store", "refused"))


def two_at_once(program):
    init(program)
    add(program, "lee", "doctor")
    users = {name: as_user(program, name) for name in ("kim", "lee")}
    started = []
    for i in range(4):
        for name, user in users.items():
            path = write(program.folder, f"{name}{i}.json", {"resourceType": "Patient", "id": f"{name}{i}"})
            started.append(program.start("put", path, **user))
    for process in started:
        stdout, stderr = process.communicate(timeout=120)
        assert process.returncode == 0, (stdout, stderr)
    checked = program.done("check", **as_user(program, "kim")).object
    assert checked["records"] == 8 and checked["problems"] == [], checked


if __name__ == "__main__":
    run([
        signing_in, nothing_readable, lock_out, passwords_by_rule, accounts, role_table, who_may_manage, last_administrator,
        forced_change, recovery, first_password, roles_and_charts, guardian, broken_glass, two_at_once,
    ])
